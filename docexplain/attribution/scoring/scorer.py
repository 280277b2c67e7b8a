"""One prompt, one answer, any number of suppressions: every part of an explanation asks the same scorer for its rows.

So all rows have one batch shape and one set of control rows, and the noise of the arithmetic can be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import torch

from docexplain.attribution.scoring.answer_loss import keeps_scores, score_batch, score_rows
from docexplain.attribution.scoring.correlation import correlate, similarities
from docexplain.attribution.scoring.drops import probability_drops
from docexplain.attribution.scoring.factors import Segment, factor_rows
from docexplain.attribution.scoring.full import can_leave_out, score_recomputed, score_without
from docexplain.attribution.scoring.noise import beside, others, two_errors
from docexplain.attribution.scoring.planner import Batching, RowProgress, batching, nobody, rows_at_once
from docexplain.records import HIDE, STEERABLE, Mode, Scope

if TYPE_CHECKING:
    from docexplain.attribution.scoring.forced_answer import ForcedAnswer

COMBINED = frozenset({Mode.MASK, Mode.LOG, Mode.DELETION})
"""Modes in which a factor of 0 hides, so that hiding and suppressing multiply."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """How a segment is suppressed, and in front of what.

    Attributes:
        scope: which queries see it suppressed: question and answer only, or every position.
        mode, factor: see :mod:`docexplain.attention.suppression`; a factor of 1 changes nothing.
        kappa: suppress tokens of ``document`` this alike with it (correlated suppression); None: only itself.
        document: the tokens that correlated suppression may touch.
        closed: under scope ``full`` and mode ``mask`` tokens move up into the places of hidden ones, as in a prompt
            that never had them.
        steering: factor of spans that are turned down or up in every row, also in the control; by mode ``log``.
    """

    scope: Scope = Scope.READOUT
    mode: Mode = Mode.MASK
    factor: float = HIDE
    kappa: float | None = None
    document: Segment = ()
    steering: tuple[tuple[Segment, float], ...] = ()
    closed: bool = False

    def __post_init__(self) -> None:
        if self.steering and self.mode not in STEERABLE:
            raise ValueError(f"steering goes by mask or log, not {self.mode}")


@dataclass(frozen=True, slots=True)
class Scores:
    """Losses of rows and of the controls in their batches, each (rows, answer tokens), float32, nats, on the CPU."""

    losses: torch.Tensor
    baselines: torch.Tensor

    @property
    def effects(self) -> torch.Tensor:
        """effect_t(S) = loss_t(S) - loss_t(empty), (rows, answer tokens), nats."""
        return self.losses - self.baselines

    @property
    def drops(self) -> torch.Tensor:
        """p_t(empty) - p_t(S), (rows, answer tokens)."""
        return probability_drops(self.baselines, self.losses)

    def __getitem__(self, rows: slice) -> Scores:
        return Scores(self.losses[rows], self.baselines[rows])


class Scorer:
    """Scores rows for one answer.

    Args:
        forced: the answer. Under steering with scope ``full`` its prefix is as computed under the steering.
        expected_rows: how many rows the first call will have; it sets the batch shape.
        on_rows: told how many rows more are done; may raise to stop. Whoever measures more of this answer tells it too.
    """

    def __init__(
        self, forced: ForcedAnswer, how: Suppression, *, expected_rows: int = 1, on_rows: RowProgress = nobody
    ) -> None:
        self.forced, self.how, self.on_rows = forced, how, on_rows
        self._expected_rows = expected_rows
        self._batching: Batching | None = None
        self._base = torch.ones(self.forced.keys)
        for segment, factor in how.steering:
            self._base *= factor_rows([segment], self.forced.keys, factor)[0]
        self._controls: list[torch.Tensor] = []
        self._full: torch.Tensor | None = None
        self._foreseen: dict[bytes, tuple[torch.Tensor, torch.Tensor]] = {}
        self._library: tuple[str, ...] = ()
        self._others: list[torch.Tensor] = []

    def expect(self, rows: int) -> None:
        """How many rows the first call will have; and that :meth:`kernel_noise` will be asked for, so that the rows
        that it needs go with them where they are few enough to fit in."""
        self._expected_rows = rows
        if not self.how.steering and self.how.scope is not Scope.FULL:
            self._library = beside(self.forced)

    @property
    def end_of_path(self) -> torch.Tensor:
        """(prefix tokens,), each token's factor in the answer as it is: 1, but for what is steered."""
        return self._base[: len(self.forced.prefix)]

    def again(self, how: Suppression) -> Scorer:
        """A scorer for the same prompt and answer that suppresses in another way."""
        return type(self)(self.forced, how, on_rows=self.on_rows)

    def isolated(self) -> Scorer | None:
        """A scorer whose rows are prompts that never had what they hide; None under steering: its prefix is another."""
        if self.how.steering:
            return None
        return self.again(replace(self.how, scope=Scope.FULL, mode=Mode.MASK, factor=HIDE, kappa=None, closed=True))

    def suppress(self, segments: Sequence[Segment], hidden: Segment = ()) -> Scores:
        """Each segment suppressed as the settings say.

        Args:
            hidden: also hidden in every row, and in the row that serves as the baseline then.

        Raises:
            ValueError: ``hidden`` with a mode that it cannot be combined with (other than mask and log).
        """
        rows = factor_rows(segments, self.forced.keys, self.how.factor)
        if self.how.kappa is not None and len(segments):
            from accelerate.utils import align_module_device  # rarely needed

            embeddings: Any = self.forced.model.get_input_embeddings()
            with align_module_device(embeddings):  # offloaded ones are brought back
                similarity = similarities(embeddings.weight.detach(), self.forced.prefix.ids, segments)
            outside = factor_rows([self.how.document], self.forced.keys, HIDE)[0, : len(self.forced.prefix)] == 1
            similarity[:, outside] = -1.0
            rows = correlate(rows, similarity, self.how.kappa, self.how.factor, self.how.mode)
        if not hidden:
            return self._score(rows, self.how.mode)
        if self.how.mode not in COMBINED:
            raise ValueError(f"hiding goes with mask or log, not {self.how.mode}")
        out = factor_rows([hidden], self.forced.keys, HIDE)
        scores = self._score(torch.cat([out, rows * out]), self.how.mode)
        return Scores(scores.losses[1:], scores.losses[:1].expand(len(rows), -1))

    def hide(self, segments: Sequence[Segment], *, later: Sequence[Segment] = ()) -> Scores:
        """Each segment hidden by ``mask``, whatever the mode: what does the answer owe to it?

        Args:
            later: segments that will most likely be asked for next: they are done in the same go, so that batches are
                full, and this call's rows are remembered.
        """
        rows = factor_rows([*segments, *later], self.forced.keys, HIDE)
        names = [(row == 0).numpy().tobytes() for row in rows]
        unknown = [i for i, name in enumerate(names) if name not in self._foreseen]
        if len(unknown) == len(rows) and not later:
            return self._score(rows, Mode.MASK)
        scores = self._score(rows[unknown], Mode.MASK)
        scored = zip(scores.losses, scores.baselines, strict=True)
        found = self._foreseen | dict(zip([names[i] for i in unknown], scored, strict=True))
        if later:
            self._foreseen = found
        losses, baselines = zip(*(found[name] for name in names[: len(segments)]), strict=True)
        return Scores(torch.stack(losses), torch.stack(baselines))

    def score_all(
        self, segments: Sequence[Segment], hidden: Sequence[Segment], controls: Sequence[Segment]
    ) -> tuple[Scores, Scores, Scores]:
        """Suppress ``segments``, hide ``hidden``, and hide ``controls`` from question and answer only, whatever the
        scope; all in one go where the settings make no difference, so that batches are full."""
        plain = self.how.mode is Mode.MASK and self.how.kappa is None and self.how.scope is Scope.READOUT
        if plain or self.how.mode is Mode.DELETION:
            scores = self.hide([*segments, *hidden, *controls])
            first, second = len(segments), len(segments) + len(hidden)
            return scores[:first], scores[first:second], scores[second:]
        readout = self._score(factor_rows(controls, self.forced.keys, HIDE), Mode.MASK, Scope.READOUT)
        return self.suppress(segments), self.hide(hidden), readout

    @property
    def baseline(self) -> torch.Tensor:
        """(answer tokens,), the first control row of the scope that the settings name: nothing suppressed."""
        return self._controls[0] if self._full is None else self._full

    def control_spread(self) -> float:
        """Largest difference between the summed losses of two control rows so far, nats."""
        sums = torch.stack(self._controls).double().sum(-1)
        return float(sums.max() - sums.min())

    def kernel_noise(self) -> float:
        """Two standard errors of a summed effect, nats, see :mod:`docexplain.attribution.scoring.noise`.

        Measured without the steering, which the model's own attention does not know; and not on a baseline that is by
        the model's own attention already.
        """
        ours = self.baseline
        if self.how.steering or self.how.scope is Scope.FULL:
            plain = torch.ones(1, self.forced.keys)
            ours = score_batch(self.forced, plain, Mode.MASK)[0]
        return two_errors(ours, self._others or others(self.forced))

    def _score(self, rows: torch.Tensor, mode: Mode, scope: Scope | None = None) -> Scores:
        """Rows on top of the steering."""
        if self.how.steering:
            rows, mode = rows * self._base, Mode.LOG
        if not len(rows):
            nothing = torch.empty(0, self.forced.answer_length)
            return Scores(nothing, nothing)
        score = self._score_full if (scope or self.how.scope) is Scope.FULL else self._score_readout
        return score(rows, mode)

    def _score_readout(self, rows: torch.Tensor, mode: Mode) -> Scores:
        if self._batching is None:
            fit = rows_at_once(self.forced, scores=keeps_scores(self.forced.model, self.how.mode))
            self._batching = batching(self._expected_rows, fit)
            if self._batching.payload + 1 + len(self._library) > fit:
                self._library = ()
        found = score_rows(
            self.forced,
            rows,
            mode,
            control=self._base,
            batching=self._batching,
            library=self._library,
            on_rows=self.on_rows,
        )
        if len(found.others):
            self._library, self._others = (), list(found.others)
        self._controls += found.controls
        return Scores(found.losses, found.baselines)

    def _score_full(self, rows: torch.Tensor, mode: Mode) -> Scores:
        """The control is computed once, in the way of the rows."""
        closed = self.how.closed and mode is Mode.MASK
        leave_out = closed or (mode is Mode.MASK and can_leave_out(self.forced.model, self.forced.keys))

        def score(rows: torch.Tensor, told: RowProgress) -> torch.Tensor:
            if leave_out:
                return score_without(self.forced, rows == 0, closed=closed, on_rows=told)
            found = []
            for row in rows:
                found.append(score_recomputed(self.forced, row, mode, base=self._base))
                told(1)
            return torch.stack(found)

        if self._full is None:
            self._full = score(self._base[None], nobody)[0]
            self._controls.append(self._full)
        return Scores(score(rows, self.on_rows), self._full.expand(len(rows), -1))
