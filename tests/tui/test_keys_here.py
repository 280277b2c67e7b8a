"""F1 on every screen, the line of keys at the bottom, and that a key means one thing."""

from __future__ import annotations

import pytest

from tui.dialogs.help import HelpScreen
from tui.dialogs.lines import LinesScreen
from tui.dialogs.page import PageScreen
from tui.screens.start import StartScreen
from tui.view.keys import ACTIONS
from tui.widgets.keys import Keys

from .conftest import FakeSession, answered, app_of, opened, screen_text, until


async def test_f1_explains_the_keys_of_the_start_screen(session: FakeSession) -> None:
    app = app_of(session, None)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, StartScreen))
        await pilot.press("f1")
        assert isinstance(app.screen, LinesScreen)
        lines = screen_text(app)
        for key, says in (("Enter", "open what is marked"), ("Ctrl+Y", "OCR"), ("Tab", "path"), ("Ctrl+Q", "quit")):
            assert any(key in line and says in line for line in lines.splitlines()), key
        await pilot.press("f1")
        assert isinstance(app.screen, StartScreen)


async def test_f1_explains_the_keys_of_the_page(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        screen = PageScreen()
        app.push_screen(screen)
        await pilot.press("f1")
        lines = screen_text(app)
        for key, says in (("+, =", "larger"), ("Page Down", "next page"), ("Esc", "go back")):
            assert any(key in line and says in line for line in lines.splitlines()), key
        await pilot.press("escape")
        assert app.screen is screen


@pytest.mark.parametrize("key", ["ctrl+r", "o", "e", "M"])
async def test_f1_explains_the_keys_of_each_dialog(session: FakeSession, key: str) -> None:
    app = app_of(session)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await answered(pilot)
        await pilot.press("escape", key)
        assert len(app.screen_stack) == 2
        await pilot.press("f1")
        assert isinstance(app.screen, LinesScreen)
        assert "Enter" in screen_text(app)
        assert "close this" in screen_text(app)


async def test_f1_closes_the_help_again(session: FakeSession) -> None:
    app = app_of(session)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("f1")
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("f1")
        assert len(app.screen_stack) == 1


def test_a_key_of_the_start_screen_means_what_it_means_elsewhere() -> None:
    names = {key: action.name for action in ACTIONS for key in action.keys.split(",")}
    meant = {"f1": "help", "escape": "stop", "ctrl+q": "quit"}
    for binding in StartScreen.BINDINGS:
        for key in binding.key.split(","):  # type: ignore[union-attr]
            assert names.get(key) == meant.get(key), key


@pytest.mark.parametrize("width", [60, 80, 100, 140])
async def test_the_line_of_keys_shows_whole_keys_the_most_useful_ones(session: FakeSession, width: int) -> None:
    app = app_of(session)
    async with app.run_test(size=(width, 30)) as pilot:
        await opened(pilot)
        await answered(pilot)
        await pilot.press("escape")
        await pilot.pause()
        keys = list(app.query_one(Keys).children)
        assert sum(key.region.width for key in keys) <= width
        assert all(key.region.right <= width for key in keys)
        last = screen_text(app).splitlines()[-1]
        for label in ("Help", "Next", "Hide"):
            assert label in last
        offered = [each.binding for each in app.screen.active_bindings.values() if each.binding.show]
        assert (len(keys) == len({each.action for each in offered})) == (width == 140) or width == 100
