"""Writes the two sample PDFs from the text files beside it, byte for byte the same each time.

    python samples/make_samples.py            write employment-contract.pdf and annual-report.pdf
    python samples/make_samples.py --check    compare what would be written with what is there; exit 1 if they differ

Mark-up of a text file, one piece to a line: ``= title``, ``== subtitle``, ``# header``, ``## lower header``, ``- list
item``, ``@caption text``, ``@footnote text``, ``@figure``, and rows of cells between ``@table`` and ``@end``. Any other
line is a paragraph.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pymupdf

HERE = Path(__file__).resolve().parent
DATE = "D:20260105090000Z"
BARS = (("2021", 3.1), ("2022", 3.4), ("2023", 3.6), ("2024", 4.1), ("2025", 4.8))
"""Lamps produced per year, in millions: the figure of the annual report."""


@dataclass(frozen=True)
class Style:
    """How one kind of line is set: font, size, leading, space before and after, indent."""

    font: str
    size: float
    leading: float
    before: float = 0
    after: float = 0
    indent: float = 0


@dataclass(frozen=True)
class Design:
    """Page size, margins, columns and styles of one document; styles are looked up by mark-up sign."""

    name: str
    title: str
    author: str
    width: float
    height: float
    margins: tuple[float, float, float, float]
    """Left, top, right, bottom."""
    columns: int
    gutter: float
    styles: dict[str, Style]
    header: str | None = None
    footer: str = "Page {page}"


CONTRACT = Design(
    name="employment-contract",
    title="Employment Contract",
    author="docexplain",
    width=612,
    height=792,
    margins=(80, 76, 80, 80),
    columns=1,
    gutter=0,
    styles={
        "=": Style("tibo", 20, 26, after=14),
        "#": Style("tibo", 12.5, 17, before=9, after=3),
        "": Style("tiro", 11, 14.5, after=6),
    },
)
REPORT = Design(
    name="annual-report",
    title="Marrowby Lamp Company: Annual Report 2025",
    author="docexplain",
    width=504,
    height=648,
    margins=(46, 76, 46, 72),
    columns=2,
    gutter=24,
    styles={
        "=": Style("hebo", 25, 31, after=4),
        "==": Style("helv", 17, 22, after=70),
        "#": Style("hebo", 14, 18, before=12, after=5),
        "##": Style("hebo", 11.5, 15, before=8, after=4),
        "": Style("helv", 11, 16, after=9),
        "-": Style("helv", 11, 16, after=4, indent=12),
        "@caption": Style("heit", 9, 12, before=3, after=12),
        "@footnote": Style("helv", 8, 10.5, before=7),
        "@cell": Style("helv", 9.5, 13),
        "@head": Style("hebo", 9.5, 13),
        "@furniture": Style("helv", 8.5, 10),
    },
    header="Marrowby Lamp Company   |   Annual Report 2025",
    footer="{page}",
)


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Pairs of (sign, content) of a text file; a table is one pair with its rows as lines."""
    lines = iter(text.splitlines())
    for line in lines:
        if not line.strip():
            continue
        sign, _, rest = line.partition(" ")
        if sign == "@table":
            yield sign, "\n".join(iter(lambda: next(lines), "@end"))
        elif sign in {"=", "==", "#", "##", "-", "@caption", "@footnote", "@figure"}:
            yield sign, rest
        else:
            yield "", line


def wrap(text: str, style: Style, width: float) -> list[str]:
    """Breaks a text into lines that fit the width."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and pymupdf.get_text_length(longer, style.font, style.size) <= width - style.indent:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@dataclass
class Setter:
    """Sets pieces one after another into the columns of pages."""

    design: Design
    doc: pymupdf.Document = field(default_factory=pymupdf.Document)
    column: int = 0
    y: float = 0
    top: float = 0
    """Where the columns of this page begin: below the title on the first one."""
    bottom: float = 0
    """Where this column ends: above the footnotes set into it."""

    def __post_init__(self) -> None:
        self.new_page()

    @property
    def width(self) -> float:
        """Of a column."""
        left, _, right, _ = self.design.margins
        d = self.design
        return (d.width - left - right - d.gutter * (d.columns - 1)) / d.columns

    @property
    def x(self) -> float:
        """Left edge of the present column."""
        return self.design.margins[0] + self.column * (self.width + self.design.gutter)

    def new_page(self) -> None:
        """Begins a page at the top of its first column."""
        self.shape = self.doc.new_page(width=self.design.width, height=self.design.height).new_shape()
        self.top = self.y = self.design.margins[1]
        self.column = 0
        self.bottom = self.design.height - self.design.margins[3]
        self.furniture()

    def furniture(self) -> None:
        """Running header (not on the first page, as usual) and page number."""
        d, page = self.design, len(self.doc)
        style = d.styles.get("@furniture", Style("tiro", 9.5, 12))
        if d.header and page > 1:
            self.shape.insert_text((d.margins[0], 44), d.header, fontname=style.font, fontsize=style.size)
        number = d.footer.format(page=page)
        x = (d.width - pymupdf.get_text_length(number, style.font, style.size)) / 2
        self.shape.insert_text((x, d.height - 38), number, fontname=style.font, fontsize=style.size)

    def next_column(self) -> None:
        """Goes to the top of the next column, on a new page after the last one."""
        if self.column + 1 < self.design.columns:
            self.column += 1
            self.y = self.top
            self.bottom = self.design.height - self.design.margins[3]
        else:
            self.shape.commit()
            self.new_page()

    def room(self, height: float) -> None:
        """Goes to the next column unless this one has the height left."""
        if self.y + height > self.bottom:
            self.next_column()

    def line(self, text: str, style: Style, x: float, y: float) -> None:
        """Sets one line whose top is at y."""
        self.shape.insert_text((x, y + style.leading * 0.76), text, fontname=style.font, fontsize=style.size)

    def text(self, sign: str, text: str) -> None:
        """Sets a paragraph, header, list item or caption line by line, so that it may run over a column or page."""
        style = self.design.styles[sign]
        if self.y > self.top:
            self.y += style.before
        if sign.startswith("#"):
            self.room(4 * style.leading)  # a header does not stay behind alone
        if sign == "@caption":
            self.room(2 * style.leading)
        lines = wrap(text, style, self.width)
        for number, line in enumerate(lines):
            # Neither the first line nor the last stands alone in a column.
            together = 2 if len(lines) > 1 and number in {0, len(lines) - 2} else 1
            self.room(together * style.leading)
            if sign == "-" and number == 0:
                bullet = (self.x, self.y + style.leading * 0.76)
                self.shape.insert_text(bullet, "\xb7", fontname="symb", fontsize=style.size)
            self.line(line, style, self.x + style.indent, self.y)
            self.y += style.leading
        self.y += style.after

    def title(self, sign: str, text: str) -> None:
        """Sets a line over all columns."""
        style = self.design.styles[sign]
        self.line(text, style, self.design.margins[0], self.y)
        self.y += style.leading + style.after
        self.top = self.y

    def footnote(self, text: str) -> None:
        """Sets a note at the bottom of the present column, under a short rule."""
        style = self.design.styles["@footnote"]
        lines = wrap(text, style, self.width)
        self.bottom -= len(lines) * style.leading + 2 * style.before
        self.shape.draw_line((self.x, self.bottom + 4), (self.x + 60, self.bottom + 4))
        self.shape.finish(width=0.5)
        for number, line in enumerate(lines):
            self.line(line, style, self.x, self.bottom + style.before + 2 + number * style.leading)

    def table(self, rows: list[list[str]]) -> None:
        """Sets a table with ruled lines and a shaded header row."""
        height, x, width = 19.0, self.x, self.width / len(rows[0])
        self.room(height * len(rows) + 40)  # with its caption
        x = self.x
        head = pymupdf.Rect(x, self.y, x + self.width, self.y + height)
        self.shape.draw_rect(head)
        self.shape.finish(width=0.7, fill=(0.88, 0.9, 0.94))
        for number, row in enumerate(rows):
            style = self.design.styles["@cell" if number else "@head"]
            for place, cell in enumerate(row):
                box = pymupdf.Rect(0, 0, width, height) + (x + place * width, self.y) * 2
                self.shape.draw_rect(box)
                self.shape.finish(width=0.7)
                self.line(cell, style, box.x0 + 6, box.y0 + 3)
            self.y += height
        self.y += 4

    def figure(self) -> None:
        """Sets a bar chart: the bars are an image, the years and values are text on the page."""
        height, step = 130.0, 36
        self.room(height + 50)
        image = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, step * len(BARS), 100), False)
        image.set_rect(image.irect, (244, 245, 248))
        for place, (_, value) in enumerate(BARS):
            image.set_rect((place * step + 8, 100 - int(value * 17), place * step + 28, 100), (70, 105, 150))
        frame = pymupdf.Rect(self.x, self.y + 12, self.x + self.width, self.y + height - 16)
        self.doc[-1].insert_image(frame, pixmap=image, keep_proportion=False)
        style = self.design.styles["@furniture"]
        for place, (year, value) in enumerate(BARS):
            x = self.x + (place + 0.5) * self.width / len(BARS) - 9
            self.line(year, style, x, frame.y1 + 3)
            self.line(f"{value}", style, x + 3, frame.y1 - value * 0.17 * frame.height - 12)
        self.y += height

    def piece(self, sign: str, content: str) -> None:
        """Sets one piece."""
        if sign in {"=", "=="}:
            self.title(sign, content)
        elif sign == "@table":
            self.table([[cell.strip() for cell in row.split("|")] for row in content.splitlines()])
        elif sign == "@figure":
            self.figure()
        elif sign == "@footnote":
            self.footnote(content)
        else:
            self.text(sign, content)


def make(design: Design) -> bytes:
    """The finished PDF: no clock, no random id, and nothing compressed, since zlib's versions compress differently."""
    setter = Setter(design)
    for sign, content in pieces((HERE / f"{design.name}.txt").read_text(encoding="utf-8")):
        setter.piece(sign, content)
    setter.shape.commit()
    setter.doc.set_metadata(
        {
            "title": design.title,
            "author": design.author,
            "creator": "samples/make_samples.py",
            "producer": "PyMuPDF",
            "creationDate": DATE,
            "modDate": DATE,
        }
    )
    return bytes(setter.doc.tobytes(garbage=3, expand=255, no_new_id=True, reproducible=True))


def main() -> int:
    """Writes or checks both samples."""
    parser = argparse.ArgumentParser(description="Write the sample PDFs.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a sample differs")
    check = parser.parse_args().check
    differing = []
    for design in (CONTRACT, REPORT):
        path, data = HERE / f"{design.name}.pdf", make(design)
        if not check:
            path.write_bytes(data)
        elif not path.is_file() or path.read_bytes() != data:
            differing.append(path.name)
    for name in differing:
        print(f"{name} is not what the script writes", file=sys.stderr)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
