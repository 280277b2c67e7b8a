"""Which files of a model are loaded: nothing else is hashed, fetched, or seen by the library that loads them.

A folder or a repository holds more than the model: Python code, pickles beside the safetensors, adapters, other
formats. What transformers makes of them depends on its version and on what else is installed. So it is given a folder
with links to the files that count, and these are the ones whose SHA-256 is recorded.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

from docexplain.common.leftovers import scratch_folder
from docexplain.errors import ModelError

CONFIG = "config.json"
ADAPTER = "adapter_config.json"
WEIGHTS, INDEX = "model.safetensors", "model.safetensors.index.json"
PICKLED, PICKLED_INDEX = "pytorch_model.bin", "pytorch_model.bin.index.json"

TOKENIZER = "tokenizer.json"
SMALL = (
    *(CONFIG, "generation_config.json", "tokenizer*.json", "special_tokens_map.json", "added_tokens.json"),
    *("chat_template.jinja", "chat_template.json", "additional_chat_templates/*.jinja"),
    *("vocab*.json", "vocab*.txt", "merges.txt", "bpe.codes", "dict.txt", "tekken.json"),
    *("*.model", "tokenizer.model*", "*.spm", "*.tiktoken"),
)
"""Patterns of the files that are configuration, tokenizer or chat template."""

ReadJson = Callable[[str], Any]
"""The parsed JSON of a file by its name. Raises OSError or ValueError."""


class UnloadableModelError(ModelError):
    """No model can be made of the files, whatever else is tried."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The files of one model.

    Attributes:
        folder: where they are.
        names: of the files in it, with ``/`` between folders, sorted.
        gguf: the name of the GGUF file that is the whole model; None for a model in the usual files.
        plain_tokenizer: the tokenizer is what its file says, whatever its family's class would make of it.
    """

    folder: Path
    names: tuple[str, ...]
    gguf: str | None = None
    plain_tokenizer: bool = False

    def paths(self) -> Iterator[tuple[str, Path]]:
        """Each file's name and where it is."""
        for name in self.names:
            yield name, self.folder / name


def files_of(name: str, path: Path) -> ModelFiles:
    """The files of the model at ``path``, a folder or a GGUF file.

    Args:
        name: what the user called it, for the error.

    Raises:
        ModelError: there is no whole model.
    """
    if path.is_file():
        if path.suffix != ".gguf":
            raise ModelError(f"{name} is a file but not a GGUF one: give a model folder, a .gguf file or a hub id.")
        return ModelFiles(path.parent, (path.name,), path.name)
    try:
        inside = [p.relative_to(path).as_posix() for p in (*path.iterdir(), *path.glob("*/*")) if p.is_file()]
        ggufs = sorted(n for n in inside if n.endswith(".gguf") and "/" not in n)
        if CONFIG not in inside and len(ggufs) == 1:
            return ModelFiles(path, (ggufs[0],), ggufs[0])
        if CONFIG not in inside and ADAPTER not in inside:
            raise ModelError(
                f"{name} is not a model folder: it holds no {CONFIG}"
                + (" and several .gguf files; name one of them." if ggufs else " and no .gguf file.")
            )
        return ModelFiles(path, needed(name, inside, lambda file: json.loads((path / file).read_text("utf-8"))))
    except OSError as error:
        raise ModelError(unreadable(name, error)) from error


def unreadable(name: str, error: OSError) -> str:
    """The sentence for a file of the model that cannot be read."""
    return f"The model in {name} cannot be read ({error.strerror or error}): check who may read it."


def needed(name: str, names: Collection[str], read: ReadJson) -> tuple[str, ...]:
    """Of the files in a folder or a repository those that are loaded, sorted: configuration, tokenizer, weights.

    Args:
        name: what the user called it, for the error.
        read: called for the configuration and for an index of weights.

    Raises:
        ModelError: files that a model must have are not there, or cannot be understood.
        OSError: a file cannot be read.
    """
    if ADAPTER in names:
        raise ModelError(
            f"{name} holds an adapter ({ADAPTER}), which is a change to another model: merge it into that one, and "
            "name the folder with the result."
        )
    try:
        return tuple(sorted({*small(names), *weights(names, read)}))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnloadableModelError(
            f"The model in {name} cannot be loaded, fetch it again or choose another: {error}"
        ) from error


def small(names: Collection[str]) -> list[str]:
    """Those of the names that are configuration, tokenizer or chat template."""
    return [n for n in names if any(fnmatchcase(n, p) and ("/" in n) == ("/" in p) for p in SMALL)]


def has_tokenizer(names: Collection[str]) -> bool:
    """Whether one of the files is what a tokenizer can be made from."""
    return any(fnmatchcase(n, p) for n in names for p in (TOKENIZER, "vocab*", "*.model", "*.tiktoken", "tekken.json"))


def weights(names: Collection[str], read: ReadJson) -> list[str]:
    """Those of the names that hold weights, as transformers prefers them: one file of safetensors, several with their
    index, pickles.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: there are none, or the index is damaged.
        OSError: see :func:`needed`.
    """
    config = read(CONFIG)
    if (chosen := config.get("transformers_weights")) is not None:
        return _with_shards(names, str(chosen), read)
    for candidate in (WEIGHTS, INDEX, PICKLED, PICKLED_INDEX):
        if candidate in names:
            return _with_shards(names, candidate, read)
    raise ValueError(f"it holds no weights ({WEIGHTS}).")


def _with_shards(names: Collection[str], file: str, read: ReadJson) -> list[str]:
    files = [file]
    if file.endswith(".index.json"):
        files += sorted({str(shard) for shard in read(file)["weight_map"].values()})
    for wanted in files:
        if wanted not in names or ".." in PurePosixPath(wanted).parts:
            raise ValueError(f"{wanted} with weights is missing.")
    return files


@contextmanager
def apart(files: ModelFiles) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A folder that holds these files and nothing else, as links.

    Yields the folder and what deletes it, which the caller calls when the files are no longer read. It is deleted here
    when the block raises.
    """
    holder = ExitStack()
    folder = holder.enter_context(scratch_folder("docexplain-model-"))
    try:
        for name, path in files.paths():
            link = folder / name
            link.parent.mkdir(exist_ok=True)
            _link(path.resolve(), link)
        yield folder, holder.close
    except BaseException:
        holder.close()
        raise


def _link(target: Path, link: Path) -> None:
    """A link to a file; a copy where the system allows no link, as Windows may."""
    for make in (os.symlink, os.link, shutil.copyfile):
        try:
            make(target, link)
        except OSError:
            if make is shutil.copyfile:
                raise
        else:
            return
