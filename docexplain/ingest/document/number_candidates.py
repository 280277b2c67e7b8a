"""What on a page may be its printed number, and how it is written there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from docexplain.ingest.document.page_rows import Row
from docexplain.ingest.strings.cleaning import unnumbered

OUTER = 3
"""Rows at the top and at the bottom of a page that may hold its number beside something else."""
_SAME_PLACE = 12.0
"""Points to the side by which two numbers at like places differ, at most."""
_LONGEST = 80
"""Characters of a row with a page's number."""
_SMALLER = 1.15
"""Height over that of most words, at most: a larger number heads something."""
_NUMBER = re.compile(
    r"([(\[<|\u2013\u2014-]*(?:[A-Za-z]{1,4}[-\u2013.]?|\d{1,2}[-\u2013])??)(\d{1,4})((?:/\d{1,4})?[)\]>|\u2013\u2014-]*)"
)
_ROMAN = re.compile(
    r"([(\[|\u2013\u2014-]*(?:[A-Z]-)?)(m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3}))([)\]|\u2013\u2014-]*)",
    re.I,
)
_PAGE_WORDS = re.compile(
    r"(?:pages?|pag|pg|p|seite|s|p\u00e1gina|p\u00e1g|pagina|blz|side|sida|sivu|strona|str|strana|oldal|"
    r"\u0441\u0442\u0440\u0430\u043d\u0438\u0446\u0430|\u0441\u0442\u0440|\u7b2c|\u9875|\u9801|\u5171|\u30da|\u30fc|\u30b8|"
    r"\uc9c0|\ucabd|of|von|de|di|van|av|af|z|sur|\u0438\u0437)\.?",
    re.I,
)
_OPENING = "([<|\u2013\u2014-"
_ROMANS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


@dataclass(frozen=True)
class Sheet:
    """A page as rows, from the top down."""

    number: int
    height: float
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Candidate:
    """What may be the number of its page.

    Attributes:
        page: physical, from 1.
        number: that it says.
        label: as printed.
        style: what stands around it in its part of the row, the number itself as #.
        part: what white space parts from the rest of the row.
        sides: as :func:`_sides` says.
        from_top, from_bottom: rows beyond it.
    """

    page: int
    number: int
    label: str
    style: str
    part: Row
    row: Row
    sides: float
    height: float
    from_top: int
    from_bottom: int

    @property
    def alone(self) -> bool:
        """Nothing else is in its row."""
        return len(self.part.words) == len(self.row.words)

    @property
    def at_edge(self) -> bool:
        """Among the outer rows of its page."""
        return min(self.from_top, self.from_bottom) < OUTER

    @cached_property
    def rest(self) -> str:
        """What else is in the row, whatever its numbers."""
        words = [word.text for word in self.row.words if word not in self.part.words]
        return unnumbered(" ".join(words))

    def is_like(self, other: Candidate) -> bool:
        """At a like place in a like size: as far from one side, or from the other on a page that faces it."""
        if abs(self._tall - other._tall) > 0.25 * self._tall:
            return False
        x0, _, x1, _ = self.part.rect
        left, _, right, _ = other.part.rect
        shifts = (
            x0 - left,
            x1 - right,
            (x0 + x1 - left - right) / 2,
            x0 + right - other.sides,
            x1 + left - other.sides,
        )
        return min(map(abs, shifts)) <= _SAME_PLACE

    @property
    def _tall(self) -> float:
        return self.part.height


def candidates(sheets: Sequence[Sheet]) -> Iterator[Candidate]:
    """All that may be, page by page."""
    tall, sides = usual_height(sheets), _sides(sheets)
    for sheet in sheets:
        yield from _candidates(sheet, tall, sides)


def usual_height(sheets: Sequence[Sheet]) -> float:
    """Of a row, in points: that of the middle one."""
    heights = sorted(row.height for sheet in sheets for row in sheet.rows)
    return heights[len(heights) // 2] if heights else 0.0


def _sides(sheets: Sequence[Sheet]) -> float:
    """Left and right end of the text together: what one side of a page shows at x, the other shows at this less x."""
    rects = [row.rect for sheet in sheets for row in sheet.rows]
    return min(rect[0] for rect in rects) + max(rect[2] for rect in rects) if rects else 0.0


def _candidates(sheet: Sheet, tall: float, sides: float) -> Iterator[Candidate]:
    last = len(sheet.rows) - 1
    for i, row in enumerate(sheet.rows):
        outer = min(i, last - i) < OUTER
        if (not outer and len(row.words) > OUTER) or row.height > _SMALLER * tall + 1:
            continue
        beside = sheet.rows[max(i - 1, 0) : i] + sheet.rows[i + 1 : i + 2]
        for part in row.parts if outer or len(row.parts) == 1 else ():
            if len(part.text) <= (_LONGEST if outer else 2 * OUTER) and not _is_cell(part, row, beside):
                for number, label, style in _readings(part):
                    place = (sides, sheet.height, i, last - i)
                    yield Candidate(sheet.number, number, label, style, part, row, *place)


def _is_cell(part: Row, row: Row, beside: Sequence[Row]) -> bool:
    """A figure stands close over or under it, in a row with something else too."""
    if len(row.parts) == 1:
        return False
    x0, y0, x1, y1 = part.rect
    for other in beside:
        near = max(other.rect[1] - y1, y0 - other.rect[3]) < row.height and len(other.parts) > 1
        column = [it for it in other.parts if it.rect[0] < x1 and it.rect[2] > x0]
        if near and any(letter.isdigit() for it in column for letter in it.text):
            return True
    return False


def _readings(part: Row) -> Iterator[tuple[int, str, str]]:
    """Number, label and style for each word that may be the number."""
    texts = [word.text for word in part.words]
    for i, text in enumerate(texts):
        before, after = texts[:i], texts[i + 1 :]
        if (found := _NUMBER.fullmatch(text)) is not None:
            number = int(found[2])
        elif (found := _ROMAN.fullmatch(text)) is not None and found[2] and not _worded(before, after):
            number = _roman(found[2])
        else:
            continue
        if not _may_stand(before, after):
            continue
        sort = "#" if found[2].isdigit() else "i" if found[2].islower() else "I"
        style = " ".join([*before, f"{found[1]}{sort}{found[3]}", *after])
        yield number, found[1].lstrip(_OPENING) + found[2], style


def _worded(before: Sequence[str], after: Sequence[str]) -> bool:
    return any(letter.isalpha() for text in (*before, *after) if not _PAGE_WORDS.fullmatch(text) for letter in text)


def _may_stand(before: Sequence[str], after: Sequence[str]) -> bool:
    """Between signs and words for pages, or at the begin or end of something else that a sign parts from it."""
    if not _worded(before, after):
        return True
    if not before:
        return not any(letter.isalnum() for letter in after[0])
    return not after and not any(letter.isalnum() for letter in before[-1])


def _roman(text: str) -> int:
    values = [_ROMANS[letter] for letter in text.lower()]
    return sum(-one if one < after else one for one, after in pairwise([*values, 0]))
