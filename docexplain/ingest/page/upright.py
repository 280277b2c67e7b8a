"""A page turned so that its text stands upright, in the coordinates in which it is seen.

PyMuPDF gives words in the coordinates of the page before its rotation and pictures in those after, and takes a rotation
away rightly only where the page is all that its MediaBox holds. So the page is first made such a page.
"""

from __future__ import annotations

from math import cos, radians, sin
from typing import Any

from docexplain.ingest.text.drawn import forget
from docexplain.ingest.text.rotation import UPRIGHT, Turn, Way


def as_seen(page: Any) -> None:
    """Change a ``pymupdf.Page`` so that words, boxes and its picture count from the top left corner of what is seen,
    without rotation; what it shows stays."""
    if not page.parent.is_pdf:
        return
    _only_what_is_shown(page)
    _turn(page, page.rotation)
    forget(page)


def turned(page: Any, way: Way, lean: float = 0.0) -> Turn | None:
    """Turn a page of :func:`as_seen` so that text that lies this way stands upright; None: nothing to turn.

    Args:
        lean: degrees clockwise by which all of the page is askew.
    """
    if way.mirrored:
        lean = 0.0
    if (way == UPRIGHT and not lean) or way.aslant or not page.parent.is_pdf:
        return None
    turn = Turn(way.degrees, page.rect.width, page.rect.height, way.mirrored, lean)
    _turn(page, way.degrees)
    if way.mirrored:
        _mirror(page)
    if lean:
        _straighten(page, turn)
    forget(page)
    return turn


def turned_back(page: Any, turn: Turn | None) -> None:
    """Undo what gave this turn, if any."""
    if turn is None:
        return
    if turn.lean:
        _lean_back(page, turn)
    if turn.mirrored:
        _mirror(page)
    _turn(page, -turn.degrees % 360)
    forget(page)


def _turn(page: Any, degrees: int) -> None:
    if degrees:
        page.set_rotation(degrees)
        page.remove_rotation()
        _show(page, page.mediabox)


def _mirror(page: Any) -> None:
    """Its contents only: what is put upon mirrored text later is not mirrored with it."""
    x0, _, x1, _ = page.mediabox
    _prefix(page, f"-1 0 0 1 {x0 + x1:g} 0 cm")


def _straighten(page: Any, turn: Turn) -> None:
    x0, y0, x1, y1 = page.mediabox
    # What is outside the page stays unseen in the room that its corners need.
    _prefix(page, f"{_about_middle(page, turn.lean)} {x0:g} {y0:g} {x1 - x0:g} {y1 - y0:g} re W n")
    width, height = turn.size
    _set_size(page, width, height)


def _lean_back(page: Any, turn: Turn) -> None:
    _prefix(page, _about_middle(page, -turn.lean))
    _set_size(page, *(turn.width, turn.height) if turn.degrees % 180 == 0 else (turn.height, turn.width))


def _about_middle(page: Any, degrees: float) -> str:
    """Operators that turn what follows counterclockwise."""
    x0, y0, x1, y1 = page.mediabox
    x, y, a, b = (x0 + x1) / 2, (y0 + y1) / 2, cos(radians(degrees)), sin(radians(degrees))
    return f"{a:.8f} {b:.8f} {-b:.8f} {a:.8f} {x - x * a + y * b:.4f} {y - x * b - y * a:.4f} cm"


def _set_size(page: Any, width: float, height: float) -> None:
    """Of the page, about its middle."""
    import pymupdf

    x0, y0, x1, y1 = page.mediabox
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    make_rect: Any = pymupdf.Rect
    _show(page, make_rect(x - width / 2, y - height / 2, x + width / 2, y + height / 2))


def _prefix(page: Any, operators: str) -> None:
    document, first = page.parent, page.parent.get_new_xref()
    document.update_object(first, "<<>>")
    document.update_stream(first, f"{operators}\n".encode())
    contents = " ".join(f"{xref} 0 R" for xref in (first, *page.get_contents()))
    document.xref_set_key(page.xref, "Contents", f"[{contents}]")


def _only_what_is_shown(page: Any) -> None:
    rotation = page.rotation
    page.set_rotation(0)
    # PyMuPDF's own CropBox may reach past the MediaBox, and what is shown may not.
    _show(page, page.rect * ~page.transformation_matrix)
    page.set_rotation(rotation)


def _show(page: Any, box: Any) -> None:
    """Just this, whatever boxes the page has and inherits."""
    if box.is_empty or box.is_infinite:  # of a broken page, which MuPDF shows as well as it can
        return
    page.set_mediabox(box)
    page.parent.xref_set_key(page.xref, "CropBox", page.parent.xref_get_key(page.xref, "MediaBox")[1])
