"""What is taken away, through the app: files, the record, answers of other days; and the dialogs on the way."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.widgets import Input, OptionList

from docexplain.records import OnRecord, Passage
from docexplain.session import AnswerNotSaved, Drilled
from tui.dialogs.export import ExportScreen
from tui.dialogs.figures import FiguresScreen
from tui.dialogs.find_answers import FindAnswersScreen
from tui.dialogs.jump import JumpScreen
from tui.dialogs.lines import LinesScreen
from tui.dialogs.outline import OutlineScreen
from tui.jobs import Wanted
from tui.widgets import AnswerPanel, Detail, DocumentView, Entry, EntryMode, QuestionList

from .conftest import (
    FakeSession,
    answered,
    app_of,
    ask,
    held,
    make_answer,
    make_document,
    make_tested,
    opened,
    screen_text,
    sentences_of,
    until,
)

SIZE = (100, 40)


async def test_an_answer_is_exported_as_chosen(
    session: FakeSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        await pilot.press("escape", "e")
        assert isinstance(app.screen, ExportScreen)
        assert app.screen.query_one(Input).value == str(tmp_path / "contract-new.pdf")
        assert all(form.says in screen_text(app) for form in session.exports)
        await pilot.press("down", "down")
        assert app.screen.query_one(Input).value == str(tmp_path / "contract-new.md")
        await pilot.press("enter")
        await until(pilot, lambda: session.exported and app.job is None)
        [(answer_id, form, output, options)] = session.exported
        assert (answer_id, form, output) == ("new", "md", tmp_path / "contract-new.md")
        assert not options.overwrite
        assert f"Written: {tmp_path / 'contract-new.md'}" in app.status.text


async def test_a_file_that_is_there_is_replaced_only_when_asked_twice(
    session: FakeSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "contract-new.pdf").write_text("mine")
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        await pilot.press("escape", "e", "enter")
        assert "is there already" in screen_text(app)
        assert session.exported == []
        await pilot.press("enter")
        await until(pilot, lambda: session.exported)
        assert session.exported[0][3].overwrite


async def test_an_answer_that_is_not_saved_is_neither_exported_nor_looked_up(session: FakeSession) -> None:
    session.ask_error = AnswerNotSaved("The disk is full.", make_answer("new"))
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        await pilot.press("escape", "e")
        assert "not in the record" in app.status.text
        await pilot.press("l")
        assert "not in the record" in app.status.text
        assert len(app.screen_stack) == 1


@pytest.mark.parametrize(("problems", "said"), [((), "Just now: this entry"), (("It was edited.",), "It was edited.")])
async def test_the_entry_of_the_log_is_looked_at(session: FakeSession, problems: tuple[str, ...], said: str) -> None:
    session.records["new"] = OnRecord(problems)
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        await pilot.press("escape", "l")
        await until(pilot, lambda: isinstance(app.screen, LinesScreen))
        assert "7 of 9" in screen_text(app)
        assert said in " ".join(screen_text(app).split())


async def test_answers_are_searched_and_shown(session: FakeSession) -> None:
    session.stored["old"] = make_answer("old", question="Who signs?")
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+r")
        assert isinstance(app.screen, FindAnswersScreen)
        await until(pilot, lambda: "Who signs?" in screen_text(app))
        await pilot.press(*"signs")
        await until(pilot, lambda: session.searched[-1] == "signs" and app.job is None)
        await pilot.press("enter")
        await until(pilot, lambda: "Who signs?" in app.query_one(AnswerPanel).text)
        assert session.recalled == ["old"]


@pytest.mark.parametrize("while_it_runs", [False, True])
async def test_enter_before_the_answers_are_found_takes_the_first_of_them(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch, while_it_runs: bool
) -> None:
    session.stored["old"] = make_answer("old", question="Who signs?")
    session.stored["new"] = make_answer("new", question="What is the pay?", minutes=9)
    gate, history = threading.Event(), session.history
    gate.set()

    def slow(*arguments: Any, **more: Any) -> Any:
        for _ in held(gate):
            pass
        found = history(*arguments, **more)
        return [each for each in found if (more.get("containing") or "") in each.question]

    monkeypatch.setattr(session, "history", slow)
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "Who signs?" in screen_text(app) and app.job is None)
        gate.clear()
        await pilot.press(*"signs")
        if while_it_runs:
            await until(pilot, lambda: app.job is not None)
        await pilot.press("enter")
        gate.set()
        await until(pilot, lambda: "Who signs?" in app.query_one(AnswerPanel).text)


async def test_what_is_clicked_while_answers_are_searched_is_shown(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.stored["old"] = make_answer("old", question="Who signs?")
    gate, history = threading.Event(), session.history
    gate.set()

    def slow(*arguments: Any, **more: Any) -> Any:
        for _ in held(gate):
            pass
        return history(*arguments, **more)

    monkeypatch.setattr(session, "history", slow)
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "Who signs?" in screen_text(app) and app.job is None)
        gate.clear()
        await pilot.press(*"nothing")
        await until(pilot, lambda: app.job is not None)
        await pilot.press("down", "enter")  # what is marked, whatever is being looked for
        gate.set()
        await until(pilot, lambda: "Who signs?" in app.query_one(AnswerPanel).text)


async def test_the_outline_leads_to_a_heading(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("escape", "o")
        assert isinstance(app.screen, OutlineScreen)
        await pilot.press(*"other", "enter")
        assert app.query_one(DocumentView).cursor == 3


async def test_search_counts_steps_and_ends(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        view = app.query_one(DocumentView)
        await pilot.press("ctrl+f", *"contract")
        assert "1 of 2 in 2 paragraphs" in app.status.text
        assert view.cursor == 1
        await pilot.press("enter")
        assert (view.cursor, "2 of 2" in app.status.text) == (3, True)
        await pilot.press("up")
        assert view.cursor == 1
        await pilot.press("escape")
        assert app.query_one(Entry).mode is EntryMode.ASK
        await pilot.press("f3")
        assert view.cursor == 3
        await pilot.press("ctrl+f", *"nowhere")
        assert "is not in this document" in app.status.text


async def test_a_page_is_gone_to_and_another_one_refused(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("escape", "g", "9", "enter")
        assert "There is no page 9. 1 to 2." in app.status.text
        await pilot.press("backspace", "2", "enter")
        assert app.query_one(DocumentView).cursor == 3


async def test_a_letter_leads_to_a_pane(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("f4")
        assert isinstance(app.screen, JumpScreen)
        await pilot.press("d")
        assert app.query_one(DocumentView).has_focus
        await pilot.press("f4", "q")
        assert app.query_one(QuestionList).has_focus


async def test_keys_that_come_while_a_dialog_closes_close_nothing_else(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("f4")
        for key in ("d", "j", "enter", "escape"):
            app.screen.post_message(events.Key(key, None))
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await pilot.press("f1")
        dialog = app.screen
        for screen in (dialog, dialog):
            screen.dismiss(None)
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert app.is_running


async def test_in_the_list_of_questions_one_is_marked_for_its_keys(session: FakeSession) -> None:
    session.gate.clear()
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await ask(pilot, "first?")
        await ask(pilot, "second?")
        app.query_one(QuestionList).highlighted = None
        await pilot.press("f4", "q", "delete")
        await until(pilot, lambda: not app.waiting)
        session.gate.set()


async def test_after_the_amount_is_not_set_keys_are_keys_again(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("escape", "R", "escape", "g")
        assert app.entry.mode is EntryMode.PAGE


async def test_figures_are_explained_each_with_a_line(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        await pilot.press("escape", "i")
        assert isinstance(app.screen, FiguresScreen)
        text = screen_text(app)
        for name in ("Verdict", "Document effect", "Necessity", "Sufficiency", "Counter-evidence", "Noise"):
            assert name in text


async def test_a_factor_of_any_size_marks_and_one_takes_the_mark_away(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        view = app.query_one(DocumentView)
        await pilot.press("escape", "f", *"0.25", "enter")
        assert view.mark_of(3) == "↓ to be turned down x0.25"
        await pilot.press("f", *"nan", "enter")
        assert "That is no factor." in app.status.text
        await pilot.press(*["backspace"] * 3, "1", "enter")
        assert view.mark_of(3) == ""


async def test_an_unread_paragraph_is_read_when_asked_for(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        await pilot.press("escape", "end", "r")
        await until(pilot, lambda: len(session.options) == 2)
        assert session.options[1].include == (5,)


async def test_how_much_is_read_is_set_and_shown(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("escape", "R", *["backspace"] * 4, *"some", "enter")
        assert "all or auto" in app.status.text
        await pilot.press(*["backspace"] * 4, *"8", "enter")
        assert "reads 8" in screen_text(app)
        await answered(pilot)
        assert session.options[0].read == 8


async def test_below_100_columns_the_questions_are_a_drawer(session: FakeSession) -> None:
    session.stored["old"] = make_answer("old", question="Who signs?")
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert "Who signs?" not in screen_text(app)
        await pilot.press("f2")
        assert "Who signs?" in screen_text(app)
        assert app.query_one(DocumentView).region.area == 0
        await pilot.press("enter")
        await until(pilot, lambda: "Who signs?" in app.query_one(AnswerPanel).text)
        assert app.query_one(DocumentView).region.area > 0


async def test_the_model_is_loaded_while_the_document_opens_and_its_error_shows_at_once(session: FakeSession) -> None:
    from docexplain.errors import ModelError

    session.ingest_gate.clear()
    session.warm_error = ModelError("There is no model m.")
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "There is no model m." in app.status.text)
        assert app.document is None
        session.ingest_gate.set()
        await opened(pilot)
    session = FakeSession(make_document())
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await until(pilot, lambda: " tiny " in screen_text(app))
        assert session.warmed == [None]


async def test_every_action_is_in_the_palette(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=(100, 60)) as pilot:
        await opened(pilot)
        await answered(pilot)
        await pilot.press("escape", "ctrl+p")
        await pilot.pause()
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count > 20)
        await pilot.press(*"export")
        await until(pilot, lambda: "Export: write the answer" in screen_text(app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, ExportScreen))


async def test_a_key_that_cannot_be_used_is_a_letter_and_says_what_it_needs(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("escape", *"what")
        assert app.query_one(Input).value == "what"
        await pilot.press(*["backspace"] * 4, "escape", "e")
        assert "Export (e) needs an answer on the screen." in app.status.text
        assert app.query_one(DocumentView).has_focus
        await pilot.press("down", "escape")  # it was none of a question
        assert app.query_one(Input).value == ""


async def test_letters_that_come_all_at_once_go_into_the_question(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("escape")
        for letter in "When is any invoice due":
            app.post_message(events.Key("space" if letter == " " else letter, letter))
        app.post_message(events.Key("enter", "\r"))
        await until(pilot, lambda: session.asked == ["When is any invoice due"])


async def test_what_is_pasted_is_taken_whole(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        field = app.query_one(Input)
        field.post_message(events.Paste("What is the pay,\n  and when\r\nis it due?\n"))
        await pilot.pause()
        assert field.value == "What is the pay, and when is it due?"


async def test_a_shorter_document_opens_over_an_answer_with_parts(session: FakeSession) -> None:
    tested = make_tested()
    text = session.document.paragraphs[4].text
    session.next_answer = replace(tested, passages=sentences_of(text, 5, (0.2, 2.0)))
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        session.document = replace(make_document(("Other text.",), name="other.pdf"), sha256="cd" * 32)
        app.open(Wanted((Path("other.pdf"),)))
        await until(pilot, lambda: "Other text." in screen_text(app))
        assert "other.pdf · " in screen_text(app)


async def test_the_title_is_of_the_document_on_the_screen(session: FakeSession) -> None:
    session.stored["old"] = replace(make_answer("old"), parser="p0")
    session.parses["p0"] = make_document(("As it was.", "So.", "And so on."), name="before.pdf", parser="p0")
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        app.recall("old")
        await until(pilot, lambda: "before.pdf · 2 pages · 3 paragraphs" in screen_text(app))


async def test_who_quits_while_questions_wait_is_asked_once(session: FakeSession) -> None:
    session.gate.clear()
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await ask(pilot, "first")
        await ask(pilot, "second")
        await pilot.press("ctrl+q")
        assert "1 question waits for an answer: Ctrl+Q again quits." in app.status.text
        assert app.is_running


async def test_an_answer_that_is_not_on_the_screen_is_told(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        session.gate.clear()
        session.next_answer = make_answer("later", question="And then?", minutes=99)
        await ask(pilot, "And then?")
        app.show("new")
        session.gate.set()
        await until(pilot, lambda: "“And then?” is answered: F2 lists it." in app.status.text)
        assert app.shown == "new"


async def test_themes_follow_each_other(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("escape")
        seen = []
        for _ in range(6):
            await pilot.press("T")
            seen.append(app.theme)
        assert len(set(seen)) == 5
        assert seen[0] == seen[5]
        assert "until you quit" in app.status.text


async def test_cited_paragraphs_are_taken_apart_into_tokens_and_back() -> None:
    session = FakeSession()
    tested = make_tested()
    text = session.document.paragraphs[0].text
    session.next_answer = replace(tested, passages=sentences_of(text, 1, (0.2, 2.0)))
    words = [match.span() for match in re.finditer(r"\S+", text)]
    tokens = tuple(Passage(1, start, end, 0.1, 0.0, False, (0.05, 0.05)) for start, end in words)
    session.events = [Drilled(tokens)]
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        await pilot.press("escape")
        detail = app.query_one(Detail)
        assert "Sentence 1 of 1" in str(detail.content)
        await pilot.press("t")
        assert f"Token 1 of {len(words)}" in str(detail.content)
        await pilot.press("right", "right")
        assert f"Token 3 of {len(words)}" in str(detail.content)
        await pilot.press("t")
        assert "Sentence 1 of 1" in str(detail.content)
        assert app.query_one(DocumentView).cursor == 1


async def test_of_an_answer_of_another_day_no_tokens_are_known(session: FakeSession) -> None:
    session.stored["old"] = make_answer("old")
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        app.recall("old")
        await until(pilot, lambda: app.shown == "old")
        await pilot.press("escape", "t")
        assert "Nothing is known of the tokens" in app.status.text
