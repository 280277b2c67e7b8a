"""Giving actions other keys."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.widgets import OptionList

from tui.screens.settings.keys import KeysDialog
from tui.view.keys import ACTIONS

from .conftest import screen_text

HELP, WHAT_IF = (next(i for i, a in enumerate(ACTIONS) if a.name == name) for name in ("help", "what_if"))


class Host(App[None]):
    def __init__(self, chosen=None):
        super().__init__()
        self.ended = []
        self.dialog = KeysDialog(chosen or {})

    async def on_mount(self):
        await self.push_screen(self.dialog, self.ended.append)

    def at(self, index):
        self.dialog.query_one(OptionList).highlighted = index


def line(app, says):
    return next(line for line in screen_text(app).splitlines() if says in line)


async def test_every_action_stands_there_with_its_key():
    app = Host({"what_if": "f9"})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.dialog.query_one(OptionList).option_count == len(ACTIONS)
        assert "* F9 " in line(app, "ask again under the marks")
        assert "  F1, ? " in line(app, "explain keys and signs")
        await pilot.press("escape")
        assert app.ended == [{"what_if": "f9"}]


@pytest.mark.parametrize(
    ("pressed", "key"),
    [
        (("f9",), "f9"),
        (("ctrl+s",), "ctrl+s"),
        (("ctrl+a",), "ctrl+a"),  # an input line has its own use for it
        ((*"ctrl+l",), "ctrl+l"),
        (("W",), "W"),
        (("f9", "comma", "f10"), "f9,f10"),
        ((*"f12", "backspace"), "f1"),
    ],
)
async def test_a_key_is_pressed_or_its_name_typed(pressed, key):
    app = Host({"help": "f5"})
    async with app.run_test(size=(80, 24)) as pilot:
        app.at(WHAT_IF)
        await pilot.press("enter", *pressed, "enter", "escape")
        assert app.ended == [{"help": "f5", "what_if": key}]


@pytest.mark.parametrize(
    ("pressed", "says"),
    [
        (("f1",), "what_if keeps w: F1 is the key of help."),
        ((*"banana",), "what_if keeps w: banana is no key."),
        ((*"enter",), "what_if keeps w: enter is needed in lists and fields."),
    ],
)
async def test_what_cannot_be_is_told_and_can_be_mended(pressed, says):
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.at(WHAT_IF)
        await pilot.press("enter", *pressed, "enter")
        assert says in screen_text(app)
        await pilot.press("f9", "enter", "escape")
        assert app.ended == [{"what_if": "f9"}]


@pytest.mark.parametrize("keys", [("enter", "f9", "escape"), ("enter", "enter")])
async def test_nothing_changes_without_enter_or_a_key(keys):
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.at(WHAT_IF)
        await pilot.press(*keys)
        assert app.ended == []
        await pilot.press("escape")
        assert app.ended == [{}]


async def test_an_action_gets_its_old_key_back():
    app = Host({"what_if": "f9"})
    async with app.run_test(size=(80, 24)) as pilot:
        app.at(HELP)
        await pilot.press("delete")
        app.at(WHAT_IF)
        await pilot.press("delete")
        assert "  w " in line(app, "ask again under the marks")
        await pilot.press("escape")
        assert app.ended == [{}]


async def test_what_is_wrong_in_the_file_is_told():
    app = Host({"what_if": "f1", "nothing": "x"})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = " ".join(screen_text(app).replace("│", " ").split())
        assert "There is no action nothing to give the key x." in shown
        assert "what_if keeps w: F1 is the key of help." in shown


async def test_by_mouse():
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(OptionList, offset=(5, WHAT_IF))
        await pilot.press("f9", "enter", "escape")
        assert app.ended == [{"what_if": "f9"}]
