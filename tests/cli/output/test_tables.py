"""What is printed of a cited table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.cli.output import answer_text, console
from docexplain.cli.output.as_json import objects as json_objects
from docexplain.records import BlockClass, Choice, Cited, Granularity, Passage
from docexplain.records.grounds import Excerpt
from tests.path_answers import by_path
from tests.tables import document_of, sites, table_text

TEXT = table_text(sites(4))
LINES = TEXT.split("\n")
START = TEXT.index(LINES[3])
CELL = (TEXT.index("2022: 32"), TEXT.index("2022: 32") + 8)


@pytest.fixture
def about():
    return document_of("Staff was so:", (TEXT, BlockClass.TABLE), "Another matter.")


@pytest.fixture
def answer(make_answer, about):
    cited = Cited((2,), (2.0, 1.0), (0.1, 0.1))
    hidden = {1: (0.8, 0.5), 2: (0.1, 0.1)}
    made = make_answer(("13", "2"), (0.8, 0.5), hidden, (0.1, 0.1), noise=0.05, cited=cited)
    passages = tuple(
        Passage(2, TEXT.index(line), TEXT.index(line) + len(line), nats, 0.0, nats < 0.05, (), per_claim=(nats,))
        for line, nats in zip(LINES, (0.1, 0.0, 0.2, 3.0, 0.0), strict=True)
    )
    made = by_path(made, {1: (0.1,), 2: (3.3,)}, alone=(1, 2), claims=((0, 2),))
    return replace(made, passages=passages, document_sha256=about.sha256, parser=about.parser)


@pytest.fixture
def in_part(answer):
    excerpt = Excerpt(2, "Staff in the mills", ((START, START + len("Site: Mill 003")), CELL))
    return replace(answer, choice=Choice(excerpts=(excerpt,)), passages=answer.passages[3:4])


@pytest.fixture
def lines(capsys, about):
    def shown(answer):
        answer_text.show_answer(console.console(), answer, about, top=5)
        return [line.strip() for line in capsys.readouterr().out.splitlines() if " | " in line or "Read of" in line]

    return shown


def test_the_row_under_the_tables_title(answer, lines):
    assert lines(answer) == ["| Staff was so:", f"81% | {LINES[3]}"]


def test_row_by_row(answer, lines):
    answer = replace(answer, settings=replace(answer.settings, granularity=Granularity.SENTENCE))
    assert lines(answer) == [
        "| Staff was so:",
        f"3% | {LINES[0]}",
        f"noise | {LINES[1]}",
        f"5% | {LINES[2]}",
        f"81% | {LINES[3]}",
        f"noise | {LINES[4]}",
    ]


def test_of_a_table_that_was_read_in_part_what_was_read(in_part, lines):
    assert lines(in_part) == [
        "| Staff in the mills",
        "81% | Site: Mill 003 | 2022: 32",
        "Read of this table: 1 of 4 rows, not all of their columns.",
    ]


def test_where_rows_were_not_measured_what_was_read(in_part, lines):
    assert lines(replace(in_part, passages=()))[1] == "| Site: Mill 003 | 2022: 32"
    assert lines(replace(in_part, passages=(), choice=None)) == ["| Staff was so:", *(f"| {line}" for line in LINES)]


def test_in_json(answer, in_part, about):
    by_index = {p["index"]: p for p in json_objects.answer(answer, about)["paragraphs"]}
    assert by_index[1]["title"] is by_index[1]["read_text"] is by_index[1]["read_parts"] is None
    assert by_index[1]["rows"] == []
    assert (by_index[2]["title"], by_index[2]["read_text"]) == ("Staff was so:", None)
    (row,) = by_index[2]["rows"]
    assert TEXT[row["start"] : row["end"]] == row["text"] == LINES[3]
    assert row["effect"] == 3.0
    assert row["share"] == pytest.approx(3.0 / answer.document_effect)
    assert row["boxes"]
    found = {p["index"]: p for p in json_objects.answer(in_part, about)["paragraphs"]}[2]
    assert found["read_text"] == "Staff in the mills\nSite: Mill 003 | 2022: 32"
    assert [TEXT[slice(*part)] for part in found["read_parts"]] == ["Site: Mill 003", "2022: 32"]
    assert found["text"] == TEXT
    assert found["rows"][0]["text"] == "Site: Mill 003 | 2022: 32"
