"""Line numbers, watermarks and Bates numbers are in no paragraph; numbered lists, tables and notes are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pymupdf
import pytest

from docexplain.records import Document

from ...set_in_lines import set_in_lines

Read = Callable[..., Document]
Draw = Callable[[Any, int], None]
PROSE = (
    "The petitioner asks for damages of 52,000 dollars for the delay of the bridge, and the respondent denies that any "
    "delay occurred. The witness told the court that the work began in March and went on until the first snow of the "
    "year, when the harbour was closed. Nobody had told the owner that the steel would come late. "
)
RUNS = "damages of 52,000 dollars for the delay of the bridge, and the respondent denies"
GERMAN = (
    "Die Klägerin verlangt Ersatz für die Verspätung der Brücke in der Höhe von 52,000 Euro, und die Beklagte "
    "bestreitet den Vorwurf. Der Zeuge hat dem Gericht gesagt, dass die Arbeiten im März begonnen haben. "
)


def numbered(
    text: str = PROSE,
    *,
    lines: int = 25,
    font: str = "cour",
    size: float = 11,
    every: int = 1,
    right: bool = False,
    pages: int = 1,
    restart: bool = True,
) -> bytes:
    """Pages of ``lines`` lines, each with its number, and the page's number under them."""
    said = set_in_lines(text * (1 + lines // 2), 380, font, size)
    with pymupdf.open() as pdf:
        for number in range(pages):
            page = pdf.new_page(width=612, height=792)
            for i in range(lines):
                y = 70 + i * 640 / lines
                page.insert_text((110, y), said[i], fontname=font, fontsize=size)
                label = str(i + 1 if restart else number * lines + i + 1)
                if (i + 1) % every == 0:
                    wide = pymupdf.get_text_length(label, fontname=font, fontsize=size)
                    page.insert_text(((560 if right else 84) - wide, y), label, fontname=font, fontsize=size)
            page.insert_text((300, 760), str(number + 1), fontsize=size)
        return bytes(pdf.tobytes())


VARIANTS: dict[str, dict[str, Any]] = {
    "25": {},
    "28": {"lines": 28},
    "serif": {"font": "tiro", "size": 12},
    "short": {"lines": 12},
    "single spaced": {"lines": 50, "font": "tiro", "size": 9},
    "every fifth": {"lines": 30, "every": 5, "font": "tiro"},
    "right margin": {"right": True},
    "pages": {"pages": 3},
    "counting on": {"pages": 3, "restart": False},
}


@pytest.mark.parametrize("how", VARIANTS)
def test_line_numbers_are_furniture(read_here: Read, how: str) -> None:
    options = VARIANTS[how]
    document = read_here(numbered(**options))
    lines, every, pages = options.get("lines", 25), options.get("every", 1), options.get("pages", 1)
    for page in range(pages):
        first = 0 if options.get("restart", True) else page * lines
        numbers = " ".join(str(first + i) for i in range(every, lines + 1, every))
        assert numbers in [piece.text for piece in document.furniture if piece.box.page == page + 1]
    text = " ".join(p.text for p in document.paragraphs)
    assert RUNS in text
    assert document.coverage.characters == document.coverage.kept + document.coverage.furniture


PLEADING = [
    "On July 13 the court issued an order against the owner of the ferry that was to end on the last of July.",
    "The parties came before the court on the fourth of August. Upon the testimony of the witnesses the court finds "
    "that the harbour was closed by the owner, and that the mail did not reach the island for eleven days.",
    "THUS, IT IS HEREBY ORDERED THAT:",
    "1. The owner carries the mail on each day on which the wind allows it, and tells the harbour board before noon of "
    "each day on which it does not.",
    "2. The owner keeps all letters that concern the closing of the harbour, whoever wrote them, in whatever form.",
]


@pytest.mark.parametrize("layout", ["fast", "model"])
@pytest.mark.parametrize("rules", [True, False])
def test_paragraphs_of_a_pleading(read_here: Read, layout: str, rules: bool) -> None:
    """The layout model takes its numbered lines for a list."""
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=612, height=792)
        lines = [
            (0 if i else 40, line) for text in PLEADING for i, line in enumerate(set_in_lines(text, 360, "tiro", 12))
        ]
        for i in range(28):
            page.insert_text((72 - 6 * len(str(i + 1)), 80 + 24 * i), str(i + 1), fontname="tiro", fontsize=12)
            if i < len(lines):
                page.insert_text((100 + lines[i][0], 80 + 24 * i), lines[i][1], fontname="tiro", fontsize=12)
        for x in (84, 86, 560) if rules else ():
            page.draw_line((x, 0), (x, 792))
        document = read_here(bytes(pdf.tobytes()), layout=layout)
    assert [p.text for p in document.paragraphs] == PLEADING


def test_line_numbers_of_another_language(read_here: Read) -> None:
    text = " ".join(p.text for p in read_here(numbered(GERMAN)).paragraphs)
    assert "Ersatz für die Verspätung der Brücke in der Höhe von 52,000 Euro, und die Beklagte bestreitet" in text


def test_a_page_of_few_sentences_is_known_by_the_one_beside_it(read_here: Read) -> None:
    """The caption of a pleading."""
    with pymupdf.open("pdf", numbered(pages=1)) as pdf:
        page = pdf.new_page(0, width=612, height=792)
        for i in range(25):
            page.insert_text((84 - 6.6 * len(str(i + 1)), 70 + i * 25.6), str(i + 1), fontname="cour", fontsize=11)
            if i % 6 == 2:
                page.insert_text((110, 70 + i * 25.6), "HARBOUR BOARD OF LINDEN", fontname="cour", fontsize=11)
        document = read_here(bytes(pdf.tobytes()))
    assert [piece.box.page for piece in document.furniture if piece.text.startswith("1 2 3 4 5")] == [1, 2]


NAMES = [
    f"{a}{b}" for a in ("Birch", "Alder", "Linden", "Hazel", "Maple") for b in ("ton", "ford", "by", "wick", "ham")
]


def table(page: Any) -> None:
    for i, name in enumerate(NAMES):
        for x, text in ((72, str(i + 1)), (110, name), (300, str(37 * i + 100)), (400, f"{1.7 * i:.1f} %")):
            page.insert_text((x, 80 + 24 * i), text, fontsize=10)


def plain_list(page: Any) -> None:
    for i, name in enumerate(NAMES):
        page.insert_text((72, 80 + 24 * i), str(i + 1), fontsize=10)
        page.insert_text((100, 80 + 24 * i), f"{name} is a company of the group", fontsize=10)


def small_words(page: Any) -> None:
    for i, name in enumerate(NAMES):
        page.insert_text((72, 80 + 24 * i), str(i + 1), fontsize=10)
        page.insert_text((100, 80 + 24 * i), name.lower(), fontsize=10)


def numbered_paragraphs(page: Any) -> None:
    y = 60
    for i in range(9):
        page.insert_text((72, y), str(i + 1), fontsize=10)
        for line in set_in_lines(PROSE, 430, "helv", 10):
            page.insert_text((100, y), line, fontsize=10)
            y += 13
        y += 8


def notes(page: Any) -> None:
    for i, line in enumerate(set_in_lines(PROSE * 3, 450, "helv", 10)):
        page.insert_text((72, 80 + 13 * i), line, fontsize=10)
    for i in range(8):
        page.insert_text((72, 600 + 11 * i), str(i + 1), fontsize=6)
        page.insert_text((78, 602 + 11 * i), f"{NAMES[i]} v. Harbour Board, {1990 + i} Rep. {7 * i}.", fontsize=8)


def contents(page: Any) -> None:
    for i in range(20):
        page.insert_text((72, 80 + 20 * i), f"The {NAMES[i]} report and its parts{' .' * 40}", fontsize=10)
        page.insert_text((540, 80 + 20 * i), str(i + 1), fontsize=10)


def years(page: Any) -> None:
    for i in range(12):
        for x, text in ((72, str(2010 + i)), (110, "of the sales that the company made in the year went abroad and")):
            page.insert_text((x, 80 + 20 * i), text, fontsize=12)


OTHER = [table, plain_list, small_words, numbered_paragraphs, notes, contents, years]


@pytest.mark.parametrize("draw", OTHER, ids=lambda f: f.__name__)
def test_other_numbers_stay(read_here: Read, draw: Callable[[Any], None]) -> None:
    with pymupdf.open() as pdf:
        draw(pdf.new_page(width=612, height=792))
        document = read_here(bytes(pdf.tobytes()))
    assert not [piece for piece in document.furniture if len(piece.text.split()) > 2]


def pages_with(draw: Draw, pages: int = 2) -> bytes:
    with pymupdf.open() as pdf:
        for number in range(pages):
            page = pdf.new_page(width=612, height=792)
            for i, line in enumerate(set_in_lines(PROSE * 5, 450, "helv", 11)):
                page.insert_text((72, 100 + 14 * i), line, fontsize=11)
            draw(page, number)
        return bytes(pdf.tobytes())


def slanted(text: str, size: float, angle: float, **how: Any) -> Draw:
    def draw(page: Any, _number: int) -> None:
        middle = pymupdf.Point(306, 250)
        start = (306 - pymupdf.get_text_length(text, fontsize=size) / 2, 250 + size / 3)
        page.insert_text(start, text, fontsize=size, morph=(middle, pymupdf.Matrix(angle)), **how)

    return draw


def as_form(page: Any, number: int) -> None:
    with pymupdf.open() as other:
        slanted("DRAFT", 100, 45, color=(0.8, 0.8, 0.8))(other.new_page(width=612, height=792), number)
        page.show_pdf_page(page.rect, other, 0)


def as_annotation(page: Any, _number: int) -> None:
    page.add_freetext_annot((80, 150, 560, 280), "DRAFT", fontsize=90, text_color=(0.8, 0.8, 0.8)).update()


def level(page: Any, _number: int) -> None:
    page.insert_text((130, 250), "DRAFT", fontsize=100, color=(0.85, 0.85, 0.85), overlay=False)


def below(page: Any, _number: int) -> None:
    page.insert_text((130, 640), "DRAFT", fontsize=60, color=(0.85, 0.85, 0.85))


def tiles(page: Any, _number: int) -> None:
    for x in (90, 240, 390):
        for y in (130, 230, 330):
            turn = (pymupdf.Point(x, y), pymupdf.Matrix(30))
            page.insert_text((x, y), "DRAFT", fontsize=11, color=(0.8, 0.8, 0.8), morph=turn)


MARKS = {
    "pale": slanted("DRAFT", 120, 45, color=(0.8, 0.8, 0.8)),
    "the other way": slanted("DRAFT", 120, -45, color=(0.8, 0.8, 0.8)),
    "black": slanted("DRAFT", 60, 55),
    "lets text through": slanted("DRAFT", 80, 60, color=(1, 0, 0), fill_opacity=0.2),
    "long": slanted("DRAFT - NOT FOR DISTRIBUTION", 24, 40, color=(0.8, 0.8, 0.8)),
    "form": as_form,
    "annotation": as_annotation,
    "level": level,
    "below the text": below,
    "tiles": tiles,
}


@pytest.mark.parametrize("mark", MARKS)
def test_a_watermark_is_furniture(read_here: Read, mark: str) -> None:
    document = read_here(pages_with(MARKS[mark]))
    assert "DRAFT" not in "".join(p.text for p in document.paragraphs)
    assert [piece.box.page for piece in document.furniture if piece.text.startswith("DRAFT")] == [1, 2]
    assert " ".join(" ".join(p.text for p in document.paragraphs).split()).count(RUNS) == 10


def test_large_titles_and_slanted_labels_stay(read_here: Read) -> None:
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=612, height=792)
        page.insert_text((72, 90), "Annual Report", fontsize=60)
        for i, line in enumerate(set_in_lines(PROSE, 450, "helv", 11)):
            page.insert_text((72, 120 + 14 * i), line, fontsize=11)
        for i, month in enumerate(("January", "February", "March")):
            place = pymupdf.Point(100 + 60 * i, 500)
            page.insert_text(place, month, fontsize=9, morph=(place, pymupdf.Matrix(45)))
        document = read_here(bytes(pdf.tobytes()))
    said = "".join(p.text + "".join(p.heading_path) for p in document.paragraphs)
    assert all(word in said for word in ("Annual Report", "January", "February", "March"))


@pytest.mark.parametrize("stretch", [3.0, 5.0])
@pytest.mark.parametrize("how", [{"color": (0.8, 0.8, 0.8)}, {"fill_opacity": 0.3}])
def test_a_word_that_ocr_stretched_over_others_stays(read_here: Read, how: dict[str, Any], stretch: float) -> None:
    """Its font is then large in width only, and counts as large."""
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=612, height=792)
        for i, line in enumerate(set_in_lines(PROSE, 450, "helv", 11)):
            page.insert_text((72, 120 + 14 * i), line, fontsize=11)
        start = pymupdf.Point(72, 400)
        page.insert_text(start, "confirm", fontsize=11, morph=(start, pymupdf.Matrix(stretch, 1)), **how)
        page.insert_text((120, 400), "the following", fontsize=11)
        document = read_here(bytes(pdf.tobytes()))
    assert "confirm" in " ".join(p.text for p in document.paragraphs)
    assert not document.furniture


def stamped(form: str, place: tuple[float, float], turn: int = 0) -> Draw:
    def draw(page: Any, number: int) -> None:
        page.insert_text(place, form.format(1234 + number), fontsize=9, rotate=turn)

    return draw


STAMPS = {
    "bottom right": stamped("ABC {:07d}", (520, 780)),
    "bottom left": stamped("NORDWIND-{:07d}", (36, 780)),
    "top right": stamped("ABC_{:08d}", (520, 30)),
    "only a number": stamped("{:06d}", (36, 30)),
    "several words": stamped("Alder Co. Confidential {:06d}", (220, 780)),
    "sideways": stamped("ABC{:06d}", (600, 500), 90),
    "close to the text": stamped("ABC {:07d}", (520, 740)),
}


@pytest.mark.parametrize(("stamp", "pages"), [*((stamp, 2) for stamp in STAMPS), ("sideways", 4)])
def test_bates_numbers_are_furniture(read_here: Read, stamp: str, pages: int) -> None:
    document = read_here(pages_with(STAMPS[stamp], pages))
    assert not [p for p in document.paragraphs if "00123" in p.text]
    assert [piece.box.page for piece in document.furniture if "00123" in piece.text] == [*range(1, pages + 1)]


def test_a_number_that_does_not_count_up_stays(read_here: Read) -> None:
    """An invoice's, on its first page only."""

    def invoice(page: Any, number: int) -> None:
        if not number:
            page.insert_text((400, 60), "INV-0001234", fontsize=11)

    document = read_here(pages_with(invoice, 3))
    assert any("INV-0001234" in p.text for p in document.paragraphs)


def test_a_box_far_from_any_label_costs_no_page(read_here: Read) -> None:
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        page.insert_text((72, 212), "I agree with this.")
        for i in range(3):
            box = pymupdf.Widget()
            box.rect, box.field_name = pymupdf.Rect(300 + 60 * i, 200, 312 + 60 * i, 212), f"box {i}"
            box.field_type, box.field_value = pymupdf.PDF_WIDGET_TYPE_CHECKBOX, i == 1
            page.add_widget(box)
        document = read_here(pdf.tobytes())
    assert not document.coverage.failed_pages
    assert "I agree with this." in " ".join(p.text for p in document.paragraphs)


def test_a_page_that_a_stamp_is_looked_for_on_is_left_as_it_is(read_here: Read) -> None:
    """What is cropped away of a turned page stays so, whichever page is read first."""
    with pymupdf.open() as pdf:
        for number in range(3):
            page = pdf.new_page()
            page.insert_text((150, 300), f"The rent of berth {number} is due on the first of each month.", fontsize=9)
            page.insert_text((20, 60), "Cropped away.", fontsize=9)
            page.insert_text((400, 690), f"ABC 000{1000 + number}", fontsize=8)
            page.set_cropbox(pymupdf.Rect(100, 100, 560, 700))
            page.set_rotation(90 if number == 1 else 0)
        document = read_here(pdf.tobytes())
    assert [p.text for p in document.paragraphs] == [
        f"The rent of berth {number} is due on the first of each month." for number in range(3)
    ]
    assert [hidden.text for hidden in document.coverage.hidden] == ["Cropped away."] * 3


def test_what_is_struck_stays_so_beside_a_number_that_is_taken_out(read_here: Read) -> None:
    with pymupdf.open() as pdf:
        for number in range(6):
            page = pdf.new_page()
            for i in range(5):
                text = f"The rent of berth {number} is due in month {i} and is paid by the tenant of it."
                page.insert_text((72, 700 + 12 * i), text, fontsize=10)
            page.insert_text((300, 760), str(number + 1), fontsize=10)
            (where,) = page.search_for("month 2 and")
            middle = (where.y0 + where.y1) / 2 + 1
            page.draw_line((where.x0, middle), (where.x1, middle))
        document = read_here(pdf.tobytes())
    assert [item.text for item in document.furniture] == list("123456")
    assert " ".join(p.text for p in document.paragraphs).count("~~month 2 and~~") == 6


def test_what_is_seen_is_not_told_as_switched_off(read_here: Read) -> None:
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        off = pdf.add_ocg("off", on=False)
        page.insert_text((72, 100), "The rent is 2,400 euros. It is due monthly to the landlord.")
        page.insert_text((72, 140), "Secret words only.", oc=off)
        (where,) = page.search_for("2,400")
        page.draw_line((where.x0, (where.y0 + where.y1) / 2 + 1), (where.x1, (where.y0 + where.y1) / 2 + 1))
        document = read_here(pdf.tobytes())
    assert [hidden.text for hidden in document.coverage.hidden] == ["Secret words only."]
    assert document.coverage.kept + 16 == document.coverage.characters
