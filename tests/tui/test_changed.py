"""Answers that are not what was recorded, and answers whose content was removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from docexplain.records import OnRecord, Redaction, Verdict
from tui.widgets import AnswerPanel, QuestionList

from .conftest import FakeSession, app_of, make_answer, until

SIZE = (110, 40)


async def test_a_changed_answer_says_so_before_all_else() -> None:
    session = FakeSession(stored=(make_answer("a1", text="Ninety dollars."),))
    session.records["a1"] = OnRecord(("Its text was changed after it was recorded.",))
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        questions = app.query_one(QuestionList)
        await until(pilot, lambda: questions.option_count == 1 and not questions.options[0].disabled)
        assert str(questions.options[0].prompt).startswith("CHANGED What is the pay?")
        questions.focus()
        await pilot.press("down", "enter")
        await until(pilot, lambda: "Ninety" in app.query_one(AnswerPanel).text)
        first = app.query_one(AnswerPanel).text.splitlines()[0]
        assert first.startswith("This answer is not what was recorded: rely on nothing")
        assert "Its text was changed" in first


async def test_answers_that_are_what_was_recorded_say_nothing() -> None:
    session = FakeSession(stored=(make_answer("a1"),))
    session.records["a1"] = OnRecord()
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        questions = app.query_one(QuestionList)
        await until(pilot, lambda: questions.option_count == 1 and not questions.options[0].disabled)
        questions.focus()
        await pilot.press("down", "enter")
        await until(pilot, lambda: "Ten dollars" in app.query_one(AnswerPanel).text)
        assert "recorded" not in app.query_one(AnswerPanel).text
        assert "CHANGED" not in str(questions.options[0].prompt)


async def test_a_redacted_answer_is_listed_with_the_reason() -> None:
    gone = replace(make_answer("a1", text="", verdict=Verdict.WEAK), question="")
    session = FakeSession(stored=(gone,))
    session.records["a1"] = OnRecord((), (Redaction(datetime(2026, 1, 2, tzinfo=UTC), "a request"),))
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        questions = app.query_one(QuestionList)
        await until(pilot, lambda: questions.option_count == 1 and not questions.options[0].disabled)
        assert " ".join(str(questions.options[0].prompt).split()).endswith("(redacted on 2026-01-02 because a request)")
