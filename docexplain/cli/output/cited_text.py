"""A cited paragraph's text: as it is, sentence by sentence with their effects, or with its strongest tokens marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rich.console import Console
from rich.text import Text

from docexplain.common.display_text import one_line
from docexplain.records import Granularity, Paragraph, Passage, Settings, Summary

GUTTER = 10
MARKS = (">>", "<<")
STRONG = 1 / 3
"""A token is marked from this share of the strongest one's effect on."""
MOST_RUNS = 3


def show_text(out: Console, paragraph: Paragraph, passages: Sequence[Passage], settings: Settings) -> None:
    """Print the paragraph behind a gutter; what was measured inside it stands in the gutter or is marked."""
    if not passages:
        _print(out, "", paragraph.text)
    elif settings.granularity is Granularity.SENTENCE:
        for passage in passages:
            gutter = "noise" if passage.below_noise else f"{passage.effect:+.2f}"
            _print(out, gutter, paragraph.text[passage.start : passage.end])
    else:
        runs = strongest_runs(paragraph.text, passages, settings.summary)
        _print(out, "", _marked(paragraph.text, [(start, end) for start, end, _ in runs]))
        for start, end, effect in runs:
            _print(out, f"{effect:+.2f}", paragraph.text[start:end], bar=">")


def strongest_runs(text: str, tokens: Sequence[Passage], by: Summary) -> list[tuple[int, int, float]]:
    """The strongest tokens, neighbours joined and filled up to whole words: start, end (exclusive) and the strongest
    token's effect in nats, best first. Tokens within the noise are never among them."""

    def strength(token: Passage) -> float:
        return token.probability_drop if by is Summary.PROBABILITY else token.effect

    clear = [
        t for t in tokens if t.effect > 0 and not t.below_noise and strength(t) > 0 and text[t.start : t.end].strip()
    ]
    limit = STRONG * max(map(strength, clear), default=0.0)
    runs: list[tuple[int, int, Passage]] = []
    for token in sorted((t for t in clear if strength(t) >= limit), key=lambda t: (t.start, t.end)):
        start, end = _whole_words(text, token.start, token.end)
        if runs and not text[runs[-1][1] : start].strip():
            first, last, best = runs[-1]
            runs[-1] = first, max(last, end), max(best, token, key=strength)
        else:
            runs.append((start, end, token))
    runs.sort(key=lambda run: -strength(run[2]))
    return [(start, end, token.effect) for start, end, token in runs[:MOST_RUNS]]


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _marked(text: str, runs: Sequence[tuple[int, int]]) -> str:
    cuts = [0, *(cut for run in sorted(runs) for cut in run), len(text)]
    pieces = [text[a:b] for a, b in pairwise(cuts)]
    return "".join(MARKS[0] + piece + MARKS[1] if i % 2 else piece for i, piece in enumerate(pieces))


def _print(out: Console, gutter: str, text: str, bar: str = "|") -> None:
    width = max(60, out.width) - GUTTER - 2
    for block in text.strip().split("\n"):
        for line in Text(one_line(block)).wrap(out, width) or [Text()]:
            line.rstrip()
            out.print(Text(f"{gutter:>{GUTTER - 1}} {bar} ").append_text(line))
            gutter = ""
