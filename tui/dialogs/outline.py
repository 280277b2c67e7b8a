"""The headings of a document, to go to one."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui.dialogs.dialog import Dialog
from tui.view.document.outline import Heading
from tui.widgets.line import Line


class OutlineScreen(Dialog[int]):
    """Letters narrow the headings down, Enter takes one: ends in the index of its paragraph."""

    DEFAULT_CSS = """
    OutlineScreen {
        & > Vertical > Input { margin: 0 0 1 0; }
        & > Vertical > OptionList { height: auto; max-height: 1fr; border: none; padding: 0; background: $surface; }
    }
    """

    how = (("Letters", "narrow the headings down"), ("Up, Down", "move in the list"), ("Enter", "go there"))

    def __init__(self, headings: Sequence[Heading], cursor: int) -> None:
        super().__init__()
        self._headings = headings
        self._cursor = cursor
        self._field = Line(placeholder="letters of a heading")
        self._list = OptionList(markup=False)
        self._list.can_focus = False  # letters go on where they are typed; and a focus would move it under the mouse

    def compose(self) -> ComposeResult:
        """Where to type, and the headings."""
        with Vertical(classes="box") as box:
            box.border_title = "Outline (Esc closes)"
            yield self._field
            yield self._list

    def on_mount(self) -> None:
        """All of them, the one that the cursor stands below marked."""
        self._fill("")
        above = [i for i, heading in enumerate(self._headings) if heading.paragraph <= self._cursor]
        self._list.highlighted = above[-1] if above else 0

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        self._fill(event.value.strip())
        self._list.highlighted = 0 if self._list.option_count else None

    @on(Input.Submitted)
    def _take(self) -> None:
        if self._list.highlighted is not None:
            self._list.action_select()

    def key_down(self) -> None:
        """Move in the list while letters are typed."""
        self._list.action_cursor_down()

    def key_up(self) -> None:
        """See :meth:`key_down`."""
        self._list.action_cursor_up()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(int(event.option_id or 0))

    def _fill(self, wanted: str) -> None:
        matcher = Matcher(wanted)
        options = []
        seen: set[int] = set()
        for heading in self._headings:
            if wanted and not matcher.match(heading.text):
                continue
            style = "bold" if heading.level == 0 else ""
            line = Content.assemble("  " * heading.level, (heading.text, style), (f"  page {heading.page}", "dim"))
            number = heading.paragraph if heading.paragraph not in seen else None
            seen.add(heading.paragraph)
            options.append(Option(line, id=str(number)) if number else Option(line, disabled=True))
        self._list.set_options(options)
