"""A table as text: one line a row, the head's names again before the values under them. Pure functions.

PyMuPDF's own finder of tables was tried before this was written. It broke commas off their numbers, tells cells over
several columns only where lines are drawn around them, and says neither which row heads a section nor where words
stand. So only PyMuPDF's layout model is used: for where tables are, and as a hint at rows and columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from docexplain.ingest.strings.cleaning import is_right_to_left
from docexplain.ingest.tables.columns import Columns, columns_of, parted
from docexplain.ingest.tables.heads import column_names, parts_of
from docexplain.ingest.tables.phrases import Phrase, is_period, levels_of
from docexplain.ingest.tables.rendering import CELLS, NOTHING, behind, cell_line, named_rows
from docexplain.ingest.tables.rows import Row, label_columns, rows_in
from docexplain.ingest.tables.rules import NO_RULES, Rules
from docexplain.ingest.tables.sections import with_repeated_names, with_sections
from docexplain.ingest.tables.units import unit_in, unit_span
from docexplain.ingest.text.blocks import Line, TableColumns
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.ingest.text.lines import cell_lines, joined

_SUM = re.compile(r"\W*(?:totale?s?|totaal|sum|summ[ae]|suma|gesamt\w*|bilanzsumme)\b", re.IGNORECASE)
"""Begins the name of the row that adds a side of a balance sheet up."""
_LEAST_SUM = 100
_LONGEST_OF_NAMES = 60
"""Characters of the name of a column of names."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known about a table from elsewhere.

    Attributes:
        rules: lines that are drawn about it.
        h_lines, v_lines: where a layout model parts rows and columns, in points.
        of_labels: its rows are labels and their values, so that none of them is a head.
    """

    rules: Rules = NO_RULES
    h_lines: tuple[float, ...] = ()
    v_lines: tuple[float, ...] = ()
    of_labels: bool = False

    def mirrored(self) -> Hints:
        """As seen in a mirror that stands at x = 0."""
        return replace(self, rules=self.rules.mirrored(), v_lines=tuple(sorted(-x for x in self.v_lines)))


def table_lines(words: Sequence[Glyphs], hints: Hints) -> tuple[list[Line], TableColumns | None]:
    """The rows of a table, every cell once, with the names that hold for it; and its columns, if it has several."""
    if is_right_to_left("".join(word.text for word in words)):
        return _mirrored(words, hints)
    return _read(words, hints)


def columns_and_rows(words: Sequence[Glyphs], hints: Hints) -> tuple[Columns, list[Row]]:
    """The columns of a table and its rows; no rows where it has one column only."""
    levels = levels_of(words, hints.rules.v)
    columns = columns_of(levels, hints.rules, hints.v_lines)
    if columns.count < 2:
        return columns, []
    if not columns.ruled:
        levels = parted(levels, columns)
    return columns, rows_in(levels, columns, hints.rules, hints.h_lines)


def _read(words: Sequence[Glyphs], hints: Hints) -> tuple[list[Line], TableColumns | None]:
    columns, rows = columns_and_rows(words, hints)
    if not rows:
        return cell_lines(words, CELLS), None
    lines: list[Line] = []
    shown: TableColumns | None = None
    for head, body in [([], rows)] if hints.of_labels else parts_of(rows):
        if not body:
            return cell_lines(words, CELLS), None
        names = column_names(head, body, columns, hints.rules)
        part, last = _part((head, body), names, _extents(columns, words), shown)
        lines += part
        shown = last if shown is None else replace(last, head=shown.head)
    return lines, shown


def _part(
    rows: tuple[list[Row], list[Row]],
    names: list[list[Phrase]],
    extents: tuple[tuple[float, float], ...],
    above: TableColumns | None,
) -> tuple[list[Line], TableColumns]:
    """The lines below one head, and its columns.

    Args:
        above: the part above, of which the unit holds on.
    """
    head, body = rows
    labels = label_columns(body, len(names))
    begins = _panels(body, names)
    lines = [line for row in head for line in _head_lines(row, names)]
    told = _unit(head, names, labels)
    unit = unit_in(cell_line([told])) if told else (above.unit if above else None)
    whole = {id(told)} if told and unit_span(told.text) == (0, len(told.text)) else set()
    names = [[phrase for phrase in over if id(phrase) not in whole] for over in names]
    if len(begins) > 1:
        return [*lines, *_in_panels(body, names, begins, unit)], TableColumns((), unit=unit, head=len(lines))
    body = with_repeated_names(body, labels)
    with_sections(body)
    cells = [_cells(row, range(len(names))) for row in body]
    known = _numbered([_name(over, at < labels) for at, over in enumerate(names)]) if head else ()
    left = () if head else tuple(map(tuple, cells))
    return [*lines, *named_rows(cells, known, unit)], TableColumns(extents, known, left, unit, len(lines))


def _mirrored(words: Sequence[Glyphs], hints: Hints) -> tuple[list[Line], TableColumns | None]:
    """A table that is read from the right: as one from the left, seen in a mirror."""
    lines, columns = _read([replace(word, rect=_flipped(word.rect)) for word in words], hints.mirrored())
    return [_back(line) for line in lines], columns and replace(
        columns,
        names=tuple(map(_back, columns.names)),
        cells=tuple(tuple(map(_back, row)) for row in columns.cells),
        unit=columns.unit and _back(columns.unit),
    )


def _flipped(rect: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    return -rect[2], rect[1], -rect[0], rect[3]


def _back(line: Line) -> Line:
    words = tuple(word._replace(rect=_flipped(word.rect)) for word in line.words)
    return Line(line.text, _flipped(line.rect), words)


def _cells(row: Row, columns: Sequence[int] | range) -> list[Line]:
    """The text of each cell, the first behind the rows that head its section."""
    cells = [cell_line(row.cells.get(column, [])) for column in columns]
    for head in reversed(row.context):
        above = cell_line([head])
        cells[0] = behind(above, cells[0]) if cells[0].text else above
    return cells


def _name(phrases: Sequence[Phrase], of_names: bool = False) -> Line:
    """The names of a column as one; a column of names needs no long one, which each row would cost a model."""
    name = joined([cell_line([phrase]) for phrase in phrases], " ") if phrases else NOTHING
    return NOTHING if of_names and len(name.text) > _LONGEST_OF_NAMES else name


def _numbered(names: Sequence[Line]) -> tuple[Line, ...]:
    """Names that come more than once with a number behind each."""
    counts, seen = Counter(name.text for name in names), Counter[str]()
    result = []
    for name in names:
        seen[name.text] += 1
        again = name.text and counts[name.text] > 1
        result.append(replace(name, text=f"{name.text} ({seen[name.text]})") if again else name)
    return tuple(result)


def _unit(head: Sequence[Row], names: Sequence[Sequence[Phrase]], labels: int) -> Phrase | None:
    """What tells the unit of the whole table: it names no column of values, or all of them."""
    for phrase in (phrase for row in head for phrase in row.phrases):
        over = {column for column, phrases in enumerate(names) if any(phrase is one for one in phrases)}
        if unit_span(phrase.text) and over & set(range(labels, len(names))) in (set(), set(range(labels, len(names)))):
            return phrase
    return None


def _head_lines(row: Row, names: Sequence[Sequence[Phrase]]) -> list[Line]:
    """A row of the head as it stands: cells of several lines whole, unless one stands over several columns."""
    spans = any(sum(phrase in over for over in names) > 1 for phrase in row.phrases)
    if spans and len(row.levels) > 1:
        return [joined([cell_line([phrase]) for phrase in level], CELLS) for level in row.levels]
    return [joined([cell_line(row.cells[column]) for column in row.filled], CELLS)]


def _extents(columns: Columns, words: Sequence[Glyphs]) -> tuple[tuple[float, float], ...]:
    edges = [min(w.rect[0] for w in words), *columns.cuts, max(w.rect[2] for w in words)]
    return tuple(pairwise(edges))


def _panels(body: Sequence[Row], names: Sequence[Sequence[Phrase]]) -> list[int]:
    """The first column of each table of the same head that stand side by side as one; the sides of a balance sheet have
    names of their own over their names."""
    texts = [" ".join(phrase.text for phrase in phrases) for phrases in names]
    count = len(texts)
    for width in range(2, count // 2 + 1):
        parts = [texts[i : i + width] for i in range(0, count, width)]
        begins = range(0, count, width)
        if count % width or not all(parts[0][1:]) or any(part[1:] != parts[0][1:] for part in parts):
            continue
        alike = {part[0] for part in parts} <= {parts[0][0], ""}
        if (alike or _are_sides(body, parts, begins)) and _name_rows(body, begins):
            return list(begins)
    return [0]


def _are_sides(body: Sequence[Row], parts: Sequence[Sequence[str]], begins: Sequence[int] | range) -> bool:
    """Of a balance sheet: they come to the same, or the values are of the same times, or each side has its sum. Else a
    row may say of two things how they go together, as home and away do."""
    if not all(part[0] for part in parts) or _are_pairs(body, begins, len(parts[0])):
        return False
    width = len(parts[0])
    last = [next((_texts(row, at, width) for row in reversed(body) if row.text(at)), ()) for at in begins]
    balanced = len(set(last)) == 1 and all(_is_sum(body, begin + 1) for begin in begins)
    sums = all(any(_SUM.match(row.text(begin)) for row in body) for begin in begins)
    return balanced or sums or all(map(is_period, parts[0][1:]))


def _are_pairs(body: Sequence[Row], begins: Sequence[int] | range, width: int) -> bool:
    """Rows go together: the names of one side are those of the other, or the values of most rows."""
    rows = [row for row in body if all(row.text(begin) for begin in begins)]
    known = [{row.text(begin) for row in body} - {""} for begin in begins]
    shared = len(set.intersection(*known))
    alike = sum(len({_texts(row, begin, width) for begin in begins}) == 1 for row in rows)
    return 2 * shared > min(map(len, known)) or 2 * alike > len(rows)


def _is_sum(body: Sequence[Row], column: int) -> bool:
    """The last value is larger than the others, and no small count."""
    values = [int(digits) for row in body if (digits := re.sub(r"\D", "", row.text(column)))]
    return len(values) > 1 and values[-1] > max(values[:-1]) and values[-1] >= _LEAST_SUM


def _texts(row: Row, begin: int, width: int) -> tuple[str, ...]:
    """What stands behind the first cell of a side."""
    return tuple(row.text(column) for column in range(begin + 1, begin + width))


def _name_rows(body: Sequence[Row], columns: Sequence[int] | range) -> bool:
    """Their cells are names, not values."""
    cells = [row.cells[column] for row in body for column in columns if row.cells.get(column)]
    return 2 * sum(any(p.is_value for p in cell) for cell in cells) < len(cells)


def _in_panels(
    body: Sequence[Row], names: Sequence[Sequence[Phrase]], begins: Sequence[int], unit: Line | None
) -> list[Line]:
    width = begins[1] - begins[0]
    lines = []
    for begin in begins:
        known = _numbered([_name(phrases) for phrases in names[begin : begin + width]])
        rows = [row for row in body if any(row.cells.get(c) for c in range(begin, begin + width))]
        for row in rows:
            row.context = []
        lines += named_rows([_cells(row, range(begin, begin + width)) for row in rows], known, unit)
    return lines
