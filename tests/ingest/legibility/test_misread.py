"""Text layers that say nothing or something else than the page: told by page and paragraph, and read by OCR."""

from __future__ import annotations

import pymupdf
import pytest

from docexplain.errors import NoTextError
from docexplain.ingest import ParseOptions, find_parse
from docexplain.ingest.parser_id import parser_name
from docexplain.records import Coverage, Illegible

HEADING = "Loan Agreement"
LINES = (
    "The borrower repays the loan in twelve monthly instalments of 1,150 euros.",
    "The lender may end the agreement when two instalments are late by ten days.",
    "The interest rate is fixed for the whole term of the loan, as agreed upon.",
)
GOOD = ("The parties chose the law of Denmark and the court of Aarhus for this contract.",)


def true(character: str) -> str:
    return character


def shifted(character: str) -> str:
    return chr(ord(character) + 7)


def other_letters(character: str) -> str:
    """Letters of the alphabet mixed up."""
    mixed = dict(zip("abcdefghijklmnopqrstuvwxyz", "qzxjkvwbpygfmulcdrhtnsioae", strict=True))
    return mixed.get(character) or mixed.get(character.lower(), character).upper()


def private(character: str) -> str:
    return chr(0xE000 + ord(character))


def unknown(_: str) -> str:
    return "\ufffd"


def steering(character: str) -> str:
    """As of a map that numbers the signs in the order in which they are used."""
    return chr(1 + ord(character) % 31)


def ideographs(character: str) -> str:
    """As of the map of another script's font."""
    return chr(0x4E00 + 7 * ord(character))


def lookalikes(character: str) -> str:
    """Cyrillic letters where they look like Latin ones."""
    return character.translate(str.maketrans("aeopcxy", "\u0430\u0435\u043e\u0440\u0441\u0445\u0443"))


def set_in(named, lines=LINES, y=100.0, size=11.0):
    return [(70.0, y + 36 * i, line, size, named) for i, line in enumerate(lines)]


def texts(document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def reasons(document) -> list[tuple[int, Illegible, bool]]:
    return [(text.page, text.reason, text.recognised) for text in document.coverage.illegible]


@pytest.mark.parametrize("face", ["helv", "tiro", "cour"])
@pytest.mark.parametrize("named", [None, unknown, private, steering])
def test_a_page_that_says_nothing_is_unreadable(write_named, read_here, named, face):
    with pytest.raises(NoTextError, match="do not say which characters they show") as raised:
        read_here(write_named(set_in(named), face=face))
    assert "ocr" in raised.value.remedies


@pytest.mark.parametrize("named", [None, private])
def test_a_paragraph_that_says_nothing_is_left_out_and_told(write_named, read_here, named):
    document = read_here(write_named([*set_in(true, GOOD), *set_in(named, LINES[:1], 300)]))
    assert texts(document) == list(GOOD)
    (found,) = document.coverage.illegible
    assert (found.page, found.reason, found.recognised) == (1, Illegible.UNREADABLE, False)
    lost, kept = len("".join(LINES[0].split())), len("".join(GOOD[0].split()))
    assert found.share == pytest.approx(lost / (lost + kept), abs=0.1)
    assert document.coverage.kept == kept < document.coverage.characters


def test_a_page_among_others_counts_as_without_text(write_named, read_here):
    document = read_here(write_named(set_in(true, GOOD), set_in(None)))
    assert document.coverage.pages_without_text == (2,)
    assert reasons(document) == [(2, Illegible.UNREADABLE, False)]


def test_what_a_converter_left_says_nothing(write_named, read_here):
    left = " ".join(f"(cid:{number})" for number in range(3, 12))
    document = read_here(write_named([*set_in(true, GOOD), *set_in(true, (left,), 300)]))
    assert texts(document) == list(GOOD)


@pytest.mark.parametrize("sign", ["\uf0b7", "\uf0a7", "\uf06f", "\uf0fe"])
def test_a_sign_from_a_private_place_is_no_unreadable_text(write_named, read_here, sign):
    def ticked(_: str) -> str:
        return sign

    lines = [(70.0, 100.0, "x", 11.0, ticked), (90.0, 100.0, GOOD[0], 11.0, true)]
    document = read_here(write_named(lines))
    assert document.coverage.illegible == ()
    assert GOOD[0] in " ".join(texts(document))


@pytest.mark.parametrize("face", ["helv", "tibo"])
@pytest.mark.parametrize("named", [shifted, other_letters])
def test_a_page_that_says_something_else_is_garbled(write_named, read_here, named, face):
    document = read_here(write_named([(70.0, 60.0, HEADING, 16.0, named), *set_in(named)], face=face))
    (found,) = document.coverage.illegible
    assert (found.page, found.reason, found.share) == (1, Illegible.GARBLED, 1.0)
    assert document.coverage.kept == 0
    assert all(document.illegible_in(paragraph.index) for paragraph in document.paragraphs)


@pytest.mark.parametrize("face", ["helv", "tiro"])
@pytest.mark.parametrize("named", [ideographs, lookalikes])
def test_letters_of_another_script_are_garbled(write_named, read_here, named, face):
    document = read_here(write_named([*set_in(true, GOOD, 60), *set_in(named, 2 * LINES, 200)], face=face))
    assert reasons(document) == [(1, Illegible.GARBLED, False)]


def test_ideographs_of_one_width_are_believed(read_here):
    text = "承租人应当按月将租金支付到出租人的银行账户并在整个租赁期间妥善保管房屋"
    with pymupdf.open() as pdf:
        pdf.new_page().insert_text((72, 100), text, fontname="china-s", fontsize=11)
        document = read_here(bytes(pdf.tobytes()))
    assert texts(document) == [text]
    assert document.coverage.illegible == ()


def test_one_of_several_fonts(write_named, read_here):
    document = read_here(write_named([*set_in(true, GOOD), *set_in(shifted, LINES, 200)]))
    garbled = [p for p in document.paragraphs if document.illegible_in(p.index)]
    assert [p.text for p in document.paragraphs if p not in garbled] == list(GOOD)
    assert garbled
    (found,) = document.coverage.illegible
    assert 0.5 < found.share < 0.9
    assert found.paragraphs == tuple(p.index for p in garbled)


def test_few_letters_are_known_by_what_the_font_says(write_named, read_here):
    """Too little for the letters to tell."""
    document = read_here(
        write_named([*set_in(true, GOOD), *set_in(other_letters, ("Rent due on the first of May",), 300)])
    )
    assert reasons(document) == [(1, Illegible.GARBLED, False)]


@pytest.mark.parametrize("face", ["helv", "tiro", "cour", "hebo"])
def test_true_maps_are_believed(write_named, read_here, face):
    document = read_here(write_named([(70.0, 60.0, HEADING, 16.0, true), *set_in(true)], face=face))
    assert document.coverage.illegible == ()
    assert document.coverage.kept == document.coverage.characters


@pytest.mark.parametrize("named", [shifted, None, private])
def test_ocr_reads_it_instead(write_named, read_here, tesseract, named):
    document = read_here(write_named(set_in(named)), ocr="auto")
    assert texts(document) == list(LINES)
    reason = Illegible.GARBLED if named is shifted else Illegible.UNREADABLE
    assert reasons(document) == [(1, reason, True)]
    assert [page.page for page in document.coverage.recognised] == [1]


@pytest.mark.parametrize("named", [shifted, None])
def test_ocr_reads_only_the_paragraph(write_named, read_here, tesseract, named):
    lines = [*set_in(true, (*GOOD, *GOOD)), *set_in(named, LINES[:1], 200), *set_in(true, GOOD, 300)]
    document = read_here(write_named(lines), ocr="auto")
    assert texts(document) == [*GOOD, *GOOD, LINES[0], *GOOD]
    assert document.coverage.kept == document.coverage.characters
    assert [text.recognised for text in document.coverage.illegible] == [True]


def test_a_parse_without_ocr_is_read_again_with_it(write_named, read_here, tesseract):
    document = read_here(write_named(set_in(shifted)))
    options = ParseOptions(layout="fast")
    plain = {parser_name(options): document}
    assert find_parse(plain.get, ParseOptions(layout="fast", ocr="never")) is document
    assert find_parse(plain.get, options) is None


def test_older_records_know_nothing_of_it():
    assert Coverage(1, 1, 1, 0).illegible == ()
