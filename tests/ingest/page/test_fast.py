"""The fast layout: paragraphs, headers, tables and furniture without the layout model."""

import pymupdf
import pytest

from docexplain.ingest import ParseOptions, read_document
from docexplain.ingest.page import layout
from docexplain.records import BlockClass as C

FAST = ParseOptions(layout="fast")


@pytest.fixture
def read(write_pdf):
    return lambda *pages: read_document(write_pdf(*pages), options=FAST)


def shown(document):
    return [(p.block_class, p.text) for p in document.paragraphs]


def test_the_layout_model_is_not_asked(samples, monkeypatch):
    monkeypatch.setattr(layout, "regions_of", lambda *_: pytest.fail("asked the layout model"))
    with pymupdf.open(samples / "employment-contract.pdf") as pdf:
        assert layout.page_blocks(pdf[0], 1, "fast").blocks


def test_the_samples_come_out_as_with_the_model(contract_fast, contract):
    assert [(p.text, p.heading_path) for p in contract_fast.paragraphs] == [
        (p.text, p.heading_path) for p in contract.paragraphs
    ]
    assert [f.text for f in contract_fast.furniture] == [f.text for f in contract.furniture]


def test_headers_are_larger_than_the_text(read, set_lines, prose):
    lines = [*set_lines(prose, 80, 60), (80, 160, "The Ferry", 18), *set_lines(prose, 80, 190)]
    document = read([*lines, (80, 300, "In winter", 14), *set_lines(prose, 80, 330)])
    assert [p.heading_path for p in document.paragraphs] == [(), ("The Ferry",), ("The Ferry", "In winter")]


def test_a_paragraph_begins_after_white_space_at_a_bullet_and_with_an_indent(read, set_lines, prose):
    one, two = set_lines(prose, 80, 100), set_lines(prose, 80, 180)
    document = read([*one, *two, (80, 300, "- the first of the items", 11), (80, 314, "- the second of the items", 11)])
    assert [text for _, text in shown(document)] == [
        prose, prose, "- the first of the items", "- the second of the items",
    ]  # fmt: skip
    indented = [(x + 15 * (i == 0), y + 43, text, size) for i, (x, y, text, size) in enumerate(one)]
    assert [text for _, text in shown(read([*one, *indented]))] == [prose, prose]


def test_columns_are_read_one_after_the_other(read, set_lines, prose):
    left, right = set_lines(prose, 60, 100, width=230), set_lines(prose.replace("ferry", "boat"), 320, 100, width=230)
    both = [line for pair in zip(left, right, strict=True) for line in pair]
    assert [text for _, text in shown(read(both))] == [prose, prose.replace("ferry", "boat")]


def test_cells_beside_each_other_are_a_table(read, set_lines, prose):
    rows = [("Town", "2023", "2024"), ("Oslo", "12", "14"), ("Bergen", "7", "9")]
    cells = [(80 + 120 * i, 250 + 16 * n, cell, 11) for n, row in enumerate(rows) for i, cell in enumerate(row)]
    document = read([*set_lines(prose, 80, 100), *cells, *set_lines(prose, 80, 350)])
    assert [kind for kind, _ in shown(document)] == [C.TEXT, C.TABLE, C.TEXT]
    assert document.paragraphs[1].text.splitlines()[1:] in (
        ["Oslo | 12 | 14", "Bergen | 7 | 9"],
        ["Town: Oslo | 2023: 12 | 2024: 14", "Town: Bergen | 2023: 7 | 2024: 9"],
    )


def test_page_numbers_and_what_repeats_at_the_edge_are_apart(read, set_lines, prose):
    pages = [[(80, 40, "The Ferry Gazette", 9), *set_lines(prose, 80, 100), (300, 770, str(n), 9)] for n in range(1, 5)]
    document = read(*pages)
    assert [text for _, text in shown(document)] == [prose] * 4
    assert {f.text for f in document.furniture} == {"The Ferry Gazette", "1", "2", "3", "4"}


def test_a_small_numbered_line_below_is_a_footnote(read, set_lines, prose):
    document = read([*set_lines(prose, 80, 100), (80, 700, "1 It did not sail in the year of the great storm.", 8)])
    assert shown(document)[-1][0] is C.FOOTNOTE


def test_no_word_is_lost(samples):
    with pymupdf.open(samples / "annual-report.pdf") as pdf:
        plain = sorted(word for page in pdf for word in page.get_text().split())
    document = read_document(samples / "annual-report.pdf", options=FAST)
    headings = {heading for p in document.paragraphs for heading in p.heading_path}
    kept = " ".join([*(p.text for p in document.paragraphs), *(f.text for f in document.furniture), *headings]).split()
    assert document.coverage.characters == document.coverage.kept + document.coverage.furniture
    assert {word for word in plain if word.isalpha()} <= {*kept, "\u00b7"} | {
        w for w in plain if w not in kept and "-" in w
    }
