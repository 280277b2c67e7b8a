"""From blocks to paragraphs, without a PDF."""

import pytest

from docexplain.ingest.document.paragraphs import explained_paragraphs
from docexplain.ingest.document.refine import refine
from docexplain.ingest.page.headings import with_outline
from docexplain.ingest.text.blocks import Block, Line, OutlineEntry, PageBlocks
from docexplain.records import BlockClass as C

LEFT, RIGHT = 50.0, 300.0


def make_paragraphs(blocks):
    return tuple(paragraph for paragraph, _ in explained_paragraphs(blocks))


def block(text, block_class=C.TEXT, page=1, x=LEFT, y=100.0, size=10.0, width=200.0):
    """Lines are separated by a bar of their own; the last one is as long as its share of characters."""
    parts = text.split("/")
    longest = max(len(part) for part in parts)
    lines = tuple(
        Line(part, (x, y + 12 * i, x + width * len(part) / longest, y + 12 * i + 10)) for i, part in enumerate(parts)
    )
    return Block(page, (x, y, x + width, y + 12 * len(parts)), block_class, lines, size, len(text.replace(" ", "")))


def header(text, size=14.0, **where):
    return block(text, C.SECTION_HEADER, size=size, **where)


def texts(*blocks):
    return [p.text for p in make_paragraphs(blocks)]


def paths(*blocks):
    return [p.heading_path for p in make_paragraphs(blocks)]


class TestJoining:
    first = "The company sells lamps and/lanterns in all towns of the"

    def test_over_a_column(self):
        [p] = make_paragraphs([block(self.first, y=600), block("north coast.", x=RIGHT)])
        assert p.text == "The company sells lamps and lanterns in all towns of the north coast."
        assert [(box.page, box.x0) for box in p.boxes] == [(1, LEFT), (1, RIGHT)]

    full = "The company sells lamps and lanterns in/all of the towns that it knows, on the"

    def test_below_where_the_lines_go_on_as_those_of_a_paragraph(self):
        """As a scan's paragraph that OCR or the layout model took for two."""
        rest = "30 September of each year, and in some/of them at Easter."
        assert len(texts(block(self.full), block(rest, y=124))) == 1
        assert len(texts(block(f"{self.full[:-3]}12."), block(rest.replace("30 S", "of s"), y=124))) == 1

    @pytest.mark.parametrize(
        ("first", "where"),
        [
            (full, {"y": 131.0}),
            (full, {"y": 124.0, "x": LEFT + 20, "width": 180.0}),
            (full, {"y": 124.0, "size": 14.0}),
            ("The company sells lamps and lanterns in/all of the towns", {"y": 124.0}),
            ("The company sells lamps and lanterns in/all of the towns that it knows, on them.", {"y": 124.0}),
        ],
        ids=["more white space", "indented", "larger", "a short last line", "an end"],
    )
    def test_not_below_otherwise(self, first, where):
        rest = "30 September of each year, and in some/of them at Easter."
        assert len(texts(block(first), block(rest, **where))) == 2

    def test_over_a_page_with_a_capital(self):
        assert len(texts(block(self.first), block("North Coast.", page=2))) == 1

    def test_over_a_page_with_a_full_last_line(self):
        rest = block("2025 for good, as had been planned.", page=2)
        assert len(texts(block("It was opened on April 23/and then closed on June 7"), rest)) == 1
        assert len(texts(block("It was opened in the year 23/by Jo"), rest)) == 2

    @pytest.mark.parametrize(
        ("end", "rest"),
        [
            ("was paid to all of them (in", "March, 2026), with what is due."),
            ("was paid to all of \u201cthe", "Company\u201d and of its heirs."),
            ("was paid to all (some part", "Friday, as is told) of them."),
        ],
    )
    def test_over_a_page_within_a_bracket(self, end, rest):
        first = f"What they had been promised by the old owner/{end}"
        assert len(texts(block(first), block(rest, page=2))) == 1

    def test_not_over_a_page_where_no_bracket_is_closed(self):
        first = "What they had been promised by the old owner/was paid to all (some part"
        assert len(texts(block(first), block("Friday was the day of rest for all (or most).", page=2))) == 2

    def test_not_after_a_full_stop(self):
        rest = block("It was hard for all of them.", page=2)
        assert len(texts(block("The work of the year is done, and/nobody is sorry for it now."), rest)) == 2
        assert len(texts(block('The director said/"the work is done."[1]'), rest)) == 2
        assert len(texts(block("The directors of the board are now/the following, all of them:"), rest)) == 2

    def test_after_an_abbreviation(self):
        assert len(texts(block("The lamps are sold by Marrowby Inc."), block("and its dealers.", page=2))) == 1

    def test_not_over_a_page_that_is_missing(self):
        assert len(texts(block(self.first), block("north coast and beyond it.", page=3))) == 2

    def test_not_over_a_header(self):
        assert (
            len(texts(block(self.first), header("2 Lamps", page=2), block("north coast and beyond it.", page=2))) == 2
        )

    def test_not_a_list_item(self):
        assert len(texts(block(self.first), block("a) north coast and beyond it.", page=2))) == 2
        assert len(texts(block(self.first), block("\u2022 north coast.", C.LIST_ITEM, page=2))) == 2

    def test_over_a_figure_and_a_footnote(self):
        note = block("1 Some are not.", C.FOOTNOTE, y=700)
        chart = block("2021 2022", C.PICTURE, page=2)
        caption = block("Figure 1: Sales", C.CAPTION, page=2, y=150)
        result = make_paragraphs(
            [block(self.first, y=600), note, chart, caption, block("north coast and beyond it.", page=2, y=300)]
        )
        assert [p.block_class for p in result] == [C.TEXT, C.FOOTNOTE, C.PICTURE, C.CAPTION]
        assert result[0].text.endswith("of the north coast and beyond it.")

    def test_in_the_same_column_only_what_plainly_goes_on(self):
        assert len(texts(block(self.first), block("north coast.", y=150))) == 1
        assert len(texts(block(self.first), block("North Coast and beyond it.", y=150))) == 2

    def test_word_broken_by_a_page(self):
        assert texts(block("This is an agree-"), block("ment in writing.", page=2)) == [
            "This is an agreement in writing."
        ]


class TestHeadings:
    body = block("Some text that is long enough.")

    def test_numbers_nest(self):
        one, two = header("1 Sales"), header("1.1 North")
        assert paths(one, self.body, two, self.body, header("2 Staff"), self.body) == [
            ("1 Sales",),
            ("1 Sales", "1.1 North"),
            ("2 Staff",),
        ]

    def test_sizes_nest(self):
        assert paths(header("Sales", 16), header("North", 12), self.body, header("South", 12), self.body) == [
            ("Sales", "North"),
            ("Sales", "South"),
        ]

    def test_equal_headers_replace_one_another(self):
        assert paths(header("Sales"), self.body, header("Staff"), self.body) == [("Sales",), ("Staff",)]

    def test_header_that_heads_nothing_becomes_a_paragraph(self):
        result = make_paragraphs([header("Sales"), header("Staff"), self.body, header("The End")])
        assert [(p.text, p.block_class, p.heading_path) for p in result] == [
            ("Sales", C.SECTION_HEADER, ()),
            (self.body.text, C.TEXT, ("Staff",)),
            ("The End", C.SECTION_HEADER, ()),
        ]

    def test_a_table_uses_its_header(self):
        assert paths(header("Sales"), block("a | b", C.TABLE)) == [("Sales",)]

    def test_title_is_a_paragraph_outside_the_sections(self):
        title = block("The Report", C.TITLE, size=20)
        assert [(p.text, p.heading_path) for p in make_paragraphs([title, header("Sales"), self.body])] == [
            ("The Report", ()),
            (self.body.text, ("Sales",)),
        ]


class TestTheOutlineOfTheFile:
    body = block("Some text that is long enough.")
    later = block("More text on the next page.", page=2)

    def paths(self, entries, *blocks):
        return {p.text: p.heading_path for p in make_paragraphs(with_outline(blocks, entries))}

    def test_its_levels_are_those_of_the_headers(self):
        blocks = [header("Part One", 12), header("Sales", 12), self.body, header("Staff", 12), self.later]
        entries = [OutlineEntry(1, "PART ONE", 1), OutlineEntry(2, "Sales", 1), OutlineEntry(2, "Staff", 1)]
        assert self.paths(entries, *blocks) == {
            self.body.text: ("Part One", "Sales"),
            self.later.text: ("Part One", "Staff"),
        }

    def test_a_plain_paragraph_may_be_a_header(self):
        assert self.paths([OutlineEntry(1, "1. Sales", 1)], block("1.  Sales"), self.body) == {
            self.body.text: ("1.  Sales",)
        }
        assert self.paths([OutlineEntry(1, "Sales", 1)], block("1. Sales"), self.body) == {
            self.body.text: ("1. Sales",)
        }

    def test_a_header_that_stands_on_no_page_heads_what_follows_and_is_no_paragraph(self):
        entries = [OutlineEntry(1, "Front", 1), OutlineEntry(1, "Annex", 2), OutlineEntry(2, "Lists", 2)]
        assert self.paths(entries, self.body, self.later) == {
            self.body.text: ("Front",),
            self.later.text: ("Annex", "Lists"),
        }

    def test_numbers_count_from_the_level_of_the_outline(self):
        blocks = [header("Part One"), header("1 Sales"), header("1.1 North"), self.body, header("2 Staff"), self.later]
        entries = [OutlineEntry(1, "Part One", 1), OutlineEntry(2, "1 Sales", 1)]
        assert self.paths(entries, *blocks) == {
            self.body.text: ("Part One", "1 Sales", "1.1 North"),
            self.later.text: ("Part One", "2 Staff"),
        }

    def test_the_same_words_on_another_page_are_not_meant(self):
        assert self.paths([OutlineEntry(1, "Sales", 2)], block("Sales"), self.later)["More text on the next page."] == (
            "Sales",
        )
        assert "Sales" in self.paths([OutlineEntry(1, "Sales", 2)], block("Sales"), self.later)


class TestSizes:
    def test_over_long_is_split_at_sentences(self):
        sentence = "The quick brown fox jumps over the lazy dog again. "
        long = make_paragraphs([block("/".join([sentence.strip()] * 60))])
        assert len(long) == 3
        assert all(len(p.text) <= 1200 and p.text.endswith("again.") for p in long)
        assert " ".join(p.text for p in long) == (sentence * 60).strip()
        assert long[0].boxes[0].y0 == 100
        assert long[1].boxes[0].y0 > 300

    def test_a_character_that_is_a_token_weighs_more(self):
        sentence = "\u5408\u540c\u671f\u9650\u4e3a\u4e09\u5e74\u3002"
        long = texts(block("/".join([sentence] * 100)))
        assert [len(text) for text in long] == [400, 400]
        assert "".join(long) == sentence * 100

    def test_over_long_sentence_is_split_at_spaces(self):
        long = texts(block("word " * 700))
        assert all(len(text) <= 1200 and not text.startswith(" ") for text in long)
        assert " ".join(long).split() == ["word"] * 700

    @pytest.mark.parametrize(("sign", "least"), [(";", 600), (",", 600)])
    def test_over_long_sentence_is_split_at_its_clauses(self, sign, least):
        clause = "the owner has not paid what was due for the lamps on the day that was set for it"
        long = texts(block("/".join([f"{clause}{sign}"] * 30 + ["and this is the end of it."])))
        assert len(long) > 1
        assert all(text.endswith(sign) and least <= len(text) <= 1200 for text in long[:-1])

    def test_no_few_words_are_left_of_an_over_long_sentence(self):
        for words in (241, 242, 250, 300):
            long = texts(block("word " * words + "end."))
            assert [len(text) for text in long if len(text) < 150] == []

    def test_over_long_word_is_split_anywhere(self):
        assert "".join(texts(block("x" * 3000))) == "x" * 3000

    def test_a_table_is_not_split_within_a_row(self):
        rows = [f"Row {i} | 2025 Incr. / (Decr.): {i} | Amount in 2024 of the Group. And more: {i}" for i in range(40)]
        found = texts(Block(1, (0, 0, 9, 9), C.TABLE, tuple(Line(row, (0, i, 9, i + 1)) for i, row in enumerate(rows))))
        assert len(found) > 1
        assert [line for text in found for line in text.split("\n")] == rows

    def test_over_long_table_is_split_at_rows(self):
        rows = [f"Row {i} | {'x' * 80}" for i in range(30)]
        parts = texts(block("/".join(rows), C.TABLE))
        assert len(parts) > 1
        assert "\n".join(parts).split("\n") == rows

    def test_tiny_text_is_merged_with_the_one_before(self):
        assert texts(block("This paragraph is long enough to stay."), block("The end.", y=150)) == [
            "This paragraph is long enough to stay. The end."
        ]

    def test_boxes_without_a_label_are_not_merged(self):
        """They would tick what stands beside them."""
        said = [
            "Large accelerated filer or an accelerated filer",
            "[x] [ ]",
            "Non-accelerated filer of the smaller kind",
        ]
        assert texts(*(block(text, y=100 + 50 * i) for i, text in enumerate(said))) == said

    def test_tiny_text_is_merged_with_the_one_after(self):
        assert texts(block("Note:"), block("This paragraph is long enough to stay.", y=150)) == [
            "Note: This paragraph is long enough to stay."
        ]

    def test_tiny_list_items_captions_and_other_sections_stay(self):
        assert texts(block("A long enough lead-in to a list:"), block("\u2022 milk", C.LIST_ITEM)) == [
            "A long enough lead-in to a list:",
            "\u2022 milk",
        ]
        assert texts(block("A long enough lead-in to a list:"), block("- milk")) == [
            "A long enough lead-in to a list:",
            "- milk",
        ]
        assert len(texts(header("A"), block("The end of it."), header("B"), block("Another long beginning."))) == 2

    def test_picture_without_text_is_no_paragraph(self):
        empty = Block(1, (0, 0, 9, 9), C.PICTURE, ())
        assert texts(empty, block("Figure 1: Sales", C.CAPTION)) == ["Figure 1: Sales"]


class TestRefine:
    def pages(self, *pages):
        return [PageBlocks(i, 800, tuple(blocks), 0) for i, blocks in enumerate(pages, start=1)]

    def classes(self, *pages):
        return [b.block_class for b in refine(self.pages(*pages))]

    def test_header_in_small_letters_is_text(self):
        assert self.classes([block("Long text here."), header("charity", y=200)]) == [C.TEXT, C.TEXT]

    def test_furniture_that_stands_in_the_middle_is_text(self):
        blocks = [block("Long text here."), block("A remark", C.PAGE_FOOTER, y=400)]
        assert self.classes(blocks) == [C.TEXT, C.TEXT]

    def test_text_at_the_edge_of_many_pages_is_furniture(self):
        pages = [[block(f"Report, page {i}", y=20, page=i), block("Text here.", page=i, y=200)] for i in (1, 2, 3)]
        assert self.classes(*pages) == [C.PAGE_HEADER, C.TEXT] * 3
        assert self.classes(*pages[:2]) == [C.TEXT] * 4

    def test_first_header_is_the_title_if_it_is_the_largest(self):
        rest = [block("Some text."), header("1 Sales", y=200)]
        assert self.classes([header("Report", size=20), *rest]) == [C.TITLE, C.TEXT, C.SECTION_HEADER]
        assert self.classes([header("Report", size=14), *rest]) == [C.SECTION_HEADER, C.TEXT, C.SECTION_HEADER]

    def test_text_beside_a_table_that_begins_like_a_caption_is_one(self):
        table = block("a | b", C.TABLE, y=150)
        assert self.classes([table, block("Table 2: Sales.", y=200)]) == [C.TABLE, C.CAPTION]
        assert self.classes([block("Table 2: Sales."), block("Other text.")]) == [C.TEXT, C.TEXT]


def test_whoever_waits_for_many_paragraphs_can_stop():
    blocks = [block(f"Paragraph {i} ends here, and so it is one of its own.", y=100.0 + 40 * i) for i in range(9)]
    looks = []
    paragraphs = explained_paragraphs(blocks, lambda: looks.append(None))
    assert len(looks) >= 2 * len(paragraphs) > 2  # while they are put together, and while each is finished


class TestTiny:
    first = "The tenant lives in the house since the first of May."

    def test_what_stands_neither_over_nor_beside_stays_apart(self):
        date = block("17 March 2021", x=RIGHT, y=80.0)
        assert texts(date, block(self.first, y=100.0, width=200.0)) == ["17 March 2021", self.first]
        assert texts(block("17 March 2021", y=80.0), block(self.first, y=100.0)) == [f"17 March 2021 {self.first}"]
        assert texts(block("17 March 2021", x=RIGHT), block(self.first)) == [f"17 March 2021 {self.first}"]

    def test_what_ends_in_a_comma_or_colon_begins_what_follows(self):
        assert texts(
            block("Our reference: HL-2024-0317"), block("Dear Mr Okafor,", y=130), block(self.first, y=150)
        ) == [
            "Our reference: HL-2024-0317",
            f"Dear Mr Okafor, {self.first}",
        ]
        signed = block("Fiona Haldane, managing director", y=170)
        assert texts(block(self.first), block("Yours sincerely,", y=130), signed) == [
            self.first,
            "Yours sincerely, Fiona Haldane, managing director",
        ]

    def test_it_stays_alone_before_what_it_cannot_be_read_with(self):
        item = block("(1) The labels of batteries differ.", C.LIST_ITEM, y=150)
        assert texts(block(self.first), block("Whereas:", y=130), item)[1] == "Whereas:"

    def test_the_rest_of_a_sentence_stays_with_its_beginning(self):
        rest = block("and other assets,", y=130)
        assert texts(block("It sells the land of the company"), rest, block(self.first, y=150))[0].endswith("assets,")

    def test_a_name_over_what_is_said_begins_it(self):
        said = "We expect a margin of twelve per cent in the second half."
        assert texts(block(self.first), block("Omar Reyes", y=130), block(said, y=150)) == [
            self.first,
            f"Omar Reyes {said}",
        ]

    @pytest.mark.parametrize("after", [header("Item 5", y=150), block("Another page begins with this.", page=2)])
    def test_a_name_with_nothing_under_it_ends_what_stands_over_it(self, after):
        assert texts(block(self.first), block("Omar Reyes", y=130), after)[0] == f"{self.first} Omar Reyes"

    def test_a_short_sentence_ends_the_one_before(self):
        assert texts(block(self.first), block("None are known.", y=130), block(self.first, y=150))[0].endswith("known.")

    @pytest.mark.parametrize("date", ["12 March 2024", "March 12, 2024", "3. Mai 2024", "12.03.2024", "2024-03-12"])
    def test_a_date_with_space_around_it_is_no_part_of_an_address(self, date):
        said = ["14 Quay Street, Bristol BS1 4QA", date, "Mr Chidi Okafor, Brightwater Academy"]
        assert texts(*(block(text, y=100 + 30 * i) for i, text in enumerate(said))) == said
        assert len(texts(*(block(text, y=100 + 13 * i) for i, text in enumerate(said)))) < 3

    @pytest.mark.parametrize(
        "said",
        [["For the fiscal year ended", "May 31, 2023"], ["May 31, 2023", "(Date of the earliest event reported)"]],
    )
    def test_a_date_stays_with_what_says_which_it_is(self, said):
        assert texts(*(block(text, y=100 + 30 * i) for i, text in enumerate(said))) == [" ".join(said)]
