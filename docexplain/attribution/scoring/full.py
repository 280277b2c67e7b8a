"""Scope ``full``: every position after a suppressed token sees it suppressed.

Hidden states before a row's first suppressed token are the unsuppressed prompt's (causal mask), so they are taken from
its prefix. Under ``mask`` a token that no query may see need not be computed either: the prompt is run without it, the
others at their own positions, and every hidden state that counts is what masking would give. So a row costs the tokens
that are left behind its first hidden one, by the model's own attention; a paragraph on its own costs no more than its
own tokens and the question's. In the other modes all tokens from the first suppressed one on are computed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import torch
from transformers import DynamicCache

from docexplain.attention.hook import Manipulation, manipulated
from docexplain.attribution.scoring.planner import queries_at_once, sequences_at_once
from docexplain.errors import is_out_of_memory
from docexplain.model.devices.placement import input_device
from docexplain.model.forward import answer_logits, forward, losses
from docexplain.model.prefix.pieces import by_length
from docexplain.records import Mode

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from docexplain.model.prefix.prefix import Prefix

_PROBE, _HIDDEN = 12, slice(4, 7)
_ROUNDING = {torch.float32: 1e-5, torch.float64: 1e-6}
_TOLERANCE = 1e-3
_known: WeakKeyDictionary[PreTrainedModel, bool] = WeakKeyDictionary()


def can_leave_out(model: PreTrainedModel, keys: int) -> bool:
    """Whether leaving tokens out is the same as hiding them in this model, on sequences of ``keys`` tokens.

    Not where a layer counts keys instead of positions: in sliding windows and chunks shorter than the sequence, or
    with biases by distance. A short run of both ways tells about the rest, once per model.
    """
    config = model.config.get_text_config(decoder=True)
    reach = [getattr(config, name, None) for name in ("sliding_window", "attention_chunk_size")]
    if any(isinstance(limit, int) and limit < keys for limit in reach):
        return False
    if model not in _known:
        _known[model] = _probe(model)
    return _known[model]


@torch.inference_mode()
def _probe(model: PreTrainedModel) -> bool:
    vocabulary = int(model.config.get_text_config(decoder=True).vocab_size)
    ids = ((torch.arange(_PROBE) * 7 + 11) % vocabulary).tolist()
    hidden = torch.zeros(_PROBE - 1, dtype=torch.bool)
    hidden[_HIDDEN] = True
    plain, masked = (_masked(model, ids, factors) for factors in (torch.ones(_PROBE - 1), (~hidden).float()))
    kept = [hidden.logical_not().nonzero().flatten().tolist()]
    try:
        left_out, moved = (_score(model, None, ids, 3, kept, 0, closed=closed)[0] for closed in (False, True))
    except (TypeError, ValueError, RuntimeError) as error:  # takes no positions, or no such mask
        if is_out_of_memory(error):
            raise
        return False
    off = float((masked - left_out).abs().max())
    if torch.equal(left_out, moved) and off:  # positions are ignored: they follow from the length
        return False
    # Beside what hiding does: where that is little, so is what a mistake does.
    return off <= _ROUNDING.get(model.dtype, 0.3) + _TOLERANCE * float((masked - plain).abs().max())


def _masked(model: PreTrainedModel, ids: Sequence[int], factors: torch.Tensor) -> torch.Tensor:
    """Losses of the last three tokens by our attention, (3,)."""
    with manipulated(model, Manipulation(Mode.MASK, factors[None].to(input_device(model)))):
        return losses(answer_logits(model, torch.tensor([list(ids[:-1])]), 3, cache=DynamicCache()), ids[-3:])[0]


@torch.inference_mode()
def score_without(
    model: PreTrainedModel,
    prefix: Prefix,
    tail_ids: Sequence[int],
    answer_length: int,
    hidden: torch.Tensor,
    *,
    closed: bool = False,
    on_rows: Callable[[int], None] = lambda _done: None,
) -> torch.Tensor:
    """Losses of the answer's tokens, one row per set of hidden tokens.

    Args:
        prefix: the document part, with nothing hidden: a row takes from it what stands before its first hidden token.
        tail_ids: the tokens after it, ending with the ``answer_length`` tokens that are scored.
        hidden: (rows, len(prefix) + len(tail_ids) - 1), bool; False in the tail.
        closed: tokens move up into the places of hidden ones, as in a prompt that never had them; else they keep their
            own positions.
        on_rows: told how many rows are done after each batch; may raise to stop.

    Returns:
        (rows, answer_length), float32, nats, on the CPU.
    """
    ids = [*prefix.ids, *tail_ids]
    kept: list[tuple[int, list[int]]] = []
    for row in hidden:
        first = int(row.nonzero()[0]) if row.any() else len(prefix)
        kept.append((first, (~row[first:]).nonzero().flatten().add(first).tolist()))
    # Alike rows stand together, the longest first: so it shows at once when memory is short.
    order = sorted(range(len(kept)), key=lambda i: (-len(kept[i][1]), kept[i][0]))
    losses = torch.empty(len(kept), answer_length)
    most: int | None = None
    done = 0
    while done < len(order):
        start, positions = kept[order[done]]
        fit = sequences_at_once(model, start, len(positions), answer_length, prefix.nbytes / len(prefix))
        batch = _alike([kept[i] for i in order[done : done + (fit if most is None else min(fit, most))]])
        start = min(first for first, _ in batch)
        rows = [[*range(start, first), *positions] for first, positions in batch]
        try:
            before = prefix.first(start) if start else None
            out = _score(model, before, ids, answer_length, rows, start, closed=closed)
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error) or len(batch) == 1:
                raise
            most = len(batch) // 2
            continue
        for i, row in zip(order[done : done + len(batch)], out, strict=True):
            losses[i] = row
        done += len(batch)
        on_rows(done)
    return losses


def _alike(rows: list[tuple[int, list[int]]]) -> list[tuple[int, list[int]]]:
    """The first of the rows that can share a batch without a fourth more tokens than they have."""
    taken, tokens, start, longest = 0, 0, rows[0][0], 0
    for first, positions in rows:
        start, longest = min(start, first), max(longest, first + len(positions))
        tokens += len(positions)
        if (taken + 1) * (longest - start) > 1.25 * tokens:
            break
        taken += 1
    return rows[: max(1, taken)]


def _score(
    model: PreTrainedModel,
    prefix: Prefix | None,
    ids: Sequence[int],
    answer_length: int,
    rows: Sequence[Sequence[int]],
    start: int,
    *,
    closed: bool = False,
) -> torch.Tensor:
    """One batch of rows of positions behind the first ``start`` tokens, filled up on the left."""
    longest = max(map(len, rows))
    pads = [longest - len(row) for row in rows]
    tokens = torch.tensor([[0] * pad + [ids[i] for i in row] for pad, row in zip(pads, rows, strict=True)])
    places = [range(start, start + len(row)) for row in rows] if closed else rows
    positions = torch.tensor([[0] * pad + list(row) for pad, row in zip(pads, places, strict=True)])
    mask = torch.ones(len(rows), start + longest, dtype=torch.long)
    for row, pad in zip(mask, pads, strict=True):
        row[start : start + pad] = 0
    device = input_device(model)
    logits = answer_logits(
        model,
        tokens,
        answer_length,
        cache=DynamicCache() if prefix is None else prefix.as_cache(len(rows)),
        position_ids=positions.to(device),
        attention_mask=mask.to(device),
    )
    return losses(logits, ids[-answer_length:])


@torch.inference_mode()
def score_recomputed(
    model: PreTrainedModel,
    prefix: Prefix,
    tail_ids: Sequence[int],
    answer_length: int,
    factors: torch.Tensor,
    mode: Mode,
    *,
    base: torch.Tensor | None = None,
) -> torch.Tensor:
    """Losses of the answer's tokens under one row of factors, in any mode, piece by piece so that memory suffices.

    Args:
        prefix: the document part as it is under ``base``.
        tail_ids: as in :func:`score_without`.
        factors: (len(prefix) + len(tail_ids) - 1,), 1 for keys left alone.
        base: factors of the steering that the prefix was computed under; None: nothing was steered.

    Returns:
        (answer_length,), float32, nats, on the CPU.
    """
    inputs = [*prefix.ids, *tail_ids[:-1]]
    changed = (factors != (1 if base is None else base)).nonzero()
    begin = min(int(changed[0]) if len(changed) else len(prefix), len(prefix))
    step = len(inputs) if by_length(model) else queries_at_once(model, len(inputs))
    while True:
        try:
            return _in_pieces(model, prefix.first(begin), inputs, tail_ids[-answer_length:], factors, mode, step)
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error) or step <= 1 or by_length(model):
                raise
            step //= 2


def _in_pieces(
    model: PreTrainedModel,
    prefix: Prefix,
    inputs: Sequence[int],
    answer_ids: Sequence[int],
    factors: torch.Tensor,
    mode: Mode,
    step: int,
) -> torch.Tensor:
    start, answer_length = len(prefix), len(answer_ids)
    cache = prefix.as_cache() if start else DynamicCache()
    last = len(inputs) - answer_length  # the answer's logits come from one piece
    with manipulated(model, Manipulation(mode, factors[None].to(input_device(model)))):
        while last - start >= step:
            forward(model, torch.tensor([list(inputs[start : start + step])]), cache=cache, keep=1)
            start += step
        logits = answer_logits(model, torch.tensor([list(inputs[start:])]), answer_length, cache=cache)
    return losses(logits, answer_ids)[0]
