"""What if: marking paragraphs, asking again, both answers on the screen, and the list of questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from textual.pilot import Pilot
from textual.widgets import Input

from docexplain.errors import ModelError
from docexplain.records import Mode, Settings, Steer, WhatIf
from tui.widgets import AnswerPanel, Detail, DocumentView, QuestionList, Status

from .conftest import START, FakeSession, answered, app_of, ask, make_answer, opened, screen_text, until

SIZE = (120, 30)


def footer(pilot: Pilot[None]) -> str:
    return screen_text(pilot.app).splitlines()[-1]  # type: ignore[arg-type]


def listed(pilot: Pilot[None]) -> list[str]:
    return [str(option.prompt) for option in pilot.app.query_one(QuestionList).options]


async def marked(pilot: Pilot[None], *keys: str) -> None:
    """Press keys in the document, with the answer shown and the cursor on paragraph 3."""
    pilot.app.query_one(DocumentView).focus()
    await pilot.pause()
    await pilot.press(*keys)


async def what_if(pilot: Pilot[None]) -> None:
    """Ask again and wait for the answer."""
    count = len(pilot.app.query_one(QuestionList).options)
    await pilot.press("w")
    questions = pilot.app.query_one(QuestionList)
    status = pilot.app.query_one(Status)
    await until(pilot, lambda: len(questions.options) == count + 1 and "Answered by" in status.text)


async def test_marks_are_words_and_toggle(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        await marked(pilot, "s")
        view, detail, status = app.query_one(DocumentView), app.query_one(Detail), app.query_one(Status)
        assert view.mark_of(3) == "↓ to be hidden"
        assert "↓ to be hidden" in str(detail.content)
        assert "Marked: paragraph 3 hidden. w asks again" in status.text
        await pilot.press("up", "a")
        assert "Marked: paragraphs 2 amplified x2, 3 hidden." in status.text
        assert screen_text(app).count("↑ to be amplified x2") == 2  # in the document and in the detail
        await pilot.press("s")
        assert view.mark_of(2) == "↓ to be hidden"
        await pilot.press("s", "down", "s")
        assert "Nothing is marked." in status.text
        assert "↓" not in screen_text(app)
        assert session.steered == []


async def test_keys_are_offered_where_they_can_be_used(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await marked(pilot)
        assert not {"Hide", "What if", "Part"} & set(footer(pilot).split(" "))
        await answered(pilot)
        assert "Hide" not in footer(pilot)  # letters go into the question
        await marked(pilot)
        await pilot.pause()
        assert "Hide" in footer(pilot)
        assert app.active_bindings["a"].enabled
        assert "What if" not in footer(pilot)
        await pilot.press("s")
        await pilot.pause()
        assert "What if" in footer(pilot)
        session.gate.clear()
        await pilot.press("w")
        await until(pilot, lambda: session.steered)
        assert "What if" not in footer(pilot)
        session.gate.set()


async def test_the_keys_at_the_bottom_stay_while_the_same_are_offered(session: FakeSession) -> None:
    """Making them anew takes longer than all else that a key does."""
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        app.query_one(QuestionList).focus()
        await pilot.pause()
        before = [*app.query("Key")]
        assert "Part" in footer(pilot).split(" ")
        await pilot.press("tab")
        assert app.query_one(AnswerPanel).has_focus_within
        assert [*app.query("Key")] == before != []
        app.query_one(Input).focus()
        await pilot.pause()
        assert {*app.query("Key")}.isdisjoint(before)  # "Part" went


async def test_a_paragraph_that_was_not_read_cannot_be_marked(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        await marked(pilot, "end")
        assert "Hide" not in footer(pilot)
        for key in ("s", "a"):
            await pilot.press(key)
            assert "Paragraph 5 was not read for this answer" in app.query_one(Status).text
            assert app.query_one(DocumentView).mark_of(5) == ""


async def test_an_answer_explained_in_another_mode_cannot_be_steered(session: FakeSession) -> None:
    session.next_answer = replace(session.next_answer, settings=Settings(mode=Mode.SHIFTED))
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        await marked(pilot, "w", "s")
        assert "mode shifted: a what-if needs mode mask or log" in app.query_one(Status).text
        assert session.steered == []


async def test_both_answers_are_shown_and_the_what_if_stands_under_its_question(session: FakeSession) -> None:
    session.stored["a1"] = make_answer("a1", question="Law?")
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        await marked(pilot, "s", "up", "a")
        await what_if(pilot)
        assert session.steered == [("new", (Steer(2, 2.0), Steer(3, 0.0)))]
        panel, view = app.query_one(AnswerPanel).text, app.query_one(DocumentView)
        assert "What if: paragraphs 2 amplified x2, 3 hidden\n◐ left open" in panel
        assert "\nFifteen dollars [1, 2].\n" in panel
        assert "Original: Ten dollars [3, 1].\n● caused by pages 1 and 2 (supported" in panel
        assert (view.mark_of(3), view.mark_of(2), view.mark_of(1)) == ("↓ hidden", "↑ amplified x2", "")
        lines = listed(pilot)
        assert [line.split("\n")[0] for line in lines] == [
            "● What is the pay?",
            "  ◐ what if: 2 amplified x2, 3",  # broken at the pane's width
            "● Law?",
        ]
        app.query_one(QuestionList).focus()
        await pilot.press("up", "enter")
        await until(pilot, lambda: "What if" not in app.query_one(AnswerPanel).text)
        assert view.mark_of(3) == ""  # asked about: no longer marked


async def test_asking_again_from_a_what_if_is_about_the_original(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        await marked(pilot, "s")
        await what_if(pilot)
        view = app.query_one(DocumentView)
        view.go_to(3)
        await pilot.press("w")  # nothing changed
        assert len(session.steered) == 1
        assert "needs a marked paragraph" in app.status.text
        view.focus()
        await pilot.press("s")
        assert view.mark_of(3) == "no longer hidden or amplified"
        await pilot.press("s", "up", "s")
        assert (view.mark_of(3), view.mark_of(2)) == ("↓ hidden", "↓ to be hidden")
        await what_if(pilot)
        assert session.steered[1] == ("new", (Steer(2, 0.0), Steer(3, 0.0)))
        assert [line.startswith("  ") for line in listed(pilot)] == [False, True, True]


async def test_a_stopped_or_failed_what_if_keeps_the_marks_and_the_cursor(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        await marked(pilot, "up", "s")
        session.gate.clear()
        await pilot.press("w")
        view, status = app.query_one(DocumentView), app.query_one(Status)
        await until(pilot, lambda: "answering again, what if" in status.text)
        assert listed(pilot)[0].startswith("… What if: 2 hidden")
        assert "Ten dollars [" in app.query_one(AnswerPanel).text  # the original stays meanwhile
        assert view.cursor == 2
        await pilot.press("escape")
        await until(pilot, lambda: "Stopped; nothing was saved." in status.text)
        session.gate.set()
        session.ask_error = ModelError("There is not enough memory.")
        await pilot.press("w")
        await until(pilot, lambda: "✗ There is not enough memory." in status.text)
        assert (view.cursor, view.mark_of(2)) == (2, "↓ to be hidden")
        assert app.query_one(Input).value == ""
        assert len(listed(pilot)) == 1


async def test_who_looks_at_another_question_stays_there(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        session.next_answer = make_answer("n2", question="Second?", minutes=95)
        await answered(pilot)
        await marked(pilot, "s")
        session.gate.clear()
        await pilot.press("w")
        app.query_one(QuestionList).focus()
        await pilot.press("end", "enter")
        await until(pilot, lambda: "What is the pay?" in app.query_one(AnswerPanel).text)
        session.gate.set()
        await until(pilot, lambda: "Answered by" in app.query_one(Status).text and len(listed(pilot)) == 3)
        assert "Fifteen" not in app.query_one(AnswerPanel).text


async def test_a_stored_what_if_is_listed_as_one_and_brings_its_original() -> None:
    original = make_answer("a1")
    steered = replace(
        make_answer("b1", text="Fifteen dollars."),
        created_at=START + timedelta(minutes=5),
        what_if=WhatIf("a1", (Steer(3, 0.5),)),
    )
    session = FakeSession(stored=(original, steered))
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        assert [line.startswith("  ● what if: 3 turned down x0.5") for line in listed(pilot)] == [False, True]
        app.query_one(QuestionList).focus()
        await pilot.press("end", "enter")
        await until(pilot, lambda: "Original: Ten dollars" in app.query_one(AnswerPanel).text)
        assert app.query_one(DocumentView).mark_of(3) == "↓ turned down x0.5"


async def test_a_what_if_whose_original_is_gone_can_be_read() -> None:
    steered = replace(make_answer("b1"), what_if=WhatIf("gone", (Steer(3, 0.0),)))
    session = FakeSession(stored=(steered,))
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        app.query_one(QuestionList).focus()
        await pilot.press("end", "enter")
        await until(pilot, lambda: "Original: answer gone, which cannot be found." in app.query_one(AnswerPanel).text)
        assert not listed(pilot)[0].startswith(" ")


async def test_a_question_can_be_asked_after_a_what_if(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        await marked(pilot, "s")
        await what_if(pilot)
        session.next_answer = make_answer("n2", question="Second?", minutes=999)
        await ask(pilot, "Second?")
        await until(pilot, lambda: "Second?" in app.query_one(AnswerPanel).text)
        assert app.query_one(DocumentView).mark_of(3) == ""
