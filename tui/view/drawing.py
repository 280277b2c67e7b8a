"""One row of the document as a strip of the screen: gutter, text or numbers, shade. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from docexplain.answers import Kind
from docexplain.records import BlockClass, Paragraph
from tui.view.colours import MARK_COLOUR, WORDS_COLOUR, accent, background
from tui.view.passages import RowPart
from tui.view.rows import HEADINGS, Row, RowKind
from tui.view.shading import Shade, bar

GUTTER = 3
BAR = 8
DIM = "#8f8f8f"
GUTTER_SIGNS = {
    Kind.SUPPORTS: "▌",
    Kind.EITHER: "║",
    Kind.TOGETHER: "┃",
    Kind.AGAINST: "▒",
    Kind.SHARE: "░",
    Kind.NOISE: "·",
    Kind.UNREAD: " ",
}
CITED_SIGN = "█"
"""For a cited paragraph that supports the answer by itself."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a row's paragraph is to be drawn.

    Attributes:
        shade: None when no answer is shown.
        cursor: the cursor is on the paragraph.
        mark: what the paragraph is marked for.
        pieces: the row's text cut at the paragraph's passages; empty when it has none.
        passages: the passages' shades.
        focus: position of the passage in focus; -1 for none.
        caution: what the paragraph is marked with if it is not to be taken as it is, such as one that nobody sees.
        name: what the paragraph is cited as, and the name of its document, where several were asked; else empty.
    """

    shade: Shade | None = None
    cursor: bool = False
    mark: str = ""
    pieces: Sequence[RowPart] = ()
    passages: Sequence[Shade] = ()
    focus: int = -1
    caution: str = ""
    name: tuple[str, str] = ("", "")


def draw(row: Row, paragraph: Paragraph, look: Look, width: int, base: Style) -> Strip:
    """Draw a row in ``width`` cells; ``base`` is the pane's own style."""
    if row.kind is RowKind.HEADING:
        heading = Style(bold=True, underline=True, color="#d0d0d0")
        return _strip([Segment(row.text, base + heading)], width, base)
    shade = look.shade
    style = base if look.pieces or shade is None else base + Style(bgcolor=background(shade))
    gutter = _gutter(row, look, style)
    if row.kind is RowKind.META:
        return _strip(gutter + _meta(paragraph, look, style, width - GUTTER), width, style)
    unread = shade is not None and shade.kind is Kind.UNREAD
    text = style + Style(color=DIM if unread else None, bold=paragraph.block_class in HEADINGS)
    if look.pieces:
        return _strip(gutter + [_piece(piece, look, text) for piece in look.pieces], width, style)
    return _strip([*gutter, Segment(row.text, text)], width, style)


def sign_of(shade: Shade) -> str:
    """The sign in the gutter."""
    return CITED_SIGN if shade.rank and shade.kind is Kind.SUPPORTS else GUTTER_SIGNS[shade.kind]


def _gutter(row: Row, look: Look, style: Style) -> list[Segment]:
    sign, colour = (" ", None) if look.shade is None else (sign_of(look.shade), accent(look.shade))
    pointer = "▶" if row.kind is RowKind.META else "▏"
    return [
        Segment(pointer if look.cursor else " ", style + Style(color="#ffffff", bold=True)),
        Segment(sign + " ", style + Style(color=colour or DIM)),
    ]


def _piece(piece: RowPart, look: Look, style: Style) -> Segment:
    """A part of a row's text, on the background of the passage's own effect."""
    if piece.passage is None:
        return Segment(piece.text, style)
    own = Style(bgcolor=background(look.passages[piece.passage]), underline=piece.passage == look.focus)
    return Segment(piece.text, style + own)


def _meta(paragraph: Paragraph, look: Look, style: Style, width: int) -> list[Segment]:
    """The line above a paragraph's text: number, page, mark, bar, effect and word. What does not fit goes by rank."""
    shade, quiet = look.shade, style + Style(color=DIM)
    place = style + Style(bold=True) if look.cursor else quiet
    called, of = look.name
    number = Segment(f"{called or paragraph.index:<4} ", place)
    page = Segment(f"{of}{', ' * bool(of)}page {paragraph.page:<4}", place)
    marks = [look.mark, look.caution]
    mark = [Segment(f"{each}  ", style + Style(color=MARK_COLOUR, bold=True)) for each in marks if each]
    kind = "" if paragraph.block_class is BlockClass.TEXT else paragraph.block_class.replace("-", " ")
    if shade is None:
        return [number, page, *mark, Segment(kind, quiet)]
    block = Segment(f" · {kind}" if kind else "", quiet)
    if shade.kind is Kind.UNREAD:
        return [number, page, *mark, Segment(shade.kind, quiet), block]
    loud = style + Style(color=WORDS_COLOUR[shade.kind], bold=True) if shade.kind in WORDS_COLOUR else quiet
    length = bar(shade.size, BAR) if shade.is_clear or shade.kind.is_joint else " " * BAR
    drawn = Segment(length, style + Style(color=accent(shade) or DIM))
    word = Segment(f" {shade.figures}  {shade.word}", loud)
    full = [number, page, *mark, drawn, word]
    for parts in ([*full, block], full, [number, page, *mark, word]):
        if sum(part.cell_length for part in parts) <= width:
            return parts
    return [number, *mark, word]


def _strip(segments: list[Segment], width: int, fill: Style) -> Strip:
    strip = Strip(segments)
    if strip.cell_length > width:
        return strip.crop(0, width)
    return strip.extend_cell_length(width, fill)
