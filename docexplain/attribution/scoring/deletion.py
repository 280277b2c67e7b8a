"""Leave-one-out: segments are taken out of the prompt, and the model reads what is left anew.

This needs nothing of a model's attention, so it serves models on which suppression cannot be exact, such as those with
recurrent layers. A row costs what is left of the prompt, and no more than what is behind the first deleted token where
the model keeps keys and values.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch

from docexplain.attribution.scoring.factors import Span
from docexplain.attribution.scoring.planner import RowProgress, nobody
from docexplain.attribution.scoring.scorer import Scorer, Scores, Suppression
from docexplain.model.forward import answer_logits, losses
from docexplain.model.internals import asks_registry, attention_set
from docexplain.records import Mode, Scope

if TYPE_CHECKING:
    from docexplain.attribution.scoring.forced_answer import ForcedAnswer

_BEHIND = (1, 7, 33)
"""Tokens behind the answer: other lengths, and in layers that read in chunks other chunks."""


def scorer_for(
    forced: ForcedAnswer, how: Suppression, *, expected_rows: int = 1, on_rows: RowProgress = nobody
) -> Scorer:
    """The scorer that does what the mode says; for the arguments see
    :class:`docexplain.attribution.scoring.scorer.Scorer`."""
    kind = DeletionScorer if how.mode is Mode.DELETION else Scorer
    return kind(forced, how, expected_rows=expected_rows, on_rows=on_rows)


class DeletionScorer(Scorer):
    """A scorer whose rows are prompts that never had what they suppress, one at a time."""

    def isolated(self) -> Scorer | None:
        """None: every row is such a prompt already."""
        return None

    def kernel_noise(self) -> float:
        """Two standard errors of a summed effect, nats.

        The larger of two: how far the model is from itself where the numbers are the same and the arithmetic is not
        (with the library's eager attention, and with tokens behind the answer, which nothing before them sees); and
        what storing the answer's logits in the model's number format rounds away, when all else is exact.
        """
        given = [self._logits(more) for more in (0, *_BEHIND)]
        model, answer_ids = self.forced.model, self.forced.answer_ids
        if asks_registry(model, "eager"):
            with attention_set(model, "eager"):
                given.append(self._logits(0))
        first, *others = (losses(logits, answer_ids)[0].double() for logits in given)
        off = max(float((other - first).square().sum().sqrt()) for other in others)
        chosen = given[0][0].gather(-1, torch.tensor(answer_ids, device=given[0].device)[:, None]).double()
        # A number that is rounded to the nearest of a grid is off by its spacing over the root of 12.
        rounded = float(chosen.square().sum().sqrt()) * torch.finfo(model.dtype).eps / math.sqrt(12)
        return 2 * max(off, rounded)

    @torch.inference_mode()
    def _logits(self, more: int) -> torch.Tensor:
        """What predicts the answer with nothing deleted, and as many tokens behind it: (1, answer, vocabulary)."""
        *ids, last = self.forced.ids
        answer_length = self.forced.answer_length
        logits = answer_logits(self.forced.model, torch.tensor([[*ids, *[last] * more]]), answer_length + more)
        return logits[:, :answer_length]

    def _score(self, rows: torch.Tensor, mode: Mode, scope: Scope | None = None) -> Scores:
        if not self._controls:
            self._controls.append(self._left(torch.ones(self.forced.keys)))
        left = []
        for row in rows:
            left.append(self._left(row))
            self.on_rows(1)
        empty = torch.empty(0, self.forced.answer_length)
        return Scores(torch.stack(left) if left else empty, self._controls[0].expand(len(rows), -1))

    def _left(self, row: torch.Tensor) -> torch.Tensor:
        """Losses of the answer's tokens after what a row leaves of the prompt, (answer tokens,), nats."""
        kept = without_breaks(row == 0, self.how.document).logical_not().nonzero().flatten().tolist()
        return score_left(self.forced, kept)


@torch.inference_mode()
def score_left(forced: ForcedAnswer, kept: Sequence[int]) -> torch.Tensor:
    """Losses of the answer's tokens after a prompt that has only some of its tokens, which move up.

    Args:
        forced: what its prefix keeps of the tokens before the first deleted one is used.
        kept: positions of the tokens that are left, ascending; all of the answer's but its last.

    Returns:
        (answer tokens,), float32, nats, on the CPU.
    """
    prefix, ids = forced.prefix, forced.ids
    same = next((i for i, position in enumerate(kept) if i != position), len(prefix))
    same = min(same, len(prefix)) if prefix.keys else 0
    left = torch.tensor([[ids[i] for i in kept[same:]]])
    cache = prefix.first(same).as_cache() if same else None
    logits = answer_logits(forced.model, left, forced.answer_length, cache=cache)
    return losses(logits, forced.answer_ids)[0]


def without_breaks(deleted: torch.Tensor, document: Sequence[Span]) -> torch.Tensor:
    """What stands between two paragraphs goes with the one after it, and the first that is left stands where the
    document began: as in ContextCite's ablations (Cohen-Wang et al. 2024).

    Args:
        deleted: (tokens,), bool.
        document: the paragraphs' spans, in order.

    Returns:
        (tokens,), bool: the same, and the breaks that go too.
    """
    out = deleted.clone()
    kept_before = False
    for i, (start, end) in enumerate(document):
        gone = bool(deleted[start:end].all())
        if i and (gone or not kept_before):
            out[document[i - 1][1] : start] = True
        kept_before |= not gone
    return out
