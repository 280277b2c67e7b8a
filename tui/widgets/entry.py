"""The input line: asks a question, or takes a part of the answer, or the path or the password of a file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static


class EntryMode(Enum):
    """What the line is for: its label and what stands in it while it is empty."""

    ASK = ("Ask ›", "a question about this document, then Enter")
    OPEN = ("Open file ›", "path of a PDF, Word, HTML, text or other file, then Enter")
    PART = ("Part ›", "words of the answer, then Enter: what caused just these")
    PASSWORD = ("Password ›", "password of this file, then Enter")


class Entry(Horizontal):
    """A label and an input. What was typed stays until the app takes it."""

    DEFAULT_CSS = """
    Entry {
        height: 2;
        border-top: solid $panel-lighten-2;
        background: $surface;
        &:focus-within { border-top: heavy $accent; }
        & > Static { width: auto; padding: 0 1; text-style: bold; color: $accent; }
        & > Input { width: 1fr; background: $surface; }
    }
    """

    @dataclass
    class Submitted(Message):
        """Enter was pressed."""

        mode: EntryMode
        text: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.mode = EntryMode.ASK
        self._label = Static(EntryMode.ASK.value[0], markup=False)
        self._field = Input(placeholder=EntryMode.ASK.value[1], compact=True, select_on_focus=False)
        self._draft = ""
        self._field.cursor_blink = False  # nothing moves on an idle screen: it may be a slow line

    def compose(self) -> ComposeResult:
        """Label and input."""
        yield self._label
        yield self._field

    def fill(self, mode: EntryMode, text: str = "") -> None:
        """Switch to a mode, with a text to edit."""
        if self.mode is EntryMode.ASK and mode is not EntryMode.ASK:
            self._draft = self.text
        self.mode = mode
        label, placeholder = mode.value
        self._label.update(label)
        self._field.password = mode is EntryMode.PASSWORD
        self._field.placeholder = placeholder
        self._field.value = text
        self._field.cursor_position = len(text)

    def back_to_asking(self) -> None:
        """Switch to asking; a question that is being typed stays, or comes back."""
        if self.mode is not EntryMode.ASK:
            self.fill(EntryMode.ASK, self._draft)

    @property
    def text(self) -> str:
        """What is typed."""
        return self._field.value

    def take_focus(self) -> None:
        """Let the user type."""
        self._field.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass it on, if there is anything."""
        event.stop()
        if event.value.strip():
            self.post_message(self.Submitted(self.mode, event.value))
