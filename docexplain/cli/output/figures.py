"""The figures of a paragraph as a row of a table: page, share of the document effect, nats, probability and a bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from rich.console import Console
from rich.text import Text

from docexplain.answers import Kind, kind_of, part_of, share_of
from docexplain.answers.said.wording import damaged, share
from docexplain.answers.several import mark
from docexplain.common.display_text import one_line
from docexplain.records import Answer, Paragraph, ParagraphEffect

BAR_WIDTH = 16
SHORTER = 5
"""So much shorter is the bar where there is a column more."""
NONE = "-"
"""Stands where nothing was measured."""
_COLOURS = {Kind.SUPPORTS: "green", Kind.AGAINST: "red", Kind.NOISE: "dim", Kind.SHARE: "cyan"}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows for an answer's paragraphs.

    Attributes:
        answer: whose.
        shares: with a column of shares, which the bars go by too; else bars go by the effects.
        largest: what fills the bar, nats.
    """

    answer: Answer
    shares: bool
    largest: float

    @classmethod
    def of(cls, answer: Answer, effects: Sequence[ParagraphEffect], *, shares: bool) -> Table:
        """A table whose longest bar is that of the largest of these effects.

        Args:
            shares: show them, if the answer has any.
        """
        with_shares = shares and answer.path is not None
        known = [effect for effect in effects if not damaged(effect)]
        sizes = (abs(part_of(effect) if with_shares else effect.effect) for effect in known)
        return cls(answer, with_shares, max(sizes, default=0.0) or 1.0)

    def head(self, out: Console) -> None:
        """The columns' names."""
        columns = f"{number(self.answer)} {'page':>4}  " + f"{'share':>5}  " * self.shares
        out.print(Text(f"{columns}{'nats':>7}  {'prob.':>6}{'' if self.shares else '  effect'}", style="dim"))

    def row(
        self, out: Console, effect: ParagraphEffect, paragraph: Paragraph, *, note: str, with_opening: bool
    ) -> None:
        """One paragraph, with a note and the beginning of its text, or else the headings above it."""
        colour = _COLOURS[kind_of(effect)]
        line = Text(f"{number(self.answer, effect.index)} {paragraph.page:>4}  ")
        if self.shares:
            line.append(f"{share(share_of(self.answer, effect)):>5}  ", style=colour)
        line.append(f"{nats(effect):>7}", style=colour)
        if broken := damaged(effect):
            line.append(f"  {broken}  ", style="bold red")
        else:
            line.append(f"  {f'{effect.probability_drop:+.2f}' if effect.per_token else NONE:>6}  ")
            size, width = (part_of(effect), BAR_WIDTH - SHORTER) if self.shares else (effect.effect, BAR_WIDTH)
            line.append(f"{bar(size, self.largest, width):<{width}}", style=colour)
        heading = one_line(" > ".join(paragraph.heading_path))
        tail = note + (one_line(paragraph.text) if with_opening else heading)
        line.append("  " + tail, style="dim" if with_opening else "bold")
        line.truncate(max(60, out.width), overflow="ellipsis")
        line.rstrip()
        out.print(line, no_wrap=True)


def number(answer: Answer, index: int | None = None) -> str:
    """The column of what paragraphs are cited as; its name without an index."""
    sources = answer.sources
    longest = f"{len(sources)}:{max(each.paragraphs for each in sources)}" if sources else ""
    width = max(4, len(longest))
    return f"{'#' if index is None else mark(sources, index):>{width}}"


def nats(effect: ParagraphEffect) -> str:
    """What hiding the paragraph does, with its sign; nothing where it was not hidden."""
    return f"{effect.effect:+.2f}" if effect.per_token and isfinite(effect.effect) else NONE


def bar(effect: float, largest: float, width: int = BAR_WIDTH) -> str:
    """A bar of eighths of a cell, as long as the effect's size against the largest; '-' cells for negative ones."""
    size = min(1.0, abs(effect) / largest) * width
    if effect < 0:
        return "-" * round(size)
    full = int(size)
    eighths = int((size - full) * 8)
    return "█" * full + (" ▏▎▍▌▋▊▉"[eighths] if eighths else "")
