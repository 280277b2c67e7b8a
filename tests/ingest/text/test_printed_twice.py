"""Text printed more than once at one place is read once, and letters that are meant to be doubled stay."""

from __future__ import annotations

import pymupdf
import pytest

from docexplain.ingest.text.glyphs import page_words
from docexplain.ingest.text.lines import text_lines

BALANCE = "Closing balance: 7,765,551 dollars"
DOUBLED = "bookkeeper www. //usr 1000000 Illinois 11,111 fluffy lilili 3.33"
ONE, OTHER = "The price of the goods is 485,000 euros", "Some 1 euro is all we ask from you for it"
GREY, WHITE = (0.6, 0.6, 0.6), (1, 1, 1)
FLAGS = pymupdf.TEXT_PRESERVE_LIGATURES | pymupdf.TEXT_PRESERVE_WHITESPACE
OFFSETS = [(0, 0), (0.03, 0), (0.1, 0), (0.18, 0), (-0.05, 0), (0, -0.2), (0.06, 0.06)]


def words_of(page):
    return page_words(page.get_textpage(flags=FLAGS).extractRAWDICT())


def read(page):
    return " ".join(line.text for line in text_lines(words_of(page)))


def printed(text, offset, by, *, size=11.0, font="helv", times=2, colour=None, turn=0):
    """A page on which each line, word or letter is printed several times before the next one is."""
    page = pymupdf.open().new_page()
    parts = {"line": [text], "word": text.split(" "), "letter": list(text)}[by]
    x = 70.0
    for part in parts:
        for time in range(times):
            place = (x + time * offset[0] * size, 100 + time * offset[1] * size)
            look = {"color": colour} if colour and time == 0 else {}
            page.insert_text(place, part, fontsize=size, fontname=font, **look)
        x += pymupdf.get_text_length(part + " " * (by == "word"), font, size)
    page.set_rotation(turn)
    if turn:
        page.remove_rotation()
    return page


@pytest.mark.parametrize("by", ["line", "word", "letter"])
@pytest.mark.parametrize("offset", OFFSETS, ids=str)
@pytest.mark.parametrize("text", [BALANCE, DOUBLED], ids=["balance", "doubled"])
def test_text_printed_twice_is_read_once(text, offset, by):
    for font, size in (("helv", 11), ("tibo", 7)):
        assert read(printed(text, offset, by, font=font, size=size)) == text, (font, size)


@pytest.mark.parametrize("by", ["line", "letter"])
def test_text_printed_three_times_is_read_once(by):
    assert read(printed(BALANCE, (0.03, 0), by, times=3)) == BALANCE


@pytest.mark.parametrize("turn", [90, 270])
def test_text_printed_twice_is_read_once_sideways(turn):
    found = [word.text for word in words_of(printed(BALANCE, (0.1, 0), "line", turn=turn))]
    assert found == BALANCE.split(" ")


def test_a_line_askew_is_read_once():
    page = pymupdf.open().new_page()
    for x in (0.0, 0.7):
        point = pymupdf.Point(100 + x, 300)
        page.insert_text(point, DOUBLED, fontsize=11, morph=(point, pymupdf.Matrix(45)))
    assert sorted(read(page).split(" ")) == sorted(DOUBLED.split(" "))


@pytest.mark.parametrize("colour", [GREY, WHITE, (0.9, 0.1, 0.1)])
@pytest.mark.parametrize("by", ["line", "letter"])
def test_of_a_shadow_and_its_text_the_darker_is_read(colour, by):
    words = words_of(printed(BALANCE, (0.1, 0.1), by, colour=colour))
    assert [word.text for word in words] == BALANCE.split(" ")
    assert {word.colour for word in words} == {0}


def test_a_copy_in_another_block_is_no_text_either():
    page = pymupdf.open().new_page()
    page.insert_text((70, 100), BALANCE, fontsize=11)
    page.insert_text((70, 400), "The buyer pays within thirty days.", fontsize=11)
    page.insert_text((70.4, 100), BALANCE, fontsize=11)
    assert read(page) == f"{BALANCE} The buyer pays within thirty days."


@pytest.mark.parametrize("font", ["helv", "hebo", "heit", "tiro", "cour"])
@pytest.mark.parametrize("squeezed", [1.0, 0.7, 0.5])
def test_letters_that_are_doubled_on_purpose_stay(font, squeezed):
    page = pymupdf.open().new_page()
    point = pymupdf.Point(70, 100)
    page.insert_text(point, DOUBLED, fontname=font, morph=(point, pymupdf.Matrix(squeezed, 0, 0, 1, 0, 0)))
    assert read(page) == DOUBLED


def test_letters_set_tight_stay():
    page = pymupdf.open().new_page()
    x = 70.0
    for letter in DOUBLED:
        page.insert_text((x, 100), letter, fontsize=11)
        x += 0.75 * pymupdf.get_text_length(letter, "helv", 11)
    assert read(page).replace(" ", "") == DOUBLED.replace(" ", "")


def test_the_same_words_on_two_lines_stay():
    page = pymupdf.open().new_page()
    for y in (100, 107):  # less than the letters are high
        page.insert_text((70, y), "total total", fontsize=11)
    assert len(words_of(page)) == 4


def test_other_text_at_the_same_place_stays_whole():
    page = pymupdf.open().new_page()
    page.insert_text((70, 100), ONE, fontsize=11)
    page.insert_text((70, 100.5), OTHER, fontsize=11)
    found = [word.text for word in words_of(page)]
    assert "".join(sorted("".join(found))) == "".join(sorted((ONE + OTHER).replace(" ", "")))


def test_each_character_counts_once():
    assert sum(word.characters for word in words_of(printed(BALANCE, (0.03, 0), "line"))) == 31
