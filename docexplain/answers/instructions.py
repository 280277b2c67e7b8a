"""What is said where paragraphs that were read seem to give the model instructions. Strings only, safe to draw."""

from __future__ import annotations

from collections.abc import Sequence

from docexplain.answers.kinds import cited
from docexplain.common.display_text import counted, one_line
from docexplain.records import Answer, Document, Suspect

MOST = 3
"""Suspects whose reasons are told one by one."""


def suspects_of(answer: Answer) -> tuple[Suspect, ...]:
    """Those that were read; none in records of earlier versions."""
    return answer.choice.suspects if answer.choice else ()


def suspected(suspects: Sequence[Suspect]) -> str:
    """Which paragraphs seem to be meant for the model, and why; empty where none does."""
    if not suspects:
        return ""
    if len(suspects) == 1:
        what = f"{suspects[0].paragraph} seems to be"
        why = f"it {one_line(suspects[0].reason)}"
    else:
        what = f"{_listed([suspect.paragraph for suspect in suspects[:MOST]], len(suspects))} seem to be"
        why = "; ".join(f"{suspect.paragraph} {one_line(suspect.reason)}" for suspect in suspects[:MOST])
    return f"{what} meant for the model, not for a reader: {why}"


def warning(answer: Answer) -> str:
    """The same of an answer's paragraphs, and whether one of them is cited; empty where there are none."""
    says = suspected(suspects_of(answer))
    found = [suspect.paragraph for suspect in suspects_of(answer) if suspect.paragraph in cited(answer)]
    if not found:
        return says
    which = "it" if len(suspects_of(answer)) == 1 else _listed(found[:MOST], len(found))
    return f"{says}. The answer rests on {which}"


def caution(answer: Answer, document: Document, index: int) -> str:
    """What a list of paragraphs marks one with that is not to be taken as it is; empty for others."""
    if any(suspect.paragraph == index for suspect in suspects_of(answer)):
        return document.caution(index) or "instructions?"
    return document.caution(index)


def _listed(numbers: Sequence[int], of: int) -> str:
    *first, last = [*map(str, numbers), *([counted(of - len(numbers), "other")] if of > len(numbers) else [])]
    return f"{', '.join(first)} and {last}" if first else last
