"""Charts with values over or in their columns, or at the points of a line, and the categories below: pure functions.

A chart is told by its text alone: the categories stand side by side at equal distances, the values stand over them,
and the higher a value stands, the larger it is. In a table values stand in rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise

from docexplain.ingest.charts.series import Fill, legend_of, series_of
from docexplain.ingest.tables.phrases import Phrase, levels_of
from docexplain.ingest.tables.rendering import CELLS, NAMED
from docexplain.ingest.text.blocks import Block, Line, union
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.ingest.text.lines import joined, line_of
from docexplain.ingest.text.paragraph_breaks import commonest_size
from docexplain.records import BlockClass

_LEAST, _MOST = 3, 30
"""Categories of a chart."""
_LONGEST = 24
"""Characters of the name of a category."""
_UNEVEN = 1.35
"""The widest distance between the middles of two categories over the narrowest, at most."""
_OFF, _OFF_IN_GROUP = 0.25, 0.5
"""A value off the middle of its category, at most: alone, and beside others. Over that distance."""
_HIGH = 1.5
"""Height of a chart over its width, at most."""
_SAME_LEVEL = 1.5
"""Points by which two values on one level differ."""
_SHORT_YEAR = re.compile(r"['\u2019]\d\d[AEFP]?")
_NUMBER = re.compile(r"\d+(?:[.,' \u00a0\u202f\u2019]\d+)*")
_FRACTION = re.compile(r"[.,](\d{1,2})$")

_Coloured = tuple[Sequence[Fill], dict[tuple[float, ...], Phrase]]
"""The coloured areas of a page, and what the legend says of their colours."""


@dataclass(frozen=True)
class Chart:
    """A category with its values each, from the left, and the numbers at the axis.

    Attributes:
        series: of the values of each category; empty where they have one only, or where it is not known.
    """

    columns: tuple[tuple[tuple[Phrase, ...], tuple[Phrase, ...]], ...]
    axis: tuple[Phrase, ...]
    series: tuple[tuple[Phrase, ...], ...] = ()

    @property
    def words(self) -> list[Glyphs]:
        """Of all."""
        phrases = [phrase for names, values in self.columns for phrase in (*names, *values)]
        return [word for phrase in (*phrases, *self.axis) for word in phrase.words]

    def blocks(self, page: int) -> list[Block]:
        """The values, a line for each category; what stands at the axis is none of them."""
        lines = []
        for at, (names, values) in enumerate(self.columns):
            name = joined([_line(phrase) for phrase in names], " ")
            cells = [_line(phrase) for phrase in values]
            if self.series:
                named = zip(map(_line, self.series[at]), cells, strict=True)
                cells = [joined([series, cell], NAMED) for series, cell in named]
            told = joined(cells, CELLS)
            lines.append(joined([name, told], NAMED if len(values) == 1 else CELLS))
        columns = [phrase for names, values in self.columns for phrase in (*names, *values)]
        found = [_block(page, BlockClass.TABLE, lines, columns)]
        if self.axis:
            found.append(_block(page, BlockClass.PICTURE, [joined(list(map(_line, self.axis)), " ")], self.axis))
        return found


def _line(phrase: Phrase) -> Line:
    return line_of(phrase.words)


def _block(page: int, kind: BlockClass, lines: Sequence[Line], phrases: Sequence[Phrase]) -> Block:
    words = [word for phrase in phrases for word in phrase.words]
    characters = sum(word.characters for word in words)
    rect = union([phrase.rect for phrase in phrases])
    return Block(page, rect, kind, tuple(lines), size=commonest_size(words), characters=characters)


def charts_in(words: Sequence[Glyphs], fills: Callable[[], Sequence[Fill]] = tuple) -> list[Chart]:
    """The charts among the upright words of a page; none shares a word with another.

    Args:
        fills: what finds the coloured areas of the page; only asked where there may be a chart.
    """
    levels = levels_of(words) if words else []
    coloured = cache(lambda: _coloured(levels, fills()))
    charts: list[Chart] = []
    taken: set[int] = set()
    for at, level in enumerate(levels):
        for names in _runs(level):
            chart = _chart(levels, at, names, coloured)
            if chart is not None and not taken & {id(word) for word in chart.words}:
                charts.append(chart)
                taken |= {id(word) for word in chart.words}
    return charts


def _is_name(phrase: Phrase) -> bool:
    is_value = phrase.is_value and not _SHORT_YEAR.fullmatch(phrase.text)
    return not is_value and len(phrase.text) <= _LONGEST and any(map(str.isalnum, phrase.text))


def _runs(level: Sequence[Phrase]) -> Iterator[list[Phrase]]:
    """Names side by side at equal distances, as many as there are."""
    run: list[Phrase] = []
    for phrase in [*level, None]:
        grown = [*run, phrase] if phrase is not None and _is_name(phrase) else None
        if grown is not None and _is_even(grown):
            run = grown
            continue
        if len(run) >= _LEAST and len(run) <= _MOST:
            yield run
        run = [] if grown is None else grown[-2:]


def _is_even(names: Sequence[Phrase]) -> bool:
    apart = [b.centre - a.centre for a, b in pairwise(names)]
    return not apart or max(apart) <= _UNEVEN * min(apart)


def _chart(
    levels: Sequence[Sequence[Phrase]], at: int, names: Sequence[Phrase], coloured: Callable[[], _Coloured]
) -> Chart | None:
    pitch = (names[-1].centre - names[0].centre) / (len(names) - 1)
    left, right = names[0].centre - pitch / 2, names[-1].centre + pitch / 2
    over: list[list[Phrase]] = [[] for _ in names]
    axis: list[Phrase] = []
    for level in reversed(levels[:at]):
        inside = [p for p in level if p.rect[2] > left and p.rect[0] < right and p.centre < right + pitch / 2]
        values = [p for p in inside if left <= p.centre <= right]
        if not all(p.is_value for p in inside) or (level and names[0].level - level[0].level > _HIGH * (right - left)):
            break
        beside = [p for p in level if p.rect[2] <= left + pitch / 4 and p not in values]
        if values and beside and not beside[-1].is_value and beside[-1].rect[2] > left - pitch:
            return None  # the name of a row
        axis += [p for p in (beside[-1:] if beside and left - beside[-1].rect[2] < pitch else ()) if p.is_value]
        for value in values:
            over[min(range(len(names)), key=lambda i: abs(names[i].centre - value.centre))].append(value)
    over = [sorted(values, key=lambda p: p.centre) for values in over]
    if not all(over) or not (len(over[0]) > 1 or _shows_heights(over)):
        return None
    if not _stand_over(names, over, pitch):
        return None
    series = _series(over, *coloured()) if len(over[0]) > 1 else ()
    if not (series or _shows_heights(over)):
        return None
    whole = [(name, *_below(levels[at + 1 :], name, names, pitch)) for name in names]
    return Chart(tuple((name, tuple(v)) for name, v in zip(whole, over, strict=True)), tuple(axis), series)


def _coloured(levels: Sequence[Sequence[Phrase]], fills: Sequence[Fill]) -> _Coloured:
    return fills, legend_of((phrase for level in levels for phrase in level), fills) if fills else {}


def _series(
    over: Sequence[Sequence[Phrase]], fills: Sequence[Fill], legend: dict[tuple[float, ...], Phrase]
) -> tuple[tuple[Phrase, ...], ...]:
    """Those of all values, by the legend; none if one is not known. Also of values that stand one over the other."""
    found = [series_of(values, fills, legend) for values in over] if len(legend) > 1 else []
    known = [tuple(series) for series in found if series is not None]
    return tuple(known) if known and len(known) == len(over) else ()


def _shows_heights(over: Sequence[Sequence[Phrase]]) -> bool:
    """As many values over each, of which the larger stands higher: not all in one row, and not one over the other."""
    values = [value for column in over for value in column]
    numbers = [_number(value.text) for value in values]
    if not values or len({len(column) for column in over}) > 1:
        return False
    if any(b.rect[0] < a.rect[2] - 1 for column in over for a, b in pairwise(column)):
        return False
    told = 0
    for (one, value), (other, its) in combinations(zip(values, numbers, strict=True), 2):
        if value is None or its is None:
            return False
        higher = other.level - one.level
        if abs(higher) > _SAME_LEVEL and (value - its) * higher <= 0:
            return False
        told += abs(higher) > _SAME_LEVEL
    return told >= max(len(values) - 1, 2)


def _stand_over(names: Sequence[Phrase], over: Sequence[Sequence[Phrase]], pitch: float) -> bool:
    """Values that stand alone in the middle of their category, groups at the same places about it."""
    for name, values in zip(names, over, strict=True):
        off = [value.centre - name.centre for value in values]
        if len(off) == 1 and abs(off[0]) > _OFF * pitch:
            return False
        if len(off) > 1 and (abs(sum(off) / len(off)) > _OFF * pitch or max(map(abs, off)) > _OFF_IN_GROUP * pitch):
            return False
    return True


def _below(levels: Sequence[Sequence[Phrase]], name: Phrase, names: Sequence[Phrase], pitch: float) -> Iterator[Phrase]:
    """What a name goes on with in the lines below."""
    last = name
    for level in levels:
        if level[0].rect[1] - last.rect[3] > 0.5 * last.size:
            return
        left, right = names[0].centre - pitch / 2, names[-1].centre + pitch / 2
        if not all(left <= p.rect[0] and p.rect[2] <= right and _is_name(p) for p in level):
            return
        for phrase in level:
            if abs(phrase.centre - name.centre) <= _OFF * pitch:
                yield phrase
                last = phrase


def _number(text: str) -> float | None:
    """What a value says, whichever sign parts its fraction."""
    found = _NUMBER.search(text)
    if found is None:
        return None
    fraction = _FRACTION.search(found.group())
    digits = re.sub(r"\D", "", found.group())
    size = int(digits) / 10.0 ** (len(fraction.group(1)) if fraction else 0)
    before = text[: found.start()]
    return -size if any(sign in before for sign in "-\u2212\u2013(") else size
