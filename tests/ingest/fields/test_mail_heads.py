"""Who wrote a mail and when stay together, and stay in the text, whatever program printed it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from docexplain.ingest import ParseOptions, read_document
from docexplain.ingest.fields.mail_heads import mail_rows
from docexplain.ingest.text.glyphs import page_words

SENDER, RECIPIENT = "Maria Costa <maria.costa@example.com>", "Dan Whitfield <dan@example.com>"
DATES = [
    "9 April 2024 at 16:42",
    "Tue, Apr 9, 2024 at 4:42 PM",
    "09.04.2024 16:42",
    "Dienstag, 9. April 2024 um 16:42",
    "2024-04-09 16:42",
]
BODY = [
    "The auditors want the signed lease for the warehouse before they close the file, and they ask",
    "for it by Thursday. The rent in our ledger is higher than the one in the letter of the review.",
]

Row = tuple[float, float, str]


@pytest.fixture
def printed(tmp_path: Path) -> Callable[..., Path]:
    def write(*pages: Sequence[Row], size: float = 10, font: str = "helv") -> Path:
        document = pymupdf.open()
        for rows in pages:
            page = document.new_page()
            for x, y, text in rows:
                page.insert_text((x, y), text, fontsize=size, fontname=font)
        document.save(tmp_path / "mail.pdf")
        return tmp_path / "mail.pdf"

    return write


def message(y: float, sender: str, date: str, recipient: str, x: float = 50) -> list[Row]:
    head = [(x, y, sender), (400.0, y, date), (x, y + 13, f"To: {recipient}")]
    return [*head, *((x + 20, y + 45 + 13 * i, line) for i, line in enumerate(BODY))]


def texts(path: Path, layout: Any = "model") -> list[str]:
    return [p.text for p in read_document(path, options=ParseOptions(layout=layout)).paragraphs]


@pytest.mark.parametrize("layout", ["model", "fast"])
@pytest.mark.parametrize("date", DATES)
def test_each_mail_of_a_thread_keeps_its_date(printed: Callable[..., Path], date: str, layout: Any):
    thread = [*message(120, SENDER, date, RECIPIENT), *message(300, RECIPIENT, "10 April 2024 at 09:03", SENDER)]
    read = texts(printed([(50, 80, "Lease of the warehouse"), *thread]), layout)
    heads = [text for text in read if " | " in text]
    assert [head.split(" To: ")[0] for head in heads] == [f"{SENDER} | {date}", f"{RECIPIENT} | 10 April 2024 at 09:03"]
    assert any(text.startswith(BODY[0]) for text in read)


@pytest.mark.parametrize(("size", "font"), [(8, "tiro"), (9, "cour")])
def test_in_other_letters(printed: Callable[..., Path], size: float, font: str):
    assert f"{SENDER} | 09.04.2024 16:42" in "\n".join(
        texts(printed(message(120, SENDER, "09.04.2024 16:42", RECIPIENT), size=size, font=font))
    )


@pytest.mark.parametrize(
    "head",
    [
        [SENDER, f"To: {RECIPIENT}"],
        ["Von: Maria Costa, Gesendet: Dienstag, 9. April 2024 16:42"],
        ["From: Maria Costa", "Sent: 9 April 2024"],
        ["De : Maria Costa"],
        ["12 March 2024"],
    ],
)
def test_the_head_of_a_page_without_others_is_text(printed: Callable[..., Path], head: list[str]):
    rows = [(50.0, 28.0 + 13 * i, line) for i, line in enumerate(head)]
    document = read_document(printed([*rows, *((50, 140 + 13 * i, line) for i, line in enumerate(BODY))]))
    assert document.furniture == ()
    assert " ".join(head) in " ".join(p.text for p in document.paragraphs)


@pytest.mark.parametrize("head", ["Annual report of the group", "11/28/26, 7:02 AM"])
def test_other_headers_stay_apart(printed: Callable[..., Path], head: str):
    document = read_document(printed([(50, 20, head), *((50, 140 + 13 * i, line) for i, line in enumerate(BODY))]))
    assert [one.text for one in document.furniture] == [head]


def test_a_header_that_repeats_on_many_pages_stays_one(printed: Callable[..., Path]):
    page = [(50, 28, f"From: {SENDER}"), *((50, 140 + 13 * i, line) for i, line in enumerate(BODY))]
    document = read_document(printed(*[page] * 4))
    assert len(document.furniture) == 4


def test_a_table_of_addresses_and_times_is_no_head_of_a_mail(printed: Callable[..., Path]):
    rows = [(f"user{i}@example.com", f"{i} April 2024 at 16:4{i}") for i in range(1, 7)]
    lines = [row for i, (user, at) in enumerate(rows) for row in ((50, 140 + 16 * i, user), (300, 140 + 16 * i, at))]
    page = pymupdf.open(printed([(50, 120, "User"), (300, 120, "Last seen"), *lines]))[0]
    assert mail_rows(page_words(page.get_text("rawdict"))) == []
    one = pymupdf.open(printed(message(120, SENDER, DATES[0], RECIPIENT)))[0]
    assert len(mail_rows(page_words(one.get_text("rawdict")))) == 1


@pytest.mark.parametrize("layout", ["model", "fast"])
def test_a_closing_ends_its_mail(printed: Callable[..., Path], layout: Any):
    rows: list[Row] = []
    for number, top in enumerate((80, 240, 400), start=1):
        head = ["From: " + SENDER, "To: " + RECIPIENT, f"Subject: The rent of {number} May"]
        rows += [(50, top + 13 * i, line) for i, line in enumerate(head)]
        rows += [(50, top + 52, f"The rent of {number} May is 4,100 dollars a month."), (50, top + 78, "Best,")]
        rows += [(50, top + 91, "Maria")]
    read = texts(printed(rows), layout)
    assert not any("Maria From:" in text for text in read)
    assert sum("Best, Maria" in text for text in read) == 3
