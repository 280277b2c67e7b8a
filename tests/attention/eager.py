"""An oracle for gradients that shares no code with docexplain: transformers' own eager attention, told by an additive
mask of four dimensions what every query adds to the score of every key; and differences of what it says."""

from __future__ import annotations

import copy

import torch

STEP = 3e-3
"""In log a: the library's norms compute in float32, so a smaller one drowns in their rounding."""


def exact(family):
    """The family's model in float64, with eager attention."""
    model = copy.deepcopy(family.model).double()
    model.config._attn_implementation = "eager"
    model.config._experts_implementation = "eager"  # the grouped product of mixtures of experts knows no float64
    return model


@torch.no_grad()
def log_probabilities(model, windows, ids, answer_length, added):
    """log p of the last ``answer_length`` ids, (rows, answer).

    Args:
        windows: each layer's sliding window, None for full attention.
        added: (rows, queries, keys) over all ids but the last, to be added to the scores; -inf hides.
    """
    length = len(ids) - 1
    q, k = torch.arange(length)[:, None], torch.arange(length)[None]
    masks = {}
    for window in set(windows):
        seen = (k <= q) & (k > q - (window or length + 1))
        mask = added.masked_fill(~seen, -torch.inf).clamp_min(torch.finfo(torch.float64).min)
        masks["full_attention" if window is None else "sliding_attention"] = mask[:, None]
    mask = masks if len(masks) > 1 else next(iter(masks.values()))
    logits = model(torch.tensor([ids[:-1]] * len(added)), attention_mask=mask, use_cache=False).logits
    answer = torch.tensor(ids[-answer_length:])
    logits = logits[:, -answer_length:].double().log_softmax(-1)
    return logits.gather(-1, answer[None, :, None].expand(len(added), -1, 1))[..., 0]


def gradients(model, windows, ids, answer_length, factors):
    """d log p(y_t) / d log a_k by central differences, (answer, prefix).

    Args:
        factors: (prefix,), a: seen by the queries behind the prefix.
    """
    prefix, length = len(factors), len(ids) - 1
    added = torch.zeros(2 * prefix, length, length, dtype=torch.float64)
    added[:, prefix:, :prefix] = factors.double().log()
    for k in range(prefix):
        added[2 * k, prefix:, k] += STEP
        added[2 * k + 1, prefix:, k] -= STEP
    found = log_probabilities(model, windows, ids, answer_length, added)
    return ((found[::2] - found[1::2]) / (2 * STEP)).T
