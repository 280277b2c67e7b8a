"""Which segments say the same as the one that gives an answer best: judged by the answer's own content.

Siblings in one frame ("The budget of department X is N euros") give most of an answer's tokens to each other, and the
question gives more; only the tokens that one of them gives and another does not tell them apart. So a copy is judged by
the worst of these, not by a mean over all. Pure functions; losses in nats.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

LIKELY = 4.0
"""Nats. A token with a larger loss even where the best segment is visible is none that the model would say: it tells
nothing, unless all are so."""
APART = 3.0
"""Nats that a token must differ by between what is visible to count as content; half of the largest where all differ by
less than twice that."""
WORST = 0.4
"""Share of that difference which a copy may leave open in any token of the content."""
MEAN = 0.5
"""Share of all differences that a copy gives back."""
HOPELESS = 5.0
"""Nats: a token that is worse off than this is lost, and counts no more the more it is."""


@dataclass(frozen=True, slots=True)
class Content:
    """What of an answer depends on which segment is visible.

    Attributes:
        reference: (answer tokens,), losses with the best segment alone visible.
        spread: (answer tokens,), how much larger the loss is where least is given.
        likely: (answer tokens,), bool, see :data:`LIKELY`.
        telling: (answer tokens,), bool, the tokens of the content among them.
    """

    reference: torch.Tensor
    spread: torch.Tensor
    likely: torch.Tensor
    telling: torch.Tensor

    def left_open(self, losses: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Of each row the worst share of a token of the content, and the mean of all, 0 to 1.

        Args:
            losses: (rows, answer tokens).
        """
        shares = ((losses - self.reference) / self.spread.clamp_min(1e-6)).clamp(0, 1)
        weights = self.spread * self.likely
        worst = torch.where(self.telling, shares, torch.zeros(())).amax(-1)
        return worst, (shares * weights).sum(-1) / weights.sum().clamp_min(1e-6)

    def given_by(self, losses: torch.Tensor) -> torch.Tensor:
        """Which rows give the content as well as the best does, (rows,), bool."""
        worst, mean = self.left_open(losses)
        return (worst <= WORST) & (mean <= 1 - MEAN)


def content(best: torch.Tensor, others: torch.Tensor) -> Content:
    """The content of an answer.

    Args:
        best: (answer tokens,), losses with the best segment alone visible.
        others: (rows, answer tokens), losses with each other one alone visible, and with none.
    """
    spread = torch.maximum(others.amax(0), best) - best
    likely = best <= LIKELY
    if not (likely & (spread >= 1)).any():
        likely = torch.ones_like(likely)
    largest = float((spread * likely).max())
    return Content(best, spread, likely, likely & (spread > 0) & (spread >= min(APART, largest / 2)))


def lost(together: torch.Tensor, effects: torch.Tensor) -> torch.Tensor:
    """The share of what the document gives that goes in each row, (rows,), 0 to 1.

    Args:
        together: (answer tokens,), the document effect.
        effects: (rows, answer tokens), or of one row.
    """
    most = together.clamp(0, HOPELESS)
    return torch.minimum(effects.clamp_min(0), most).sum(-1) / most.sum().clamp_min(1e-6)
