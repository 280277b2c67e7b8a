"""One row of the document as a strip of the screen: gutter, text or numbers, shade. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from docexplain.answers import Kind
from docexplain.records import BlockClass, Paragraph
from tui.view.colours import DARK, Colours
from tui.view.document.heat import FOUND_SIGN, Heat
from tui.view.document.passages import RowPart
from tui.view.document.rows import HEADINGS, Row, RowKind
from tui.view.shading import Shade, bar

GUTTER = 3
BAR = 8
GUTTER_SIGNS = {
    Kind.SUPPORTS: "▌",
    Kind.EACH: "║",
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
        found: where in the row stands what was looked for: start, end (exclusive), and whether it is looked at.
    """

    shade: Shade | None = None
    cursor: bool = False
    mark: str = ""
    pieces: Sequence[RowPart] = ()
    passages: Sequence[Shade] = ()
    focus: int = -1
    caution: str = ""
    name: tuple[str, str] = ("", "")
    found: Sequence[tuple[int, int, bool]] = ()


def draw(row: Row, paragraph: Paragraph, look: Look, width: int, base: Style, colours: Colours = DARK) -> Strip:
    """Draw a row in ``width`` cells; ``base`` is the pane's own style."""
    if row.kind is RowKind.PAGE:
        return _page(row.text, width, base + Style(color=colours.dim))
    if row.kind is RowKind.HEADING:
        return _strip([Segment(row.text, base + Style(bold=True, underline=True))], width, base)
    shade = look.shade
    style = base if look.pieces or shade is None else base + Style(bgcolor=colours.background(shade))
    gutter = _gutter(row, look, style, colours)
    if row.kind is RowKind.META:
        return _strip(gutter + _meta(paragraph, look, style, width - GUTTER, colours), width, style)
    unread = shade is not None and shade.kind is Kind.UNREAD
    bold = paragraph.block_class in HEADINGS or row.head
    text = style + Style(color=colours.dim if unread else None, bold=bold)
    drawn = [_piece(piece, look, text, colours) for piece in look.pieces] or [Segment(row.text, text)]
    if look.found:
        drawn = _marked(drawn, look.found, colours)
    return _strip([*gutter, *drawn], width, style)


def sign_of(shade: Shade) -> str:
    """The sign in the gutter."""
    return CITED_SIGN if shade.rank and shade.kind is Kind.SUPPORTS else GUTTER_SIGNS[shade.kind]


def heat_cell(heat: Heat, base: Style, colours: Colours, *, here: bool) -> Segment:
    """A cell of the strip beside the scroll bar; ``here``: what it stands for is on the screen."""
    style = base + Style(reverse=here)
    if heat.found:
        return Segment(FOUND_SIGN, style + Style(color=colours.strong, bold=True))
    if heat.shade is None or heat.shade.kind in {Kind.NOISE, Kind.UNREAD}:
        return Segment("│" if here else " ", base + Style(color=colours.dim))
    return Segment(sign_of(heat.shade), base + Style(color=colours.accent(heat.shade) or colours.dim))


def _page(text: str, width: int, style: Style) -> Strip:
    line = f"{'─' * GUTTER} {text} "
    return _strip([Segment(line + "─" * max(0, width - len(line) - 1), style)], width, style)


def _gutter(row: Row, look: Look, style: Style, colours: Colours) -> list[Segment]:
    sign, colour = (" ", None) if look.shade is None else (sign_of(look.shade), colours.accent(look.shade))
    pointer = "▶" if row.kind is RowKind.META else "▏"
    return [
        Segment(pointer if look.cursor else " ", style + Style(color=colours.strong, bold=True)),
        Segment(sign + " ", style + Style(color=colour or colours.dim)),
    ]


def _piece(piece: RowPart, look: Look, style: Style, colours: Colours) -> Segment:
    """A part of a row's text, on the background of the passage's own effect."""
    if piece.passage is None:
        return Segment(piece.text, style)
    background = colours.background(look.passages[piece.passage])
    own = Style(bgcolor=background, underline=piece.passage == look.focus)
    return Segment(piece.text, style + own)


def _marked(segments: list[Segment], found: Sequence[tuple[int, int, bool]], colours: Colours) -> list[Segment]:
    """What was found, on a background of its own; underlined where it is looked at."""
    strip = Strip(segments)
    marked: list[Segment] = []
    at = 0
    text = "".join(segment.text for segment in segments)
    for start, end, here in found:
        cells = [Strip([Segment(text[:place])]).cell_length for place in (start, end)]
        marked += strip.crop(at, cells[0])
        own = Style(
            bgcolor=colours.found, color="black" if colours.found == "yellow" else None, bold=here, underline=here
        )
        marked += [Segment(part.text, (part.style or Style()) + own) for part in strip.crop(*cells)]
        at = cells[1]
    return [*marked, *strip.crop(at)]


def _meta(paragraph: Paragraph, look: Look, style: Style, width: int, colours: Colours) -> list[Segment]:
    """The line above a paragraph's text: number, page, mark, bar, effect and word. What does not fit goes by rank."""
    shade, quiet = look.shade, style + Style(color=colours.dim)
    place = style + Style(bold=True) if look.cursor else quiet
    called, of = look.name
    number = Segment(f"{called or paragraph.index:<4} ", place)
    page = Segment(f"{of}{', ' * bool(of)}page {paragraph.page:<4}", place)
    marks = [look.mark, look.caution]
    mark = [Segment(f"{each}  ", style + Style(color=colours.strong, bold=True)) for each in marks if each]
    kind = "" if paragraph.block_class is BlockClass.TEXT else paragraph.block_class.replace("-", " ")
    if shade is None:
        return [number, page, *mark, Segment(kind, quiet)]
    block = Segment(f" · {kind}" if kind else "", quiet)
    if shade.kind is Kind.UNREAD:
        return [number, page, *mark, Segment(shade.kind, quiet), block]
    loud = style + Style(color=colours.words[shade.kind], bold=True) if shade.kind in colours.words else quiet
    length = bar(shade.size, BAR) if shade.is_clear or shade.kind.is_joint else " " * BAR
    drawn = Segment(length, style + Style(color=colours.accent(shade) or colours.dim))
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
