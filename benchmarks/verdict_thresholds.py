"""Where the verdict's thresholds come from (docexplain/attribution/verdict.py).

    python benchmarks/verdict_thresholds.py DATASET.json [--sample 200] [--seed 1] [--model M]

For each question of a SQuAD-format file: the gold answer explained on its own article (the document caused it) and on
another article (it did not). The signal is the document effect per answer token: how much likelier the answer is with
the paragraphs than with all of them suppressed. Prints the AUROC, the quantiles of both groups, and two thresholds:
``supported`` leaves out 95 % of the wrong documents, ``unsupported`` keeps 95 % of the right ones. Where the second is
not below the first, everything between them is "weak".
"""

from __future__ import annotations

import argparse
from pathlib import Path

from docexplain.attribution.attribute import attribute
from docexplain.evaluation import metrics, squad
from docexplain.evaluation.answers import as_document
from docexplain.model.language_model import LanguageModel
from docexplain.model.loading import load
from docexplain.session.reading import read


def document_effect(model: LanguageModel, article: squad.Example, question: str, answer: str | None) -> float:
    """Per answer token, in nats; ``answer`` None: the model's own. Reads what ``ask`` would read."""
    given = None if answer is None else model.encode_answer(answer)
    reading = read(model, as_document(article), question, how_many="auto", answer_tokens=len(given) if given else 64)
    prefix = model.prefill(reading.prompt.prefix_ids)
    ids = given or model.generate(prefix, reading.prompt.tail_ids).ids
    if not ids:
        return 0.0
    spans = [[span] for span in reading.prompt.spans]
    return float(attribute(model.model, prefix, reading.prompt.tail_ids, ids, spans).together.mean())


def quantile(values: list[float], share: float) -> float:
    """The value that ``share`` of the values lie below (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model")
    parser.add_argument("--own", action="store_true", help="the model's own answers instead of the gold ones")
    options = parser.parse_args()
    model = load(options.model)
    examples = squad.load(options.dataset)
    articles = {example.article: example for example in examples}
    numbers = sorted(articles)
    right, wrong = [], []
    for example in squad.sample(examples, options.sample, options.seed):
        answer = None if options.own else example.answer
        other = articles[numbers[(numbers.index(example.article) + 1) % len(numbers)]]
        right.append(document_effect(model, example, example.question, answer))
        wrong.append(document_effect(model, other, example.question, answer))
    print(f"{model.info.name}, {model.info.dtype} on {model.info.device}, {len(right)} questions")
    print(f"AUROC {metrics.auroc(right, wrong):.3f}")
    for name, values in (("right document", right), ("wrong document", wrong)):
        shares = "  ".join(f"{share:.0%} {quantile(values, share):+.2f}" for share in (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95))
        print(f"{name}: {shares}")
    print(f"supported from {quantile(wrong, 0.95):.2f}, unsupported below {quantile(right, 0.05):.2f}")


if __name__ == "__main__":
    main()
