"""Running headers and footers, told by the whole document: rows at the ends of pages that stand there again and again,
with another page's number or the name of another section."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docexplain.ingest.document.number_candidates import OUTER, Candidate, Sheet, usual_height
from docexplain.ingest.document.page_numbers import by_page
from docexplain.ingest.document.page_rows import Row, Word
from docexplain.ingest.strings.cleaning import unnumbered
from docexplain.ingest.strings.sentences import is_sentence

_ZONE = 0.15
"""Share of a page's height, at the top and at the bottom, in which a row stands that only repeats."""
_SAME_LEVEL, _SAME_SIDE = 3.0, 6.0
"""Points by which two rows at one place differ at most, down the page and along it."""
_NEAR = 3.0
"""Heights between a row and the page's number that it goes with, at most."""
_LONGEST = 160
_SMALLER = 1.15
"""Height over that of most rows, at most: a larger row is a title."""
_ALONE = 0.6
"""White space to the text, in heights, at least, of a row that is told by less than its words."""
_REPEATS = 3
_NEIGHBOURS = 4
"""Pages from one to the next of its kind, at most: what comes now and then is a title of its own."""
_WINDOW = 100
"""Pages around one that tell whether its row is a running one: thousands would take their square of time."""
_NAMES = 2
"""Names that stand on several pages each, at least, where some stand on one only."""
_LONGEST_NAME = 60
_OFTEN = 0.6
"""Share of a document's pages on which a row of changing names stands at one place."""
_CONTENTS = "table of contents"
"""At the top of each page of a filing: a link, not text."""


@dataclass(frozen=True)
class _End:
    """The outermost row of a page that is still taken for text."""

    page: int
    row: Row
    gap: float
    in_zone: bool
    by_number: bool

    @property
    def pattern(self) -> str:
        """Its words, whatever its numbers."""
        return _pattern(self.row)

    @property
    def alone(self) -> bool:
        """White space parts it from the text."""
        return self.gap >= _ALONE * self.row.height

    def is_at(self, other: _End) -> bool:
        """On the same level, and with the same left or right end or middle."""
        x0, y0, x1, y1 = self.row.rect
        left, top, right, bottom = other.row.rect
        along = min(abs(x0 - left), abs(x1 - right), abs(x0 + x1 - left - right) / 2)
        return min(abs(y0 - top), abs(y1 - bottom)) <= _SAME_LEVEL and along <= _SAME_SIDE


def running_rows(sheets: Sequence[Sheet], numbers: Sequence[Candidate]) -> dict[int, set[Word]]:
    """The words of each page that are its number, or are in its running header or footer."""
    taken: dict[int, set[Word]] = defaultdict(set)
    tall = usual_height(sheets)
    for one in numbers:
        taken[one.page].update(one.part.words)
    _beside(sheets, numbers, taken, tall)
    for top in (True, False):
        for _ in range(OUTER):
            ends = [end for sheet in sheets if (end := _end(sheet, taken[sheet.number], top, tall)) is not None]
            found = _repeated(ends, len(sheets))
            for end in found:
                taken[end.page].update(end.row.words)
            if not found:
                break
    return taken


def _pattern(row: Row) -> str:
    return unnumbered(row.text).lower()


def _beside(sheets: Sequence[Sheet], numbers: Sequence[Candidate], taken: dict[int, set[Word]], tall: float) -> None:
    """What stands on one level with the number of a page: the same on several pages, or at the top and parted from
    what follows."""
    rests = [one.rest for one in numbers]
    rows = {sheet.number: sheet.rows for sheet in sheets}
    for page, here in by_page(numbers).items():
        for one in here:
            if one.alone or min(one.from_top, one.from_bottom) > 0 or one.row.height > _SMALLER * tall + 1:
                continue
            below = rows[page][1].rect[1] - one.row.rect[3] if one.from_top == 0 and len(rows[page]) > 1 else 0.0
            if rests.count(one.rest) > 1 or (below >= _ALONE * one.row.height and len(one.rest) <= _LONGEST):
                taken[page].update(one.row.words)


def _end(sheet: Sheet, taken: set[Word], top: bool, tall: float) -> _End | None:
    ordered = sheet.rows if top else sheet.rows[::-1]
    left = [i for i, row in enumerate(ordered) if not taken.issuperset(row.words)]
    if len(left) < 2 or left[0] > OUTER:
        return None
    row, following = ordered[left[0]], ordered[left[1]]
    if row.height > _SMALLER * tall + 1 or len(row.text) > _LONGEST:
        return None
    if is_sentence(row.text) and (top or left[0] > 0):  # letters may begin alike; a footer may say a sentence
        return None
    gap = following.rect[1] - row.rect[3] if top else row.rect[1] - following.rect[3]
    beyond = [ordered[i] for i in range(left[0])] + list(ordered[left[0] + 1 : left[0] + 2])
    near = _NEAR * row.height
    by_number = any(
        taken.issuperset(other.words)
        and any(letter.isdigit() for letter in other.text)
        and max(other.rect[1] - row.rect[3], row.rect[1] - other.rect[3]) <= near
        for other in beyond
    )
    edge = row.rect[3] / sheet.height if top else 1 - row.rect[1] / sheet.height
    return _End(sheet.number, row, gap, edge <= _ZONE, by_number)


def _repeated(ends: Sequence[_End], pages: int) -> list[_End]:
    """Those that are running headers or footers."""
    groups: dict[str, list[_End]] = defaultdict(list)
    for end in ends:
        groups[end.pattern].append(end)
    found = [end for end in ends if _again(end, groups, pages)]
    known = {end.page for end in found}
    at_place = [end for end in ends if end.in_zone and end.alone and end.page not in known]
    found += [end for end in at_place if _shares(end, found) or _one_of_names(end, ends, groups, pages)]
    return found


def _again(end: _End, groups: Mapping[str, Sequence[_End]], pages: int) -> bool:
    """The same words stand at the same place of other pages."""
    same = [other for other in groups[end.pattern] if other.page != end.page]
    if end.pattern == _CONTENTS:
        return bool(same)
    if not any(letter.isalpha() for letter in end.pattern):
        return False
    same = [other for other in same if other.row.text == end.row.text and abs(other.page - end.page) <= _NEIGHBOURS]
    here = [other for other in same if end.is_at(other) and other.in_zone]
    if end.in_zone and end.alone and len(here) + 1 >= (_REPEATS if pages >= _REPEATS else 2):
        return True
    beside = [other for other in same if other.by_number and abs(other.gap - end.gap) <= _SAME_LEVEL]
    return end.by_number and len(beside) + 1 >= _REPEATS and end.alone


def _shares(end: _End, found: Sequence[_End]) -> bool:
    """It begins or ends as running rows at its place do."""
    words = end.pattern.split()
    for other in found:
        there = other.pattern.split()
        if end.is_at(other) and len(end.row.text) < 2 * len(other.row.text) + 20:
            least = max(2, len(there) // 2)
            if words[:least] == there[:least] or words[-least:] == there[-least:]:
                return True
    return False


def _one_of_names(end: _End, ends: Sequence[_End], groups: Mapping[str, Sequence[_End]], pages: int) -> bool:
    """Most pages have a short row at its place, parted from the text; it changes now and then, mostly to stay."""
    near = [other for other in ends if abs(other.page - end.page) <= _WINDOW]
    pages = min(pages, len(near))
    there = [other for other in near if other.is_at(end)]
    names = {other.pattern for other in there}
    stay = [name for name in names if len(groups[name]) > 1]
    return (
        len(there) >= max(_REPEATS + 1, _OFTEN * pages)
        and len(stay) >= _NAMES
        and 2 * len(stay) >= len(names)
        and all(other.alone and len(other.row.text) <= _LONGEST_NAME for other in there)
        and not re.search(r"[\d$.;,]$|\d,\d", end.row.text)
    )
