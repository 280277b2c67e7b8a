"""The settings: what holds now and who says so; changed here, they are written to ``config.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Select, Static

from docexplain.common.display_text import one_line
from docexplain.session.settings.entries import KEYS, SETTINGS
from docexplain.session.settings.holding import Held
from docexplain.session.settings.user_settings import Changes
from tui.dialogs.dialog import EndsOnce
from tui.screens.settings.keys import KeysDialog
from tui.screens.settings.row import SettingRow, told
from tui.view.keys import HELP_HERE

_HOW = "Up and Down move between the settings, Ctrl+S saves, Esc goes back."


class SettingsScreen(EndsOnce[None]):
    """Looks at each change before it asks for all of them to be written.

    Args:
        held: what holds of each setting.
        keys: the keys that stand in the file.
        file: where they are.
    """

    DEFAULT_CSS = """
    SettingsScreen {
        & > Vertical {
            border: round $accent; border-title-color: $text; border-title-style: bold;
            border-subtitle-color: $text-muted; padding: 0 1; background: $surface; height: 1fr;
        }
        & #file { height: 1; text-wrap: nowrap; text-overflow: ellipsis; color: $text-muted; }
        & VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
        & #told { height: auto; max-height: 5; border-top: solid $accent; }
        & #buttons { height: 1; & > Button { margin: 0 2 0 0; } }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        HELP_HERE,
        Binding("escape", "leave", "Back", tooltip="go back"),
        Binding("ctrl+s", "save", "Save", priority=True, tooltip="save the changes"),
        Binding("down", "step(1)", "Next", show=False, tooltip="the next setting"),
        Binding("up", "step(-1)", "Previous", show=False, tooltip="the setting before"),
    ]

    @dataclass
    class Save(Message):
        """These are to be written; answer with :meth:`SettingsScreen.saved` or :meth:`SettingsScreen.failed`."""

        changes: Changes

    class ModelWanted(Message):
        """The user wants to choose a model from those that there are; answer with
        :meth:`SettingsScreen.choose_model`."""

    def __init__(self, held: Sequence[Held], keys: Mapping[str, str], file: Path) -> None:
        super().__init__()
        self._held, self._file = held, file
        self._keys = self._keys_written = dict(keys)
        self._rows = {setting.key: SettingRow(setting) for setting in SETTINGS}
        self._told = Static(id="told", markup=False)
        self._keys_button = Button(compact=True, id="keys")
        self._warned = False

    def compose(self) -> ComposeResult:
        """The settings, what the one in focus is, and what can be done."""
        with Vertical() as box:
            box.border_title, box.border_subtitle = "Settings", _HOW
            yield Static(Content(one_line(str(self._file))), id="file", markup=False)
            with VerticalScroll(can_focus=False):
                yield from self._rows.values()
            yield self._told
            with Horizontal(id="buttons"):
                yield Button("Save", compact=True, id="save")
                yield self._keys_button
                yield Button("Models ...", compact=True, id="models")
                yield Button("Back", compact=True, id="back")

    def on_mount(self) -> None:
        """Show what holds."""
        self._fill()
        next(iter(self._rows.values())).take_focus()

    def saved(self, held: Sequence[Held], keys: Mapping[str, str]) -> None:
        """The changes are written: show what holds now."""
        self._held, self._keys = held, dict(keys)
        self._keys_written = self._keys
        self._fill()
        self._say("Saved.")

    def choose_model(self, name: str | None) -> None:
        """Let a model stand in its line; None: the default one."""
        self._rows["model"].type(name or "")

    def failed(self, sentence: str) -> None:
        """They cannot be written; nothing is lost of what was typed."""
        self._say(sentence)

    def _fill(self) -> None:
        for held in self._held:
            self._rows[held.setting.key].fill(held)
        self._count_keys()

    def _count_keys(self) -> None:
        count, mark = len(self._keys), "" if self._keys == self._keys_written else "* "
        own = f"{count} of your own" if count else "as they come"
        self._keys_button.label = Content(f"{mark}Keys: {own} ...")

    def _say(self, text: str) -> None:
        self._told.update(Content(text))

    @property
    def _changed(self) -> list[SettingRow]:
        return [row for row in self._rows.values() if row.is_changed]

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Say what the setting in focus is."""
        self._warned = False
        row = event.widget.parent
        if isinstance(row, SettingRow):
            self._say(told(row.held))

    @on(Input.Changed)
    @on(Select.Changed)
    def _typed(self, event: Input.Changed | Select.Changed) -> None:
        self._warned = False
        row = event.control.parent
        if isinstance(row, SettingRow):
            row.retell()

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.action_step(1)

    def action_step(self, by: int) -> None:
        """Go to the next or previous setting."""
        self.focus_next() if by > 0 else self.focus_previous()

    @on(Button.Pressed, "#save")
    def action_save(self) -> None:
        """Ask for the changes to be written, if each of them can be."""
        for row in self._changed:
            if row.wrong:
                row.take_focus()
                self.call_after_refresh(self._say, f"Not saved: {row.wrong}")
                return
        changes: dict[str, str | int | Mapping[str, str] | None] = {
            row.setting.key: row.typed or None for row in self._changed
        }
        if self._keys != self._keys_written:
            changes[KEYS] = self._keys
        if changes:
            self.post_message(self.Save(changes))
        else:
            self._say("Nothing has changed.")

    @on(Button.Pressed, "#back")
    def action_leave(self) -> None:
        """Go back; with changes that are not saved only when told twice."""
        if (self._changed or self._keys != self._keys_written) and not self._warned:
            self._warned = True
            self._say("Changes are not saved: Ctrl+S saves them, Esc again drops them.")
        else:
            self.dismiss(None)

    @on(Button.Pressed, "#models")
    def _choose_model(self) -> None:
        self.post_message(self.ModelWanted())

    @on(Button.Pressed, "#keys")
    def _choose_keys(self) -> None:
        self.app.push_screen(KeysDialog(self._keys), self._take_keys)

    def _take_keys(self, keys: Mapping[str, str] | None) -> None:
        if keys is not None:
            self._keys = dict(keys)
            self._count_keys()
