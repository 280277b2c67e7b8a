"""What the mouse does: the wheel over each pane, clicks, double clicks, dragging over words, scroll bars and keys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input, OptionList

from tui.dialogs.export import ExportScreen
from tui.dialogs.outline import OutlineScreen
from tui.screens.start import StartScreen
from tui.widgets import AnswerPanel, Detail, DocumentView, EntryMode, Legend, QuestionList

from .conftest import (
    FakeSession,
    answered,
    app_of,
    make_answer,
    make_document,
    make_tested,
    opened,
    screen_text,
    until,
)
from .test_by_path import make_path_answer
from .test_pages import Drawing

SIZE = (100, 40)
LONG = make_document(tuple(f"Paragraph {i} says something. It says more." for i in range(60)))


async def wheel(pilot: Pilot[Any], widget: Widget, by: int = 1) -> None:
    """Turn the wheel over a widget."""
    event = events.MouseScrollDown if by > 0 else events.MouseScrollUp
    for _ in range(3):
        await pilot._post_mouse_events([event], widget=widget)
    await pilot.pause(0.3)


async def click_on(pilot: Pilot[Any], words: str, *, times: int = 1) -> None:
    """Click where these words are on the screen."""
    lines = screen_text(pilot.app).splitlines()
    y = next(y for y, line in enumerate(lines) if words in line)
    await pilot.click(offset=(lines[y].index(words), y), times=times)


@pytest.mark.parametrize("over", [DocumentView, Detail, Legend])
async def test_the_wheel_scrolls_the_document(over: type[Widget]) -> None:
    session = FakeSession(LONG)
    app = app_of(session)
    async with app.run_test(size=(100, 44)) as pilot:
        await opened(pilot)
        await answered(pilot)
        view = app.query_one(DocumentView)
        before = view.scroll_offset.y
        await wheel(pilot, app.query_one(over))
        assert view.scroll_offset.y > before
        await wheel(pilot, app.query_one(over), -1)
        assert view.scroll_offset.y <= before


@pytest.mark.parametrize("over", ["#head", "#words"])
async def test_the_wheel_scrolls_a_long_answer(over: str) -> None:
    session = FakeSession()
    session.next_answer = replace(session.next_answer, text="Ten dollars.\n" * 40)
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        panel = app.query_one(AnswerPanel)
        await wheel(pilot, panel.query_one(over))
        assert panel.scroll.scroll_offset.y > 0


async def test_the_wheel_scrolls_the_questions() -> None:
    session = FakeSession(stored=tuple(make_answer(f"a{i}", question=f"Number {i}?", minutes=i) for i in range(30)))
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        questions = app.query_one(QuestionList)
        await wheel(pilot, questions)
        assert questions.scroll_offset.y > 0


async def test_the_wheel_scrolls_the_page_beside() -> None:
    session = Drawing()
    app = app_of(session)
    async with app.run_test(size=(170, 40)) as pilot:
        await opened(pilot)
        await pilot.press("escape", "v")
        await until(pilot, lambda: session.wanted and app.job is None)
        await wheel(pilot, app.panes.page)
        assert app.panes.page.scroll_offset.y > 0


async def test_a_click_on_a_question_shows_its_answer() -> None:
    session = FakeSession(stored=(make_answer("a1", question="Who signs?", text="The Lender."),))
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await click_on(pilot, "Who signs?")
        await until(pilot, lambda: "The Lender" in app.query_one(AnswerPanel).text)


async def test_a_click_on_the_strip_and_the_scroll_bar_go_there() -> None:
    app = app_of(FakeSession(LONG))
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        view = app.query_one(DocumentView)
        region = view.scrollable_content_region
        await pilot.click(view, offset=(region.width - 1, region.height - 2))
        assert view.cursor > 40
        view.go_to(1)
        await pilot.click(view, offset=(view.region.width - 1, region.height - 2))
        await pilot.pause(0.3)
        assert view.scroll_offset.y > 0


async def test_a_click_on_a_claim_shows_what_caused_it_and_another_the_whole_answer(session: FakeSession) -> None:
    session.next_answer = make_path_answer()
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        await click_on(pilot, "dollars [")
        assert app.part is not None
        assert app.part.text == "dollars."
        await click_on(pilot, "dollars [")
        assert app.part is None


async def test_a_click_on_the_number_behind_a_claim_goes_to_that_paragraph(session: FakeSession) -> None:
    session.next_answer = make_path_answer()
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        view = app.query_one(DocumentView)
        view.go_to(5)
        await click_on(pilot, "1]")
        assert view.cursor == 1


async def test_words_of_the_answer_that_are_dragged_over_are_what_slash_is_about(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        words = app.query_one(AnswerPanel).query_one("#words")
        await pilot.mouse_down(words, offset=(0, 0))
        await pilot.hover(words, offset=(3, 0))
        await pilot.mouse_up(words, offset=(3, 0))
        app.query_one(DocumentView).focus()
        await pilot.press("slash")
        assert app.part is not None
        assert app.part.text == "Ten"


async def test_a_click_on_a_line_of_a_dialog_takes_it(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("escape", "o")
        assert isinstance(app.screen, OutlineScreen)
        listed = app.screen.query_one(OptionList)
        row = next(i for i, option in enumerate(listed.options) if "Other" in str(option.prompt))
        await pilot.click(listed, offset=(3, row))
        assert app.query_one(DocumentView).cursor == 3


async def test_a_click_on_an_answer_found_shows_it(session: FakeSession) -> None:
    session.stored = {f"a{i}": make_answer(f"a{i}", question=f"Number {i}?", text=f"It is {i}.") for i in range(3)}
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count == 3 and app.job is None)
        await pilot.click(app.screen.query_one(OptionList), offset=(3, 4))  # each takes three lines
        await until(pilot, lambda: "It is 1" in app.query_one(AnswerPanel).text)


async def test_a_click_on_a_kind_of_file_chooses_it_and_a_double_click_writes(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        await pilot.press("escape", "e")
        screen = app.screen
        assert isinstance(screen, ExportScreen)
        second = str(screen.query_one(OptionList).get_option_at_index(1).id)
        await pilot.click(OptionList, offset=(2, 1))
        assert app.screen is screen
        assert not session.exported
        await pilot.click(OptionList, offset=(2, 1), times=2)
        await until(pilot, lambda: session.exported)
        assert session.exported[0][1] == second


async def test_a_click_on_a_document_opens_it(session: FakeSession) -> None:
    from .dialogs.test_start import stored

    session.listed = [stored("annual-report.pdf", "aa")]
    app = app_of(session, None)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, StartScreen))
        await click_on(pilot, "annual-report.pdf")
        await until(pilot, lambda: session.opened)


async def test_the_keys_at_the_bottom_can_be_clicked_while_one_types(session: FakeSession) -> None:
    session.next_answer = make_tested()
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await answered(pilot)
        app.query_one(Input).focus()
        await pilot.pause()
        await click_on(pilot, "Find")
        assert app.entry.mode is EntryMode.FIND
        await pilot.press("escape")
        app.query_one(DocumentView).focus()
        await pilot.pause()
        await click_on(pilot, "Hide")
        await pilot.pause()
        await click_on(pilot, "What if")
        await until(pilot, lambda: session.steered)
