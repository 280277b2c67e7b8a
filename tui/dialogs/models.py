"""Another model, without leaving."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from docexplain.answers.model_names import model_called
from docexplain.common.display_text import one_line
from docexplain.session.settings.models import ModelChoice, Models, named
from tui.dialogs.dialog import Dialog
from tui.dialogs.tick import Tick

_LOOKING = "Looking which models are on this machine ..."


@dataclass(frozen=True, slots=True)
class ModelChosen:
    """Attributes:
    name: as a session takes it; None: the default model.
    keep: it answers from now on, also when docexplain is started again.
    """

    name: str | None
    keep: bool


class ModelsDialog(Dialog[ModelChosen]):
    """Ends in the model that was chosen, or named; filled when it is known which there are.

    Args:
        now: the name of the model that answers; None: the default one.
        lasting: it is chosen from now on in any case, so for how long is not asked.
    """

    DEFAULT_CSS = """
    ModelsDialog {
        & > Vertical > #advice { color: $text-muted; margin: 0 0 1 0; }
        & > Vertical > OptionList {
            height: auto; max-height: 50vh; padding: 0; background: $surface; scrollbar-size-vertical: 1;
        }
        & > Vertical > .label { margin: 1 0 0 0; }
        & > Vertical > Input { margin: 0; }
        & > Vertical > Tick { margin: 1 0 0 0; }
    }
    """

    how = (("Up, Down", "move in the list"), ("Enter", "take the model"), ("Tab", "move on"))

    def __init__(self, now: str | None, *, lasting: bool = False) -> None:
        super().__init__()
        self._now, self._lasting = now, lasting
        self._choices: tuple[ModelChoice, ...] = ()
        self._advice = Static(_LOOKING, id="advice", markup=False)
        self._list = OptionList(markup=False, compact=True)
        self._field = Input(placeholder="org/model of the hub, a folder, or a .gguf file", compact=True)
        self._keep = Tick("from now on, not only this time")

    def compose(self) -> ComposeResult:
        """The models, a line for another one, and for how long."""
        with Vertical(classes="box") as box:
            box.border_title = "Which model answers?"
            box.border_subtitle = "Enter chooses, Tab moves on, Esc closes"
            yield self._advice
            yield self._list
            yield Static("Or one by its name, which may have to be fetched:", classes="label", markup=False)
            yield self._field
            if not self._lasting:
                yield self._keep

    def on_mount(self) -> None:
        """A name can be typed before the list is there."""
        self._field.cursor_blink = False
        if not self._choices:
            self._field.focus()

    def fill(self, models: Models) -> None:
        """Show which models there are, the one that answers marked."""
        self._choices = models.choices
        self._advice.update(Content(models.advice))
        self._advice.display = bool(models.advice)
        self._list.set_options([Option(self._line(choice), id=str(i)) for i, choice in enumerate(models.choices)])
        self._list.highlighted = next((i for i, choice in enumerate(models.choices) if self._answers(choice)), 0)
        if not self._field.value:
            self._list.focus()

    def _answers(self, choice: ModelChoice) -> bool:
        return choice.name == self._now

    def _line(self, choice: ModelChoice) -> Content:
        mark = "* " if self._answers(choice) else "  "
        says = "answers now, " if self._answers(choice) else ""
        title = one_line(model_called(choice.title))
        return Content.assemble(mark, (title, "bold"), "\n    ", says + one_line(choice.about))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self._end(self._choices[event.option_index].name)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self._end(named(event.value))

    def _end(self, name: str | None) -> None:
        self.dismiss(ModelChosen(name, self._lasting or self._keep.value))
