"""A document with its cited paragraphs marked, as a PDF or as the picture of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docexplain.common.atomic_files import replaced
from docexplain.errors import InputError, UsageError
from docexplain.ingest.files.file_bytes import read_bytes
from docexplain.ingest.files.layer_states import LayerStates
from docexplain.ingest.files.opened_file import opened
from docexplain.ingest.parse_options import ParseOptions
from docexplain.ingest.text.rotation import Turn
from docexplain.records import Box

_COLOURS = {1: (1.0, 0.93, 0.55), 2: (1.0, 0.72, 0.35)}
_DPI = 110
_AS_IT_WAS = 0
"""``pymupdf.PDF_ENCRYPT_KEEP``, which is set at run time: no type checker knows it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to mark.

    Attributes:
        boxes: its places.
        note: what to say about it.
        strength: 1 for a paragraph, 2 for a part of one.
        opacity: how strong the colour is, 0 to 1.
    """

    boxes: tuple[Box, ...]
    note: str
    strength: int = 1
    opacity: float = 1.0


def check_target(target: Path) -> None:
    """Raises UsageError for a kind of file that cannot be written, by its ending."""
    if target.suffix.lower() not in {".pdf", ".png"}:
        raise UsageError(f"{target} can only be a PDF or a PNG file: give it a name that ends in .pdf or .png.")


def write_highlighted(
    source: Path, target: Path, marks: Sequence[Mark], *, password: str | None = None, options: ParseOptions
) -> None:
    """Write a copy of a document with the marks on it: as a PDF, or by the target's ending as a PNG of the first page
    that has one. ``source`` stays as it is, and ``target`` is complete or not there. A PDF that needs a password needs
    it in the copy too.

    Args:
        password, options: as the document was read.

    Raises:
        UsageError: the target's ending is another.
        InputError: the source cannot be read, or the target not written.
    """
    check_target(target)
    with opened(read_bytes(source, options.limits), source, password, options) as file:
        pdf = file.as_pdf()
        is_picture = target.suffix.lower() != ".pdf"
        first = min((box.page for mark in marks for box in mark.boxes), default=1)
        if is_picture:  # not where a PDF is saved: its layers are the reader's to switch
            LayerStates(pdf).settle(pdf[first - 1])
        for mark in marks:
            add_mark(pdf, mark)
        data = _picture(pdf[first - 1]) if is_picture else as_bytes(pdf)
    try:
        with replaced(target) as written:
            written.write_bytes(data)
    except OSError as error:
        raise InputError(f"{target} cannot be written ({error.strerror}): choose another place.") from error


def add_mark(pdf: Any, mark: Mark) -> None:
    """Highlight it on each page that it stands on, as strong as it counts."""
    for number in sorted({box.page for box in mark.boxes}):
        page, boxes = pdf[number - 1], [box for box in mark.boxes if box.page == number]
        # The ends of a mark are rounded, so it has to know where its line begins.
        sideways = sum(box.y1 - box.y0 for box in boxes) > sum(box.x1 - box.x0 for box in boxes)
        note = page.add_highlight_annot(quads=[_quad(page, box, sideways=sideways) for box in boxes])
        note.set_colors(stroke=_COLOURS[mark.strength])
        note.set_opacity(mark.opacity)
        note.set_info(content=mark.note, title="docexplain")
        note.update()


def _quad(page: Any, box: Box, *, sideways: bool) -> Any:
    """Boxes count from the corner of the page as it is seen, annotations from that of the page before its rotation."""
    import pymupdf

    width, height = page.rect.width, page.rect.height
    before = (height, width) if page.rotation % 180 else (width, height)
    # PyMuPDF's own matrix for this leaves out a page's unit (UserUnit), and takes a CropBox for what is seen of it.
    turn = Turn(page.rotation, *before)
    corners = [(x, y) for y in (box.y0, box.y1) for x in (box.x0, box.x1)]
    if sideways:
        corners = [(x, y) for x in (box.x0, box.x1) for y in (box.y1, box.y0)]
    make_quad: Any = pymupdf.Quad
    return make_quad(*(turn.back(x, y) for x, y in corners))


def as_bytes(pdf: Any) -> bytes:
    """The PDF as a file, encrypted as it was."""
    data: bytes = pdf.tobytes(garbage=1, deflate=True, encryption=_AS_IT_WAS)
    return data


def _picture(page: Any) -> bytes:
    picture: bytes = page.get_pixmap(dpi=_DPI, alpha=False).tobytes("png")
    return picture
