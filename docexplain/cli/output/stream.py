"""The answer on the terminal as it is generated: wrapped at words under a label of its own, and taken off the screen
again where it can be, since what is printed in the end has its verdict and citations."""

from __future__ import annotations

import os
import shutil
import sys

from rich.cells import cell_len

from docexplain.cli.output.console import LABEL_WIDTH, console
from docexplain.common.display_text import plain

_NEVER_FIRST = frozenset("、。，．・：；？！ー）」』】〕〉》”’…%!),.:;?]}")
"""Punctuation that no line begins with; scripts without blanks may break anywhere else."""


LABEL = "Answering"


class Stream:
    """Prints an answer's pieces as they come. A word waits until its end is known, since only then it has its line."""

    def __init__(self) -> None:
        self.begun = self.ended = False
        self._rows = 0  # that are on the screen
        self._covered = False  # something else was printed below
        self._columns = 0  # of the terminal, when it began
        self._word = ""  # what is not printed yet, without blanks
        self._blanks = ""  # before it
        self._column = 0  # cells of this line that are taken, beside the label
        self._width = _width()

    def __call__(self, text: str) -> None:
        """One more piece."""
        if not self.begun:
            self._put(f"{LABEL:<{LABEL_WIDTH}}")
            self._columns = shutil.get_terminal_size().columns
            self.begun = True
        for character in plain(text):
            self._add(character)
        sys.stdout.flush()

    def end(self) -> None:
        """End the line, also when the answer broke off; more than once does no harm."""
        if self.begun and not self.ended:
            self._print_word()
            self._put("\n")
            sys.stdout.flush()
            self.ended = True

    def cover(self) -> None:
        """Something else is printed below: what stands above it stays."""
        self._covered = self._covered or self.begun

    def take_back(self) -> None:
        """Take the text off the screen, where all of it still stands there with nothing below it. Where it cannot be,
        it stays, under its own label."""
        columns, rows = shutil.get_terminal_size()
        whole = self.ended and not self._covered and 0 < self._rows < rows
        if whole and columns == self._columns >= LABEL_WIDTH + 20 and os.environ.get("TERM") not in {None, "", "dumb"}:
            self._put(f"\r\x1b[{self._rows}A\x1b[J")
            sys.stdout.flush()
            self._rows = 0

    def _add(self, character: str) -> None:
        if character == "\n":
            self._print_word()
            self._blanks = ""
            self._break()
        elif character == " ":
            self._print_word()
            self._blanks += character
        else:
            if self._word and _may_part(self._word[-1], character):
                self._print_word()
            self._word += character
            if cell_len(self._word) >= self._width:  # longer than a line: no use to wait
                self._print_word()

    def _print_word(self) -> None:
        """Print what waits, on the next line if there is no room for it on this one."""
        if not self._word:
            return
        if self._column and self._column + len(self._blanks) + cell_len(self._word) > self._width:
            self._break()
        else:
            self._put(self._blanks)
            self._column += len(self._blanks)
        for character in self._word:
            if self._column + cell_len(character) > self._width:
                self._break()
            self._put(character)
            self._column += cell_len(character)
        self._word = self._blanks = ""

    def _break(self) -> None:
        self._put("\n" + " " * LABEL_WIDTH)
        self._column = 0
        self._width = _width()  # the window may have changed

    def _put(self, text: str) -> None:
        self._rows += text.count("\n")
        sys.stdout.write(text)


def _width() -> int:
    """Cells beside the label."""
    return max(20, console().width - LABEL_WIDTH)


def _may_part(before: str, after: str) -> bool:
    """Whether a line may break between two characters that no blank stands between."""
    wide = cell_len(before) > 1 or cell_len(after) > 1
    return wide and cell_len(after) > 0 and after not in _NEVER_FIRST
