"""Where tables stand on a page, without a layout model: pure functions.

A grid of drawn lines is one, and so are rows of short cells or numbers one below the other, with what stands alone
between them (the names of sections, a head over all columns).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from docexplain.ingest.tables.phrases import Phrase, levels_of
from docexplain.ingest.tables.rules import Rules
from docexplain.ingest.text.blocks import Rect, union
from docexplain.ingest.text.continuation import begins_list_item
from docexplain.ingest.text.lines import on_one_level, rows_of
from docexplain.ingest.text.paragraph_breaks import SetLine

_CELL = 24
"""Characters of most cells of a table of words, at most; what stands beside each other and is longer is prose."""
_LONGEST_NAME = 110
_APART = 1.2
"""White space between two cells, in line heights."""
_NEXT = 2.0
"""White space between two rows, in line heights, at most."""
_NEXT_ALIGNED = 4.0
"""The same where the numbers of both stand one below the other."""
_SAME = 4.0
"""Points between the ends of such numbers, at most: a bracket hangs over."""
_ALONE = 3
"""Lines one below the other that stand alone within a table, at most."""
_FULL = 0.85
_TOUCH = 3.0
"""Points that lines of one grid may end apart."""

Row = list[SetLine]


def found_tables(short: Sequence[SetLine], rules: Rules, lines: Sequence[SetLine]) -> list[list[SetLine]]:
    """The lines of each table.

    Args:
        short: lines that are no prose.
        lines: all of the page.
    """
    tables = []
    framed: set[int] = set()
    for x0, y0, x1, y1 in _grids(rules):
        inside = [line for line in lines if _is_inside(line, (x0, y0, x1, y1)) and id(line) not in framed]
        if len(inside) > 1:
            tables.append(inside)
            framed |= {id(line) for line in inside}
    return [*tables, *_in_rows([line for line in short if id(line) not in framed], rules)]


def with_names(blocks: Sequence[Row], is_prose: Callable[[Row], bool]) -> list[Row]:
    """The blocks that are no prose, and those that are the names beside a column of numbers."""
    short = [block for block in blocks if not is_prose(block)]
    values = [line for block in short for line in block if _phrases([line], Rules())[0].is_value]
    return [block for block in blocks if not is_prose(block) or _is_label(block) or _names_rows(block, values)]


def _is_label(block: Row) -> bool:
    """A few lines that are no sentence: the names of sections, as far as rows stand about them."""
    return len(block) <= _ALONE and all(len(x.text) <= _LONGEST_NAME and x.text[-1] not in ".;" for x in block)


def _names_rows(block: Row, values: Sequence[SetLine]) -> bool:
    left, right = min(line.rect[0] for line in block), max(line.rect[2] for line in block)
    beside = sum(any(v.rect[0] > right and on_one_level(line.rect, v.rect) for v in values) for line in block)
    full = sum(line.rect[2] - left > _FULL * (right - left) for line in block)
    return len(block) > 1 and 2 * beside > len(block) and 2 * full <= len(block)


def _grids(rules: Rules) -> list[Rect]:
    """The frames of drawn lines that part an area into two rows and two columns or more."""
    groups: list[tuple[list[Rect], list[Rect]]] = []
    for h in [(x0, y, x1, y) for y, x0, x1 in rules.h]:
        crossing = [(x, y0, x, y1) for x, y0, y1 in rules.v if _touch(h, (x, y0, x, y1))]
        if not crossing:
            continue
        joined = [group for group in groups if any(v in group[1] for v in crossing)]
        merged = ([h, *(r for g in joined for r in g[0])], [*crossing, *(r for g in joined for r in g[1])])
        groups = [group for group in groups if not any(group is g for g in joined)] + [merged]
    return [
        union([*hs, *vs])
        for hs, vs in groups
        if len({round(r[1] / 2) for r in hs}) > 2 and len({round(r[0] / 2) for r in vs}) > 2
    ]


def _touch(h: Rect, v: Rect) -> bool:
    return h[0] - _TOUCH <= v[0] <= h[2] + _TOUCH and v[1] - _TOUCH <= h[1] <= v[3] + _TOUCH


def _is_inside(line: SetLine, rect: Rect) -> bool:
    x, y = (line.rect[0] + line.rect[2]) / 2, (line.rect[1] + line.rect[3]) / 2
    return rect[0] <= x <= rect[2] and rect[1] <= y <= rect[3]


def _in_rows(lines: Sequence[SetLine], rules: Rules) -> list[Row]:
    """Runs of two rows or more of cells beside each other, with what stands alone between them."""
    tables: list[list[Row]] = []
    above: list[list[Row]] = []  # what stands alone above each
    alone: list[Row] = []
    for row in rows_of(lines, lambda line: line.rect):
        if alone and not _near(alone[-1], row, _NEXT_ALIGNED):
            alone = []
        if not _is_row(row, rules):
            alone.append(row)
            continue
        last = tables[-1] if tables else None
        if last and _goes_on(last, alone, row):
            last += [*alone, row]
        else:
            above.append(alone[-1:])
            tables.append([row])
        alone = []
    whole = [
        [*(one for one in heads if _is_over(one, table)), *table]
        for heads, table in zip(above, tables, strict=True)
        if len(table) > 1
    ]
    return [[line for row in table for line in row] for table in whole]


def _goes_on(table: Sequence[Row], alone: Sequence[Row], row: Row) -> bool:
    """The row belongs to the table, with what stands alone between."""
    most = _NEXT if not _aligned(table[-1], row) else _NEXT_ALIGNED
    near = all(_near(upper, lower, most) for upper, lower in pairwise([table[-1], *alone, row]))
    return near and len(alone) <= _ALONE and all(_within(one, table, row) for one in alone)


def _near(upper: Row, lower: Row, most: float = _NEXT) -> bool:
    return min(line.rect[1] for line in lower) - max(line.rect[3] for line in upper) < most * lower[0].height


def _aligned(upper: Row, lower: Row) -> bool:
    """Their numbers end, or begin, one below the other."""
    above, below = ([p.rect for p in _phrases(row, Rules()) if p.is_value] for row in (upper, lower))
    same = sum(any(abs(a[2] - b[2]) < _SAME or abs(a[0] - b[0]) < _SAME for a in above) for b in below)
    return 0 < len(below) == same


def _within(alone: Row, table: Sequence[Row], row: Row) -> bool:
    """It stands between the left and the right of the rows about it, and could be a name."""
    x0, _, x1, _ = union([line.rect for one in (*table, row) for line in one])
    slack = alone[0].height
    inside = all(x0 - slack <= line.rect[0] and line.rect[2] <= x1 + slack for line in alone)
    return inside and sum(len(line.text) for line in alone) <= _LONGEST_NAME


def _is_over(alone: Row, table: Sequence[Row]) -> bool:
    """A head over the columns of values: it begins to the right of the first cells and ends before the last ones do."""
    x0, _, x1, _ = union([line.rect for row in table for line in row])
    left, right = alone[0].rect[0], alone[-1].rect[2]
    return left > x0 + 4 * alone[0].height and right <= x1 + alone[0].height and _within(alone, table, table[0])


def _phrases(row: Row, rules: Rules) -> list[Phrase]:
    levels = levels_of([word for line in row for word in line.words], rules.v)
    return sorted((phrase for level in levels for phrase in level), key=lambda phrase: phrase.rect[0])


def _is_row(row: Row, rules: Rules) -> bool:
    phrases = _phrases(row, rules)
    if len(phrases) < 2:
        return False
    height = row[0].height
    gaps = [right.rect[0] - left.rect[2] for left, right in pairwise(phrases)]
    lengths = sorted(len(phrase.text) for phrase in phrases)
    if len(phrases) == 2 and begins_list_item(f"{phrases[0].text} x") and lengths[0] < 4:
        return False  # a bullet and its text
    values = sum(phrase.is_value for phrase in phrases)
    numbers = values > 1 or len(phrases) == 2
    if numbers and phrases[-1].is_value and lengths[-1] <= _LONGEST_NAME and max(gaps) > _APART * height:
        return True
    wide = sum(gap > _APART * height for gap in gaps)
    return (wide == len(gaps) or (wide > 1 and 2 * wide >= len(gaps))) and lengths[len(phrases) // 2] <= _CELL
