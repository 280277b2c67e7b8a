"""Every action with its key: the one table that bindings, help, palette and the keymap are made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from textual.binding import Binding, BindingType

from docexplain.records import AMPLIFY, HIDE


class Scope(Enum):
    """Where a key works: everywhere, or while the document has the focus."""

    APP = "app"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a key does.

    Attributes:
        name: what the keymap calls it.
        call: Textual's action.
        keys: separated by commas, as Textual writes them.
        label: short, for the line of keys at the bottom.
        says: what it does, for help and palette.
        shown: it stands at the bottom while it can be used.
        priority: it works whatever has the focus.
    """

    name: str
    call: str
    keys: str
    label: str
    says: str
    scope: Scope = Scope.APP
    shown: bool = False
    priority: bool = False

    @property
    def needs(self) -> str:
        """What it cannot be used without; empty where that is plain."""
        return _NEEDS.get(self.name, "")

    @property
    def key_names(self) -> str:
        """Its keys as people write them."""
        return ", ".join(dict.fromkeys(map(readable, self.keys.split(","))))


ACTIONS = (
    Action("help", "help", "f1,question_mark", "Help", "explain keys and signs", shown=True),
    Action("quit", "quit", "ctrl+q", "Quit", "quit", shown=True, priority=True),
    Action("palette", "command_palette", "ctrl+p", "All actions", "find any action by its name", shown=True),
    Action("stop", "stop", "escape", "Stop, back", "stop what runs, nothing is saved; or go back", shown=True),
    Action("what_if", "what_if", "w", "What if", "ask again under the marks", shown=True),
    Action("more", "more", "r", "Read more", "read more, or the unread paragraph, and ask again", shown=True),
    Action("amount", "amount", "R", "How much", "set how much is read for the next questions"),
    Action("figures", "figures", "i", "Why", "explain verdict and figures of the answer", shown=True),
    Action(
        "next_cited",
        "cited(1)",
        "n,ctrl+n,ctrl+down",
        "Next",
        "go to the next cited paragraph",
        shown=True,
    ),
    Action("previous_cited", "cited(-1)", "p,ctrl+up", "Previous", "go to the previous cited paragraph"),
    *(
        Action(f"cited_{i}", f"cited_at({i})", str(i), f"Cited {i}", f"go to cited paragraph number {i}")
        for i in range(1, 10)
    ),
    Action("next_claim", "claim(1)", "c", "Claim", "show what caused the next claim alone"),
    Action("previous_claim", "claim(-1)", "C", "Claim back", "show what caused the claim before"),
    Action("part", "part", "slash", "Part", "show what caused some words of the answer", shown=True),
    Action("tokens", "tokens", "t", "Tokens", "take cited paragraphs apart into tokens, or back"),
    Action("find", "find", "ctrl+f", "Find", "search in the document", shown=True, priority=True),
    Action("find_next", "find_next(1)", "f3", "Next found", "go to the next place found"),
    Action("find_previous", "find_next(-1)", "shift+f3", "Previous found", "go to the previous place found"),
    Action("page", "page", "g,ctrl+g", "Page", "go to a page"),
    Action("outline", "outline", "o", "Outline", "choose a heading to go to"),
    Action("page_view", "page_view", "v", "Page picture", "show the page itself, with what is cited", shown=True),
    Action("viewer", "viewer", "x", "Viewer", "open the file at this page in the system's viewer"),
    Action(
        "copy_answer",
        "copy_answer",
        "y",
        "Copy",
        "copy the answer with what it cites, pages and id",
        shown=True,
    ),
    Action("copy_paragraph", "copy_paragraph", "Y", "Copy paragraph", "copy the paragraph under the cursor"),
    Action("export", "export", "e", "Export", "write the answer to a file: PDF, HTML, bundle ...", shown=True),
    Action("record", "record", "l", "Record", "show the answer's entry in the audit log, verified"),
    Action("questions", "questions", "f2", "Questions", "show or hide the questions asked", priority=True),
    Action("find_answers", "find_answers", "ctrl+r", "Find answers", "search all questions and answers"),
    Action("jump", "jump", "f4", "Jump", "go to a pane by a letter", priority=True),
    Action("open", "open", "ctrl+o", "Open", "open another file, several, or the library", shown=True, priority=True),
    Action("model", "model", "M", "Model", "choose another model"),
    Action("settings", "settings", "comma", "Settings", "change and keep settings"),
    Action("theme", "next_theme", "T", "Theme", "other colours, until you quit"),
    Action("interrupt", "interrupt", "ctrl+c", "Stop", "stop; twice: end at once", priority=True),
    Action("suppress", f"mark({HIDE})", "s", "Hide", "mark to be hidden when asked again", Scope.DOCUMENT, shown=True),
    Action("amplify", f"mark({AMPLIFY})", "a", "Amplify", "mark to be amplified", Scope.DOCUMENT, shown=True),
    Action("factor", "factor", "f", "Factor", "mark with any factor", Scope.DOCUMENT),
    Action("previous_passage", "passage(-1)", "left", "Sentence", "go to the sentence before", Scope.DOCUMENT),
    Action("next_passage", "passage(1)", "right", "Sentence", "go to the next sentence", Scope.DOCUMENT),
    Action("next_cited_here", "cited(1)", "j", "Next", "go to the next cited paragraph", Scope.DOCUMENT),
    Action("previous_cited_here", "cited(-1)", "k", "Previous", "go to the one before", Scope.DOCUMENT),
)

MOST_USED = (
    "help",
    "palette",
    "what_if",
    "stop",
    "more",
    "next_cited",
    "suppress",
    "find",
    "copy_answer",
    "page_view",
    "export",
    "figures",
    "part",
    "open",
    "amplify",
    "quit",
)
"""Names of actions: of those that can be used these stand at the bottom first, where there is not room for all."""
HELP_HERE = Binding("f1", "app.keys_here", "Help", id="help", tooltip="explain these keys")
"""For screens over the desk."""


def bindings(scope: Scope) -> list[BindingType]:
    """What Textual needs to know of the actions of a scope."""
    return [
        Binding(a.keys, a.call, a.label, show=a.shown, priority=a.priority, id=a.name, tooltip=a.says)
        for a in ACTIONS
        if a.scope is scope
    ]


_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "comma": ",",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "escape": "Esc",
    "pageup": "Page Up",
    "pagedown": "Page Down",
    **{key: key.capitalize() for key in ("tab", "up", "down", "left", "right", "delete", "backspace")},
}


def readable(key: str) -> str:
    """A key as people write it, from Textual's name for it."""
    *modifiers, last = key.split("+")
    name = _NAMES.get(last, last.upper() if last[:1] == "f" and last[1:].isdigit() else last)
    if modifiers:
        name = name.upper() if len(name) == 1 else name.capitalize() if name[:1] != "F" else name
    return "+".join([*(each.capitalize() for each in modifiers), name])


_ANSWER = "an answer on the screen"
_NEEDS = {
    "what_if": "a marked paragraph: s, a and f mark one that was read",
    "more": "an answer for which not all was read",
    "next_cited": "an answer that cites something",
    "previous_cited": "an answer that cites something",
    "next_claim": "an answer of several claims, explained by path",
    "previous_claim": "an answer of several claims, explained by path",
    **dict.fromkeys(("figures", "part", "tokens", "copy_answer", "export", "record"), _ANSWER),
}
