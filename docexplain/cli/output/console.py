"""How text gets on the screen: the console, and lines with a label before them."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.text import Text

from docexplain.records import Verdict

LABEL_WIDTH = 10
VERDICT_COLOURS = {Verdict.SUPPORTED: "cyan", Verdict.WEAK: "yellow", Verdict.UNSUPPORTED: "magenta"}
"""Beside the verdict's word: colour never stands alone. No green or red, which say "right" and "wrong"."""


def console() -> Console:
    """Where data goes: stdout, as wide as the terminal (80 in a pipe), colour only on a terminal."""
    return Console(file=sys.stdout, markup=False, highlight=False, emoji=False, soft_wrap=True)


def labelled(out: Console, label: str, *columns: Text) -> None:
    """Text beside a label, wrapped; several texts stand side by side in columns of one width."""
    gap = 3
    width = (max(50, out.width) - LABEL_WIDTH - gap * (len(columns) - 1)) // len(columns)
    wrapped = [list(column.wrap(out, width)) or [Text()] for column in columns]
    for i in range(max(map(len, wrapped))):
        line = Text(f"{label if i == 0 else '':<{LABEL_WIDTH}}", style="dim")
        row = Text.assemble(line)
        for at, column in enumerate(wrapped):
            row.append_text(column[i] if i < len(column) else Text())
            if at + 1 < len(columns):
                row.pad_right(LABEL_WIDTH + (at + 1) * (width + gap) - row.cell_len)
        row.rstrip()
        out.print(row)


def wrapped(out: Console, text: Text) -> None:
    """A paragraph of its own, over the whole width."""
    for line in text.wrap(out, max(60, out.width)):
        line.rstrip()
        out.print(line)
