"""An independent reference: the whole sequence recomputed from nothing, query by query.

It shares no code with docexplain: a loop over positions, its own causal mask and windows, a factor for every
(query, key) pair. It enters through transformers' registry only because that is where a model asks for attention.
"""

from __future__ import annotations

import math

import torch
from transformers import AttentionInterface

_setting: dict = {}


def _naive(module, query, key, value, attention_mask, scaling=None, softcap=None, s_aux=None, **kwargs):
    factors, mode, windows = _setting["factors"], _setting["mode"], _setting["windows"]
    rows, heads, length, dim = query.shape
    key, value = (x.repeat_interleave(heads // x.shape[1], 1) for x in (key, value))
    out = torch.zeros(rows, length, heads, value.shape[-1], dtype=query.dtype)
    scale = 1 / math.sqrt(dim) if scaling is None else scaling
    window = windows[module.layer_idx]
    for i in range(length):
        visible = slice(0 if window is None else max(0, i - window + 1), i + 1)
        h = (key[:, :, visible] @ query[:, :, i, :, None])[..., 0] * scale  # (rows, heads, visible)
        if softcap is not None:
            h = softcap * torch.tanh(h / softcap)
        f = factors[:, i, visible]
        if mode == "multiplicative":
            h = h * f[:, None]
        elif mode == "shifted":
            lowest = h.min(-1, keepdim=True).values
            h = lowest + (h - lowest) * f[:, None]
        else:
            blind = ~f.any(-1, keepdim=True)  # a query that would see nothing sees itself
            f = torch.cat([f[:, :-1], torch.where(blind, 1.0, f[:, -1:])], -1)
            h = h + torch.log(f)[:, None]
        sink = torch.empty(rows, heads, 0) if s_aux is None else s_aux[None, :, None].expand(rows, -1, 1)
        weights = torch.softmax(torch.cat([h, sink], -1), -1)[..., : h.shape[-1]]
        out[:, i] = (weights[:, :, None] @ value[:, :, visible])[:, :, 0]
    return out, None


AttentionInterface.register("test_oracle", _naive)


@torch.no_grad()
def losses(family, ids, answer_length, factors, mode):
    """-log p of the last ``answer_length`` ids, a row for each of ``factors`` (rows, queries, keys), which are over all
    ids but the last."""
    model = family.model
    before = model.config._attn_implementation
    _setting.update(factors=factors, mode=mode, windows=family.windows)
    model.config._attn_implementation = "test_oracle"
    try:
        logits = model(torch.tensor([ids[:-1]] * len(factors)), use_cache=False).logits[:, -answer_length:]
    finally:
        model.config._attn_implementation = before
    probabilities = torch.softmax(logits.double(), -1)
    return torch.stack([-torch.log(probabilities[:, i, t]) for i, t in enumerate(ids[-answer_length:])], -1).float()
