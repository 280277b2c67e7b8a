"""Words set again and again over a page are in no paragraph; cells of tables and cards of a sheet are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pymupdf
import pytest

from docexplain.records import Document

Read = Callable[..., Document]
SENTENCES = (
    "The seller delivers the goods to the buyer at the port of Antwerp on the first of June of this year.",
    "The price is 48,200 euros and is paid within thirty days after delivery of the goods to the buyer.",
    "Each party may end this agreement with ninety days' notice in writing to the address of the other one.",
)
BLACK, GREY = (0, 0, 0), (0.75, 0.75, 0.75)


def tiled(
    word: str = "COPY",
    *,
    step: tuple[float, float] = (110, 90),
    size: float = 7,
    colour: tuple[float, float, float] = BLACK,
    over: bool = False,
    offset: bool = False,
    leading: float = 16,
) -> bytes:
    """Paragraphs of eight lines each, and a word at equal steps over the whole page, behind them or over them."""
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=595, height=842)

        def tile() -> None:
            for row in range(int(800 / step[1])):
                for column in range(int(540 / step[0])):
                    shift = step[0] / 2 if offset and row % 2 else 0
                    page.insert_text(
                        (20 + column * step[0] + shift, 32 + row * step[1]), word, fontsize=size, color=colour
                    )

        if not over:
            tile()
        for i, sentence in enumerate(SENTENCES):
            for line in range(8):
                page.insert_text((72, 90 + i * 240 + line * leading), sentence, fontsize=10)
        if over:
            tile()
        return bytes(pdf.tobytes())


@pytest.mark.parametrize("layout", ["fast", "model"])
@pytest.mark.parametrize(
    "how",
    [
        {},
        {"over": True},
        {"word": "Muster GmbH intern", "step": (150, 60), "size": 8},
        {"offset": True, "step": (100, 50)},
        {"colour": GREY, "step": (130, 240), "size": 9, "leading": 24},
        {"colour": GREY, "word": "DRAFT 2024-05-01"},
    ],
    ids=["behind", "over", "of several words", "rows set off", "pale, between the lines", "pale, with a date"],
)
def test_words_set_over_the_whole_page_are_in_no_paragraph(read_here: Read, how: dict[str, Any], layout: str) -> None:
    document = read_here(tiled(**how), layout=layout)
    words = how.get("word", "COPY").split()
    text = " ".join(paragraph.text for paragraph in document.paragraphs)
    assert not [word for word in words if word in text]
    assert all(" ".join([sentence] * 3) in text for sentence in SENTENCES)
    assert words[0] in " ".join(each.text for each in document.furniture)


def test_cells_of_a_table_stay(read_here: Read) -> None:
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        for row in range(25):
            y = 60 + row * 28
            page.insert_text((40, y), f"Site {row}", fontsize=9)
            for column in range(4):
                page.insert_text((160 + column * 100, y), "None" if row else f"Faults {2020 + column}", fontsize=9)
        document = read_here(bytes(pdf.tobytes()))
    assert sum(paragraph.text.count("None") for paragraph in document.paragraphs) == 24 * 4


def test_the_first_line_of_each_card_of_a_sheet_stays(read_here: Read) -> None:
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        for row in range(6):
            for column in range(3):
                x, y = 40 + column * 180, 60 + row * 130
                page.insert_text((x, y), "Haldane", fontsize=9)
                page.insert_text((x, y + 20), f"Guest {3 * row + column}", fontsize=14)
        document = read_here(bytes(pdf.tobytes()))
    assert sum(paragraph.text.count("Haldane") for paragraph in document.paragraphs) == 18
