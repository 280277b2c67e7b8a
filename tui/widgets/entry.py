"""The input line: asks a question, or takes a part of the answer, or the path or the password of a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from docexplain.common.display_text import counted
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
        self._past: list[str] = []
        """What was asked, and what is kept to be asked, the last at the end."""
        self._place: int | None = None
        """Where among these the line is; None: at what is being typed, which ``_new`` holds meanwhile."""
        self._new = ""
        self._kept: list[str] = []
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
        self.mode, self._place = mode, None
        label, placeholder = mode.value
        self._label.update(label)
        self.field.password = mode is EntryMode.PASSWORD
        self.field.placeholder = placeholder
        self.field.value = text
        self.field.cursor_position = len(text)

    def keep(self, questions: Iterable[str]) -> None:
        """Questions that nothing came of: the first stands in the line, unless something else does; Up has them all."""
        kept = [question for question in questions if question.strip()]
        self._past = [each for each in self._past if each not in kept] + kept[::-1]
        self._kept += [each for each in kept if each not in self._kept]
        self._place = None
        if kept and self.mode is EntryMode.ASK and not self.text:
            self.fill(EntryMode.ASK, kept[0])
        elif kept and self.mode is not EntryMode.ASK and not self._draft:
            self._draft = kept[0]
        self._tell()

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
        others = [each for each in self._kept if each != (self.text if self.mode is EntryMode.ASK else self._draft)]
        kept = f"Up: {counted(len(others), 'question')} kept" if others else ""
        self._reads.update(" · ".join(filter(None, (kept, self._model, amount))))

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
        """Among the questions asked before, while one is asked; else pass it on."""
        if self.mode is EntryMode.ASK:
            self._step(by)
        else:
            self.post_message(self.Stepped(by))

    def _step(self, by: int) -> None:
        if self._place is None or self.text != self._past[self._place]:
            self._place, self._new = None, self.text
        end = len(self._past)
        place = (end if self._place is None else self._place) + by
        if by < 0 and 0 <= place < end and self._past[place] == self.text:
            place += by  # it stands in the line already
        if 0 <= place <= end:
            self.fill(EntryMode.ASK, self._new if place == end else self._past[place])
            self._place = None if place == end else place

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
        if self._kept:
            self._tell()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass it on."""
        event.stop()
        if event.value.strip():
            if self.mode is EntryMode.ASK:
                self._past = [each for each in self._past if each != event.value] + [event.value]
                self._kept = [each for each in self._kept if each != event.value]
                self._tell()
            self.post_message(self.Submitted(self.mode, event.value))
        elif self.mode is EntryMode.ASK:
            self.post_message(self.Empty())
