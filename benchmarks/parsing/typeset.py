"""Sets paragraphs, lists, tables, notes and pictures into columns, and notes down where each word stands."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pymupdf

from .breaking import Piece, Style, font, lines
from .chunks import CAPTION, FOOTER, FOOTNOTE, HEADER, HEADING, ITEM, TABLE, TEXT, Chunk, Word


@dataclass(frozen=True, slots=True)
class Design:
    """Pages of one document, lengths in points.

    Attributes:
        margins: left, top, right, bottom.
        indent: of a paragraph's first line.
        between: white space after a paragraph.
        keep: lines of a paragraph that do not stand alone in a column.
        justified: both edges of a column are straight; then ``gaps`` leaves out the spaces themselves, as many
            programs do.
        header, footer: with ``{page}`` for the number.
    """

    body: Style
    bold: str
    width: float = 595.0
    height: float = 842.0
    margins: tuple[float, float, float, float] = (70.0, 80.0, 70.0, 80.0)
    columns: int = 1
    gutter: float = 22.0
    indent: float = 0.0
    between: float = 7.0
    keep: int = 2
    justified: bool = False
    gaps: bool = False
    header: str = ""
    footer: str = "{page}"
    leftwards: bool = False

    @property
    def column_width(self) -> float:
        """Of one column."""
        return (self.width - self.margins[0] - self.margins[2] - self.gutter * (self.columns - 1)) / self.columns

    def style(self, scale: float = 1.0, *, bold: bool = False, name: str = "") -> Style:
        """The body's style in another size or weight, without broken words."""
        body = self.body
        face = name or (self.bold if bold else body.font)
        return replace(
            body, font=face, size=body.size * scale, leading=body.leading * scale, hyphens=0.0, spaces=(" ",)
        )


@dataclass(slots=True)
class Draft:
    """A chunk in the making."""

    kind: str
    text: str = ""
    words: list[Word] = field(default_factory=list)

    def add(
        self, text: str, page: int, box: tuple[float, float, float, float], separator: str, *, joins: bool = False
    ) -> None:
        """A word behind the separator; one that joins is part of the word before."""
        if self.text:
            self.text += separator
        if joins:
            start, end, _, x0, y0, x1, y1 = self.words.pop()
            box = (min(x0, box[0]), min(y0, box[1]), max(x1, box[2]), max(y1, box[3]))
            self.text, text = self.text[:start], self.text[start:end] + text
        self.words.append(Word(len(self.text), len(self.text) + len(text), page, *(round(v, 2) for v in box)))
        self.text += text

    def chunk(self) -> Chunk:
        """The finished chunk."""
        return Chunk(self.text, self.kind, tuple(self.words))


class Setter:
    """Sets one piece after another; ``chunks`` is the truth about what is set so far."""

    def __init__(self, design: Design, source: random.Random) -> None:
        self.design, self.random = design, source
        self.doc = pymupdf.Document()
        self.drafts: list[Draft] = []
        self._begin_page()

    @property
    def page(self) -> int:
        """Number of the present page."""
        return int(self.doc.page_count)

    @property
    def width(self) -> float:
        """Of the present column."""
        return self.design.column_width

    @property
    def x(self) -> float:
        """Left edge of the present column."""
        d = self.design
        column = d.columns - 1 - self.column if d.leftwards else self.column
        return d.margins[0] + column * (d.column_width + d.gutter)

    def finish(self) -> tuple[bytes, tuple[Chunk, ...]]:
        """The file and its chunks."""
        self._end_page()
        self.doc.subset_fonts()
        data = bytes(self.doc.tobytes(garbage=3, deflate=True, no_new_id=True))
        self.doc.close()
        return data, tuple(draft.chunk() for draft in self.drafts)

    def next_column(self) -> None:
        """Goes to the top of the next column, on a new page after the last one."""
        if self.column + 1 < self.design.columns:
            self.column += 1
            self.y, self.bottom = self.top, self.design.height - self.design.margins[3]
        else:
            self._end_page()
            self._begin_page()

    def room(self, height: float) -> None:
        """Goes to the next column unless this one has the height left."""
        if self.y + height > self.bottom and self.y > self.top:
            self.next_column()

    def left(self) -> float:
        """Height that this column has left."""
        return self.bottom - self.y

    def span(self, text: str, scale: float = 1.8) -> None:
        """A heading over all columns; the columns begin anew below it. For the top of a page."""
        style, d = self.design.style(scale, bold=True), self.design
        draft = self._draft(HEADING)
        for line in lines(text, style, d.width - d.margins[0] - d.margins[2], self.random):
            self._line(draft, line, d.margins[0], self.y + 0.76 * style.leading)
            self.y += style.leading
        self.y += d.between * 2
        self.top = self.y

    def heading(self, text: str, scale: float = 1.3, *, spread: float = 0.0) -> None:
        """A section's heading; ``spread`` is white space between its letters, as a share of the size."""
        style = self.design.style(scale, bold=True)
        if self.y > self.top:
            self.y += style.leading * 0.7
        self.room(style.leading * 2 + self.design.body.leading * 3)
        draft = self._draft(HEADING)
        for line in lines(text, style, self.width, self.random):
            self._line(draft, line, self.x, self.y + 0.76 * style.leading, spread=spread * style.size)
            self.y += style.leading
        self.y += style.leading * 0.3

    def paragraph(self, text: str, *, kind: str = TEXT, style: Style | None = None) -> None:
        """A paragraph, which may run over columns and pages."""
        style = style or self.design.body
        indent = self.design.indent if kind == TEXT else 0.0
        broken = lines(text, style, self.width, self.random, first=indent)
        self._flow(self._draft(kind), broken, style, [indent])
        self.y += self.design.between

    def item(self, marker: str, text: str, *, indent: float = 0.0, hang: float = 16.0, after: float = 3.0) -> None:
        """An item of a list: its marker, and beside it the text."""
        style = self.design.body
        sign = Piece(marker, marker, style.font, style.size, "")
        hang = max(hang, sign.width + 4)
        broken = lines(text, style, self.width - indent - hang, self.random)
        self.room(style.leading * min(2, len(broken)))
        draft = self._draft(ITEM)
        self._line(draft, [sign], self.x + indent, self.y + 0.76 * style.leading)
        self._flow(draft, broken, style, [indent + hang] * len(broken))
        self.y += after

    def table(self, rows: Sequence[Sequence[str]], shares: Sequence[float], *, rules: str = "all") -> None:
        """A table on one page. ``rules``: "all" around each cell, "rows" above and below head and foot, "none"."""
        style = self.design.style(0.88)
        head = self.design.style(0.88, bold=True)
        starts = [sum(shares[:i]) / sum(shares) * self.width for i in range(len(shares) + 1)]
        pad = 5.0 if rules == "all" else 3.0
        cells = [
            [
                lines(cell, style if number else head, starts[i + 1] - starts[i] - 2 * pad, self.random) if cell else []
                for i, cell in enumerate(row)
            ]
            for number, row in enumerate(rows)
        ]
        heights = [max(len(cell) for cell in row) * style.leading + pad for row in cells]
        self.room(sum(heights) + 4)
        self.y += 4
        draft = self._draft(TABLE)
        if rules == "rows":
            self._rule(self.y)
        for number, (row, height) in enumerate(zip(cells, heights, strict=True)):
            for i, cell in enumerate(row):
                if rules == "all":
                    self._frame(self.x + starts[i], self.y, self.x + starts[i + 1], self.y + height)
                for k, line in enumerate(cell):
                    wide = sum(piece.width + piece.gap for piece in line) - line[0].gap
                    right = i > 0 and _is_value(rows[-1][i])
                    x = self.x + (starts[i + 1] - pad - wide if right else starts[i] + pad)
                    separator = "\n" if i == k == 0 else " "
                    self._line(draft, line, x, self.y + pad / 2 + (k + 0.78) * style.leading, separator=separator)
            self.y += height
            if rules == "rows" and number in {0, len(rows) - 1}:
                self._rule(self.y)
        self.y += self.design.between + 6

    def note(self, text: str, *, lines_above: int = 4) -> None:
        """A footnote under the present column, which has room for it and some lines or is left for the next."""
        style = self.design.style(0.8)
        broken = lines(text, style, self.width, self.random)
        height = len(broken) * style.leading
        self.room(height + 8 + lines_above * self.design.body.leading)
        if self.column not in self._notes:
            self.bottom -= 8  # the rule
        self._notes.setdefault(self.column, []).append(broken)
        self.bottom -= height

    def picture(self, height: float, caption: str, *, above: bool = False) -> None:
        """A chart as an image, with a caption below or above it."""
        style = self.design.style(0.88, name="heit" if self.design.body.font.startswith("he") else "tiit")
        broken = lines(caption, style, self.width, self.random)
        self.room(height + len(broken) * style.leading + 20)
        self.y += 6
        if above:
            self._caption(broken, style)
        image = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 240, 120), False)
        image.set_rect(image.irect, (243, 244, 247))
        for bar in range(8):
            top = 120 - self.random.randint(20, 110)
            image.set_rect((bar * 30 + 6, top, bar * 30 + 24, 120), (70 + bar * 10, 105, 150))
        frame = pymupdf.Rect(self.x, self.y, self.x + self.width, self.y + height)
        self.doc[-1].insert_image(frame, pixmap=image, keep_proportion=False)
        self.y += height + 4
        if not above:
            self._caption(broken, style)
        self.y += 10

    def caption(self, text: str) -> None:
        """A caption of its own, as above a table, with which it stays."""
        style = self.design.style(0.88, name="heit" if self.design.body.font.startswith("he") else "tiit")
        self._caption(lines(text, style, self.width, self.random), style)

    def shaped(self, text: str, language: str, *, kind: str = TEXT, scale: float = 1.0) -> None:
        """A paragraph in a script whose letters MuPDF must shape; the words' places are taken from the page."""
        style = self.design.style(scale)
        least = 90 if kind == HEADING else 30  # a heading does not stay behind alone
        for attempt in range(2):
            box = pymupdf.Rect(self.x, self.y, self.x + self.width, self.bottom)
            weight = "bold" if kind == HEADING else "normal"
            html = f'<p dir="rtl" lang="{language}" style="margin:0;font-weight:{weight}">{text}</p>'
            css = f"* {{font-size: {style.size}px; line-height: {style.leading / style.size:.2f}}}"
            spare = self.doc[-1].insert_htmlbox(box, html, css=css, scale_low=1)[0] if box.height > least else -1
            if spare >= 0:
                break
            assert attempt == 0, "a paragraph is longer than a column"
            self.next_column()
        used = pymupdf.Rect(box.x0 - 2, box.y0 - 2, box.x1 + 2, box.y1 - spare + 2)
        found = _clusters(self.doc[-1], used)
        words = text.split(" ")
        if len(found) != len(words):
            raise AssertionError(f"{len(found)} places for {len(words)} words of {text}")
        draft = self._draft(kind)
        for word, place in zip(words, found, strict=True):
            draft.add(word, self.page, place, " ")
        self.y = box.y1 - spare + self.design.between * (1 if kind == TEXT else 0.5)

    def _begin_page(self) -> None:
        d = self.design
        self.doc.new_page(width=d.width, height=d.height)
        self.writer = pymupdf.TextWriter(self.doc[-1].rect)
        self.shape = self.doc[-1].new_shape()
        self.column, self.top, self.y = 0, d.margins[1], d.margins[1]
        self.bottom = d.height - d.margins[3]
        self._notes: dict[int, list[list[list[Piece]]]] = {}  # by column; they are drawn when the page ends
        for kind, pattern, y in (
            (HEADER, d.header, d.margins[1] - 32),
            (FOOTER, d.footer, d.height - d.margins[3] + 36),
        ):
            if not pattern or (kind == HEADER and self.page == 1):
                continue
            left, _, right = pattern.format(page=self.page).partition("\t")
            style = d.style(0.85)
            draft = self._draft(kind)
            for number, part in enumerate((left, right)):
                if part:
                    line = lines(part, style, d.width, self.random)[0]
                    wide = sum(piece.width + piece.gap for piece in line) - line[0].gap
                    middle = (d.width - wide) / 2 if kind == FOOTER and not right else d.margins[0]
                    self._line(draft, line, d.width - d.margins[2] - wide if number else middle, y)

    def _end_page(self) -> None:
        for column, notes in self._notes.items():
            self.column = column
            self._draw_notes(notes, self.design.style(0.8))
        self.writer.write_text(self.doc[-1])
        self.shape.commit()

    def _draw_notes(self, notes: list[list[list[Piece]]], style: Style) -> None:
        y = self.design.height - self.design.margins[3] - sum(map(len, notes)) * style.leading
        self.shape.draw_line((self.x, y - 3), (self.x + 70, y - 3))
        self.shape.finish(width=0.5)
        for note in notes:
            draft = self._draft(FOOTNOTE)
            for line in note:
                self._line(draft, line, self.x, y + 0.76 * style.leading)
                y += style.leading

    def _draft(self, kind: str) -> Draft:
        self.drafts.append(Draft(kind))
        return self.drafts[-1]

    def _caption(self, broken: list[list[Piece]], style: Style) -> None:
        draft = self._draft(CAPTION)
        for line in broken:
            self._line(draft, line, self.x, self.y + 0.76 * style.leading)
            self.y += style.leading
        self.y += 4

    def _flow(self, draft: Draft, broken: list[list[Piece]], style: Style, indents: Sequence[float]) -> None:
        """Lines one below the other, over columns and pages; ``indents`` of the first lines."""
        keep = self.design.keep
        for number, line in enumerate(broken):
            together = min(keep, len(broken)) if number == 0 or number == len(broken) - keep else 1
            self.room(style.leading * together)
            indent = indents[number] if number < len(indents) else 0.0
            fill = self.width - indent if self.design.justified and number < len(broken) - 1 else None
            self._line(draft, line, self.x + indent, self.y + 0.76 * style.leading, fill=fill)
            self.y += style.leading

    def _line(
        self,
        draft: Draft,
        line: list[Piece],
        x: float,
        baseline: float,
        *,
        fill: float | None = None,
        spread: float = 0.0,
        separator: str = " ",
    ) -> None:
        """One line; with ``fill`` its spaces are widened to that width."""
        natural = sum(piece.width + piece.gap for piece in line) - line[0].gap
        spaces = sum(bool(piece.space) for piece in line[1:])
        wider = max(fill - natural, 0.0) / spaces if fill is not None and spaces else 0.0
        leaves_out = self.design.gaps and wider > 0
        for number, piece in enumerate(line):
            if number and piece.space:
                if not leaves_out:
                    self.writer.append((x, baseline), piece.space, font=font(piece.font), fontsize=piece.size)
                x += piece.gap + wider + spread
            between = separator if number == 0 else " "
            glued = piece.breaks or not piece.space
            end = self._draw(piece, x, baseline, spread)
            face = font(piece.font)
            top, low = (baseline - piece.rise - edge * piece.size for edge in (face.ascender, face.descender))
            raised = bool(number and (piece.rise or line[number - 1].rise))
            draft.add(piece.text, self.page, (x, top, end, low), "" if glued else between, joins=glued and raised)
            x = end

    def _draw(self, piece: Piece, x: float, baseline: float, spread: float) -> float:
        """Draws a piece and returns where it ends."""
        for part in piece.drawn if spread else [piece.drawn]:
            place = (x, baseline - piece.rise)
            self.writer.append(place, part, font=font(piece.font), fontsize=piece.size)
            x += font(piece.font).text_length(part, piece.size) + spread
        return x - spread

    def _rule(self, y: float) -> None:
        self.shape.draw_line((self.x, y), (self.x + self.width, y))
        self.shape.finish(width=0.7)

    def _frame(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.shape.draw_rect(pymupdf.Rect(x0, y0, x1, y1))
        self.shape.finish(width=0.6)


def _is_value(text: str) -> bool:
    return text.strip("()").replace(",", "").isdigit()


def _clusters(page: pymupdf.Page, area: pymupdf.Rect) -> list[tuple[float, float, float, float]]:
    """Boxes of the words in an area, from the top down and from right to left: characters with no wide gap between."""
    boxes = [
        pymupdf.Rect(character["bbox"])
        for block in page.get_text("rawdict", clip=area)["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        for character in span["chars"]
        if not character["c"].isspace()
    ]
    rows: list[list[pymupdf.Rect]] = []
    for box in sorted(boxes, key=lambda box: (box.y0 + box.y1) / 2):
        if rows and abs((rows[-1][-1].y0 + rows[-1][-1].y1) - (box.y0 + box.y1)) < box.height:
            rows[-1].append(box)
        else:
            rows.append([box])
    words: list[pymupdf.Rect] = []
    for row in rows:
        begins = True
        for box in sorted(row, key=lambda box: -box.x1):
            if begins or words[-1].x0 - box.x1 > 1.2:
                words.append(pymupdf.Rect(box))
            else:
                words[-1] |= box
            begins = False
    return [(word.x0, word.y0, word.x1, word.y1) for word in words]
