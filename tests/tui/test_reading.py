"""Reading: moving between paragraphs, their details, earlier questions, and text that must stay text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Input

from docexplain.records import Verdict
from tui.view.shading import Kind
from tui.widgets import AnswerPanel, Detail, DocumentView, QuestionList, Status

from .conftest import (
    FakeSession,
    answered,
    app_of,
    ask,
    make_answer,
    make_document,
    make_effect,
    opened,
    screen_text,
    until,
)

SIZE = (100, 32)


async def test_keys_walk_the_cited_paragraphs_best_first(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        view = app.query_one(DocumentView)
        seen = [view.cursor]
        for key in ("ctrl+n", "ctrl+down", "ctrl+up"):  # from the input line
            await pilot.press(key)
            seen.append(view.cursor)
        view.focus()
        for key in ("n", "p", "j", "k"):
            await pilot.press(key)
            seen.append(view.cursor)
        assert seen == [3, 1, 3, 1, 3, 1, 3, 1]
        assert app.query_one(Input).value == ""


async def test_letters_go_into_the_question_while_typing(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        await pilot.press("n", "p", "question_mark")
        assert app.query_one(Input).value == "np?"
        assert app.query_one(DocumentView).cursor == 3


async def test_detail_follows_the_cursor(session: FakeSession) -> None:
    session.next_answer = make_answer(
        "new", effects=(make_effect(3, 2.3), make_effect(2, -0.5), make_effect(1, 0.01, noise=True))
    )
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        detail, view = app.query_one(Detail), app.query_one(DocumentView)
        assert detail.border_title == "Paragraph 1 · page 1 · Terms › Pay"
        assert "nats" not in str(detail.content)
        await answered(pilot)
        assert "10× less likely" in str(detail.content)
        assert "+2.30 nats · probability drop +0.23 · cited 1 of 1" in str(detail.content)
        assert detail.border_title == "Paragraph 3 · page 2 · Terms › Other"
        view.focus()
        await pilot.press("up")
        assert "Counter-evidence: without it the answer is 1.6× likelier" in str(detail.content)
        await pilot.press("up")
        assert "No clear effect" in str(detail.content)
        await pilot.press("end")
        assert detail.border_title == "Paragraph 5 · page 2 · Terms › Other"
        assert "Not read by the model" in str(detail.content)


async def test_a_click_chooses_a_paragraph(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        lines = screen_text(app).splitlines()
        y = next(y for y, line in enumerate(lines) if "The law of Hesse" in line)
        await pilot.click(offset=(lines[y].index("Hesse"), y))
        assert app.query_one(DocumentView).cursor == 4


async def test_switching_the_question_switches_answer_and_shading() -> None:
    other = make_answer(
        "a1", question="Law?", text="Hesse.", effects=(make_effect(4, 1.5),), verdict=Verdict.WEAK, minutes=1
    )
    session = FakeSession(stored=(other,))
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        view, questions = app.query_one(DocumentView), app.query_one(QuestionList)
        assert questions.highlighted == 0
        questions.focus()
        await pilot.press("down", "enter")
        await until(pilot, lambda: "Hesse [4]." in app.query_one(AnswerPanel).text)
        assert "◐ left open" in app.query_one(AnswerPanel).text
        assert view.cursor == 4
        assert view.shade_of(3).kind is Kind.UNREAD
        assert view.shade_of(4).rank == 1
        assert "answer a1" in app.query_one(Status).text
        await pilot.press("up", "enter")
        await pilot.pause()
        assert view.cursor == 3
        assert "answer new" in app.query_one(Status).text
        assert session.recalled == ["a1"]  # the fresh answer was at hand


async def test_looking_at_another_question_while_busy(session: FakeSession) -> None:
    stored = make_answer("a1", question="Stored?", minutes=1)
    session.stored["a1"] = stored
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        session.next_answer = make_answer("n2", question="Second?", minutes=99)
        session.gate.clear()
        await ask(pilot, "Second?")
        panel, questions = app.query_one(AnswerPanel), app.query_one(QuestionList)
        await until(pilot, lambda: "Ten" in panel.text)
        questions.focus()
        await pilot.press("end", "enter")  # in the store only: the session is busy
        assert "busy" in app.query_one(Status).text.lower()
        assert session.recalled == []
        await pilot.press("up", "enter")  # at hand
        await until(pilot, lambda: "What is the pay?" in panel.text)
        session.gate.set()
        await until(pilot, lambda: "Answered by" in app.query_one(Status).text)
        assert "What is the pay?" in panel.text  # still reading this one
        assert [o.id for o in questions.options] == ["n2", "new", "a1"]


async def test_an_answer_about_another_parse_shows_that_parse() -> None:
    session = FakeSession(stored=(make_answer("a1", parser="p0", effects=(make_effect(1, 2.0),), total=1),))
    session.parses["p0"] = make_document(("As it was read before.",), parser="p0")
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        app.query_one(QuestionList).focus()
        await pilot.press("enter")
        if session.recalled == []:
            await pilot.press("down", "enter")
        await until(pilot, lambda: "As it was read before." in screen_text(app))
        assert "Invoices" not in screen_text(app)
        session.gate.clear()
        await ask(pilot, "next")
        app.query_one(Input).focus()
        await pilot.press("enter")
        await until(pilot, lambda: "Invoices" in screen_text(app))
        session.gate.set()


async def test_a_deleted_answer_is_a_sentence(session: FakeSession) -> None:
    session.stored["a1"] = make_answer("a1")
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        session.stored.clear()
        app.query_one(QuestionList).focus()
        await pilot.press("down", "enter")
        await until(pilot, lambda: "There is no answer a1." in screen_text(app))


async def test_nothing_cited_says_so(session: FakeSession) -> None:
    session.next_answer = make_answer("new", effects=(make_effect(2, 0.01, noise=True),), verdict=Verdict.UNSUPPORTED)
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        assert "○ hardly depends on this document" in screen_text(app)
        assert "noise" in screen_text(app)
        assert "nothing is cited for this answer" in screen_text(app)
        await pilot.press("ctrl+n")
        assert app.query_one(DocumentView).cursor == 2


MARKUP = "[bold red]x[/] [@click=app.quit]y[/] [/"
ESCAPES = "\x1b[2J\x1b]0;owned\x07 a\x9bb \u202egnp\u202c"


async def test_markup_and_escapes_are_only_text() -> None:
    document = make_document((MARKUP, ESCAPES), name=MARKUP + ".pdf")
    document = replace(document, paragraphs=tuple(replace(p, heading_path=("[b]H[/b]",)) for p in document.paragraphs))
    session = FakeSession(document, stored=(make_answer("a1", question=MARKUP, text=MARKUP),))
    session.next_answer = make_answer(
        "new", question=MARKUP + ESCAPES, text=MARKUP + ESCAPES, effects=(make_effect(1, 1.0),), minutes=9
    )
    app = app_of(session)
    async with app.run_test(size=(160, 40)) as pilot:
        await opened(pilot)
        assert MARKUP + ".pdf" in screen_text(app)
        await answered(pilot, MARKUP)
        text = screen_text(app)
        assert session.asked == [MARKUP]
        assert f"{MARKUP}�[2J" in app.query_one(AnswerPanel).text
        assert "[bold red]x[/]" in app.query_one(QuestionList).options[1].prompt.plain  # type: ignore[union-attr]
        assert text.count(MARKUP) >= 4  # title, question, answer, paragraph
        assert text.count("[b]H[/b]") == 2  # above the paragraphs and in the detail
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)


@pytest.mark.parametrize("key", ["down", "pagedown"])
async def test_a_paragraph_longer_than_the_pane_can_be_read_to_its_end(key: str) -> None:
    words = " ".join(f"word{i}" for i in range(600))
    app = app_of(FakeSession(make_document((words, "The end."))))
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        view = app.query_one(DocumentView)
        view.focus()
        seen = ""
        for _ in range(200):
            seen += screen_text(app)
            if view.cursor == 2:
                break
            await pilot.press(key)
        assert view.cursor == 2
        assert all(f"word{i}" in seen for i in range(600))


async def test_the_document_stays_readable_when_the_window_changes(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        for width, height in ((50, 20), (20, 8), (3, 3), (100, 40)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
        assert app.query_one(DocumentView).cursor == 3
        assert "+2.30  supports, cited #1" in screen_text(app)


async def test_the_printed_number_of_a_page_stands_in_the_detail() -> None:
    document = replace(make_document(("One paragraph.", "Another one.")), page_labels=("iii", "iv"))
    app = app_of(FakeSession(document))
    async with app.run_test(size=(120, 30)) as pilot:
        await opened(pilot)
        assert "page 1 (labelled iii)" in str(app.query_one(Detail).border_title)
