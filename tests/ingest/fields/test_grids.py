"""Values in frames and columns with their labels, some of several lines: each with its own label, in forms, on slides
and certificates; tables stay tables."""

import pymupdf
import pytest

from docexplain.records import BlockClass

TOP = "The insurer confirms that the cover below is in force on the day on which this was printed."
FIELDS = (
    ("Certificate number", "CL-2024-00871"),
    ("Effective date", "07/01/2024"),
    ("Damage to premises rented", "$100,000"),
    ("General aggregate", "$2,000,000"),
    ("Any one person", "$5,000"),
    ("Insured", "Quarry Hill Roofing"),
)
LAYOUTS = ("fast", "model")


class Sheet:
    """Cells of 140 by 50 points, three in a row, each with lines of text from its left edge or in its middle."""

    def __init__(self, width=612, height=792):
        self.pdf = pymupdf.open()
        self.page = self.pdf.new_page(width=width, height=height)
        self.page.insert_text((60, 60), TOP, fontsize=10)

    def lines(self, x, y, lines, size, font="helv", middle=None):
        for i, text in enumerate(lines):
            left = x if middle is None else middle - pymupdf.get_text_length(text, font, size) / 2
            self.page.insert_text((left, y + size + i * 1.15 * size), text, fontsize=size, fontname=font)
        return y + 1.15 * size * len(lines)

    def cell(self, number, label, value, letters, gap=2.0, value_first=False, middle=False, wide=140.0, high=58.0):
        x, y = 60 + (number % 3) * (wide + 12), 100 + (number // 3) * (high + 14)
        at = x + wide / 2 if middle else None
        (size, font), (its, its_font) = letters
        parts = [(label, size, font), (value, its, its_font)]
        for lines, letter, name in reversed(parts) if value_first else parts:
            y = self.lines(x + 4, y, lines, letter, name, at) + gap


def broken(text, after):
    """In two lines if it is longer than so many letters."""
    words = text.split(" ")
    at = next((i for i in range(1, len(words)) if len(" ".join(words[: i + 1])) > after), len(words))
    return [part for part in (" ".join(words[:at]), " ".join(words[at:])) if part]


def said(document):
    return [cell for p in document.paragraphs for line in p.text.split("\n") for cell in line.split(" | ")]


LETTERS = {
    "small over large": ((7.0, "helv"), (11.0, "helv")),
    "bold over plain": ((10.0, "hebo"), (10.0, "helv")),
    "small over bold": ((8.0, "tiro"), (12.0, "tibo")),
    "tile": ((12.0, "helv"), (26.0, "hebo")),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("middle", [False, True])
@pytest.mark.parametrize("letters", LETTERS)
def test_labels_of_one_line_and_of_two_stand_before_their_values(read_here, letters, middle, layout):
    sheet = Sheet()
    for i, (label, value) in enumerate(FIELDS):
        sheet.cell(i, broken(label, 18), [value] if letters != "tile" else [value[:8]], LETTERS[letters], middle=middle)
    document = read_here(sheet.pdf.tobytes(), layout=layout)
    shown = [f"{label}: {value[:8] if letters == 'tile' else value}" for label, value in FIELDS]
    assert [text for text in said(document) if ": " in text] == shown
    assert not any(value in " ".join(p.heading_path) for _, value in FIELDS for p in document.paragraphs)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_large_figures_over_labels_of_two_lines(read_here, layout):
    sheet = Sheet()
    figures = (("Gross written premium in the first half", "$1,204m"), ("Combined ratio", "94.1%"), ("Tax rate", "25%"))
    for i, (label, value) in enumerate(figures):
        sheet.cell(i, broken(label, 22), [value], LETTERS["tile"], value_first=True)
    assert [text for text in said(read_here(sheet.pdf.tobytes(), layout=layout)) if ": " in text] == [
        f"{label}: {value}" for label, value in figures
    ]


def tax_form(page, letters, frame):
    """Frames of several widths and heights side by side; the second has a label only."""
    cells = [
        ((60, 100, 300, 170), "Payer's name and address", "Harbor Credit Union"),
        ((300, 100, 430, 135), "1 Rents", "18,400.00"),
        ((300, 135, 430, 170), "2 Royalties", ""),
        ((430, 100, 560, 170), "3 Other income", "2,115.50"),
        ((60, 170, 180, 205), "Payer's number", "12-3456789"),
        ((180, 170, 300, 205), "Recipient's number", "987-65-4321"),
        ((300, 170, 430, 205), "4 Tax withheld", "1,204.00"),
        ((430, 170, 560, 205), "5 Boat proceeds", "310.75"),
    ]
    (size, font), (its, its_font) = letters
    for rect, label, value in cells:
        frame(page, rect)
        page.insert_text((rect[0] + 3, rect[1] + size + 1), label, fontsize=size, fontname=font)
        page.insert_text((rect[0] + 6, rect[3] - 4), value, fontsize=its, fontname=its_font)
    return [f"{label}: {value}" if value else label for _, label, value in cells]


def stroked(page, rect):
    page.draw_rect(pymupdf.Rect(rect), width=0.5)


def of_lines(page, rect):
    x0, y0, x1, y1 = rect
    for a, b in (((x0, y0), (x1, y0)), ((x0, y1), (x1, y1)), ((x0, y0), (x0, y1)), ((x1, y0), (x1, y1))):
        page.draw_line(a, b, width=0.5)


def cut_out(page, rect, cut=(0.7, 0.7, 0.7, 0.7)):
    """An area with another one cut out, as some programs draw borders."""
    x0, y0, x1, y1 = rect
    shape = page.new_shape()
    shape.draw_rect(pymupdf.Rect(rect))
    shape.draw_rect(pymupdf.Rect(x0 + cut[0], y0 + cut[1], x1 - cut[2], y1 - cut[3]))
    shape.finish(fill=(0, 0, 0), color=None, even_odd=True)
    shape.commit()


def side_by_side(page, rect):
    """The same for two sides at a time."""
    cut_out(page, rect, (0.7, 0.7, 0, 0))
    cut_out(page, rect, (0, 0, 0.7, 0.7))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("frame", [stroked, of_lines, cut_out, side_by_side])
@pytest.mark.parametrize("letters", [((6.5, "helv"), (10.5, "cour")), ((8.0, "tiro"), (9.5, "tibo"))])
def test_each_frame_of_a_form_is_its_label_and_value(read_here, letters, frame, layout):
    sheet = Sheet()
    shown = tax_form(sheet.page, letters, frame)
    document = read_here(sheet.pdf.tobytes(), layout=layout)
    assert set(shown) <= set(said(document))
    assert document.coverage.kept + document.coverage.furniture == document.coverage.characters


def test_a_table_with_lines_and_notes_in_small_letters_stays_one(read_here):
    sheet = Sheet()
    rows = (("Port", "2024", "2023"), ("Oslo", "412", "388"), ("Bergen", "96", "91"), ("Turku", "44", "52"))
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            rect = (60 + 120 * j, 100 + 34 * i, 180 + 120 * j, 134 + 34 * i)
            stroked(sheet.page, rect)
            sheet.page.insert_text((rect[0] + 4, rect[1] + 14), text, fontsize=10)
            if i and not j:
                sheet.page.insert_text((rect[0] + 4, rect[1] + 26), "all berths", fontsize=7)
    (table,) = (p for p in read_here(sheet.pdf.tobytes()).paragraphs if "Bergen" in p.text)
    assert table.block_class is BlockClass.TABLE
    assert "2024: 96 | 2023: 91" in table.text


@pytest.mark.parametrize("rows", [1, 2])
def test_labels_and_values_over_a_table_are_no_part_of_its_head(read_here, rows):
    sheet = Sheet()
    over = (("Portfolio number", "7-443-0098"), ("Reference currency", "EUR"), ("Valuation date", "30 June 2024"))
    for row in range(rows):
        for x, (label, value) in zip((60, 240, 430), over, strict=True):
            sheet.page.insert_text((x, 100 + 36 * row), label, fontsize=7)
            sheet.page.insert_text((x, 111 + 36 * row), value, fontsize=10)
    top = 140 + 36 * (rows - 1)
    head = ("Security", "Quantity", "Price", "Market value", "Weight")
    body = (("Alder plc", "120", "845.20", "101,424.00", "88.1%"), ("Birch AG", "75", "182.40", "13,680.00", "11.9%"))
    for i, row in enumerate((head, *body)):
        for j, (x, text) in enumerate(zip((60, 250, 340, 450, 540), row, strict=True)):
            font = "hebo" if row is head else "helv"
            left = x if not j else x - pymupdf.get_text_length(text, font, 10)
            sheet.page.insert_text((left, top + 15 * i), text, fontsize=10, fontname=font)
    document = read_here(sheet.pdf.tobytes())
    text = "\n".join(p.text for p in document.paragraphs)
    assert "Security: Alder plc | Quantity: 120 | Price: 845.20 | Market value: 101,424.00 | Weight: 88.1%" in text
    assert {f"{label}: {value}" for label, value in over} <= set(said(document))
