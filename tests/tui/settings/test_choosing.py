"""Models, settings, keys and colours, chosen in the app itself."""

from __future__ import annotations

import asyncio
import threading
import tomllib

import pytest
from textual.widgets import Input, OptionList

from docexplain.common import config_file
from docexplain.errors import ModelError
from docexplain.session.settings.entries import SETTINGS
from docexplain.session.settings.models import ModelChoice, Models
from docexplain.session.settings.user_settings import UserSettings, user_settings
from tests.tui.conftest import MODEL, PDF, FakeSession
from tui import DocexplainApp
from tui.dialogs.models import ModelsDialog
from tui.dialogs.tick import Tick
from tui.jobs import settings as jobs
from tui.messages import Warmed
from tui.screens.settings.row import SettingRow
from tui.screens.settings.screen import SettingsScreen
from tui.widgets import Status

from .conftest import screen_text, settled

FOUND = Models((ModelChoice(None, "Small", "the default", True), ModelChoice("org/big", "org/big", "9 GB", True)), "")


class Session(FakeSession):
    """One whose model can be changed."""

    reading = ("model", "auto")

    def __init__(self):
        super().__init__()
        self.models, self.problem, self.warming = [], "", []

    def use_model(self, name):
        self.models.append(name)

    def warm_up(self, *, options=None, listener=None, cancel=None):
        self.warming.append(cancel)
        if self.problem:
            raise ModelError(self.problem)
        return MODEL


@pytest.fixture
def session(monkeypatch, tmp_path):
    monkeypatch.setenv("DOCEXPLAIN_CONFIG", str(tmp_path))
    for setting in SETTINGS:
        if setting.variable:
            monkeypatch.delenv(setting.variable, raising=False)
    monkeypatch.setattr(jobs, "models", lambda: FOUND)
    monkeypatch.setattr(jobs, "open_libraries", lambda: None)
    return Session()


async def until(condition):
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.005)
            await settled()
        await settled()


def write(text):
    config_file.path().write_text(text)


def listed(app):
    return isinstance(app.screen, ModelsDialog) and any(each.option_count for each in app.screen.query(OptionList))


async def opened(app):
    await until(lambda: app.document is not None and app.job is None)


async def test_the_settings_hold_from_the_first_frame(session):
    write('theme = "high-contrast"\nread = 12\nwallpaper = 1\n[keys]\nfind = "f9"\nhelp = "w"\n')
    app = DocexplainApp(session, PDF)
    app.take(user_settings(), {}, None)
    async with app.run_test(size=(100, 30)):
        await opened(app)
        assert (app.theme, app.read) == ("high-contrast", 12)
        assert app.active_bindings["f9"].binding.id == "find"
        assert "f1" in app.active_bindings
        palette = {command.title.partition(":")[0]: command.help for command in app.get_system_commands(app.screen)}
        assert (palette["Find"], palette["Help"]) == ("F9", "F1, ?")
        notices = " ".join(app.status._notices)
        assert "The setting wallpaper in" in notices
        assert "help keeps F1, ?: w is the key of what_if." in notices


async def test_what_is_given_goes_before_them(session):
    app = DocexplainApp(session, PDF)
    app.take(UserSettings(read="12"), {"read": "auto"}, None)
    assert app.read == "auto"


@pytest.mark.parametrize("keep", [False, True])
async def test_another_model_answers(session, keep):
    app = DocexplainApp(session, PDF, advice=lambda: "Take a stronger one.")
    app.take(UserSettings(), {}, None)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(app)
        await until(lambda: session.warming)
        before = session.warming[0]
        app.action_model()
        await until(lambda: listed(app))
        if keep:
            await pilot.press("tab", "tab", "space", "shift+tab", "shift+tab")
        await pilot.press("down", "enter")
        await until(lambda: len(session.warming) == 2)
        assert session.models == ["org/big"]
        assert before.is_set()
        assert not session.warming[1].is_set()
        assert app.advice is None
        await until(lambda: config_file.path().exists() == keep)
        if keep:
            assert tomllib.loads(config_file.path().read_text()) == {"model": "org/big"}
        app.action_model()
        await until(lambda: listed(app))
        assert "* org/big" in screen_text(app)
        await pilot.press("enter")
        await settled()
        assert session.models == ["org/big"]  # it answers already


async def test_one_that_cannot_be_loaded_is_told(session):
    app = DocexplainApp(session, PDF)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(app)
        await until(lambda: len(session.warming) == 1)
        session.problem = "The model org/none cannot be had."
        app.action_model()
        await until(lambda: isinstance(app.screen, ModelsDialog))
        app.screen.query_one(Tick).value = True
        app.screen.query_one(Input).focus()
        await pilot.press(*"org/none", "enter")
        await until(lambda: session.problem in " ".join(app.query_one(Status)._notices))
        await until(lambda: session.models == ["org/none", None])  # the one before
        assert (
            "Not changed: org/none cannot be used, the default model goes on answering." in app.query_one(Status).text
        )
        assert app._model is None
        assert not config_file.path().exists()


async def test_models_can_be_chosen_while_a_question_runs(session):
    session.gate.clear()
    app = DocexplainApp(session, PDF)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(app)
        app.entry.field.value = "pay?"
        app.entry.take_focus()
        await pilot.press("enter")
        await until(lambda: app.job is not None and session.models == [])
        running = app.job
        app.action_model()
        await until(lambda: listed(app))
        await pilot.press("escape")
        assert app.job is running
        session.gate.set()
        await until(lambda: app.job is None)


async def test_settings_are_shown_written_and_hold_at_once(session):
    write('theme = "dark"\n')
    app = DocexplainApp(session, PDF)
    app.take(user_settings(), {}, None)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(app)
        app.action_settings()
        await until(lambda: isinstance(app.screen, SettingsScreen))
        rows = {row.setting.key: row for row in app.screen.query(SettingRow)}
        rows["theme"]._field.value = "light"
        rows["read"].type("4096t")
        rows["model"].type("org/big")
        await pilot.press("ctrl+s")
        await until(lambda: "Saved." in screen_text(app))
        assert (app.theme, app.read) == ("textual-light", "4096t")
        await until(lambda: session.models == ["org/big"])
        found = tomllib.loads(config_file.path().read_text())
        assert found == {"theme": "light", "read": "4096t", "model": "org/big"}


async def test_a_model_for_the_settings_comes_from_the_list(session):
    app = DocexplainApp(session, PDF)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(app)
        app.action_settings()
        await until(lambda: isinstance(app.screen, SettingsScreen))
        await pilot.click("#models")
        await until(lambda: listed(app))
        await pilot.press("down", "enter")
        await until(lambda: isinstance(app.screen, SettingsScreen))
        assert next(iter(app.screen.query(SettingRow))).typed == "org/big"
        assert session.models == []


async def test_settings_that_cannot_be_understood_are_told(session):
    write("theme = [")
    app = DocexplainApp(session, PDF)
    async with app.run_test(size=(100, 30)):
        await opened(app)
        app.action_settings()
        await until(lambda: "cannot be understood" in " ".join(screen_text(app).split()))
        assert not isinstance(app.screen, SettingsScreen)


def test_no_thread_is_left():
    assert not [thread for thread in threading.enumerate() if thread.name == "docexplain-settings"]


async def test_what_goes_before_the_settings_goes_on_answering(session, monkeypatch):
    monkeypatch.setenv("DOCEXPLAIN_MODEL", "org/other")
    app = DocexplainApp(session, PDF)
    app.take(UserSettings(), {}, "org/other")
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(app)
        app.action_settings()
        await until(lambda: isinstance(app.screen, SettingsScreen))
        app.screen.choose_model("org/big")
        await pilot.press("ctrl+s")
        await until(lambda: "Saved." in screen_text(app))
        assert session.models == []


async def test_what_cannot_be_written_is_told_on_the_screen(session, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    app = DocexplainApp(session, PDF)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(app)
        app.action_settings()
        await until(lambda: isinstance(app.screen, SettingsScreen))
        monkeypatch.setattr("os.fsync", full)
        await pilot.press(*"org/x", "ctrl+s")
        await until(lambda: "No space left on device" in screen_text(app))
        assert next(iter(app.screen.query(SettingRow))).typed == "org/x"
        assert session.models == []


async def test_word_of_a_model_that_is_not_wanted_any_more_changes_nothing(session):
    app = DocexplainApp(session, PDF)
    app.take(UserSettings(), {}, None)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(app)
        app.action_model()
        await until(lambda: listed(app))
        session.problem = "It is too big."
        late = Warmed(MODEL)
        late.cancelled.set()
        await pilot.press("down", "enter")
        app.post_message(late)
        await until(lambda: "Not changed: org/big cannot be used" in app.status.text)
        assert session.models == ["org/big", None]
