"""Which rows of a cited table are shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.answers import cited_rows, read_in_part, read_lines, text_of_row
from docexplain.records import BlockClass, Choice, Cited, Granularity, Passage
from docexplain.records.grounds import Excerpt
from tests.path_answers import by_path
from tests.tables import document_of, sites, table_text

TEXT = table_text(sites(4))
LINES = TEXT.split("\n")
STARTS = [TEXT.index(line) for line in LINES]


@pytest.fixture
def table():
    return document_of("Staff was so:", (TEXT, BlockClass.TABLE)).paragraph(2)


@pytest.fixture
def answer(make_answer):
    cited = Cited((2,), (2.0, 1.0), (0.1, 0.1))
    rows = make_answer(("13", "2"), (0.8, 0.5), {1: (0.8, 0.5), 2: (0.1, 0.1)}, (0.1, 0.1), noise=0.05, cited=cited)
    return by_path(rows, {1: (0.1,), 2: (3.0,)}, alone=(1, 2), claims=((0, 2),))


def by_line(*given):
    """A passage for each line, which gives so much."""
    return tuple(
        Passage(2, start, start + len(line), nats, 0.0, abs(nats) < 0.05, (), per_claim=(nats,), support=nats)
        for start, line, nats in zip(STARTS, LINES, given, strict=True)
    )


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ((0.1, 0.2, 3.0, 0.1, 0.0), [2]),
        ((9.0, 0.2, 3.0, 2.0, 0.0), [2, 3]),  # the head is not a row that says anything
        ((0.0, 3.0, 2.9, 2.8, 2.7), [1, 2, 3]),
        ((0.0, 1.0, 2.7, 2.8, 2.9), [2, 3, 4]),
        ((0.0, 0.01, -2.0, 0.0, -1.0), []),
    ],
)
def test_the_rows_that_give_most_in_the_order_of_the_table(answer, table, given, shown):
    rows = cited_rows(replace(answer, passages=by_line(*given)), table)
    assert [row.text for row in rows] == [LINES[i] for i in shown]
    assert [TEXT[row.passage.start : row.passage.end] for row in rows] == [LINES[i] for i in shown]


def test_tokens_of_a_row_count_together(answer, table):
    at = STARTS[3]
    tokens = [Passage(2, at + i, at + i + 1, 0.5, 0.0, False, (), per_claim=(0.5,)) for i in range(4)]
    other = Passage(2, STARTS[1], STARTS[1] + 3, 0.6, 0.0, False, (), per_claim=(0.6,))
    settings = replace(answer.settings, granularity=Granularity.TOKEN)
    (row,) = cited_rows(replace(answer, settings=settings, passages=(other, *tokens)), table)
    assert (row.text, row.passage.effect, row.passage.per_claim) == (LINES[3], 2.0, (2.0,))


def test_nothing_where_rows_were_not_measured_or_it_is_no_table(answer, table):
    assert cited_rows(answer, table) == ()
    passages = by_line(0.0, 1.0, 0.0, 0.0, 0.0)
    assert cited_rows(replace(answer, passages=passages), replace(table, block_class=BlockClass.TEXT)) == ()


def test_of_an_excerpt_only_what_was_read_is_shown(answer, table):
    start = STARTS[3]
    parts = ((start, start + len("Site: Mill 003")), (TEXT.index("2022: 32"), TEXT.index("2022: 32") + 8))
    excerpt = Excerpt(2, "Staff", parts)
    answer = replace(answer, choice=Choice(excerpts=(excerpt,)), passages=by_line(0.0, 0.0, 0.0, 2.0, 0.0)[3:4])
    (row,) = cited_rows(answer, table)
    assert row.text == "Site: Mill 003 | 2022: 32"
    assert [text_of_row(table, excerpt, line) for line in read_lines(answer, table)] == [row.text]
    assert read_in_part(answer, table) == "Read of this table: 1 of 4 rows, not all of their columns."
    whole = replace(answer, choice=Choice(excerpts=(replace(excerpt, parts=((start, start + len(LINES[3])),)),)))
    assert read_in_part(whole, table) == "Read of this table: 1 of 4 rows."
    every = replace(answer, choice=Choice(excerpts=(replace(excerpt, parts=((0, len(TEXT)),)),)))
    assert read_in_part(every, table) == "Read of this table: all 4 rows."
    assert read_in_part(replace(answer, choice=None), table) == ""
    assert len(read_lines(replace(answer, choice=None), table)) == 5
