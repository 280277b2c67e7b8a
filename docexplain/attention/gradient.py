"""The gradient of attention with respect to what is added to a key's scores, for keys that all rows share.

Forward is whatever attention function the manipulation asks for, fused or not; it keeps no scores. Backward computes
the scores again, in chunks of key-value heads and rows, so that memory does not grow with layers times keys:

    S = softcap(Q K' scale) + b,  W = softmax(S),  O = W V
    dF/dS = W * (dO V' - sum(W * dO V'))         (row by row)
    dF/db_k = sum of dF/dS[query, k] over queries and heads

Everything is in the model's own precision, as in the library's eager attention, with products and sums accumulated in
float32; half precision, which has no room for small gradients, is float32 throughout.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import torch

from docexplain.attention.kernels import Prefix, SoftmaxParameters, behind, by_kv_head

Attention = Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]
"""From queries, own keys and own values to the output, as in :mod:`docexplain.attention.kernels`."""

CELLS = {"cpu": 1 << 21, "cuda": 1 << 26}
"""Scores there at a time, by kind of device, unless one head of one row has more; on a CPU more bring no speed."""


class Scratch:
    """Memory for scores, taken once for all layers: fresh pages cost as much as what is computed in them."""

    def __init__(self) -> None:
        self._taken: list[torch.Tensor] = []

    def take(self, like: torch.Tensor, *shape: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Three tensors of a shape with anything in them, the same three each time."""
        cells = math.prod(shape)
        first = self._taken[0] if self._taken else None
        if first is None or len(first) < cells or (first.dtype, first.device) != (like.dtype, like.device):
            self._taken = [like.new_empty(cells) for _ in range(3)]
        one, two, three = (tensor[:cells].view(shape) for tensor in self._taken)
        return one, two, three


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What a layer's attention reads beside what it is given; none of it has a gradient.

    Attributes:
        prefix: keys and values in front of every row.
        added: what is added to the scores of all keys, see :func:`docexplain.attention.kernels.pack`.
        by: what else becomes of the scores.
        scratch: the same for all layers.
    """

    prefix: Prefix
    added: torch.Tensor
    by: SoftmaxParameters
    scratch: Scratch


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
        shared, dtype = ctx.shared, computed_in(query.dtype)
        rows, _, new, _ = query.shape
        kv_heads = key.shape[1]
        front_key, front_value = (front.to(dtype) for front in shared.prefix)
        before, own = front_key.shape[2], key.shape[2]
        given = _Chunk(
            by_kv_head(query.to(dtype), kv_heads),
            by_kv_head(gradients[0].to(dtype).permute(0, 2, 1, 3), kv_heads),
            behind(front_key, key.to(dtype))[0],
            behind(front_value, value.to(dtype))[0],
            shared.added.to(query.device, dtype).view(-1, 1, new, before + rows * own),
            shared.by,
        )
        queries = torch.empty_like(given.query)
        keys, values = (tensor.new_zeros(kv_heads, rows * own, tensor.shape[-1]) for tensor in (given.key, given.value))
        bias = torch.zeros(rows, before, dtype=ctx.bias_dtype, device=query.device)
        for heads, some in given.chunks():
            to_query, to_key, to_value, to_bias = _gradients(given.chunk(heads, some), before, shared.scratch)
            queries[heads, some] = to_query
            keys[heads] += to_key
            values[heads] += to_value
            bias[some] += to_bias
        return (
            queries.permute(1, 0, 2, 3, 4).reshape(query.shape).to(query.dtype),
            _by_row(keys, rows).to(key.dtype),
            _by_row(values, rows).to(value.dtype),
            bias,
            None,
            None,
        )


def computed_in(dtype: torch.dtype) -> torch.dtype:
    """The precision of a backward pass through attention in a model of precision ``dtype``."""
    return torch.float32 if dtype is torch.float16 else dtype


@dataclass(frozen=True, slots=True, eq=False)
class _Chunk:
    """Rows laid behind one prefix as one sequence of keys; no row sees another's own ones.

    Attributes:
        query, output: (key-value heads, rows, group, new, dim), and the gradient that came back to the output.
        key, value: (key-value heads, before + all rows' own, dim).
        added: (rows, 1, new, before + all rows' own).
        by: sinks are (key-value heads * group,).
    """

    query: torch.Tensor
    output: torch.Tensor
    key: torch.Tensor
    value: torch.Tensor
    added: torch.Tensor
    by: SoftmaxParameters

    def chunks(self) -> Iterator[tuple[slice, slice]]:
        """Heads and rows whose scores fit into the room for them, or one head's of one row."""
        kv_heads, rows, group, new, _ = self.query.shape
        room = CELLS.get(self.query.device.type, CELLS["cpu"]) // (group * new * self.key.shape[1])
        some = max(1, min(rows, room))
        heads = max(1, min(kv_heads, room // rows))
        for head in range(0, kv_heads, heads):
            for row in range(0, rows, some):
                yield slice(head, head + heads), slice(row, row + some)

    def chunk(self, heads: slice, rows: slice) -> _Chunk:
        """Only these heads and rows; the own keys of other rows stay, not to be seen."""
        sinks = self.by.sinks
        if sinks is not None:
            sinks = sinks.view(len(self.query), -1)[heads].flatten()
        query, output = (tensor[heads, rows] for tensor in (self.query, self.output))
        by = replace(self.by, sinks=sinks)
        return _Chunk(query, output, self.key[heads], self.value[heads], self.added[rows], by)


def _gradients(
    chunk: _Chunk, before: int, scratch: Scratch
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Those of queries, own keys and own values, shaped as in the chunk, and of the bias, (rows, before), float32."""
    kv_heads, rows, group, new, _ = chunk.query.shape
    query, output = (tensor.reshape(kv_heads, rows * group * new, -1) for tensor in (chunk.query, chunk.output))
    keys, sink = chunk.key.shape[1], int(chunk.by.sinks is not None)
    scores, weights, flow = scratch.take(query, *query.shape[:2], keys + sink)
    slope = _scores(chunk, query, scores)
    torch.softmax(scores, -1, out=weights)
    _products(output, chunk.value, flow[..., :keys])
    flow[..., keys:] = 0  # a sink has no value
    # W * (flow - sum(W * flow)), row by row, into what held the scores.
    torch.ops.aten._softmax_backward_data.out(flow, weights, -1, weights.dtype, grad_input=scores)
    through = scores[..., :keys]
    bias = through.view(kv_heads, rows, group * new, -1)[..., :before].sum(2)
    if slope is not None:
        through *= slope
    own, own_weights = through[..., before:], weights[..., before:keys]
    scale = chunk.by.scale
    return (
        (through @ chunk.key).mul_(scale).view(chunk.query.shape),
        (own.transpose(1, 2) @ query).mul_(scale),
        own_weights.transpose(1, 2) @ output,
        bias.sum(0, dtype=torch.promote_types(bias.dtype, torch.float32)),
    )


def _scores(chunk: _Chunk, query: torch.Tensor, scores: torch.Tensor) -> torch.Tensor | None:
    """Fill ``scores``, (key-value heads, rows * group * new, keys and a sink if there is one).

    Returns:
        the slope of the soft cap if there is one, (key-value heads, rows * group * new, keys).
    """
    by, slope = chunk.by, None
    kv_heads, rows, group, new, _ = chunk.query.shape
    each = scores.view(kv_heads, rows, group, new, -1)
    keys = chunk.key.shape[1]
    if by.sinks is not None:
        each[..., keys] = by.sinks.to(scores).view(kv_heads, 1, group, 1)
    if by.softcap is None:
        each[..., :keys] = chunk.added
        scores[..., :keys].baddbmm_(query, chunk.key.transpose(1, 2), alpha=by.scale)  # rounded once
        return None
    bent = _products(query, chunk.key, scores[..., :keys], by.scale / by.softcap).tanh_()
    slope = 1 - bent.square()
    bent *= by.softcap
    each[..., :keys] += chunk.added
    return slope


def _products(left: torch.Tensor, right: torch.Tensor, out: torch.Tensor, scale: float = 1.0) -> torch.Tensor:
    """``out`` becomes ``scale`` times each of ``left`` times each of ``right``: (heads, left, right)."""
    # Nothing is added; but PyTorch's product alone takes another kernel on CPUs, and half as long again.
    return out.baddbmm_(left, right.transpose(1, 2), beta=0, alpha=scale)


def _by_row(own: torch.Tensor, rows: int) -> torch.Tensor:
    """(key-value heads, rows * own, dim) -> (rows, key-value heads, own, dim)."""
    return own.view(len(own), rows, -1, own.shape[-1]).transpose(0, 1)
