"""A cited paragraph's text: as it is, sentence by sentence with their effects, or with its strongest tokens marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rich.console import Console
from rich.text import Text

from docexplain.answers import Kind, kind_of, share_of, strongest_runs
from docexplain.answers.wording import share
from docexplain.common.display_text import one_line
from docexplain.records import Answer, Granularity, Paragraph, Passage

GUTTER = 10
MARKS = (">>", "<<")


def show_text(out: Console, paragraph: Paragraph, passages: Sequence[Passage], answer: Answer) -> None:
    """Print the paragraph behind a gutter; what was measured inside it stands in the gutter or is marked."""
    settings = answer.settings
    if not passages:
        _print(out, "", paragraph.text)
    elif settings.granularity is Granularity.SENTENCE:
        for passage in passages:
            gutter = figure(answer, passage) if kind_of(passage) is not Kind.NOISE else str(Kind.NOISE)
            _print(out, gutter, paragraph.text[passage.start : passage.end])
    else:
        runs = strongest_runs(paragraph.text, passages, settings.summary)
        _print(out, "", _marked(paragraph.text, [(start, end) for start, end, _ in runs]))
        for start, end, token in runs:
            _print(out, figure(answer, token), paragraph.text[start:end], bar=">")


def figure(answer: Answer, passage: Passage) -> str:
    """What is said of a sentence or token: its share of the document effect, or its effect in nats where it was hidden
    itself, or there are no shares."""
    part = share_of(answer, passage)
    return f"{passage.effect:+.2f}" if part is None else share(part)


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
