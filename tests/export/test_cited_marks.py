"""What the marks of a highlighted copy say."""

from __future__ import annotations

from dataclasses import replace
from math import log

import pytest

from docexplain.export.cited_marks import marks_of
from docexplain.records import BlockClass, Choice, Cited, Passage
from docexplain.records.grounds import Excerpt
from docexplain.records.word_boxes import WordBox, pack
from tests.path_answers import by_path

EFFECT = log(8)


@pytest.fixture
def rows(make_answer):
    return make_answer(("ten",), (0.8,), {1: (0.7,), 2: (0.2,)}, (0.1,), cited=Cited((2, 1), (2.0,), (0.1,)))


def notes(answer, document):
    return [mark.note for mark in marks_of(answer, document)]


def test_shares_and_effects_as_far_as_they_are_known(rows, document):
    answer = by_path(rows, {2: (1.5,), 1: (0.3,)}, alone=(2,), claims=((0, 1),))
    passages = (Passage(2, 0, 3, 1.2, 0.0, False, (), per_claim=(1.2,)),)
    first, second, passage = notes(replace(answer, passages=passages), document)
    says = f"{answer.question}\nten [2, 1]"
    assert first == f"Paragraph 2, {1.5 / EFFECT:.0%} of the document effect, {log(4):+.2f} nats: {says}"
    assert second == f"Paragraph 1, {0.3 / EFFECT:.0%} of the document effect: {says}"
    assert passage == f"{1.2 / EFFECT:.0%} of the document effect"


def test_nats_in_other_modes(rows, document):
    passages = (Passage(2, 0, 3, 1.2, 0.5, False, (1.2,)),)
    first, second, passage = notes(replace(rows, passages=passages), document)
    assert first == f"Paragraph 2, {log(4):+.2f} nats: {rows.question}\nten [2, 1]"
    assert second.startswith("Paragraph 1, +0.13 nats")
    assert passage == "+1.20 nats"


TABLE = "\n".join(
    [
        "Site | 2022 | 2023",
        "Site: Hazel | 2022: 1 | 2023: 3",
        "Site: Birch | 2022: 2 | 2023: 4",
        "Site: Total | 2022: 3",
    ]
)


def test_of_a_table_what_was_read_and_the_rows_that_give_the_answer(rows, document):
    starts = [TABLE.index(line) for line in TABLE.split("\n")]
    ends = [start + len(line) for start, line in zip(starts, TABLE.split("\n"), strict=True)]
    words = pack(
        WordBox(start, end, 1, 10.0, 100.0 * i, 20.0, 100.0 * i + 9)
        for i, (start, end) in enumerate(zip(starts, ends, strict=True))
    )
    table = replace(document.paragraphs[1], text=TABLE, words=words, block_class=BlockClass.TABLE)
    document = replace(document, paragraphs=(document.paragraphs[0], table, *document.paragraphs[2:]))
    passages = tuple(
        Passage(2, start, end, nats, 0.0, False, (), per_claim=(nats,))
        for start, end, nats in zip(starts, ends, (2.0, 0.2, 1.5, 0.1), strict=True)
    )
    answer = by_path(rows, {2: (1.5,), 1: (0.3,)}, alone=(2,), claims=((0, 1),))
    answer = replace(answer, passages=passages, cited=Cited((2,), (2.0,), (0.1,)))

    def tops(answer):
        found = marks_of(answer, document)
        return [(mark.strength, [box.y0 for box in mark.boxes]) for mark in found if "Paragraph 1" not in mark.note]

    assert tops(answer) == [(1, [0.0, 100.0, 200.0, 300.0]), (2, [200.0])]
    parts = ((starts[1], ends[1]), (starts[2], ends[2]))
    answer = replace(answer, choice=Choice(excerpts=(Excerpt(2, "Staff", parts),)), passages=passages[1:3])
    assert tops(answer) == [(1, [100.0, 200.0]), (2, [200.0])]
