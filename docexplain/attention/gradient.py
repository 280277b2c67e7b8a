"""The gradient of attention with respect to what is added to a key's scores, for keys that all rows share.

Forward is whatever attention function the manipulation asks for, fused or not; it keeps no scores. Backward computes
the scores again, one key-value head at a time, so that memory does not grow with layers times keys:

    S = softcap(Q K' scale) + b,  W = softmax(S),  O = W V
    dF/dS = W * (dO V' - sum(W * dO V'))         (row by row)
    dF/db_k = sum of dF/dS[query, k] over queries and heads

The softmax is in float32, or float64 in a float64 model; products are in the model's own precision.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from docexplain.attention.kernels import Prefix, SoftmaxParameters

Attention = Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]
"""From queries, own keys and own values to the output, as in :mod:`docexplain.attention.kernels`."""


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What a layer's attention reads beside what it is given; none of it has a gradient.

    Attributes:
        prefix: keys and values in front of every row.
        added: what is added to the scores of all keys, (rows or 1, 1, new, before + own); -inf where not visible.
        by: what else becomes of the scores.
    """

    prefix: Prefix
    added: torch.Tensor
    by: SoftmaxParameters


def attention_with_gradient(
    attention: Attention,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    bias: torch.Tensor,
    shared: Shared,
) -> torch.Tensor:
    """The output of ``attention``, through which gradients reach queries, own keys, own values and ``bias``.

    Args:
        attention: computes the output with ``bias`` in it already.
        bias: (rows, before), the leaf that stands for what is added to the prefix's keys; its value is not read.

    Returns:
        (rows, new, heads, dim).
    """
    output: torch.Tensor = _Attention.apply(query, key, value, bias, attention, shared)  # type: ignore[no-untyped-call]
    return output


class _Attention(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        query: torch.Tensor,
        key: torch.Tensor,
        value: torch.Tensor,
        bias: torch.Tensor,
        attention: Attention,
        shared: Shared,
    ) -> torch.Tensor:
        ctx.save_for_backward(query, key, value)
        # Not saved as the others are: autograd takes nothing that was made in inference mode, as a prefix is.
        ctx.shared, ctx.bias_dtype = shared, bias.dtype
        return attention(query, key, value)

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> Any:
        query, key, value = ctx.saved_tensors
        output = gradients[0].permute(0, 2, 1, 3)  # (rows, heads, new, dim)
        group = query.shape[1] // key.shape[1]
        found = []
        for head in range(key.shape[1]):
            heads = slice(head * group, (head + 1) * group)
            found.append(_one_head(query[:, heads], key[:, head], value[:, head], output[:, heads], ctx.shared, head))
        queries, keys, values, biases = zip(*found, strict=True)
        bias = torch.stack(biases).sum(0).to(ctx.bias_dtype)
        return torch.cat(queries, 1), torch.stack(keys, 1), torch.stack(values, 1), bias, None, None


def _one_head(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, output: torch.Tensor, shared: Shared, head: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """The gradients through one key-value head.

    Args:
        query: (rows, group, new, dim).
        key, value: (rows, own, dim).
        output: (rows, group, new, dim), the gradient that came back.

    Returns:
        those of query, key, value, and bias: (rows, before).
    """
    rows, group, new, _ = query.shape
    front_key, front_value = (tensor[0, head] for tensor in shared.prefix)
    before, dtype = len(front_key), query.dtype
    # Query heads of the group become queries; what is behind the prefix is a tensor of its own, so nothing is copied.
    query, output = query.reshape(rows, group * new, -1), output.reshape(rows, group * new, -1)
    scores = _products(query, front_key, key)
    weights, slope = _weights(scores.view(rows, group, new, -1), shared, head)
    flow = _products(output, front_value, value).view_as(weights)
    # Row by row through the softmax; a sink has no value and takes no part in the sum.
    flow -= torch.linalg.vecdot(weights, flow)[..., None]
    flow *= weights
    biases = flow[..., :before].sum((1, 2))
    if slope is not None:
        flow *= slope
    flow *= shared.by.scale
    flow = flow.view(rows, group * new, -1)
    front, own = flow[..., :before].to(dtype), flow[..., before:].to(dtype)
    to_query = (front.reshape(-1, before) @ front_key).view_as(query).baddbmm_(own, key)
    to_key = own.transpose(1, 2) @ query
    to_value = weights.view_as(flow)[..., before:].to(dtype).transpose(1, 2) @ output
    return to_query.view(rows, group, new, -1), to_key, to_value, biases


def _products(left: torch.Tensor, front: torch.Tensor, own: torch.Tensor) -> torch.Tensor:
    """Products with the prefix's and each row's own keys or values: (rows, queries, before + own)."""
    exact = torch.promote_types(left.dtype, torch.float32)
    rows, queries, dim = left.shape
    before = len(front)
    out = torch.empty(rows, queries, before + own.shape[1], dtype=exact, device=left.device)
    out[..., :before] = (left.reshape(-1, dim) @ front.T).view(rows, queries, before)
    out[..., before:] = left @ own.transpose(1, 2)
    return out


def _weights(scores: torch.Tensor, shared: Shared, head: int) -> tuple[torch.Tensor, torch.Tensor | None]:
    """The softmax over the keys, and the slope of the soft cap where there is one; ``scores`` is overwritten."""
    by, slope = shared.by, None
    scores *= by.scale
    if by.softcap is not None:
        bent = scores.div_(by.softcap).tanh_()
        slope = 1 - bent.square()
        scores = bent.mul_(by.softcap)
    scores += shared.added.to(scores.device, scores.dtype)
    if by.sinks is None:
        return scores.softmax(-1), slope
    group = scores.shape[1]
    sink = by.sinks[head * group : (head + 1) * group].to(scores).view(1, group, 1, 1).expand(*scores.shape[:-1], 1)
    return torch.cat([scores, sink], -1).softmax(-1)[..., :-1].contiguous(), slope
