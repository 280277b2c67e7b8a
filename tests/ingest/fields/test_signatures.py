"""Signatures side by side are read one after the other; tables of other fields stay row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pymupdf
import pytest

from docexplain.records import Document

Read = Callable[..., Document]
Cell = str | tuple[str, str]
"""What stands in one place, or a label and, further right, its value over a line."""
ANN = ["By: /s/ Ann Lee", "Name: Ann Lee", "Title: President", "Date: May 3, 2024"]
BO = ["By: /s/ Bo Ray", "Name: Bo Ray", "Title: Chief Financial Officer", "Date: May 4, 2024"]
CY = ["By: /s/ Cy Poe", "Name: Cy Poe", "Title: Trustee", "Date: May 5, 2024"]


def apart(fields: Sequence[str]) -> list[Cell]:
    return [(f"{label}:", value) for label, _, value in (field.partition(": ") for field in fields)]


def drawn(rows: Sequence[Sequence[Cell]], xs: Sequence[float], font: str = "tiro", pitch: float = 16) -> bytes:
    """Rows of cells that begin at ``xs``, under a paragraph and over one; an empty row leaves space."""
    prose = "IN WITNESS WHEREOF, the parties have signed this agreement on the day that is written above it. " * 2
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        page.insert_textbox((72, 60, 540, 110), prose, fontname=font, fontsize=11)
        y = 160.0
        for row in rows:
            for x, cell in zip(xs, row, strict=False):
                label, value = cell if isinstance(cell, tuple) else (cell, "")
                page.insert_text((x, y), label, fontname=font, fontsize=10)
                page.insert_text((x + 40, y), value, fontname=font, fontsize=10)
                if value:
                    page.draw_line((x + 40, y + 2), (x + 180, y + 2), width=0.5)
            y += pitch
        page.insert_textbox((72, y + 40, 540, y + 90), prose, fontname=font, fontsize=11)
        return bytes(pdf.tobytes())


def lines_of(document: Document) -> list[str]:
    return [line for paragraph in document.paragraphs for line in paragraph.text.split("\n")]


def together(document: Document, *fields: str) -> bool:
    """One line or paragraph has these, in this order and nothing of another panel in between."""
    texts = [*lines_of(document), *(" | ".join(p.text.split("\n")) for p in document.paragraphs)]
    return any(" | ".join(fields) in text.replace(" | as ", " as ") for text in texts)


@pytest.mark.parametrize("layout", ["fast", "model"])
@pytest.mark.parametrize(
    ("panels", "titles", "xs"),
    [
        ([ANN, BO], [], (72, 320)),
        ([ANN, BO], ["HALDANE LOCKS LTD", "OKAFOR STEEL GMBH"], (72, 320)),
        ([ANN, BO, CY], ["HALDANE LTD", "OKAFOR GMBH", "PELL BANK"], (60, 220, 400)),
        ([apart(ANN), apart(BO)], [], (72, 320)),
        (
            [
                ["Ort, Datum: Köln, 3.5.2024", "Unterschrift: ____________", "Funktion: Geschäftsführerin"],
                ["Ort, Datum: Bonn, 4.5.2024", "Unterschrift: ____________", "Funktion: Prokurist"],
            ],
            ["Verkäufer", "Käufer"],
            (72, 320),
        ),
    ],
    ids=["two", "with titles", "three", "labels apart", "german"],
)
def test_each_is_read_as_one(
    read_here: Read, panels: list[list[Cell]], titles: list[str], xs: tuple[float, ...], layout: str
) -> None:
    rows = list(zip(*panels, strict=True))
    document = read_here(drawn([titles, *rows] if titles else rows, xs), layout=layout)
    for number, panel in enumerate(panels):
        said = [" ".join(cell) if isinstance(cell, tuple) else cell for cell in panel]
        said = [field.replace("____________________", "...").replace("____________", "...") for field in said]
        assert together(document, *([titles[number]] if titles else []), *said)


@pytest.mark.parametrize("layout", ["fast", "model"])
def test_what_stands_over_a_pair_stands_before_each(read_here: Read, layout: str) -> None:
    pair = list(zip(ANN[:3], BO[:3], strict=True))
    other = list(zip(CY[:3], ["By: /s/ Di Orr", "Name: Di Orr", "Title: Agent"], strict=True))
    rows = [*pair, [], ["PELL BANK AND TRUST COMPANY"], *other]
    document = read_here(drawn(rows, (72, 320)), layout=layout)
    assert together(document, *BO[:3])
    assert together(document, "By: /s/ Di Orr", "Name: Di Orr", "Title: Agent")
    assert not together(document, "Title: President", "Title: Chief Financial Officer")


def test_a_line_to_sign_on_needs_no_labels(read_here: Read) -> None:
    rows = [["SELLER", "BUYER"], ["________________"] * 2, ["Ann Lee", "Bo Ray"], ["President", "Treasurer"]]
    document = read_here(drawn(rows, (72, 320)))
    assert together(document, "SELLER", "...", "Ann Lee", "President")
    assert together(document, "BUYER", "...", "Bo Ray", "Treasurer")


IN_A_COLUMN = [
    ["Signature", "Title", "Date"],
    ["/s/ Ann Lee", "Chair", "May 3, 2024"],
    ["/s/ Bo Ray", "Director", "May 3, 2024"],
]
NAMES = [["Name: Ann Lee", "Name: Bo Ray"], ["Name: Cy Poe", "Name: Di Orr"], ["Name: Ed Fox", "Name: Flo Hay"]]
TWO_FIELDS = [[f"Opened: {day} May", f"Closed: {day + 1} May"] for day in (3, 7, 8)]
PLANS = [["Feature", "Basic", "Pro"], ["Users", "Limit: 1", "Limit: 20"], ["Support", "Hours: 9-5", "Hours: 24/7"]]
TABLE = [["Site", "Staff"], ["Hazel", "108"], ["Elm", "324"], ["Oak", "12"]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (IN_A_COLUMN, ("/s/ Ann Lee", "Chair")),
        (NAMES, ("Name: Ann Lee", "Name: Bo Ray")),
        (TWO_FIELDS, ("Opened: 7 May", "Closed: 8 May")),
        (PLANS, ("Limit: 1", "Limit: 20")),
        (TABLE, ("Hazel", "108")),
    ],
    ids=["signatures in a column", "a list of names", "two fields a row", "rows with names", "a table"],
)
def test_other_rows_stay(read_here: Read, rows: list[list[str]], expected: tuple[str, str]) -> None:
    document = read_here(drawn(rows, (72, 260, 420)))
    first, second = expected
    assert any(first in line and second in line for line in lines_of(document))


@pytest.mark.parametrize("layout", ["fast", "model"])
def test_a_signature_begins_a_paragraph_and_heads_nothing(read_here: Read, layout: str) -> None:
    rows = [["/s/ Ann Lee"], ["Ann Lee, Director"], ["/s/ Bo Ray"], ["Bo Ray, Director"]]
    document = read_here(drawn(rows, (72,), pitch=13), layout=layout)
    assert not any("Director /s/" in paragraph.text for paragraph in document.paragraphs)
    assert not any("/s/" in name for paragraph in document.paragraphs for name in paragraph.heading_path)
