"""Calibrate the verdict on questions whose right document is known.

Positives: the gold answer on its own article, and the model's own answer where it contains the gold one. Negatives: the
same question about another article, with the gold answer and with the model's own. The latter is often copied from it,
which did cause it then; that the question has nothing to do with the article can still be told. So that a question's
matter alone makes no answer supported, the gold answer on what is left of its own article without the paragraphs that
hold it is a negative of either kind. Given and generated answers are calibrated apart. Quality is measured on articles
that the regression has not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch

from docexplain.attribution.conclusions.verdict import FAINT, new_words, question_share, score, signals
from docexplain.attribution.scoring.deletion import scorer_for
from docexplain.attribution.scoring.factors import union
from docexplain.attribution.scoring.scorer import Suppression
from docexplain.errors import UsageError
from docexplain.evaluation import metrics
from docexplain.evaluation.answers import as_document
from docexplain.evaluation.squad import Example
from docexplain.grounding.denial import denies
from docexplain.grounding.facts.lookup import Ground, look_up, lowers
from docexplain.model.language_model import LanguageModel
from docexplain.records import Calibration, Weight
from docexplain.session.pipeline.reading import read
from docexplain.session.pipeline.record.recording import lowered_by_question
from docexplain.session.settings.calibrations import GENERATED, GIVEN, Pair

SIGNALS = {GENERATED: ("share", "question"), GIVEN: ("share", "question")}
"""What each calibration weighs: what the answer owes to the document, and what the question does."""

MISSED = 0.05
"""Share of the positives that may be called unsupported."""

FOLDS = 8
PENALTY = 0.5
"""Half the weight of the squared coefficients (of standardised signals) against one answer's log loss."""


@dataclass(frozen=True, slots=True)
class Case:
    """One explained answer: its kind, whether the document caused it, and what was measured.

    Attributes:
        near: a negative on its own article, whose paragraphs with the answer were left out.
        lowered: it would be weak whatever its score.
    """

    article: int
    kind: str
    positive: bool
    signals: dict[str, float]
    near: bool = False
    lowered: bool = False


def collect(
    model: LanguageModel,
    examples: Sequence[Example],
    everything: Sequence[Example],
    *,
    on_question: Callable[[int], None] = lambda _done: None,
) -> list[Case]:
    """Explain up to five answers per question: gold and own, on its own article and on another one of ``everything``;
    and the gold one where it no longer stands.

    Raises:
        UsageError: there is only one article.
    """
    articles = {example.article: example for example in everything}
    numbers = sorted(articles)
    if len(numbers) < 2:
        raise UsageError("A calibration needs questions about at least two articles: give a larger data set.")
    cases: list[Case] = []
    for done, example in enumerate(examples, 1):
        other = articles[numbers[(numbers.index(example.article) + 1) % len(numbers)]]
        for article in (example, other):
            own = article is example
            given = _explain(model, article, example.question, example.answer)
            generated = _explain(model, article, example.question, None)
            if given:
                cases.append(Case(example.article, GIVEN, own, given[1], lowered=given[2]))
            if generated and (not own or metrics.contains(generated[0], example.answer)):
                cases.append(Case(example.article, GENERATED, own, generated[1], lowered=generated[2]))
        rest = tuple(text for text in example.paragraphs if example.answer not in text)
        left = _explain(model, replace(example, paragraphs=rest), example.question, example.answer) if rest else None
        if left:
            cases += [Case(example.article, kind, False, left[1], True, left[2]) for kind in (GIVEN, GENERATED)]
        on_question(done)
    return cases


def calibrate(cases: Sequence[Case], *, made_for: str, made_by: str) -> tuple[Pair, dict[str, Any]]:
    """Calibrations for given and generated answers, and how well they do on articles they were not made on.

    Returns:
        the pair, and by kind: ``positives``, ``negatives`` (about another article), ``auroc`` of these,
        ``auroc_by_signal``, ``supported_wrongly`` and ``weak_wrongly`` (shares of the negatives),
        ``unsupported_wrongly`` and ``weak_rightly`` (of the positives); and of ``near`` ones (see :class:`Case`) how
        many they are, ``auroc``, ``supported_wrongly`` and ``weak_wrongly``; and by group how many are ``supported``.

    Raises:
        UsageError: too few answers of a kind, or in too few articles.
    """
    pair: Pair = {}
    report: dict[str, Any] = {}
    for kind, names in SIGNALS.items():
        chosen = [case for case in cases if case.kind == kind]
        held_out = _held_out_scores(chosen, names)
        scored = list(zip(held_out, chosen, strict=True))
        positive = [s for s, case in scored if case.positive]
        supported, unsupported = thresholds(positive, [s for s, case in scored if not case.positive])
        bias, weights = _fit(chosen, names)
        pair[kind] = Calibration(made_for, kind, made_by, bias, weights, supported, unsupported)
        far, near = ([s for s, case in scored if not case.positive and case.near is at] for at in (False, True))
        report[kind] = {
            "positives": len(positive),
            **_mistaken(positive, far, pair[kind]),
            "auroc_by_signal": _by_signal([case for case in chosen if not case.near]),
            "unsupported_wrongly": metrics.mean([float(s < unsupported) for s in positive]),
            "weak_rightly": metrics.mean([float(unsupported <= s < supported) for s in positive]),
        }
        if near:
            report[kind]["near"] = _mistaken(positive, near, pair[kind])
        report[kind]["supported"] = _supported(scored, supported)
    return pair, report


def _supported(scored: Sequence[tuple[float, Case]], threshold: float) -> dict[str, dict[str, float]]:
    """Shares that are called supported, by the score alone and after the checks that lower a verdict."""
    groups = {"positives": (True, False), "negatives": (False, False), "near": (False, True)}
    shares = {}
    for name, group in groups.items():
        called = [(s >= threshold, case.lowered) for s, case in scored if (case.positive, case.near) == group]
        if called:
            kept = [float(high and not lowered) for high, lowered in called]
            shares[name] = {"by_score": metrics.mean([float(s) for s, _ in called]), "after_checks": metrics.mean(kept)}
    return shares


def _mistaken(positive: Sequence[float], negative: Sequence[float], by: Calibration) -> dict[str, float]:
    """How well scores tell negatives from positives, and what the verdict says of the negatives."""
    return {
        "negatives": len(negative),
        "auroc": metrics.auroc(positive, negative),
        "supported_wrongly": metrics.mean([float(s >= by.supported) for s in negative]),
        "weak_wrongly": metrics.mean([float(by.unsupported <= s < by.supported) for s in negative]),
    }


def thresholds(positive: Sequence[float], negative: Sequence[float]) -> tuple[float, float]:
    """Scores from which on an answer is supported and below which it is unsupported.

    At the first, as many of the negatives are above as of the positives are below (equal error rate). Below the second
    are at most :data:`MISSED` of the positives, and nothing that is supported.
    """

    def imbalance(at: float) -> float:
        return abs(metrics.mean([float(s >= at) for s in negative]) - metrics.mean([float(s < at) for s in positive]))

    supported = min(sorted({*positive, *negative}), key=imbalance)
    return supported, min(supported, sorted(positive)[int(MISSED * len(positive))])


def _held_out_scores(cases: Sequence[Case], names: Sequence[str]) -> list[float]:
    """The score of each case by a regression that saw none of its article."""
    articles = sorted({case.article for case in cases})
    folds = [set(articles[i::FOLDS]) for i in range(FOLDS)]
    scores = [0.0] * len(cases)
    for fold in folds:
        inside = [i for i, case in enumerate(cases) if case.article in fold]
        rest = [case for case in cases if case.article not in fold]
        if not inside:
            continue
        bias, weights = _fit(rest, names)
        for i in inside:
            by = Calibration("", "", "", bias, weights, 1.0, 0.0)
            scores[i] = score(cases[i].signals, by)
    return scores


def _fit(cases: Sequence[Case], names: Sequence[str]) -> tuple[float, tuple[Weight, ...]]:
    """Logistic regression with both classes weighed alike; bias and weights for the signals as they are."""
    if len({case.positive for case in cases}) < 2:
        raise UsageError(
            "Too few answers for a calibration: every part of the data needs answers that the document caused and "
            "others. Take a larger sample, over more articles.",
            remedies=("sample",),
        )
    x = torch.tensor([[case.signals[name] for name in names] for case in cases], dtype=torch.float64)
    y = torch.tensor([float(case.positive) for case in cases], dtype=torch.float64)
    mean, spread = x.mean(0), x.std(0).clamp_min(1e-6)
    weigh = torch.where(y == 1, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    parameters = torch.zeros(len(names) + 1, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([parameters], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        logits = ((x - mean) / spread) @ parameters[1:] + parameters[0]
        errors = torch.nn.functional.binary_cross_entropy_with_logits(logits, y, weight=weigh, reduction="sum")
        total = errors + PENALTY * parameters[1:].square().sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    weights = parameters.detach()[1:] / spread
    bias = float(parameters.detach()[0] - (weights * mean).sum())
    return round(bias, 4), tuple(Weight(n, round(float(w), 4)) for n, w in zip(names, weights, strict=True))


def _by_signal(cases: Sequence[Case]) -> dict[str, float]:
    """AUROC of each signal on its own."""
    return {
        name: metrics.auroc(
            [c.signals[name] for c in cases if c.positive], [c.signals[name] for c in cases if not c.positive]
        )
        for name in cases[0].signals
    }


def _explain(
    model: LanguageModel, article: Example, question: str, answer: str | None
) -> tuple[str, dict[str, float], bool] | None:
    """The answer, its signals on what ``docexplain ask`` would read of the article, and whether anything lowers its
    verdict; None when there is no answer."""
    given = None if answer is None else model.encode_answer(answer)
    room = len(given) if given else 64
    reading = read(model, as_document(article), question, how_many="auto", answer_tokens=room)
    prompt = reading.prompt
    prefix = model.prefill(prompt.prefix_ids)
    ids = given or model.generate(prefix, prompt.tail_ids, max_new_tokens=room).ids
    if not ids:
        return None
    document = union([[span] for span in prompt.spans])
    how = Suppression(document=document)
    hidden = scorer_for(reading.forced(model, prefix, ids), how).hide([document])
    owed = question_share(scorer_for(reading.asked(model, prefix), how), document)
    text, offsets = model.decode_with_offsets(ids)
    new = new_words(text, offsets, question)
    values = signals(hidden.baselines[0], hidden.effects[0], new, owed)
    facts = look_up(text, question, Ground(reading.document, (), [each.index for each in reading.paragraphs]))
    denied = denies(question, text, (paragraph.text for paragraph in reading.paragraphs))
    lowered = denied or bool(lowered_by_question(reading, text) or lowers(facts)) or values["new_drop"] < FAINT
    return text, values, lowered
