"""One row of the document as a strip of the screen: gutter, text or numbers, shade. Pure functions."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from docexplain.records import BlockClass, Paragraph
from tui.rows import HEADINGS, Row, RowKind
from tui.shading import WORDS_COLOUR, Kind, Shade, accent, background, bar, signed

GUTTER = 3
BAR = 8
DIM = "#8f8f8f"
_MARKS = {Kind.SUPPORTS: "█", Kind.AGAINST: "▒", Kind.NOISE: "·", Kind.UNREAD: " "}


def draw(row: Row, paragraph: Paragraph, shade: Shade | None, width: int, base: Style, *, cursor: bool) -> Strip:
    """Draw a row in ``width`` cells; ``base`` is the pane's own style."""
    if row.kind is RowKind.HEADING:
        heading = Style(bold=True, underline=True, color="#d0d0d0")
        return _strip([Segment(row.text, base + heading)], width, base)
    style = base + Style(bgcolor=None if shade is None else background(shade))
    colour = None if shade is None else accent(shade)
    mark = " " if shade is None else _MARKS[shade.kind]
    on_cursor = cursor and row.kind is RowKind.META
    gutter = [
        Segment("▶" if on_cursor else "▏" if cursor else " ", style + Style(color="#ffffff", bold=True)),
        Segment(mark + " ", style + Style(color=colour or DIM)),
    ]
    if row.kind is RowKind.META:
        return _strip(gutter + _meta(paragraph, shade, style, colour, cursor=cursor), width, style)
    unread = shade is not None and shade.kind is Kind.UNREAD
    bold = paragraph.block_class in HEADINGS
    return _strip([*gutter, Segment(row.text, style + Style(color=DIM if unread else None, bold=bold))], width, style)


def _meta(
    paragraph: Paragraph, shade: Shade | None, style: Style, colour: str | None, *, cursor: bool
) -> list[Segment]:
    """The line above a paragraph's text: number, page, bar, effect and word."""
    quiet = style + Style(color=DIM)
    number = Segment(f"{paragraph.index:<4} page {paragraph.page:<4}", style + Style(bold=True) if cursor else quiet)
    kind = "" if paragraph.block_class is BlockClass.TEXT else f" · {paragraph.block_class.replace('-', ' ')}"
    if shade is None:
        return [number, Segment(kind.removeprefix(" · "), quiet)]
    if shade.kind is Kind.UNREAD:
        return [number, Segment(f"{shade.kind}{kind}", quiet)]
    if shade.kind is Kind.NOISE:
        return [number, Segment(" " * BAR, quiet), Segment(f" {signed(shade.effect):>6}  {shade.kind}{kind}", quiet)]
    loud = style + Style(color=WORDS_COLOUR[shade.kind], bold=True)
    place = f", cited #{shade.rank}" if shade.rank else ""
    return [
        number,
        Segment(bar(shade.share, BAR), style + Style(color=colour)),
        Segment(f" {signed(shade.effect):>6}  {shade.kind}{place}", loud),
        Segment(kind, quiet),
    ]


def _strip(segments: list[Segment], width: int, fill: Style) -> Strip:
    strip = Strip(segments)
    if strip.cell_length > width:
        return strip.crop(0, width)
    return strip.extend_cell_length(width, fill)
