"""What the keys and the signs mean."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from docexplain.answers import Kind
from docexplain.answers.said.verdicts import MEANING
from docexplain.records import AMPLIFY, HIDE
from tui.dialogs.dialog import Dialog
from tui.view.document.drawing import CITED_SIGN, GUTTER_SIGNS
from tui.view.keys import Action, readable
from tui.view.shading import DISPUTED, FULL_SCALE, VERDICT_MARK
from tui.view.what_if_marks import sign

MEANINGS = {
    Kind.SUPPORTS: "blue: without it the answer is less likely",
    Kind.EACH: "others give it, too; gone only without all",
    Kind.TOGETHER: "cited, but hiding it alone changes little",
    Kind.AGAINST: "orange, counter-evidence: without it likelier",
    Kind.SHARE: "not hidden on its own: only the best ones are",
    Kind.NOISE: "too small to tell from the computation's noise",
    Kind.UNREAD: "the model did not see it for this answer",
}

VERDICTS = [(f"{VERDICT_MARK[verdict]} {verdict}", words) for verdict, words in MEANING.items()]
SIGNS = [
    (f"{CITED_SIGN} cited", "of the fewest found that explain most of the answer"),
    *((f"{GUTTER_SIGNS[kind]} {kind}", text) for kind, text in MEANINGS.items()),
    ("[9, 12], [-]", "what gave this part of the answer most; nothing"),
    (DISPUTED, "its share says one thing, hiding it another"),
    ("shaded sentence", "by its own share; underlined: the one in focus"),
    (f"{sign(HIDE)} {sign(AMPLIFY)}", "hidden from the model, or turned down; amplified"),
    ("nats", "log of how much likelier: +0.69 is 2×, +2.30 is 10×"),
    ("12%", "share of the document effect; all add up to 100%"),
    ("bar", f"full for the strongest paragraph, from {FULL_SCALE:g} nat up"),
    ("document effect", "of all that was read, taken away at once"),
    ("92% of it", "of the probability that it gives the answer"),
    ("score", "how surely the document caused the answer, to 1"),
    ("noise", "effects up to this size mean nothing"),
]


class HelpScreen(Dialog[None]):
    """Keys and signs; any of the closing keys goes back.

    Args:
        actions: with the keys that they have now.
        usable: names of those that can be used now; they stand first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,f1,question_mark,enter", "dismiss", "Close")]

    def __init__(self, actions: Sequence[Action], usable: Collection[str]) -> None:
        super().__init__()
        self._actions, self._usable = actions, usable

    def compose(self) -> ComposeResult:
        """One block of text."""
        with VerticalScroll(classes="box") as box:
            box.border_title = "Help (Esc closes)"
            yield Static(help_text(self._actions, self._usable), markup=False)


def keys_of(screen: Screen[Any]) -> list[tuple[str, str]]:
    """The keys that count on a screen over the desk, as people write them, and what each does: what the screen says of
    itself by ``how``, and its bindings that say it."""
    keys: dict[str, list[str]] = {}
    for each in screen.active_bindings.values():
        if each.enabled and each.binding.tooltip:
            keys.setdefault(each.binding.tooltip, []).append(readable(each.binding.key))
    return [*getattr(screen, "how", ()), *((", ".join(names), says) for says, names in keys.items())]


def help_text(actions: Sequence[Action], usable: Collection[str]) -> Content:
    """Keys that can be used now, what the signs mean, and the other keys."""
    listed = [a for a in actions if not re.fullmatch(r"cited_[2-9]", a.name)]
    now = [_key(action) for action in listed if action.name in usable]
    others = [_key(action) for action in listed if action.name not in usable]
    verdicts = [_line(name, text, 15) for name, text in VERDICTS]
    signs = [_line(name, text, 19) for name, text in SIGNS]
    blocks = [
        [_title("Keys now"), _line("Enter", "ask the question; show the chosen one", 22), *now],
        [_title("Signs"), *verdicts, *signs],
        [_title("Other keys, where there is something to use them on"), *others] if others else [],
    ]
    return Content("\n\n").join(Content("\n").join(block) for block in blocks if block)


def _key(action: Action) -> Content:
    keys = "1 to 9" if action.name == "cited_1" else action.key_names
    says = "go to cited paragraph number 1 to 9" if action.name == "cited_1" else action.says
    return _line(keys, says, 22)


def _title(text: str) -> Content:
    return Content.styled(text, "bold underline")


def _line(name: str, text: str, width: int) -> Content:
    return Content.assemble((name.ljust(width), "bold"), text)
