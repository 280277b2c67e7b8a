"""Ranking metrics. Pure functions; scores higher is better, ties count against us."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence


def rank_of(scores: Sequence[float], gold: int) -> int:
    """Rank of the gold item, from 1; items that tie with it stand before it."""
    return sum(1 for i, score in enumerate(scores) if i != gold and score >= scores[gold]) + 1


def average_precision(scores: Sequence[float], relevant: Sequence[bool]) -> float:
    """Mean of the precision at each relevant item's rank; of tied items the irrelevant stand first."""
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], relevant[i]))
    found, total = 0, 0.0
    for rank, item in enumerate(order, 1):
        if relevant[item]:
            found += 1
            total += found / rank
    return total / found


def average_recall(scores: Sequence[float], relevant: Sequence[bool]) -> float:
    """Mean over all ranks of the share of relevant items found up to that rank."""
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], relevant[i]))
    found, total, count = 0, 0.0, sum(relevant)
    for item in order:
        found += relevant[item]
        total += found / count
    return total / len(order)


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean, 0 for none."""
    return sum(values) / len(values) if values else 0.0


def interquartile_mean(values: Sequence[float]) -> float:
    """Mean of the middle half of the values: the quarter at either end left out (the paper's mAP_IQ)."""
    ordered = sorted(values)
    cut = len(ordered) // 4
    return mean(ordered[cut : len(ordered) - cut])


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Chance that a positive scores above a negative; a tie counts half."""
    wins = sum((p > n) + 0.5 * (p == n) for p in positives for n in negatives)
    return wins / (len(positives) * len(negatives))


def contains(answer: str, gold: str) -> bool:
    """Whether the normalised gold answer stands in the normalised answer (SQuAD's normalisation, whole words)."""
    return f" {normalise(gold)} " in f" {normalise(answer)} "


def normalise(text: str) -> str:
    """Lower case, no punctuation, no articles, single spaces (SQuAD's evaluation script)."""
    kept = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", kept).split())
