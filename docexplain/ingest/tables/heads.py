"""The head of a table: which rows are it, over which columns each of its cells stands, what it names them. Pure
functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from docexplain.ingest.tables.columns import Columns
from docexplain.ingest.tables.phrases import Phrase, is_period, is_year, lacks_year
from docexplain.ingest.tables.rows import Row, label_columns
from docexplain.ingest.tables.rules import Rules
from docexplain.ingest.tables.units import unit_span

_MOST_ROWS = 6
"""Rows that may be the head of a table."""
_LONGEST_NAME = 60
"""Characters of the name of a column of names; more is the table's title."""
_SHORT_UNIT = 16
"""Characters of a unit that may be one column's, at most."""
_NOT_NAMED, _STRANGE, _BROKEN = 1.0, 1.5, 3.0
"""What a column without a cell over it costs; a cell over several columns that does not look so; one that goes on in
small letters below. In font sizes off the middle."""
_UNEVEN = 1.5
"""The same for each cell of a level that does not stand over as many columns as the others."""

Extent = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Over:
    """What a level of the head stands over.

    Attributes:
        extents: left and right of each column, with its names so far.
        names: of each column, from the levels below.
        labels: columns, from the left, that hold names of rows.
        words: later columns that hold names too, as of the second side of a balance sheet.
    """

    extents: Sequence[Extent]
    names: Sequence[Sequence[Phrase]]
    labels: int
    words: frozenset[int] = frozenset()

    def is_named(self, first: int, last: int) -> bool:
        """All of the columns have names below."""
        return all(self.names[column] for column in range(first, last + 1))


def head_rows(rows: Sequence[Row]) -> int:
    """How many rows, from the top, name the columns: those in bold when what follows is not, or those without values
    when what follows has some. None when nothing tells."""
    tells: tuple[Callable[[Row], bool], ...] = (lambda row: row.bold, lambda row: not row.values)
    for holds in tells:
        head = next((n for n, row in enumerate(rows) if not holds(row)), len(rows))
        while head and rows[head - 1].filled == [0] and unit_span(rows[head - 1].phrases[0].text) is None:
            head -= 1  # the name of a section
        while head and head < len(rows) and _names_only(rows[head]):
            head += 1
        below = [row for row in rows[head:] if row.filled != [0]]
        if 0 < head <= _MOST_ROWS and sum(not holds(row) for row in below) > len(below) / 2:
            return head
    return 0


def parts_of(rows: Sequence[Row]) -> list[tuple[list[Row], list[Row]]]:
    """Head and body of each part of a table: another head may stand between the rows, and names what is below it."""
    head = head_rows(rows)
    begins = [(0, head)]
    number = head + 1
    while head > 0 and number < len(rows):
        end = number
        while end < len(rows) and _is_head(rows[end], rows[:head]):
            end += 1
        if number < end < len(rows) and rows[end - 1].filled != [0]:
            begins.append((number, end))
        number = end + 1
    ends = [begin for begin, _ in begins[1:]] + [len(rows)]
    return [(list(rows[a:b]), list(rows[b:end])) for (a, b), end in zip(begins, ends, strict=True)]


def _is_head(row: Row, head: Sequence[Row]) -> bool:
    """It looks like one, below the first: no value, and what stands over the columns tells times or is known from the
    first one."""
    over = [phrase for column in row.filled if column for phrase in row.cells[column]]
    if row.values or row.repeated or not over:
        return False
    known = {phrase.text for above in head for phrase in above.phrases}
    return all(phrase.text in known or (is_period(phrase.text) and not phrase.text[:1].islower()) for phrase in over)


def _names_only(row: Row) -> bool:
    """It has no values, but years or dates for several columns, or nothing where rows have their names: it belongs to
    the head above it, which is in bold."""
    over = [phrase for column in row.filled if column for phrase in row.cells[column]]
    times = len(over) > 1 and all(is_period(phrase.text) for phrase in over)
    return bool(over) and not row.values and (times or not row.cells.get(0))


def column_names(head: Sequence[Row], body: Sequence[Row], columns: Columns, rules: Rules) -> list[list[Phrase]]:
    """For each column what stands over it in the head, from the top down."""
    names: list[list[Phrase]] = [[] for _ in range(columns.count)]
    extents = _extents(body, columns)
    labels = label_columns(body, columns.count)
    words = frozenset(at for at in range(labels, columns.count) if not any(at in row.values for row in body))
    levels = [level for row in head for level in row.levels]
    for number, level in reversed([*enumerate(levels)]):
        over = _Over(extents, names, labels, words)
        alone = len(level) == 1
        whole = alone and _is_remark(level[0].text) and (number == 0 or len(level[0].text) > _SHORT_UNIT)
        named = [] if whole else [phrase for phrase in level if not _is_title(phrase, over, columns, alone=alone)]
        for phrase, (first, last) in zip(named, _spans(named, over, columns, rules), strict=True):
            for column in range(first, last + 1):
                names[column].insert(0, phrase)
            if first == last:
                x0, x1 = extents[first]
                extents[first] = (min(x0, phrase.rect[0]), max(x1, phrase.rect[2]))
    return names


def _is_remark(text: str) -> bool:
    """It says how all numbers of the table are meant, over whichever column it stands."""
    return unit_span(text) == (0, len(text)) or text.lower().strip("()") == "unaudited"


def _extents(body: Sequence[Row], columns: Columns) -> list[Extent]:
    """Left and right of what stands in each column."""
    phrases = [(column, p) for row in body for column in row.filled for p in row.cells[column]]
    edges = [min(p.rect[0] for _, p in phrases), *columns.cuts, max(p.rect[2] for _, p in phrases)]
    extents = []
    for column in range(columns.count):
        inside = [p.rect for at, p in phrases if at == column]
        x0, x1 = edges[column], edges[column + 1]
        extents.append((min(r[0] for r in inside), max(r[2] for r in inside)) if inside else (x0, x1))
    return extents


def _is_title(phrase: Phrase, over: _Over, columns: Columns, *, alone: bool) -> bool:
    """It stands over the whole table, or is too long for the name of its first column."""
    if len(phrase.text) > _LONGEST_NAME and phrase.rect[0] < over.extents[0][1]:
        return True
    if not alone or columns.count <= over.labels or phrase.rect[2] < over.extents[over.labels][0]:
        return False
    left, right = over.extents[0][0], over.extents[-1][1]
    values = (over.extents[over.labels][0] + right) / 2
    return phrase.rect[0] < over.extents[over.labels - 1][1] and abs(phrase.centre - (left + right) / 2) < abs(
        phrase.centre - values
    )


def _spans(level: Sequence[Phrase], over: _Over, columns: Columns, rules: Rules) -> list[tuple[int, int]]:
    """First and last column of each: by drawn lines where they tell for all, or as they fit best."""
    if columns.ruled:
        return [_framed(phrase, columns, rules) for phrase in level]
    drawn = [_underlined(phrase, over, rules) for phrase in level]
    if len(level) == 1 and drawn == [None] and (years := _years_under(level[0], over)):
        return [years]
    # A line below several of them says nothing about one.
    return _fitted(level, over, [group if drawn.count(group) == 1 else None for group in drawn])


def _years_under(phrase: Phrase, over: _Over) -> tuple[int, int] | None:
    """The years that end a time, wherever over them it stands: those of one group, each once."""
    years = [i for i, names in enumerate(over.names) if i >= over.labels and names and is_year(names[-1].text)]
    above = {tuple(id(name) for name in over.names[i][:-1]) for i in years}
    once = len({over.names[i][-1].text for i in years}) == len(years)
    together = bool(years) and years == list(range(years[0], years[-1] + 1))
    if not (lacks_year(phrase.text) and once and together and len(above) == 1):
        return None
    return (years[0], years[-1]) if any(_reaches(phrase, over.extents[i]) for i in years) else None


def _framed(phrase: Phrase, columns: Columns, rules: Rules) -> tuple[int, int]:
    """Between the lines to its left and right."""
    beside = [x for x, y0, y1 in rules.v if y0 - 1 <= phrase.level <= y1 + 1]
    left = max((x for x in beside if x <= phrase.centre), default=float("-inf"))
    right = min((x for x in beside if x > phrase.centre), default=float("inf"))
    return columns.of(left + 2), columns.of(right - 2)


def _underlined(phrase: Phrase, over: _Over, rules: Rules) -> tuple[int, int] | None:
    """The columns over the line just below it, if this one is wider and not as wide as all of them."""
    x0, _, x1, bottom = phrase.rect
    for y, left, right in rules.h:
        if not (bottom - 0.4 * phrase.size < y < bottom + 0.9 * phrase.size and left - 2 <= x0 and x1 <= right + 2):
            continue
        under = [i for i, (a, b) in enumerate(over.extents) if left - 2 <= (a + b) / 2 <= right + 2]
        if under and (under[0] >= over.labels > 0 or len(under) < len(over.extents)):
            return under[0], under[-1]
    return None


def _fitted(level: Sequence[Phrase], over: _Over, drawn: Sequence[tuple[int, int] | None]) -> list[tuple[int, int]]:
    """The groups of neighbouring columns over which the phrases stand best, by dynamic programming."""
    count = len(over.extents)
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {(0, 0): (0.0, [])}
    for done in range(len(level) + 1):
        for column in range(count + 1):
            ways = [best[done, column]] if (done, column) in best else []
            if column and (done, column - 1) in best:
                cost, groups = best[done, column - 1]
                ways.append((cost + _without(over, column - 1), groups))
            for first in range(column if done else 0):
                if (done - 1, first) in best:
                    cost, groups = best[done - 1, first]
                    fit = _misfit(level[done - 1], over, (first, column - 1), drawn[done - 1])
                    ways.append((cost + fit, [*groups, (first, column - 1)]))
            if ways:
                best[done, column] = min(ways, key=lambda way: way[0])
    if (len(level), count) not in best:
        return [_nearest(phrase, over) for phrase in level]  # more phrases than columns
    cost, groups = best[len(level), count]
    even = _evenly(level, over)
    if even and not any(drawn):
        evenly = sum(_misfit(phrase, over, group, None) for phrase, group in zip(level, even, strict=True))
        if evenly <= cost + _UNEVEN * len(level):
            return even
    return groups


def _evenly(level: Sequence[Phrase], over: _Over) -> list[tuple[int, int]]:
    """Groups of as many columns each, beside names of single columns of names; none if these do not go up in the
    columns of values."""
    values = len(over.extents) - over.labels
    beside = sum(values > 0 and phrase.rect[2] < over.extents[over.labels][0] for phrase in level)
    groups = len(level) - beside
    size = values // max(groups, 1)
    if not groups or size < 2 or size * groups != values or not over.is_named(over.labels, len(over.extents) - 1):
        return []
    single = [_nearest(phrase, over) for phrase in level[:beside]]
    if len(set(single)) < beside or any(first >= over.labels for first, _ in single):
        return []
    return [*single, *((over.labels + i * size, over.labels + (i + 1) * size - 1) for i in range(groups))]


def _without(over: _Over, column: int) -> float:
    """What a column costs that nothing on the level stands over."""
    return _NOT_NAMED if column >= over.labels and over.names[column] else 0.0


def _nearest(phrase: Phrase, over: _Over) -> tuple[int, int]:
    column = min(range(len(over.extents)), key=lambda i: abs(sum(over.extents[i]) / 2 - phrase.centre))
    return column, column


def _misfit(phrase: Phrase, over: _Over, group: tuple[int, int], drawn: tuple[int, int] | None) -> float:
    """How badly a phrase stands over a group of columns, in font sizes off its middle."""
    if drawn is not None:
        return 0.0 if drawn == group else 100.0
    first, last = group
    left, right = over.extents[first][0], over.extents[last][1]
    off = [abs(phrase.centre - (left + right) / 2), abs(phrase.rect[0] - left)]
    if first < last and first:  # numbers stand at the right of their columns, the middle of which is further left
        off.append(abs(phrase.centre - (over.extents[first - 1][1] + right) / 2))
    if first == last:
        apart = max(left - phrase.rect[2], phrase.rect[0] - right, 0.0)
        return (min(*off, abs(phrase.rect[2] - right)) + 2 * apart) / phrase.size
    if not over.is_named(first, last) or (first < over.labels and over.labels < len(over.extents)):
        return 50.0
    below = [over.names[column][0].text for column in range(first, last + 1)]
    cost = min(off) / phrase.size + 0.1
    if any(text[:1].islower() for text in below):
        cost += _BROKEN
    past = any(column in over.words and not _reaches(phrase, over.extents[column]) for column in range(first, last + 1))
    return cost if _may_span(phrase, over, group, below) and not past else cost + _STRANGE * (last - first)


def _reaches(phrase: Phrase, extent: Extent) -> bool:
    return min(phrase.rect[2], extent[1]) - max(phrase.rect[0], extent[0]) > 0.3 * (extent[1] - extent[0])


def _may_span(phrase: Phrase, over: _Over, group: tuple[int, int], below: Sequence[str]) -> bool:
    """It reaches over several columns, tells a time or stands over times, or over names that come again elsewhere."""
    counts = Counter(names[0].text for names in over.names if names)
    reached = sum(_reaches(phrase, extent) for extent in over.extents[group[0] : group[1] + 1])
    return (
        reached > 1 or is_period(phrase.text) or all(map(is_period, below)) or all(counts[text] > 1 for text in below)
    )
