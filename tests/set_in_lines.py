"""Text broken into lines as wide as a column. Everything drawn on a page is, so each word is measured once."""

from __future__ import annotations

from functools import cache

import pymupdf


def set_in_lines(text: str, width: float, font: str = "helv", size: float = 11) -> list[str]:
    """The lines of ``text``, at most ``width`` points wide unless a word is wider by itself."""
    lines: list[str] = []
    used, space = 0.0, _width(" ", font, size)
    for word in text.split():
        wide = _width(word, font, size)
        if lines and used + space + wide <= width:
            lines[-1] += f" {word}"
            used += space + wide
        else:
            lines.append(word)
            used = wide
    return lines


@cache
def _width(text: str, font: str, size: float) -> float:
    """The fonts of PDF set no two letters closer than others: a line is as wide as its words and spaces."""
    return float(pymupdf.get_text_length(text, fontname=font, fontsize=size))
