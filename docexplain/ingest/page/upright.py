"""A page turned so that its text stands upright, in the coordinates in which it is seen.

PyMuPDF gives words in the coordinates of the page before its rotation and pictures in those after, and takes a rotation
away rightly only where the page is all that its MediaBox holds. So the page is first made such a page.
"""

from __future__ import annotations

from typing import Any

from docexplain.ingest.text.rotation import Turn


def as_seen(page: Any) -> None:
    """Change a ``pymupdf.Page`` so that words, boxes and its picture count from the top left corner of what is seen,
    without rotation; what it shows stays."""
    _only_what_is_shown(page)
    if page.rotation:
        page.remove_rotation()


def turned(page: Any, degrees: int) -> Turn | None:
    """Turn a page of :func:`as_seen` clockwise; None: nothing to turn."""
    if not degrees:
        return None
    turn = Turn(degrees, page.rect.width, page.rect.height)
    page.set_rotation(degrees)
    page.remove_rotation()
    return turn


def _only_what_is_shown(page: Any) -> None:
    if not page.parent.is_pdf:
        return
    rotation = page.rotation
    page.set_rotation(0)
    # PyMuPDF's own CropBox may reach past the MediaBox, and what is shown may not.
    page.set_mediabox(page.rect * ~page.transformation_matrix)
    page.set_rotation(rotation)
