"""Choosing another model in the terminal UI."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.widgets import Input, OptionList

from docexplain.session.settings import models as of_machine
from docexplain.session.settings.models import ModelChoice, Models, named
from tui.dialogs.models import ModelChosen, ModelsDialog
from tui.dialogs.tick import Tick

from .conftest import screen_text

ESCAPES = "\x1b[31m[bold]x"
MODELS = Models(
    (
        ModelChoice(None, "SmolLM2-135M-Instruct", "the default, 364 MB on this machine", True),
        ModelChoice(f"/home/jo/{ESCAPES}", f"/home/jo/{ESCAPES}", "16.1 GB on this machine", True),
        ModelChoice("Qwen/Qwen3-0.6B", "Qwen/Qwen3-0.6B", "1.5 GB to fetch, fits the free memory", False),
    ),
    "A stronger one: Qwen/Qwen3-0.6B.",
)


class Host(App[None]):
    def __init__(self, now=None, **options):
        super().__init__()
        self.ended = []
        self.dialog = ModelsDialog(now, **options)

    async def on_mount(self):
        await self.push_screen(self.dialog, self.ended.append)


@pytest.mark.parametrize(("now", "marked"), [(None, 0), ("Qwen/Qwen3-0.6B", 2)])
async def test_the_one_that_answers_is_marked(now, marked):
    app = Host(now)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "Looking which models" in screen_text(app)
        app.dialog.fill(MODELS)
        await pilot.pause()
        shown = screen_text(app)
        assert "A stronger one: Qwen/Qwen3-0.6B." in shown
        assert app.dialog.query_one(OptionList).highlighted == marked
        assert f"* {MODELS.choices[marked].title}" in shown
        assert shown.count("* ") == 1
        assert shown.count("answers now, ") == 1


async def test_what_a_name_holds_is_shown_as_it_is():
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.dialog.fill(MODELS)
        await pilot.pause()
        assert "[bold]x" in screen_text(app)
        assert "\x1b" not in screen_text(app)


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        (("enter",), ModelChosen(None, keep=False)),
        (("down", "down", "enter"), ModelChosen("Qwen/Qwen3-0.6B", keep=False)),
        (("tab", "tab", "space", "shift+tab", "shift+tab", "end", "enter"), ModelChosen("Qwen/Qwen3-0.6B", keep=True)),
        (("tab", *"a/b", "enter"), ModelChosen("a/b", keep=False)),
        (("escape",), None),
    ],
)
async def test_by_keys(keys, chosen):
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.dialog.fill(MODELS)
        await pilot.press(*keys)
        assert app.ended == [chosen]


async def test_by_mouse():
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.dialog.fill(MODELS)
        await pilot.pause()
        await pilot.click(Tick)
        assert "[x] from now on" in screen_text(app)
        await pilot.click(OptionList, offset=(5, 5))
        assert app.ended == [ModelChosen("Qwen/Qwen3-0.6B", keep=True)]


async def test_a_name_can_be_typed_before_the_list_is_there_and_stays():
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"org/x")
        app.dialog.fill(MODELS)
        await pilot.press("y", "enter")
        assert app.ended == [ModelChosen("org/xy", keep=False)]


async def test_where_it_lasts_in_any_case_nobody_is_asked():
    app = Host(lasting=True)
    async with app.run_test(size=(80, 24)) as pilot:
        app.dialog.fill(MODELS)
        await pilot.pause()
        assert "from now on" not in screen_text(app)
        await pilot.press("enter")
        assert app.ended == [ModelChosen(None, keep=True)]


async def test_nothing_typed_is_nothing_chosen():
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "enter")
        assert app.ended == []
        assert app.dialog.query_one(Input).has_focus


def test_a_name_as_a_session_takes_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    assert named("mine") == str(tmp_path / "mine")
    assert named(" qwen3-0.6b ") == "Qwen/Qwen3-0.6B"
    assert named("org/new@main") == "org/new@main"
    assert named("smollm2-135m-instruct") is None
    assert named("a\0b") == "a\0b"


def test_what_is_here_and_what_fits(monkeypatch):
    from docexplain.model.devices import room
    from docexplain.model.sources import on_this_machine
    from docexplain.model.sources.on_this_machine import Present

    present = [
        Present("SmolLM2-135M-Instruct", "default", False, "/c/d", "llm==1", 0, 134_000_000),
        Present("/big", "file", True, "/big", "", 16_100_000_000, 8_000_000_000),
        Present("/odd", "file", True, "/odd", "", 5_000_000, None),
    ]
    monkeypatch.setattr(on_this_machine, "present", lambda: present)
    monkeypatch.setattr(room, "room_here", lambda: room.Room("cpu", "bfloat16", 3 * 10**9))
    found = of_machine.models()
    assert [(each.name, each.about, each.here) for each in found.choices] == [
        (None, "the default, fetched with the first question, fits the free memory", False),
        ("/big", "16.1 GB here, too big for the free memory", True),
        ("/odd", "5 MB here", True),
        ("Qwen/Qwen3-0.6B", "1.5 GB to fetch, fits the free memory", False),
    ]
    assert "Qwen/Qwen3-0.6B" in found.advice
