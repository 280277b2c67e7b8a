"""What is said where paragraphs that were read seem to give the model instructions. Strings only, safe to draw."""

from __future__ import annotations

from collections.abc import Sequence

from docexplain.answers.kinds import cited, passed_over
from docexplain.answers.said.wording import listed
from docexplain.answers.several import marks
from docexplain.common.display_text import counted, one_line
from docexplain.common.questions.titles import is_title
from docexplain.records import HIDE, Answer, Document, Source, Suspect

MOST = 3
"""Suspects whose reasons are told one by one."""


def suspects_of(answer: Answer) -> tuple[Suspect, ...]:
    """Those that were read; none in records of earlier versions."""
    return answer.choice.suspects if answer.choice else ()


def suspected(suspects: Sequence[Suspect], sources: Sequence[Source] = ()) -> str:
    """Which paragraphs seem to be meant for the model, and why; empty where none does.

    Args:
        sources: of the answer, where several documents were asked.
    """
    names = marks(sources, (suspect.paragraph for suspect in suspects))
    if not suspects:
        return ""
    if len(suspects) == 1:
        what = f"{names[0]} seems to be"
        why = f"it {one_line(suspects[0].reason)}"
    else:
        what = f"{_listed(names[:MOST], len(suspects))} seem to be"
        told = zip(names[:MOST], suspects, strict=False)
        why = "; ".join(f"{name} {one_line(suspect.reason)}" for name, suspect in told)
    return f"{what} meant for the model, not for a reader: {why}"


def warning(answer: Answer) -> str:
    """The same of an answer's paragraphs, and whether one of them is cited; empty where there are none. What a what-if
    hides cannot move its answer."""
    steers = answer.what_if.steering if answer.what_if else ()
    hidden = {steer.paragraph for steer in steers if steer.factor == HIDE}
    seen = [suspect for suspect in suspects_of(answer) if suspect.paragraph not in hidden]
    says = suspected(seen, answer.sources)
    found = [suspect.paragraph for suspect in seen if suspect.paragraph in cited(answer)]
    if not found:
        return says
    which = "it" if len(seen) == 1 else _listed(marks(answer.sources, found[:MOST]), len(found))
    return f"{says}. The answer rests on {which}"


def without_suspects(answer: Answer, steered: Answer) -> str:
    """What was taken away for ``steered``, where it is all that seems to give the model instructions, to stand behind
    "without"; else empty."""
    found = {suspect.paragraph for suspect in suspects_of(answer)}
    steers = steered.what_if.steering if steered.what_if else ()
    if not found or {steer.paragraph for steer in steers if steer.factor == HIDE} != found or len(steers) != len(found):
        return ""
    names = marks(answer.sources, sorted(found))
    verb = "seems" if len(names) == 1 else "seem"
    return f"{_listed(names[:MOST], len(names))}, which {verb} to be meant for the model"


def caution(answer: Answer, document: Document, index: int) -> str:
    """What a list of paragraphs marks one with that is not to be taken as it is; empty for others. A title that others
    were cited before is one."""
    if any(suspect.paragraph == index for suspect in suspects_of(answer)):
        return document.caution(index) or "instructions?"
    if said := document.caution(index):
        return said
    return "title" if is_title(document.paragraph(index)) and passed_over(answer, index) else ""


def _listed(numbers: Sequence[str], of: int) -> str:
    return listed([*numbers, *([counted(of - len(numbers), "other")] if of > len(numbers) else [])])
