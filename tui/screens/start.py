"""Which documents: those read before, a file by its path, several, or the whole library; and how they are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from docexplain.common.display_text import counted, one_line
from docexplain.records.library import StoredDocument
from tui.dialogs.dialog import EndsOnce
from tui.screens.chosen import Chosen
from tui.view.colours import CAUTION_STYLE
from tui.view.documents import HOW, LAYOUTS, OCR, document_line
from tui.view.keys import HELP_HERE
from tui.view.paths import candidates, completed, is_file, looks_like_path, named
from tui.widgets.keys import Keys
from tui.widgets.line import Line

LIBRARY = "library"
NAME = "docexplain: ask a document, and see which paragraphs caused the answer"


class StartScreen(EndsOnce[Chosen | None]):
    """Ends in what was chosen, or None.

    Args:
        documents: those stored, the last used first.
        text: what stands in the line to begin with.
        error: why the last one could not be opened.
        layout, ocr: how files are read, unless something else is chosen.
    """

    DEFAULT_CSS = """
    StartScreen {
        background: $background;
        align: center top;
        & > Vertical {
            width: 100%;
            max-width: 110;
            height: 1fr;
            padding: 0 1;
            background: $surface;
            & > #name { text-style: bold; padding: 1 0 0 0; }
            & > #error { color: $text; }
            & > Input { margin: 1 0; }
            & > #how { color: $text-muted; }
            & > OptionList { height: 1fr; border: none; padding: 0; background: $surface; scrollbar-size-vertical: 1; }
        }
    }
    StartScreen.-short #name, StartScreen.-short #what { display: none; }
    StartScreen.-short Input { margin: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        HELP_HERE,
        Binding("tab", "complete", "Complete", priority=True, tooltip="go on with the path as far as it is clear"),
        Binding("ctrl+t", "tick", "Mark several", tooltip="mark what is highlighted, to open several together"),
        Binding("ctrl+l", "layout", "Layout", tooltip="how the paragraphs of new files are found"),
        Binding("ctrl+y", "ocr", "OCR", priority=True, tooltip="which pages of new files are read by OCR"),
        Binding("escape", "leave", "Back", tooltip="go back to what is open"),
        Binding("ctrl+q", "app.quit", "Quit", priority=True, tooltip="quit"),
    ]
    how = (
        ("Letters", "narrow the documents down, or are the path of a file"),
        ("Up, Down", "move in the list"),
        ("Enter", "open what is marked, or highlighted, or typed"),
    )

    def __init__(
        self,
        documents: Sequence[StoredDocument],
        *,
        text: str = "",
        error: str = "",
        layout: str = "model",
        ocr: str = "auto",
    ) -> None:
        super().__init__()
        self._documents, self._error = list(documents), error
        self._layout, self._ocr = layout, ocr
        self._marked: set[str] = set()
        self._field = Line(text, placeholder="path of a file, or letters of a document read before")
        self._list = OptionList(markup=False)
        self._list.can_focus = False  # letters go on where they are typed; and a focus would move it under the mouse
        self._how = Static("", id="how", markup=False)
        self._said = Static("", id="error", markup=False)

    def compose(self) -> ComposeResult:
        """Where to type, and what there is."""
        with Vertical():
            yield Static(NAME, id="name", markup=False)
            yield self._said
            yield self._field
            yield self._how
            yield self._list
        yield Keys()

    def on_mount(self) -> None:
        """Ready to type."""
        self._field.focus()
        self._tell_how()
        self._fill()
        self.call_after_refresh(self._say, self._error)

    def _say(self, text: str) -> None:
        self._said.update(Content.styled(text, CAUTION_STYLE) if text else "")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._say("Web addresses are not fetched: save the file first." if "://" in event.value[:9] else "")
        self._fill()

    @on(Input.Submitted)
    def _enter(self) -> None:
        """What is marked, or is typed as the path of a file, or what is highlighted, or what is typed in any case."""
        text = self._field.value
        highlighted = self._highlighted()
        if self._marked:
            self._end(self._marked)
        elif text.strip() and looks_like_path(text) and is_file(named(text)):
            self.dismiss(Chosen(paths=(named(text),), layout=self._layout, ocr=self._ocr))
        elif highlighted is not None:
            self._take(highlighted)
        elif text.strip():
            self.dismiss(Chosen(paths=(named(text),), layout=self._layout, ocr=self._ocr))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None:
            self._end(self._marked) if self._marked else self._take(event.option_id)

    def _take(self, option: str) -> None:
        if option.startswith("path:") and option.endswith("/"):
            self._type(option.removeprefix("path:"))
        else:
            self._end({option})

    def _end(self, options: set[str]) -> None:
        by_hash = {document.sha256: document for document in self._documents}
        self.dismiss(
            Chosen(
                paths=tuple(sorted(named(each.removeprefix("path:")) for each in options if each.startswith("path:"))),
                documents=tuple(document for sha256, document in by_hash.items() if sha256 in options),
                library=LIBRARY in options,
                layout=self._layout,
                ocr=self._ocr,
            )
        )

    def action_leave(self) -> None:
        """Back to what is open."""
        self.dismiss(None)

    def action_complete(self) -> None:
        """Go on with the path as far as it is clear."""
        text = self._field.value
        if text.strip():
            self._type(completed(text, candidates(text)))

    def action_tick(self) -> None:
        """Mark what is highlighted, to open several together."""
        option, place = self._highlighted(), self._list.highlighted
        if option is not None and place is not None and option != LIBRARY and not option.endswith("/"):
            self._marked ^= {option}
            self._fill()
            self._list.highlighted = min(place + 1, self._list.option_count - 1)

    def action_layout(self) -> None:
        """The other way to find paragraphs."""
        self._layout = LAYOUTS[(LAYOUTS.index(self._layout) + 1) % len(LAYOUTS)]
        self._tell_how()

    def action_ocr(self) -> None:
        """The next choice of what is read by OCR."""
        self._ocr = OCR[(OCR.index(self._ocr) + 1) % len(OCR)]
        self._tell_how()

    def key_down(self) -> None:
        """Move in the list while letters are typed."""
        self._list.action_cursor_down()

    def key_up(self) -> None:
        """See :meth:`key_down`."""
        self._list.action_cursor_up()

    def _highlighted(self) -> str | None:
        place = self._list.highlighted
        return None if place is None else self._list.get_option_at_index(place).id

    def _type(self, text: str) -> None:
        self._field.value = text
        self._field.cursor_position = len(text)

    def _tell_how(self) -> None:
        self._how.update(f"New files: {HOW[self._layout]} (Ctrl+L) · {HOW[self._ocr]} (Ctrl+Y)")

    def _fill(self) -> None:
        text = self._field.value
        elsewhere = self._marked_elsewhere()
        options = [*elsewhere, *(self._paths(text) if looks_like_path(text) else self._stored(text))]
        self._list.set_options(options or [Option(Content(self._nothing(text)), disabled=True)])
        self._list.highlighted = min(len(elsewhere), len(options) - 1) if options else None

    def _nothing(self, text: str) -> str:
        if looks_like_path(text):
            return "No file or folder here begins like that."
        return "None has these letters." if self._documents else "No document was read yet: type the path of a file."

    def _stored(self, text: str) -> list[Option]:
        matcher = Matcher(text.strip())
        found = [d for d in self._documents if not text.strip() or matcher.match(d.name) > 0]
        if text.strip():
            found.sort(key=lambda document: -matcher.match(document.name))
        options = [
            Option(document_line(document, self._tick(document.sha256)), id=document.sha256) for document in found
        ]
        if len(self._documents) > 1 and (not text.strip() or matcher.match("library") > 0):
            every = f"The whole library: {counted(len(self._documents), 'document')}, asked together"
            options.append(Option(Content.assemble("  ", (every, "bold")), id=LIBRARY))
        return options

    def _marked_elsewhere(self) -> list[Option]:
        """Paths that are marked stay in sight."""
        text = self._field.value
        here = {f"path:{each.text}" for each in candidates(text)} if looks_like_path(text) else set()
        paths = sorted(each for each in self._marked if each.startswith("path:") and each not in here)
        return [self._path(each.removeprefix("path:")) for each in paths]

    def _paths(self, text: str) -> list[Option]:
        return [self._path(each.text) for each in candidates(text)]

    def _path(self, text: str) -> Option:
        option = f"path:{text}"
        return Option(Content.assemble((self._tick(option), "bold"), one_line(text)), id=option)

    def _tick(self, option: str) -> str:
        return "✓ " if option in self._marked else "  "
