"""Lines of text from words, with the map back from each character to its word's place: pure functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from docexplain.ingest.strings.cleaning import BULLETS, LEADERS, SOFT_HYPHEN, is_right_to_left
from docexplain.ingest.text.blocks import Line, LineWord, Rect, union
from docexplain.ingest.text.glyphs import Glyphs, around

T = TypeVar("T")

_LEADING = 0.6
"""White space between two lines that is this many times their height parts two paragraphs."""
_WIDE = 1.5
"""White space between two parts of a line that is this many times its height parts two cells."""


def line_of(words: Sequence[Glyphs]) -> Line:
    """The words of one line in the order in which they are read.

    Dots that lead to a page number are cut short: they cost a model as much as words.
    """
    text, places = "", []
    for i, (rect, word, glued, struck) in enumerate(_without_leaders(words)):
        if text and not glued:
            text += " "
        start = len(text)
        last = i == len(words) - 1
        text += word if last else word.removesuffix(SOFT_HYPHEN)
        places.append(LineWord(start, len(text), rect, struck))
    return Line(text, union([place.rect for place in places]), tuple(places))


def joined(parts: Sequence[Line], separator: str) -> Line:
    """One line of several, with a separator between them that stands nowhere on the page."""
    text, places = "", []
    for i, part in enumerate(parts):
        text += separator if i else ""
        places += [p._replace(start=p.start + len(text), end=p.end + len(text)) for p in part.words]
        text += part.text
    return Line(text, union([part.rect for part in parts if part.text] or [parts[0].rect]), tuple(places))


def with_plain_bullet(line: Line) -> Line:
    """The bullet that it begins with as one sign: fonts draw it from many places, private ones too."""
    if not line.words or line.text[: line.words[0].end].strip(BULLETS):
        return line
    first, *rest = line.words
    after = line.text[first.end :].lstrip(" ")
    if not after:
        return line
    moved = 2 - (len(line.text) - len(after))
    places = (first._replace(start=0, end=1), *(p._replace(start=p.start + moved, end=p.end + moved) for p in rest))
    return Line(f"\u2022 {after}", line.rect, places)


def text_lines(words: Sequence[Glyphs]) -> list[Line]:
    """Lines from the top down; parts of one line that MuPDF found apart (a bullet and its text) side by side."""
    parts = _parts(words)
    if any(_upright(part) for part in parts):  # MuPDF's order is right for text set from the bottom up
        return [line_of(part) for part in parts]
    return [line_of([word for part in row for word in part]) for row in _rows(parts)]


def cell_lines(words: Sequence[Glyphs], separator: str) -> list[Line]:
    """Rows of a table that has no grid: what white space parts on one line are cells."""
    lines = []
    for row in _rows(_parts(words)):
        cells: list[list[Glyphs]] = []
        for part in row:
            if cells and not _apart(cells[-1], part):
                cells[-1] += part
            else:
                cells.append(list(part))
        lines.append(joined([line_of(cell) for cell in cells], separator))
    return lines


def apart(words: Sequence[Glyphs]) -> list[list[Glyphs]]:
    """Groups of words, from the top down, wherever more white space stands between two lines than within text."""
    groups: list[list[Glyphs]] = []
    for row in _rows(_parts(words)):
        line = [word for part in row for word in part]
        if groups and around(line)[1] - around(groups[-1])[3] < _LEADING * _height(line):
            groups[-1] += line
        else:
            groups.append(line)
    return groups


def _height(line: Sequence[Glyphs]) -> float:
    return min(word.rect[3] - word.rect[1] for word in line)


def _parts(words: Sequence[Glyphs]) -> list[list[Glyphs]]:
    """Words that MuPDF put on one line, in its order."""
    parts: dict[tuple[int, int], list[Glyphs]] = defaultdict(list)
    for word in words:
        parts[word.block, word.line].append(word)
    return list(parts.values())


def rows_of(items: Iterable[T], rect_of: Callable[[T], Rect]) -> list[list[T]]:
    """Things that stand on one level, from the top down; in a row from the top left on."""
    rows: list[list[T]] = []
    for item in sorted(items, key=lambda item: _place(rect_of(item))):
        if rows and on_one_level(rect_of(rows[-1][0]), rect_of(item)):
            rows[-1].append(item)
        else:
            rows.append([item])
    return rows


def on_one_level(one: Rect, other: Rect) -> bool:
    """They share most of the height of the lower one."""
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared > 0.6 * min(one[3] - one[1], other[3] - other[1])


def _place(rect: Rect) -> tuple[float, float]:
    return (rect[1] + rect[3]) / 2, rect[0]


def _rows(parts: Sequence[list[Glyphs]]) -> list[list[list[Glyphs]]]:
    """Parts that stand on one level, in the direction in which they are read; rows from the top down."""
    leftwards = is_right_to_left("".join(word.text for part in parts for word in part))
    rows = rows_of(((around(part), part) for part in parts), lambda placed: placed[0])
    for row in rows:
        row.sort(key=lambda placed: -placed[0][2] if leftwards else placed[0][0])
    return [[part for _, part in row] for row in rows]


def _apart(one: Sequence[Glyphs], other: Sequence[Glyphs]) -> bool:
    left, right = around(one), around(other)
    gap = max(left[0], right[0]) - min(left[2], right[2])
    return gap > _WIDE * min(left[3] - left[1], right[3] - right[1])


def _upright(part: Sequence[Glyphs]) -> bool:
    """Text set from the bottom up or the top down."""
    rect = around(part)
    return sum(len(word.text) for word in part) > 2 and rect[3] - rect[1] > 2 * (rect[2] - rect[0])


def _without_leaders(words: Sequence[Glyphs]) -> list[tuple[Rect, str, bool, bool]]:
    """Place and text of each word, whether it is glued to the one before and whether it is struck through; five or
    more dots as three."""
    result: list[tuple[Rect, str, bool, bool]] = []
    dots: list[Glyphs] = []

    def end_dots() -> None:
        if sum(len(word.text) for word in dots) >= 5:
            result.append((around(dots), "...", False, False))
        else:
            result.extend((word.rect, word.text, word.glued, word.struck) for word in dots)
        dots.clear()

    led = False
    for word in words:
        if word.text.strip(LEADERS):
            led = sum(len(dot.text) for dot in dots) >= 5
            end_dots()
            result.append((word.rect, word.text, word.glued and not led, word.struck))
        else:
            dots.append(word)
    end_dots()
    return result
