"""A SHA-256 of what a model is, whichever library and version wrote its files.

Files of the same model differ: the order of tensors, JSON keys, version numbers. What decides its answers does not:
names, types, shapes and bytes of the tensors; the tokenizer's vocabulary, merges and steps; the chat template; and what
the configuration says of the computation. Made for the default model, a Llama, which docexplain converts itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

COMPUTED_WITH = (
    *("model_type", "vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads"),
    *("num_key_value_heads", "head_dim", "hidden_act", "rms_norm_eps", "rope_parameters", "max_position_embeddings"),
    *("tie_word_embeddings", "attention_bias", "mlp_bias"),
)
"""Of a Llama's configuration what its logits depend on."""

_HARMLESS = {
    *("transformers_version", "architectures", "dtype", "torch_dtype", "use_cache", "name_or_path", "_name_or_path"),
    *("_model_name_or_path", "initializer_range", "bos_token_id", "eos_token_id", "pad_token_id", "unk_token_id"),
    *("attention_dropout", "pretraining_tp"),  # in training only; of an older version
}
"""What no logit depends on: those of the ids that count are in the tokenizer and the settings of generation."""

_NOT_DECODING = {"transformers_version", "_from_model_config", "use_cache", "bos_token_id", "pad_token_id"}


@dataclass(frozen=True, slots=True)
class Content:
    """What a model is made of; ``tensors`` and ``tokenizer`` are hashes of their own."""

    tensors: str
    tokenizer: str
    chat_template: str
    config: dict[str, Any]
    generation: dict[str, Any]

    @property
    def sha256(self) -> str:
        """Of all of it, lower-case hex."""
        return _digest([self.tensors, self.tokenizer, self.chat_template, self.config, self.generation])


def content_of(tensors: str, tokenizer_sha256: str, tokenizer: Any, config: Any, generation: Any) -> Content:
    """The content of a model whose tensors and tokenizer are hashed already.

    Args:
        tokenizer, config, generation: as transformers loaded them.
    """
    return Content(
        tensors, tokenizer_sha256, str(tokenizer.chat_template or ""), config_values(config), decoding(generation)
    )


def tensors_sha256(files: Iterable[Path]) -> str:
    """Over the names, types, shapes and bytes of the tensors in safetensors files, in the order of their names.

    Raises:
        OSError: a file cannot be read.
        ValueError: one is not safetensors.
    """
    lines = []
    for path in files:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")  # the format: length of the header, header, bytes
            header = json.loads(file.read(length))
            header.pop("__metadata__", None)
            for name, tensor in header.items():
                begin, end = tensor["data_offsets"]
                file.seek(8 + length + begin)
                lines.append([name, tensor["dtype"], tensor["shape"], _sha256_of_next(file, end - begin)])
    return _digest(sorted(lines))


def _sha256_of_next(file: BinaryIO, size: int) -> str:
    digest, buffer = hashlib.sha256(), memoryview(bytearray(1 << 20))
    while size > 0 and (read := file.readinto(buffer[: min(size, len(buffer))])):  # type: ignore[attr-defined]
        digest.update(buffer[:read])
        size -= read
    return digest.hexdigest()


def tokenizer_sha256(tokenizer: Any) -> str:
    """Over everything that turns text into ids and back, as the tokenizer does it now."""
    settings = json.loads(tokenizer.backend_tokenizer.to_str())
    settings.pop("version", None)
    # An older form of the file joins the two halves of a merge with a space.
    merges = [m if isinstance(m, str) else " ".join(m) for m in settings["model"].pop("merges", None) or []]
    vocabulary = settings["model"].pop("vocab")
    if isinstance(vocabulary, dict):  # by id, which is many times faster to write down than by word
        vocabulary = [sorted(vocabulary, key=vocabulary.__getitem__), sorted(vocabulary.values())]
    special = {key: str(value) for key, value in tokenizer.special_tokens_map.items()}
    return _digest([_plain([settings, special]), merges, vocabulary])


def config_values(config: Any) -> dict[str, Any]:
    """What the configuration says of the computation, and whatever else in it is not the library's default."""
    values = {key: getattr(config, key) for key in COMPUTED_WITH if key != "model_type"}
    told, default = config.to_dict(), type(config)(**values).to_dict()
    odd = {key for key, value in told.items() if value != default.get(key)} - _HARMLESS
    return {"model_type": config.model_type, **values, **{key: told[key] for key in odd}}


def decoding(generation: Any) -> dict[str, Any]:
    """What the settings of generation say of the next token."""
    told = _plain(generation.to_diff_dict())
    return {key: value for key, value in told.items() if key not in _NOT_DECODING}


def _plain(value: Any) -> Any:
    """Without what is off, which some versions write and some leave out."""
    if isinstance(value, dict):
        off = {key for key, inner in value.items() if inner is None or inner is False or inner in ("", [], {})}
        return {key: _plain(inner) for key, inner in value.items() if key not in off}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()
