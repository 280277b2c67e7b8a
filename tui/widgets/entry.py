"""The input line: asks a question, or takes a part of the answer, or the path or the password of a file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from tui.widgets.line import Line


class EntryMode(Enum):
    """What the line is for: its label and what stands in it while it is empty."""

    ASK = ("Ask ›", "a question about this document, then Enter")
    PART = ("Part ›", "words of the answer, then Enter: what caused just these")
    FIND = ("Find ›", "words in this document")
    PAGE = ("Page ›", "number of a page, then Enter")
    FACTOR = ("Factor ›", "0 to hide, 0.5, 2 to amplify, then Enter")
    AMOUNT = ("Read ›", "auto, all, 20 or 4096t, then Enter")
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
        & > #reads { width: auto; padding: 0 1; color: $text-muted; text-style: none; }
    }
    """

    @dataclass
    class Submitted(Message):
        """Enter was pressed."""

        mode: EntryMode
        text: str

    class Empty(Message):
        """Enter was pressed where nothing is typed."""

    @dataclass
    class Changed(Message):
        """Something else is typed."""

        mode: EntryMode
        text: str

    @dataclass
    class Stepped(Message):
        """Up (-1) or down (1) was pressed, which the line has no use for itself."""

        by: int

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Previous", show=False),
        Binding("down", "step(1)", "Next", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.mode = EntryMode.ASK
        self._label = Static(EntryMode.ASK.value[0], markup=False)
        self.field = Line(placeholder=EntryMode.ASK.value[1])
        self._reads = Static("", id="reads", markup=False)
        self._draft = self._model = ""
        self._amount = "auto"

    def compose(self) -> ComposeResult:
        """Label and input."""
        yield self._label
        yield self.field
        yield self._reads

    def fill(self, mode: EntryMode, text: str = "") -> None:
        """Switch to a mode, with a text to edit."""
        if self.mode is EntryMode.ASK and mode is not EntryMode.ASK:
            self._draft = self.text
        self.mode = mode
        label, placeholder = mode.value
        self._label.update(label)
        self.field.password = mode is EntryMode.PASSWORD
        self.field.placeholder = placeholder
        self.field.value = text
        self.field.cursor_position = len(text)

    def keep(self, question: str) -> None:
        """A question to go on with once nothing else is asked for."""
        if self.mode is EntryMode.ASK and not self.text:
            self.fill(EntryMode.ASK, question)
        else:
            self._draft = question

    def back_to_asking(self) -> None:
        """Switch to asking; a question that is being typed stays, or comes back."""
        if self.mode is not EntryMode.ASK:
            self.fill(EntryMode.ASK, self._draft)

    def reads(self, amount: int | str) -> None:
        """Say how much the model reads for the next question."""
        self._amount = str(amount)
        self._tell()

    def _tell(self) -> None:
        amount = "" if self._amount == "auto" else f"reads {self._amount}"
        self._reads.update(" · ".join(filter(None, (self._model, amount))))

    def submit(self) -> None:
        """Take what is typed, as Enter does."""
        self.field.post_message(Input.Submitted(self.field, self.field.value))

    def answers(self, model: str) -> None:
        """Say which model answers."""
        self._model = model
        self._tell()

    def type(self, character: str) -> None:
        """Take a letter that was typed elsewhere."""
        self.screen.set_focus(self.field)  # at once: the next letter comes soon
        self.field.insert_text_at_cursor(character)

    def action_step(self, by: int) -> None:
        """Pass it on."""
        self.post_message(self.Stepped(by))

    @property
    def text(self) -> str:
        """What is typed."""
        return self.field.value

    def take_focus(self) -> None:
        """Let the user type."""
        self.field.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass it on."""
        event.stop()
        self.post_message(self.Changed(self.mode, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass it on."""
        event.stop()
        if event.value.strip():
            self.post_message(self.Submitted(self.mode, event.value))
        elif self.mode is EntryMode.ASK:
            self.post_message(self.Empty())
