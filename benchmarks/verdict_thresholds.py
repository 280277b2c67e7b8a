"""Where the verdict's thresholds come from (docexplain/attribution/verdict.py).

    python benchmarks/verdict_thresholds.py DATASET.json [--sample 200] [--seed 1] [--model M]

For each question of a SQuAD-format file: the gold answer explained on its own article (the document caused it) and on
another article (it did not); then the model's own answers, right (they contain the gold answer) on their own article,
and whatever it says about another. Two signals, both from suppressing everything that was read: the mean effect per
answer token in nats, and as a probability (docexplain.attribution.verdict.support). Prints AUROC and quantiles, and the
share of each group that the present thresholds call supported, weak and unsupported.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docexplain.attribution.attribute import attribute
from docexplain.attribution.verdict import support, verdict_of
from docexplain.evaluation import metrics, squad
from docexplain.evaluation.answers import as_document
from docexplain.model.language_model import LanguageModel
from docexplain.model.loading import load
from docexplain.records import Verdict
from docexplain.session.reading import read


@dataclass(frozen=True)
class Signal:
    """What suppressing the document did to one answer."""

    text: str
    nats: float
    probability: float
    verdict: Verdict


def explain(model: LanguageModel, article: squad.Example, question: str, answer: str | None) -> Signal | None:
    """Read what ``ask`` would read of the article and explain the answer (None: the model's own)."""
    given = None if answer is None else model.encode_answer(answer)
    reading = read(model, as_document(article), question, how_many="auto", answer_tokens=len(given) if given else 64)
    prefix = model.prefill(reading.prompt.prefix_ids)
    ids = given or model.generate(prefix, reading.prompt.tail_ids).ids
    if not ids:
        return None
    spans = [[span] for span in reading.prompt.spans]
    found = attribute(model.model, prefix, reading.prompt.tail_ids, ids, spans)
    return Signal(
        text=model.decode(ids),
        nats=float(found.together.mean()),
        probability=support(found.baseline, found.together),
        verdict=verdict_of(found.baseline, found.together, found.noise_floor),
    )


def quantile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of the values lie below (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def show(title: str, right: list[Signal], wrong: list[Signal]) -> None:
    """One comparison."""
    print(f"\n{title}: {len(right)} against {len(wrong)}")
    for name in ("nats", "probability"):
        positive, negative = ([getattr(s, name) for s in group] for group in (right, wrong))
        line = f"  {name:<12} AUROC {metrics.auroc(positive, negative):.3f}"
        for group, values in (("right", positive), ("wrong", negative)):
            line += f"   {group} " + " ".join(f"{quantile(values, q):+.3f}" for q in (0.05, 0.1, 0.5, 0.9, 0.95))
        print(line + "   (quantiles 5, 10, 50, 90, 95 %)")
    for group, signals in (("right", right), ("wrong", wrong)):
        shares = {v: sum(s.verdict is v for s in signals) / len(signals) for v in Verdict}
        print(f"  {group}: " + ", ".join(f"{verdict} {share:.0%}" for verdict, share in shares.items()))


def main() -> None:
    """Print the comparisons."""
    parser = argparse.ArgumentParser()
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model")
    options = parser.parse_args()
    model = load(options.model)
    examples = squad.load(options.dataset)
    articles = {example.article: example for example in examples}
    numbers = sorted(articles)
    groups: dict[str, list[Signal]] = {name: [] for name in ("gold", "gold elsewhere", "own right", "own elsewhere")}
    chosen = squad.sample(examples, options.sample, options.seed)
    for example in chosen:
        other = articles[numbers[(numbers.index(example.article) + 1) % len(numbers)]]
        runs = {
            "gold": explain(model, example, example.question, example.answer),
            "gold elsewhere": explain(model, other, example.question, example.answer),
            "own right": explain(model, example, example.question, None),
            "own elsewhere": explain(model, other, example.question, None),
        }
        own = runs["own right"]
        if own is not None and not metrics.contains(own.text, example.answer):
            runs["own right"] = None
        for name, signal in runs.items():
            if signal is not None:
                groups[name].append(signal)
    print(f"{model.info.name}, {model.info.dtype} on {model.info.device}, {len(chosen)} questions")
    show("Given (gold) answers, own article against another", groups["gold"], groups["gold elsewhere"])
    show(
        "The model's own answers, right ones against those about another article",
        groups["own right"],
        groups["own elsewhere"],
    )


if __name__ == "__main__":
    main()
