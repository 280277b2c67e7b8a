"""The first pages of a document are on the desk while the rest is still read."""

from __future__ import annotations

from dataclasses import replace

from textual.widgets import Static

from docexplain.errors import InputError
from docexplain.records import Document
from tui import DocexplainApp
from tui.jobs import Question, Wanted
from tui.screens.start import StartScreen
from tui.widgets import AnswerPanel, DocumentView, EntryMode

from .conftest import PDF, TEXTS, FakeSession, app_of, ask, make_answer, make_document, opened, screen_text, until


def draft(count: int, *, first: str = TEXTS[0]) -> Document:
    whole = make_document((first, *TEXTS[1:count]), parser=f"p1 pages=1-{count}")
    return replace(whole, coverage=replace(whole.coverage, pages=160, only_pages=((1, count),)))


def reading(*drafts: Document) -> FakeSession:
    session = FakeSession()
    session.ingest_gate.clear()
    session.drafts = list(drafts)
    return session


def title(app: DocexplainApp) -> str:
    return str(app.query_one("#title", Static).content)


async def test_what_is_read_can_be_looked_at_while_the_rest_is_read() -> None:
    session = reading(draft(2))
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        view = app.query_one(DocumentView)
        await until(pilot, lambda: view.document is not None)
        await until(pilot, lambda: "1 of 2 pages read so far, 1-2 here already" in title(app))
        assert TEXTS[1] in screen_text(app)
        view.focus()
        await pilot.press("down")
        assert view.cursor == 2
        session.drafts.append(draft(4))
        await until(pilot, lambda: TEXTS[3] in screen_text(app))
        assert view.cursor == 2
        session.ingest_gate.set()
        await until(pilot, lambda: TEXTS[4] in screen_text(app))
        assert view.cursor == 2
        assert "read so far" not in title(app)
        assert "All of it is read." in app.status.text
        assert app.document is session.document


async def test_the_cursor_stays_where_it_is_when_paragraphs_come_before_it() -> None:
    session = reading(draft(2))
    whole = session.document
    moved = [replace(p, index=p.index + 1) for p in whole.paragraphs]
    session.document = replace(whole, paragraphs=(replace(moved[0], index=1, text="A new first one."), *moved))
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        view = app.query_one(DocumentView)
        await until(pilot, lambda: view.document is not None)
        view.go_to(2)
        session.ingest_gate.set()
        await until(pilot, lambda: app.document is session.document)
        assert view.cursor == 3


async def test_a_question_waits_for_all_pages_and_is_asked_of_all_of_them() -> None:
    session = reading(draft(2))
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        await until(pilot, lambda: app.reading is not None)
        await ask(pilot, "pay?")
        assert "“pay?” waits until all pages are read. Enter again asks the pages that are here." in app.status.text
        assert session.asked == []
        session.ingest_gate.set()
        await until(pilot, lambda: "Answered by" in app.status.text)
        assert session.asked_of == [session.document]


async def test_enter_again_asks_what_is_read_and_who_reads_the_answer_stays_there() -> None:
    session = reading(draft(4))
    session.next_answer = make_answer("new", minutes=90, parser="p1 pages=1-4")
    session.stored["old"] = make_answer("old", question="And before?")
    part = session.drafts[0]
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        await until(pilot, lambda: app.reading is not None)
        await ask(pilot, "pay?")
        await pilot.press("enter")
        await until(pilot, lambda: "Answered by" in app.status.text)
        assert session.asked_of == [part]
        assert app.reading is not None
        session.drafts.append(draft(3))
        session.ingest_gate.set()
        await until(pilot, lambda: app.document is session.document)
        assert "Ten dollars [3, 1]." in app.query_one(AnswerPanel).text
        assert app.query_one(DocumentView).document is part
        assert "All of the document is read" in app.status.text
        await until(pilot, lambda: "And before?" in screen_text(app))
        await ask(pilot, "again?")
        await until(pilot, lambda: session.asked_of[1:] == [session.document])


async def test_enter_with_nothing_to_ask_does_nothing() -> None:
    session = reading(draft(2))
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        await until(pilot, lambda: app.reading is not None)
        await pilot.press("enter")
        assert app.job is None
        session.ingest_gate.set()
        await opened(pilot)
        await pilot.press("enter")
        assert session.asked == []


async def test_escape_stops_the_reading_and_what_is_read_stays() -> None:
    session = reading(draft(4))
    session.stored["old"] = make_answer("old", question="And before?")
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        await until(pilot, lambda: app.reading is not None)
        await pilot.press("escape")
        await until(pilot, lambda: app.reading is None and app.job is None)
        assert "Stopped. Of its 160 pages only 1-4 were read: to read on, open the file again." in app.status.text
        assert "of its 160 pages only 1-4 were read" in title(app)
        assert "And before?" in screen_text(app)
        await ask(pilot, "pay?")
        await until(pilot, lambda: "Answered by" in app.status.text)
        assert [each.parser for each in session.asked_of] == ["p1 pages=1-4"]


async def test_what_is_read_stays_when_the_rest_cannot_be_read() -> None:
    session = reading(draft(2))
    session.ingest_error = InputError("The file holds too much text.")
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        await until(pilot, lambda: app.reading is not None)
        session.ingest_gate.set()
        await until(pilot, lambda: "The file holds too much text. Of its 160 pages" in app.status.text)
        assert not isinstance(app.screen, StartScreen)
        assert TEXTS[1] in screen_text(app)


async def test_another_document_is_opened_once_the_reading_is_stopped() -> None:
    session = reading(draft(2))
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        await until(pilot, lambda: app.reading is not None)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "Esc stops that, then another one can be opened" in app.status.text)
        assert not isinstance(app.screen, StartScreen)


async def test_quitting_stops_the_reading_and_waits_for_it() -> None:
    session = reading(draft(2))
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        await until(pilot, lambda: app.reading is not None)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not app.is_running)
    assert app.is_over(2.0)


async def test_what_is_typed_and_what_is_looked_for_stay_while_pages_come() -> None:
    session = reading(draft(2))
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        await until(pilot, lambda: app.reading is not None)
        await pilot.press("ctrl+f", *"days")
        assert app.entry.mode is EntryMode.FIND
        view = app.query_one(DocumentView)
        await until(pilot, lambda: view.hits is not None and len(view.hits) == 1)
        session.ingest_gate.set()
        await until(pilot, lambda: app.document is session.document)
        assert app.entry.mode is EntryMode.FIND
        assert app.entry.text == "days"
        assert view.hits is not None
        assert len(view.hits) == 1
        assert view.cursor == 2


async def test_of_those_that_wait_enter_again_asks_the_first_alone() -> None:
    session = reading(draft(4))
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        await until(pilot, lambda: app.reading is not None)
        await ask(pilot, "first?")
        await ask(pilot, "second?")
        await ask(pilot, "third?")
        await pilot.press("enter")
        await until(pilot, lambda: "Answered by" in app.status.text and app.job is None)
        assert session.asked == ["first?"]
        session.ingest_gate.set()
        await until(pilot, lambda: session.asked == ["first?", "second?", "third?"])
        assert session.asked_of[1] is session.document


async def test_while_a_question_runs_its_own_document_is_shown() -> None:
    session = FakeSession()
    session.gate.clear()
    other = draft(4)
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        await opened(pilot)
        app.ask(Question("pay?", document=other))
        await until(pilot, lambda: session.asked_of == [other])
        assert app.query_one(DocumentView).document is other
        session.gate.set()
        await until(pilot, lambda: "Answered by" in app.status.text)


async def test_a_question_that_waits_for_all_pages_is_not_asked_of_fewer_unbidden() -> None:
    session = reading(draft(4))
    session.ingest_error = InputError("The file holds too much text.")
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        await until(pilot, lambda: app.reading is not None)
        await ask(pilot, "pay?")
        session.ingest_gate.set()
        await until(pilot, lambda: "The file holds too much text." in app.status.text and app.job is None)
        assert "The question that waited for all of it is not asked: it stands in the line." in app.status.text
        assert (app.entry.text, session.asked, list(app.waiting)) == ("pay?", [], [])


async def test_a_question_about_another_document_is_not_taken_for_one_about_the_pages_here() -> None:
    session = reading(draft(4))
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        await until(pilot, lambda: app.reading is not None)
        app.waiting.append(Question("theirs?", document=make_document(name="other.pdf")))
        await pilot.press("enter")
        assert session.asked == []
        await ask(pilot, "mine?")
        await pilot.press("enter")
        await until(pilot, lambda: session.asked[:1] == ["mine?"])
        assert session.asked_of[0].parser == "p1 pages=1-4"
        await until(pilot, lambda: session.asked == ["mine?", "theirs?"])
        assert session.asked_of[1].name == "other.pdf"


async def test_who_scrolls_without_the_cursor_stays_there_while_pages_come() -> None:
    session = reading(draft(5))
    longer = tuple(f"{i}. {TEXTS[0]}" for i in range(40))
    session.drafts = [replace(draft(5), paragraphs=make_document(longer).paragraphs)]
    session.document = make_document((*longer, *TEXTS))
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        view = app.query_one(DocumentView)
        await until(pilot, lambda: view.document is not None)
        view.scroll_to(y=30, animate=False)
        await pilot.pause()
        top = view.sheet.rows[30]
        session.ingest_gate.set()
        await until(pilot, lambda: app.document is session.document)
        await pilot.pause()
        assert view.cursor == 1
        assert view.sheet.rows[view.scroll_offset.y] == top


async def test_the_title_tells_the_pages_of_this_document_and_of_those_asked_for() -> None:
    session = reading(draft(2))
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        await until(pilot, lambda: "1 of 2 pages read so far" in title(app))
        assert "Esc stops" in title(app)
        session.ingest_gate.set()
        await until(pilot, lambda: app.document is session.document)
        app.open(Wanted((PDF,)))
        assert app.pages_read == (0, 0)


async def test_what_was_asked_before_is_listed_when_the_reading_ends_while_a_question_runs() -> None:
    session = reading(draft(4))
    session.stored["old"] = make_answer("old", question="And before?")
    session.gate.clear()
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        await until(pilot, lambda: app.reading is not None)
        await ask(pilot, "pay?")
        await pilot.press("enter")
        await until(pilot, lambda: session.asked == ["pay?"])
        reader = app.reading
        assert reader is not None
        reader.cancel.set()
        await until(pilot, lambda: app.reading is None)
        assert "Stopped. Of its 160 pages only 1-4 were read" in app.status.text
        session.gate.set()
        await until(pilot, lambda: "And before?" in screen_text(app))
        assert "Ten dollars [3, 1]." in app.query_one(AnswerPanel).text


async def test_the_title_is_right_when_all_is_read_behind_an_answer_about_the_first_pages() -> None:
    session = reading(draft(4))
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        await until(pilot, lambda: app.reading is not None)
        await ask(pilot, "pay?")
        await pilot.press("enter")
        await until(pilot, lambda: "Answered by" in app.status.text)
        session.ingest_gate.set()
        await until(pilot, lambda: app.document is session.document)
        assert "of its 160 pages only 1-4 were read" in title(app)


async def test_what_was_asked_before_is_listed_while_the_rest_is_read() -> None:
    session = reading(draft(2))
    session.stored["old"] = make_answer("old", question="And before?")
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        await until(pilot, lambda: "And before?" in screen_text(app))
        assert app.reading is not None
        session.drafts.append(draft(4))
        await until(pilot, lambda: TEXTS[3] in screen_text(app))
        assert "And before?" in screen_text(app)
        assert "the rest is being read" in app.status.text


async def test_a_search_in_the_first_pages_says_that_they_are_not_all() -> None:
    session = reading(draft(2))
    app = app_of(session)
    async with app.run_test(size=(110, 32)) as pilot:
        await until(pilot, lambda: app.reading is not None and app.job is None)
        await pilot.press("ctrl+f", *"site")
        says = "“site” is not on the pages that are here: of its 160 pages only 1-2 were read."
        await until(pilot, lambda: says in app.status.text)
        session.ingest_gate.set()
        await until(pilot, lambda: app.document is session.document)
        await pilot.press("enter")
        await until(pilot, lambda: "1 of 1 in one paragraph" in app.status.text)


async def test_behind_an_answer_about_the_first_pages_the_title_says_that_more_is_read() -> None:
    session = reading(draft(4))
    app = app_of(session)
    async with app.run_test(size=(140, 32)) as pilot:
        await until(pilot, lambda: app.reading is not None and app.job is None)
        await ask(pilot, "pay?")
        await pilot.press("enter")
        await until(pilot, lambda: "Answered by" in app.status.text)
        session.drafts.append(draft(5))
        await until(pilot, lambda: "only 1-4 were read · the rest is still being read" in title(app))


async def test_a_question_from_before_the_first_page_is_told_how_to_be_asked_now() -> None:
    session = reading()
    app = app_of(session)
    async with app.run_test(size=(140, 32)) as pilot:
        await until(pilot, lambda: app.job is not None and app.job.wanted is not None)
        await ask(pilot, "pay?")
        session.drafts.append(draft(4))
        await until(pilot, lambda: "Enter asks those that are here now" in app.status.text)
        await until(pilot, lambda: app.job is None)
        await pilot.press("enter")
        await until(pilot, lambda: session.asked == ["pay?"])
