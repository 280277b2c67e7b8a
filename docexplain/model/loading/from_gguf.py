"""Load a GGUF file by way of its copy (see :mod:`docexplain.model.sources.gguf_copies`), or without one where none can
be kept."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from docexplain.errors import DocexplainError, ModelError, first_line
from docexplain.model.loading.pretrained import How, load_files
from docexplain.model.loading.thread import thread_beside
from docexplain.model.sources import gguf_copies, known_files
from docexplain.model.sources.gguf_copies import Copy, NoCopyError
from docexplain.model.sources.hashing import fingerprint_by, fingerprint_of, sha256_of
from docexplain.model.sources.model_files import ModelFiles, UnloadableModelError, unreadable

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel

Converting = Callable[[int, int], None]


def load_gguf(
    name: str,
    files: ModelFiles,
    how: How,
    *,
    converting: Converting | None = None,
    notice: Callable[[str], None] | None = None,
) -> LanguageModel:
    """Load the model of a GGUF file; its fingerprint is of that file, whatever copy was read.

    Args:
        name: what the user called it.
        converting: called with (0, 1) and (1, 1) around the making of the copy.
        notice: told, in a sentence, why every start will take this long, where no copy can be kept.

    Raises:
        ModelError: see :func:`docexplain.model.loading.pretrained.load_files`.
    """
    gguf = files.folder / str(files.gguf)
    why = "it was changed while it was read"
    try:
        for _ in range(2):  # a second time where the file, or the copy, was changed since
            found = _copy_of(gguf, how, converting)
            if isinstance(found, str):
                why = found
                break
            if (model := _from_copy(name, files, found, how)) is not None:
                return model
        model, sha256 = _directly(name, files, how)
    except OSError as error:
        raise ModelError(unreadable(name, error)) from error
    if notice:
        notice(f"No copy of {gguf.name} that loads fast can be kept, since {why}: each start takes this long.")
    return _identified(model, files, sha256)


def _copy_of(gguf: Path, how: How, converting: Converting | None) -> Copy | str:
    """The copy, made where there is none; or why there is none. Raises OSError: the file cannot be read."""
    dtype = str(how.dtype).removeprefix("torch.")
    known = known_files.known(gguf)
    sha256 = known.sha256 if known else sha256_of(gguf)
    if (found := gguf_copies.find(sha256, dtype)) is not None:
        return found
    if known:  # that the size and the date are the same is enough to look, not to make anything by
        sha256 = sha256_of(gguf)
    try:
        return gguf_copies.make(gguf, sha256, dtype, converting)
    except NoCopyError as error:
        return str(error)
    except (
        Exception
    ) as error:  # of transformers, gguf and safetensors; what is wrong with the file is said by loading it
        return f"it cannot be copied ({first_line(error)})"


def _from_copy(name: str, files: ModelFiles, copy: Copy, how: How) -> LanguageModel | None:
    """The model; None where the copy is not of this file, or not as it was made, which is dropped then."""
    gguf = files.folder / str(files.gguf)
    held = gguf_copies.used(copy)
    try:
        inside = copy.files
        with thread_beside() as pool:  # hashing waits for the disk, and frees Python's lock
            of_file, of_copy = pool.submit(sha256_of, gguf), pool.submit(fingerprint_of, inside)
            model = load_files(name, inside, how)
            same, sound = of_file.result() == copy.gguf_sha256, of_copy.result() == copy.fingerprint
    except DocexplainError as error:
        if held:
            held.close()
        if not isinstance(error, UnloadableModelError) and copy.folder.exists():
            raise
        gguf_copies.remove(copy)
        return None
    if not (same and sound):
        if held:
            held.close()
        if not same:
            known_files.forget(gguf)
        if not sound:
            gguf_copies.remove(copy)
        return None
    if held:
        weakref.finalize(model.model, held.close)
    return _identified(model, files, copy.gguf_sha256)


def _directly(name: str, files: ModelFiles, how: How) -> tuple[LanguageModel, str]:
    with thread_beside() as pool:
        sha256 = pool.submit(sha256_of, files.folder / str(files.gguf))
        return load_files(name, files, how), sha256.result()


def _identified(model: LanguageModel, files: ModelFiles, sha256: str) -> LanguageModel:
    gguf = str(files.gguf)
    model.files = ((gguf, sha256),)
    model.info = replace(model.info, fingerprint=f"sha256:{fingerprint_by(model.files)}")
    known_files.note(files.folder / gguf, sha256=sha256, parameters=model.info.parameters)
    return model
