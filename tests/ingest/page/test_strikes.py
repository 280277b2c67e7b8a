"""Text that is struck through is marked; other lines through or under text are no strikes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pymupdf
import pytest

from docexplain.ingest.strings.sentences import sentence_spans
from docexplain.records import Document
from docexplain.records.word_boxes import unpack

Read = Callable[..., Document]
SAYS = "The monthly rent is 2,400 euros 2,750 euros from January on."
MARKED = "The monthly rent is ~~2,400 euros~~ 2,750 euros from January on."


def made(draw: Callable[[Any, Any], None], font: str = "helv", size: float = 11, turn: int = 0) -> bytes:
    """A page on which ``draw`` gets the place of the old rent."""
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=612, height=792)
        page.insert_text((72, 300), SAYS, fontname=font, fontsize=size)
        page.insert_text((72, 500), "Each party keeps the secrets of the other for three years.", fontsize=11)
        draw(page, page.search_for("2,400 euros")[0])
        page.set_rotation(turn)
        return bytes(pdf.tobytes())


def line(page: Any, place: Any) -> None:
    y = 300 - 0.25 * (place.height / 1.374)
    page.draw_line((place.x0, y), (place.x1, y), width=0.7)


def red_rectangle(page: Any, place: Any) -> None:
    page.draw_rect((place.x0, 296.6, place.x1, 297.3), fill=(1, 0, 0), color=None, overlay=False)


def each_word(page: Any, place: Any) -> None:
    for word in ("2,400", "euros"):
        x0, _, x1, _ = page.search_for(word)[0]
        page.draw_line((x0, 297), (x1, 297), width=0.7)


def double(page: Any, place: Any) -> None:
    for y in (296, 298):
        page.draw_line((place.x0, y), (place.x1, y), width=0.5)


def dashed(page: Any, place: Any) -> None:
    x = place.x0
    while x < place.x1:
        page.draw_line((x, 297), (min(x + 3, place.x1), 297), width=0.7)
        x += 5


def with_the_spaces(page: Any, place: Any) -> None:
    page.draw_line((place.x0 - 3, 297), (place.x1 + 3, 297), width=0.7)


def annotation(page: Any, place: Any) -> None:
    page.add_strikeout_annot(place)


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize(
    "draw", [line, red_rectangle, each_word, double, dashed, with_the_spaces, annotation], ids=lambda f: f.__name__
)
def test_what_is_struck_through_is_marked(read_here: Read, draw: Callable[[Any, Any], None], turn: int) -> None:
    document = read_here(made(draw, turn=turn))
    assert document.paragraphs[0].text == MARKED
    assert document.coverage.kept == document.coverage.characters  # marks are no characters of the page


@pytest.mark.parametrize(("font", "size"), [("tiro", 8), ("cour", 10), ("tibo", 12), ("helv", 15)])
def test_in_any_font_and_size(read_here: Read, font: str, size: float) -> None:
    assert read_here(made(line, font, size)).paragraphs[0].text == MARKED


def test_words_keep_their_places(read_here: Read) -> None:
    paragraph = read_here(made(line)).paragraphs[0]
    words = [paragraph.text[word.start : word.end] for word in unpack(paragraph.words)]
    assert words == SAYS.split()


def test_over_several_lines_it_is_one_piece_and_hyphens_are_joined(read_here: Read) -> None:
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        for y, text in (
            (100, "The tenant pays on the first day and gives termi-"),
            (114, "nation notices in writing."),
        ):
            page.insert_text((72, y), text)
        page.insert_text((72, 128), "The termination takes a month.")
        for y, before, struck in (
            (97, "The tenant pays on the ", "first day and gives termi-"),
            (111, "", "nation notices"),
        ):
            x = 72 + pymupdf.get_text_length(before)
            page.draw_line((x, y), (x + pymupdf.get_text_length(struck), y), width=0.6)
        text = read_here(bytes(pdf.tobytes())).paragraphs[0].text
    assert text.startswith("The tenant pays on the ~~first day and gives termination notices~~ in writing.")


def test_a_part_of_what_stands_without_a_space(read_here: Read) -> None:
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        page.insert_text((72, 100), "The tenant shallmust pay the rent.")
        x0, _, x1, _ = page.search_for("shall")[0]
        page.draw_line((x0, 97), (x1, 97))
        assert read_here(bytes(pdf.tobytes())).paragraphs[0].text == "The tenant ~~shall~~must pay the rent."


def underline(page: Any, place: Any) -> None:
    page.draw_line((place.x0, 301.5), (place.x1, 301.5))


def underline_on_the_baseline(page: Any, place: Any) -> None:
    page.draw_line((place.x0, 300), (place.x1, 300), width=0.5)


def underline_annotation(page: Any, place: Any) -> None:
    page.add_underline_annot(place)


def highlight(page: Any, place: Any) -> None:
    page.add_highlight_annot(place)


def rule_above(page: Any, place: Any) -> None:
    page.draw_line((60, 291), (400, 291))


def grid_behind(page: Any, place: Any) -> None:
    page.draw_line((40, 297), (580, 297), width=0.5)


def white_line(page: Any, place: Any) -> None:
    page.draw_line((place.x0, 297), (place.x1, 297), color=(1, 1, 1))


def covered_line(page: Any, place: Any) -> None:
    page.draw_rect((40, 280, 580, 320), fill=(0.9, 0.9, 1), color=None, overlay=False)
    page.draw_line((place.x0, 297), (place.x1, 297), overlay=False)


OTHER = [underline, underline_on_the_baseline, underline_annotation, highlight, rule_above, grid_behind, white_line]


@pytest.mark.parametrize("draw", [*OTHER, covered_line], ids=lambda f: f.__name__)
def test_other_lines_are_no_strikes(read_here: Read, draw: Callable[[Any, Any], None]) -> None:
    assert read_here(made(draw)).paragraphs[0].text == SAYS


def test_a_fraction_and_the_rules_of_a_table_are_none(read_here: Read) -> None:
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        page.insert_text((100, 95), "total cost", fontsize=9)
        page.insert_text((100, 105.5), "all units", fontsize=9)
        page.draw_line((98, 97.3), (145, 97.3), width=0.5)
        for row in range(5):
            y = 300 + 11 * row
            page.insert_text((80, y), f"Cell {row}", fontsize=10)
            page.insert_text((200, y), f"{77 * row}", fontsize=10)
            page.draw_line((70, y - 9), (300, y - 9), width=0.5)
        assert "~~" not in "".join(p.text for p in read_here(bytes(pdf.tobytes())).paragraphs)


def test_sentences_end_before_a_mark() -> None:
    text = "~~The rent is 5 euros.~~ The rent is 6 euros."
    assert [text[a:b] for a, b in sentence_spans(text)] == ["~~The rent is 5 euros.~~", "The rent is 6 euros."]
