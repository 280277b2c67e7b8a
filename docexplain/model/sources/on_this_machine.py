"""Which models are on this machine: the default one, those in the hub's cache, and folders and GGUF files that were
used before."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from docexplain.errors import ModelError
from docexplain.model.sources import catalogue, default_model, gguf_copies, known_files
from docexplain.model.sources.cache_folder import size_of
from docexplain.model.sources.model_files import ModelFiles, files_of


@dataclass(frozen=True, slots=True)
class Present:
    """A model on this machine.

    Attributes:
        name: by which it is named.
        kind: ``default``, ``hub`` or ``file`` (a folder or a GGUF file).
        here: False for a default model that was not fetched yet.
        place: the folder or file.
        revision: the commit that the id stands for here, or the package of the default model; empty for a file.
        bytes: on the disk, with what was made of it; 0 where it is not here.
        parameters: None where they cannot be counted.
    """

    name: str
    kind: str
    here: bool
    place: str
    revision: str
    bytes: int
    parameters: int | None


def present() -> list[Present]:
    """The default model, then the hub's by name, then files by path."""
    return [_default(), *_hub_cache(), *_files()]


def _default() -> Present:
    spec, folder, here = default_model.DEFAULT, default_model.folder(), default_model.is_here()
    told = catalogue.find(spec.name)
    size = size_of(folder) if here else 0
    return Present(spec.name, "default", here, str(folder), spec.requirement, size, told.parameters if told else None)


def _hub_cache() -> Iterator[Present]:
    """Model ids in the hub's cache with weights in it."""
    from huggingface_hub import constants, scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        repositories = scan_cache_dir(constants.HF_HUB_CACHE).repos
    except CacheNotFound:
        return
    weights = (".safetensors", ".gguf", ".bin")
    for repo in sorted(repositories, key=lambda repo: repo.repo_id):
        names = {file.file_name for revision in repo.revisions for file in revision.files}
        if repo.repo_type == "model" and any(name.endswith(weights) for name in names):
            main = repo.refs.get("main")
            commit, folder = (main.commit_hash, main.snapshot_path) if main else ("", None)
            count = parameters_in(repo.repo_id, folder) if folder else None
            yield Present(repo.repo_id, "hub", True, str(repo.repo_path), commit, repo.size_on_disk, count)


def _files() -> Iterator[Present]:
    copies = gguf_copies.everyone()
    for known in known_files.all_known():
        path = Path(known.path)
        made = sum(copy.bytes for copy in copies if known.sha256 and copy.gguf_sha256 == known.sha256)
        own = path.stat().st_size if path.is_file() else size_of(path)
        count = known.parameters or parameters_in(known.path, path)
        yield Present(known.path, "file", True, known.path, "", own + made, count)


def parameters_in(name: str, path: Path) -> int | None:
    """Numbers in a model's tensors, by the heads of its safetensors files; None where it has other ones."""
    try:
        files = files_of(name, path)
        return sum(_numbers(path) for path in _weights(files)) or None
    except (ModelError, OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    except (OverflowError, MemoryError, RecursionError):  # of a file that is none, what it says of its length
        return None


def _weights(files: ModelFiles) -> list[Path]:
    return [path for name, path in files.paths() if name.endswith(".safetensors")]


def _numbers(path: Path) -> int:
    with path.open("rb") as file:
        head = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    return sum(math.prod(tensor["shape"]) for name, tensor in head.items() if name != "__metadata__")


def remove(model: Present) -> bool:
    """Delete what was fetched or made of a model; a user's own folder or GGUF file stays, and is forgotten.

    Returns False where nothing could be removed, as another process uses it.
    """
    if model.kind == "default":
        shutil.rmtree(model.place, ignore_errors=True)
        return not Path(model.place).exists()
    if model.kind == "hub":
        shutil.rmtree(model.place, ignore_errors=True)
        locks = Path(model.place).parent / ".locks" / Path(model.place).name
        shutil.rmtree(locks, ignore_errors=True)
        return not Path(model.place).exists()
    path = Path(model.place)
    known = known_files.known(path)
    made = [copy for copy in gguf_copies.everyone() if known and known.sha256 and copy.gguf_sha256 == known.sha256]
    for copy in made:
        if not gguf_copies.remove(copy):
            return False
    with suppress(OSError):
        known_files.forget(path)
    return True
