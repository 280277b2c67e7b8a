"""A page as a picture, with what is cited marked and the paragraph that somebody looks at framed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docexplain.errors import InputError

if TYPE_CHECKING:
    from docexplain.export.highlight import Mark
    from docexplain.ingest.parse_options import ParseOptions
    from docexplain.records import Box

_FRAME = (0.1, 0.35, 0.8)
MOST_PIXELS = 6_000
"""Of the width: a larger picture shows no more."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """Attributes:
    page: its number, from 1; ``pages`` there are.
    width, height: in pixels.
    rgb: three bytes a pixel, row by row from the top left.
    top: of what is framed, in pixels from the top; 0: nothing is on this page.
    """

    page: int
    pages: int
    width: int
    height: int
    rgb: bytes
    top: int = 0


def page_picture(
    path: Path,
    page: int,
    width: int,
    *,
    marks: Sequence[Mark] = (),
    framed: Sequence[Box] = (),
    options: ParseOptions,
    password: str | None = None,
) -> PagePicture:
    """Draw a page so many pixels wide.

    Args:
        marks: of the document.
        framed: boxes of the paragraph that is looked at.
        options, password: as the document was read.

    Raises:
        InputError: the file cannot be read, or has no such page.
        PasswordError: it needs another password.
    """
    import pymupdf

    from docexplain.export.highlight import add_mark
    from docexplain.ingest.files.file_bytes import read_bytes
    from docexplain.ingest.files.layer_states import LayerStates
    from docexplain.ingest.files.opened_file import opened

    rectangle: Any = pymupdf.Rect
    matrix: Any = pymupdf.Matrix
    with opened(read_bytes(path, options.limits), path, password, options) as file:
        made = file.as_pdf()
        if not 1 <= page <= len(made):
            raise InputError(f"{path.name} has {len(made)} pages: there is no page {page}.")
        LayerStates(made).settle(made[page - 1])
        for mark in marks:
            if any(box.page == page for box in mark.boxes):
                add_mark(made, mark)
        drawn: Any = made[page - 1]
        scale = min(width, MOST_PIXELS) / max(1.0, drawn.rect.width)
        tops = []
        for box in framed:
            if box.page == page:
                drawn.draw_rect(rectangle(box.x0 - 2, box.y0 - 2, box.x1 + 2, box.y1 + 2), color=_FRAME, width=1.5)
                tops.append(box.y0)
        picture: Any = drawn.get_pixmap(matrix=matrix(scale, scale), alpha=False, annots=True)
        top = int(min(tops) * scale) if tops else 0
        return PagePicture(page, len(made), picture.width, picture.height, bytes(picture.samples), top)
