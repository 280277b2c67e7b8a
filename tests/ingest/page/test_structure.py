"""Pictures, forms and tables that are none, on pages made on the spot."""

import pymupdf
import pytest

from docexplain.ingest import read_document
from docexplain.ingest.document.pictures import with_captions
from docexplain.ingest.page import layout, regions
from docexplain.ingest.text import paragraph_breaks
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.ingest.text.paragraph_breaks import paragraphs_in
from docexplain.records import BlockClass, Box, Paragraph, Picture
from docexplain.records.word_boxes import boxes_of


def picture():
    pixmap = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 200, 100))
    pixmap.set_rect(pixmap.irect, (200, 50, 50))
    return pixmap


@pytest.fixture
def save(tmp_path):
    def save(document):
        document.save(tmp_path / "made.pdf")
        return read_document(tmp_path / "made.pdf")

    return save


def text_page(document, *lines):
    page = document.new_page(width=612, height=792)
    for y, text in lines:
        page.insert_text((72, y), text, fontsize=11)
    return page


SALES = "The sales grew in all of the regions that the company serves, as shown below."


class TestPictures:
    def test_a_picture_has_its_place_and_its_caption(self, save):
        pdf = pymupdf.open()
        page = text_page(pdf, (80, SALES), (325, "Figure 1: Sales by region"))
        page.insert_image(pymupdf.Rect(100, 150, 400, 300), pixmap=picture())
        document = save(pdf)
        caption = next(p for p in document.paragraphs if p.text.startswith("Figure"))
        assert caption.block_class is BlockClass.CAPTION
        assert document.pictures == (Picture(Box(1, 100, 150, 400, 300), caption.index),)

    def test_a_logo_and_what_lies_behind_the_text_are_none(self, save):
        pdf = pymupdf.open()
        page = text_page(pdf, (80, SALES), (120, SALES))
        page.insert_image(pymupdf.Rect(72, 700, 90, 715), pixmap=picture())
        page.insert_image(page.rect, pixmap=picture(), overlay=False, keep_proportion=False)
        assert save(pdf).pictures == ()

    def test_the_nearest_caption(self):
        def caption(index, y, page=1, x=100):
            return Paragraph(index, "Figure", (Box(page, x, y, x + 100, y + 10),), BlockClass.CAPTION)

        box = Box(1, 100, 100, 200, 200)
        captions = [caption(1, 60), caption(2, 205), caption(3, 205, page=2)]
        assert with_captions([box], captions) == (Picture(box, 2),)
        assert with_captions([box], captions[:1]) == (Picture(box, 1),)
        assert with_captions([box], [caption(1, 300), caption(2, 205, x=300)]) == (Picture(box),)


class TestForms:
    def fill(self, page, kind, value, rect, name):
        widget = pymupdf.Widget()
        widget.field_name, widget.field_type, widget.field_value, widget.rect = name, kind, value, pymupdf.Rect(rect)
        page.add_widget(widget)

    def test_values_stand_beside_their_labels(self, save):
        pdf = pymupdf.open()
        page = text_page(pdf, (80, SALES), (380, "Name:"), (410, "Married"), (440, "Insured"))
        self.fill(page, pymupdf.PDF_WIDGET_TYPE_TEXT, "Jane Doe", (120, 368, 300, 384), "name")
        self.fill(page, pymupdf.PDF_WIDGET_TYPE_CHECKBOX, True, (130, 398, 142, 412), "married")
        self.fill(page, pymupdf.PDF_WIDGET_TYPE_CHECKBOX, False, (130, 428, 142, 442), "insured")
        document = save(pdf)
        text = " ".join(p.text for p in document.paragraphs)
        assert "Name: Jane Doe Married [x] Insured [ ]" in text
        assert document.coverage.characters == document.coverage.kept

    def test_a_value_that_the_file_has_no_picture_of(self, save, tmp_path):
        pdf = pymupdf.open()
        page = text_page(pdf, (80, SALES), (380, "Name:"))
        self.fill(page, pymupdf.PDF_WIDGET_TYPE_TEXT, "Jane Doe", (120, 368, 300, 384), "name")
        pdf = pymupdf.open(stream=pdf.tobytes())
        [widget] = pdf[0].widgets()
        pdf.xref_set_key(widget.xref, "AP", "null")
        pdf.xref_set_key(pdf.pdf_catalog(), "AcroForm/NeedAppearances", "true")
        found = next(p for p in save(pdf).paragraphs if "Jane" in p.text)
        assert "Name: Jane Doe" in found.text
        [box] = boxes_of(found, found.text.index("Jane"), len(found.text))
        assert abs(box.x0 - 120) < 1 or abs(box.x0 - 122) < 3


def test_a_sparse_page_is_not_one_table(save):
    """The layout model takes the whole page for a table without columns."""
    pdf = pymupdf.open()
    page = text_page(
        pdf,
        (80, SALES),
        (380, "The name of the first owner"),
        (410, "The place of the house"),
        (440, "The year of the last sale"),
    )
    page.insert_image(pymupdf.Rect(100, 150, 400, 300), pixmap=picture())
    paragraphs = save(pdf).paragraphs
    assert paragraphs[0].text == SALES
    assert BlockClass.TABLE not in {p.block_class for p in paragraphs}


class TestTurnedText:
    """Text set sideways on a page that stands upright, as wide tables are."""

    @pytest.mark.parametrize(
        ("rotate", "x", "y", "step"), [(90, 100, 700, 16), (270, 500, 80, -16), (180, 540, 700, -16)]
    )
    def test_it_is_read_and_its_places_are_where_it_is_seen(self, save, rotate, x, y, step):
        pdf = pymupdf.open()
        page = pdf.new_page(width=612, height=792)
        for i, line in enumerate((SALES[:45], SALES[45:].strip())):
            at = (x, y + step * i) if rotate == 180 else (x + step * i, y)
            page.insert_text(at, line, fontsize=11, rotate=rotate)
        seen = {word[4]: word[:4] for word in page.get_text("words")}
        [paragraph] = save(pdf).paragraphs
        assert paragraph.text == SALES
        for word in ("grew", "company", "shown"):
            [box] = boxes_of(paragraph, SALES.index(word), SALES.index(word) + 1)
            assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx(seen[word], abs=0.5)

    def test_a_few_sideways_words_turn_nothing(self, save):
        pdf = pymupdf.open()
        page = text_page(pdf, (80, SALES), (120, SALES))
        page.insert_text((40, 500), "Draft of May", fontsize=11, rotate=90)
        document = save(pdf)
        assert document.paragraphs[0].text == SALES
        assert document.paragraphs[0].boxes[0].y0 < 100


class TestParagraphsThatTheModelLeavesTogether:
    @staticmethod
    def parts(lines, **options):
        words = [
            Glyphs((x + 6.0 * i, y, x + 6.0 * i + 5, y + size), letter, 0, n, size, glued=i > 0, characters=1)
            for n, (x, y, text, size) in enumerate(lines)
            for i, letter in enumerate(text)
        ]
        return [
            "/".join(line.text for line in part) for part in paragraphs_in(paragraph_breaks.set_lines(words), **options)
        ]

    full = "a" * 40

    def test_a_short_last_line_and_some_white_space(self):
        lines = [(0, 0, self.full, 10.0), (0, 12, "end.", 10.0), (0, 27, self.full, 10.0), (0, 39, self.full, 10.0)]
        assert self.parts(lines, trusted=True) == [f"{self.full}/end.", f"{self.full}/{self.full}"]
        close = [*lines[:2], (0, 24, self.full, 10.0), (0, 36, self.full, 10.0)]
        assert len(self.parts(close, trusted=True)) == 1
        assert len(self.parts(close)) == 2

    def test_an_indent_after_a_sentence(self):
        lines = [(0, 0, self.full, 10.0), (0, 12, self.full[:39] + ".", 10.0), (15, 24, self.full, 10.0)]
        assert len(self.parts(lines, trusted=True)) == 2
        no_sentence = [lines[0], (0, 12, self.full, 10.0), lines[2]]
        assert len(self.parts(no_sentence, trusted=True)) == 1

    def test_larger_letters(self):
        lines = [(0, 0, "Sales", 14.0), (0, 16, self.full, 10.0), (0, 28, self.full, 10.2)]
        assert self.parts(lines, trusted=True) == ["Sales", f"{self.full}/{self.full}"]


class TestItems:
    """The layout model often takes several items for one."""

    LINES = (
        (True, "Net revenues of the resorts in the north, which were"),
        (False, "lower than in the year before;"),
        (True, "Costs of the resorts in the south, most of them open"),
        (True, "Earnings of 27 dollars a share"),
    )

    def items(self, monkeypatch, block_class=BlockClass.LIST_ITEM, indent=18, bullet="\u2022"):
        monkeypatch.setattr(layout, "regions_of", lambda page, words: [regions.Region((60, 70, 550, 200), block_class)])
        with pymupdf.open() as pdf:
            page = pdf.new_page(width=612, height=792)
            for i, (bulleted, text) in enumerate(self.LINES):
                if bulleted:
                    page.insert_text((72, 90 + 14 * i), bullet, fontsize=11)
                page.insert_text((72 + indent, 90 + 14 * i), text, fontsize=11)
            return [(block.block_class, block.text) for block in layout.page_blocks(page, 1).blocks]

    @pytest.mark.parametrize("indent", [9, 18, 36])
    def test_each_bullet_begins_one(self, monkeypatch, indent):
        found = self.items(monkeypatch, indent=indent)
        assert [text[:10] for _, text in found] == ["\u2022 Net reve", "\u2022 Costs of", "\u2022 Earnings"]
        assert found[0][1].endswith("which were lower than in the year before;")
        assert {block_class for block_class, _ in found} == {BlockClass.LIST_ITEM}

    def test_a_dash_does_not(self, monkeypatch):
        assert len(self.items(monkeypatch, bullet="-")) == 1

    def test_nor_does_a_bullet_in_a_caption(self, monkeypatch):
        assert len(self.items(monkeypatch, block_class=BlockClass.CAPTION)) == 1


class TestBesideEachOther:
    """The layout model often takes an address and the date beside it for one."""

    def parts(self, *lines):
        """Lines are x, level and text; each letter is 6 points wide."""
        words = [
            Glyphs((x, 14.0 * y, x + 6 * len(text), 14.0 * y + 10), text, 0, i, 10.0, characters=len(text))
            for i, (x, y, text) in enumerate(lines)
        ]
        region, inside = regions.around_words(BlockClass.TEXT, words)
        return ["/".join(word.text for word in found) for _, found in regions.believed(region, inside)]

    address = ((0, 0, "Mrs. Eleanor Whitcombe"), (0, 1, "Whitcombe Family Trust"), (0, 2, "118 Orchard Lane"))
    text = "Mrs. Eleanor Whitcombe/Whitcombe Family Trust/118 Orchard Lane"

    def test_a_date_beside_an_address(self):
        assert self.parts(*self.address, (300, 0, "May 3, 1998")) == [self.text, "May 3, 1998"]

    def test_labels_and_values_stay_together(self):
        values = [(300, y, value) for y, value in enumerate(("1,240", "2,300", "118"))]
        assert len(self.parts(*self.address, *values)) == 1
        assert len(self.parts(*self.address, *values[:2])) == 1

    def test_a_space_within_a_line_parts_nothing(self):
        assert len(self.parts(*self.address, (160, 0, "May 3, 1998"))) == 1


def test_an_item_begins_though_its_number_is_set_apart():
    """OCR and many programs set the number and its text as two lines."""
    lines = [
        (0, 0, "(a)"),
        (30, 0, "that all of them will be vacated;"),
        (0, 1, "(b)"),
        (30, 1, "who will come."),
    ]
    words = [
        Glyphs((x, 14.0 * y, x + 6 * len(text), 14.0 * y + 10), text, 0, i, 10.0, characters=len(text))
        for i, (x, y, text) in enumerate(lines)
    ]
    region, inside = regions.around_words(BlockClass.TEXT, words)
    assert [" ".join(word.text for word in found) for _, found in regions.believed(region, inside)] == [
        "(a) that all of them will be vacated;", "(b) who will come.",
    ]  # fmt: skip
