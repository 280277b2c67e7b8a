"""Aumann-Shapley values of the document's tokens: the answer's gradient integrated from a hidden document to the whole.

phi_k = integral over u in (0, 1) of dF/da_k at a = (u, ..., u);   sum over k of phi_k = F(1) - F(0)

(Aumann and Shapley 1974, "Values of Non-Atomic Games"; integrated gradients, Sundararajan et al. 2017, eq. 1, along
attention instead of embeddings.) F(1) - F(0) is the document effect, which is measured apart: how far the sum is from
it is the quadrature's error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import torch

from docexplain.attribution.path.gradients import path_gradients
from docexplain.attribution.path.quadrature import fejer
from docexplain.attribution.scoring.factors import Segment, Span
from docexplain.attribution.scoring.planner import Batching, nodes_at_once
from docexplain.errors import is_out_of_memory

if TYPE_CHECKING:
    from docexplain.attribution.scoring.forced_answer import ForcedAnswer

FIRST, MOST = 3, 15
"""Places where the gradient is taken: first, and at most. From 3 on the ranking stays as it is; the parts do not."""
ERROR = 0.5
"""An error above this share of the document effect asks for more places."""


class Nodes(NamedTuple):
    """How many places: few first, and more while the error is large.

    Attributes:
        first, most: places to begin with, and at most; each finer rule has one more than twice as many.
        noise: an error up to this is rounding, nats.
    """

    first: int = FIRST
    most: int = MOST
    noise: float = 0.0


@dataclass(frozen=True, slots=True)
class PathIntegral:
    """What each token of the document gives to each target.

    Attributes:
        phi: (len(prefix), targets), float32 (float64 in a float64 model), nats; 0 outside the document.
        nodes: places on the path.
        error: the sum over all tokens and targets less the document effect, nats.
    """

    phi: torch.Tensor
    nodes: int
    error: float


def path_integral(
    forced: ForcedAnswer,
    document: Segment,
    targets: Sequence[Span],
    effect: float,
    *,
    nodes: Nodes | tuple[int, int] = (FIRST, MOST),
    end: torch.Tensor | None = None,
    on_rows: Callable[[int], None] = lambda _rows: None,
) -> PathIntegral:
    """The values, with as many places as the error asks for.

    Args:
        document: the tokens whose attention is turned up from nothing.
        targets: spans of answer tokens that together are the answer.
        effect: F(1) - F(0) of the whole answer, nats.
        nodes: how many; a pair says the first and the most, and that no error is noise.
        end: (len(prefix),), factors that tokens have at the end of the path; None: 1.
        on_rows: told how many places more are done; may raise to stop.
    """
    inside = torch.zeros(len(forced.prefix), dtype=torch.bool)
    for first, last in document:
        inside[first:last] = True
    exact = torch.promote_types(forced.model.dtype, torch.float32)
    whole = torch.ones(len(inside), dtype=exact) if end is None else end.to(exact)

    def gradients_at(places: Sequence[float]) -> torch.Tensor:
        u = torch.tensor(places, dtype=exact)[:, None]
        return _gradients(forced, torch.where(inside, u * whole, whole), targets, on_rows)

    count, most, noise = Nodes(*nodes)
    gradients = gradients_at(fejer(count)[0])
    while True:
        each = torch.tensor([w / u for u, w in zip(*fejer(count), strict=True)], dtype=exact)
        phi = torch.einsum("tnk,n->kt", gradients, each) * inside[:, None]
        error = float(phi.double().sum()) - effect
        finer = 2 * count + 1
        if finer > most or abs(error) <= max(noise, ERROR * abs(effect)):
            return PathIntegral(phi, count, error)
        between = gradients_at(fejer(finer)[0][::2])
        gradients = torch.stack([*_alternating(between.unbind(1), gradients.unbind(1))], 1)
        count = finer


def _alternating(outer: Sequence[torch.Tensor], inner: Sequence[torch.Tensor]) -> Iterator[torch.Tensor]:
    for position, tensor in enumerate(outer):
        yield tensor
        yield from inner[position : position + 1]


def _gradients(
    forced: ForcedAnswer, factors: torch.Tensor, targets: Sequence[Span], on_rows: Callable[[int], None]
) -> torch.Tensor:
    """Of any number of places, as many at once as there is memory for: (targets, places, prefix tokens)."""
    batching = Batching(min(len(factors), nodes_at_once(forced)))
    found: list[torch.Tensor] = []
    done = 0
    while done < len(factors):
        part = factors[done : done + batching.payload]
        try:
            found.append(path_gradients(forced, part, targets)[0])
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error) or not batching.halve():
                raise
            continue
        done += len(part)
        on_rows(len(part))
    return torch.cat(found, 1)
