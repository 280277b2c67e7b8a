"""The measures on outputs whose figures can be counted by hand."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from benchmarks.parsing.chunks import FOOTER, FOOTNOTE, HEADING, TABLE, TEXT, Chunk, Word
from benchmarks.parsing.measures import MEASURES, compare

Chunks = list[Chunk]


def chunk(text: str, y: float = 0.0, *, kind: str = TEXT, page: int = 1) -> Chunk:
    """A chunk on one line, every character six points wide and ten high."""
    words = (
        Word(f.start(), f.end(), page, 6.0 * f.start(), y, 6.0 * f.end(), y + 10) for f in re.finditer(r"\S+", text)
    )
    return Chunk(text, kind, tuple(words))


FIRST = chunk("The Lender may end this lease in spring.", 20)
SECOND = chunk("Interest accrues at four percent a year.", 40)
THIRD = chunk("Nothing here limits what the law requires.", 60)
PAGE_NUMBER = chunk("Page 17", 800, kind=FOOTER)
TRUTH = [PAGE_NUMBER, FIRST, SECOND, THIRD]


def value(name: str, output: Chunks, truth: Chunks = TRUTH) -> float | None:
    share = MEASURES[name](compare(truth, output))
    return None if share is None else share.value


def test_the_truth_itself_is_perfect() -> None:
    figures = {name: value(name, TRUTH) for name in MEASURES}
    assert figures == {
        "bounds": 1, "order": 1, "lost": 0, "added": 0, "tab+": None, "words": 1, "boxes": 1, "apart": 1, "kinds": 1
    }  # fmt: skip


def test_another_order_lowers_tau_and_nothing_else() -> None:
    output = [SECOND, FIRST, THIRD, PAGE_NUMBER]
    # 8, 7 and 7 words: every pair of one of the first two paragraphs' words is in the wrong order.
    assert value("order", output) == pytest.approx(1 - 2 * (8 * 7) / (22 * 21 / 2))
    assert (value("bounds", output), value("lost", output), value("boxes", output)) == (1, 0, 1)
    assert value("order", [THIRD, SECOND, FIRST]) < 0


def test_order_is_counted_within_pages_and_without_footnotes() -> None:
    note, elsewhere = chunk("1 See the annex.", 90, kind=FOOTNOTE), chunk("Another page, another matter.", page=2)
    assert value("order", [elsewhere, note, FIRST], [FIRST, note, elsewhere]) == 1


def test_joined_paragraphs_miss_a_boundary() -> None:
    joined = Chunk(f"{FIRST.text} {SECOND.text}", TEXT)
    # True boundaries: 2. Found: 1, and it is right.
    assert value("bounds", [joined, THIRD, PAGE_NUMBER]) == pytest.approx(2 * 1 / (2 + 1))


def test_a_parted_paragraph_has_a_boundary_too_many() -> None:
    halves = [Chunk("The Lender may end", TEXT), Chunk("this lease in spring.", TEXT)]
    assert value("bounds", [*halves, SECOND, THIRD]) == pytest.approx(2 * 2 / (2 + 3))


def test_a_page_number_inside_a_paragraph_parts_it_only_as_a_chunk() -> None:
    around = [Chunk("The Lender may end", TEXT), PAGE_NUMBER, Chunk("this lease in spring.", TEXT)]
    assert value("bounds", [*around, SECOND, THIRD]) < 1
    assert value("bounds", [FIRST, replace(PAGE_NUMBER, kind=TEXT), SECOND, THIRD]) == 1


def test_headings_are_chunks() -> None:
    heading = chunk("Term and Termination", kind=HEADING)
    merged = Chunk(f"{heading.text} {SECOND.text}", TEXT)
    assert value("bounds", [FIRST, heading, SECOND], [FIRST, heading, SECOND]) == 1
    assert value("bounds", [FIRST, merged], [FIRST, heading, SECOND]) == pytest.approx(2 * 1 / (2 + 1))


def test_lost_characters_are_counted_wherever_they_are_lost() -> None:
    total = sum(len("".join(part.text.split())) for part in TRUTH)
    assert value("lost", [FIRST, THIRD, PAGE_NUMBER]) == pytest.approx(34 / total)
    assert value("lost", [FIRST, SECOND, replace(THIRD, text=THIRD.text.replace("limits ", "")), PAGE_NUMBER]) == (
        pytest.approx(6 / total)
    )
    assert value("lost", []) == 1


def test_doubled_text_is_added_and_not_lost() -> None:
    total = sum(len("".join(part.text.split())) for part in TRUTH)
    assert value("added", [*TRUTH, SECOND]) == pytest.approx(34 / total)
    assert value("lost", [*TRUTH, SECOND]) == 0


def test_names_of_columns_that_a_table_repeats_count_apart() -> None:
    table = chunk("Item Rent\nYear 2025", kind=TABLE)
    repeated = Chunk("Item | Rent\nItem: Year | Rent: 2025", TABLE)
    assert value("added", [repeated], [table]) == 0
    assert value("tab+", [repeated], [table]) == pytest.approx(10 / 16)
    assert value("lost", [repeated], [table]) == 0
    assert value("words", [repeated], [table]) == 1


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("The Lender may end this lease in spring.", 8),
        ("The Lender may end thislease in spring.", 6),
        ("The Len der may end this lease in spring.", 7),
        ("The Lender may end this le-ase in spring.", 7),
        ("The Lender may end lease in spring.", 7),
    ],
)
def test_words_are_whole_only_with_white_space_in_the_right_places(text: str, right: int) -> None:
    assert value("words", [Chunk(text, TEXT)], [FIRST]) == pytest.approx(right / 8)


def test_a_broken_word_is_two_that_stand_together() -> None:
    truth = Chunk(
        "An agreement.", TEXT, (Word(0, 2, 1, 0, 0, 9, 9), Word(3, 8, 1, 9, 0, 30, 9), Word(8, 13, 1, 0, 9, 30, 18))
    )
    assert value("words", [Chunk("An agreement.", TEXT)], [truth]) == 1
    assert value("words", [Chunk("An agree- ment.", TEXT)], [truth]) == pytest.approx(1 / 3)


def test_a_box_shows_a_word_if_it_holds_its_centre_and_little_else() -> None:
    def moved(right: float, down: float, wider: float) -> Chunk:
        places = (
            w._replace(x0=w.x0 + right, x1=w.x1 + right + wider, y0=w.y0 + down, y1=w.y1 + down) for w in FIRST.words
        )
        return replace(FIRST, words=tuple(places))

    assert value("boxes", [moved(1, 4, 0)], [FIRST]) == 1
    assert value("boxes", [moved(0, 6, 0)], [FIRST]) == 0
    assert value("boxes", [moved(0, 0, 80)], [FIRST]) == 0
    other_page = replace(FIRST, words=tuple(word._replace(page=2) for word in FIRST.words))
    assert value("boxes", [other_page], [FIRST]) == 0
    assert value("boxes", [replace(FIRST, words=())], [FIRST]) is None


def test_furniture_in_the_text_and_text_among_furniture_both_count() -> None:
    assert value("apart", [FIRST, SECOND, THIRD, replace(PAGE_NUMBER, kind=TEXT)]) == 0
    # 6 characters are right of 6 true ones and of 6 + 33 found.
    assert value("apart", [replace(FIRST, kind=FOOTER), SECOND, THIRD, PAGE_NUMBER]) == pytest.approx(12 / (6 + 39))


def test_the_same_text_twice_is_found_twice() -> None:
    again = chunk(FIRST.text, 200)
    truth = [FIRST, SECOND, again]
    assert {name: value(name, truth, truth) for name in ("bounds", "order", "lost", "added", "boxes")} == {
        "bounds": 1, "order": 1, "lost": 0, "added": 0, "boxes": 1
    }  # fmt: skip


def test_signs_that_mean_the_same_are_the_same() -> None:
    truth, output = Chunk("\u2022 office of 5\u00a0km", TEXT), Chunk("\u00b7 o\ufb03ce of 5 km", TEXT)
    assert (value("lost", [output], [truth]), value("added", [output], [truth])) == (0, 0)


def test_a_page_number_of_one_digit_is_found_far_from_its_place() -> None:
    truth = [chunk("3", 800, kind=FOOTER), FIRST, chunk("4", 800, kind=FOOTER, page=2), SECOND]
    assert value("lost", [truth[1], truth[3], truth[0], truth[2]], truth) == 0


def test_a_cell_is_not_mixed_up_with_the_name_before_it() -> None:
    table = chunk("Item 2025 2024 2023\nRent of offices 1,200 250 20,800", kind=TABLE)
    named = Chunk("Item | 2025 | 2024 | 2023\nItem: Rent of offices | 2025: 1,200 | 2024: 250 | 2023: 20,800", TABLE)
    assert (value("words", [named], [table]), value("lost", [named], [table])) == (1, 0)


def test_paragraphs_that_begin_alike_keep_their_beginnings_in_another_order() -> None:
    fee, rent = (
        chunk("The fee is due when the lease ends in May."),
        chunk("The rent is due at once and in full, in cash."),
    )
    assert value("bounds", [FIRST, rent, fee], [FIRST, fee, rent]) == 1
