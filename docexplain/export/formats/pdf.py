"""The original as a PDF with what is cited highlighted, behind a page that says what was asked and answered."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docexplain.answers import with_marks
from docexplain.answers.several import located
from docexplain.common.display_text import one_line
from docexplain.errors import InputError
from docexplain.export.cited_marks import marks_of
from docexplain.export.formats.exported import Exported, cited_first, facts_of, record_of
from docexplain.export.highlight import add_mark, as_bytes
from docexplain.ingest.files.file_bytes import read_bytes
from docexplain.ingest.files.layer_states import LayerStates
from docexplain.ingest.files.opened_file import opened
from docexplain.records import Box

if TYPE_CHECKING:
    from docexplain.ingest.parse_options import ParseOptions

_A4 = (595.0, 842.0)
_MARGIN = 54.0
_DPI = 100
_STYLE = (
    "* { font-family: sans-serif; font-size: 10pt; line-height: 1.35; } h1 { font-size: 15pt; } "
    ".answer { font-size: 12pt; font-weight: bold; } .label { color: #555555; } "
    ".exact { font-family: monospace; font-size: 8pt; }"  # no ligatures, so that hashes can be copied
)


def pdf(exported: Exported, original: Path, number: int, options: ParseOptions, password: str | None = None) -> bytes:
    """The file.

    Args:
        original: the file of the document with this number, which counts from 1.
        options, password: as the document was read.

    Raises:
        InputError: it cannot be opened, or is no document of pages.
        PasswordError: it needs another password.
    """
    with opened(read_bytes(original, options.limits), original, password, options) as file:
        made = file.as_pdf()
        for mark in marks_of(exported.answer, exported.document, number):
            add_mark(made, mark)
        pages = _cover(made, exported, number)
        _links(made, exported, number, pages)
        return as_bytes(made)


def pictures(
    exported: Exported, original: Path, number: int, options: ParseOptions, password: str | None = None
) -> dict[str, bytes]:
    """The pages with what is cited marked as PNG, by their names, at most six. See :func:`pdf`."""
    found: dict[str, bytes] = {}
    with opened(read_bytes(original, options.limits), original, password, options) as file:
        made = file.as_pdf()
        marks = marks_of(exported.answer, exported.document, number)
        pages = sorted({box.page for mark in marks for box in mark.boxes})[:6]
        layers = LayerStates(made)
        for page in pages:
            layers.settle(made[page - 1])
        for mark in marks:
            add_mark(made, mark)
        for page in pages:
            picture: bytes = made[page - 1].get_pixmap(dpi=_DPI, alpha=False).tobytes("png")
            found[f"{original.name}, page {page}"] = picture
    return found


def _cover(made: Any, exported: Exported, number: int) -> int:
    """Put the first pages before the document; how many there are."""
    import pymupdf

    make_story: Any = pymupdf.Story
    story = make_story(html=_cover_html(exported, number), user_css=_STYLE)
    width, height = _A4
    frame = (_MARGIN, _MARGIN, width - _MARGIN, height - _MARGIN)
    cover = story.write_with_links(lambda _number, _filled: ((0, 0, width, height), frame, None))
    if cover is None:
        raise InputError("The cover of the PDF cannot be made.")
    count: int = cover.page_count
    made.insert_pdf(cover, start_at=0)
    return count


def _cover_html(exported: Exported, number: int) -> str:
    answer = exported.answer
    cited = [
        f"{each.mark}, {each.place}: {each.says}"
        for each in cited_first(exported)
        if located(answer.sources, each.effect.index)[0] == number
    ]
    listed = "".join(f"<li>{escape(one_line(each))}</li>" for each in cited)
    return (
        f"<h1>{escape(one_line(answer.question))}</h1><p class='answer'>{escape(one_line(with_marks(answer)))}</p>"
        f"{_rows(facts_of(exported))}{_rows(record_of(exported), 'exact')}"
        f"<p class='label'>Cited in this file, highlighted on its page:</p>"
        f"<ul>{listed or '<li>nothing</li>'}</ul>"
    )


def _rows(rows: Sequence[tuple[str, str]], kind: str = "") -> str:
    return "".join(
        f"<p><span class='label'>{escape(label)}: </span><span class='{kind}'>{escape(one_line(text))}</span></p>"
        for label, text in rows
    )


def _links(made: Any, exported: Exported, number: int, before: int) -> None:
    """A bookmark for each cited paragraph, before those of the document."""
    cited = [each for each in cited_first(exported) if located(exported.answer.sources, each.effect.index)[0] == number]
    own: Sequence[Any] = made.get_toc(simple=True)
    ours = [[1, "docexplain: question and answer", 1]]
    for each in cited:
        boxes: tuple[Box, ...] = each.paragraph.boxes
        if boxes:
            ours.append([2, one_line(f"{each.mark}: {each.paragraph.text}", 60), boxes[0].page + before])
    made.set_toc([*ours, *own])
