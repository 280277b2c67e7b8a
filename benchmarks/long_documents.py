"""What is lost when a document is longer than what the model reads: the recall of the paragraph that holds the answer.

    python benchmarks/long_documents.py DATASET.json [--tokens 256 1024 2048 4096 7900]

One document is made of all articles of a SQuAD-format file. For each question, the paragraphs that would be read within
so many tokens are chosen, as a session does (BM25 over all paragraphs) and in two stages (BM25 over the articles as
wholes, then over the paragraphs of the best third of them), and the share of questions whose gold paragraph is among
them is printed. Only the model's tokenizer is used.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from docexplain.evaluation import squad
from docexplain.model.loading.by_name import load
from docexplain.retrieval.choosing import choose
from docexplain.retrieval.words import rank


def main() -> None:
    """Print one line per budget."""
    parser = argparse.ArgumentParser()
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--tokens", type=int, nargs="+", default=[256, 1024, 2048, 4096, 7900])
    parser.add_argument("--model")
    options = parser.parse_args()
    model = load(options.model)
    examples = squad.load(options.dataset)
    articles = list(dict.fromkeys(example.paragraphs for example in examples))
    texts = [text for article in articles for text in article]
    owner = [n for n, article in enumerate(articles) for _ in article]
    costs = [cost + 2 for cost in model.count_tokens(texts)]
    print(f"{len(examples)} questions, {len(texts)} paragraphs of {len(articles)} articles, {sum(costs)} tokens")
    found = {(way, tokens): 0 for way in ("paragraphs", "two stages") for tokens in options.tokens}
    for example in examples:
        gold = texts.index(example.paragraphs[example.gold])
        order = rank(texts, example.question)
        best = set(rank([" ".join(article) for article in articles], example.question)[: len(articles) // 3])
        staged = [i for i in order if owner[i] in best]
        for tokens in options.tokens:
            found["paragraphs", tokens] += gold in choose(order, costs, tokens)
            found["two stages", tokens] += gold in choose(staged, costs, tokens)
    for tokens in options.tokens:
        shares = (f"{way} {found[way, tokens] / len(examples):.3f}" for way in ("paragraphs", "two stages"))
        print(f"{tokens:>6} tokens  " + "  ".join(shares))


if __name__ == "__main__":
    main()
