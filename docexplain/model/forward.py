"""The forward pass of a causal language model, and what it says of an answer: the one place that calls ``forward``.

loss_t = -log p(y_t | what comes before), nats
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache as remembered
from typing import TYPE_CHECKING, Any

import torch

from docexplain.model.devices.placement import input_device

if TYPE_CHECKING:
    from transformers import PreTrainedModel
    from transformers.cache_utils import Cache

PROBE = 12
"""Tokens of :func:`probe_ids`."""


def forward(
    model: PreTrainedModel, ids: torch.Tensor | None = None, *, cache: Cache | None = None, keep: int = 0, **more: Any
) -> Any:
    """Run a model on new tokens behind those in a cache, which grows by them.

    Args:
        ids: (rows, new), on any device; None: ``inputs_embeds`` are among ``more``.
        cache: None: there is nothing before, and nothing is kept.
        keep: logits of how many last positions are computed; 0: of all.
        more: other arguments of the model's ``forward``.

    Returns:
        the model's output; ``logits`` is (rows, keep or new, vocabulary).
    """
    if ids is not None:
        more["input_ids"] = ids.to(input_device(model))
    if keep and _knows(type(model).forward, "logits_to_keep"):
        # A slice of the last positions makes the backward pass copy the vocabulary's matrix for each row; an index not.
        last = torch.arange(ids.shape[1] - keep, ids.shape[1]) if ids is not None and torch.is_grad_enabled() else keep
        more["logits_to_keep"] = last
    output = model(**more, cache=cache, use_cache=True) if cache is not None else model(**more, use_cache=False)
    if output.logits.shape[1] > keep > 0:  # a model that always computes them all
        output.logits = output.logits[:, -keep:]
    return output


def probe_ids(model: PreTrainedModel) -> torch.Tensor:
    """A dozen token ids to try a model with, all of its vocabulary: (1, :data:`PROBE`)."""
    return (torch.arange(PROBE)[None] * 7 + 11) % int(model.config.get_text_config(decoder=True).vocab_size)


def answer_logits(
    model: PreTrainedModel, ids: torch.Tensor, answer_length: int, *, cache: Cache | None = None, **more: Any
) -> torch.Tensor:
    """Logits that predict the answer when ``ids`` end with the token before its last: (rows, answer, vocabulary)."""
    logits: torch.Tensor = forward(model, ids, cache=cache, keep=answer_length, **more).logits
    return logits


def losses(logits: torch.Tensor, answer_ids: Sequence[int]) -> torch.Tensor:
    """loss_t of each answer token, by the logits that predict it.

    Args:
        logits: (rows, answer, vocabulary), any precision.
        answer_ids: the same answer in every row.

    Returns:
        (rows, answer), float32, nats, on the CPU.
    """
    target = torch.tensor(list(answer_ids), device=logits.device)[None, :, None].expand(len(logits), -1, 1)
    chosen: torch.Tensor = logits.float().log_softmax(-1).gather(-1, target)[..., 0]
    return -chosen.cpu()


@contextmanager
def parameters_fixed(model: PreTrainedModel) -> Iterator[None]:
    """No parameter asks for a gradient inside the block: autograd would keep every layer's input for it."""
    asking = [parameter for parameter in model.parameters() if parameter.requires_grad]
    try:
        for parameter in asking:
            parameter.requires_grad_(False)
        yield
    finally:
        for parameter in asking:
            parameter.requires_grad_(True)


@remembered
def _knows(function: Callable[..., Any], argument: str) -> bool:
    """Whether ``forward`` knows an argument; some swallow what they do not know, others refuse it."""
    return argument in inspect.signature(function).parameters
