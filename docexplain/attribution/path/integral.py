"""Aumann-Shapley values of the document's tokens: the answer's gradient integrated from a hidden document to the whole.

phi_k = integral over u in (0, 1) of dF/da_k at a = (u, ..., u);   sum over k of phi_k = F(1) - F(0)

(Aumann and Shapley 1974, "Values of Non-Atomic Games"; integrated gradients, Sundararajan et al. 2017, eq. 1, along
attention instead of embeddings.) F(1) - F(0) is the document effect, which is measured apart: how far the estimates are
from it is the quadrature's error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from docexplain.attribution.path.gradients import path_gradients
from docexplain.attribution.path.quadrature import FIRST, between, completed, places, shares
from docexplain.attribution.scoring.factors import Segment, Span
from docexplain.attribution.scoring.planner import Batching, RowProgress, nobody, nodes_at_once

if TYPE_CHECKING:
    from docexplain.attribution.scoring.forced_answer import ForcedAnswer

MORE, MOST = 2, 8
"""Places that are added at a time where the estimates are furthest off, and how many there are at most."""
ERROR = 0.5
"""An error above this share of the document effect asks for more places."""


@dataclass(frozen=True, slots=True)
class PathIntegral:
    """What each token of the document gives to each target.

    Attributes:
        places: u_j, ascending.
        gradients: (targets, places, prefix tokens), dF/d(log a_k), nats, float32 (float64 in a float64 model); 0
            outside the document.
        values: (targets, places), F there, nats.
    """

    places: tuple[float, ...]
    gradients: torch.Tensor
    values: torch.Tensor

    @property
    def nodes(self) -> int:
        """Places on the path."""
        return len(self.places)

    def phi(self, ends: torch.Tensor | None = None) -> torch.Tensor:
        """(prefix tokens, targets), nats.

        Args:
            ends: (2, targets), F(0) and F(1), nats, so that the parts add up to what lies between; None: not known,
                and what is given before the first place and behind the last stays an estimate.
        """
        parts = shares(self.places, self.gradients)
        return completed(parts, self._gains(parts, ends)).sum(1).T

    def roughest(self, ends: torch.Tensor) -> list[int]:
        """The :data:`MORE` intervals between places where the estimates are furthest off, see :meth:`phi`."""
        parts = shares(self.places, self.gradients)
        off = (self._gains(parts, ends) - parts.sum(-1)).abs().sum(0)
        return off.topk(min(MORE, len(off))).indices.tolist()

    def _gains(self, parts: torch.Tensor, ends: torch.Tensor | None) -> torch.Tensor:
        """What the answer gains in each interval, (targets, places + 1), nats; as estimated where it is not known."""
        gains = parts.sum(-1)
        gains[:, 1:-1] = self.values.diff()
        if ends is not None:
            gains[:, 0], gains[:, -1] = self.values[:, 0] - ends[0], ends[1] - self.values[:, -1]
        return gains

    def error(self, effects: torch.Tensor) -> float:
        """How far the estimates are from adding up to the document effect, added up over the targets, nats.

        Args:
            effects: (targets,), F(1) - F(0) of each, nats.
        """
        return float((shares(self.places, self.gradients).double().sum((1, 2)) - effects.double()).abs().sum())


class Path:
    """The path of one answer from a hidden document to the whole one.

    Args:
        document: the tokens whose attention is turned up from nothing.
        targets: spans of answer tokens that together are the answer.
        end: (prefix tokens,), factors that tokens have at the end of the path; None: 1.
        on_rows: told how many places more are done.
    """

    def __init__(
        self,
        forced: ForcedAnswer,
        document: Segment,
        targets: Sequence[Span],
        *,
        end: torch.Tensor | None = None,
        on_rows: RowProgress = nobody,
    ) -> None:
        self._forced, self._targets, self._on_rows = forced, targets, on_rows
        self._inside = torch.zeros(len(forced.prefix), dtype=torch.bool)
        for first, last in document:
            self._inside[first:last] = True
        self._exact = torch.promote_types(forced.model.dtype, torch.float32)
        self._end = torch.ones(len(self._inside), dtype=self._exact) if end is None else end.to(self._exact)

    def integral(self, nodes: int = FIRST) -> PathIntegral:
        """By so many places."""
        return self.along(places(nodes))

    def refined(self, found: PathIntegral, ends: torch.Tensor) -> PathIntegral:
        """By a few more places, where the estimates are furthest off; only these are computed.

        Args:
            ends: see :meth:`PathIntegral.phi`.
        """
        new = self.along(between(found.places, found.roughest(ends)))
        order = sorted(range(new.nodes + found.nodes), key=lambda i: (*new.places, *found.places)[i])
        together = (
            torch.cat(pair, 1)[:, order] for pair in ((new.gradients, found.gradients), (new.values, found.values))
        )
        return PathIntegral(tuple(sorted((*new.places, *found.places))), *together)

    def along(self, at: Sequence[float]) -> PathIntegral:
        """By these places, ascending; as many at once as there is memory for."""
        u = torch.tensor(at, dtype=self._exact)[:, None]
        factors = torch.where(self._inside, u * self._end, self._end)
        batching = Batching(min(len(at), nodes_at_once(self._forced)))
        found = batching.over(
            len(at), lambda part: path_gradients(self._forced, factors[part], self._targets), self._on_rows
        )
        gradients, losses = zip(*found, strict=True)
        values = [-torch.cat(losses)[:, start:end].sum(1) for start, end in self._targets]
        return PathIntegral(tuple(at), torch.cat(gradients, 1) * self._inside, torch.stack(values))


def is_rough(found: PathIntegral, effects: torch.Tensor, noise: float) -> bool:
    """Whether more places would bring the parts nearer to adding up to the document effect.

    Args:
        effects: (targets,), F(1) - F(0) of each, nats.
        noise: an error up to this is rounding, nats.
    """
    return found.nodes + MORE <= MOST and found.error(effects) > max(noise, ERROR * abs(float(effects.sum())))
