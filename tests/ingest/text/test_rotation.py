"""How lines of text lie, from numbers alone."""

import pytest

from docexplain.ingest.text.rotation import SetText, Turn, Way, lean_of, moved, way_of_page, ways_of


def lines(direction, step, rise):
    """Three lines, each a step from the one before."""
    return [SetText(direction, rise, (100 + i * step[0], 300 + i * step[1]), 20) for i in range(3)]


@pytest.mark.parametrize(
    ("direction", "step", "rise", "way"),
    [
        ((1, 0), (0, 14), 1, Way()),
        ((0, -1), (14, 0), 1, Way(90)),
        ((0, 1), (-14, 0), 1, Way(270)),
        ((-1, 0), (0, -14), 1, Way(180)),
        ((-1, 0), (0, 14), -1, Way(0, mirrored=True)),
        ((1, 0), (0, -14), -1, Way(180, mirrored=True)),
        # Letters that a font draws upside down, set so that they stand upright: their lines follow each other down.
        ((1, 0), (0, 14), -1, Way()),
        ((0.9994, 0.035), (0, 14), 1, Way()),
        ((0.8, -0.6), (0, 14), 1, Way(37)),
    ],
)
def test_ways(direction, step, rise, way):
    assert ways_of(lines(direction, step, rise)) == [way] * 3


def test_one_line_alone_is_not_taken_for_mirrored():
    assert ways_of(lines((1, 0), (0, 0), -1)[:1]) == [Way()]


def test_a_page_lies_as_most_of_it_does_and_what_lies_aslant_has_no_vote():
    assert way_of_page([(Way(90), 71), (Way(), 29), (Way(45), 500)]) == Way(90)
    assert way_of_page([(Way(90), 60), (Way(), 40)]) == Way()
    assert way_of_page([(Way(45), 500)]) == Way()


def test_lean():
    def page(*leans):
        from math import cos, radians, sin

        return [SetText((cos(radians(lean)), sin(radians(lean))), 1.0, (0, 0), 10) for lean in leans]

    assert lean_of(page(3, 3.1, 2.9, 3)) == pytest.approx(3, abs=0.11)
    assert lean_of(page(93, 93, 93)) == pytest.approx(3)
    assert lean_of(page(0.4, 0.5)) == 0
    assert lean_of(page(0, 0, 0, 5)) == 0
    assert lean_of(page(3, 8, -4)) == 0
    assert lean_of(page(25, 25)) == 0
    assert lean_of([]) == 0


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("lean", [0.0, -7.0])
def test_there_and_back(degrees, mirrored, lean):
    turn = Turn(degrees, 600, 800, mirrored, lean)
    assert turn.back(*turn.forth(123, 45)) == pytest.approx((123, 45))
    x0, y0, x1, y1 = moved(turn.forth, (0, 0, 600, 800))
    assert (x0, y0) == pytest.approx((0, 0), abs=1e-6)
    assert (x1, y1) == pytest.approx(turn.size)
