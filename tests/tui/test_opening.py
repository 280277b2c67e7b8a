"""Opening documents: progress, errors, passwords, paths, and what is on the screen."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from docexplain.errors import InputError, PasswordError, StorageError
from docexplain.records import Coverage, HiddenText, Illegible, IllegibleText
from docexplain.session import Session
from tui.screens.start import StartScreen
from tui.widgets import DocumentView, Entry, EntryMode, QuestionList, Status

from .conftest import (
    FakeSession,
    answered,
    app_of,
    ask,
    held,
    make_answer,
    make_document,
    opened,
    screen_text,
    until,
)


def test_fake_session_has_the_methods_of_the_real_one() -> None:
    for name in ("ingest", "ask", "what_if", "history", "answer", "document_of"):
        assert callable(getattr(Session, name))
        assert callable(getattr(FakeSession, name))


@pytest.mark.wheel
async def test_lists_paragraphs_pages_headings_and_history() -> None:
    session = FakeSession(stored=(make_answer("a1", question="Old?"), make_answer("a2", question="New?", minutes=5)))
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        text = screen_text(app)
        assert "contract.pdf · 2 pages · 5 paragraphs" in text
        for paragraph in session.document.paragraphs:
            assert paragraph.text[:30] in text
        assert text.count("page 1") == 3  # two paragraphs and the detail of the first
        assert text.count("page 2") == 4  # three paragraphs and where the page begins
        assert text.count("Terms › Pay") == 2  # above its paragraphs and in the detail
        assert text.count("Terms › Other") == 1
        assert text.index("New?") < text.index("Old?")
        assert threading.get_ident() not in session.threads


async def test_progress_is_shown_and_escape_stops_opening(session: FakeSession) -> None:
    session.ingest_gate.clear()
    app = app_of(session)
    async with app.run_test() as pilot:
        status = app.query_one(Status)
        await until(pilot, lambda: "reading the document" in status.text)
        assert "1 of 2" in status.text
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, StartScreen))
        assert app.screen.query_one(Input).value == "contract.pdf"  # to go on with


async def test_without_a_path_the_start_screen_asks_for_one(session: FakeSession) -> None:
    app = app_of(session, None)
    async with app.run_test() as pilot:
        await until(pilot, lambda: "path of a file" in screen_text(app))
        assert session.opened == []
        await ask(pilot, " '/tmp/my file.pdf' ")
        await opened(pilot)
        assert session.opened == [(Path("/tmp/my file.pdf"), None)]
        assert app.query_one(Entry).mode is EntryMode.ASK


async def test_what_finds_sentences_is_loaded_beside_the_reading_of_a_file(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[int] = []
    monkeypatch.setattr("tui.actions.opening.load_sentences", lambda: loaded.append(threading.get_ident()))
    session.ingest_gate.clear()
    app = app_of(session, None)
    async with app.run_test() as pilot:
        await until(pilot, lambda: isinstance(app.screen, StartScreen))
        assert not loaded
        await ask(pilot, "contract.pdf")
        await until(pilot, lambda: loaded)
        assert app.job is not None
        assert loaded[0] != threading.get_ident()


async def test_what_waits_for_a_job_goes_on_when_it_is_over(session: FakeSession) -> None:
    app = app_of(session)
    gone_on: list[str] = []
    async with app.run_test() as pilot:
        await opened(pilot)
        app.when_free(lambda: gone_on.append("at once"))
        assert gone_on == ["at once"]
        session.gate.clear()
        await ask(pilot, "pay?")
        await until(pilot, lambda: session.asked == ["pay?"])
        app.when_free(lambda: gone_on.append("idle" if app.job is None else "beside"))
        await pilot.pause()
        assert gone_on == ["at once"]
        session.gate.set()
        await until(pilot, lambda: len(gone_on) == 2)
        assert gone_on[1] == "idle"


async def test_a_bad_file_is_a_sentence_and_the_path_can_be_corrected(session: FakeSession) -> None:
    session.ingest_error = InputError("There is no file contract.pdf: check the path.")
    app = app_of(session)
    async with app.run_test() as pilot:
        await until(pilot, lambda: isinstance(app.screen, StartScreen))
        assert "There is no file contract.pdf: check the path." in screen_text(app)
        assert app.screen.query_one(Input).value == "contract.pdf"
        session.ingest_error = None
        await pilot.press("enter")
        await opened(pilot)


async def test_an_encrypted_file_asks_for_its_password(session: FakeSession) -> None:
    session.ingest_error = PasswordError("The PDF is encrypted: give its password.")
    app = app_of(session, password="wrong")
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.query_one(Entry).mode is EntryMode.PASSWORD)
        assert app.query_one(Input).value == ""
        session.ingest_error = None
        await ask(pilot, " right ")
        assert "right" not in screen_text(app)
        await opened(pilot)
        assert [password for _, password in session.opened] == ["wrong", " right "]
        assert not app.query_one(Input).password


async def test_opening_another_document_and_going_back(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, StartScreen))
        await pilot.press("escape")
        assert app.query_one(Entry).mode is EntryMode.ASK
        session.document = replace(make_document(("Other text.",), name="other.pdf"), sha256="cd" * 32)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, StartScreen))
        await ask(pilot, "other.pdf")
        await until(pilot, lambda: "other.pdf · " in screen_text(app))
        assert "Other text." in screen_text(app)
        assert "ten dollars" not in screen_text(app)


async def test_unsaved_answers_are_listed_again_when_the_document_is_reopened(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        await answered(pilot)
        session.stored.clear()
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, StartScreen))
        await ask(pilot, "contract.pdf")
        await until(pilot, lambda: len(session.opened) == 2 and app.job is None)
        assert [option.id for option in app.query_one(QuestionList).options] == ["new"]


async def test_a_broken_history_does_not_hide_the_document(session: FakeSession) -> None:
    session.history_error = StorageError("The database is locked.")
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        assert "The database is locked." in screen_text(app)
        assert "ten dollars" in screen_text(app)


async def test_what_could_not_be_read_is_in_the_title() -> None:
    document = replace(make_document(), coverage=Coverage(9, 9, 9, 0, (4, 5), ((6, "broken"),)))
    app = app_of(FakeSession(document))
    async with app.run_test(size=(120, 32)) as pilot:
        await opened(pilot)
        assert "2 pages without text · 1 page could not be read" in screen_text(app)


async def test_damage_and_hidden_text_are_shown() -> None:
    document = make_document()
    hidden = (HiddenText(document.paragraphs[0].text, document.paragraphs[0].boxes[0], "outside the page", 5, 1),)
    app = app_of(FakeSession(replace(document, coverage=replace(document.coverage, damaged=True, hidden=hidden))))
    async with app.run_test(size=(120, 32)) as pilot:
        await opened(pilot)
        text = screen_text(app)
        assert "damaged: text may be missing · with hidden text" in text
        assert text.count("hidden text") == 2
        assert re.search(r"1 +page 1 +hidden text", text)


async def test_garbled_text_is_shown() -> None:
    document = make_document()
    garbled = (IllegibleText(1, Illegible.GARBLED, 9, 0.5, paragraphs=(1,)),)
    app = app_of(FakeSession(replace(document, coverage=replace(document.coverage, illegible=garbled))))
    async with app.run_test(size=(120, 32)) as pilot:
        await opened(pilot)
        text = screen_text(app)
        assert "1 page garbled or unreadable" in text
        assert re.search(r"1 +page 1 +garbled text", text)


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (200, 60)])
async def test_everything_needed_is_visible_at(size: tuple[int, int], session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await answered(pilot)
        text = screen_text(app)
        assert "Ask ›" in text
        assert "What is the pay?" in text
        assert "● caused by " in text
        assert "Answered by" in text
        assert "Help" in text
        field = app.query_one(Input).region
        assert field.width >= 20
        assert field.bottom <= size[1]
        assert app.query_one(DocumentView).scrollable_content_region.height >= 4


async def test_a_document_without_paragraphs_and_one_with_thousands() -> None:
    app = app_of(FakeSession(make_document(())))
    async with app.run_test() as pilot:
        await opened(pilot)
        await pilot.press("tab", "tab", "tab", "down", "up", "end", "home", "pagedown", "j", "ctrl+n")
        assert app.query_one(DocumentView).cursor == 0
    many = tuple(f"Paragraph {i} " + "word " * 20 for i in range(1, 2001))
    session = FakeSession(make_document(many))
    session.next_answer = make_answer("new", total=2000)
    app = app_of(session)
    async with app.run_test(size=(100, 32)) as pilot:
        await opened(pilot)
        view = app.query_one(DocumentView)
        view.focus()
        await pilot.press("end")
        assert view.cursor == 2000
        assert "Paragraph 2000 word" in screen_text(app)
        assert len(view.children) == 0
        await answered(pilot)
        assert view.cursor == 3
        assert "Paragraph 3 word" in screen_text(app)


async def test_nothing_of_the_session_is_used_before_it_is_prepared() -> None:
    session, ready = FakeSession(), threading.Event()

    def prepare() -> list[str]:
        for _ in held(ready):
            pass
        return []

    app = app_of(session, prepare=prepare)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "opening the database" in app.status.text)
        await pilot.press(*"pay?", "enter")
        assert (app.document, session.threads, session.asked) == (None, set(), [])
        ready.set()
        await until(pilot, lambda: session.asked == ["pay?"])
        assert app.document is not None


async def test_what_was_prepared_is_told() -> None:
    app = app_of(FakeSession(), None, prepare=lambda: ["The database was upgraded."])
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "The database was upgraded." in app.status.text)


async def test_what_cannot_be_prepared_ends_the_app_and_is_kept() -> None:
    session, error = FakeSession(), StorageError("The database is a folder.")

    def prepare() -> list[str]:
        raise error

    app = app_of(session, prepare=prepare)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: not app.is_running)
    assert app.refusal is error
    assert session.threads == set()


async def test_it_can_be_left_while_it_is_prepared() -> None:
    session, ready = FakeSession(), threading.Event()
    app = app_of(session, prepare=lambda: [str(each) for each in held(ready)])
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.job is not None)
        await pilot.press("ctrl+q")
        ready.set()
        await until(pilot, lambda: not app.is_running)
    assert (app.refusal, session.threads) == (None, set())
