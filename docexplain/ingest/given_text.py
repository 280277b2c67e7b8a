"""Documents of text that a program has: its paragraphs as they are given, no file and no layout."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

from docexplain.errors import InputError
from docexplain.ingest.strings.cleaning import SOFT_HYPHEN, clean
from docexplain.records import Box, Coverage, Document, Paragraph

GIVEN_TEXT = "docexplain-text/1"
"""Name and version of what makes them, where files have their parser's; raise the number when the same text would give
other paragraphs."""
_APART = re.compile(r"\n\s*\n")


def document_from_text(text: str | Iterable[str], *, name: str) -> Document:
    """See :func:`docexplain.document_from_text`."""
    paragraphs = _paragraphs(text)
    # No paragraph has a line break, so other paragraphs are other bytes.
    content = "\n\n".join(paragraphs).encode()
    characters = sum(len("".join(paragraph.split())) for paragraph in paragraphs)
    return Document(
        sha256=sha256(content).hexdigest(),
        name=name,
        parser=GIVEN_TEXT,
        paragraphs=tuple(
            # One under the other, as lines of one point: some choices go by what stands above.
            Paragraph(index, paragraph, (Box(1, 0.0, float(index - 1), 1.0, float(index)),))
            for index, paragraph in enumerate(paragraphs, start=1)
        ),
        furniture=(),
        coverage=Coverage(pages=1, characters=characters, kept=characters, furniture=0, damaged=False),
        size=len(content),
    )


def _paragraphs(text: object) -> list[str]:
    if isinstance(text, str):
        found = [paragraph for part in _APART.split(text) if (paragraph := _plain(part))]
        if not found:
            raise InputError("The text is empty: give one that can be asked.")
        return found
    if isinstance(text, bytes) or not isinstance(text, Iterable):
        raise InputError(f"A document is made of a str, or of a list of them, not of {type(text).__name__}: give that.")
    given = list(text)
    if not given:
        raise InputError("There is no paragraph in the list: give one at least.")
    for number, part in enumerate(given, start=1):
        if not isinstance(part, str):
            raise InputError(f"Paragraph {number} is {type(part).__name__}, not text: give each as a str.")
        if not _plain(part):
            raise InputError(f"Paragraph {number} has no text: leave it out.")
    return [_plain(part) for part in given]


def _plain(text: str) -> str:
    return clean(text).removesuffix(SOFT_HYPHEN).strip()
