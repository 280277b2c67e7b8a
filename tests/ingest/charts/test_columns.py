"""Charts on made pages, drawn as they are drawn in reports: which value is of which category."""

import pymupdf
import pytest

from docexplain.ingest.page.layout import page_blocks
from docexplain.records import BlockClass

YEARS = ("2019", "2020", "2021", "2022", "2023")
VALUES = (310, 455, 520, 390, 610)
PROSE = "The company grew its sales in most of the years that are shown, as the chart makes plain to its readers."


class Page:
    """A page with prose above and below the place of a chart, which stands on the base line y = 400."""

    def __init__(self, size=9.0, font="helv"):
        self.size, self.font = size, font
        self.pdf = pymupdf.open()
        self.page = self.pdf.new_page(width=595, height=842)
        for y in (80, 92, 104, 480, 492, 504):
            self.text(60, y, PROSE, size=9.0)

    def text(self, x, y, text, side="left", size=None):
        size = size or self.size
        wide = pymupdf.get_text_length(text, fontname=self.font, fontsize=size)
        x -= {"left": 0, "middle": wide / 2, "right": wide}[side]
        self.page.insert_text((x, y), text, fontsize=size, fontname=self.font)

    def bar(self, x, width, height, text, color=(0.2, 0.4, 0.7)):
        self.page.draw_rect((x - width / 2, 400 - height, x + width / 2, 400), fill=color, color=None)
        self.text(x, 396 - height, text, "middle")

    def lines(self, kind=BlockClass.TABLE):
        with pymupdf.open(stream=self.pdf.tobytes()) as pdf:
            blocks = page_blocks(pdf[0], 1, "fast").blocks
        return [line.text for block in blocks if block.block_class is kind for line in block.lines]


@pytest.mark.parametrize("size", [6.0, 9.0, 11.0])
@pytest.mark.parametrize("font", ["helv", "tiro", "cour"])
@pytest.mark.parametrize("pitch", [55, 80])
@pytest.mark.parametrize("form", ["{}", "${}", "{}.4", "{},4", "{} %", "1,{}"])
def test_the_value_over_a_bar_is_of_the_year_under_it(size, font, pitch, form):
    page = Page(size, font)
    for i, (year, value) in enumerate(zip(YEARS, VALUES, strict=True)):
        page.bar(110 + pitch * i, 40, 0.3 * value, form.format(value))
        page.text(110 + pitch * i, 402 + size, year, "middle")
    found = [line.replace(" %", "%") for line in page.lines()]
    told = [form.format(value).replace(" %", "%") for value in VALUES]
    assert found == [f"{year}: {value}" for year, value in zip(YEARS, told, strict=True)]


@pytest.mark.parametrize(
    "names",
    [
        ("Q1 2023", "Q2 2023", "Q3 2023", "Q4 2023", "Q1 2024"),
        ("Nord", "S\xfcd", "Ost", "West", "\xdcbrige"),
        ("'19", "'20", "'21", "'22", "'23"),
        ("FY19", "FY20", "FY21", "FY22", "FY23E"),
    ],
)
def test_categories_are_years_quarters_and_words(names):
    page = Page()
    for i, (name, value) in enumerate(zip(names, VALUES, strict=True)):
        page.bar(110 + 80 * i, 40, 0.3 * value, str(value))
        page.text(110 + 80 * i, 412, name, "middle")
    assert page.lines() == [f"{name}: {value}" for name, value in zip(names, VALUES, strict=True)]


def test_a_category_of_two_lines_is_one():
    page = Page()
    for i, (name, value) in enumerate(zip(("North", "South", "Latin", "Far"), VALUES, strict=False)):
        page.bar(110 + 80 * i, 40, 0.3 * value, str(value))
        page.text(110 + 80 * i, 412, name, "middle")
        page.text(110 + 80 * i, 422, "America", "middle")
    assert page.lines()[:2] == ["North America: 310", "South America: 455"]


def test_numbers_at_the_axis_are_of_no_category():
    page = Page()
    for step in range(5):
        page.text(80, 403 - 50 * step, str(200 * step), "right")
        page.page.draw_line((85, 400 - 50 * step), (500, 400 - 50 * step))
    for i, (year, value) in enumerate(zip(YEARS, VALUES, strict=True)):
        page.bar(120 + 75 * i, 40, 0.25 * value, str(value))
        page.text(120 + 75 * i, 414, year, "middle")
    assert page.lines() == [f"{year}: {value}" for year, value in zip(YEARS, VALUES, strict=True)]
    assert page.lines(BlockClass.PICTURE) == ["0 200 400 600 800"]


def test_values_at_the_points_of_a_line():
    page = Page()
    points = [(100 + 80 * i, 400 - 80 * v) for i, v in enumerate((1.62, 1.98, 1.40, 2.22))]
    page.page.draw_polyline(points)
    for (x, y), text, year in zip(points, ("1.62", "1.98", "1.40", "2.22"), YEARS, strict=False):
        page.text(x, y - 5, text, "middle")
        page.text(x, 414, year, "middle")
    assert page.lines() == ["2019: 1.62", "2020: 1.98", "2021: 1.40", "2022: 2.22"]


def test_bars_in_groups_stand_with_their_category():
    page = Page()
    for i, (year, pair) in enumerate(zip(YEARS, ((110, 90), (155, 240), (210, 305)), strict=False)):
        for side, value in zip((-16, 16), pair, strict=True):
            page.bar(120 + 100 * i + side, 28, 0.6 * value, str(value))
        page.text(120 + 100 * i, 414, year, "middle")
    assert page.lines() == ["2019 | 110 | 90", "2020 | 155 | 240", "2021 | 210 | 305"]


COLORS = ((0.2, 0.4, 0.7), (0.8, 0.4, 0.2))


def legend(page, *names, colors=COLORS):
    for i, (name, color) in enumerate(zip(names, colors, strict=True)):
        page.page.draw_rect((90 + 90 * i, 165, 98 + 90 * i, 173), fill=color, color=None)
        page.text(102 + 90 * i, 173, name)


@pytest.mark.parametrize("turned", [False, True])
def test_the_legend_names_the_bars_of_its_colour(turned):
    """In whichever order it stands there."""
    page = Page()
    colors = COLORS[::-1] if turned else COLORS
    legend(page, "Europe", "Asia", colors=colors)
    for i, (year, pair) in enumerate(zip(YEARS, ((110, 90), (155, 240), (210, 305)), strict=False)):
        for side, value, color in zip((-16, 16), pair, COLORS, strict=True):
            page.bar(120 + 100 * i + side, 28, 0.6 * value, str(value), color)
        page.text(120 + 100 * i, 414, year, "middle")
    left, right = ("Asia", "Europe") if turned else ("Europe", "Asia")
    assert page.lines()[1] == f"2020 | {left}: 155 | {right}: 240"


def stacked(page):
    for i, (year, pair) in enumerate(zip(YEARS, ((110, 90), (155, 70), (130, 160)), strict=False)):
        bottom = 400.0
        for value, color in zip(pair, COLORS, strict=True):
            page.page.draw_rect((100 + 100 * i, bottom - 0.6 * value, 140 + 100 * i, bottom), fill=color, color=None)
            page.text(120 + 100 * i, bottom - 0.3 * value, str(value), "middle")
            bottom -= 0.6 * value
        page.text(120 + 100 * i, 414, year, "middle")


def test_values_in_bars_on_top_of_each_other_are_told_by_colour_alone():
    page = Page()
    legend(page, "Europe", "Asia")
    stacked(page)
    told = [set(line.split(" | ")) for line in page.lines()]
    assert told == [
        {"2019", "Europe: 110", "Asia: 90"},
        {"2020", "Europe: 155", "Asia: 70"},
        {"2021", "Europe: 130", "Asia: 160"},
    ]
    unknown = Page()
    stacked(unknown)
    assert not any("2019" in line and "110" in line for line in unknown.lines())


def rows_of(page, ys, *columns):
    for x, texts in columns:
        for y, text in zip(ys, texts, strict=True):
            page.text(x, y, text, "right")


class TestTablesStayTables:
    def test_of_falling_rows_over_the_head_of_the_next_one(self):
        page = Page()
        for y, name in zip((200, 214, 228), ("Sales", "Costs", "Profit"), strict=True):
            page.text(60, y, name)
        rows_of(page, (200, 214, 228), (300, ("1,204", "877", "327")), (380, ("1,198", "901", "297")))
        rows_of(page, (200, 214, 228, 256), (460, ("1,140", "860", "280", "2019")))
        page.text(300, 256, "2021", "right")
        page.text(380, 256, "2020", "right")
        assert "Sales | 1,204 | 1,198 | 1,140" in page.lines()

    @pytest.mark.parametrize("named", [True, False])
    def test_with_a_value_a_column_in_rows_that_step_down(self, named):
        """As claims by year of accident; without names it would be no table that anybody could read."""
        page = Page()
        for x, text in zip((240, 320, 400), ("2019", "2020", "2021"), strict=True):
            page.text(x, 190, text, "right")
        values = ((240, 204, "900"), (320, 218, "877"), (400, 232, "327"))
        for (x, y, text), name in zip(values, ("First", "Second", "Third"), strict=True):
            page.text(x, y, text, "right")
            if named:
                page.text(60, y, name)
        page.text(240, 260, "see note a", "right")
        assert not any(line.startswith("2019: 900") for line in page.lines())

    def test_where_larger_values_do_not_stand_higher(self):
        page = Page()
        for x, y, text in ((120, 300, "12"), (200, 330, "40"), (280, 310, "25"), (360, 350, "70")):
            page.text(x, y, text, "middle")
            page.text(x, 414, f"Site {x // 80}", "middle")
        assert not any(": 12" in line for line in page.lines())

    def test_all_of_one_row(self):
        page = Page()
        for x, year, value in ((120, "2021", "12"), (200, "2022", "40"), (280, "2023", "25")):
            page.text(x, 300, value, "middle")
            page.text(x, 314, year, "middle")
        assert "2021: 12" not in page.lines()
