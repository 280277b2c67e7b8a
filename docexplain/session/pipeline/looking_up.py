"""After an answer is explained: where what it names stands, and what that does to its verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from docexplain.answers import cited
from docexplain.answers.doubts.other_rows import other_rows
from docexplain.answers.doubts.other_times import other_times
from docexplain.answers.doubts.uncomputed import uncomputed
from docexplain.answers.doubts.unknown_names import unknown_names
from docexplain.answers.doubts.unread_numbers import unread_numbers
from docexplain.grounding.denial import denies
from docexplain.grounding.facts.lookup import Ground, look_up, lowers
from docexplain.grounding.lowering import lowered_verdict
from docexplain.records import Answer, Checked, Document, Lowered


def looked_up(answer: Answer, document: Document) -> Answer:
    """The answer with its numbers, dates and names looked up in the document, and the verdict that this leaves it."""
    excerpts = answer.choice.excerpts if answer.choice else ()
    parts = {excerpt.paragraph: excerpt.parts for excerpt in excerpts}
    ground = Ground(document, cited(answer), answer.read, parts)
    checked = replace(answer.checked or Checked(), facts=look_up(answer.text, answer.question, ground))
    found = replace(answer, checked=checked)
    lowered = tuple(dict.fromkeys((*checked.lowered, *_lowers(found, document))))
    return replace(found, checked=replace(checked, lowered=lowered), verdict=lowered_verdict(answer.verdict, lowered))


def _lowers(answer: Answer, document: Document) -> Iterator[Lowered]:
    """What about the answer's words and facts speaks against the verdict."""
    if denies(answer.question, answer.text, (document.paragraph(index).text for index in answer.read)):
        yield Lowered.DENIAL
    yield from lowers(answer.checked.facts if answer.checked else ())
    if other_rows(answer, document):
        yield Lowered.OTHER_ROW
    if other_times(answer, document):
        yield Lowered.OTHER_TIME
    if uncomputed(answer, document):
        yield Lowered.UNCOMPUTED
    if unread_numbers(answer):
        yield Lowered.UNREAD
    if unknown_names(answer, document):
        yield Lowered.UNKNOWN_NAME
