"""Load a model with transformers from exactly the files that count, whatever else lies beside them.

Nothing in a model runs here: no Python code of its own (``trust_remote_code`` is False, never asked), no pickle but
plain tensors, no kernels that a configuration names.
"""

from __future__ import annotations

import json
import weakref
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docexplain.common.lazy_imports import lean_imports
from docexplain.common.leftovers import scratch_folder
from docexplain.errors import DocexplainError, ModelError, UsageError, first_line, is_out_of_memory
from docexplain.model.quantization import quantization_config
from docexplain.model.sources.gguf_conversion import plain_tokenizer
from docexplain.model.sources.model_files import (
    TOKENIZER,
    ModelFiles,
    UnloadableModelError,
    apart,
    has_tokenizer,
    unreadable,
)

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel

# What bitsandbytes' and torchao's loaders say of weights that a device map has put on the disk.
_CANNOT_OFFLOAD = ("on the CPU or the disk", "conversion of the weights")

_LOCAL = {"local_files_only": True, "trust_remote_code": False}


@dataclass(frozen=True, slots=True)
class How:
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


def load_files(
    name: str, files: ModelFiles, how: How, *, on_settings: Callable[[Any, Any], None] | None = None
) -> LanguageModel:
    """Load a model without saying where it came from: its ``info`` has neither fingerprint nor revision.

    Args:
        name: what the user called it; the record does, too.
        on_settings: called with the tokenizer and the configuration before the weights are read.

    Raises:
        ModelError: it cannot be loaded, or only with code of its own.
        UsageError: ``how`` cannot be done here.
    """
    with lean_imports():
        from transformers import GenerationConfig  # noqa: F401 - torch comes along

        from docexplain.model.language_model import LanguageModel
    from docexplain.model.quiet import quiet, silent_stderr

    with quiet(), silent_stderr():
        options = how.options()
        try:
            with apart(files) as (folder, done):
                config = _tried(name, files, folder, "model", lambda: _config(name, files, folder))
                tokenizer = _tried(name, files, folder, "tokenizer", lambda: _tokenizer(files, folder, config))
                if on_settings:
                    on_settings(tokenizer, config)
                model = _tried(name, files, folder, "model", lambda: _model(name, files, folder, config, options, how))
                if how.device_map is None:
                    done()
                else:
                    weakref.finalize(model, done)  # layers on the disk are read from there for each pass
        except OSError as error:
            raise ModelError(unreadable(name, error)) from error
    model.config.name_or_path = tokenizer.name_or_path = name
    return LanguageModel(model, tokenizer, name=name)


def _config(name: str, files: ModelFiles, folder: Path) -> Any:
    """The configuration; None for a GGUF file, which transformers reads along with the rest."""
    from transformers import AutoConfig

    from docexplain.model.loading.architecture import check_code

    if files.gguf:
        return None
    check_code(name, folder)
    config = AutoConfig.from_pretrained(folder, **_LOCAL)
    config.name_or_path = name  # transformers mends the tokenizers of some hub ids
    return config


def _tokenizer(files: ModelFiles, folder: Path, config: Any) -> Any:
    from transformers import AutoTokenizer

    if files.gguf:
        return AutoTokenizer.from_pretrained(folder, gguf_file=files.gguf, **_LOCAL)
    if files.plain_tokenizer:
        return plain_tokenizer(folder)
    tokenizer = AutoTokenizer.from_pretrained(folder, config=config, **_LOCAL)
    old = folder / "chat_template.json"  # where processors of images and text once kept it, and tokenizers do not look
    if not tokenizer.chat_template and old.is_file():
        tokenizer.chat_template = json.loads(old.read_text("utf-8"))["chat_template"]
    return tokenizer


def _model(name: str, files: ModelFiles, folder: Path, config: Any, options: dict[str, Any], how: How) -> Any:
    from transformers import AutoModelForCausalLM

    from docexplain.model.loading.architecture import auto_class, drop_encoders

    # A configuration may name attention kernels that are fetched and run: None takes transformers' own.
    options = {**options, **_LOCAL, "attn_implementation": None}
    if files.gguf:
        auto: Any = AutoModelForCausalLM
        options = {**options, "gguf_file": files.gguf}
    else:
        auto = auto_class(name, config)
        options = {**options, "config": config}
    try:
        model = _with_weights(auto, folder, options, how.device)
    except Exception as error:
        if how.quantize and how.device_map and any(said in str(error) for said in _CANNOT_OFFLOAD):
            raise UsageError(
                f"{name} does not fit into memory with {how.quantize} weights, which cannot be offloaded: do "
                "not quantise it, or choose a smaller model.",
                remedies=("quantize", "model"),
            ) from error
        raise
    if auto.__name__ == "AutoModelForImageTextToText":
        drop_encoders(model)
    return model


def _with_weights(auto: Any, folder: Path, options: dict[str, Any], device: Any) -> Any:
    """The model of transformers, on its device or devices.

    Layers that are read from the disk for each pass come from the model's own files where these are safetensors in the
    model's own layout; for others accelerate writes a copy, which goes with the model.
    """
    if "device_map" not in options:
        model, info = auto.from_pretrained(folder, output_loading_info=True, **options)
        _check_whole(model, info)
        return model.to(device).eval()
    holder = ExitStack()
    offload = holder.enter_context(scratch_folder("docexplain-offload-"))
    try:
        model, info = auto.from_pretrained(folder, offload_folder=str(offload), output_loading_info=True, **options)
        _check_whole(model, info)
        weakref.finalize(model, holder.close)  # at the end of the process at the latest
    except BaseException:
        holder.close()
        raise
    return model.eval()


def _check_whole(model: Any, info: Mapping[str, Any]) -> None:
    """transformers fills missing tensors with random numbers, and only logs it. Raises ValueError."""
    missing = sorted(str(key) for key in info["missing_keys"])
    if missing:
        raise ValueError(f"its weights lack {len(missing)} tensors of {type(model).__name__}, such as {missing[0]}.")


def _tried(name: str, files: ModelFiles, folder: Path, part: str, load: Callable[[], Any]) -> Any:
    """What ``load`` returns; the hub client, safetensors and config classes each raise their own errors."""
    try:
        return load()
    except DocexplainError:
        raise
    except Exception as error:
        if is_out_of_memory(error):
            raise ModelError(
                f"There is not enough memory for {name}: choose a smaller model, or use device cpu.",
                remedies=("model", "device"),
            ) from error
        if part == "tokenizer" and not files.gguf and not has_tokenizer(files.names):
            raise ModelError(f"{name} has no tokenizer: put the model's {TOKENIZER} there.") from error
        first = first_line(error).replace(str(folder), name)
        raise UnloadableModelError(
            f"The {part} in {name} cannot be loaded, fetch it again or choose another: {first}"
        ) from error
