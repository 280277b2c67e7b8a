"""Models fetched, chosen and removed by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docexplain.cli import interrupt
from docexplain.cli.progress import Display
from docexplain.errors import ModelError, NotFoundError
from docexplain.model.sources import catalogue, default_model
from docexplain.model.sources.on_this_machine import Present, present, remove
from docexplain.session import Stage


def fetched(name: str | None, *, offline: bool) -> dict[str, Any]:
    """Fetch a model, while bars are drawn on stderr: its name, revision and folder.

    Args:
        name: of the catalogue or of the hub; None: the default model.

    Raises:
        ModelError: it cannot be had, or nothing may be fetched.
    """
    entry = catalogue.find(name) if name is not None else None
    spec = default_model.DEFAULT
    with Display() as display:
        if name is None or (entry and entry.id == spec.name):
            folder = default_model.ensure(
                offline=offline,
                fetching=display.progress(Stage.FETCH),
                converting=display.progress(Stage.CONVERT),
            )
            return {"name": spec.name, "revision": spec.requirement, "folder": str(folder)}
        from docexplain.model.sources import hub

        wanted = entry.fetched_as if entry else name
        report = display.progress(Stage.FETCH_HUB)
        report(0, None)
        interrupt.keep(
            "Interrupted: what was fetched is kept, and the same command goes on from there "
            f"(docexplain models fetch {wanted})."
        )
        try:
            snapshot = hub.update(wanted, lambda done, total: report(done, total) if total else None, offline=offline)
        except Exception:
            interrupt.keep("")
            raise
        interrupt.keep("")
        report(1, 1)
    return {"name": snapshot.repository, "revision": snapshot.revision, "folder": str(snapshot.folder)}


def usable(name: str) -> tuple[str, str]:
    """The name to keep as the choice, and what to add to the sentence about it.

    Raises:
        ModelError: no such model is here, nor in the catalogue.
    """
    if name == default_model.DEFAULT.name:
        return name, ""
    if (path := _path(name)) is not None:
        from docexplain.model.sources.model_files import files_of

        files_of(name, path)
        return str(path.absolute()), ""
    from docexplain.model.sources import hub

    entry = catalogue.find(name)
    wanted = entry.fetched_as if entry else name
    if entry and entry.id == default_model.DEFAULT.name:
        return entry.id, ""
    try:
        hub.find(wanted, offline=True)
    except ModelError as error:
        if entry is None:
            raise ModelError(
                f"The model {name} is not on this machine: check the spelling, or fetch it first.", remedies=("fetch",)
            ) from error
        return wanted, f"; its {entry.download / 1e9:.1f} GB are fetched at the first question"
    return wanted, ""


def removed(name: str) -> Present:
    """Delete what is here of a model. Raises NotFoundError, or ModelError where it is in use."""
    entry, path = catalogue.find(name), _path(name)
    names = {name, entry.id if entry else name, str(path.absolute()) if path else name}
    found = next((model for model in present() if model.here and model.name in names), None)
    if found is None:
        raise NotFoundError(f"There is no model {name} on this machine: see which are here.", remedies=("models",))
    if not remove(found):
        raise ModelError(f"The model {found.name} was not removed, since it is in use: wait until that is over.")
    return found


def _path(name: str) -> Path | None:
    try:
        path = Path(name).expanduser()
        return path if name.strip() and path.exists() else None
    except (OSError, RuntimeError, ValueError):
        return None
