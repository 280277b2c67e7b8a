"""Find and load a model by hub id, folder or GGUF file; every failure is a sentence about that name."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docexplain.errors import ModelError, UsageError, is_out_of_memory
from docexplain.importing import lean_imports
from docexplain.leftovers import scratch_folder
from docexplain.model import default_model
from docexplain.model.beside import thread_beside
from docexplain.model.hardware import check_device_map, choose_device, choose_dtype
from docexplain.model.hashing import fingerprint_of
from docexplain.model.quantization import quantization_config

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel


def load(
    name: str | None = None,
    *,
    device: str = "auto",
    dtype: str = "auto",
    device_map: str | Mapping[str, str | int] | None = None,
    quantize: str | None = None,
    fetching: default_model.ByteProgress | None = None,
    converting: default_model.ByteProgress | None = None,
) -> LanguageModel:
    """Load a causal language model and its tokenizer.

    Args:
        name: a hub id, a folder with config.json and safetensors, a GGUF file or a folder with one; None or the
            default's name takes the default model, which is fetched when it is not here.
        device: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.
        dtype: ``auto``, ``float32`` or ``bfloat16``.
        device_map: spread the layers over the GPUs, the CPU and the disk: ``auto``, ``balanced``, ``sequential``, or
            devices by the names of modules, as accelerate takes them; None: all on ``device``.
        quantize: ``8bit`` or ``4bit`` weights; None: whole ones.
        fetching, converting: see :func:`docexplain.model.default_model.ensure`.

    Raises:
        ModelError: nothing of that name can be loaded.
        UsageError: the device or dtype does not exist here, ``device_map`` comes with a device, or the library that
            ``quantize`` needs is missing.
    """
    check_device_map(device_map, device)
    target = choose_device(device)
    how = _How(target, choose_dtype(target, dtype), device_map, quantize)
    if name is None or name == default_model.DEFAULT.name:
        folder = default_model.ensure(fetching=fetching, converting=converting)
        model = _load_path(default_model.DEFAULT.name, folder, how)
        # Recorded is the fetched file's hash; the converted copy's depends on the libraries that converted it.
        fingerprint = default_model.check(default_model.DEFAULT, model.info.fingerprint.removeprefix("sha256:"))
        model.info = replace(model.info, fingerprint=fingerprint)
        return model
    path = _existing(name)
    if path is not None:
        return _load_path(name, path, how)
    if not name.strip() or name.startswith((".", "/", "~")) or name.endswith(".gguf"):
        raise ModelError(f"There is no model at {name!r}: check the path given with --model.")
    return _load_pretrained(name, name, {}, how)


@dataclass(frozen=True, slots=True)
class _How:
    """Where the weights go, and in which form."""

    device: Any
    dtype: Any
    device_map: str | Mapping[str, str | int] | None
    quantize: str | None

    def options(self) -> dict[str, Any]:
        """What ``from_pretrained`` is given. Raises UsageError."""
        options: dict[str, Any] = {"dtype": self.dtype}
        if self.quantize is not None:
            options["quantization_config"] = quantization_config(self.quantize, self.dtype)
            # Quantised weights cannot be moved later; accelerate takes GPUs as numbers.
            options["device_map"] = {"": (self.device.index or 0) if self.device.type == "cuda" else self.device.type}
        if self.device_map is not None:
            options["device_map"] = self.device_map if isinstance(self.device_map, str) else dict(self.device_map)
        return options


def _existing(name: str) -> Path | None:
    try:
        path = Path(name).expanduser()
        return path if name.strip() and path.exists() else None
    except (OSError, RuntimeError, ValueError):  # too long for a path, no such user, a NUL inside
        return None


def _load_path(name: str, path: Path, how: _How) -> LanguageModel:
    options: dict[str, Any] = {"local_files_only": True}
    folder = path
    if path.is_file():
        if path.suffix != ".gguf":
            raise ModelError(f"{name} is a file but not a GGUF one: give a model folder, a .gguf file or a hub id.")
        folder, options["gguf_file"] = path.parent, path.name
    elif not (path / "config.json").is_file():
        ggufs = sorted(path.glob("*.gguf"))
        if len(ggufs) != 1:
            raise ModelError(
                f"{name} is not a model folder: it holds no config.json"
                + (" and several .gguf files; name one of them." if ggufs else " and no .gguf file.")
            )
        options["gguf_file"] = ggufs[0].name
    source = folder / options["gguf_file"] if "gguf_file" in options else folder
    # Hashing waits for the disk and frees Python's lock, so it costs no time beside importing and loading.
    with thread_beside() as pool:
        fingerprint = pool.submit(fingerprint_of, source)
        try:
            model = _load_pretrained(name, str(folder), options, how)
            model.info = replace(model.info, fingerprint=f"sha256:{fingerprint.result()}")
        except OSError as error:
            raise ModelError(
                f"The model in {name} cannot be read ({error.strerror}): check who may read it."
            ) from error
    return model


def _load_pretrained(name: str, source: str, options: dict[str, Any], how: _How) -> LanguageModel:
    with lean_imports():
        from transformers import AutoModelForCausalLM, AutoTokenizer

        from docexplain.model.language_model import LanguageModel
    from docexplain.model.quiet import quiet, silent_stderr

    with quiet(), silent_stderr():
        weights = how.options()
        try:
            tokenizer = AutoTokenizer.from_pretrained(source, **options)
        except Exception as error:  # the hub client, safetensors and config classes each raise their own
            raise ModelError(_why(name, source, error, "tokenizer")) from error
        try:
            model = _with_weights(AutoModelForCausalLM, source, {**options, **weights}, how.device)
        except Exception as error:
            if how.quantize and how.device_map and any(said in str(error) for said in _CANNOT_OFFLOAD):
                raise UsageError(
                    f"{name} does not fit into memory with {how.quantize} weights, which cannot be offloaded: leave "
                    "--quantize out, or choose a smaller model."
                ) from error
            raise ModelError(_why(name, source, error, "model")) from error
    commit = getattr(model.config, "_commit_hash", None)
    return LanguageModel(model, tokenizer, name=name, fingerprint=f"hub-revision:{commit}" if commit else "")


def _with_weights(auto: Any, source: str, options: dict[str, Any], device: Any) -> Any:
    """The model of transformers, on its device or devices.

    Layers that are read from the disk for each pass come from the model's own files where these are safetensors in the
    model's own layout; for others accelerate writes a copy, which goes with the model.
    """
    if "device_map" not in options:
        return auto.from_pretrained(source, **options).to(device).eval()
    folder = ExitStack()
    path = folder.enter_context(scratch_folder("docexplain-offload-"))
    try:
        model = auto.from_pretrained(source, offload_folder=str(path), **options).eval()
        weakref.finalize(model, folder.close)  # at the end of the process at the latest
    except BaseException:
        folder.close()
        raise
    return model


# What bitsandbytes' and torchao's loaders say of weights that a device map has put on the disk.
_CANNOT_OFFLOAD = ("on the CPU or the disk", "conversion of the weights")

_TOKENIZER_FILES = ("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "spiece.model")


def _why(name: str, source: str, error: Exception, part: str) -> str:
    """One sentence for whatever went wrong while loading, by what the user can do about it."""
    first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if is_out_of_memory(error):
        return f"There is not enough memory for {name}: choose a smaller model or --device cpu."
    folder = _existing(source)
    if folder is not None:
        files = [folder / file for file in _TOKENIZER_FILES] + list(folder.glob("*.gguf"))
        if part == "tokenizer" and not any(file.exists() for file in files):
            return f"The folder {name} has no tokenizer: put the model's {_TOKENIZER_FILES[0]} there."
        return f"The {part} in {name} cannot be loaded, fetch it again or choose another: {first}"
    chain = _causes(error)
    if any("RepositoryNotFound" in kind or "HFValidation" in kind for kind in chain):
        return f"There is no model {name} on the hub, nor a folder of that name: check the spelling of --model."
    if any(word in kind for kind in chain for word in ("Connect", "Timeout", "Offline", "LocalEntryNotFound", "Proxy")):
        return (
            f"The model {name} is not on this machine and the hub cannot be reached: check the network, or give a "
            "folder with --model."
        )
    return f"The model {name} cannot be loaded: {first}"


def _causes(error: BaseException | None) -> list[str]:
    kinds: list[str] = []
    while error is not None and len(kinds) < 20:
        kinds.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    return kinds
