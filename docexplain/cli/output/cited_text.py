"""A cited paragraph's text: as it is, sentence by sentence with their effects, or with its strongest tokens marked; of
a table the rows that give the answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rich.console import Console
from rich.text import Text

from docexplain.answers import (
    Kind,
    cited_rows,
    kind_of,
    read_in_part,
    read_lines,
    share_of,
    strongest_runs,
    text_of_row,
)
from docexplain.answers.said.wording import share
from docexplain.common.display_text import one_line
from docexplain.records import Answer, Granularity, Paragraph, Passage

GUTTER = 10
MARKS = (">>", "<<")


def show_table(out: Console, paragraph: Paragraph, title: str, answer: Answer) -> None:
    """Print a table's title and of its rows those that give the answer; where that is not known, those that were
    read."""
    rows, excerpt = cited_rows(answer, paragraph), answer.excerpt_of(paragraph.index)
    by_row = answer.settings.granularity is Granularity.SENTENCE
    passages = [passage for passage in answer.passages if passage.paragraph == paragraph.index]
    if title:
        _print(out, "", title)
    if rows and not by_row:
        for row in rows:
            _print(out, figure(answer, row.passage), row.text)
        if answer.settings.granularity is Granularity.TOKEN:
            _show_runs(out, paragraph, passages, answer)
    elif by_row and passages:
        for passage in passages:
            gutter = figure(answer, passage) if kind_of(passage) is not Kind.NOISE else str(Kind.NOISE)
            _print(out, gutter, text_of_row(paragraph, excerpt, (passage.start, passage.end)))
    else:
        for line in read_lines(answer, paragraph):
            _print(out, "", text_of_row(paragraph, excerpt, line))
    if said := read_in_part(answer, paragraph):
        _print(out, "", said, bar=" ")


def _show_runs(out: Console, paragraph: Paragraph, passages: Sequence[Passage], answer: Answer) -> None:
    for start, end, token in strongest_runs(paragraph.text, passages, answer.settings.summary):
        _print(out, figure(answer, token), paragraph.text[start:end], bar=">")


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
