"""``docexplain ingest --show``: what was read from a document, or set apart in it, to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docexplain.plain import one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from docexplain.records import Box, Document

PARAGRAPHS, LEFT_OUT = "paragraphs", "left-out"


def show_contents(out: Console, document: Document, what: str) -> None:
    """Every paragraph with its number, page, class and headings; or every piece that is in none."""
    from rich.text import Text  # not at the top: the command's help needs none of it

    if what == PARAGRAPHS:
        for paragraph in document.paragraphs:
            place = f"{paragraph.index:>6}  page {paragraph.page:<4} {paragraph.block_class}"
            path = "  ".join(["", *map(one_line, paragraph.heading_path[-1:])])
            out.print(Text.assemble((place, "dim"), (path, "italic")))
            for line in paragraph.text.split("\n"):
                out.print(Text(f"        {one_line(line)}"))
        return
    for furniture in document.furniture:
        out.print(_piece(furniture.box, str(furniture.block_class), furniture.text))
    for picture in document.pictures:
        caption = document.paragraphs[picture.caption - 1].text if picture.caption else "without caption"
        out.print(_piece(picture.box, "picture", caption))


def _piece(box: Box, kind: str, text: str) -> Text:
    from rich.text import Text

    return Text.assemble((f"  page {box.page:<4} {kind:<12} ", "dim"), one_line(text))
