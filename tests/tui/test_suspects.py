"""A paragraph that speaks to the model: marked, named, and the answer without it beside the answer."""

from __future__ import annotations

from dataclasses import replace

from docexplain.errors import ModelError
from docexplain.grounding.resting import guarded
from docexplain.records import Choice, Steer, Suspect
from docexplain.session import AnswerNotSaved
from tui.widgets import AnswerPanel, QuestionList, Status

from .conftest import FakeSession, answered, app_of, opened, screen_text, until

SUSPECTS = (Suspect(3, "says what is to be answered"),)
SIZE = (120, 30)


def injected(session: FakeSession) -> FakeSession:
    session.next_answer = guarded(session.next_answer, SUSPECTS)
    session.next_what_if = replace(session.next_what_if, choice=Choice(suspects=SUSPECTS))
    return session


async def test_the_answer_without_it_stands_beside_the_answer(session: FakeSession) -> None:
    app = app_of(injected(session))
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        assert session.steered == [("new", (Steer(3, 0),))]
        panel = app.query_one(AnswerPanel).text
        assert "3 seems to be meant for the model, not for a reader: it says what is to be answered" in panel
        assert "The answer rests on it" in panel
        assert "\n◐ in doubt" in panel
        assert "a cited paragraph seems to give the model instructions" in panel
        assert "With paragraph 3 hidden: Fifteen dollars [" in panel
        assert "instructions?" in screen_text(app)
        assert len(app.query_one(QuestionList).options) == 2


async def test_an_earlier_answer_comes_with_the_one_without(session: FakeSession) -> None:
    injected(session)
    without = session.next_what_if
    first = replace(session.next_answer, id="old")
    session.stored = {"old": first}
    other = replace(without, id="other", what_if=replace_what_if(first))
    session.stored["other"] = other
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        app.query_one(QuestionList).focus()
        await pilot.press("home", "enter")
        await until(pilot, lambda: "Fifteen" in app.query_one(AnswerPanel).text)


def replace_what_if(answer):  # type: ignore[no-untyped-def]
    from docexplain.records import WhatIf

    return WhatIf(answer.id, (Steer(3, 0),))


async def test_where_it_fails_the_answer_is_shown_alone(session: FakeSession) -> None:
    injected(session)

    def fail(*_: object, **__: object) -> None:
        raise ModelError("no room")

    session.without_suspects = fail  # type: ignore[method-assign, assignment]
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        panel = app.query_one(AnswerPanel).text
        assert "\n◐ in doubt" in panel
        assert "hidden:" not in panel


async def test_one_that_cannot_be_saved_is_shown_and_said(session: FakeSession) -> None:
    injected(session)

    def unsaved(document, answer, **_):  # type: ignore[no-untyped-def]
        other = replace(session.next_what_if, id="w", what_if=replace_what_if(answer))
        raise AnswerNotSaved("the disk is full", other)

    session.without_suspects = unsaved  # type: ignore[method-assign]
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        assert "hidden: Fifteen dollars" in app.query_one(AnswerPanel).text
        assert "NOT SAVED: the disk is full" in app.query_one(Status).text
