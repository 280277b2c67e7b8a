"""Scope ``full``: every position after a suppressed token sees it suppressed.

Hidden states before a row's first suppressed token are the unsuppressed prompt's (causal mask), so they are taken from
its prefix. Under ``mask`` a token that no query may see need not be computed either: the prompt is run without it, the
others at their own positions, and every hidden state that counts is what masking would give. So a row costs the tokens
that are left behind its first hidden one, by the model's own attention; a paragraph on its own costs no more than its
own tokens and the question's. In the other modes all tokens from the first suppressed one on are computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import torch
from transformers import DynamicCache

from docexplain.attention.hook import Manipulation, manipulated
from docexplain.attribution.scoring.forced_answer import NOTHING, ForcedAnswer
from docexplain.attribution.scoring.planner import RowProgress, nobody, queries_at_once, sequences_at_once
from docexplain.errors import is_out_of_memory
from docexplain.model.devices.placement import input_device
from docexplain.model.forward import answer_logits, forward, losses, probe_ids
from docexplain.model.prefix.chunks import by_length
from docexplain.records import Mode

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_HIDDEN = slice(4, 7)
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
    ids = probe_ids(model)[0].tolist()
    forced = ForcedAnswer(model, NOTHING, ids[:-3], ids[-3:])
    hidden = torch.zeros(forced.keys, dtype=torch.bool)
    hidden[_HIDDEN] = True
    plain, masked = (_masked(forced, factors) for factors in (torch.ones(forced.keys), (~hidden).float()))
    kept = [hidden.logical_not().nonzero().flatten().tolist()]
    try:
        left_out, moved = (_score(forced, kept, 0, closed=closed)[0] for closed in (False, True))
    except (TypeError, ValueError, RuntimeError) as error:  # takes no positions, or no such mask
        if is_out_of_memory(error):
            raise
        return False
    off = float((masked - left_out).abs().max())
    if torch.equal(left_out, moved) and off:  # positions are ignored: they follow from the length
        return False
    # Beside what hiding does: where that is little, so is what a mistake does.
    return off <= _ROUNDING.get(model.dtype, 0.3) + _TOLERANCE * float((masked - plain).abs().max())


def _masked(forced: ForcedAnswer, factors: torch.Tensor) -> torch.Tensor:
    """Losses of the answer's tokens by our attention with no prefix, (answer tokens,)."""
    model, ids = forced.model, torch.tensor([forced.inputs])
    with manipulated(model, Manipulation(Mode.MASK, factors[None].to(input_device(model)))):
        logits = answer_logits(model, ids, forced.answer_length, cache=DynamicCache())
    return losses(logits, forced.answer_ids)[0]


@torch.inference_mode()
def score_without(
    forced: ForcedAnswer,
    hidden: torch.Tensor,
    *,
    closed: bool = False,
    on_rows: RowProgress = nobody,
) -> torch.Tensor:
    """Losses of the answer's tokens, one row per set of hidden tokens.

    Args:
        forced: its prefix with nothing hidden: a row takes from it what stands before its first hidden token.
        hidden: (rows, forced.keys), bool; False behind the prefix.
        closed: tokens move up into the places of hidden ones, as in a prompt that never had them; else they keep their
            own positions.
        on_rows: told after each batch.

    Returns:
        (rows, answer_length), float32, nats, on the CPU.
    """
    prefix = forced.prefix
    kept: list[tuple[int, list[int]]] = []
    for row in hidden:
        first = int(row.nonzero()[0]) if row.any() else len(prefix)
        kept.append((first, (~row[first:]).nonzero().flatten().add(first).tolist()))
    # Alike rows stand together, the longest first: so it shows at once when memory is short.
    order = sorted(range(len(kept)), key=lambda i: (-len(kept[i][1]), kept[i][0]))
    losses = torch.empty(len(kept), forced.answer_length)
    most: int | None = None
    done = 0
    while done < len(order):
        start, positions = kept[order[done]]
        token_bytes = prefix.nbytes / len(prefix)
        fit = sequences_at_once(forced.model, start, len(positions), forced.answer_length, token_bytes)
        batch = _alike([kept[i] for i in order[done : done + (fit if most is None else min(fit, most))]])
        start = min(first for first, _ in batch)
        rows = [[*range(start, first), *positions] for first, positions in batch]
        try:
            out = _score(forced, rows, start, closed=closed)
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error) or len(batch) == 1:
                raise
            most = len(batch) // 2
            continue
        for i, row in zip(order[done : done + len(batch)], out, strict=True):
            losses[i] = row
        done += len(batch)
        on_rows(len(batch))
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


def _score(forced: ForcedAnswer, rows: Sequence[Sequence[int]], start: int, *, closed: bool = False) -> torch.Tensor:
    """One batch of rows of positions behind the first ``start`` tokens, filled up on the left."""
    ids = forced.ids
    longest = max(map(len, rows))
    pads = [longest - len(row) for row in rows]
    tokens = torch.tensor([[0] * pad + [ids[i] for i in row] for pad, row in zip(pads, rows, strict=True)])
    places = [range(start, start + len(row)) for row in rows] if closed else rows
    positions = torch.tensor([[0] * pad + list(row) for pad, row in zip(pads, places, strict=True)])
    mask = torch.ones(len(rows), start + longest, dtype=torch.long)
    for row, pad in zip(mask, pads, strict=True):
        row[start : start + pad] = 0
    device = input_device(forced.model)
    logits = answer_logits(
        forced.model,
        tokens,
        forced.answer_length,
        cache=forced.prefix.first(start).as_cache(len(rows)),
        position_ids=positions.to(device),
        attention_mask=mask.to(device),
    )
    return losses(logits, forced.answer_ids)


@torch.inference_mode()
def score_recomputed(
    forced: ForcedAnswer,
    factors: torch.Tensor,
    mode: Mode,
    *,
    base: torch.Tensor | None = None,
) -> torch.Tensor:
    """Losses of the answer's tokens under one row of factors, in any mode, piece by piece so that memory suffices.

    Args:
        forced: its prefix as it is under ``base``.
        factors: (forced.keys,), 1 for keys left alone.
        base: factors of the steering that the prefix was computed under; None: nothing was steered.

    Returns:
        (answer_length,), float32, nats, on the CPU.
    """
    before = len(forced.prefix)
    changed = (factors != (1 if base is None else base)).nonzero()
    begin = min(int(changed[0]) if len(changed) else before, before)
    step = forced.keys if by_length(forced.model) else queries_at_once(forced.model, forced.keys)
    while True:
        try:
            return _in_pieces(forced, begin, factors, mode, step)
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error) or step <= 1 or by_length(forced.model):
                raise
            step //= 2


def _in_pieces(forced: ForcedAnswer, begin: int, factors: torch.Tensor, mode: Mode, step: int) -> torch.Tensor:
    """The tokens from ``begin`` on, ``step`` at a time."""
    model, inputs, start = forced.model, forced.ids[:-1], begin
    cache = forced.prefix.first(begin).as_cache()
    last = len(inputs) - forced.answer_length  # the answer's logits come from one piece
    with manipulated(model, Manipulation(mode, factors[None].to(input_device(model)))):
        while last - start >= step:
            forward(model, torch.tensor([inputs[start : start + step]]), cache=cache, keep=1)
            start += step
        logits = answer_logits(model, torch.tensor([inputs[start:]]), forced.answer_length, cache=cache)
    return losses(logits, forced.answer_ids)[0]
