"""Models of the hub: found in the hub's cache on this machine first, and fetched whole or not at all.

Only what is loaded is fetched: configuration, tokenizer and one form of the weights; never Python code, and no pickles
where there are safetensors.
"""

from __future__ import annotations

import glob
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docexplain.errors import ModelError
from docexplain.model.sources.hub_files import ByteProgress, check_file, check_room, fetch_file, missing_bytes
from docexplain.model.sources.model_files import CONFIG, SMALL, files_of, has_tokenizer, needed, small, weights

_MAIN = "main"
# Of a repository's files those that must be here if it has them; a pattern that begins with * would also match folders.
_SETTINGS = [pattern for pattern in SMALL if not pattern.startswith("*")]
_MOVES = 3
"""How often a branch may move on while it is fetched."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One commit of a model's repository, on this machine.

    Attributes:
        repository: its id on the hub, without a revision.
        revision: the commit.
        folder: its files, at least those that are loaded.
    """

    repository: str
    revision: str
    folder: Path


def is_offline(asked: bool = False) -> bool:
    """Whether nothing may be fetched: asked for here, or by HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE."""
    values = (os.environ.get(name, "") for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))
    return asked or any(value.upper() in {"1", "ON", "YES", "TRUE"} for value in values)


def find(name: str, *, offline: bool = False) -> Snapshot | None:
    """The model in the hub's cache, without a connection; None when it is not there whole and may be fetched.

    Args:
        name: ``org/model``, or ``org/model@revision`` with a branch, a tag or a commit.

    Raises:
        ModelError: no model can have that name; or it is not here whole, and nothing may be fetched.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    repository, revision = _parts(name)
    offline = is_offline(offline)
    try:
        # Where the cache knows what the repository holds, this also fails when one of these files is missing.
        folder = Path(snapshot_download(repository, revision=revision, allow_patterns=_SETTINGS, local_files_only=True))
    except HFValidationError as error:
        raise _no_such(name) from error
    except (LocalEntryNotFoundError, OSError, ValueError):  # ValueError: a NUL inside
        folder = None
    if folder is not None and _is_whole(repository, folder, offline=offline):
        return Snapshot(repository, folder.name, folder)
    if offline:
        raise ModelError(
            f"The model {name} is not on this machine, or not all of it, and fetching is turned off, here or by "
            "HF_HUB_OFFLINE: fetch it with a network first, or give a model's folder.",
            remedies=("offline", "model"),
        )
    return None


def fetch(name: str, progress: ByteProgress | None = None) -> Snapshot:
    """Fetch the newest commit of the model, or the one that is named; what is here already is not fetched again.

    A later :func:`find` of the name finds this commit, but not before all of it is here. What a fetch that breaks off
    has of the weights is kept for the next one.

    Args:
        progress: called with bytes here and bytes in all, of the weights.

    Raises:
        ModelError: there is no such model or revision, it may not be had, the hub cannot be reached, or the disk is
            full, or has too little room for it.
        ChecksumError: a file came with other bytes than the hub says.
    """
    from huggingface_hub import HfApi, snapshot_download

    from docexplain.model.quiet import quiet

    repository, revision = _parts(name)
    with _told(name), quiet():
        for _ in range(_MOVES):
            info = HfApi().model_info(repository, revision=revision, files_metadata=True)
            commit = str(info.sha)
            sizes = {file.rfilename: _tag_and_size(file) for file in info.siblings or ()}
            _fetch_commit(name, repository, commit, sizes, progress or _ignore)
            # Notes in the cache which commit the branch is at.
            folder = Path(snapshot_download(repository, revision=revision, allow_patterns=[CONFIG]))
            if folder.name == commit:
                return Snapshot(repository, commit, folder)
    raise ModelError(f"The model {name} changes on the hub while it is fetched: name a commit of it, as {name}@COMMIT.")


def update(name: str, progress: ByteProgress | None = None, *, offline: bool = False) -> Snapshot:
    """As :func:`fetch`, for a user who asks for it.

    Raises:
        ModelError: see there; or nothing may be fetched.
    """
    if is_offline(offline):
        raise ModelError(
            f"The model {name} is neither fetched nor updated: fetching is turned off, here or by HF_HUB_OFFLINE.",
            remedies=("offline",),
        )
    return fetch(name, progress)


def _ignore(done: int, total: int) -> None:
    pass


def _tag_and_size(file: Any) -> tuple[str, int]:
    """By what the cache knows a file, and its bytes, as far as the hub says."""
    return str(file.lfs.sha256 if file.lfs else file.blob_id or ""), int(file.size or 0)


def _fetch_commit(
    name: str, repository: str, commit: str, sizes: Mapping[str, tuple[str, int]], progress: ByteProgress
) -> None:
    """The weights last: where they are, everything is."""
    from huggingface_hub import snapshot_download

    def get(wanted: list[str]) -> Path:
        exactly = [glob.escape(n) for n in wanted]
        return Path(snapshot_download(repository, revision=commit, allow_patterns=exactly))

    names = list(sizes)
    if CONFIG not in names:
        found = "; fetch one of its .gguf files, and name the file" if any(n.endswith(".gguf") for n in names) else ""
        raise ModelError(f"The model {name} cannot be loaded: its repository holds no {CONFIG}{found}.")
    folder = get(small(names))

    def read(file: str) -> Any:
        return json.loads(((folder if (folder / file).exists() else get([file])) / file).read_text("utf-8"))

    needed(name, names, read)
    for file in small(names):
        check_file(folder / file, file)
    wanted = {file: sizes[file] for file in weights(names, read)}
    check_room(name, missing_bytes(repository, wanted))
    before, total = 0, sum(size for _, size in wanted.values())
    for file, (_, size) in wanted.items():

        def report(here: int, before: int = before) -> None:
            progress(before + here, max(total, before + here))

        fetch_file(repository, commit, file, report)
        before += size


def _parts(name: str) -> tuple[str, str]:
    repository, _, revision = name.partition("@")
    return repository, revision or _MAIN


def _is_whole(repository: str, folder: Path, *, offline: bool) -> bool:
    """Whether all that is loaded is there. Another program may have fetched a part; offline the least will do."""
    from huggingface_hub import try_to_load_from_cache

    try:
        files = files_of(repository, folder)
    except ModelError:
        return False
    if files.gguf:
        return True
    if not has_tokenizer(files.names):
        return False
    # None: it is not known whether the repository has one; for a file that it lacks the cache says so.
    settings = try_to_load_from_cache(repository, "tokenizer_config.json", revision=folder.name)
    return offline or settings is not None


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn what the hub's client raises into a sentence."""
    from huggingface_hub import errors

    try:
        yield
    except errors.GatedRepoError as error:
        raise ModelError(
            f"The model {name} is only for users who accepted its conditions: accept them on its page on the hub, and "
            "log in with `hf auth login`."
        ) from error
    except errors.RevisionNotFoundError as error:
        repository, revision = _parts(name)
        raise ModelError(f"The model {repository} has no revision {revision} on the hub: check it.") from error
    except (errors.RepositoryNotFoundError, errors.HFValidationError) as error:
        raise _no_such(name) from error
    except Exception as error:  # the client, httpx and the disk each raise their own
        if type(error).__module__.startswith("docexplain."):
            raise  # ours, or of whoever is told how far it is and wants it to stop
        raise _not_fetched(name, error) from error


def _no_such(name: str) -> ModelError:
    return ModelError(
        f"There is no model {name} on the hub, nor a folder of that name: check the spelling.", remedies=("model",)
    )


def _not_fetched(name: str, error: Exception) -> ModelError:
    chain = list(_causes(error))
    if any("No space left" in str(cause) for cause in chain):
        return ModelError(
            f"The model {name} was not fetched whole (No space left on device): make room, or set HF_HOME."
        )
    kinds = [type(cause).__name__ for cause in chain]
    if any(word in kind for kind in kinds for word in ("Connect", "Timeout", "Offline", "LocalEntryNotFound", "Proxy")):
        return ModelError(
            f"The model {name} cannot be fetched, since the hub cannot be reached: check the network, or give a "
            "model's folder.",
            remedies=("model",),
        )
    if any(word in kind for kind in kinds for word in ("RemoteProtocol", "ReadError")):
        return ModelError(
            f"The connection broke while the model {name} was fetched: fetch it again, and it goes on from there.",
            remedies=("fetch",),
        )
    first = (str(error).strip().splitlines() or [kinds[0]])[0]
    return ModelError(f"The model {name} cannot be fetched: {first}")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(20):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__
