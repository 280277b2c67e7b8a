"""Values over and under their labels, on covers and in forms made for it: read together, and in the right places."""

import pymupdf
import pytest

from docexplain.records import BlockClass
from docexplain.records.word_boxes import boxes_of

TOP = "The buyer checks what was delivered within five days and says at once what it finds wanting in it."
LAYOUTS = ("fast", "model")


class Sheet:
    """One page; cells are set around or from an x."""

    def __init__(self, shape=(612, 792)):
        self.pdf = pymupdf.open()
        self.page = self.pdf.new_page(width=shape[0], height=shape[1])

    def set(self, x, y, text, size=10.0, font="helv", centred=True):
        x -= pymupdf.get_text_length(text, fontsize=size, fontname=font) / 2 if centred else 0
        self.page.insert_text((x, y), text, fontsize=size, fontname=font)

    def row(self, y, cells, **style):
        for x, text in cells.items():
            self.set(x, y, text, **style)

    def bytes(self):
        return self.pdf.tobytes()


def joined(document):
    return " ".join(p.text for p in document.paragraphs)


COVER = {
    "001-24680 (Commission File Number)",
    "98-7654321 (IRS Employer Identification No.)",
    "Jersey (State or other jurisdiction of incorporation)",
    "JE2 3AB (Zip Code)",
    "NORDWIND PLC (Exact name of registrant as specified in its charter)",
    "12 Harbour Road, Saint Helier (Address of principal executive offices)",
}


def cover(size=10.0, label=8.0, font="helv", columns=(130, 306, 480), rules=False):
    sheet = Sheet()
    sheet.set(306, 60, "UNITED STATES", 14, "hebo")
    sheet.set(306, 100, "FORM 8-K", 16, "hebo")
    sheet.set(306, 140, "NORDWIND PLC", size, font)
    sheet.set(306, 153, "(Exact name of registrant as specified in its charter)", label, font)
    left, middle, right = columns
    sheet.row(180, {left: "Jersey", middle: "001-24680", right: "98-7654321"}, size=size, font=font)
    sheet.row(
        193,
        {left: "(State or other jurisdiction", middle: "(Commission", right: "(IRS Employer"},
        size=label,
        font=font,
    )
    sheet.row(
        193 + 1.2 * label,
        {left: "of incorporation)", middle: "File Number)", right: "Identification No.)"},
        size=label,
        font=font,
    )
    sheet.row(235, {180: "12 Harbour Road, Saint Helier", 450: "JE2 3AB"}, size=size, font=font)
    sheet.row(248, {180: "(Address of principal executive offices)", 450: "(Zip Code)"}, size=label, font=font)
    if rules:
        for y in (183, 238):
            for x in (left, right):
                sheet.page.draw_line((x - 60, y), (x + 60, y))
    sheet.set(60, 300, TOP, 10, centred=False)
    return sheet


class TestCovers:
    @pytest.mark.parametrize("layout", LAYOUTS)
    @pytest.mark.parametrize("rules", [False, True])
    def test_each_value_stands_directly_before_its_label(self, read_here, layout, rules):
        document = read_here(cover(rules=rules).bytes(), layout=layout)
        assert {text for text in COVER if text not in joined(document)} == set()
        assert document.coverage.kept + document.coverage.furniture == document.coverage.characters

    @pytest.mark.parametrize("font", ["tiro", "tibo", "cour"])
    @pytest.mark.parametrize("label", [6.0, 9.0])
    def test_in_other_letters(self, read_here, font, label):
        size = 9.0 if font != "cour" else 8.0
        document = read_here(cover(size, min(label, 6.5) if font == "cour" else label, font).bytes())
        assert {text for text in COVER if text not in joined(document)} == set()

    def test_they_are_read_row_by_row_after_what_stands_above(self, read_here):
        text = joined(read_here(cover().bytes()))
        assert sorted(COVER, key=text.index) == [
            "NORDWIND PLC (Exact name of registrant as specified in its charter)",
            "Jersey (State or other jurisdiction of incorporation)",
            "001-24680 (Commission File Number)",
            "98-7654321 (IRS Employer Identification No.)",
            "12 Harbour Road, Saint Helier (Address of principal executive offices)",
            "JE2 3AB (Zip Code)",
        ]
        assert text.index("UNITED STATES") < text.index("NORDWIND") and text.index("Zip Code") < text.index(TOP)

    def test_each_word_has_its_place(self, read_here):
        data = cover().bytes()
        document = read_here(data)
        found = next(p for p in document.paragraphs if "001-24680" in p.text)
        with pymupdf.open(stream=data) as pdf:
            for word in ("001-24680", "(Commission", "Number)"):
                begin = found.text.index(word)
                boxes = boxes_of(found, begin, begin + len(word))
                place = next(w for w in pdf[0].get_text("words") if w[4] == word)
                assert [(b.x0, b.y0, b.x1, b.y1) for b in boxes] == [pytest.approx(place[:4], abs=1.5)]

    def test_an_address_of_several_lines_and_two_columns(self, read_here):
        sheet = cover()
        sheet.set(306, 340, "410 Terry Avenue North")
        sheet.set(306, 352, "Seattle, Washington 98109-5210")
        sheet.set(306, 364, "(Address of the agent for service)", 8)
        text = joined(read_here(sheet.bytes()))
        assert "410 Terry Avenue North Seattle, Washington 98109-5210 (Address of the agent for service)" in text

    def test_remarks_on_a_title_or_on_columns_stay_there(self, read_here):
        sheet = Sheet()
        sheet.set(306, 80, "CONSOLIDATED STATEMENTS", 13, "hebo")
        sheet.set(306, 95, "(In millions, except per share data)", 8)
        for row, cells in enumerate((("", "2024", "2023"), ("", "(Unaudited)", "(Restated)"), ("Sales", "380", "371"))):
            sheet.row(130 + 13 * row, dict(zip((100, 300, 420), cells, strict=True)))
        sheet.row(169, {100: "Costs", 300: "212", 420: "208"})
        sheet.set(60, 300, TOP, 10, centred=False)
        document = read_here(sheet.bytes())
        table = next(p for p in document.paragraphs if "380" in p.text)
        assert {"2024", "(Unaudited)", "Costs", "208"} <= set(table.text.replace("|", " ").replace(":", " ").split())


def form(above=True, label=7.0, value=10.0, fonts=("helv", "helv"), pairs=3, colon=""):
    """Rows of labels and values from left ends; labels above or below."""
    rows = [
        ({60: "Name", 260: "Date of birth", 420: "Policy no."}, {60: "Jane Doe", 260: "3 May 1980", 420: "77-1234"}),
        ({60: "Street", 330: "Town"}, {60: "9 Mill Lane", 330: "Halden"}),
        ({60: "Bank", 200: "Account holder", 420: "Branch"}, {60: "Nordbank", 200: "Jane Doe", 420: "Turku 12"}),
    ]
    sheet = Sheet()
    sheet.set(60, 60, TOP, 10, centred=False)
    for i, (names, values) in enumerate(rows[:pairs]):
        y = 110 + 40 * i
        labels = {x: text + colon for x, text in names.items()}
        sheet.row(y if above else y + 11, labels, size=label, font=fonts[0], centred=False)
        sheet.row(y + 12 if above else y, values, size=value, font=fonts[1], centred=False)
    sheet.set(60, 300, TOP, 10, centred=False)
    return sheet


class TestForms:
    EXPECTED = ("Name: Jane Doe", "Date of birth: 3 May 1980", "Policy no.: 77-1234", "Street: 9 Mill Lane")
    EXPECTED_TOO = ("Town: Halden", "Account holder: Jane Doe", "Branch: Turku 12")

    @pytest.mark.parametrize("layout", LAYOUTS)
    @pytest.mark.parametrize("above", [True, False])
    def test_small_labels_above_or_below(self, read_here, layout, above):
        text = joined(read_here(form(above).bytes(), layout=layout))
        assert [pair for pair in (*self.EXPECTED, *self.EXPECTED_TOO) if pair not in text] == []

    @pytest.mark.parametrize("fonts", [("hebo", "helv"), ("helv", "hebo"), ("helv", "helv")])
    def test_labels_above_in_letters_of_the_same_size(self, read_here, fonts):
        colon = ":" if fonts[0] == fonts[1] else ""
        text = joined(read_here(form(label=10.0, fonts=fonts, colon=colon).bytes()))
        assert [pair for pair in (*self.EXPECTED, *self.EXPECTED_TOO) if pair not in text] == []

    def test_a_missing_value(self, read_here):
        sheet = Sheet()
        sheet.set(60, 60, TOP, 10, centred=False)
        sheet.row(110, {60: "Name", 260: "Title", 420: "Town"}, size=7, centred=False)
        sheet.row(122, {60: "Jane Doe", 420: "Turku"}, centred=False)
        assert "Name: Jane Doe | Title | Town: Turku" in joined(read_here(sheet.bytes()))

    @pytest.mark.parametrize("layout", LAYOUTS)
    @pytest.mark.parametrize("body", ["helv", "heit"])
    def test_a_table_with_a_head_stays_one(self, read_here, layout, body):
        sheet = Sheet()
        sheet.set(60, 60, TOP, 10, centred=False)
        sheet.row(110, {60: "Name", 260: "Town", 420: "Duty"}, size=9, font="hebo", centred=False)
        for i, name in enumerate(("Alder", "Birch", "Cedar", "Elm")):
            cells = {60: name, 260: ("Oslo", "Bergen", "Turku", "Lund")[i], 420: ("pilot", "clerk", "cook", "mate")[i]}
            sheet.row(124 + 14 * i, cells, font=body, centred=False)
        sheet.set(60, 300, TOP, 10, centred=False)
        document = read_here(sheet.bytes(), layout=layout)
        table = next(p.text for p in document.paragraphs if "Alder" in p.text)
        rows = table.split("\n")
        assert len(rows) == 5 and all(
            name in row for name, row in zip(("Duty", "pilot", "cook"), (rows[0], rows[1], rows[3]), strict=True)
        )

    def test_a_head_of_two_lines_over_one_row_stays_a_table(self, read_here):
        sheet = Sheet()
        sheet.set(60, 60, TOP, 10, centred=False)
        sheet.row(110, {420: "Name of each"}, font="hebo", centred=False)
        sheet.row(122, {60: "Share", 260: "Symbol", 420: "exchange"}, font="hebo", centred=False)
        sheet.row(136, {60: "Common", 260: "NWD", 420: "Oslo"}, centred=False)
        sheet.set(60, 300, TOP, 10, centred=False)
        document = read_here(sheet.bytes())
        assert "exchange: Oslo" in joined(document)
        (table,) = (p for p in document.paragraphs if "Oslo" in p.text)
        assert table.block_class is BlockClass.TABLE
