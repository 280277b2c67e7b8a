"""How a long prompt is cut into chunks that go through the model one after another.

A piece attends to those before it by their keys and values, so cutting changes nothing but the rounding. It costs some
time: attention to earlier chunks needs a mask, without which kernels are faster. So chunks are as long as one product
of matrices may take: between two of them the user can stop (:mod:`docexplain.model.stopping`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from docexplain.model.devices.placement import input_device
from docexplain.model.devices.sizes import largest

if TYPE_CHECKING:
    from transformers import PreTrainedModel

CPU_OPERATIONS = 2.5e10
"""For one product on each core: half a second on a slow one, a twentieth on a fast one."""
GPU_OPERATIONS = 5e12
LEAST = 64
"""Tokens; shorter chunks take no less time, since the weights are read for each."""


def cuts(model: PreTrainedModel, length: int) -> list[int]:
    """Where the chunks of a prompt end, the last at ``length``. The same for the same model, machine and length."""
    if by_length(model):
        return [length]
    operations = CPU_OPERATIONS * torch.get_num_threads() if input_device(model).type == "cpu" else GPU_OPERATIONS
    width, weights = _attention_width(model.config), _largest_weights(model)
    by_weights = operations / (2 * weights)
    # n tokens behind s others cost 4 n (s + n) width operations, queries times keys and weights times values; the first
    # piece half as many, since kernels skip what its mask hides.
    pairs = operations / (4 * width)
    ends, start = [], 0
    while start < length:
        by_attention = ((start / 2) ** 2 + pairs) ** 0.5 - start / 2 if start else (2 * pairs) ** 0.5
        most = max(LEAST, int(min(by_weights, by_attention)) // LEAST * LEAST)
        start = length if length - start <= most * 5 // 4 else start + most  # a stump is not worth a piece
        ends.append(start)
    return ends


def by_length(model: PreTrainedModel) -> bool:
    """Whether positions are encoded by how long the prompt is, so that its chunks must not be run one by one."""
    config = model.config.get_text_config(decoder=True)
    rope = getattr(config, "rope_parameters", None) or getattr(config, "rope_scaling", None) or {}
    kinds = {rope.get("rope_type"), *(part.get("rope_type") for part in rope.values() if isinstance(part, dict))}
    return bool(kinds & {"longrope", "dynamic"})


@contextmanager
def layers_counted(model: PreTrainedModel, done: Callable[[float], None]) -> Iterator[None]:
    """Inside the block ``done`` hears after each of the decoder's layers which share of them is through."""
    count = getattr(model.config.get_text_config(decoder=True), "num_hidden_layers", None)
    lists = (module for module in model.modules() if isinstance(module, nn.ModuleList))
    layers: list[nn.Module] = next((list(modules) for modules in lists if len(modules) == count), [])

    def hook(share: float) -> Callable[..., None]:
        return lambda *_: done(share)

    hooks = [layer.register_forward_hook(hook((i + 1) / len(layers))) for i, layer in enumerate(layers)]
    try:
        yield
    finally:
        for each in hooks:
            each.remove()


def _attention_width(config: Any) -> int:
    """Elements of one token's queries."""
    config = config.get_text_config(decoder=True)
    heads = largest(config, "num_attention_heads")
    return max(1, heads * largest(config, "head_dim"), largest(config, "hidden_size"))


def _largest_weights(model: PreTrainedModel) -> int:
    """Elements of the largest matrix that every token is multiplied by; logits are computed of the last one only."""
    head = model.get_output_embeddings()
    matrices = [module for module in model.modules() if isinstance(module, nn.Linear) and module is not head]
    return max((matrix.in_features * matrix.out_features for matrix in matrices), default=1)
