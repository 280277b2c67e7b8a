"""An answer that rests on instructions is not called supported."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.grounding.resting import guarded, is_without, leaving_out, rests_on
from docexplain.records import Checked, Choice, Cited, Lowered, Steer, Suspect, Verdict, WhatIf

TWO = (Suspect(2, "speaks to a language model"),)


@pytest.fixture
def answer(make_answer):
    """Paragraph 2 gives most of it, 1 a third, 3 next to nothing."""
    rows = {1: (0.5,), 2: (0.1,), 3: (0.89,)}
    return make_answer(("ten",), (0.9,), rows, (0.05,), cited=Cited((2,), (2.0,), (0.1,)))


def test_an_answer_that_cites_one_is_weak_and_says_why(answer):
    found = guarded(answer, TWO)
    assert found.verdict is Verdict.WEAK
    assert found.checked == Checked(lowered=(Lowered.INSTRUCTIONS,))
    assert found.choice == Choice(suspects=TWO)


def test_one_that_gives_much_counts_without_being_cited(answer):
    for index, verdict in ((1, Verdict.WEAK), (3, Verdict.SUPPORTED)):
        found = guarded(answer, (Suspect(index, "x"),))
        assert found.verdict is verdict
        assert rests_on(found) == ((index,) if verdict is Verdict.WEAK else ())


def test_no_verdict_gets_better_and_nothing_is_forgotten(answer):
    unsupported = guarded(replace(answer, verdict=Verdict.UNSUPPORTED), TWO)
    assert (unsupported.verdict, unsupported.checked) == (Verdict.UNSUPPORTED, Checked())
    before = replace(
        answer,
        verdict=Verdict.WEAK,
        checked=Checked(lowered=(Lowered.FACT,)),
        choice=Choice(by="bm25", budget=256),
    )
    found = guarded(before, TWO)
    assert found.checked == Checked(lowered=(Lowered.FACT, Lowered.INSTRUCTIONS))
    assert found.choice == Choice(by="bm25", budget=256, suspects=TWO)


def test_without_suspects_nothing_changes_but_that_it_was_looked_for(answer):
    assert guarded(answer, ()) == replace(answer, choice=Choice(), checked=Checked())


def test_what_asks_again_hides_each_suspect_once(answer):
    found = guarded(answer, TWO)
    hidden = (Steer(2, 0),)
    assert leaving_out(found) == hidden
    other = replace(found, id="other", what_if=WhatIf(found.id, hidden))
    assert is_without(other, found)
    assert not is_without(replace(other, what_if=WhatIf(found.id, (Steer(1, 0),))), found)
    assert rests_on(other) == ()
    assert leaving_out(other) == leaving_out(replace(found, given=True)) == leaving_out(answer) == ()
