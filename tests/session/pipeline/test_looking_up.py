"""An answer's facts are looked up when it is made, kept with it, and take its verdict down."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.records import Checked, Choice, Cited, Excerpt, FoundIn, Lowered, Steer, Verdict
from docexplain.session import AskOptions, Session
from docexplain.session.pipeline.looking_up import looked_up

QUESTION = "What is the pay per hour?"
GIVEN = AskOptions(read="all", answer="It is 4321 dollars, not 12345.")


@pytest.fixture
def session(store, language_model):
    return Session(store=store, model=language_model)


@pytest.fixture
def answer(make_answer, document):
    number = next(p for p in document.paragraphs if "ten dollars" in p.text).index
    rows = dict.fromkeys(range(1, 7), (0.5,))
    return make_answer(
        ("10 dollars",), (0.9,), rows, (0.1,), cited=Cited((number,), (1.0,), (0.1,)), verdict=Verdict.SUPPORTED
    )


def test_a_given_answers_facts_are_saved_with_it(session, store, document):
    answer = session.ask(document, QUESTION, options=GIVEN)
    assert [answer.text[f.start : f.end] for f in answer.checked.facts] == ["4321 dollars", "12345"]
    assert answer.checked.facts[0].found is FoundIn.NOWHERE
    assert answer.checked.lowered == (Lowered.FACT,) and answer.verdict is not Verdict.SUPPORTED
    assert store.get_answer(answer.id) == answer and store.verify().problems == ()


def test_a_what_ifs_too(session, document):
    options = AskOptions(read="all", max_new_tokens=6, settings=replace(AskOptions().settings, max_new_tokens=6))
    original = session.ask(document, QUESTION, options=options)
    assert session.what_if(document, original, [Steer(1, 0.0)]).checked is not None


def test_supported_becomes_weak(answer, document):
    wrong = replace(answer, text="99 dollars")
    assert looked_up(answer, document).verdict is Verdict.SUPPORTED
    assert (looked_up(wrong, document).verdict, looked_up(wrong, document).checked.lowered) == (
        Verdict.WEAK,
        (Lowered.FACT,),
    )


def test_a_denial_is_never_supported_unless_the_document_says_so_itself(answer, document):
    denial = looked_up(replace(answer, text="The document does not specify the pay."), document)
    assert (denial.verdict, denial.checked.lowered) == (Verdict.WEAK, (Lowered.DENIAL,))
    paragraphs = list(document.paragraphs)
    paragraphs[0] = replace(paragraphs[0], text="The pay is not specified here.")
    said = looked_up(replace(answer, text="It is not specified."), replace(document, paragraphs=tuple(paragraphs)))
    assert (said.verdict, said.checked.lowered) == (Verdict.SUPPORTED, ())


def test_a_denial_is_recorded_and_verified(session, store, document):
    denial = session.ask(document, QUESTION, options=AskOptions(read="all", answer="The document does not say."))
    assert Lowered.DENIAL in denial.checked.lowered and denial.verdict is not Verdict.SUPPORTED
    assert store.get_answer(denial.id) == denial and store.verify().problems == ()


def test_other_reasons_stay(answer, document):
    before = replace(answer, checked=Checked((), (Lowered.INSTRUCTIONS,)))
    after = looked_up(before, document)
    assert after.checked.lowered == (Lowered.INSTRUCTIONS,) and after.verdict is Verdict.WEAK
    assert after.checked.facts[0].found is FoundIn.CITED


def test_only_the_rows_that_were_read_count_as_read(answer, document):
    (index,) = answer.cited.paragraphs
    part = replace(answer, choice=Choice(excerpts=(Excerpt(index, "", ((0, 3),)),)))
    assert looked_up(part, document).checked.facts[0].found is FoundIn.DOCUMENT
