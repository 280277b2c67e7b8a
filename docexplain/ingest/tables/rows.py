"""The rows of a table and the cells of each: pure functions.

Where lines are drawn around the cells they say what a cell is, over however many rows it goes. Else a row is what
stands between two lines from side to side, or what a layout model takes for one, unless two values of a column would
stand in it; and without either it is what stands on one level.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from docexplain.ingest.tables.columns import Columns
from docexplain.ingest.tables.phrases import Phrase, lacks_year
from docexplain.ingest.tables.rules import Rules

_WHOLE = 0.85
"""Share of a table's width of a line from side to side."""
_OPEN = re.compile(r"(?:[,(\u2013\u2014-]|\b(?:a|an|the|of|and|or|to|in|on|at|by|for|with|from))$", re.IGNORECASE)
"""What a name ends in that goes on below."""


@dataclass(slots=True)
class Row:
    """One row.

    Attributes:
        cells: the phrases of each column.
        levels: those that stand in it, from the top down.
        repeated: columns of which the cell stands in a row above and goes on in this one.
        context: rows that head the section this one is in, outermost first.
    """

    cells: dict[int, list[Phrase]] = field(default_factory=lambda: defaultdict(list))
    levels: list[list[Phrase]] = field(default_factory=list)
    repeated: set[int] = field(default_factory=set)
    context: list[Phrase] = field(default_factory=list)

    def text(self, column: int) -> str:
        """What stands in the cell of a column; empty where there is none."""
        return " ".join(phrase.text for phrase in self.cells.get(column, ()))

    @property
    def phrases(self) -> list[Phrase]:
        """All that stand in it and in no row above."""
        return [phrase for level in self.levels for phrase in level]

    @property
    def filled(self) -> list[int]:
        """Columns with something in them."""
        return sorted(column for column, cell in self.cells.items() if cell)

    @property
    def values(self) -> list[int]:
        """Columns but the first that hold a value."""
        return [column for column in self.filled if column and any(phrase.is_value for phrase in self.cells[column])]

    @property
    def bold(self) -> bool:
        """All that stands in it but the first cell, or this one if it stands alone."""
        later = [phrase for column in self.filled if column for phrase in self.cells[column]]
        return all(phrase.bold for phrase in later or self.phrases)

    @property
    def middle(self) -> float:
        """In points, of what stands on its own level."""
        own = [phrase.level for phrase in self.phrases]
        return sum(own) / len(own)


def rows_in(levels: Sequence[list[Phrase]], columns: Columns, rules: Rules, seen: Sequence[float]) -> list[Row]:
    """The rows of a table.

    Args:
        seen: where a layout model parts them; empty without one.
    """
    if columns.ruled:
        drawn = sorted({float(round(y)) for y, *_ in rules.h})
        rows = [row for band in _banded(levels, drawn) for row in _without_clash(band, columns)]
        return _framed(rows, rules)
    lines = _whole_lines(levels, rules)
    ways = [[*_banded(levels, cuts)] for cuts in (lines, seen) if cuts]
    bands = (
        min(ways, key=lambda way: (sum(_clash(band, columns) for band in way), -len(way)))
        if ways
        else [[x] for x in levels]
    )
    rows = [row for band in bands for row in _without_clash(band, columns)]
    return _wrapped(rows)


def _whole_lines(levels: Sequence[list[Phrase]], rules: Rules) -> list[float]:
    left = min(p.rect[0] for level in levels for p in level)
    right = max(p.rect[2] for level in levels for p in level)
    return sorted(y for y, x0, x1 in rules.h if min(x1, right) - max(x0, left) >= _WHOLE * (right - left))


def _banded(levels: Sequence[list[Phrase]], lines: Sequence[float]) -> Iterator[list[list[Phrase]]]:
    bands: dict[int, list[list[Phrase]]] = defaultdict(list)
    for level in levels:
        middle = sum(phrase.level for phrase in level) / len(level)
        bands[bisect_right(lines, middle)].append(level)
    return iter(bands[band] for band in sorted(bands))


def _clash(band: Sequence[list[Phrase]], columns: Columns) -> bool:
    """Two values of a column stand one below the other."""
    at = [(columns.of(p.centre), number) for number, level in enumerate(band) for p in level if p.is_value]
    return len({column for column, _ in at}) < len(set(at))


def _without_clash(band: list[list[Phrase]], columns: Columns) -> Iterator[Row]:
    for part in [[level] for level in band] if _clash(band, columns) else [band]:
        row = Row(levels=list(part))
        for phrase in row.phrases:
            row.cells[columns.of(phrase.centre)].append(phrase)
        yield row


def _framed(rows: list[Row], rules: Rules) -> list[Row]:
    """Cells that no line ends below their first row go on in the rows up to the line that does."""
    middles = [_row_middle(row) for row in rows]
    for number, row in enumerate(rows):
        for column in [column for column in row.filled if column not in row.repeated]:
            x = sum(p.centre for p in row.cells[column]) / len(row.cells[column])
            lines = sorted(y for y, x0, x1 in rules.h if x0 - 1 <= x <= x1 + 1)
            lines = [float("-inf"), *lines, float("inf")]
            band = bisect_right(lines, row.cells[column][0].level)
            for way in (range(number - 1, -1, -1), range(number + 1, len(rows))):
                for other in way:
                    inside = lines[band - 1] < middles[other] < lines[band]
                    low, high = sorted((middles[number], middles[other]))
                    parted = any(low < y < high for y, *_ in rules.h)  # in other columns
                    if not inside or not parted or not _takes(rows[other], column, row):
                        break
    return rows


def _row_middle(row: Row) -> float:
    """Where most of a row stands: a cell over several rows may stand higher or lower."""
    levels = sorted(phrase.level for phrase in row.phrases)
    return levels[len(levels) // 2]


def _takes(row: Row, column: int, source: Row) -> bool:
    """The row gets the cell of another one, unless it has one of its own."""
    if row.cells.get(column):
        return False
    row.cells[column] = source.cells[column]
    row.repeated.add(column)
    return True


def _wrapped(rows: list[Row]) -> list[Row]:
    """Names that are broken over two levels are made whole."""
    result: list[Row] = []
    begun: Row | None = None
    for row in rows:
        whole = row
        alone = row.filled == [0] and not row.values
        text = row.phrases[0].text
        goes_on = text.lstrip("(")[:1].islower()
        if begun is not None and (goes_on or _OPEN.search(begun.phrases[-1].text)):
            whole = _joined(begun, row)
            result.pop()
        elif result and alone and 0 in result[-1].filled and (goes_on or _is_open(result[-1], row)):
            result[-1] = _joined(result[-1], row)
            begun = None
            continue
        result.append(whole)
        begun = whole if whole.filled == [0] and not whole.values else None
    return result


def _is_open(row: Row, below: Row) -> bool:
    """Its name goes on below, with a capital too: that begins no further left, and heads nothing."""
    upper, lower = row.cells[0][-1], below.phrases[0]
    near = lower.rect[1] - upper.rect[3] < upper.size and lower.rect[0] >= row.cells[0][0].rect[0] - 1
    heads = lower.text.endswith(":") or lower.bold != upper.bold
    of_values = bool(row.values) and not lacks_year(upper.text)  # else the head of the table, with years
    return near and of_values and not heads and _OPEN.search(upper.text) is not None


def _joined(upper: Row, lower: Row) -> Row:
    both = Row(levels=[*upper.levels, *lower.levels])
    for row in (upper, lower):
        for column in row.filled:
            both.cells[column] += row.cells[column]
    return both


def label_columns(body: Sequence[Row], count: int) -> int:
    """How many columns, from the left, hold names: those before the first that mostly holds values."""
    for column in range(count):
        cells = [row.cells[column] for row in body if row.cells.get(column)]
        if column and cells and 2 * sum(any(p.is_value for p in cell) for cell in cells) > len(cells):
            return column
    return count
