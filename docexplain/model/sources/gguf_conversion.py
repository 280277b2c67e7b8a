"""Turn a GGUF file into a folder that loads in under a second, and say what is in such a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docexplain.model.sources.fingerprint import Content, content_of, tensors_sha256, tokenizer_sha256
from docexplain.model.sources.model_files import ModelFiles


def convert(gguf: Path, target: Path) -> None:
    """Write a float32 safetensors copy of a GGUF file, with its tokenizer. Raises what the libraries raise."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from docexplain.model.internals import forget_quantization
    from docexplain.model.quiet import quiet, silent_stderr

    local: dict[str, Any] = {"gguf_file": gguf.name, "local_files_only": True, "trust_remote_code": False}
    with quiet(), silent_stderr():
        model = AutoModelForCausalLM.from_pretrained(gguf.parent, dtype=torch.float32, **local)
        tokenizer = AutoTokenizer.from_pretrained(gguf.parent, **local)
        forget_quantization(model)
        model.save_pretrained(target)
        tokenizer.save_pretrained(target)


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
