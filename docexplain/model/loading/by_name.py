"""Find and load a model by hub id, folder or GGUF file; every failure is a sentence about that name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docexplain.common.lazy_imports import lean_imports
from docexplain.errors import ModelError
from docexplain.model.devices.choice import choose_device, choose_dtype
from docexplain.model.loading.from_gguf import load_gguf
from docexplain.model.loading.load_options import LoadOptions
from docexplain.model.loading.pretrained import How, load_files
from docexplain.model.loading.thread import thread_beside
from docexplain.model.sources import default_model, hub, known_files
from docexplain.model.sources.fingerprint import Content, content_of, tokenizer_sha256
from docexplain.model.sources.gguf_conversion import weights_sha256
from docexplain.model.sources.hashing import fingerprint_by, hashes_of
from docexplain.model.sources.model_files import ModelFiles, UnloadableModelError, files_of, unreadable

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel


def load(
    name: str | None = None,
    options: LoadOptions = LoadOptions(),  # noqa: B008 - frozen
    *,
    fetching: default_model.ByteProgress | None = None,
    fetching_hub: default_model.ByteProgress | None = None,
    converting: default_model.ByteProgress | None = None,
    notice: Callable[[str], None] | None = None,
) -> LanguageModel:
    """Load a causal language model and its tokenizer.

    Nothing in the model's files runs. Its ``info`` holds a SHA-256 over the files that were loaded, and for a hub id
    the revision. A hub id that is in the hub's cache is loaded from there, without a connection.

    Args:
        name: a hub id (``org/model``, or ``org/model@revision``), a folder with config.json and safetensors, a GGUF
            file or a folder with one; None or the default's name takes the default model, which is fetched when it is
            not here.
        options: where it goes and in which form.
        fetching, converting: see :func:`docexplain.model.sources.default_model.ensure`.
        fetching_hub: called with bytes here and bytes in all while a model of the hub is fetched.
        notice: told what the user should know, in a sentence.

    Raises:
        ModelError: nothing of that name can be loaded, or it is not here and nothing may be fetched.
        UsageError: the device or dtype does not exist here, or the library that ``quantize`` needs is missing.
    """
    target = choose_device(options.device)
    how = How(target, choose_dtype(target, options.dtype), options.device_map, options.quantize)
    if name is None or name == default_model.DEFAULT.name:
        folder = default_model.ensure(offline=options.offline, fetching=fetching, converting=converting)
        return _load_default(folder, how)
    path = _existing(name)
    if path is not None:
        files = files_of(name, path)
        if files.gguf:
            return load_gguf(name, files, how, converting=converting, notice=notice)
        model = _load(name, files, how)
        known_files.note(path, parameters=model.info.parameters)
        return model
    if not name.strip() or name.startswith((".", "/", "~")) or name.endswith(".gguf"):
        raise ModelError(f"There is no model at {name!r}: check the path.", remedies=("model",))
    with lean_imports():
        import huggingface_hub  # noqa: F401
    snapshot = hub.find(name, offline=options.offline) or hub.fetch(name, fetching_hub)
    return _load(snapshot.repository, files_of(snapshot.repository, snapshot.folder), how, snapshot.revision)


def _load_default(folder: Path, how: How) -> LanguageModel:
    """Recorded is what was loaded, and where it came from; nothing in the folder is believed.

    Raises:
        ChecksumError: a file in the folder was changed.
        ModelError: one is damaged.
    """
    spec = default_model.DEFAULT
    try:
        model, content = _with_content(files_of(spec.name, folder), how)
    except (OSError, ValueError, UnloadableModelError) as error:
        raise ModelError(
            f"The default model in {folder} cannot be read ({error}): delete the folder, and it is fetched anew."
        ) from error
    default_model.check(spec, content)
    model.info = replace(model.info, fingerprint=spec.fingerprint, revision=spec.requirement)
    model.files = (("tensors", content.tensors), ("tokenizer", content.tokenizer))
    return model


def _with_content(files: ModelFiles, how: How) -> tuple[LanguageModel, Content]:
    with thread_beside() as pool:
        tensors = pool.submit(weights_sha256, files)
        hashed: list[Callable[[Any], Content]] = []

        def hash_settings(tokenizer: Any, config: Any) -> None:
            of_tokenizer = pool.submit(tokenizer_sha256, tokenizer)  # while the weights are read
            hashed.append(
                lambda generation: content_of(tensors.result(), of_tokenizer.result(), tokenizer, config, generation)
            )

        model = load_files(default_model.DEFAULT.name, files, how, on_settings=hash_settings)
        return model, hashed[0](model.model.generation_config)


def _existing(name: str) -> Path | None:
    try:
        path = Path(name).expanduser()
        return path if name.strip() and path.exists() else None
    except (OSError, RuntimeError, ValueError):  # too long for a path, no such user, a NUL inside
        return None


def _load(name: str, files: ModelFiles, how: How, revision: str = "") -> LanguageModel:
    # Hashing waits for the disk and frees Python's lock, so it costs no time beside importing and loading.
    with thread_beside() as pool:
        hashing = pool.submit(hashes_of, files)
        model = load_files(name, files, how)
        try:
            model.files = hashing.result()
        except OSError as error:
            raise ModelError(unreadable(name, error)) from error
    model.info = replace(model.info, fingerprint=f"sha256:{fingerprint_by(model.files)}", revision=revision)
    return model
