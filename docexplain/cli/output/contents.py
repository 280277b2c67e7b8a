"""``docexplain ingest --show``: what was read from a document, or set apart in it, to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docexplain.common.display_text import one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from docexplain.records import Document

PARAGRAPHS, LEFT_OUT = "paragraphs", "left-out"


def show_contents(out: Console, document: Document, what: str) -> None:
    """Every paragraph with its number, page, class and headings; or every piece that is in none."""
    if what == PARAGRAPHS:
        _show_paragraphs(out, document)
    else:
        _show_left_out(out, document)


def _show_paragraphs(out: Console, document: Document) -> None:
    from rich.text import Text  # not at the top: the command's help needs none of it

    for paragraph in document.paragraphs:
        place = f"{paragraph.index:>6}  page {paragraph.page:<4} {paragraph.block_class}"
        path = "  ".join(["", *map(one_line, paragraph.heading_path[-1:])])
        hidden = document.hidden_in(paragraph.index)
        garbled = document.illegible_in(paragraph.index)
        note = f"  hidden text: {hidden}" if hidden else f"  {garbled}" if garbled else ""
        out.print(Text.assemble((place, "dim"), (path, "italic"), (note, "bold")))
        for line in paragraph.text.split("\n"):
            out.print(Text(f"        {one_line(line)}"))


def _show_left_out(out: Console, document: Document) -> None:
    for furniture in document.furniture:
        out.print(_piece(furniture.box.page, str(furniture.block_class), furniture.text))
    for hidden in document.coverage.hidden:
        if hidden.paragraph is None:
            out.print(_piece(hidden.box.page, "hidden text", f"({hidden.reason}) {hidden.text}"))
    for mark in document.coverage.annotations:
        if not mark.shown:
            out.print(_piece(mark.page, mark.kind, mark.text or "without words"))
    for name in document.coverage.attachments:
        out.print(_piece(None, "attachment", name))
    for picture in document.pictures:
        caption = document.paragraph(picture.caption).text if picture.caption else "without caption"
        out.print(_piece(picture.box.page, "picture", caption))


def _piece(page: int | None, kind: str, text: str) -> Text:
    from rich.text import Text

    where = "file" if page is None else f"page {page}"
    return Text.assemble((f"  {where:<9} {kind:<12} ", "dim"), one_line(text))
