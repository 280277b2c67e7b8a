"""How much of a document was read for an answer, how that was decided, and how to read more."""

from __future__ import annotations

from collections.abc import Sequence

from docexplain.answers.said.wording import listed
from docexplain.answers.several import marks
from docexplain.common.display_text import counted, one_line
from docexplain.records import Answer, Choice, Source
from docexplain.records.grounds import INCLUDING

_BY = {"bm25": "chosen by words"}
"""What :attr:`docexplain.records.Choice.by` says."""


def amount_read(answer: Answer, *, of: str = "") -> str:
    """Such as ``40 of 1,421 paragraphs (2,048 tokens, chosen by words)``.

    Args:
        of: the document's name, safe to draw, where it is to be named.
    """
    said = f"{len(answer.read):,} of {answer.paragraphs_total:,} paragraphs{f' of {of}' if of else ''}"
    choice = answer.choice
    if choice is None or len(answer.read) == answer.paragraphs_total:
        return said
    limit = counted(choice.budget, "token").replace(str(choice.budget), f"{choice.budget:,}") if choice.budget else ""
    how = ", ".join(filter(None, (limit, _how(choice, answer.sources))))
    return f"{said} ({how})" if how else said


def _how(choice: Choice, sources: Sequence[Source]) -> str:
    ranked = choice.by.partition(INCLUDING)[0]
    words, _, meaning = ranked.partition("+")
    said = _BY.get(words, words and f"chosen by {one_line(words)}")
    said = f"{said} and meaning" if meaning else said
    return f"{said}, and {listed(marks(sources, choice.included))} by you" if choice.included else said


def reads_more(answer: Answer) -> int:
    """How many paragraphs would be more: twice as many; 0 where all were read, or as many as fit."""
    limited = answer.settings.read.isdecimal() or (answer.choice is not None and answer.choice.budget > 0)
    if not limited or answer.given or len(answer.read) == answer.paragraphs_total:
        return 0
    return min(2 * len(answer.read), answer.paragraphs_total)
