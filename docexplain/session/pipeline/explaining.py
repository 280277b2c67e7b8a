"""From an answer's tokens to everything that is said about it: ranking, verdict, what to cite, and its parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from docexplain.attribution.conclusions.citation import Citation, cite
from docexplain.attribution.conclusions.confirmation import Confirmation, confirm
from docexplain.attribution.conclusions.verdict import new_words, question_share, signals, verdict_of
from docexplain.attribution.path.claims import claims
from docexplain.attribution.ranking.by_path import influences_by_path
from docexplain.attribution.ranking.influence import Attribution, influences, rows_of
from docexplain.attribution.scoring.deletion import scorer_for
from docexplain.attribution.scoring.factors import union
from docexplain.attribution.scoring.scorer import Suppression
from docexplain.common.questions.titles import only_titles
from docexplain.grounding.saying import saying
from docexplain.records import Calibration, Granularity, Mode, Passage, Settings, Steer, Verdict
from docexplain.session.events import Stage
from docexplain.session.pipeline.passages import passages_by_path, passages_by_rows
from docexplain.session.settings.calibrations import calibration_for

if TYPE_CHECKING:
    from docexplain.attribution.scoring.factors import Segment, Span
    from docexplain.attribution.scoring.forced_answer import ForcedAnswer
    from docexplain.model.language_model import LanguageModel
    from docexplain.session.pipeline.reading import Reading

Report = Callable[[Stage], Callable[[int, int | None], None]]
"""Gives the progress callback of a stage."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything measured about one answer, and by which settings; positions count the paragraphs read from 0.

    Attributes:
        offsets: characters of each of the answer's tokens in its text.
        signals: what the score was drawn from, and could have been, by name.
        claims: spans of the answer's tokens, in mode ``path``.
        tokens: the passages token by token, in mode ``path``.
    """

    settings: Settings
    attribution: Attribution
    offsets: tuple[tuple[int, int], ...]
    verdict: Verdict
    verdict_score: float
    signals: dict[str, float]
    calibration: Calibration
    citation: Citation | None
    passages: tuple[Passage, ...]
    confirmation: Confirmation | None = None
    claims: tuple[Span, ...] = ()
    tokens: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told while an answer is explained.

    Attributes:
        ranked: what there is once the paragraphs are ranked, before it is tested what to cite.
    """

    report: Report
    ranked: Callable[[Explanation], None] = lambda _: None


def explain(
    model: LanguageModel,
    reading: Reading,
    forced: ForcedAnswer,
    settings: Settings,
    told: Told,
    *,
    given: bool = False,
    steering: Sequence[Steer] = (),
) -> Explanation:
    """Explain an answer; the stages are told as they come.

    Args:
        reading: what was read and asked.
        forced: the answer behind the reading's prompt.
        given: the answer's text was given, not generated.
        steering: what the answer was made under.

    Raises:
        ModelError: the user's calibration for this model is damaged.
    """
    calibration = calibration_for(model.info, given=given)
    segments: list[Segment] = [[span] for span in reading.prompt.spans]
    template: Segment = [reading.prompt.template] if reading.prompt.template else ()
    text, offsets = model.decode_with_offsets(forced.answer_ids)
    progress = _Stages(told.report)
    by_path = settings.mode is Mode.PATH
    said = tuple(claims(text, offsets)) if by_path else ()
    rows = rows_of(segments, template)
    how = Suppression(
        settings.scope,
        Mode.MASK if by_path else settings.mode,
        settings.factor,
        settings.kappa,
        reading.prompt.spans,
        steered(reading, steering),
    )
    scorer = scorer_for(forced, how, on_rows=progress.rows)
    progress.begin(Stage.EXPLAIN, None if by_path else rows)
    found = influences_by_path(scorer, segments, said, template) if by_path else influences(scorer, segments, template)
    question = question_share(scorer_for(reading.asked(model, forced.prefix), how), union(segments))
    new = new_words(text, offsets, reading.question)
    verdict, score = verdict_of(found, new, question, calibration)
    so_far = Explanation(
        settings=settings,
        attribution=found,
        offsets=tuple(offsets),
        verdict=verdict,
        verdict_score=score,
        signals=signals(found.baseline, found.together, new, question),
        calibration=calibration,
        citation=None,
        passages=(),
        claims=said,
    )
    told.ranked(so_far)
    citation = None
    passages: tuple[Passage, ...] = ()
    tokens: tuple[Passage, ...] = ()
    if verdict is not Verdict.UNSUPPORTED:
        progress.begin(Stage.CITE, None)
        titles = only_titles(reading.paragraphs, text, reading.question)
        says = saying(reading.paragraphs, text, reading.question, offsets)
        citation = cite(scorer, segments, found, titles, says)
        level, noise = settings.granularity, found.noise_floor
        if found.shares is not None:
            passages = passages_by_path(found.shares, reading, citation, level, noise)
            tokens = passages_by_path(found.shares, reading, citation, Granularity.TOKEN, noise)
        elif level is not Granularity.PARAGRAPH:
            begin = partial(progress.begin, Stage.DRILL)
            passages = passages_by_rows(scorer, reading, citation, level, noise, begin)
    confirmation = None
    if settings.confirm:
        best = found.best_first(settings.summary)[: settings.confirm]
        progress.begin(Stage.CONFIRM, 2 * len(best))
        confirmation = confirm(scorer, segments, best)
    progress.end()
    return replace(so_far, citation=citation, passages=passages, tokens=tokens, confirmation=confirmation)


def steered(reading: Reading, steering: Sequence[Steer]) -> tuple[tuple[Segment, float], ...]:
    """The spans of steered paragraphs with their factors. Their paragraphs must have been read."""
    spans = {p.index: span for p, span in zip(reading.paragraphs, reading.prompt.spans, strict=True)}
    return tuple(([spans[steer.paragraph]], steer.factor) for steer in steering)


class _Stages:
    """Adds the rows that are done up to the progress of one stage after another."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._stage: Stage | None = None
        self._total: int | None = None
        self._done = 0

    def begin(self, stage: Stage, total: int | None) -> None:
        self.end()
        self._stage, self._total, self._done = stage, total, 0
        self._report(stage)(0, total)

    def rows(self, more: int) -> None:
        self._done += more
        if self._stage is not None:
            done = self._done if self._total is None else min(self._done, self._total)
            self._report(self._stage)(done, self._total)

    def end(self) -> None:
        if self._stage is not None and self._total is None:
            self._report(self._stage)(self._done, self._done)
        self._stage = None
