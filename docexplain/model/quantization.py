"""Weights of 8 or 4 bits: less memory for a larger model, and answers that differ a little from the whole weights'."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from docexplain.errors import UsageError, first_line

QUANTIZATIONS = ("8bit", "4bit")

# Both round the weights only. bitsandbytes' own 8-bit scheme (LLM.int8()) also rounds what goes through a layer, by
# amounts that depend on the other rows of a batch, and that drowns small effects.
_LIBRARIES = {"8bit": "torchao", "4bit": "bitsandbytes"}


def quantization_config(wanted: str, dtype: Any) -> Any:
    """What ``from_pretrained`` takes to load the weights so.

    Args:
        wanted: ``8bit`` (torchao: int8, a scale per output channel) or ``4bit`` (bitsandbytes: NF4, Dettmers et al.,
            "QLoRA", NeurIPS 2023, section 3, with double quantisation).
        dtype: what is computed in.

    Raises:
        UsageError: there is no such quantisation, or its library is missing or does not work here.
    """
    check(wanted)
    library = _LIBRARIES[wanted]
    try:
        import_module(library)
        if wanted == "8bit":
            from torchao.quantization import Int8WeightOnlyConfig
            from transformers import TorchAoConfig

            return TorchAoConfig(Int8WeightOnlyConfig())
        from transformers import BitsAndBytesConfig

        return BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=dtype,
        )
    except Exception as error:  # a library without a build for this machine fails in its own ways
        missing = isinstance(error, ModuleNotFoundError) and error.name == library
        why = "which is not installed" if missing else f"which does not work here ({first_line(error)})"
        raise UsageError(
            f"Quantising to {wanted} needs the library {library}, {why}: pip install 'docexplain[quantize]', or do "
            "not quantise.",
            remedies=("quantize",),
        ) from error


def check(wanted: str) -> None:
    """Raise UsageError for a quantisation that does not exist."""
    if wanted not in QUANTIZATIONS:
        raise UsageError(f"There is no quantisation {wanted!r}: give {' or '.join(QUANTIZATIONS)}.")


def weights_text(config: Any) -> str:
    """What a model's configuration says of its weights, such as ``4-bit weights``; empty for whole ones.

    Weights from a GGUF file are whole ones when they are used.
    """
    how = getattr(config, "quantization_config", None)
    method = str(getattr(getattr(how, "quant_method", None), "value", ""))
    if how is None or method == "gguf":
        return ""
    if getattr(how, "load_in_4bit", False):
        bits = "4"
    elif getattr(how, "load_in_8bit", False):
        bits = "8"
    else:
        named = re.search(r"int(\d)", type(getattr(how, "quant_type", None)).__name__, re.IGNORECASE)
        bits = named[1] if named else str(getattr(how, "bits", "") or "")
    return f"{bits}-bit weights" if bits else f"{method or 'quantised'} weights".replace("_", " ")
