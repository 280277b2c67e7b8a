"""The settings screen: what it shows, looks at, and asks to be written."""

from __future__ import annotations

import tomllib

import pytest
from textual.app import App
from textual.widgets import Button, Input, Select

from docexplain.common import config_file
from docexplain.errors import DocexplainError
from docexplain.session.settings.entries import SETTINGS
from docexplain.session.settings.holding import held
from docexplain.session.settings.user_settings import keys_of, write
from tui.screens.settings.row import SettingRow
from tui.screens.settings.screen import SettingsScreen
from tui.view.keys import ACTIONS

from .conftest import screen_text

FILE = """# mine
model = "org/\\u001b[2J[bold]mine"
layout = "quick"
search = "both"  # slow

[keys]
find = "ctrl+l"
"""


class Host(App[None]):
    """Writes what it is asked to, as the app does."""

    def __init__(self, **given):
        super().__init__()
        self.given, self.asked, self.ended, self.models_wanted = given, [], [], 0

    async def on_mount(self):
        self.settings = SettingsScreen(held(self.given), keys_of(config_file.read()), config_file.path())
        await self.push_screen(self.settings, self.ended.append)

    def on_settings_screen_save(self, message):
        self.asked.append(message.changes)
        try:
            write(message.changes)
        except DocexplainError as error:
            self.settings.failed(str(error))
        else:
            self.settings.saved(held(self.given), keys_of(config_file.read()))

    def on_settings_screen_model_wanted(self):
        self.models_wanted += 1

    def row(self, key):
        return next(row for row in self.settings.query(SettingRow) if row.setting.key == key)

    def line(self, key):
        return next(line for line in screen_text(self).splitlines() if line[1:].strip().startswith(f"{key} "))


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCEXPLAIN_CONFIG", str(tmp_path))
    for setting in SETTINGS:
        if setting.variable:
            monkeypatch.delenv(setting.variable, raising=False)
    path = tmp_path / "config.toml"
    path.write_text(FILE)
    return path


async def test_what_holds_and_who_says_so_is_shown(monkeypatch, file):
    monkeypatch.setenv("DOCEXPLAIN_DB", "/d.db")
    app = Host(layout="fast")
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        assert "org/?[2J[bold]mine" in app.line("model").replace("\ufffd", "?")
        assert app.line("model").rstrip(" │").endswith("holds")
        assert "DOCEXPLAIN_DB: /d.db" in app.line("database")
        assert "given at the start: fast" in app.line("layout")
        assert "default: auto" in app.line("read")
        assert "both" in app.line("search")
        assert "Keys: 1 of your own" in screen_text(app)
        assert "A hub id" not in screen_text(app)
        assert SETTINGS[0].says in " ".join(screen_text(app).replace("│", " ").split())
        await pilot.press("down")
        assert "DOCEXPLAIN_DB goes before it." in " ".join(screen_text(app).replace("│", " ").split())


async def test_what_cannot_be_is_told_where_it_stands(file):
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        assert "! not this, so the default: mo" in app.line("layout")
        await pilot.press("down", "down", "down")
        assert "layout cannot be 'quick': write model or fast, or take it out." in screen_text(app)
        assert not app.row("layout").is_changed
        await pilot.press("ctrl+s")
        assert app.asked == []
        assert "Nothing has changed." in screen_text(app)


async def test_by_keys_alone(file):
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", *"4096t", "down", "enter", "down", "down", "enter", "down")
        assert "* changed, not saved" in app.line("read")
        assert "* changed, not saved" in app.line("layout")
        await pilot.press("ctrl+s")
        assert app.asked == [{"read": "4096t", "layout": "fast"}]
        assert "Saved." in screen_text(app)
        assert app.line("read").rstrip(" │").endswith("holds")
        assert "# slow" in file.read_text()
        found = tomllib.loads(file.read_text())
        assert (found["read"], found["layout"], found["keys"]) == ("4096t", "fast", {"find": "ctrl+l"})
        await pilot.press("escape")
        assert app.ended == [None]


async def test_by_mouse_alone(file):
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(app.row("theme").query_one(Select))
        await pilot.pause()
        await pilot.click(app.row("theme").query_one("SelectOverlay"), offset=(3, 5))
        await pilot.click("#save")
        assert app.asked == [{"theme": "terminal"}]
        await pilot.click("#models")
        assert app.models_wanted == 1
        await pilot.click("#back")
        assert app.ended == [None]


async def test_what_is_emptied_is_taken_out(file):
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.row("model").query_one(Input).value = " "
        app.row("search").query_one(Select).clear()
        await pilot.press("ctrl+s")
        assert app.asked == [{"model": None, "search": None}]
        assert tomllib.loads(file.read_text()) == {"layout": "quick", "keys": {"find": "ctrl+l"}}


@pytest.mark.parametrize(("key", "typed"), [("read", "much"), ("database", "here.db"), ("checkpoint_every", "0")])
async def test_what_is_wrong_is_not_written(file, key, typed):
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.row(key).query_one(Input).value = typed
        app.row("theme").query_one(Select).value = "light"
        await pilot.press("ctrl+s")
        assert f"Not saved: {key} cannot be '{typed}': write {key} = " in " ".join(screen_text(app).split())
        assert app.row(key).query_one(Input).has_focus
        assert app.asked == []
        assert file.read_text() == FILE


async def test_what_cannot_be_written_is_told_and_stays_typed(file, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "8", "ctrl+s")
        assert "No space left on device" in " ".join(screen_text(app).replace("│", " ").split())
        assert app.row("read").typed == "8"
        assert "* changed" in app.line("read")
        assert file.read_text() == FILE


async def test_changes_are_dropped_only_when_told_twice(file):
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "escape")
        assert "Esc again drops them" in screen_text(app)
        await pilot.press("y", "escape")  # another change is not what was warned of
        assert app.ended == []
        await pilot.press("escape")
        assert app.ended == [None]
        assert file.read_text() == FILE


async def test_a_model_chosen_from_the_list_stands_in_its_line(file):
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.settings.choose_model("Qwen/Qwen3-0.6B")
        await pilot.press("ctrl+s")
        app.settings.choose_model(None)
        await pilot.press("ctrl+s")
        assert app.asked == [{"model": "Qwen/Qwen3-0.6B"}, {"model": None}]


async def test_keys_are_written_too(file):
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click("#keys")
        to_what_if = [action.name for action in ACTIONS].index("what_if")
        await pilot.press(*["down"] * to_what_if, "enter", "f9", "enter", "escape")
        assert "* Keys: 2 of your own" in str(app.settings.query_one("#keys", Button).label)
        await pilot.press("ctrl+s")
        assert app.asked == [{"keys": {"find": "ctrl+l", "what_if": "f9"}}]
        assert tomllib.loads(file.read_text())["keys"] == {"find": "ctrl+l", "what_if": "f9"}
        assert str(app.settings.query_one("#keys", Button).label).startswith("Keys: 2")
