"""A cited paragraph's text: as it is, sentence by sentence with their effects, or with its strongest tokens marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rich.console import Console
from rich.text import Text

from docexplain.answers import Kind, kind_of, strongest_runs
from docexplain.common.display_text import one_line
from docexplain.records import Granularity, Paragraph, Passage, Settings

GUTTER = 10
MARKS = (">>", "<<")


def show_text(out: Console, paragraph: Paragraph, passages: Sequence[Passage], settings: Settings) -> None:
    """Print the paragraph behind a gutter; what was measured inside it stands in the gutter or is marked."""
    if not passages:
        _print(out, "", paragraph.text)
    elif settings.granularity is Granularity.SENTENCE:
        for passage in passages:
            gutter = f"{passage.effect:+.2f}" if kind_of(passage) is not Kind.NOISE else str(Kind.NOISE)
            _print(out, gutter, paragraph.text[passage.start : passage.end])
    else:
        runs = strongest_runs(paragraph.text, passages, settings.summary)
        _print(out, "", _marked(paragraph.text, [(start, end) for start, end, _ in runs]))
        for start, end, effect in runs:
            _print(out, f"{effect:+.2f}", paragraph.text[start:end], bar=">")


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
