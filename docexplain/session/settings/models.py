"""The models that a user may choose from, without leaving: what is here, and what fits and could be fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docexplain.model.devices.room import Room
    from docexplain.model.sources.catalogue import Entry
    from docexplain.model.sources.on_this_machine import Present

_FITS = {"whole": "fits the free memory", "8bit": "fits with weights of 8 bits only",
         "4bit": "fits with weights of 4 bits only", None: "too big for the free memory"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model to choose.

    Attributes:
        name: by which it is named; None: the default one.
        title: what it is called.
        about: size and whether it fits, in a line.
        here: nothing has to be fetched.
    """

    name: str | None
    title: str
    about: str
    here: bool


@dataclass(frozen=True, slots=True)
class Models:
    """Attributes:
    choices: the default model, then what is here, then what could be fetched and fits.
    advice: a sentence about a stronger one; empty where none fits.
    """

    choices: tuple[ModelChoice, ...]
    advice: str


def models() -> Models:
    """What this machine has and could have. Imports torch, to see how much memory is free: takes some seconds."""
    from docexplain.answers.said.stronger import stronger_model
    from docexplain.model.devices.room import room_here
    from docexplain.model.sources import catalogue
    from docexplain.model.sources.on_this_machine import present

    room = room_here()
    here = present()
    return Models(tuple(_choices(here, catalogue.entries(), room)), stronger_model(room))


def named(typed: str) -> str | None:
    """The name that a session takes for what a user typed: an id for the short name of one that we know, the whole path
    of a folder or file that is there; None for the default model."""
    from docexplain.model.sources import catalogue
    from docexplain.model.sources.default_model import DEFAULT

    text = typed.strip()
    entry = catalogue.find(text)
    if not text or text == DEFAULT.name or (entry and entry.id == DEFAULT.name):
        return None
    try:
        path = Path(text).expanduser()
        if path.exists():
            return str(path.absolute())
    except (OSError, RuntimeError, ValueError):  # no path at all
        pass
    return entry.fetched_as if entry else text


def _choices(here: list[Present], known: tuple[Entry, ...], room: Room) -> Iterator[ModelChoice]:
    for model in here:
        default = model.kind == "default"
        size = f"{_size(model.bytes)} here" if model.here else "fetched with the first question"
        fits = _FITS[room.fits(model.parameters)] if model.parameters else ""
        about = ", ".join(filter(None, ["the default" if default else "", size, fits]))
        yield ModelChoice(None if default else model.name, model.name, about, model.here)
    names = {model.name for model in here}
    for entry in known:
        if entry.id not in names and room.fits(entry.parameters) == "whole":
            yield ModelChoice(entry.fetched_as, entry.id, f"{_size(entry.download)} to fetch, {_FITS['whole']}", False)


def _size(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
