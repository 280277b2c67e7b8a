"""Page numbers and running headers, in documents made with them: they are in no paragraph, and label their pages."""

import random

import pymupdf
import pytest

from docexplain.ingest.document.refine import refine
from docexplain.ingest.text.blocks import Block, Line, PageBlocks
from docexplain.records import BlockClass as C

SENTENCES = (
    "The price includes packing, insurance and transport to the warehouse of the buyer in the harbour.",
    "Each party keeps the secrets of the other party and gives them to nobody without its consent.",
    "The supplier delivers the goods on working days between eight and sixteen hours to the same gate.",
    "A change of the price needs the written consent of both parties before the first of a month.",
    "The buyer checks what was delivered within five days and says at once what it finds wanting.",
    "Ships that come late wait in the roads until a berth is free and the pilot has come on board.",
)


class Book:
    """Pages of prose of various length, and whatever else is set on them."""

    def __init__(self, pages=6, seed=3, shape=(612, 792), left=80.0, top=80.0, size=11.0, first=""):
        source = random.Random(seed)
        self.pdf, self.size = pymupdf.open(), size
        self.ends, self.texts = [], []
        for _ in range(pages):
            page = self.pdf.new_page(width=shape[0], height=shape[1])
            y = top
            lines = [source.choice(SENTENCES) for _ in range(source.randint(6, 22))]
            for line in lines if not first else [first, *lines]:
                page.insert_text((left, y), line, fontsize=size)
                y += 1.3 * size
            self.ends.append(y)
            self.texts.append(lines)

    def set(self, number, x, y, text, size=None, centred=False):
        """On a page that counts from 1."""
        size = size or self.size
        x -= pymupdf.get_text_length(text, fontsize=size) / 2 if centred else 0
        writer = pymupdf.TextWriter(self.pdf[number - 1].rect)
        writer.append((x, y), text, pymupdf.Font("helv"), size)
        writer.write_text(self.pdf[number - 1])

    def under(self, number, text, by=4.0, x=306):
        """Close under the text."""
        self.set(number, x, self.ends[number - 1] + by, text, centred=True)

    def bytes(self):
        return self.pdf.tobytes()


def words_of(document):
    return " ".join(p.text for p in document.paragraphs).split()


def furniture(document):
    return [item.text for item in document.furniture]


def all_prose(book):
    return " ".join(" ".join(lines) for lines in book.texts).split()


STYLES = {
    "{n}": "{n}",
    "- {n} -": "{n}",
    "\u2013 {n} \u2013": "{n}",
    "-{n}-": "{n}",
    "({n})": "{n}",
    "[{n}]": "{n}",
    "Page {n}": "{n}",
    "Page {n} of 90": "{n}",
    "page {n}/90": "{n}",
    "Seite {n} von 90": "{n}",
    "P\u00e1gina {n} de 90": "{n}",
    "p. {n}": "{n}",
    "F-{n}": "F-{n}",
    "A-{n}": "A-{n}",
    "{n} | Annual Report": "{n}",
    "Nordwind plc | 2024 Form 10-K | {n}": "{n}",
}


class TestNumbers:
    @pytest.mark.parametrize("style", STYLES)
    def test_close_under_the_text_in_any_style(self, read_here, style):
        book = Book()
        for n in range(1, 7):
            book.under(n, style.format(n=n + 10))
        document = read_here(book.bytes())
        assert words_of(document) == all_prose(book)
        assert furniture(document) == [style.format(n=n + 10) for n in range(1, 7)]
        assert document.page_labels == tuple(STYLES[style].format(n=n + 10) for n in range(1, 7))
        assert {item.block_class for item in document.furniture} == {C.PAGE_FOOTER}
        assert document.coverage.kept + document.coverage.furniture == document.coverage.characters

    def test_small_roman_numbers_and_then_arabic_ones(self, read_here):
        book = Book(9)
        printed = ["i", "ii", "iii", "iv", "1", "2", "3", "4", "5"]
        for n, text in enumerate(printed, 1):
            book.under(n, text)
        document = read_here(book.bytes())
        assert (furniture(document), document.page_labels) == (printed, tuple(printed))
        assert (document.page_label(4), document.page_label(6)) == ("iv", "2")

    def test_a_cover_and_gaps_have_no_label(self, read_here):
        book = Book(9)
        printed = {2: "1", 3: "2", 4: "3", 6: "5", 7: "6", 9: "8"}
        for n, text in printed.items():
            book.under(n, text)
        document = read_here(book.bytes())
        assert furniture(document) == list(printed.values())
        assert document.page_labels == ("", "1", "2", "3", "", "5", "6", "", "8")

    def test_at_the_outer_edges_by_turns(self, read_here):
        book = Book(8)
        for n in range(1, 9):
            book.set(n, 80 if n % 2 else 520, 740, str(n + 40))
        document = read_here(book.bytes())
        assert furniture(document) == [str(n + 40) for n in range(1, 9)]
        assert words_of(document) == all_prose(book)

    def test_beside_the_name_of_a_section_at_the_top(self, read_here):
        book = Book(8, top=100)
        for n in range(1, 9):
            section = "Deliveries" if n < 4 else "Prices" if n < 8 else "Ships"
            book.set(n, 80, 60, section, 9)
            book.set(n, 500, 60, str(n + 3), 9)
        document = read_here(book.bytes())
        assert words_of(document) == all_prose(book)
        assert document.page_labels[0] == "4" and len(document.page_labels) == 8
        assert {p.heading_path for p in document.paragraphs} == {()}

    def test_two_printed_pages_on_one(self, read_here):
        book = Book(5, shape=(842, 595), left=300)
        for n in range(1, 6):
            book.set(n, 60, 560, str(2 * n + 8))
            book.set(n, 780, 560, str(2 * n + 9))
        document = read_here(book.bytes())
        assert document.page_labels == ("10-11", "12-13", "14-15", "16-17", "18-19")
        assert words_of(document) == all_prose(book)

    def test_two_pages_are_enough_at_the_same_place(self, read_here):
        book = Book(2)
        for n in (1, 2):
            book.set(n, 300, 760, str(n + 11))
        document = read_here(book.bytes())
        assert (furniture(document), document.page_labels) == (["12", "13"], ("12", "13"))

    def test_physical_numbers_are_no_labels(self, read_here):
        book = Book(4)
        for n in range(1, 5):
            book.under(n, str(n))
        document = read_here(book.bytes())
        assert furniture(document) == ["1", "2", "3", "4"]
        assert document.page_labels == ()

    def test_labels_that_the_file_names_stay(self, read_here):
        book = Book(4)
        book.pdf.set_page_labels([{"startpage": 0, "prefix": "B-", "style": "D", "firstpagenum": 1}])
        for n in range(1, 5):
            book.under(n, str(n + 70))
        assert read_here(book.bytes()).page_labels == ("B-1", "B-2", "B-3", "B-4")

    @pytest.mark.parametrize("layout", ["fast", "model"])
    def test_under_a_table(self, read_here, layout):
        book = Book(4)
        for n in range(1, 5):
            y = book.ends[n - 1] + 30
            for row in range(5):
                for column, text in enumerate((f"Region {'ABCDE'[row]}", str(100 * n + row), str(371 + row))):
                    book.set(n, 80 + 150 * column, y + 14 * row, text)
            book.set(n, 306, y + 14 * 5 + 2, str(n + 4), centred=True)
        document = read_here(book.bytes(), layout=layout)
        assert furniture(document) == ["5", "6", "7", "8"]
        tables = [p.text for p in document.paragraphs if "Region A" in p.text]
        assert len(tables) == 4 and all("375" in text.split("\n")[-1] for text in tables)


class TestNotNumbers:
    def kept(self, read_here, book, *texts):
        document = read_here(book.bytes())
        assert document.furniture == () and document.page_labels == ()
        assert set(texts) <= set(words_of(document))

    def test_numbers_that_do_not_grow_with_the_pages(self, read_here):
        book = Book(6)
        for n, text in enumerate(("2021", "380", "17", "9", "2019", "44"), 1):
            book.under(n, text)
        self.kept(read_here, book, "2021", "380", "17", "9", "2019", "44")

    def test_the_same_number_on_each_page(self, read_here):
        book = Book(6)
        for n in range(1, 7):
            book.under(n, "2024", by=10 * n)
        document = read_here(book.bytes())
        assert words_of(document).count("2024") == 6

    def test_numbers_of_sections_before_their_titles(self, read_here):
        book = Book(5, top=140)
        for n, title in enumerate(("Parties", "Deliveries", "Prices", "Secrets", "Ships"), 1):
            book.set(n, 80, 110, str(n))
            book.set(n, 110, 110, title)
        document = read_here(book.bytes())
        text = " ".join([*words_of(document), *(h for p in document.paragraphs for h in p.heading_path)])
        assert all(f"{n} {title}" in text for n, title in ((1, "Parties"), (3, "Prices"), (5, "Ships")))

    def test_a_list_on_one_page(self, read_here):
        book = Book(1)
        for n in range(1, 9):
            book.set(1, 80, book.ends[0] + 14 * n, f"{n}")
        self.kept(read_here, book, *"12345678")

    def test_the_last_cell_of_a_table(self, read_here):
        book = Book(5)
        for n in range(1, 6):
            y = book.ends[n - 1] + 20
            for row in range(3):
                for column, text in enumerate((f"Item {'ABC'[row]}", str(50 + row), str(n + row))):
                    book.set(n, 80 + 150 * column, y + 14 * row, text)
        document = read_here(book.bytes())
        assert document.furniture == ()
        assert words_of(document).count("Item") == 15

    def test_a_lone_number_at_the_other_end_of_a_page(self, read_here):
        book = Book(5)
        for n in range(1, 6):
            book.under(n, str(n))
        book.set(3, 400, 40, "522")
        document = read_here(book.bytes())
        assert furniture(document) == ["1", "2", "3", "4", "5"]
        assert "522" in words_of(document)


class TestRunning:
    def test_links_to_the_contents_at_the_top(self, read_here):
        book = Book(4, top=60)
        for n in range(1, 5):
            book.set(n, 80, 45, "Table of Contents", 10)
            book.under(n, str(n))
        document = read_here(book.bytes())
        assert furniture(document).count("Table of Contents") == 4
        assert words_of(document) == all_prose(book)

    @pytest.mark.parametrize("layout", ["fast", "model"])
    def test_letters_that_begin_with_the_same_sentence_keep_it(self, read_here, layout):
        """Also where a heading above it is one of a running header's kind."""
        said = "The purchase price of the ship Marlin is 3,250,000 dollars."
        book = Book(pages=3, top=118.0)
        for number in (1, 2, 3):
            book.set(number, 80, 50, "Letter")
            book.set(number, 80, 86, said)
        assert " ".join(words_of(read_here(book.bytes(), layout=layout))).count(said) == 3

    @pytest.mark.parametrize("layout", ["fast", "model"])
    def test_a_header_on_two_pages_is_no_heading(self, read_here, layout):
        book = Book(2, top=120)
        for n in (1, 2):
            book.pdf[n - 1].insert_text((80, 50), "Nordwind Annual Report 2024", fontsize=9, fontname="hebo")
        document = read_here(book.bytes(), layout=layout)
        assert furniture(document) == ["Nordwind Annual Report 2024"] * 2
        assert {p.heading_path for p in document.paragraphs} == {()}

    def test_names_of_sections_change(self, read_here):
        book = Book(9, top=120)
        for n in range(1, 10):
            section = "Deliveries" if n < 4 else "Prices" if n < 8 else "Ships"
            book.set(n, 80, 50, f"Nordwind Annual Report {section}", 9)
        document = read_here(book.bytes())
        assert len(document.furniture) == 9
        assert words_of(document) == all_prose(book)

    def test_the_first_line_of_the_text_stays_though_it_repeats(self, read_here):
        book = Book(5, first="The supplier confirms by hand what follows here, and nobody may change it")
        document = read_here(book.bytes())
        assert " ".join(words_of(document)).count("confirms by hand") == 5

    def test_titles_that_count_stay(self, read_here):
        book = Book(4, top=120)
        for n in range(1, 5):
            book.set(n, 80, 100, f"Exhibit 31.{n}", 11)
        document = read_here(book.bytes())
        text = " ".join([*words_of(document), *(h for p in document.paragraphs for h in p.heading_path)])
        assert all(f"Exhibit 31.{n}" in text for n in range(1, 5))


@pytest.mark.parametrize(
    ("once", "stays"),
    [
        ("Cash and cash equivalents at end of year $8,813 $8,801", True),
        ("Cash and restricted cash, end of the year", True),  # no other page has it
        ("Item 8.01 Other Events.", True),
        ("Nordwind Stores Inc.", False),  # every page has it
        ("12", False),
    ],
)
def test_what_the_model_takes_for_a_header_must_be_like_one(once, stays):
    def page(number, head):
        rect = (80.0, 40.0, 400.0, 52.0)
        top = Block(number, rect, C.PAGE_HEADER, (Line(head, rect),), 10.0, len(head))
        text = (80.0, 300.0, 500.0, 312.0)
        body = Block(number, text, C.TEXT, (Line(SENTENCES[number], text),), 10.0, len(SENTENCES[number]))
        return PageBlocks(number, 792.0, (top, body), 100)

    heads = ["Nordwind Stores Inc."] * 3
    found = refine([page(n, head) for n, head in enumerate([once, *heads], start=1)])
    assert (found[0].block_class is C.TEXT) is stays
