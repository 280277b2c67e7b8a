"""A column of labels and one of values beside it, without lines: a row for each, also where values go on below."""

from dataclasses import replace

import pytest

from docexplain.ingest.fields.beside_labels import rows_of_labels
from docexplain.ingest.page.regions import Region, believed, block_of
from docexplain.ingest.tables.rules import NO_RULES
from docexplain.ingest.text.glyphs import Glyphs, around
from docexplain.records import BlockClass

TERMS = (
    ("Issuer", ["Corvid Robotics, Inc."]),
    ("Amount of investment", ["$18,000,000, of which", "$12,000,000 from the lead"]),
    ("Dividends", ["6% a year, when declared"]),
    ("Exclusivity", ["45 days from signing"]),
)


def words(cells):
    """Cells are (x, y, text), of letters five points wide, or (right edge, y, text) with a minus before the edge."""
    found = []
    for at, y, text in cells:
        x = at if at >= 0 else -at - 5 * len(text)
        for part in text.split(" "):
            rect = (x, y, x + 5 * len(part), y + 10)
            found.append(Glyphs(rect, part, 0, round(1000 * y + at), 10.0, characters=len(part)))
            x += 5 * len(part) + 3
    return found


def cells(terms, values=220.0, leading=11.0, between=17.0):
    y, found = 100.0, []
    for label, lines in terms:
        found.append((60.0, y, label))
        found += [(values, y + leading * i, line) for i, line in enumerate(lines)]
        y += leading * (len(lines) - 1) + between
    return found


def rows(set_):
    (region, inside), *others = believed(Region(around(set_), BlockClass.TEXT), set_)
    assert not others
    return region.block_class, [line.text for line in block_of(1, region, inside, NO_RULES).lines]


@pytest.mark.parametrize("between", [13.0, 17.0, 30.0])
@pytest.mark.parametrize("values", [164.0, 220.0, 320.0])
def test_each_label_stands_in_a_row_with_its_value(values, between):
    kind, lines = rows(words(cells(TERMS, values, between=between)))
    assert kind is BlockClass.TABLE
    assert lines == [f"{label} | {' '.join(value)}" for label, value in TERMS]


def test_values_that_end_at_one_edge():
    shares = (("Grocery", "46%"), ("Fish", "9%"), ("Pharmacy", "15%"), ("Other", "30%"))
    set_ = words([cell for i, (a, b) in enumerate(shares) for cell in ((60, 100 + 15 * i, a), (-240, 100 + 15 * i, b))])
    assert rows(set_) == (BlockClass.TABLE, [f"{a} | {b}" for a, b in shares])


@pytest.mark.parametrize("bold", [False, True])
def test_the_first_rows_are_no_head_of_later_ones_with_numbers(bold):
    file = (("Legal form", ["Partnership"]), ("Owner", ["Ute Brand"]), ("Share", ["41.5%"]), ("Paid", ["1,200.00"]))
    set_ = [replace(word, bold=bold and word.rect[0] < 200) for word in words(cells(file))]
    assert rows(set_)[1] == [f"{label} | {value}" for label, (value,) in file]


def test_a_label_of_two_lines_is_one():
    set_ = words([*cells(TERMS[:3]), (60.0, 162.0, "Board of"), (220.0, 162.0, "Five"), (60.0, 173.0, "directors")])
    assert rows(set_)[1][-1] == "Board of directors | Five"


@pytest.mark.parametrize(
    "set_",
    [
        cells((("(a)", ["The lease ends in June."]), ("(b)", ["It ends in May."]), ("(c)", ["Or never."]))),
        cells((("1.", ["The lease ends in June."]), ("2.", ["It ends in May."]), ("3.", ["Or never."]))),
        cells(TERMS[:2]),
        [*cells(TERMS), (60.0, 200.0, "All of this is without obligation for either of the two sides of it")],
        [(60.0, 100.0 + 12 * i, "The lease ends on the last day of June of the year") for i in range(6)],
    ],
    ids=["letters", "numbers", "too few", "a line across", "prose"],
)
def test_items_and_prose_stay_text(set_):
    assert rows_of_labels(words(set_)) == ()
