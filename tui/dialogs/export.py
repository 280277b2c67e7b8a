"""As which file an answer is taken away, and where to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from docexplain.session import Form
from tui.dialogs.dialog import Dialog
from tui.jobs import Export
from tui.view.paths import candidates, completed, named
from tui.widgets.line import Line


class ExportScreen(Dialog[Export]):
    """Up and Down choose the kind of file, Enter writes it.

    Args:
        forms: kinds of files.
        stem: name of the file without its ending.
        folder: where it is offered to go.
    """

    DEFAULT_CSS = """
    ExportScreen > Vertical {
        & > OptionList { height: auto; max-height: 12; border: none; padding: 0; background: $surface; }
        & > Input { margin: 1 0; }
        & > Static { height: auto; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "Kind", show=False, priority=True, tooltip="the kind of file above"),
        Binding("down", "choose(1)", "Kind", show=False, priority=True, tooltip="the kind of file below"),
        Binding(
            "tab",
            "complete",
            "Complete path",
            show=False,
            priority=True,
            tooltip="go on with the path as far as it is clear",
        ),
        Binding(
            "ctrl+t",
            "without",
            "Without",
            show=False,
            priority=True,
            tooltip="a bundle without the document, or with it",
        ),
    ]

    how = (("Enter", "write the file"),)

    def __init__(self, forms: Sequence[Form], stem: str, folder: Path) -> None:
        super().__init__()
        self._forms, self._stem, self._folder = list(forms), stem, folder
        self._list = OptionList(
            *(Option(Content.assemble((f"{form.name:<7}", "bold"), form.says), id=form.name) for form in forms),
            markup=False,
        )
        self._list.can_focus = False
        self._field = Line()
        self._says = Static("", markup=False)
        self._without = False
        self._asked: Path | None = None  # replacing it was asked about

    def compose(self) -> ComposeResult:
        """Kinds of files, and where to."""
        with Vertical(classes="box") as box:
            box.border_title = "Export (Up, Down: kind; Enter writes; Esc closes)"
            yield self._list
            yield self._field
            yield self._says

    def on_mount(self) -> None:
        """The first kind of file, beside the document."""
        self._list.highlighted = 0
        self._type(str(self._folder / f"{self._stem}{self._forms[0].ending}"))
        self._field.focus()
        self._tell()

    @on(OptionList.OptionHighlighted)
    def _other_kind(self, event: OptionList.OptionHighlighted) -> None:
        """The file's ending follows its kind."""
        path = self._field.value
        for ending in sorted((form.ending for form in self._forms), key=len, reverse=True):
            if path.endswith(ending):
                self._type(path.removesuffix(ending) + self._forms[event.option_index].ending)
                break
        self._tell()

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self._field.focus()

    def on_click(self, event: events.Click) -> None:
        """Twice on a kind of file is what Enter is."""
        if event.widget is self._list and event.chain == 2:
            self._enter()

    @on(Input.Submitted)
    def _enter(self) -> None:
        if not self._field.value.strip():
            return
        output = named(self._field.value)
        try:
            is_folder, is_there = output.is_dir(), output.exists()
        except (OSError, ValueError) as error:
            self._says.update(f"{output} cannot be a file ({getattr(error, 'strerror', None) or error}).")
            return
        if is_folder:
            self._says.update(f"{output} is a folder: name a file in it.")
        elif is_there and self._asked != output:
            self._asked = output
            self._says.update(f"{output} is there already: Enter again replaces it.")
        else:
            form = self._form()
            self.dismiss(Export(form.name, output, self._asked == output, self._without and form.name == "bundle"))

    def action_choose(self, by: int) -> None:
        """Another kind of file."""
        self._list.action_cursor_down() if by > 0 else self._list.action_cursor_up()

    def action_complete(self) -> None:
        """Go on with the path as far as it is clear."""
        self._type(completed(self._field.value, candidates(self._field.value)))

    def action_without(self) -> None:
        """Leave the document out of a bundle, or put it in again."""
        self._without = not self._without
        self._tell()

    def _form(self) -> Form:
        return self._forms[self._list.highlighted or 0]

    def _tell(self) -> None:
        says = ""
        if self._form().name == "bundle":
            says = f"{'Without' if self._without else 'With'} the document itself (Ctrl+T changes that)."
        self._says.update(says)

    def _type(self, text: str) -> None:
        self._field.value = text
        self._field.cursor_position = len(text)
