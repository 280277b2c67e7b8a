"""Keys of the user's own: which can be used, and that no action loses its key to another."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import Footer

from tui.view.keys import ACTIONS
from tui.view.settings.keymap import TAKEN, as_textual, keymap


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Ctrl+F", "ctrl+f"),
        ("control+F", "ctrl+f"),
        ("Shift+Ctrl+x", "ctrl+shift+x"),
        ("?", "question_mark"),
        ("/", "slash"),
        ("slash", "slash"),
        ("minus", "minus"),
        ("-", "minus"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        (",", "comma"),
        ("Esc", "escape"),
        ("F11", "f11"),
        ("shift+f3", "shift+f3"),
        ("g", "g"),
        ("G", "G"),
        ("shift+g", "G"),
        ("ü", "ü"),
        ("Alt+Left", "alt+left"),
        ("banana", None),
        ("ctrl+", None),
        ("ctrl+banana", None),
        ("hand+x", None),
        ("f99", None),
        ("shift+3", None),
        ("\x1b", None),
        ("", None),
    ],
)
def test_a_key_however_it_is_written(written, key):
    assert as_textual(written) == key


def test_the_keys_of_all_actions_are_keys_and_no_two_the_same():
    every = [key for action in ACTIONS for key in action.keys.split(",")]
    assert [as_textual(key) for key in every] == every
    assert len(set(every)) == len(every)
    assert not TAKEN.intersection(every)


def test_what_was_chosen_holds():
    found = keymap({"find": "Ctrl+S, /", "part": "f9", "settings": ","})
    assert found.keys == {"find": "ctrl+s,slash", "part": "f9", "settings": "comma"}
    assert found.problems == ()


def test_two_actions_may_change_keys():
    assert keymap({"next_claim": "C", "previous_claim": "c"}).keys == {"next_claim": "C", "previous_claim": "c"}


@pytest.mark.parametrize(
    ("chosen", "holds", "says"),
    [
        ({"fnd": "f9"}, {}, "There is no action fnd to give the key f9. Is find meant?"),
        ({"x\x1b[2Jx": "f9"}, {}, "There is no action x?[2Jx to give the key f9."),
        ({"find": "banana"}, {}, "find keeps Ctrl+F: banana is no key."),
        ({"find": "f9,banana"}, {}, "find keeps Ctrl+F: f9,banana is no key."),
        ({"find": "return"}, {}, "find keeps Ctrl+F: enter is needed in lists and fields."),
        ({"find": "ctrl+o"}, {}, "find keeps Ctrl+F: Ctrl+O is the key of open."),
        ({"suppress": "w"}, {}, "suppress keeps s: w is the key of what_if."),
        ({"what_if": "s"}, {}, "what_if keeps w: s is the key of suppress."),
        ({"find": "f9", "page": "f9"}, {"page": "f9"}, "find keeps Ctrl+F: F9 is the key of page."),
        # what loses its new key has its old one again, which another one chose
        ({"find": "g", "amount": "ctrl+f"}, {}, "amount keeps R: Ctrl+F is the key of find."),
    ],
)
def test_what_cannot_hold_is_told_and_changes_nothing(chosen, holds, says):
    found = keymap(chosen)
    assert found.keys == holds
    assert says in [problem.replace("\ufffd", "?") for problem in found.problems]


class Host(App[None]):
    BINDINGS = [  # noqa: RUF012
        Binding(a.keys, f"note('{a.name}')", a.label, show=a.shown, id=a.name) for a in ACTIONS
    ]

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[str] = []
        self.set_keymap(keymap({"help": "F5", "find": "Ctrl+S", "next_cited": "N"}).keys)

    def compose(self) -> ComposeResult:
        yield Footer()

    def action_note(self, name: str) -> None:
        self.noted.append(name)


async def test_textual_takes_them():
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("f5", "f1", "question_mark", "ctrl+s", "ctrl+f", "N", "n", "w")
        await pilot.pause()
        assert app.noted == ["help", "find", "next_cited", "what_if"]
        active = app.screen.active_bindings
        assert active["f5"].binding.id == "help"
        assert "f1" not in active
