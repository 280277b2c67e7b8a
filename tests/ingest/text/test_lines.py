"""Lines and rows from words, and the way back from characters to places."""

from docexplain.ingest.tables.reading import Hints, table_lines
from docexplain.ingest.text.glyphs import Glyphs, page_words
from docexplain.ingest.text.lines import cell_lines, line_of, text_lines, with_plain_bullet


class Page:
    """Stands in for MuPDF's text page: lines of characters six points wide."""

    def __init__(self, *lines):
        """A line is (x, y, text, size, bold)."""
        self.lines = lines

    def extractRAWDICT(self):
        return {"blocks": [{"lines": [self.line(*line)]} for line in self.lines]}

    def line(self, x, y, text, size=10.0, bold=False):
        chars = [
            {"c": c, "origin": (x + 6 * i, y + size), "bbox": (x + 6 * i, y, x + 6 * i + 6, y + size)}
            for i, c in enumerate(text)
        ]
        look = {"font": "Helvetica", "char_flags": 16, "color": 0, "alpha": 255}
        line = {"dir": (1.0, 0.0), "wmode": 0, "bbox": (x, y, x + 6 * len(text), y + size)}
        return {**line, "spans": [{"size": size, "flags": 16 * bold, **look, "chars": chars}]}


def words(*lines):
    return page_words(Page(*lines).extractRAWDICT())


def read_rows(found, h_lines, v_lines):
    return table_lines(found, Hints(h_lines=h_lines, v_lines=v_lines))[0]


def line(text):
    return line_of(words((0, 0, text)))


def places(line):
    """Each word as its place says it, with its left and right end in characters."""
    return [(line.text[p.start : p.end], p.rect[0] / 6, p.rect[2] / 6) for p in line.words]


def test_every_word_and_its_place():
    assert places(line("The  fee")) == [("The", 0, 3), ("fee", 5, 8)]
    assert line("The\u00a0fee").text == "The fee"


def test_a_ligature_is_two_letters_in_one_place():
    assert places(line("\ufb01x it")) == [("fix", 0, 2), ("it", 3, 5)]


def test_what_cannot_be_seen_is_no_word():
    assert places(line("a \u200b b")) == [("a", 0, 1), ("b", 4, 5)]
    assert words((0, 0, " \u200b ")) == []


def test_ideographs_stand_each_for_itself():
    found = line("\u4e2d\u6587 ok\u5b57")
    assert found.text == "\u4e2d\u6587 ok\u5b57"
    assert [word for word, _, _ in places(found)] == ["\u4e2d", "\u6587", "ok", "\u5b57"]


def test_leaders_are_cut_short():
    for text in ("Introduction . . . . . . . . . . 7", "Introduction..........7", "Introduction ..... ... 7"):
        found = line(text)
        assert found.text == "Introduction ... 7"
        assert [word for word, _, _ in places(found)] == ["Introduction", "...", "7"]
        assert places(found)[1][1:][1] == len(text) - 1 - (text[-2] == " ")
    assert line("and so on...").text == "and so on..."
    assert line("wait .. what").text == "wait .. what"


def test_a_soft_hyphen_stays_at_the_end_only():
    assert line("co\u00adop agree\u00ad").text == "coop agree\u00ad"
    assert line("agree\u00ad ment").text == "agree ment"


def test_bullets_become_one_sign():
    for text in ("\uf0b7 milk", "\u00b7milk", "\u25aa  milk", "\u25aa\u25aa milk"):
        found = with_plain_bullet(line(text))
        assert found.text == "\u2022 milk"
        assert [found.text[p.start : p.end] for p in found.words] == ["\u2022", "milk"]
    for text in ("- milk", "milk \u25aa", "\u25aa"):
        assert with_plain_bullet(line(text)).text == text


def test_parts_on_one_level_make_a_line():
    found = text_lines(words((60, 0, "second"), (0, 1, "first"), (0, 20, "third")))
    assert [line.text for line in found] == ["first second", "third"]


def test_parts_of_a_line_that_is_read_from_the_right():
    found = text_lines(words((60, 0, "\u05d0\u05d1"), (0, 0, "\u05d2\u05d3")))
    assert [line.text for line in found] == ["\u05d0\u05d1 \u05d2\u05d3"]


class TestTables:
    sales = (
        (0, 0, "Region"), (100, 0, "2023"), (200, 0, "2024"),
        (0, 20, "North"), (100, 20, "12.5"), (200, 20, "13.1"),
        (0, 40, "South"), (200, 40, "9.7"),
    )  # fmt: skip
    h_lines, v_lines = (15, 35), (90, 190)

    def rows(self, *lines, h_lines=h_lines, v_lines=v_lines):
        return [row.text for row in read_rows(words(*lines), h_lines, v_lines)]

    def test_values_carry_the_names_of_their_columns(self):
        assert self.rows(*self.sales) == [
            "Region | 2023 | 2024",
            "Region: North | 2023: 12.5 | 2024: 13.1",
            "Region: South |  | 2024: 9.7",
        ]

    def test_a_name_stands_where_the_head_has_it(self):
        row = read_rows(words(*self.sales), self.h_lines, self.v_lines)[2]
        found = {row.text[p.start : p.end]: (p.rect[0], p.rect[1]) for p in row.words}
        assert found == {"Region": (0, 0), "South": (0, 40), "2024": (200, 0), "9.7": (200, 40)}

    def test_a_bold_head(self):
        lines = ((0, 0, "Who", 10, True), (100, 0, "Where", 10, True), (0, 20, "Ann"), (100, 20, "Oslo"))
        assert self.rows(*lines, v_lines=(90,)) == ["Who | Where", "Who: Ann | Where: Oslo"]

    def test_no_head(self):
        lines = ((0, 0, "Ann"), (100, 0, "Oslo"), (0, 20, "Bob"), (100, 20, "Rome"))
        assert self.rows(*lines, v_lines=(90,)) == ["Ann | Oslo", "Bob | Rome"]
        lines = ((0, 0, "Rent"), (100, 0, "12"), (0, 20, "Pay"), (100, 20, "30"))
        assert self.rows(*lines, v_lines=(90,)) == ["Rent | 12", "Pay | 30"]

    def test_a_cell_of_two_lines(self):
        lines = ((0, 0, "Rent of"), (0, 12, "the shop"), (100, 0, "12"))
        assert self.rows(*lines, h_lines=(30,), v_lines=(90,)) == ["Rent of the shop | 12"]

    def test_without_a_grid_wide_gaps_part_the_cells(self):
        found = cell_lines(words((0, 0, "Rent"), (26, 0, "paid"), (100, 0, "12"), (0, 20, "Pay"), (100, 20, "30")), "|")
        assert [line.text for line in found] == ["Rent paid|12", "Pay|30"]


def test_the_size_of_most_of_a_word():
    assert [g.size for g in words((0, 0, "a", 9.0), (0, 20, "b", 14.0))] == [9.0, 14.0]
    assert isinstance(words((0, 0, "a"))[0], Glyphs)
