"""An independent reference: the whole sequence recomputed from nothing, query by query and key by key.

It shares no code with docexplain: loops over heads and positions, its own causal mask and windows, a factor for every
(query, key) pair. It enters through transformers' registry only because that is where a model asks for attention.
"""

from __future__ import annotations

import math

import torch
from transformers import AttentionInterface

_setting: dict = {}


def _naive(module, query, key, value, attention_mask, scaling=None, softcap=None, s_aux=None, **kwargs):
    factors, mode, windows = _setting["factors"], _setting["mode"], _setting["windows"]
    _, heads, length, dim = query.shape
    share = heads // key.shape[1]
    out = torch.zeros(1, length, heads, value.shape[-1], dtype=query.dtype)
    scale = 1 / math.sqrt(dim) if scaling is None else scaling
    window = windows[module.layer_idx]
    for head in range(heads):
        k, v = key[0, head // share], value[0, head // share]
        for i in range(length):
            visible = torch.tensor([j for j in range(i + 1) if window is None or j > i - window])
            h = k[visible] @ query[0, head, i] * scale
            if softcap is not None:
                h = softcap * torch.tanh(h / softcap)
            f = factors[i, visible]
            if mode == "multiplicative":
                h = h * f
            elif mode == "shifted":
                h = h.min() + (h - h.min()) * f
            else:
                if all(f == 0):  # a query that would see nothing sees itself
                    f = torch.cat([f[:-1], torch.ones(1)])
                h = torch.where(f > 0, h + torch.log(torch.where(f > 0, f, torch.ones_like(f))), -math.inf)
            sink = torch.empty(0) if s_aux is None else s_aux[head : head + 1]
            weights = torch.softmax(torch.cat([h, sink]), 0)[: len(visible)]
            out[0, i, head] = weights @ v[visible]
    return out, None


AttentionInterface.register("test_oracle", _naive)


@torch.no_grad()
def losses(family, ids, answer_length, factors, mode):
    """-log p of the last ``answer_length`` ids, with ``factors`` (queries, keys) over all ids but the last."""
    model = family.model
    before = model.config._attn_implementation
    _setting.update(factors=factors, mode=mode, windows=family.windows)
    model.config._attn_implementation = "test_oracle"
    try:
        logits = model(torch.tensor([ids[:-1]]), use_cache=False).logits[0, -answer_length:]
    finally:
        model.config._attn_implementation = before
    probabilities = torch.softmax(logits.double(), -1)
    return torch.stack([-torch.log(p[t]) for p, t in zip(probabilities, ids[-answer_length:], strict=True)]).float()
