"""Aumann-Shapley values of the document's tokens: the answer's gradient integrated from a hidden document to the whole.

phi_k = integral over u in (0, 1) of dF/da_k at a = (u, ..., u);   sum over k of phi_k = F(1) - F(0)

(Aumann and Shapley 1974, "Values of Non-Atomic Games"; integrated gradients, Sundararajan et al. 2017, eq. 1, along
attention instead of embeddings.) F(1) - F(0) is the document effect, which is measured apart: how far the sum is from
it is the quadrature's error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, slots=True)
class PathIntegral:
    """What each token of the document gives to each target.

    Attributes:
        phi: (prefix tokens, targets), float32 (float64 in a float64 model), nats; 0 outside the document.
        gradients: (targets, places, prefix tokens), what it was made of.
    """

    phi: torch.Tensor
    gradients: torch.Tensor

    @property
    def nodes(self) -> int:
        """Places on the path."""
        return self.gradients.shape[1]

    def error(self, effects: torch.Tensor) -> float:
        """How far the sums over all tokens are from F(1) - F(0), added up over the targets, nats.

        Args:
            effects: (targets,), F(1) - F(0) of each, nats.
        """
        return float((self.phi.double().sum(0) - effects.double()).abs().sum())


class Path:
    """The path of one answer from a hidden document to the whole one.

    Args:
        document: the tokens whose attention is turned up from nothing.
        targets: spans of answer tokens that together are the answer.
        end: (prefix tokens,), factors that tokens have at the end of the path; None: 1.
        on_rows: told how many places more are done; may raise to stop.
    """

    def __init__(
        self,
        forced: ForcedAnswer,
        document: Segment,
        targets: Sequence[Span],
        *,
        end: torch.Tensor | None = None,
        on_rows: Callable[[int], None] = lambda _rows: None,
    ) -> None:
        self._forced, self._targets, self._on_rows = forced, targets, on_rows
        self._inside = torch.zeros(len(forced.prefix), dtype=torch.bool)
        for first, last in document:
            self._inside[first:last] = True
        self._exact = torch.promote_types(forced.model.dtype, torch.float32)
        self._end = torch.ones(len(self._inside), dtype=self._exact) if end is None else end.to(self._exact)

    def integral(self, nodes: int = FIRST) -> PathIntegral:
        """By the rule with so many nodes."""
        return self._integral(self._gradients(fejer(nodes)[0]))

    def refined(self, found: PathIntegral) -> PathIntegral:
        """By the rule with one more than twice as many nodes; only the new ones are computed."""
        between = self._gradients(fejer(2 * found.nodes + 1)[0][::2])
        return self._integral(torch.stack([*_alternating(between.unbind(1), found.gradients.unbind(1))], 1))

    def _integral(self, gradients: torch.Tensor) -> PathIntegral:
        places, weights = fejer(gradients.shape[1])
        each = torch.tensor(weights, dtype=self._exact) / torch.tensor(places, dtype=self._exact)
        return PathIntegral(torch.einsum("tnk,n->kt", gradients, each) * self._inside[:, None], gradients)

    def _gradients(self, places: Sequence[float]) -> torch.Tensor:
        """As many places at once as there is memory for: (targets, places, prefix tokens)."""
        u = torch.tensor(places, dtype=self._exact)[:, None]
        factors = torch.where(self._inside, u * self._end, self._end)
        batching = Batching(min(len(places), nodes_at_once(self._forced)))
        found: list[torch.Tensor] = []
        done = 0
        while done < len(places):
            part = factors[done : done + batching.payload]
            try:
                found.append(path_gradients(self._forced, part, self._targets)[0])
            except (MemoryError, RuntimeError) as error:
                if not is_out_of_memory(error) or not batching.halve():
                    raise
                continue
            done += len(part)
            self._on_rows(len(part))
        return torch.cat(found, 1)


def is_rough(found: PathIntegral, effects: torch.Tensor, noise: float) -> bool:
    """Whether more places would bring the parts nearer to adding up to the document effect.

    Args:
        effects: (targets,), F(1) - F(0) of each, nats.
        noise: an error up to this is rounding, nats.
    """
    return 2 * found.nodes + 1 <= MOST and found.error(effects) > max(noise, ERROR * abs(float(effects.sum())))


def _alternating(outer: Sequence[torch.Tensor], inner: Sequence[torch.Tensor]) -> Iterator[torch.Tensor]:
    for position, tensor in enumerate(outer):
        yield tensor
        yield from inner[position : position + 1]
