"""Which class of transformers computes a model's text; a model that needs code of its own has none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers import (
    CONFIG_MAPPING,
    MODEL_FOR_CAUSAL_LM_MAPPING,
    MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING,
    AutoModelForCausalLM,
    AutoModelForImageTextToText,
)

from docexplain.errors import ModelError


def check_code(name: str, folder: Path) -> None:
    """Refuse a model whose architecture or tokenizer is Python code that comes with it.

    ``auto_map`` in a configuration names such code. Many models still name it though transformers has long had the
    same classes: those are loaded as transformers has them.

    Args:
        name: what the user called the model.
        folder: with its configuration files.

    Raises:
        ModelError: transformers does not know the model without that code.
        OSError, ValueError: a configuration cannot be read.
    """
    config = _json(folder / "config.json")
    code = _named_code(config, "AutoModelForCausalLM", "AutoModelForImageTextToText", "AutoModel", "AutoConfig")
    if code and config.get("model_type") not in CONFIG_MAPPING:
        raise ModelError(_refusal(name, code, str(config.get("model_type") or code)))
    tokenizer = _json(folder / "tokenizer_config.json") if (folder / "tokenizer_config.json").is_file() else {}
    code = _named_code(tokenizer, "AutoTokenizer")
    # tokenizer.json is a whole tokenizer, whatever class was to read it.
    if code and not (folder / "tokenizer.json").is_file() and not _has(_class_name(code)):
        raise ModelError(_refusal(name, code, _class_name(code)))


def auto_class(name: str, config: Any) -> Any:
    """The class of transformers that loads the model: for text, or for images and text, of which text alone is used.

    Args:
        name: what the user called the model.
        config: its configuration, as transformers has it.

    Raises:
        ModelError: there is none, or the model needs code of its own.
    """
    both: tuple[tuple[Any, Any], ...] = (
        (AutoModelForCausalLM, MODEL_FOR_CAUSAL_LM_MAPPING),
        (AutoModelForImageTextToText, MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING),
    )
    whole = getattr(config, "is_encoder_decoder", False)  # some could be loaded without their encoder
    for auto, known in () if whole else both:
        if type(config) in known:
            found = known[type(config)]
            ours = {c.__name__.lower() for c in (found if isinstance(found, tuple) else (found,))}
            code = _named_code(vars(config), auto.__name__)
            if code and _class_name(code).lower() not in ours:
                raise ModelError(_refusal(name, code, _class_name(code)))
            return auto
    what = "reads with an encoder" if whole else "does not write text"
    architecture = next(iter(getattr(config, "architectures", None) or []), None) or type(config).__name__
    raise ModelError(
        f"The model {name} {what} ({architecture}): choose a decoder model, which answers after its prompt."
    )


@torch.inference_mode()
def drop_encoders(model: Any) -> None:
    """Give back the memory of what turns images into tokens: text alone never goes through it.

    A model that touches it all the same keeps it.
    """
    whole, text = model.base_model, model.get_decoder()
    if whole is model or text is whole or text not in whole.children():
        return
    others = {key: child for key, child in whole.named_children() if child is not text}
    for key in others:
        delattr(whole, key)
    try:
        model(torch.zeros(1, 2, dtype=torch.long, device=text.get_input_embeddings().weight.device), use_cache=False)
    except Exception:  # whatever a missing module leads to
        for key, child in others.items():
            setattr(whole, key, child)


def _named_code(settings: dict[str, Any], *classes: str) -> str:
    """The code that ``auto_map`` names for the first of the classes it knows, such as ``modeling_x.XForCausalLM``."""
    known = settings.get("auto_map") or {}
    if isinstance(known, list | tuple):  # the older form, of tokenizers
        known = {"AutoTokenizer": known}
    named = next((known[c] for c in classes if known.get(c)), "")
    return str(next(filter(None, reversed(named)), "") if isinstance(named, list | tuple) else named)


def _class_name(code: str) -> str:
    return code.rpartition(".")[2]


def _has(name: str) -> bool:
    """Whether transformers has a tokenizer of that name."""
    return any(hasattr(transformers, n) for n in (name, name.removesuffix("Fast"), name + "Fast"))


def _refusal(name: str, code: str, architecture: str) -> str:
    file = code.rpartition("--")[2].partition(".")[0]
    return (
        f"The model {name} cannot be loaded: it comes with its own Python code ({file}.py), which docexplain never "
        f"runs, and transformers {transformers.__version__} does not know {architecture} without it: choose another."
    )


def _json(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text("utf-8")))
