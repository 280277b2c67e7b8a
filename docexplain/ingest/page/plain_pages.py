"""Pages that the layout model reads without looking at their picture: plain text in one column, hardly anything drawn.

PyMuPDF ships two layout models. The one it uses sees the lines of text and a picture of the page, which is most of its
work; the other sees the lines of text only. On a page of nothing but text they find the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from docexplain.ingest.layout_models import Group, picture_model, text_model
from docexplain.ingest.strings.cleaning import is_right_to_left
from docexplain.ingest.text.continuation import begins_list_item
from docexplain.ingest.text.drawn import steps_of
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.ingest.text.lines import rows_of
from docexplain.ingest.text.paragraph_breaks import SetLine, set_lines

_APART = 1.2
"""White space between two cells or columns, in line heights."""
_MOST_ROWS = 3
"""Rows of which parts stand apart on a plain page: running headers, a number and its title."""
_MOST_SHAPES = 60
"""Lines and areas drawn on a plain page: under headings and links, above notes."""
_LARGEST_PICTURE = 0.005
"""Share of the page's area."""
_TO_LOOK_AT = {"table", "table-fallback", "picture", "formula"}
"""Where the model that sees only text finds one of these, the other one looks at the page."""


def layout_of(page: Any, words: Sequence[Glyphs]) -> list[Group]:
    """What the layout model finds on a ``pymupdf.Page``, see :data:`docexplain.ingest.layout_models.Predict`.

    Args:
        words: of the page, those that can be seen.
    """
    if _is_plain(page, words):
        found = text_model()(page, return_raw=True)
        if not any(map(_is_doubtful, found)):
            return found
    return picture_model()(page, return_raw=True)


def _is_doubtful(group: Group) -> bool:
    """The model that sees only text may be wrong: a running header of several lines is more often a date and place or a
    signature, which must not be set apart."""
    name, (_, top, _, bottom) = group["class_name"], group["group_bbox"][:4]
    several = name.startswith("page-") and bottom - top > 1.6 * min(y1 - y0 for _, y0, _, y1 in group["bboxes"])
    return name in _TO_LOOK_AT or several


def _is_plain(page: Any, words: Sequence[Glyphs]) -> bool:
    if is_right_to_left("".join(word.text for word in words)):
        return False  # of such scripts the model that sees only text takes some running headers for text
    rows = rows_of(set_lines(words), lambda line: line.rect)
    return sum(map(_is_parted, rows)) <= _MOST_ROWS and not _is_drawn_on(page)


def _is_parted(row: Sequence[SetLine]) -> bool:
    """Cells or columns stand beside each other, not just a bullet or number and its text."""
    ordered = sorted(row, key=lambda line: line.rect[0])
    if len(ordered) == 2 and len(ordered[0].text) < 5 and begins_list_item(f"{ordered[0].text} x"):
        return False
    return any(right.rect[0] - left.rect[2] > _APART * left.height for left, right in pairwise(ordered))


def _is_drawn_on(page: Any) -> bool:
    least = _LARGEST_PICTURE * page.rect.width * page.rect.height
    shapes = 0
    for kind, (x0, y0, x1, y1), *_ in steps_of(page):
        if kind.endswith("text"):
            continue
        shapes += 1
        is_picture = kind.endswith(("image", "imgmask", "shade")) and (x1 - x0) * (y1 - y0) >= least
        if is_picture or shapes > _MOST_SHAPES:
            return True
    return False
