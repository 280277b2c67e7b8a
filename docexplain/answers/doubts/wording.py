"""What is said about doubts: a line for each, or in the verdict's line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from docexplain.answers.doubts.numbers import text_of
from docexplain.answers.doubts.other_rows import OtherRow, other_rows
from docexplain.answers.doubts.other_times import OtherTime, other_times
from docexplain.answers.doubts.uncomputed import Uncomputed, uncomputed
from docexplain.answers.doubts.unknown_names import spelled_so
from docexplain.answers.doubts.unread_numbers import unread_numbers
from docexplain.common.display_text import one_line, shortened
from docexplain.records import Answer, Document, Fact, FactKind, FoundIn, Lowered, Verdict

_LONGEST, _LONGEST_NAME = 120, 80
"""Characters of what is said in the verdict's line, and of a name in it."""


def in_others(answer: Answer, document: Document) -> list[str]:
    """A line for each number that stands in another row, or with another time, than what is named or asked for, and one
    for those that are copied where a calculation is asked for."""
    return [line for said in _LINES.values() for line in said(answer, document)]


def beside_verdict(answer: Answer, document: Document) -> list[str]:
    """These lines; none where the verdict's line says all of them."""
    found = {why: said(answer, document) for why, said in _LINES.items()}
    lowered = answer.checked.lowered if answer.checked and answer.verdict is Verdict.WEAK else ()
    told = {_if_short(found[why]) for why in lowered if why in found}
    lines = [line for each in found.values() for line in each]
    return lines if any(line not in told for line in lines) else []


def reason(answer: Answer, why: Lowered, document: Document | None) -> str:
    """Why an answer's words take the verdict down, with the number, date or names that it is about; empty where these
    are not known, or too long for the verdict's line.

    Args:
        document: None: it is not at hand.
    """
    if why is Lowered.FACT:
        return _fact(answer)
    if why is Lowered.UNKNOWN_NAME:
        return _unknown_names(answer)
    if why is Lowered.UNREAD and (numbers := unread_numbers(answer)):
        return f"{_all_said(answer, numbers)} {_stand(answer, numbers)} in nothing that was read"
    return _if_short(_LINES[why](answer, document)) if why in _LINES and document else ""


def _if_short(lines: Sequence[str]) -> str:
    """What is said in the verdict's line: the only one, where it is short enough."""
    return lines[0] if len(lines) == 1 and len(lines[0]) <= _LONGEST else ""


def said_of(answer: Answer, fact: Fact) -> str:
    """A number, date or name as the answer has it."""
    return f"“{one_line(text_of(answer, fact), 40)}”"


def _in_other_rows(answer: Answer, document: Document) -> list[str]:
    return [_in_other_row(answer, row) for row in other_rows(answer, document)]


def _in_other_row(answer: Answer, row: OtherRow) -> str:
    stands, named = one_line(row.stands, _LONGEST_NAME), one_line(row.named, _LONGEST_NAME)
    return f"{said_of(answer, row.fact)} stands in the row “{stands}”, not “{named}”"


def _in_other_times(answer: Answer, document: Document) -> list[str]:
    return [_in_other_time(answer, time) for time in other_times(answer, document)]


def _in_other_time(answer: Answer, time: OtherTime) -> str:
    stands, asked = (shortened([one_line(each, 40) for each in times], 3) for times in (time.stands, time.asked))
    return f"{said_of(answer, time.fact)} stands with {stands}, and the question asks about {asked}"


def _uncomputed(answer: Answer, document: Document) -> list[str]:
    """One line for all: an answer that copies one number mostly copies several."""
    copied: Sequence[Uncomputed] = uncomputed(answer, document)
    if not copied:
        return []
    facts = [each.fact for each in copied]
    asked = one_line(copied[0].asked, _LONGEST_NAME)
    return [
        f"{_all_said(answer, facts)} {_stand(answer, facts)} there as something else, and the question asks for {asked}"
    ]


_LINES: Mapping[Lowered, Callable[[Answer, Document], list[str]]] = {
    Lowered.OTHER_ROW: _in_other_rows,
    Lowered.OTHER_TIME: _in_other_times,
    Lowered.UNCOMPUTED: _uncomputed,
}


def _fact(answer: Answer) -> str:
    for fact in answer.checked.facts if answer.checked else ():
        if fact.kind is FactKind.NAME:
            continue
        if fact.found is FoundIn.NOWHERE:
            return f"{said_of(answer, fact)} stands nowhere in the document"
        if fact.places and all(place.unseen for place in fact.places):
            return f"{said_of(answer, fact)} stands only where it is not to be read: {one_line(fact.places[0].unseen)}"
    return ""


def _unknown_names(answer: Answer) -> str:
    names = spelled_so(answer)
    return f"{_all_said(answer, names)} {_stand(answer, names)} nowhere in the document" if names else ""


def _all_said(answer: Answer, facts: Sequence[Fact]) -> str:
    return shortened(list(dict.fromkeys(said_of(answer, fact) for fact in facts)), 3)


def _stand(answer: Answer, facts: Sequence[Fact]) -> str:
    return "stand" if len({said_of(answer, fact) for fact in facts}) > 1 else "stands"
