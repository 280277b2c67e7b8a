"""Tables from words at known places: heads, sections, signs, units, names that hold for several rows."""

import random
from dataclasses import replace

import pytest

from docexplain.ingest.tables.above import with_units
from docexplain.ingest.tables.beside import names_beside
from docexplain.ingest.tables.phrases import is_period
from docexplain.ingest.tables.reading import Hints, table_lines
from docexplain.ingest.tables.rules import Rules
from docexplain.ingest.tables.units import unit_in
from docexplain.ingest.text.blocks import Block
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.ingest.text.lines import text_lines
from docexplain.records import BlockClass

WIDE = 5.0


def word(x, y, text, bold=False, size=10.0):
    """Characters five points wide."""
    return Glyphs(
        (x, y, x + WIDE * len(text), y + size), text, 0, round(y * 1000 + x), size, bold, characters=len(text)
    )


def words(*cells, bold=()):
    """Cells are (x, y, text); a space parts words by half a font size."""
    found = []
    for left, y, text in cells:
        x = left
        for part in text.split(" "):
            found.append(word(x, y, part, bold=y in bold))
            x += WIDE * (len(part) + 1)
    return found


def right(x, y, text):
    """A cell that ends at x."""
    return x - WIDE * len(text), y, text


def far_apart(x, y, *texts):
    """Words with a little more than a digit between them."""
    cells = []
    for text in texts:
        cells.append((x, y, text))
        x += WIDE * len(text) + 5.5
    return cells


def rows(*cells, bold=(), **hints):
    return [line.text for line in table_lines(words(*cells, bold=bold), Hints(**hints))[0]]


HEAD = ((100, 0, "Actual"), (200, 0, "Plan"))


class TestHeads:
    def test_a_cell_in_the_middle_over_several_columns_names_all_of_them(self):
        cells = [
            (130, 0, "2023"),
            (330, 0, "2024"),
            *((x, 15, t) for x, t in zip((100, 180, 300, 380), "ABAB", strict=True)),
        ]
        values = [right(x, 30, t) for x, t in ((110, "1"), (190, "2"), (310, "3"), (390, "4"))]
        assert rows(*cells, (0, 30, "Oslo"), *values)[-1] == "Oslo | 2023 A: 1 | 2023 B: 2 | 2024 A: 3 | 2024 B: 4"

    def test_names_of_several_lines_are_of_their_column_alone(self):
        cells = [(200, 0, "Capital"), (100, 12, "Shares"), (200, 12, "in excess"), (300, 12, "Earnings")]
        values = [(100, 30, "12"), (200, 30, "30"), (300, 30, "42")]
        assert rows(*cells, (0, 30, "Oslo"), *values)[-1] == "Oslo | Shares: 12 | Capital in excess: 30 | Earnings: 42"

    def test_names_of_two_columns_close_beside_each_other_are_two(self):
        head = [(70, 0, "30"), (84, 0, "June"), (108, 0, "2024"), (134, 0, "30"), (148, 0, "June"), (172, 0, "2023")]
        values = [right(128, y, a) for y, a in ((30, "1,204"), (45, "877"))]
        values += [right(192, y, a) for y, a in ((30, "1,198"), (45, "901"))]
        assert rows(*head, (0, 30, "Goodwill"), (0, 45, "Plant"), *values)[1:] == [
            "Goodwill | 30 June 2024: 1,204 | 30 June 2023: 1,198",
            "Plant | 30 June 2024: 877 | 30 June 2023: 901",
        ]

    def test_years_over_two_columns_each_stand_beside_names_of_single_columns(self):
        xs = (130, 176, 238, 284)
        head = [(0, 0, "Region"), (60, 0, "Product"), (130, 0, "2023"), (238, 0, "2024")]
        below = [(x, 15, t) for x, t in zip(xs, ("Units", "Revenue") * 2, strict=True)]
        body = [(0, 30, "North"), (60, 30, "Lamps"), *((x, 30, t) for x, t in zip(xs, "1234", strict=True))]
        more = [(0, 45, "South"), (60, 45, "Bulbs"), *((x, 45, t) for x, t in zip(xs, "5678", strict=True))]
        assert rows(*head, *below, *body, *more)[-1] == (
            "Region: South | Product: Bulbs | 2023 Units: 5 | 2023 Revenue: 6 | 2024 Units: 7 | 2024 Revenue: 8"
        )

    def test_a_drawn_line_tells_what_is_under_a_cell(self):
        cells = [
            (105, 0, "Staff"),
            *((x, 15, t) for x, t in zip((100, 180, 300), ("men", "women", "sites"), strict=True)),
        ]
        values = [(100, 30, "1"), (180, 30, "2"), (300, 30, "3")]
        rules = Rules(h=((12.0, 95.0, 215.0),))
        assert (
            rows(*cells, (0, 30, "Oslo"), *values, rules=rules)[-1] == "Oslo | Staff men: 1 | Staff women: 2 | sites: 3"
        )

    def test_columns_of_one_name_are_numbered(self):
        found = rows((100, 0, "Cost"), (200, 0, "Cost"), (0, 15, "Oslo"), (100, 15, "12"), (200, 15, "30"))
        assert found[-1] == "Oslo | Cost (1): 12 | Cost (2): 30"

    def test_another_head_between_the_rows_names_what_is_below_it(self):
        body = [(0, 15, "Oslo"), (100, 15, "12"), (200, 15, "30")]
        again = [(100, 30, "2021"), (200, 30, "2020"), (0, 45, "Oslo"), (100, 45, "9"), (200, 45, "8")]
        found = rows((100, 0, "2023"), (200, 0, "2022"), *body, *again)
        assert found == ["2023 | 2022", "Oslo | 2023: 12 | 2022: 30", "2021 | 2020", "Oslo | 2021: 9 | 2020: 8"]

    def test_years_under_a_bold_head_belong_to_it(self):
        cells = [(100, 0, "June 30,"), (200, 0, "July 30,"), (100, 12, "2023"), (200, 12, "2023")]
        found = rows(*cells, (0, 30, "Oslo"), (100, 30, "12"), (200, 30, "30"), bold={0})
        assert found[-1] == "Oslo | June 30, 2023: 12 | July 30, 2023: 30"


class TestRows:
    def test_a_row_that_ends_in_a_colon_heads_those_below_it(self):
        cells = [*HEAD, (0, 15, "Assets:"), (0, 30, "Cash"), (100, 30, "1"), (200, 30, "2"), (0, 45, "Total assets")]
        found = rows(*cells, (100, 45, "3"), (200, 45, "4"), (0, 60, "Debt"), (100, 60, "5"), (200, 60, "6"))
        assert found[1:] == [
            "Assets:", "Assets: Cash | Actual: 1 | Plan: 2", "Total assets | Actual: 3 | Plan: 4",
            "Debt | Actual: 5 | Plan: 6",
        ]  # fmt: skip

    def test_a_name_without_colon_heads_what_is_set_in_below_it_and_no_more(self):
        cells = [*HEAD, (0, 15, "Stocks"), (8, 30, "Raw"), (100, 30, "1"), (200, 30, "2")]
        found = rows(*cells, (0, 45, "Debt"), (100, 45, "3"), (200, 45, "4"))
        assert found[2:] == ["Stocks: Raw | Actual: 1 | Plan: 2", "Debt | Actual: 3 | Plan: 4"]

    def test_a_row_that_may_head_what_follows_ends_the_section_before(self):
        cells = [*HEAD, (0, 15, "Stocks:"), (0, 30, "Raw"), (100, 30, "1"), (200, 30, "2"), (0, 45, "Land")]
        found = rows(*cells, (0, 60, "Woods"), (100, 60, "3"), (200, 60, "4"))
        assert found[2:] == ["Stocks: Raw | Actual: 1 | Plan: 2", "Land", "Woods | Actual: 3 | Plan: 4"]

    def test_a_name_that_goes_on_below_is_one_name(self):
        found = rows(*HEAD, (0, 15, "Cash and"), (0, 27, "deposits"), (100, 27, "1"), (200, 27, "2"))
        assert found[1:] == ["Cash and deposits | Actual: 1 | Plan: 2"]

    def test_a_name_stands_once_for_several_rows(self):
        head = [(0, 0, "Region"), (60, 0, "Product"), (150, 0, "Units")]
        body = [(0, 15, "North"), (60, 15, "Lamps"), (150, 15, "1"), (60, 30, "Bulbs"), (150, 30, "2")]
        more = [(0, 45, "South"), (60, 45, "Lamps"), (150, 45, "3"), (60, 60, "Bulbs"), (150, 60, "4")]
        assert rows(*head, *body, *more)[1:] == [
            f"Region: {region} | Product: {product} | Units: {units}"
            for region, product, units in (
                ("North", "Lamps", 1), ("North", "Bulbs", 2), ("South", "Lamps", 3), ("South", "Bulbs", 4),
            )
        ]  # fmt: skip

    def test_a_cell_over_two_columns_leaves_the_drawn_columns_as_they_are(self):
        xs, ys = (0.0, 60.0, 120.0, 160.0, 200.0), (-3.0, 12.0, 27.0, 42.0, 57.0)
        cells = [(5, 0, "Region"), (65, 0, "Product"), (125, 0, "Units"), (165, 0, "Sales")]
        cells += [
            (5, 30, "North"),
            (65, 15, "Lamps"),
            (125, 15, "1"),
            (165, 15, "2"),
            (65, 30, "Bulbs"),
            (125, 30, "3"),
        ]
        cells += [(165, 30, "4"), (65, 45, "Desks"), (125, 45, "not"), (145, 45, "sold")]
        h = [(ys[0], 0, 200), (ys[1], 0, 200), (ys[2], 60, 200), (ys[3], 60, 200), (ys[4], 0, 200)]
        v = [(x, ys[0], ys[4]) for x in xs if x != 160] + [(160.0, ys[0], ys[3])]
        found = rows(*cells, rules=Rules(tuple(h), tuple(v)), v_lines=(60.0, 120.0))
        assert [line.split(" | ")[:2] for line in found[1:]] == [
            ["Region: North", f"Product: {product}"] for product in ("Lamps", "Bulbs", "Desks")
        ]
        assert found[2].endswith("Units: 3 | Sales: 4")

    def test_a_total_is_no_product_of_the_region_above(self):
        cells = [(0, 15, "North"), (100, 15, "1"), (200, 15, "2"), (100, 30, "3"), (200, 30, "4")]
        assert rows(*HEAD, *cells)[-1] == " | Actual: 3 | Plan: 4"

    def test_tables_side_by_side_are_read_one_after_the_other(self):
        head = [(x, 0, t) for x, t in zip((0, 60, 120, 200, 260, 320), ("Site", "2023", "2022") * 2, strict=True)]
        body = [
            (x, 15, t) for x, t in zip((0, 60, 120, 200, 260, 320), ("Oslo", "1", "2", "Kiel", "3", "4"), strict=True)
        ]
        more = [
            (x, 30, t) for x, t in zip((0, 60, 120, 200, 260, 320), ("Lund", "5", "6", "Vaasa", "7", "8"), strict=True)
        ]
        assert rows(*head, *body, *more)[1:] == [
            f"Site: {site} | 2023: {a} | 2022: {b}"
            for site, a, b in (("Oslo", 1, 2), ("Lund", 5, 6), ("Kiel", 3, 4), ("Vaasa", 7, 8))
        ]

    @pytest.mark.parametrize(
        ("names", "first"),
        [
            (("Home", "Score", "Away", "Score"), "Home: Leeds | Score (1): 2 | Away: Hull | Score (2): 1"),
            (("From", "Sum", "To", "Sum"), "From: Leeds | Sum (1): 2 | To: Hull | Sum (2): 1"),
            (("Assets", "2023", "Debts", "2023"), "Assets: Leeds | 2023: 2"),
        ],
    )
    def test_rows_that_say_of_two_things_how_they_go_together_stay_whole(self, names, first):
        columns = (0, 80, 160, 240)
        body = (("Leeds", "2", "Hull", "1"), ("York", "0", "Derby", "3"), ("Bolton", "1", "Bury", "1"))
        cells = [
            (x, 15 * y, text) for y, row in enumerate((names, *body)) for x, text in zip(columns, row, strict=True)
        ]
        assert rows(*cells)[1] == first


class TestValues:
    def test_signs_that_stand_apart_are_of_their_number(self):
        cells = [(100, 15, "$"), (140, 15, "(4.8"), (166, 15, ")"), (200, 15, "$"), (240, 15, "5.1"), (258, 15, "%")]
        assert rows(*HEAD, (0, 15, "Oslo"), *cells)[1:] == ["Oslo | Actual: $ (4.8) | Plan: $ 5.1%"]

    def test_numbers_close_beside_each_other_are_two_and_thousands_are_one(self):
        cells = [(100, 15, "2,000"), (131, 15, "14.2%"), (100, 30, "2,013"), (131, 30, "37.1%")]
        head = [(0, 0, "City"), (100, 0, "Staff"), (131, 0, "Share")]
        assert rows(*head, (0, 15, "Oslo"), (0, 30, "Lund"), *cells)[1:] == [
            "City: Oslo | Staff: 2,000 | Share: 14.2%",
            "City: Lund | Staff: 2,013 | Share: 37.1%",
        ]
        spaced = [(100, 15, "12"), (114, 15, "345"), (200, 15, "7")]
        assert rows(*HEAD, (0, 15, "Oslo"), *spaced)[-1] == "Oslo | Actual: 12 345 | Plan: 7"

    @pytest.mark.parametrize("texts", [("900", "000"), ("1", "900", "000"), ("(12", "345")])
    def test_thousands_far_apart_are_one_number(self, texts):
        spaced = far_apart(100, 15, *texts)
        number = " ".join(texts)
        assert rows(*HEAD, (0, 15, "Oslo"), *spaced, (200, 15, "7"))[-1] == f"Oslo | Actual: {number} | Plan: 7"

    def test_a_smaller_number_below_thousands_shows_no_columns(self):
        cells = [(0, 15, "Oslo"), *far_apart(100, 15, "900", "000"), (0, 30, "Lund"), (120.5, 30, "750")]
        cells += [(200, 15, "7"), (200, 30, "8")]
        assert rows(*HEAD, *cells)[1:] == ["Oslo | Actual: 900 000 | Plan: 7", "Lund | Actual: 750 | Plan: 8"]

    @pytest.mark.parametrize(
        ("below", "told"),
        [
            ([(100, 30, "910"), (120.5, 30, "45")], "Actual: 910 | Plan: 45"),
            ([(100, 30, "910"), (120.5, 30, "4.5")], "Actual: 910 | Plan: 4.5"),
            ([(90, 30, "1,910"), (120.5, 30, "450")], "Actual: 1,910 | Plan: 450"),
            ([(110, 30, "\u2014"), (120.5, 30, "450")], "Actual: \u2014 | Plan: 450"),
            ([(100, 30, "910")], "Actual: 910"),
        ],
    )
    def test_another_row_shows_that_three_digits_are_of_two_columns(self, below, told):
        head = [(85, 0, "Actual"), (120.5, 0, "Plan")]
        found = rows(*head, (0, 15, "Oslo"), *far_apart(100, 15, "900", "100"), (0, 30, "Lund"), *below)
        assert found[1:] == ["Oslo | Actual: 900 | Plan: 100", f"Lund | {told}"]

    def test_names_show_that_three_digits_are_of_two_columns(self):
        head = [(105, 0, "Q1"), (125.5, 0, "Q2")]
        found = rows(*head, (0, 15, "Oslo"), *far_apart(100, 15, "900", "100"))
        assert found[-1] == "Oslo | Q1: 900 | Q2: 100"

    def test_numbers_with_thousands_stand_further_from_each_other(self):
        cells = [(100, 15, "12"), (112, 15, "345"), (132.5, 15, "678"), (149.5, 15, "901")]
        found = rows((100, 0, "Actual"), (139.5, 0, "Plan"), (0, 15, "Oslo"), *cells)
        assert found[-1] == "Oslo | Actual: 12 345 | Plan: 678 901"

    def test_a_sign_close_to_the_number_before_it_is_of_the_next_one(self):
        cells = [
            (100, 15, "$"),
            (150, 15, "(8)"),
            (167, 15, "$"),
            (200, 15, "9"),
            (0, 30, "Lund"),
            (150, 30, "7"),
            (200, 30, "6"),
        ]
        assert rows(*HEAD, (0, 15, "Oslo"), *cells)[1] == "Oslo | Actual: $ (8) | Plan: $ 9"

    def test_the_unit_in_the_head_is_told_in_each_row(self):
        found = rows((0, 0, "(in millions)"), *HEAD, (0, 15, "Oslo"), (100, 15, "12"), (200, 15, "30"))
        assert found == ["(in millions) | Actual | Plan", "Oslo | Actual: 12 | Plan: 30 | (in millions)"]

    def test_the_unit_of_one_column_stays_in_its_name(self):
        cells = [(100, 12, "(in millions)"), (0, 30, "Oslo"), (100, 30, "12"), (200, 30, "30")]
        assert rows(*HEAD, *cells)[-1] == "Oslo | Actual (in millions): 12 | Plan: 30"


def block(kind, *cells):
    found = words(*cells)
    lines, columns = table_lines(found, Hints()) if kind is BlockClass.TABLE else (text_lines(found), None)
    x0, y0 = min(w.rect[0] for w in found), min(w.rect[1] for w in found)
    x1, y1 = max(w.rect[2] for w in found), max(w.rect[3] for w in found)
    return Block(1, (x0, y0, x1, y1), kind, tuple(lines), columns=columns)


def test_the_unit_above_a_table_is_told_in_its_rows():
    table = [(100, 60, "2023"), (200, 60, "2022"), (0, 75, "Oslo"), (100, 75, "12"), (200, 75, "30")]
    above = block(BlockClass.TEXT, (0, 30, "Sales (dollars in thousands)"))
    found = with_units([above, block(BlockClass.TABLE, *table)])[1]
    assert [line.text for line in found.lines] == ["2023 | 2022", "Oslo | 2023: 12 | 2022: 30 | (dollars in thousands)"]
    far = block(BlockClass.TEXT, (0, -80, "Sales (dollars in thousands)"))
    assert "thousands" not in with_units([far, block(BlockClass.TABLE, *table)])[1].text


def test_a_unit_that_ends_within_a_word_keeps_the_places_inside_it():
    """As in "as follows (in millions):"."""
    line = block(BlockClass.TEXT, (0, 30, "Sales were as follows (in millions): see below")).lines[0]
    unit = unit_in(line)
    assert unit.text == "(in millions)"
    assert [unit.text[w.start : w.end] for w in unit.words] == ["(in", "millions)"]


def test_how_long_something_lasts_is_no_time():
    assert not any(map(is_period, ("7.5 years", "6.3 Months")))
    assert all(map(is_period, ("13 Weeks Ended Jan 30, 2021", "Year 2023", "Q1")))


def test_names_beside_a_table_are_its_own():
    table = words(*((100 + 50 * i, 15 * n, "12") for i in range(3) for n in range(5)))
    names = words(*((60, 15 * n, "Oslo") for n in range(1, 5)))
    assert names_beside(table, [names, words((60, 0, "Town")), words((60, 200, "Below"))]) == [0, 1]
    prose = words(*((-300, 15 * n, "a line of prose that is much longer than the name of a row is") for n in range(5)))
    assert names_beside(table, [prose]) == []
    own = words(*((80, 15 * n, "Kiel") for n in range(5)), *((200, 15 * n, "12") for n in range(5)))
    assert names_beside(own, [names]) == []


def test_no_word_of_any_table_is_lost_or_comes_twice_for_no_reason():
    texts = "Oslo 12 2023 $ (4.8 ) % \u2014 Assets: (in millions) Total North 1,234 and $5.1 Units Year ended".split()
    for seed in range(300):
        source = random.Random(seed)
        xs, ys = (sorted(source.sample(range(0, 500, 35), source.randint(1, 6))) for _ in range(2))
        cells = [(x, y, source.choice(texts)) for y in ys for x in xs if source.random() < 0.8] or [(0, 0, "Oslo")]
        lines = tuple((float(y), 0.0, 500.0) for y in source.sample(range(0, 500, 20), source.randint(0, 9)))
        v = tuple((float(x), 0.0, 500.0) for x in source.sample(range(0, 500, 30), source.randint(0, 4)))
        hints = Hints(Rules(lines, v), tuple(sorted(y for y, *_ in lines)), tuple(sorted(x for x, *_ in v)))
        found, _ = table_lines(words(*cells, bold=set(ys[: source.randint(0, 2)])), hints)
        places = {(line.text[w.start : w.end], w.rect[:2]) for line in found for w in line.words}
        assert {(text, (x, y)) for x, y, text in cells} == places, seed


@pytest.mark.parametrize("gap", [3.5, 4.2, 12.0])
@pytest.mark.parametrize("amounts", [("1,771.25", "18,532.50"), ("546.25", "9,277.50"), ("1.030,5", "98.207,75")])
def test_two_amounts_with_fractions_are_of_two_columns_however_close(amounts, gap):
    rows = (("Hosting", "12.50", "80.25"), ("Salaries", *amounts))
    found = words((10, 0, "Item"), (100, 0, "Dec"), (200, 0, "Total"), bold=(0,))
    for i, (name, left, value) in enumerate(rows, 1):
        found += words((10, 20 * i, name), right(150, 20 * i, left), (150 + gap, 20 * i, value))
    lines, _ = table_lines(found, Hints())
    assert lines[-1].text == f"Item: Salaries | Dec: {amounts[0]} | Total: {amounts[1]}"


def test_a_number_with_a_year_in_it_is_no_time():
    assert not is_period("Reversal of entry 2024-0009")
    assert is_period("2023-24") and is_period("2024-10") and is_period("31 December 2024")


@pytest.mark.parametrize("size", [6, 7, 9])
@pytest.mark.parametrize("begin", [250, 256, 262])
def test_the_two_sides_of_a_balance_sheet_have_rows_of_their_own(begin, size):
    dates = ("31.12.2024", "31.12.2023")
    ends = (170, 240, begin + 160, begin + 230)
    head = (-12, -6, 0)  # the names of the columns of words stand half-way between the dates and the currency
    found = words((10, -6, "AKTIVA"), (begin, -6, "PASSIVA"), bold=head)
    for x, date in zip(ends, dates * 2, strict=True):
        found += words(right(x, -12, date), right(x, 0, "EUR"), bold=head)
    rows = (
        ("Sachanlagen", "812.340,00", "790.115,20", "Gezeichnetes Kapital", "75.000,00", "75.000,00"),
        ("Vorräte", "301.220,87", "277.904,31", "Rückstellungen", "38.200,00", "41.750,00"),
        ("Forderungen", "61.920,00", "15.000,00", "Schulden", "892.400,42", "820.267,41"),
    )
    for i, row in enumerate(rows, 1):
        for x, text in zip((10, *ends[:2], begin, *ends[2:]), row, strict=True):
            found += words((x, 20 * i, text) if x in {10, begin} else right(x, 20 * i, text))
    found = [replace(w, rect=(*w.rect[:3], w.rect[1] + size), size=float(size)) for w in found]
    lines, _ = table_lines(found, Hints())
    assert [line.text for line in lines[-6:]] == [
        f"{side}: {row[at]} | 31.12.2024 EUR: {row[at + 1]} | 31.12.2023 EUR: {row[at + 2]}"
        for side, at in (("AKTIVA", 0), ("PASSIVA", 3))
        for row in rows
    ]
