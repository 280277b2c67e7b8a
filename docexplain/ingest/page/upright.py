"""A page turned so that its text stands upright, in the coordinates in which it is seen.

PyMuPDF gives words in the coordinates of the page before its rotation and pictures in those after, and takes a rotation
away rightly only where the page is all that its MediaBox holds. So the page is first made such a page.
"""

from __future__ import annotations

from typing import Any

from docexplain.ingest.text.rotation import UPRIGHT, Turn, Way


def as_seen(page: Any) -> None:
    """Change a ``pymupdf.Page`` so that words, boxes and its picture count from the top left corner of what is seen,
    without rotation; what it shows stays."""
    if not page.parent.is_pdf:
        return
    _only_what_is_shown(page)
    if page.rotation:
        page.remove_rotation()


def turned(page: Any, way: Way) -> Turn | None:
    """Turn a page of :func:`as_seen` so that text that lies this way stands upright; None: nothing to turn."""
    if way == UPRIGHT or way.aslant or not page.parent.is_pdf:
        return None
    turn = Turn(way.degrees, page.rect.width, page.rect.height, way.mirrored)
    _turn(page, way.degrees)
    if way.mirrored:
        _mirror(page)
    return turn


def turned_back(page: Any, turn: Turn | None) -> None:
    """Undo what gave this turn, if any."""
    if turn is None:
        return
    if turn.mirrored:
        _mirror(page)
    _turn(page, -turn.degrees % 360)


def _turn(page: Any, degrees: int) -> None:
    if degrees:
        page.set_rotation(degrees)
        page.remove_rotation()


def _mirror(page: Any) -> None:
    """Its contents only: what is put upon mirrored text later is not mirrored with it."""
    x0, _, x1, _ = page.mediabox
    document, first = page.parent, page.parent.get_new_xref()
    document.update_object(first, "<<>>")
    document.update_stream(first, f"-1 0 0 1 {x0 + x1:g} 0 cm\n".encode())
    contents = " ".join(f"{xref} 0 R" for xref in (first, *page.get_contents()))
    document.xref_set_key(page.xref, "Contents", f"[{contents}]")


def _only_what_is_shown(page: Any) -> None:
    rotation = page.rotation
    page.set_rotation(0)
    # PyMuPDF's own CropBox may reach past the MediaBox, and what is shown may not.
    page.set_mediabox(page.rect * ~page.transformation_matrix)
    page.set_rotation(rotation)
