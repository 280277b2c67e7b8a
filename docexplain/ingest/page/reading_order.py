"""Reading order of boxes on a page, by cutting it at the white space: columns before rows (recursive X-Y cut)."""

from __future__ import annotations

from collections.abc import Sequence

from docexplain.ingest.text.blocks import Rect, union

SLACK = 2.0
"""Boxes may overlap by this much, in points, and still count as apart."""


def reading_order(rects: Sequence[Rect], *, leftwards: bool = False) -> list[int]:
    """Indices of the rectangles in reading order.

    Rows are bands of the page with white space between them. The longest run of rows that white space also cuts from
    top to bottom is read as columns; a row that spans the columns (a title, a wide table) stands between such runs.

    Args:
        leftwards: the right column comes first, as in a script that is read from the right.
    """
    if leftwards:
        rects = [(-x1, y0, -x0, y1) for x0, y0, x1, y1 in rects]
    return _order(rects, sorted(range(len(rects)), key=lambda i: (rects[i][1], rects[i][0], i)))


def _order(rects: Sequence[Rect], members: list[int]) -> list[int]:
    if len(members) < 2:
        return members
    rows = _bands(rects, members, axis=1)
    done: list[int] = []
    while rows:
        for count in range(len(rows), 0, -1):
            part = [i for row in rows[:count] for i in row]
            columns = _columns(rects, part)
            if len(columns) > 1 and any(_spans(row, columns) for row in rows[:count]):
                done += [i for column in columns for i in _order(rects, column)]
                break
        else:
            # Nothing to cut: boxes over one another, or a single one.
            count, part = 1, rows[0]
            done += sorted(part, key=lambda i: (rects[i][1], rects[i][0], i))
        rows = rows[count:]
    return done


def _bands(rects: Sequence[Rect], members: list[int], axis: int) -> list[list[int]]:
    """Groups that white space separates along an axis (0: left to right, 1: top to bottom)."""
    groups: list[list[int]] = []
    end = float("-inf")
    for i in sorted(members, key=lambda i: (rects[i][axis], rects[i][1 - axis], i)):
        if not groups or rects[i][axis] > end - SLACK:
            groups.append([])
        groups[-1].append(i)
        end = max(end, rects[i][axis + 2])
    return groups


def _columns(rects: Sequence[Rect], members: list[int]) -> list[list[int]]:
    """Columns, if the cut makes sense: beside each other, not just one to the right of and below the other."""
    columns = _bands(rects, members, axis=0)
    merged: list[list[int]] = []
    for column in columns:
        if merged and not _beside(union([rects[i] for i in merged[-1]]), union([rects[i] for i in column])):
            merged[-1] += column
        else:
            merged.append(column)
    return merged


def _spans(row: Sequence[int], columns: Sequence[Sequence[int]]) -> bool:
    """Some of it stands in one column and some in another. Without such a row nothing stands beside anything: a date at
    the right, between what is above it and what is below, is read there."""
    return sum(not set(row).isdisjoint(column) for column in columns) > 1


def _beside(left: Rect, right: Rect) -> bool:
    return min(left[3], right[3]) - max(left[1], right[1]) > SLACK
