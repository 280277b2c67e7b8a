"""One setting in a line: its name, what stands in the file, and what holds where that is something else."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Select, Static

from docexplain.common.display_text import one_line
from docexplain.session.settings.entries import Setting
from docexplain.session.settings.holding import Held, Source

NOT_SAID = ""


class _Choice(Select[str], inherit_bindings=False):
    """Up and Down go on to the next setting, as everywhere else on the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "show_overlay", "Choose", show=False)]


class SettingRow(Horizontal):
    """Filled with what holds; what is typed is looked at when it is asked for."""

    DEFAULT_CSS = """
    SettingRow {
        height: 1;
        & > .key { width: 22; padding: 0 1; }
        & > Input, & > Select { width: 2fr; background: $panel; }
        & > .holds { width: 3fr; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
        &.-here > .key { text-style: bold reverse; }
        & SelectCurrent Static#label { color: $text-muted; }
        & SelectCurrent.-has-value Static#label { color: $text; }
    }
    """

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setting = setting
        self.held = Held(setting, setting.otherwise, Source.DEFAULT)
        self._holds = Static(classes="holds", markup=False)
        self._field: Input | Select[str]
        if setting.choices:
            options = [(choice, choice) for choice in setting.choices]
            self._field = _Choice(options, prompt="not set", compact=True)
        else:
            self._field = Input(placeholder="not set", compact=True)
            self._field.cursor_blink = False

    def compose(self) -> ComposeResult:
        """Name, field, and what holds."""
        yield Static(self.setting.key, classes="key", markup=False)
        yield self._field
        yield self._holds

    def on_descendant_focus(self) -> None:
        """Mark the name."""
        self.add_class("-here")

    def on_descendant_blur(self) -> None:
        """Mark it no longer."""
        self.remove_class("-here")

    def fill(self, held: Held) -> None:
        """Show what stands in the file, and what holds."""
        self.held = held
        if isinstance(self._field, Input):
            self._field.value = one_line(held.written)
        elif held.written.strip() in held.setting.choices:
            self._field.value = held.written.strip()
        else:
            self._field.clear()
        self.retell()

    def type(self, text: str) -> None:
        """As if the user had typed it."""
        if isinstance(self._field, Input):
            self._field.value = text
        self.retell()

    @property
    def typed(self) -> str:
        """What the user wants to stand in the file; empty: nothing."""
        if isinstance(self._field, Input):
            return self._field.value.strip()
        return self._field.value if isinstance(self._field.value, str) else NOT_SAID

    @property
    def is_changed(self) -> bool:
        """Whether that is something else than what stands there."""
        written = one_line(self.held.written).strip()
        if self.setting.choices and written not in self.setting.choices:
            written = NOT_SAID  # the list cannot show it
        return self.typed != written

    @property
    def wrong(self) -> str:
        """Why it cannot stand there; empty where it can."""
        if not self.typed:
            return ""
        try:
            self.setting.cleaned(self.typed)
        except ValueError as error:
            return f"{self.setting.key} {error}"
        return ""

    def retell(self) -> None:
        """Say again what holds, or that a change is not saved yet."""
        self._holds.update(Content("* changed, not saved" if self.is_changed else holds(self.held)))

    def take_focus(self) -> None:
        """Let the user type here."""
        self._field.focus()


def holds(held: Held) -> str:
    """What holds and who says so, in some words."""
    value = one_line(held.value)
    if held.source is Source.GIVEN:
        return f"given at the start: {value}"
    if held.source is Source.ENVIRONMENT:
        return f"{held.setting.variable}: {value}"
    if held.wrong:
        return f"! not this, so the default: {value}"
    return "holds" if held.source is Source.FILE else f"default: {value}"


def told(held: Held) -> str:
    """What the setting is, what is wrong with it, and when a change holds."""
    before = ""
    if held.source in {Source.GIVEN, Source.ENVIRONMENT}:
        who = "What was given at the start" if held.source is Source.GIVEN else held.setting.variable
        before = f" {who} goes before it."
    wrong = f"{one_line(held.wrong)}\n" if held.wrong else ""
    return f"{wrong}{held.setting.says} A change holds {held.setting.applies}.{before}"
