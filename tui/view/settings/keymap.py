"""The keys that a user chose in the settings, checked against the actions that there are."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from textual.keys import KEY_NAME_REPLACEMENTS, Keys

from docexplain.common.display_text import one_line
from tui.view.keys import ACTIONS, Action

TAKEN = frozenset(
    "enter tab shift+tab up down home end pageup pagedown space backspace delete ctrl+i ctrl+m ctrl+h".split()
)
"""What every list and field needs; Ctrl+I, Ctrl+M and Ctrl+H are Tab, Enter and Backspace to a terminal."""
_MODIFIERS = ("ctrl", "alt", "shift", "super", "meta", "hyper")
_SPELLED = {"esc": "escape", "control": "ctrl", "option": "alt", "cmd": "super", "return": "enter", "del": "delete",
            "pgup": "pageup", "pgdn": "pagedown", "ins": "insert"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keymap:
    """Attributes:
    keys: what :meth:`textual.app.App.set_keymap` takes: by the names of actions, their keys separated by commas.
    problems: a sentence about each key that is left as it was.
    """

    keys: Mapping[str, str]
    problems: tuple[str, ...] = ()


def keymap(chosen: Mapping[str, str]) -> Keymap:
    """What holds of the keys that were chosen. One that cannot be used, or that another action has, changes nothing:
    no action is left without a key."""
    by_name = {action.name: action for action in ACTIONS}
    problems: list[str] = []
    wanted: dict[str, tuple[str, ...]] = {}
    for name, text in chosen.items():
        if name not in by_name:
            near = get_close_matches(name, by_name, 1)
            meant = f" Is {near[0]} meant?" if near else ""
            problems.append(f"There is no action {one_line(name)} to give the key {one_line(text)}.{meant}")
            continue
        keys = tuple(map(as_textual, split(text)))
        known = tuple(dict.fromkeys(key for key in keys if key is not None))
        taken = next((key for key in known if key in TAKEN), None)
        if not known or None in keys:
            problems.append(f"{name} keeps {by_name[name].key_names}: {one_line(text)} is no key.")
        elif taken is not None:
            problems.append(f"{name} keeps {by_name[name].key_names}: {shown(taken)} is needed in lists and fields.")
        else:
            wanted[name] = known
    while (clash := _clash(wanted)) is not None:
        name, other, key = clash
        del wanted[name]
        problems.append(f"{name} keeps {by_name[name].key_names}: {shown(key)} is the key of {other}.")
    return Keymap({name: ",".join(keys) for name, keys in wanted.items()}, tuple(problems))


def keyed(chosen: Keymap) -> tuple[Action, ...]:
    """The actions with the keys that they have now, for help and palette."""
    return tuple(replace(action, keys=chosen.keys.get(action.name, action.keys)) for action in ACTIONS)


def split(text: str) -> list[str]:
    """Keys separated by commas; a comma by itself is one too."""
    return [","] if text.strip() == "," else [key.strip() for key in text.split(",") if key.strip()]


def shown(keys: str) -> str:
    """Keys as people write them."""
    return replace(ACTIONS[0], keys=keys).key_names


def as_textual(key: str) -> str | None:
    """A key as Textual calls it, however people write it (``Ctrl+F``, ``?``, ``Esc``); None: there is no such key."""
    last = "+" if key == "+" or key.endswith("++") else key.rpartition("+")[2].strip()
    before = key[: len(key) - len(last)].rstrip().removesuffix("+") if len(key) > len(last) else ""
    held = {_SPELLED.get(word, word) for word in (part.strip().lower() for part in before.split("+")) if word}
    if not last or not held <= set(_MODIFIERS):
        return None
    if len(last) == 1:
        name = last if last.isalnum() else _named(last)
    else:
        name = _SPELLED.get(last.lower(), last.lower())
        name = name if name in _NAMES else None
    if name is None:
        return None
    if len(name) == 1 and held:
        name = name.lower()
        if held == {"shift"}:  # a terminal sends the capital
            return name.upper() if name.isalpha() else None
    return "+".join([*sorted(held, key=_MODIFIERS.index), name])


def _named(character: str) -> str | None:
    """As Textual calls a character that is neither letter nor digit."""
    if not character.isprintable() or character == " ":
        return "space" if character == " " else None
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name) or None


_NAMES = {key.value for key in Keys if "+" not in key.value and not key.value.startswith("<")}
_NAMES |= {name for name in map(_named, string.punctuation) if name}


def _clash(wanted: Mapping[str, tuple[str, ...]]) -> tuple[str, str, str] | None:
    """An action with a chosen key that another has too, that other, and the key; wherever they work, since the keys of
    the document would hide those of everything."""
    keys = {action.name: wanted.get(action.name) or tuple(action.keys.split(",")) for action in ACTIONS}
    for name, own in wanted.items():
        for other, theirs in keys.items():
            both = [key for key in own if key in theirs]
            if other != name and both:
                return name, other, both[0]
    return None
