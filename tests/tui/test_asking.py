"""Asking: one job at a time, streaming, one message at its end, stopping, errors."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from textual.widgets import Input

from docexplain.errors import InputError, ModelError
from docexplain.records import Choice
from docexplain.session import AnswerNotSaved, AnswerText, DocumentNotSaved, Notice, Progress, Ranked, Stage
from docexplain.session.settings.user_settings import UserSettings
from tui import jobs
from tui.app import DocexplainApp
from tui.dialogs.help import HelpScreen
from tui.messages import Failed, Stopped
from tui.widgets import AnswerPanel, Detail, DocumentView, Entry, EntryMode, QuestionList, Status

from .conftest import FakeSession, answered, app_of, ask, make_answer, make_effect, opened, screen_text, until


def ids(app: object) -> list[str | None]:
    return [option.id for option in app.query_one(QuestionList).options]  # type: ignore[attr-defined]


async def test_the_answer_streams_then_shades(session: FakeSession) -> None:
    session.gate.clear()
    app = app_of(session)
    async with app.run_test(size=(100, 44)) as pilot:
        await opened(pilot)
        await ask(pilot, "What is the pay?")
        panel, view = app.query_one(AnswerPanel), app.query_one(DocumentView)
        await until(pilot, lambda: "Ten" in panel.text)
        assert "dollars" not in panel.text
        assert "What is the pay?" in panel.text
        assert "answering" in screen_text(app)
        assert "1 of 4" in screen_text(app)
        assert ids(app) == ["pending"]
        assert view.shade_of(3) is None
        session.gate.set()
        await until(pilot, lambda: "Answered by tiny" in screen_text(app))
        assert session.asked == ["What is the pay?"]
        assert "Cited 3 and 1 - without them 99%" in panel.text
        assert "\nDocument effect +3.25 nats; without it a token's probability falls by" in panel.text
        assert "3 of 5 paragraphs read · noise ±0.05 nats" in panel.text
        assert ids(app) == ["new"]
        assert view.cursor == 3
        text = screen_text(app)
        assert "+2.30  supports, cited #1" in text
        assert "+1.00  supports, cited #2" in text
        assert "-0.50  against" in text
        assert text.count("not read") == 2
        assert threading.get_ident() not in session.threads


def waiting(app: DocexplainApp) -> list[str]:
    """The questions that wait, as they are listed."""
    by_id = {f"waiting-{each.id}": each.text for each in app.waiting}
    return [by_id[each] for each in ids(app) if each in by_id]


async def test_questions_wait_for_their_turn_and_can_be_taken_out(session: FakeSession) -> None:
    session.gate.clear()
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        await ask(pilot, "first")
        for question in ("second", "third", "fourth"):
            await ask(pilot, question)
        assert "“fourth” waits for its turn" in app.query_one(Status).text
        assert app.query_one(Input).value == ""
        assert waiting(app) == ["fourth", "third", "second"]
        questions = app.query_one(QuestionList)
        questions.focus()
        questions.highlighted = 1
        await pilot.press("delete")
        assert waiting(app) == ["fourth", "second"]
        assert ids(app)[-1] == "pending"
        session.gate.set()
        await until(pilot, lambda: session.asked == ["first", "second", "fourth"] and app.job is None)


async def test_the_question_taken_out_is_the_one_that_was_marked(session: FakeSession) -> None:
    session.gate.clear()
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        for question in ("first", "same", "same", "last"):
            await ask(pilot, question)
        questions = app.query_one(QuestionList)
        questions.focus()
        await pilot.pause()
        questions.highlighted = 0
        marked = QuestionList.Dropped(app.waiting[2].id)
        app.waiting.popleft()  # the queue moves on while Delete is on its way
        app.panes.list(app.shelf, app.running(), app.shown)
        assert questions.highlighted == 0  # the mark stays where it is
        questions.post_message(marked)
        await until(pilot, lambda: [each.text for each in app.waiting] == ["same"])


async def test_every_question_comes_back_where_the_document_cannot_be_opened(session: FakeSession) -> None:
    session.ingest_gate.clear()
    session.ingest_error = InputError("It is damaged.")
    app = app_of(session)
    async with app.run_test(size=(120, 32)) as pilot:
        for question in ("first", "second", "third"):
            await ask(pilot, question)
        await pilot.press(*"half")
        session.ingest_gate.set()
        await until(pilot, lambda: "damaged" in screen_text(app))
        await pilot.press("escape")
        assert app.entry.text == "half"
        assert "Up: 3 questions kept" in screen_text(app)
        seen = []
        for _ in range(4):
            await pilot.press("up")
            seen.append(app.entry.text)
        assert seen == ["first", "second", "third", "third"]
        await pilot.press("down", "down", "down")
        assert app.entry.text == "half"


async def test_what_is_half_typed_stays_and_the_question_is_kept_beside(session: FakeSession) -> None:
    session.gate.clear()
    session.ask_error = ModelError("It cannot be loaded.")
    app = app_of(session)
    async with app.run_test(size=(120, 32)) as pilot:
        await opened(pilot)
        await ask(pilot, "first")
        await pilot.press(*"half")
        session.gate.set()
        await until(pilot, lambda: "cannot be loaded" in app.query_one(Status).text)
        assert app.entry.text == "half"
        await pilot.press("up")
        assert app.entry.text == "first"


async def test_quitting_warns_of_each_question_that_waits(session: FakeSession) -> None:
    session.gate.clear()
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        await ask(pilot, "first")
        await ask(pilot, "second")
        await pilot.press("ctrl+q")
        assert "1 question waits" in app.query_one(Status).text
        session.gate.set()
        await until(pilot, lambda: session.asked == ["first", "second"] and app.job is None)
        session.gate.clear()
        await ask(pilot, "third")
        await ask(pilot, "fourth")
        await pilot.press("ctrl+q")
        assert "1 question waits" in app.query_one(Status).text
        assert not app.quitting


async def test_after_a_failure_the_waiting_questions_are_kept_and_not_asked(session: FakeSession) -> None:
    session.gate.clear()
    session.ask_error = ModelError("It cannot be loaded.")
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        await ask(pilot, "first")
        await ask(pilot, "second")
        session.gate.set()
        await until(pilot, lambda: "cannot be loaded" in app.query_one(Status).text)
        assert session.asked == ["first"]
        assert waiting(app) == ["second"]
        session.ask_error = None
        await ask(pilot, "third")
        await until(pilot, lambda: session.asked == ["first", "third", "second"])


async def test_a_question_typed_while_the_document_opens_is_asked_then(session: FakeSession) -> None:
    session.ingest_gate.clear()
    app = app_of(session)
    async with app.run_test() as pilot:
        await pilot.press(*"pay", "enter")
        assert "waits for its turn" in app.query_one(Status).text
        session.ingest_gate.set()
        await until(pilot, lambda: session.asked == ["pay"])


async def test_where_the_document_cannot_be_opened_the_question_comes_back(session: FakeSession) -> None:
    session.ingest_gate.clear()
    session.ingest_error = InputError("It is damaged.")
    app = app_of(session)
    async with app.run_test() as pilot:
        await pilot.press(*"pay", "enter")
        session.ingest_gate.set()
        await until(pilot, lambda: "damaged" in screen_text(app))
        session.ingest_error = None
        await pilot.press("enter")
        await opened(pilot)
        assert app.query_one(Input).value == "pay"
        assert session.asked == []


async def test_escape_stops_and_nothing_is_added(session: FakeSession) -> None:
    session.gate.clear()
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        assert "Esc stops" not in screen_text(app)
        await ask(pilot, "pay?")
        await until(pilot, lambda: "Ten" in app.query_one(AnswerPanel).text)
        assert "Esc stops" in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: "Stopped; nothing was saved." in screen_text(app))
        assert session.stored == {}
        assert ids(app) == [None]  # "None yet"
        assert "Ten" not in app.query_one(AnswerPanel).text
        assert app.query_one(Input).value == "pay?"  # to edit and ask again
        session.gate.set()
        await pilot.press("enter")
        await until(pilot, lambda: "Answered by" in app.query_one(Status).text)


async def test_after_a_stop_the_earlier_answer_is_shown_again(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        await answered(pilot)
        session.gate.clear()
        await ask(pilot, "again")
        await until(pilot, lambda: "again" in app.query_one(AnswerPanel).text)
        assert app.query_one(DocumentView).shade_of(3) is None
        await pilot.press("escape")
        await until(pilot, lambda: "What is the pay?" in app.query_one(AnswerPanel).text)
        assert app.query_one(DocumentView).shade_of(3) is not None


async def test_an_error_is_its_sentence(session: FakeSession) -> None:
    session.ask_error = ModelError("The model m cannot be loaded: [choose] another.", remedies=("model",))
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        await ask(pilot, "pay?")
        await until(pilot, lambda: "✗ The model m cannot be loaded: [choose] another" in screen_text(app))
        assert "Traceback" not in screen_text(app)
        assert "--model" not in screen_text(app)
        assert app.query_one(Input).value == "pay?"
        session.ask_error = None
        await answered(pilot)


class Panic(BaseException):
    """As Rust's panics come out of tokenizers."""


@pytest.mark.parametrize("error", [KeyError("[/] x"), RuntimeError("a\nb\x1b[2J"), Panic("rust")])
async def test_a_defect_is_shown_and_the_app_lives_on(session: FakeSession, error: BaseException) -> None:
    session.ask_error = error
    app = app_of(session)
    async with app.run_test(size=(120, 32)) as pilot:
        await opened(pilot)
        await ask(pilot)
        await until(pilot, lambda: f"please report it: {type(error).__name__}" in screen_text(app))
        assert "\x1b" not in screen_text(app)
        session.ask_error = None
        await answered(pilot)


async def test_notices_stay_until_the_next_question(session: FakeSession) -> None:
    session.events = [Notice("Only 3 of 5 paragraphs fit."), Progress(Stage.LOAD, 0)]
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        await answered(pilot)
        assert "! Only 3 of 5 paragraphs fit." in screen_text(app)
        session.events = []
        session.next_answer = make_answer("n2", minutes=95)
        await answered(pilot)
        assert "Only 3 of 5" not in screen_text(app)


async def test_messages_arrive_behind_the_help(session: FakeSession) -> None:
    session.gate.clear()
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        await ask(pilot)
        await pilot.press("f1")
        assert isinstance(app.screen, HelpScreen)
        assert "Keys now" in screen_text(app)
        status = app.screen_stack[0].query_one(Status)
        session.gate.set()
        await until(pilot, lambda: "Answered by" in status.text)
        await pilot.press("escape")
        assert not isinstance(app.screen, HelpScreen)
        assert "Ten dollars." in screen_text(app)


async def test_quitting_while_busy_stops_the_job_first(session: FakeSession) -> None:
    session.gate.clear()
    app = app_of(session)
    async with app.run_test() as pilot:
        await opened(pilot)
        await ask(pilot)
        await until(pilot, lambda: session.cancels)
        await pilot.press("ctrl+q")
        assert session.cancels[0].is_set()
        await until(pilot, lambda: not app.is_running or app._exit)
    assert session.stored == {}


async def test_quitting_twice_does_not_wait(session: FakeSession) -> None:
    session.ingest_gate.clear()
    app = app_of(session)
    async with app.run_test() as pilot:
        await until(pilot, lambda: session.opened)
        await pilot.press("ctrl+q", "ctrl+q")
        assert app._exit


def test_a_job_ends_in_exactly_one_message_even_when_nobody_listens() -> None:
    posted: list[object] = []

    def fail(*_: object) -> Stopped:
        raise ValueError("x")

    jobs.run(fail, posted.append, threading.Event())
    assert [type(message) for message in posted] == [Failed]

    def closed(_: object) -> None:
        raise RuntimeError("Event loop is closed")

    jobs.run(lambda *_: Stopped(), closed, threading.Event())


async def test_an_empty_question_is_not_asked(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test() as pilot:
        await opened(pilot)
        await ask(pilot, "   ")
        assert session.asked == []
        assert app.query_one(Entry).mode is EntryMode.ASK


@pytest.mark.parametrize("keys", [("ctrl+c",), ("escape",)])
async def test_ctrl_c_stops_the_job_as_escape_does(session: FakeSession, keys: tuple[str, ...]) -> None:
    session.gate.clear()
    app = app_of(session)
    async with app.run_test() as pilot:
        await opened(pilot)
        await ask(pilot)
        await until(pilot, lambda: session.cancels)
        await pilot.press(*keys)
        await until(pilot, lambda: "Stopped; nothing was saved." in app.query_one(Status).text)
        assert not app._exit
        await pilot.press("ctrl+c")  # nothing runs: the key is the screen's again
        assert not app._exit


async def test_ctrl_c_twice_ends_the_app_though_the_job_hangs(session: FakeSession) -> None:
    session.ingest_gate.clear()
    session.ignores_cancel = True
    app = app_of(session)
    async with app.run_test() as pilot:
        await until(pilot, lambda: session.opened)
        await pilot.press("ctrl+c")
        assert "Ctrl+C again: quit at once" in app.query_one(Status).text
        assert not app._exit
        await pilot.press("ctrl+c")
        assert app._exit
    assert not app.is_over(0)  # what ends the process must not wait for it
    session.ingest_gate.set()
    assert app.is_over(10)


async def test_a_signal_ends_the_app_from_any_thread(session: FakeSession) -> None:
    session.gate.clear()
    app = app_of(session)
    async with app.run_test() as pilot:
        await opened(pilot)
        await ask(pilot)
        await until(pilot, lambda: session.cancels)
        threading.Thread(target=app.leave).start()
        await until(pilot, lambda: app._exit)
        assert session.cancels[0].is_set()


async def test_an_answer_that_cannot_be_saved_is_shown_all_the_same(session: FakeSession) -> None:
    session.ask_error = AnswerNotSaved("The disk is full.", session.next_answer)
    app = app_of(session)
    async with app.run_test() as pilot:
        await opened(pilot)
        await ask(pilot)
        await answered(pilot)
        status = app.query_one(Status)
        assert "NOT SAVED: The disk is full." in status.text
        assert "· NOT SAVED" in status.text
        shown = app.query_one(AnswerPanel).text
        assert shown.startswith("NOT SAVED: this answer is not in the record.")
        assert "Ten dollars [3, 1]." in shown


async def test_a_document_that_cannot_be_saved_is_shown_all_the_same(session: FakeSession) -> None:
    session.ingest_error = DocumentNotSaved("The disk is full.", session.document)
    app = app_of(session)
    async with app.run_test() as pilot:
        await opened(pilot)
        assert "NOT SAVED: The disk is full." in app.query_one(Status).text
        assert app.query_one(DocumentView).size.height


async def test_r_asks_again_and_reads_more(session: FakeSession) -> None:
    session.next_answer = replace(session.next_answer, paragraphs_total=40, choice=Choice("bm25", 256))
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        await ask(pilot, "What is the pay?")
        panel = app.query_one(AnswerPanel)
        await until(pilot, lambda: "3 of 40 paragraphs (256 tokens, chosen by words) read; r reads more" in panel.text)
        await pilot.press("escape", "r")
        await until(pilot, lambda: len(session.asked) == 2)
        await until(pilot, lambda: "Answered by tiny" in screen_text(app))
    assert session.asked == ["What is the pay?", session.next_answer.question]
    assert [options.read for options in session.options] == ["auto", 6]


async def test_the_key_that_reads_more_is_named_as_it_is_set(session: FakeSession) -> None:
    session.next_answer = replace(session.next_answer, paragraphs_total=40, choice=Choice("bm25", 256))
    app = app_of(session)
    app.take(UserSettings(keys={"more": "f7, ctrl+y"}), {}, None)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        await ask(pilot, "What is the pay?")
        panel = app.query_one(AnswerPanel)
        await until(pilot, lambda: "read; F7 reads more" in panel.text)
        view, detail = app.query_one(DocumentView), app.query_one(Detail)
        unread = next(p.index for p in view.document.paragraphs if p.index not in session.next_answer.read)
        view.go_to(unread)
        await until(pilot, lambda: "its effect is unknown: F7 reads it" in str(detail.content))
        await pilot.press("escape", "i")
        await until(pilot, lambda: "F7 reads more, or the paragraph" in screen_text(app))


async def test_r_does_nothing_where_all_was_read(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        await ask(pilot, "What is the pay?")
        await until(pilot, lambda: "Answered by tiny" in screen_text(app))
        await pilot.press("escape", "r")
        await pilot.pause()
        assert "r reads more" not in app.query_one(AnswerPanel).text
    assert session.asked == ["What is the pay?"]


async def test_a_question_asked_again_is_told_from_the_one_before(session: FakeSession) -> None:
    def lines() -> list[str]:
        return [str(option.prompt).split("\n")[-1].strip() for option in app.query_one(QuestionList).options]

    app = app_of(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        for name, question, read in (("one", "pay?", 1), ("other", "who?", 2), ("two", "pay?", 3)):
            effects = tuple(make_effect(index, 1.0) for index in range(1, read + 1))
            session.next_answer = make_answer(name, question=question, effects=effects, total=1200)
            await ask(pilot, question)
            await until(pilot, lambda: f"answer {name}" in app.query_one(Status).text)  # noqa: B023 - awaited here
            assert any("read" in line for line in lines()) is (name == "two")
        assert [line.split(" · ")[0] for line in lines() if " · " in line] == ["read 3 of 1,200", "read 1 of 1,200"]


async def test_what_a_stronger_model_costs_is_said_once_under_an_answer(session: FakeSession) -> None:
    asked: list[int] = []

    def advice() -> str:
        asked.append(1)
        return "A stronger one: org/x."

    app = app_of(session, advice=advice)
    app.take(UserSettings(keys={"model": "f7"}), {}, None)
    async with app.run_test() as pilot:
        await opened(pilot)
        assert "stronger" not in app.query_one(Status).text
        for question in ("first", "second"):
            await ask(pilot, question)
            await until(pilot, lambda: "Answered by" in app.query_one(Status).text)
            said = "A stronger one: org/x. F7 lists the models."
            assert (said in app.query_one(Status).text) is (question == "first")
    assert asked == [1]


async def test_the_paragraphs_are_shaded_while_it_is_tested_what_to_cite(session: FakeSession) -> None:
    session.events = [AnswerText("Ten dollars. For an hour. "), Ranked(replace(make_answer("draft"), cited=None))]
    session.gate.clear()
    app = app_of(session)
    async with app.run_test(size=(100, 40)) as pilot:
        await opened(pilot)
        await ask(pilot, "pay?")
        panel, view = app.query_one(AnswerPanel), app.query_one(DocumentView)
        await until(pilot, lambda: view.shade_of(3) is not None)
        assert "being explained" in panel.text
        assert "[…]" in panel.text
        assert "supported" not in panel.text  # no verdict yet
        assert "it is being tested what to cite" in str(view.border_title)
        assert ids(app) == ["pending"]
        session.gate.set()
        await until(pilot, lambda: "Answered by" in app.status.text)
        assert "[…]" not in panel.text
        assert "being tested" not in str(view.border_title)
        assert ids(app) == ["new"]


async def test_while_it_is_written_a_claim_is_marked_as_not_explained(session: FakeSession) -> None:
    session.events = [AnswerText("Ten dollars. For an hour. ")]
    session.gate.clear()
    app = app_of(session)
    async with app.run_test(size=(100, 40)) as pilot:
        await opened(pilot)
        await ask(pilot, "pay?")
        panel = app.query_one(AnswerPanel)
        await until(pilot, lambda: "Ten dollars. […] For an hour. […] Ten▌" in panel.text)


async def test_a_question_that_waited_is_asked_of_its_own_document(session: FakeSession) -> None:
    session.gate.clear()
    session.ask_error = ModelError("It cannot be loaded.")
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        first = app.document
        await ask(pilot, "first")
        await ask(pilot, "second")
        session.gate.set()
        await until(pilot, lambda: "cannot be loaded" in app.status.text)
        assert app.waiting[0].document is first


async def test_a_failure_beside_leaves_the_question_that_runs(session: FakeSession) -> None:
    session.warm_error = RuntimeError("out of luck")
    session.ingest_gate.clear()
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await until(pilot, lambda: "out of luck" in app.status.text)
        assert app.job is not None
        session.ingest_gate.set()
        await opened(pilot)
