"""Tables of which every cell is known: with lines and without, heads and cells over several columns and rows, over two
pages, dense, side by side, and as they stand in financial statements."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pymupdf

FONTS = (("helv", "hebo"), ("tiro", "tibo"), ("helv", "helv"), ("tiro", "tiro"))
"""Of the body and of the head; a head may look like the rest."""
_PLACES = "Alder Birch Cedar Dogwood Elm Fir Ginkgo Hazel Ivy Juniper Katsura Larch Maple Nutmeg Oak Pine".split()
_CITIES = "Oslo Bergen Turku Malmo Lund Vaasa Odense Aarhus Kiel Lubeck Rostock Gdansk".split()
_ITEMS = (
    "Cash and cash equivalents",
    "Receivables, net",
    "Inventories",
    "Other current items",
    "Property and equipment, net",
    "Goodwill",
    "Long-term deposits",
    "Deferred income taxes",
    "Accounts payable",
    "Accrued compensation",
    "Short-term borrowings",
    "Income taxes payable",
)


@dataclass(frozen=True, slots=True)
class Known:
    """A cell: what names its row, what names its column, and what stands in it.

    Attributes:
        section: the row that heads the rows with this one.
        unit: of the table.
    """

    label: tuple[str, ...]
    column: str
    value: str
    section: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A cell of the head, over ``span`` columns from ``column`` on and ``rows`` rows from ``row`` on."""

    row: int
    column: int
    text: str
    span: int = 1
    rows: int = 1


@dataclass(slots=True)
class Sheet:
    """A table to be drawn.

    Attributes:
        widths: of the columns, in shares.
        labels: so many columns, from the left, hold names.
        spans: how many rows a cell of the body takes, by its row and column.
        panels: columns that begin a panel of their own.
        apart: the currency sign stands at the left of its column.
    """

    widths: list[float]
    head: list[Head]
    body: list[list[str]]
    labels: int = 1
    spans: dict[tuple[int, int], int] = field(default_factory=dict)
    indents: dict[int, int] = field(default_factory=dict)
    known: list[Known] = field(default_factory=list)
    above: str = ""
    apart: bool = False
    panels: tuple[int, ...] = (0,)

    @property
    def head_rows(self) -> int:
        """Levels of the head."""
        return max((cell.row + cell.rows for cell in self.head), default=0)

    def name(self, column: int) -> str:
        """What names the column, from the top down."""
        over = [c for c in self.head if c.column <= column < c.column + c.span]
        return " ".join(c.text for c in sorted(over, key=lambda c: c.row)).replace("\n", " ")


@dataclass(frozen=True, slots=True)
class KnownTables:
    """A file and the cells of its tables; ``lines``: "all", "rows" or "none"."""

    kind: str
    name: str
    lines: str
    data: bytes
    cells: tuple[Known, ...]


def number(source: random.Random) -> str:
    """As tables have them."""
    value = source.choice((source.randint(1, 99), source.randint(100, 999), source.randint(1000, 98765)))
    return f"{value:,}"


def amount(source: random.Random, sign: str = "") -> str:
    """With decimals, negative ones in parentheses, a dash for nothing."""
    if source.random() < 0.06:
        return f"{sign}\u2014"
    value = f"{source.randint(10, 99999) / 10:,.1f}"
    return f"{sign}({value})" if source.random() < 0.25 else f"{sign}{value}"


def _plain(sheet: Sheet) -> Sheet:
    """Knows the cells of rows that their first columns name."""
    last = [""] * sheet.labels
    for row in sheet.body:
        label = tuple(row[i] or last[i] for i in range(sheet.labels))
        last = list(label)
        sheet.known += [Known(label, sheet.name(i), v) for i, v in enumerate(row) if v and i >= sheet.labels]
    return sheet


def simple(source: random.Random) -> Sheet:
    """One head, names and numbers; some cells are empty."""
    wide = source.randint(2, 5)
    names = source.choice((["Units", "Revenue", "Margin", "Staff", "Sites"], [str(2024 - i) for i in range(5)]))[:wide]
    head = [Head(0, 0, source.choice(("Site", "Item"))), *(Head(0, i + 1, name) for i, name in enumerate(names))]
    rows = source.sample(_PLACES, source.randint(4, 10))
    body = [[place, *("" if i and source.random() < 0.1 else number(source) for i in range(wide))] for place in rows]
    return _plain(Sheet([2.0, *[1.0] * wide], head, body))


def spanning(source: random.Random) -> Sheet:
    """Two or three levels of heads, the upper ones over several columns."""
    group, groups = source.choice(((3, 2), (2, 2), (2, 3)))
    upper = source.choice(
        (["13 Weeks Ended", "52 Weeks Ended", "Change"], ["2023", "2024", "2025"], ["North", "South", "West"])
    )
    lower = source.choice((["Jan 28,\n2023", "Jan 29,\n2022", "Jan 30,\n2021"], ["Units", "Revenue", "Price"]))
    top = source.random() < 0.3
    head = [Head(int(top), 1 + g * group, upper[g], group) for g in range(groups)]
    head += [Head(1 + top, 1 + g * group + i, lower[i]) for g in range(groups) for i in range(group)]
    head += [Head(0, 1, "Year ended December 31,", group * groups)] if top else []
    items = source.sample(_ITEMS, 6)
    body = [[item, *(amount(source) for _ in range(group * groups))] for item in items]
    return _plain(Sheet([2.6, *[1.0] * (group * groups)], head, body))


def spanning_rows(source: random.Random) -> Sheet:
    """A name over several rows, and a head over several columns and one over several rows."""
    head = [Head(0, 0, "Region", 1, 2), Head(0, 1, "Product", 1, 2), Head(0, 2, "2023", 2), Head(0, 4, "2024", 2)]
    head += [Head(1, i, name) for i, name in zip(range(2, 6), ("Units", "Revenue") * 2, strict=True)]
    body: list[list[str]] = []
    spans = {}
    for region in ("North", "South", "West")[: source.randint(2, 3)]:
        products = source.sample(("Lamps", "Shades", "Bulbs", "Cables"), source.randint(2, 3))
        spans[len(body), 0] = len(products)
        for i, product in enumerate(products):
            body.append(["" if i else region, product, *(number(source) for _ in range(4))])
    return _plain(Sheet([1.0, 1.1, *[1.0] * 4], head, body, labels=2, spans=spans))


def two_pages(source: random.Random) -> Sheet:
    """More rows than a page has room for."""
    names = ["Site", "City", "Staff 2023", "Staff 2024"]
    cities = source.choices(_CITIES, k=30)
    body = [[f"{source.choice(_PLACES)} {i}", cities[i], number(source), number(source)] for i in range(30)]
    return _plain(Sheet([1.2, 1.2, 1.2, 1.2], [Head(0, i, name) for i, name in enumerate(names)], body, labels=2))


def dense(source: random.Random) -> Sheet:
    """Some fifty rows of a dozen columns."""
    names = "Permit Handgun Long_gun Other Multiple Admin Pawn Redemption Returned Rental Sale Total".split()
    names = names[: source.randint(9, 12)]
    head = [Head(0, 0, "District"), *(Head(0, i + 1, name.replace("_", " ")) for i, name in enumerate(names))]
    body = [
        [f"District {chr(65 + i % 26)}{i}", *(source.choice(("0", number(source))) for _ in names)]
        for i in range(source.randint(40, 50))
    ]
    return _plain(Sheet([1.4, *[1.0] * len(names)], head, body))


def panels(source: random.Random) -> Sheet:
    """Two tables of the same head side by side."""
    head = [Head(0, c + i, name) for c in (0, 3) for i, name in enumerate(("Site", "2023", "2024"))]
    places = source.sample(_PLACES, 12)
    sheet = Sheet([1.6, 1.0, 1.0, 1.6, 1.0, 1.0], head, [], panels=(0, 3))
    for i in range(6):
        row = [v for place in (places[i], places[i + 6]) for v in (place, number(source), number(source))]
        sheet.body.append(row)
        sheet.known += [Known((row[c],), sheet.name(c + k), row[c + k]) for c in (0, 3) for k in (1, 2)]
    return sheet


def statement(source: random.Random) -> Sheet:
    """Sections with rows set in, signs apart from their numbers, negatives in parentheses, a unit."""
    unit = source.choice(("(in millions)", "(in thousands)", "(in millions, except per share data)"))
    inside = source.random() < 0.5
    head = [Head(0, 0, unit)] if inside else []
    names = [str(2024 - i) for i in range(source.randint(2, 3))]
    if source.random() < 0.5:
        head = [Head(1, 0, unit)] if inside else []
        head += [Head(0, 1, "Year Ended December 31,", len(names)), *(Head(1, 1 + i, n) for i, n in enumerate(names))]
    else:
        head += [Head(0, 1 + i, name) for i, name in enumerate(names)]
    sheet = Sheet([3.2, *[1.1] * len(names)], head, [], apart=True, above="" if inside else unit)
    items = iter(source.sample(_ITEMS, 8))
    for section in ("Current assets:", "Liabilities and equity:"):
        sheet.body.append([section, *[""] * len(names)])
        for i in range(4):
            sheet.indents[len(sheet.body)] = 1
            row = [next(items), *(amount(source, "" if i else "$") for _ in names)]
            sheet.body.append(row)
            sheet.known += [Known((row[0],), sheet.name(c), row[c], section, unit) for c in range(1, len(row))]
        total = [f"Total {section.rstrip(':').lower()}", *(amount(source, "$") for _ in names)]
        sheet.body.append(total)
        sheet.known += [Known((total[0],), sheet.name(c), total[c], "", unit) for c in range(1, len(total))]
    return sheet


KINDS: dict[str, tuple[Callable[[random.Random], Sheet], tuple[str, ...]]] = {
    "simple": (simple, ("all", "rows", "none")),
    "spanning": (spanning, ("all", "rows", "none")),
    "spanning-rows": (spanning_rows, ("all", "none")),
    "two-pages": (two_pages, ("all", "rows", "none")),
    "dense": (dense, ("all", "none")),
    "panels": (panels, ("all", "rows", "none")),
    "statement": (statement, ("rows", "none")),
}


def known_tables(kind: str, count: int, seed: int) -> Iterator[KnownTables]:
    """Files of a kind, ``count`` for each way of drawing lines."""
    writer, ways = KINDS[kind]
    for lines in ways:
        for i in range(count):
            source = random.Random(f"{seed} {kind} {lines} {i}")
            sheet = writer(source)
            data = _Drawn(sheet, source, lines, small=kind == "dense").data()
            yield KnownTables(kind, f"{kind}-{lines}-{i + 1}", lines, data, tuple(sheet.known))


_PROSE = (
    "The supplier delivers the goods to the warehouse of the buyer in Halden on working days",
    "between eight and sixteen hours, and the buyer checks them within five days of delivery.",
)


class _Drawn:
    """Draws a sheet on as many pages as it needs, text above and below it."""

    def __init__(self, sheet: Sheet, source: random.Random, lines: str, *, small: bool) -> None:
        self.sheet, self.lines, self.small = sheet, lines, small
        self.plain, self.bold = source.choice(FONTS)
        self.size = source.choice((4.5, 5.5, 6.5)) if small else source.choice((7.5, 8.5, 9.5, 10.5))
        self.step = self.size * source.choice((1.5, 1.7, 2.0) if not small else (1.3, 1.5))
        self.middle = source.random() < 0.5  # where a cell over several rows has its text
        self.height = 842.0 if len(sheet.body) < 25 or small else source.choice((420.0, 520.0))
        self.doc = pymupdf.Document()
        left, right = 60.0, 560.0 if not small else 780.0
        self.right_edge = right + 60
        total = sum(sheet.widths)
        self.xs = [left + (right - left) * sum(sheet.widths[:i]) / total for i in range(len(sheet.widths) + 1)]
        self._page()

    def data(self) -> bytes:
        """The file."""
        for line in _PROSE:
            self._text(60, self.y, line, 10, "helv")
            self.y += 14
        self.y += 20
        if self.sheet.above:
            self._text(self.xs[0], self.y, self.sheet.above, self.size, self.plain)
            self.y += self.step
        self._head()
        for number_, row in enumerate(self.sheet.body):
            if self.y + self.step > self.height - 60:
                if self.lines == "rows":
                    self._line(self.xs[0], self.y, self.xs[-1], self.y)
                self._page()
            self._row(number_, row)
        if self.lines == "rows":
            self._line(self.xs[0], self.y, self.xs[-1], self.y)
        self.y += 30
        for line in _PROSE:
            self._text(60, self.y, line, 10, "helv")
            self.y += 14
        return bytes(self.doc.tobytes(garbage=3, deflate=True, no_new_id=True))

    def _page(self) -> None:
        self.page = self.doc.new_page(width=self.right_edge, height=self.height)
        self._text(60, 40, "Nordwind Annual Report 2024", 8, "helv")
        self._text(self.right_edge / 2, self.height - 20, str(11 + self.doc.page_count), 8, "helv")
        self.y = 70.0

    def _head(self) -> None:
        deep = [1] * self.sheet.head_rows
        for cell in self.sheet.head:
            deep[cell.row] = max(deep[cell.row], cell.text.count("\n") + 1)
        tops = [self.y + sum(deep[:i]) * self.step for i in range(len(deep) + 1)]
        if self.lines == "rows":
            self._line(self.xs[0], self.y, self.xs[-1], self.y)
        for cell in self.sheet.head:
            x0, x1 = self.xs[cell.column], self.xs[cell.column + cell.span]
            top, bottom = tops[cell.row], tops[cell.row + cell.rows]
            if self.lines == "all":
                self._box(x0, top, x1, bottom)
            elif self.lines == "rows" and cell.span > 1:
                self._line(x0 + 4, bottom, x1 - 4, bottom)
            parts = cell.text.split("\n")
            for i, part in enumerate(parts):
                y = bottom - (len(parts) - i - 1) * self.step
                where = "c" if cell.span > 1 else ("l" if self._is_label(cell.column) else "r")
                self._cell(x0, x1, y, part, where, self.bold)
        if self.lines == "all":
            for i in range(len(self.xs) - 1):
                for row in range(len(deep)):
                    over = any(
                        c.column <= i < c.column + c.span and c.row <= row < c.row + c.rows for c in self.sheet.head
                    )
                    if not over:
                        self._box(self.xs[i], tops[row], self.xs[i + 1], tops[row + 1])
        self.y = tops[-1]
        if self.lines == "rows":
            self._line(self.xs[0], self.y, self.xs[-1], self.y)

    def _row(self, at: int, row: list[str]) -> None:
        top, bottom = self.y, self.y + self.step
        for i, text in enumerate(row):
            deep = self.sheet.spans.get((at, i), 1)
            inner = any(r < at < r + n and c == i for (r, c), n in self.sheet.spans.items())
            if self.lines == "all" and not inner:
                self._box(self.xs[i], top, self.xs[i + 1], top + deep * self.step)
            down = (deep - 1) * self.step / 2 if self.middle and self.lines == "all" else 0.0
            x0, x1 = self.xs[i] + 8 * self.sheet.indents.get(at, 0) * (i == 0), self.xs[i + 1]
            apart = self.sheet.apart and text.startswith("$")
            if apart:
                self._cell(x0, x1, bottom, "$", "l", self.plain)
            self._cell(x0, x1, bottom + down, text[apart:], "l" if self._is_label(i) else "r", self.plain)
        self.y = bottom

    def _is_label(self, column: int) -> bool:
        return any(begin <= column < begin + self.sheet.labels for begin in self.sheet.panels)

    def _cell(self, x0: float, x1: float, bottom: float, text: str, where: str, font: str) -> None:
        wide = pymupdf.get_text_length(text.replace("\u2014", "W"), fontname=font, fontsize=self.size)
        hang = pymupdf.get_text_length(")", fontname=font, fontsize=self.size) if where == "r" else 0.0
        x = {"l": x0 + 3, "c": (x0 + x1 - wide) / 2, "r": x1 - 5 - wide + (hang if text.endswith(")") else 0.0)}[where]
        self._text(x, bottom - self.step * 0.5 + self.size * 0.35, text, self.size, font)

    def _text(self, x: float, y: float, text: str, size: float, font: str) -> None:
        if text:
            if "\u2014" in text:  # the built-in fonts draw it by a place of their own
                text = text.replace("\u2014", "\x97")
            self.page.insert_text((x, y), text, fontsize=size, fontname=font)

    def _line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.page.draw_line((x0, y0), (x1, y1), width=0.6)

    def _box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.page.draw_rect((x0, y0, x1, y1), width=0.6)
