"""What a PDF says of its own pages: printed numbers and bookmarks, whole or broken."""

from __future__ import annotations

import pymupdf
import pytest

from docexplain.ingest import ParseOptions, read_document
from docexplain.ingest.files.metadata import outline, page_labels
from docexplain.ingest.text.blocks import OutlineEntry

FAST = ParseOptions(layout="fast")
FRONT = [
    {"startpage": 0, "prefix": "", "style": "r", "firstpagenum": 1},
    {"startpage": 2, "prefix": "", "style": "D", "firstpagenum": 1},
    {"startpage": 4, "prefix": "A-", "style": "D", "firstpagenum": 3},
]


@pytest.fixture
def pdf():
    with pymupdf.open() as document:
        for _ in range(6):
            document.new_page()
        yield document


def again(document):
    return pymupdf.open(stream=document.tobytes(), filetype="pdf")


def test_labels(pdf):
    pdf.set_page_labels(FRONT)
    assert page_labels(again(pdf), 6) == ("i", "ii", "1", "2", "A-3", "A-4")


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([], ()),
        ([{"startpage": 0, "prefix": "", "style": "D", "firstpagenum": 1}], ()),
        ([{"startpage": 4, "prefix": "", "style": "a", "firstpagenum": 1}], ("", "", "", "", "a", "b")),
        ([{"startpage": 0, "prefix": "Cover", "style": "", "firstpagenum": 1}], ("Cover",) * 6),
        ([{"startpage": 0, "prefix": "x" * 500, "style": "D", "firstpagenum": 1}], ("x" * 24,) * 6),
        ([{"startpage": 0, "prefix": "", "style": "R", "firstpagenum": 2_000_000_000}], ()),
    ],
)
def test_odd_labels(pdf, rules, expected):
    pdf.set_page_labels(rules)
    assert page_labels(again(pdf), 6) == expected


def test_what_steers_a_terminal_is_taken_out_of_labels_and_titles(pdf):
    pdf.set_page_labels([{"startpage": 0, "prefix": "a\x1b[31m-", "style": "D", "firstpagenum": 1}])
    pdf.set_toc([[1, "One\u202e", 1]])
    whole = again(pdf)
    assert page_labels(whole, 6)[0] == "a-1"
    assert outline(whole, 6) == (OutlineEntry(1, "One", 1),)


@pytest.mark.parametrize(
    ("written", "label"), [("<FEFF00C4002D>", "\u00c4-1"), ("(\\101-)", "A-1"), ("(a\\(b\\))", "ab1")]
)
def test_prefixes_as_files_write_them(pdf, written, label):
    pdf.xref_set_key(pdf.pdf_catalog(), "PageLabels", f"<</Nums[0 <</S/D/P{written}>>]>>")
    assert page_labels(again(pdf), 6)[0] == label


@pytest.mark.parametrize("tree", ["<</Nums[0 17 (x) <</S/D>>]>>", "<</Nums 5>>", "17", "<</Kids[99 0 R]>>"])
def test_a_broken_tree_of_labels_costs_only_the_labels(pdf, tree, tmp_path, set_lines, prose):
    for x, y, text, size in set_lines(prose, 80, 100):
        pdf[0].insert_text((x, y), text, fontsize=size)
    pdf.xref_set_key(pdf.pdf_catalog(), "PageLabels", tree)
    pdf.save(tmp_path / "broken.pdf")
    document = read_document(tmp_path / "broken.pdf", options=FAST)
    assert document.page_labels == ()
    assert [p.text for p in document.paragraphs] == [prose]


def test_outline(pdf):
    pdf.set_toc([[1, "One", 1], [2, "One and a half", 2], [1, "  ", 3], [1, "Long " * 200, 4], [1, "Gone", -1]])
    found = outline(again(pdf), 6)
    assert [(entry.level, entry.title, entry.page) for entry in found[:2]] == [(1, "One", 1), (2, "One and a half", 2)]
    assert [(entry.page, len(entry.title)) for entry in found[2:]] == [(4, 300)]


def test_bookmarks_beyond_the_pages_are_dropped(pdf):
    pdf.set_toc([[1, "One", 1], [1, "Six", 6]])
    assert [entry.title for entry in outline(again(pdf), 5)] == ["One"]


def test_a_broken_outline_is_none():
    class Broken:
        def get_toc(self):
            raise RuntimeError("cycle in outlines")

    assert outline(Broken(), 5) == ()


@pytest.mark.processes
def test_a_document_knows_its_labels(pdf, tmp_path):
    pdf.set_page_labels(FRONT)
    for page in pdf:
        page.insert_text((80, 300), f"This stands on physical page {page.number + 1}.")
    pdf.save(tmp_path / "labels.pdf")
    document = read_document(tmp_path / "labels.pdf", options=FAST)
    assert document.page_labels == ("i", "ii", "1", "2", "A-3", "A-4")
    assert [document.page_label(page) for page in (1, 3, 6, 7)] == ["i", "1", "A-4", ""]
