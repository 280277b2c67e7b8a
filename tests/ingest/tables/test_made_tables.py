"""Tables of which every cell is known, read without the layout model."""

import pymupdf
import pytest

from benchmarks.parsing.cells import holds, judged
from benchmarks.parsing.known_tables import KINDS, Known, known_tables
from docexplain.ingest.document.continued_tables import with_continued
from docexplain.ingest.document.refine import refine
from docexplain.ingest.page.layout import page_blocks
from docexplain.records import BlockClass

CASES = [(kind, way) for kind, (_, ways) in KINDS.items() for way in range(len(ways))]


@pytest.fixture(scope="module")
def made():
    return {kind: list(known_tables(kind, 1, seed=11)) for kind in KINDS}


def blocks_of(data, layout="fast"):
    with pymupdf.open(stream=data) as pdf:
        return with_continued(refine([page_blocks(page, n, layout) for n, page in enumerate(pdf, start=1)]))


def lines_of(data, layout="fast"):
    return [line.text for block in blocks_of(data, layout) for line in block.lines]


@pytest.mark.parametrize(("kind", "way"), CASES)
def test_every_cell_has_the_names_of_its_row_and_column(made, kind, way):
    table = made[kind][way]
    found = judged(table.cells, lines_of(table.data))
    assert found["cells"][0] == found["cells"][1] > 10
    assert found["sections"][0] == found["sections"][1]
    assert found["units"][0] == found["units"][1]


@pytest.mark.parametrize(("kind", "way"), [("spanning", 2), ("spanning-rows", 0), ("statement", 0), ("two-pages", 2)])
def test_with_the_layout_model_too(made, kind, way):
    table = made[kind][way]
    found = judged(table.cells, lines_of(table.data, "model"))
    assert all(right == of for right, of in found.values())


def test_a_head_that_runs_over_pages_is_no_heading(made):
    kinds = {b.block_class for b in blocks_of(made["two-pages"][0].data) if b.text == "Nordwind Annual Report 2024"}
    assert kinds == {BlockClass.PAGE_HEADER}


def test_every_word_of_a_row_stands_in_its_place_or_in_the_heads(made):
    table = made["spanning"][0]
    with pymupdf.open(stream=table.data) as pdf:
        placed = {(word[4], round(word[0]), round(word[1])) for word in pdf[0].get_text("words")}
    lines = [line for block in blocks_of(table.data) if block.block_class is BlockClass.TABLE for line in block.lines]
    found = {(line.text[w.start : w.end], round(w.rect[0]), round(w.rect[1])) for line in lines for w in line.words}
    assert found <= placed and len(found) > 40


def test_the_measure_can_tell():
    cell = Known(("Oslo",), "2023", "12")
    assert holds("Town: Oslo | 2022: 11 | 2023: 12", cell)
    assert not holds("Town: Oslo | 2022: 12 | 2023: 11", cell)
    assert not holds("Town: Bergen | 2023: 12", cell)
    assert not holds("Oslo | 2022: 9 | Bergen | 2023: 12", cell, {"Bergen"})
