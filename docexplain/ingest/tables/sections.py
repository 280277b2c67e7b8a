"""What a row of a table leaves to the rows above it: the section it stands in, and names that hold for several rows.
Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docexplain.ingest.tables.phrases import Phrase, is_period, phrase_of
from docexplain.ingest.tables.rows import Row

_SET_IN = 0.4
"""In font sizes; a row that begins this far to the right of another is under it."""
_DEEPEST = 2
"""Sections within sections that a row tells."""
_SHORT = 32
"""Characters of the outer of them, at most: it costs a model tokens in each row."""
_TOTAL = "total"


@dataclass(slots=True)
class _Section:
    head: Phrase
    left: float
    has_set_in: bool = False
    has_rows: bool = False


def with_sections(body: Sequence[Row], *, leftmost: int = 0) -> None:
    """Gives each row the rows that head its section, where that is sure: the row has a name only, and ends in a colon,
    is bold or in capitals when what follows is not, or has what follows set in under it."""
    open_: list[_Section] = []
    for number, row in enumerate(body):
        if leftmost not in row.filled:
            continue
        first = row.cells[leftmost][0]
        left = first.rect[0]
        slack = _SET_IN * first.size
        open_ = [section for section in open_ if not _ended(section, left, slack)]
        if row.filled == [leftmost] and leftmost not in row.repeated:
            following = body[number + 1] if number + 1 < len(body) else None
            open_ = [s for s in open_ if left > s.left + slack or not s.has_rows]
            if following is None or not _heads(row, following, slack, leftmost):
                open_ = [s for s in open_ if left > s.left + slack]  # it may head what follows, which is not sure
                continue
            open_.append(_Section(_whole(row.cells[leftmost]), left))
            continue
        text = " ".join(phrase.text for phrase in row.cells[leftmost]).lower()
        closes = [s for s in open_ if text.startswith(_TOTAL) and (_sums(text, s) or left <= s.left + slack)]
        for section in open_:
            section.has_rows = True
            section.has_set_in |= left > section.left + slack
        telling = text.startswith(_TOTAL) and len(text) > len(_TOTAL) + 2  # "Total assets" needs no section
        over = [section.head for section in open_ if section not in closes and not telling]
        row.context = [*(head for head in over[-_DEEPEST:-1] if len(head.text) <= _SHORT), *over[-1:]]
        open_ = [section for section in open_ if section not in closes]


def _ended(section: _Section, left: float, slack: float) -> bool:
    """What begins at this place is no longer under it."""
    return left < section.left - slack or (section.has_set_in and left <= section.left + slack)


def _heads(row: Row, following: Row, slack: float, leftmost: int) -> bool:
    text = row.phrases[-1].text
    below = following.cells.get(leftmost)
    if not below or not (any(letter.isalpha() for letter in text) or is_period(text)):
        return False
    if text.endswith(":") or below[0].rect[0] > row.phrases[0].rect[0] + slack:
        return True
    names = " ".join(phrase.text for phrase in below)
    return (row.bold and not below[0].bold) or (text.isupper() and not names.isupper())


def _sums(text: str, section: _Section) -> bool:
    return section.head.text.rstrip(":").lower() in text


def _whole(phrases: Sequence[Phrase]) -> Phrase:
    if len(phrases) == 1:
        return phrases[0]
    return phrase_of([word for phrase in phrases for word in phrase.words])


def with_repeated_names(body: list[Row], labels: int) -> list[Row]:
    """Names in the columns before the last of names that stand once for several rows, which leave the place blank."""
    for column in range(labels - 1):
        floating = [row for row in body if row.filled == [column]]
        others = [row for row in body if row.filled != [column]]
        blank = [row for row in others if column not in row.filled and column + 1 in row.filled]
        if not blank or any(column + 1 not in row.filled for row in others):
            continue
        named = sorted([*floating, *(row for row in others if column in row.filled)], key=lambda row: row.middle)
        groups = _downwards(named, others, floating) or _centred(named, others)
        if not groups:
            continue
        for source, rows in groups:
            for row in rows:
                if row is not source:
                    row.cells[column] = source.cells[column]
                    row.repeated.add(column)
        for row in floating:  # its name stands in the first row of its group now
            first = next(rows[0] for source, rows in groups if source is row)
            first.levels = [*first.levels, *row.levels]
            first.repeated.discard(column)
        body = others
    return body


def _centred(named: Sequence[Row], others: Sequence[Row]) -> list[tuple[Row, list[Row]]]:
    """Groups of rows in whose middles the names stand; none if these do not add up to all rows."""
    groups = []
    begin = 0
    pitch = (others[-1].middle - others[0].middle) / max(len(others) - 1, 1)
    for row in named:
        if begin >= len(others):
            return []
        end = 2 * row.middle - others[begin].middle
        last = min(range(begin, len(others)), key=lambda i: abs(others[i].middle - end))
        if abs(others[last].middle - end) > 0.3 * pitch:
            return []
        groups.append((row, list(others[begin : last + 1])))
        begin = last + 1
    return groups if begin == len(others) else []


def _downwards(named: Sequence[Row], others: Sequence[Row], floating: Sequence[Row]) -> list[tuple[Row, list[Row]]]:
    """Groups of rows at whose tops the names stand."""
    if floating or not named or named[0] is not others[0]:
        return []
    groups: list[tuple[Row, list[Row]]] = []
    for row in others:
        if any(row is name for name in named):
            groups.append((row, []))
        groups[-1][1].append(row)
    return groups
