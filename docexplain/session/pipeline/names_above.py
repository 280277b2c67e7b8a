"""The names of files in a prompt: of several documents each is told above the first of its paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from docexplain.common.display_text import one_line
from docexplain.records import Document, Paragraph

_LONGEST = 120
"""Characters of a name that are told."""


def names_above(paragraphs: Sequence[Paragraph], document: Document) -> list[str]:
    """What stands above each paragraph; empty where nothing does. The name may be all that tells whose paragraphs they
    are."""
    return [name and f"From {name}:" for name in told_names(paragraphs, document)]


def told_names(paragraphs: Sequence[Paragraph], document: Document) -> list[str]:
    """The names themselves, each on its line: whoever names a file shall not write what follows."""
    if not document.sources:
        return []
    owners = [document.own(paragraph.index)[0] for paragraph in paragraphs]
    before = [None, *owners]
    named = zip(owners, before, strict=False)
    return [one_line(owner.name, _LONGEST) if owner is not last else "" for owner, last in named]
