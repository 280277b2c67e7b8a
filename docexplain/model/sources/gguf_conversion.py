"""Turn a GGUF file into a folder that loads in under a second, and say what is in such a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docexplain.model.sources.fingerprint import Content, content_of, tensors_sha256, tokenizer_sha256
from docexplain.model.sources.model_files import ModelFiles


def convert(gguf: Path, target: Path, dtype: str) -> Any:
    """Write a safetensors copy of a GGUF file, with its tokenizer, which is returned as it is read from that
    file. Raises what the libraries raise.

    Args:
        dtype: of the copy's tensors, ``float32`` or ``bfloat16``; a model that computes in it is the same from both.
    """
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from docexplain.model.internals import forget_quantization
    from docexplain.model.quiet import quiet, silent_stderr

    local: dict[str, Any] = {"gguf_file": gguf.name, "local_files_only": True, "trust_remote_code": False}
    with quiet(), silent_stderr():
        model = AutoModelForCausalLM.from_pretrained(gguf.parent, dtype=getattr(torch, dtype), **local)
        tokenizer = AutoTokenizer.from_pretrained(gguf.parent, **local)
        forget_quantization(model)
        model.save_pretrained(target)
        tokenizer.save_pretrained(target)
    return tokenizer


def plain_tokenizer(folder: Path) -> Any:
    """The tokenizer as its file says it: the class of a family puts steps of its own in the place of those that came
    from a GGUF file. Raises what the libraries raise."""
    from transformers import PreTrainedTokenizerFast

    return PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)


def check_alike(one: Any, other: Any) -> None:
    """Raise ValueError where two tokenizers do not turn every text into the same ids."""
    if (tokenizer_sha256(one), one.chat_template) != (tokenizer_sha256(other), other.chat_template):
        raise ValueError("the copy's tokenizer would be another one")


def weights_sha256(files: ModelFiles) -> str:
    """See :func:`docexplain.model.sources.fingerprint.tensors_sha256`; of the weights among the files."""
    return tensors_sha256(path for name, path in files.paths() if name.endswith(".safetensors"))


def content_in(files: ModelFiles) -> Content:
    """What is in a folder, without loading its weights. Raises what the libraries raise."""
    from transformers import AutoConfig, AutoTokenizer, GenerationConfig

    from docexplain.model.quiet import quiet

    local: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    with quiet():
        tokenizer = AutoTokenizer.from_pretrained(files.folder, **local)
        config = AutoConfig.from_pretrained(files.folder, **local)
        generation = GenerationConfig.from_pretrained(files.folder, local_files_only=True)
    return content_of(weights_sha256(files), tokenizer_sha256(tokenizer), tokenizer, config, generation)
