"""What ``docexplain models`` prints: what is here, what could be fetched, and what fits the memory."""

from __future__ import annotations

from typing import Any

from docexplain.common.display_text import one_line
from docexplain.model.devices.room import Room
from docexplain.model.sources.catalogue import Entry
from docexplain.model.sources.default_model import DEFAULT
from docexplain.model.sources.on_this_machine import Present

_FITS = {"whole": "fits", "8bit": "fits with --quantize 8bit", "4bit": "fits with --quantize 4bit", None: "too big"}
_CHOSEN_BY = {
    "environment": "chosen by DOCEXPLAIN_MODEL",
    "settings": "chosen by docexplain models use",
    "default": "the default",
}


def as_json(
    here: list[Present], known: tuple[Entry, ...], room: Room, choice: tuple[str | None, str]
) -> dict[str, Any]:
    """``models --json``.

    Args:
        choice: the model that was chosen, None for none, and by what: ``environment``, ``settings`` or ``default``.
    """
    return {
        "models": [_present(model, room, choice) for model in here],
        "catalogue": [_entry(entry, here, room) for entry in known],
        "chosen": {"model": choice[0] or DEFAULT.name, "by": choice[1]},
        "memory": {"device": room.device, "dtype": room.dtype, "free_bytes": room.free},
    }


def lines(here: list[Present], known: tuple[Entry, ...], room: Room, choice: tuple[str | None, str]) -> list[str]:
    """The same for people; ``*`` stands before the model that answers."""
    out = ["On this machine: parameters, size on the disk, and whether it fits the memory"]
    for model in here:
        mark = "default" if model.kind == "default" else model.revision[:8] or model.kind
        fits = _FITS[room.fits(model.parameters)] if model.parameters else ""
        figures = " ".join([f"{shown_parameters(model.parameters):>6}", f"{gigabytes(model.bytes):>8}"])
        where = model.place if model.here else "not here yet: docexplain models fetch"
        star = "*" if _answers(model, choice) else " "
        out.append(f"{star} {one_line(model.name):<36} {mark:<8} {figures}  {fits}")
        out.append(f"    {one_line(where)}")
        if (entry := next((entry for entry in known if _is(entry, model)), None)) and entry.measured:
            out.append(f"    {measured(entry)}")
    missing = [entry for entry in known if not any(_is(entry, model) for model in here)]
    if missing:
        out += ["", "To fetch (docexplain models fetch NAME): parameters, size of what is fetched"]
    for entry in missing:
        figures = " ".join([f"{shown_parameters(entry.parameters):>6}", f"{gigabytes(entry.download):>8}"])
        out.append(f"  {entry.id:<35} {figures}  {_FITS[room.fits(entry.parameters)]}")
        out.append(f"    {about(entry)}")
    out += ["", f"Memory: {room.free / 1e9:.1f} GB are free on {room.device}; models compute in {room.dtype} there"]
    out.append(f"Answers: {one_line(choice[0] or DEFAULT.name)}, {_CHOSEN_BY[choice[1]]}; --model names another one")
    return out


def about(entry: Entry) -> str:
    """Licence, context and languages in one line."""
    languages = f", {entry.languages} languages" if entry.languages.startswith("over") else f", {entry.languages}"
    return f"{entry.licence}, {entry.context:,} tokens of context{languages if entry.languages else ''}"


def measured(entry: Entry) -> str:
    """What we measured with a model, in one line; empty where nothing was."""
    said = {"answers": "answers right {:.1%}", "top1": "top-1 {:.3f}", "auroc": "AUROC of the verdict {:.3f}"}
    found = [text.format(entry.measured[key]) for key, text in said.items() if key in entry.measured]
    return f"measured: {', '.join(found)}" if found else ""


def shown_parameters(parameters: int | None) -> str:
    """Such as ``0.6 B``, of tiny ones ``0.04 M``; ``?`` where it is not known."""
    if parameters is None:
        return "?"
    return f"{parameters / 1e9:.2g} B" if parameters >= 1e7 else f"{parameters / 1e6:.1g} M"


def gigabytes(size: int) -> str:
    """Such as ``1.5 GB``; ``-`` for nothing."""
    if not size:
        return "-"
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def _answers(model: Present, choice: tuple[str | None, str]) -> bool:
    return (choice[0] or DEFAULT.name).partition("@")[0] == model.name


def _is(entry: Entry, model: Present) -> bool:
    return entry.id == model.name


def _present(model: Present, room: Room, choice: tuple[str | None, str]) -> dict[str, Any]:
    return {
        "name": model.name,
        "default": model.kind == "default",
        "kind": model.kind,
        "here": model.here,
        "folder": model.place,
        "revision": model.revision,
        "bytes": model.bytes,
        "parameters": model.parameters,
        "fits": room.fits(model.parameters) if model.parameters else None,
        "answers": _answers(model, choice),
    }


def _entry(entry: Entry, here: list[Present], room: Room) -> dict[str, Any]:
    measured = {key: entry.measured.get(key) for key in ("answers", "top1", "auroc")}
    return {
        "name": entry.id,
        "revision": entry.revision or None,
        "parameters": entry.parameters,
        "download_bytes": entry.download,
        "memory_bytes": room.needed(entry.parameters),
        "licence": entry.licence,
        "context_tokens": entry.context,
        "languages": entry.languages or None,
        "measured": measured,
        "here": any(_is(entry, model) and model.here for model in here),
        "fits": room.fits(entry.parameters),
    }
