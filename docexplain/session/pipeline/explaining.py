"""From an answer's tokens to everything that is said about it: ranking, verdict, what to cite, and its parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docexplain.answers import below_noise
from docexplain.attribution.conclusions.calibration import calibration_for
from docexplain.attribution.conclusions.citation import Citation, cite
from docexplain.attribution.conclusions.confirmation import Confirmation, confirm
from docexplain.attribution.conclusions.verdict import new_words, verdict_of
from docexplain.attribution.ranking.drill import part_scores
from docexplain.attribution.ranking.influence import Attribution, influences, rows_of
from docexplain.attribution.ranking.sections import MANY, influences_by_section, sections_of
from docexplain.attribution.ranking.summary import best_first
from docexplain.attribution.ranking.windows import token_scores, windows
from docexplain.attribution.scoring.deletion import scorer_for
from docexplain.attribution.scoring.scorer import Scorer, Suppression
from docexplain.ingest.text.sentences import sentence_spans
from docexplain.records import Calibration, Granularity, Passage, Settings, Steer, Verdict
from docexplain.session.events import Stage

if TYPE_CHECKING:
    import torch

    from docexplain.attribution.scoring.factors import Segment
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
    """

    settings: Settings
    attribution: Attribution
    offsets: tuple[tuple[int, int], ...]
    verdict: Verdict
    verdict_score: float
    calibration: Calibration
    citation: Citation | None
    passages: tuple[Passage, ...]
    confirmation: Confirmation | None = None


def explain(
    model: LanguageModel,
    reading: Reading,
    forced: ForcedAnswer,
    settings: Settings,
    report: Report,
    *,
    given: bool = False,
    steering: Sequence[Steer] = (),
) -> Explanation:
    """Explain an answer; the stages are reported as they come.

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
    in_sections = settings.sections and len(segments) >= MANY
    sections = sections_of([p.heading_path for p in reading.paragraphs]) if in_sections else []
    rows = rows_of(segments, template)
    progress = _Stages(report)
    scorer = scorer_for(
        forced,
        Suppression(
            settings.scope,
            settings.mode,
            settings.factor,
            settings.kappa,
            reading.prompt.spans,
            steered(reading, steering),
        ),
        expected_rows=len(sections) + 2 if in_sections else rows,
        on_rows=progress.rows,
    )
    progress.begin(Stage.EXPLAIN, None if in_sections else rows)
    found = (
        influences_by_section(scorer, segments, sections, template, summary=settings.summary)
        if in_sections
        else influences(scorer, segments, template)
    )
    text, offsets = model.decode_with_offsets(forced.answer_ids)
    said = new_words(text, offsets, reading.question)
    verdict, score = verdict_of(found, said, calibration)
    citation = None
    passages: tuple[Passage, ...] = ()
    if verdict is not Verdict.UNSUPPORTED:
        progress.begin(Stage.CITE, None)
        citation = cite(scorer, segments, found)
        if settings.granularity is not Granularity.PARAGRAPH:
            passages = _passages(scorer, reading, citation, settings.granularity, found.noise_floor, progress)
    confirmation = None
    if settings.confirm:
        best = best_first(found.effects, found.probability_drops, settings.summary)[: settings.confirm]
        progress.begin(Stage.CONFIRM, 2 * len(best))
        confirmation = confirm(scorer, segments, best, on_rows=progress.rows)
    progress.end()
    return Explanation(settings, found, tuple(offsets), verdict, score, calibration, citation, passages, confirmation)


def steered(reading: Reading, steering: Sequence[Steer]) -> tuple[tuple[Segment, float], ...]:
    """The spans of steered paragraphs with their factors. Their paragraphs must have been read."""
    spans = {p.index: span for p, span in zip(reading.paragraphs, reading.prompt.spans, strict=True)}
    return tuple(([spans[steer.paragraph]], steer.factor) for steer in steering)


def _passages(
    scorer: Scorer,
    reading: Reading,
    citation: Citation,
    granularity: Granularity,
    noise_floor: float,
    progress: _Stages,
) -> tuple[Passage, ...]:
    """The parts of every cited paragraph, in document order."""
    members = sorted(citation.members)
    parts = {m: _parts(reading, m, granularity) for m in members}
    progress.begin(Stage.DRILL, sum(len(spans) for spans, _ in parts.values()))
    passages: list[Passage] = []
    for member, (spans, characters) in parts.items():
        group = citation.group.members if citation.group else ()
        others = [[reading.prompt.spans[m]] for m in group if m != member and member in group]
        scores = part_scores(scorer, [[span] for span in spans], others)
        baseline = tuple(scores.baselines[0].tolist()) if others else ()
        effects, drops = scores.effects, scores.drops
        if granularity is Granularity.TOKEN:
            first, last = reading.prompt.spans[member]
            effects, drops = (token_scores(x, spans, first, last) for x in (effects, drops))
        (index,) = reading.indices_of([member])
        passages += [
            _passage(index, c, e, d, noise_floor, baseline) for c, e, d in zip(characters, effects, drops, strict=True)
        ]
    return tuple(passages)


def _parts(
    reading: Reading, member: int, granularity: Granularity
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Token spans to suppress, and the characters of the paragraph that each part of the result stands for."""
    prompt, text = reading.prompt, reading.paragraphs[member].text
    if granularity is Granularity.TOKEN:
        first, last = prompt.spans[member]
        characters = [prompt.characters_of(member, token) for token in range(first, last)]
        return windows(first, last), [(min(a, len(text)), min(b, len(text))) for a, b in characters]
    whole = "\n".join(p.text for p in reading.document.paragraphs)
    sentences = sentence_spans(text, train_on=whole, installed=True)
    return [prompt.tokens_of(member, *sentence) for sentence in sentences], sentences


def _passage(
    paragraph: int,
    characters: tuple[int, int],
    effect: torch.Tensor,
    drop: torch.Tensor,
    noise_floor: float,
    baseline: tuple[float, ...],
) -> Passage:
    total = float(effect.sum())
    return Passage(
        paragraph=paragraph,
        start=characters[0],
        end=characters[1],
        effect=total,
        probability_drop=float(drop.sum()),
        below_noise=below_noise(total, noise_floor),
        per_token=tuple(effect.tolist()),
        baseline=baseline,
    )


class _Stages:
    """Turns a scorer's running count of rows into the progress of one stage after another."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._stage: Stage | None = None
        self._total: int | None = None
        self._before = self._done = 0

    def begin(self, stage: Stage, total: int | None) -> None:
        self.end()
        self._stage, self._total, self._before = stage, total, self._done
        self._report(stage)(0, total)

    def rows(self, done: int) -> None:
        self._done = done
        if self._stage is not None:
            count = done - self._before
            self._report(self._stage)(count if self._total is None else min(count, self._total), self._total)

    def end(self) -> None:
        if self._stage is not None and self._total is None:
            count = self._done - self._before
            self._report(self._stage)(count, count)
        self._stage = None
