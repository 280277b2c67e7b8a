"""How much a small model should read (SMALL_MODEL_READS in docexplain/session/pace/pace.py).

    python benchmarks/answers_by_length.py DATASET.json [--sample 100] [--seed 11] [--tokens 200 256 384 512]

Answers questions of a SQuAD-format file from the paragraphs that BM25 chooses within so many tokens (the best one at
least), and prints the share of answers that contain the gold answer and the share whose gold paragraph was read.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from docexplain.evaluation import squad
from docexplain.evaluation.answers import evaluate_answers
from docexplain.model.loading.by_name import load


def main() -> None:
    """Print one line per length."""
    parser = argparse.ArgumentParser()
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--tokens", type=int, nargs="+", default=[200, 256, 384, 512])
    parser.add_argument("--max-tokens", type=int, default=40, help="longest answer")
    parser.add_argument("--model")
    options = parser.parse_args()
    model = load(options.model)
    examples = squad.sample(squad.load(options.dataset), options.sample, options.seed)
    print(f"{model.info.name}, {model.info.dtype} on {model.info.device}, {len(examples)} questions")
    for tokens in options.tokens:
        found = evaluate_answers(model, examples, how_many=f"{tokens}t", max_new_tokens=options.max_tokens)
        print(f"{tokens:>5} tokens  " + "  ".join(f"{key} {found[key]:.2f}" for key in ("contains_gold", "gold_read")))


if __name__ == "__main__":
    main()
