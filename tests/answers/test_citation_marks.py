"""Citations in an answer's text: which, where, and when there are none."""

from __future__ import annotations

from dataclasses import replace
from math import log

import pytest

from docexplain.answers import citation_marks, focus, marked, with_marks
from docexplain.answers.citation_marks import pieces
from docexplain.errors import QuestionError
from docexplain.records import Cited, Verdict
from tests.path_answers import by_path

SAID = (("The pay is 10 dollars", " and is reviewed", "."), ((0, 1), (1, 3)))
HIDDEN = {1: (0.2, 0.2, 0.9), 2: (0.7, 0.3, 0.9)}
AS_IT_IS, TOGETHER = (0.8, 0.5, 0.9), (0.1, 0.1, 0.9)
ROW = (1.0, 1.0, 0.0)


@pytest.fixture
def said(make_answer):
    def make(tokens=SAID[0], claims=SAID[1], parts=None, **changes):
        count = len(tokens)
        short = {i: (row * count)[:count] for i, row in HIDDEN.items()}
        rows = make_answer(tokens, (AS_IT_IS * count)[:count], short, (TOGETHER * count)[:count], noise=0.1)
        given = parts or {1: (2.0,) * len(claims), 2: (0.0,) + (1.9,) * (len(claims) - 1)}
        return replace(by_path(rows, given, alone=(1, 2), claims=claims), **changes)

    return make


def test_each_claim_has_its_own_before_its_full_stop(said):
    answer = said()
    assert with_marks(answer) == "The pay is 10 dollars [1] and is reviewed [1, 2]."
    assert answer.text == "The pay is 10 dollars and is reviewed."
    assert [(mark.at, mark.paragraphs) for mark in citation_marks(answer)] == [(21, (1,)), (37, (1, 2))]
    assert marked(answer) == (1, 2)


def test_what_got_nothing_is_not_covered_by_the_next_mark(said):
    assert with_marks(said(parts={1: (0.0, 2.0), 2: (0.0, 0.0)})) == "The pay is 10 dollars [-] and is reviewed [1]."


def test_an_answer_of_one_claim_has_what_is_cited(said, make_answer):
    one = said(claims=((0, 3),), parts={1: (3.0,), 2: (2.9,)}, cited=Cited((2,), ROW, ROW))
    assert with_marks(one) == "The pay is 10 dollars and is reviewed [2]."
    assert with_marks(replace(one, cited=None)) == "The pay is 10 dollars and is reviewed [1, 2]."
    rows = make_answer(("ten.", " \n"), (0.8, 0.8), {1: (0.1, 0.8)}, (0.1, 0.8), cited=Cited((1,), (1, 0), (0, 0)))
    assert with_marks(rows) == "ten [1]. \n"  # another mode


@pytest.mark.parametrize(
    ("tokens", "claims", "shown"),
    [
        (("One.", "\nTwo;", " three"), ((0, 1), (1, 2), (2, 3)), "One [1].\nTwo [1, 2]; three [-]"),
        (("Ten, ", "and so on...", " "), ((0, 1), (1, 3)), "Ten [1], and so on [1, 2]... "),
        (('He said "ten."', " Yes!", ""), ((0, 1), (1, 3)), 'He said "ten." [1] Yes [1, 2]!'),
        (("It is in the U.S.", " 是的。", ""), ((0, 1), (1, 3)), "It is in the U.S. [1] 是的 [1, 2]。"),
        (("...", " ten", ""), ((0, 1), (1, 3)), "... [1] ten [1, 2]"),
        (("Ten.", ".", ""), ((0, 1), (1, 3)), "Ten [1] [1, 2].."),
    ],
)
def test_where_a_mark_goes(said, tokens, claims, shown):
    assert with_marks(said(tokens, claims)) == shown


def test_each_piece_knows_its_claim_or_the_paragraph_that_it_names(said):
    assert [(piece.text, piece.claim, piece.paragraph) for piece in pieces(said())] == [
        ("The pay is 10 dollars", 0, None),
        *((" [", None, None), ("1", None, 1), ("]", None, None)),
        (" ", None, None),
        ("and is reviewed", 1, None),
        *((" [", None, None), ("1", None, 1), (", ", None, None), ("2", None, 2), ("]", None, None)),
        (".", 1, None),
        ("", None, None),
    ]


def test_none_where_nothing_is_to_be_cited(said):
    answer = said(cited=Cited((1,), ROW, ROW))
    for bare in (
        replace(answer, verdict=Verdict.UNSUPPORTED),
        replace(answer, noise_floor=9.0),
        replace(answer, document_effect=-2.0),
        said(parts={1: (0.0, 0.0), 2: (0.0, 0.0)}),
    ):
        assert citation_marks(bare) == ()
        assert with_marks(bare) == bare.text
    assert with_marks(replace(answer, verdict=Verdict.WEAK)) == with_marks(answer) != answer.text


def test_a_part_may_be_named_as_it_is_shown(said):
    answer = said()
    shown = focus(answer, "dollars [1] and is reviewed [1, 2].")
    assert (shown.spans, shown.positions) == (((14, 38),), (0, 1, 2))
    assert sum(effect.effect for effect in shown.effects if effect.index == 1) == pytest.approx(log(4) + log(2.5))
    with pytest.raises(QuestionError):
        focus(answer, "[1]")
