"""Every action with its key, to give it another one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.dialogs.dialog import Dialog
from tui.screens.settings.key_field import KeyField
from tui.view.keys import ACTIONS, Action
from tui.view.settings.keymap import keymap, shown

_HOW = "Enter gives the action another key, Delete its old one back. * are your own."


class KeysDialog(Dialog[Mapping[str, str]]):
    """Ends in the keys that the user wants, by the names of actions.

    Args:
        chosen: the user's own so far.
    """

    DEFAULT_CSS = """
    KeysDialog {
        & > .box { height: 100%; }
        & > Vertical > OptionList {
            height: 1fr; padding: 0; background: $surface; scrollbar-size-vertical: 1;
        }
        & > Vertical > KeyField { display: none; background: $panel; }
        & > Vertical.-asking > KeyField { display: block; }
        & > Vertical > #told { height: auto; min-height: 2; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "done", "Done", tooltip="done"),
        Binding("delete,backspace", "as_it_came", "As it came", tooltip="give the action its old key back"),
    ]

    def __init__(self, chosen: Mapping[str, str]) -> None:
        super().__init__()
        self._chosen = dict(chosen)
        self._list = OptionList(markup=False, compact=True)
        self._told = Static(_HOW, id="told", markup=False)
        self._field = KeyField()
        self._box = Vertical(classes="box")

    def compose(self) -> ComposeResult:
        """The actions, a line for a key, and what to do."""
        with self._box:
            self._box.border_title, self._box.border_subtitle = "Keys", "Esc: done"
            yield self._list
            yield self._field
            yield self._told

    def on_mount(self) -> None:
        """All of them; what is wrong with some is told."""
        self._list.set_options([Option(self._line(action), id=action.name) for action in ACTIONS])
        self._list.highlighted = 0
        self._list.focus()
        if problems := keymap(self._chosen).problems:
            self._say(" ".join(problems))

    def _line(self, action: Action) -> Content:
        own = keymap(self._chosen).keys.get(action.name)
        mark = "* " if own else "  "
        return Content.assemble(mark, (shown(own or action.keys).ljust(14), "bold"), f" {action.says}")

    def _say(self, text: str) -> None:
        self._told.update(Content(text))

    @property
    def _action(self) -> Action:
        return ACTIONS[self._list.highlighted or 0]

    @on(OptionList.OptionSelected)
    def _ask(self) -> None:
        self._box.add_class("-asking")
        self._list.disabled = True  # the key is for the action that is marked
        self._field.value = ""
        self._field.focus()
        self._say(f"Which key is to {self._action.says}? Enter takes it, Esc leaves {self._action.key_names}.")

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        tried = self._chosen | {self._action.name: event.value}
        if not event.value.strip():
            self._end_asking(_HOW)
        elif problems := set(keymap(tried).problems) - set(keymap(self._chosen).problems):
            self._say(" ".join(sorted(problems)))
        else:
            self._set(tried)
            own = keymap(tried).keys.get(self._action.name, "")
            self._end_asking(f"{shown(own)}: {self._action.says}. {_HOW}")

    def _set(self, chosen: dict[str, str]) -> None:
        self._chosen = chosen
        for each in ACTIONS:
            self._list.replace_option_prompt(each.name, self._line(each))

    def _end_asking(self, says: str) -> None:
        self._box.remove_class("-asking")
        self._list.disabled = False
        self._list.focus()
        self._say(says)

    def action_as_it_came(self) -> None:
        """Take the user's own key from the action that is marked."""
        if self._action.name in self._chosen:
            self._set({name: key for name, key in self._chosen.items() if name != self._action.name})
            self._say(f"{self._action.key_names}: {self._action.says}. {_HOW}")

    def action_done(self) -> None:
        """End; while a key is typed leave that."""
        if self._field.has_focus:
            self._end_asking(_HOW)
        else:
            self.dismiss(self._chosen)
