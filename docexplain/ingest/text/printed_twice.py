"""Characters printed more than once at nearly one place: bold made by printing again, shadows, the same text in layers.

A doubled letter that is meant ("ll", "55") stands its own width further on, a copy less than half of a width: of the
widest letter that is copied by the same offset in its row, since all of a text is copied by one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, product
from math import hypot
from typing import Any, NamedTuple

from docexplain.ingest.text.blocks import Rect

_FARTHEST = 0.5
"""Of the widest letter's width along the line, and of the font size across it, between a letter and its copy."""
_NARROW = 0.25
"""Font sizes that a letter is wide, where the line is neither level nor upright so that its box does not tell."""
_STEP = 0.02
"""Font sizes by which two offsets may differ and be one."""
_SAME_SIZE = 0.03
"""Share by which the font sizes of a letter and its copy may differ."""
_STRETCH = 3
"""Letters in a row that do not fall on the same ones of another text, at the same place, by chance."""
_NOWHERE = 1e6
"""Points from the page's corner, at least."""
_TWICE = re.compile(r"(?=(\S)\1)")
DRAWN = 16 | 32 | 64
"""Bits of MuPDF's flags of characters: filled, stroked, or cut out of what is drawn later."""

_Offset = tuple[int, int]


@dataclass(slots=True)
class _Printed:
    """A character where it is printed; ``along`` and ``across`` its line, ``width`` along it, in points.

    Attributes:
        run: numbers the word that MuPDF sees it in.
        copy_of: the run of the character that it is a copy of.
    """

    raw: dict[str, Any]
    run: int
    along: float
    across: float
    way: tuple[int, int]
    width: float
    size: float
    light: int
    copy_of: int | None = None


class _Pair(NamedTuple):
    one: _Printed
    other: _Printed
    offset: _Offset
    far: tuple[float, float]


def take_out_copies(raw: dict[str, Any]) -> None:
    """Leaves each character that is printed several times once in what ``extractRAWDICT()`` of a page gives.

    Of copies in several colours the darkest stays: the others are its shadow or its glow.
    """
    printed = list(_printed(_doubtful([line for block in raw["blocks"] for line in block.get("lines", ())])))
    rows: dict[tuple[int, tuple[int, int]], list[_Pair]] = defaultdict(list)
    for pair in _pairs(printed):
        rows[round(pair.other.across), pair.other.way].append(pair)
    if not rows:
        return
    for row in rows.values():
        _mark(row)
    copies = _believed(printed)
    if copies:
        for block in raw["blocks"]:
            for line in block.get("lines", ()):
                for span in line["spans"]:
                    span["chars"] = [character for character in span["chars"] if id(character) not in copies]


def _doubtful(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines over one another, and those in which a letter comes twice before its width is over: all others, nearly
    all there are, need no further look."""
    found = [_stutters(line) for line in lines]
    above: list[int] = []
    for i in sorted(range(len(lines)), key=lambda i: float(lines[i]["bbox"][1])):
        rect = lines[i]["bbox"]
        above = [j for j in above if lines[j]["bbox"][3] > rect[1]]
        for j in above:
            if not (found[i] and found[j]) and _over(rect, lines[j]["bbox"]):
                found[i] = found[j] = True
        above.append(i)
    return [line for line, doubtful in zip(lines, found, strict=True) if doubtful]


def _over(one: Rect, other: Rect) -> bool:
    """They share more of their heights, and their widths, than two lines of a text do."""
    width, height = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return (
        width > 0
        and height > 0
        and height > 0.3 * min(one[3] - one[1], other[3] - other[1])
        and width > 0.3 * min(one[2] - one[0], other[2] - other[0])
    )


def _stutters(line: dict[str, Any]) -> bool:
    """A letter stands before the one that it follows, or is the same before whose width is over."""
    c, s = line["dir"]
    characters = [character for span in line["spans"] for character in span["chars"]]
    along = [x * c + y * s for x, y in (character["origin"] for character in characters)]
    if any(after < before for before, after in pairwise(along)):
        return True
    text = "".join(character["c"][0] for character in characters)
    twice = (found.start() for found in _TWICE.finditer(text))
    return any(not _follows(characters[i]["bbox"], characters[i + 1]["bbox"]) for i in twice)


def _follows(one: Rect, other: Rect) -> bool:
    """It stands its own width further on, or nearly."""
    width, height = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return width < 0.3 * (one[2] - one[0]) or height < 0.3 * (one[3] - one[1])


def _printed(lines: Iterable[dict[str, Any]]) -> Iterator[_Printed]:
    """The characters that are drawn, numbered by the word that each is in."""
    run = 0
    for line in lines:
        run += 1
        c, s = line["dir"]
        way = (round(10 * c), round(10 * s))
        for span in line["spans"]:
            size, drawn = float(span["size"]), bool(span["char_flags"] & DRAWN) and span["alpha"] > 0
            colour = int(span["color"])
            light = (colour >> 16 & 255) + (colour >> 8 & 255) + (colour & 255)
            for character in span["chars"]:
                if character["c"].isspace():
                    run += 1
                elif drawn and size > 0:
                    x, y = character["origin"]
                    x0, y0, x1, y1 = character["bbox"]
                    width = abs(x1 - x0) if way[1] == 0 else abs(y1 - y0) if way[0] == 0 else _NARROW * size
                    along, across = x * c + y * s, y * c - x * s
                    if abs(along) < _NOWHERE and abs(across) < _NOWHERE:
                        yield _Printed(character, run, along, across, way, width, size, light)


def _pairs(printed: Sequence[_Printed]) -> Iterator[_Pair]:
    """The same character twice, less than half a font size apart."""
    places: dict[tuple[str, tuple[int, int], int, int, int], list[_Printed]] = defaultdict(list)
    for character in printed:
        cell = 2 ** max(int(character.size), 1).bit_length()
        x, y = character.along / cell, character.across / cell
        left, top = int(x // 1), int(y // 1)
        beside = (left, left + 1 if x - left > 0.5 else left - 1)
        beneath = (top, top + 1 if y - top > 0.5 else top - 1)
        text = character.raw["c"]
        for column, row in product(beside, beneath):
            for one in places.get((text, character.way, cell, column, row), ()):
                along, across = character.along - one.along, character.across - one.across
                size = character.size
                if max(abs(along), abs(across)) < _FARTHEST * size and abs(one.size - size) < _SAME_SIZE * size:
                    offset = (round(along / size / _STEP), round(across / size / _STEP))
                    yield _Pair(one, character, offset, (abs(along), abs(across)))
        places[text, character.way, cell, left, top].append(character)


def _mark(row: Sequence[_Pair]) -> None:
    """Marks the copies in a row, those by the commonest offset first: which letters belong together shows in them."""
    votes = Counter(pair.offset for pair in row)
    by_offset: dict[_Offset, list[_Pair]] = defaultdict(list)
    for pair in row:
        by_offset[pair.offset].append(pair)
    for x, y in sorted(votes, key=lambda offset: (-votes[offset], hypot(*offset))):
        # The same offset may be rounded in two ways.
        group = [pair for i, j in product((0, -1, 1), repeat=2) for pair in by_offset.get((x + i, y + j), ())]
        group = [pair for pair in group if pair.one.copy_of is None and pair.other.copy_of is None]
        widest = max((pair.other.width for pair in group), default=0.0)
        for one, other, _, (along, across) in group:
            near = along <= _FARTHEST * widest and across <= _FARTHEST * other.size
            if near and one.copy_of is None and other.copy_of is None:
                copy, kept = (one, other) if other.light < one.light else (other, one)
                copy.copy_of = kept.run


def _believed(printed: Sequence[_Printed]) -> set[int]:
    """The copies in words of which enough are, as ids of the raw characters."""
    words: dict[int, list[_Printed]] = defaultdict(list)
    for character in printed:
        words[character.run].append(character)
    return {id(copy.raw) for word in words.values() for copy in _copies(word)}


def _copies(word: Sequence[_Printed]) -> list[_Printed]:
    """Those of a word that MuPDF found: all of it, those of its own letters where each is printed twice in turn,
    or a stretch, where it put the copy of one word and the next word together."""
    copies = [character for character in word if character.copy_of is not None]
    if len(copies) == len(word):
        return copies
    stretches = [list(group) for is_copy, group in groupby(word, key=lambda c: c.copy_of is not None) if is_copy]
    long = [copy for stretch in stretches if len(stretch) >= _STRETCH for copy in stretch]
    return [*long, *(copy for copy in copies if copy.copy_of == copy.run)]
