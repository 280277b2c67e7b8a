"""What the marks of a highlighted copy say."""

from __future__ import annotations

from dataclasses import replace
from math import log

import pytest

from docexplain.export.cited_marks import marks_of
from docexplain.records import Cited, Passage
from tests.path_answers import by_path

EFFECT = log(8)


@pytest.fixture
def rows(make_answer):
    return make_answer(("ten",), (0.8,), {1: (0.7,), 2: (0.2,)}, (0.1,), cited=Cited((2, 1), (2.0,), (0.1,)))


def notes(answer, document):
    return [mark.note for mark in marks_of(answer, document)]


def test_shares_and_effects_as_far_as_they_are_known(rows, document):
    answer = by_path(rows, {2: (1.5,), 1: (0.3,)}, alone=(2,), claims=((0, 1),))
    passages = (Passage(2, 0, 3, 1.2, 0.0, False, (), per_claim=(1.2,)),)
    first, second, passage = notes(replace(answer, passages=passages), document)
    says = f"{answer.question}\nten [2, 1]"
    assert first == f"Paragraph 2, {1.5 / EFFECT:.0%} of the document effect, {log(4):+.2f} nats: {says}"
    assert second == f"Paragraph 1, {0.3 / EFFECT:.0%} of the document effect: {says}"
    assert passage == f"{1.2 / EFFECT:.0%} of the document effect"


def test_nats_in_other_modes(rows, document):
    passages = (Passage(2, 0, 3, 1.2, 0.5, False, (1.2,)),)
    first, second, passage = notes(replace(rows, passages=passages), document)
    assert first == f"Paragraph 2, {log(4):+.2f} nats: {rows.question}\nten [2, 1]"
    assert second.startswith("Paragraph 1, +0.13 nats")
    assert passage == "+1.20 nats"
