"""Numbers that stand in another row of a table than the one that is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.answers.doubts.other_rows import other_rows
from docexplain.answers.said.facts import stands_in
from docexplain.answers.said.verdicts import verdict_line
from docexplain.cli.output.as_json.objects import answer as json_answer
from docexplain.records import BlockClass, Box, Cited, Coverage, Document, Lowered, Paragraph, Verdict
from docexplain.session.pipeline.looking_up import looked_up

BOX = Box(3, 0, 0, 1, 1)
RENTS = (
    "Harbour | 2021 | 2022\n"
    "Harbour: Oakwell | 2021: 118 | 2022: 131\n"
    "Harbour: Pinmoor | 2021: 64 | 2022: 72\n"
    "Harbour: Stennis | 2021: 83 | 2022: 97\n"
    "Harbour: Total | 2021: 265 | 2022: 300"
)
TEXT = "Boats of all sizes lie there. In spring the Stennis gets busy, and so does the Oakwell."
WHICH = "Which harbour had the lowest rents?"


def filing(table=RENTS, text=TEXT):
    kinds = (BlockClass.TABLE, BlockClass.TEXT)
    paragraphs = tuple(Paragraph(i, t, (BOX,), k) for i, (t, k) in enumerate(zip((table, text), kinds, strict=True), 1))
    return Document("ab" * 32, "x.pdf", "p", paragraphs, (), Coverage(3, 1, 1, 0))


@pytest.fixture
def says(make_answer):
    """What a document makes of an answer."""

    def said(text, question=WHICH, document=None):
        rows, cited = {1: (0.5,), 2: (0.1,)}, Cited((1,), (0.5,), (0.5,))
        answer = make_answer((text,), (0.9,), rows, (0.1,), cited=cited, verdict=Verdict.SUPPORTED)
        answer = replace(answer, question=question)
        return looked_up(replace(answer, read=(1, 2), checked=None), document or filing())

    return said


def rows(answer, document=None):
    found = other_rows(answer, document or filing())
    return [(answer.text[row.fact.start : row.fact.end], row.stands, row.named) for row in found]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("The harbour Pinmoor had the lowest rents, which is 97 thousand euros.", WHICH),
        ("97", "What were the rents at Pinmoor in 2022?"),
        ("Rents were low. The Pinmoor had 97. Boats came.", WHICH),
    ],
)
def test_another_row_is_told_and_lowers_the_verdict(says, text, question):
    answer = says(text, question)
    assert [(stands, named) for _, stands, named in rows(answer)] == [("Stennis", "Pinmoor")]
    assert answer.checked.lowered == (Lowered.OTHER_ROW,) and answer.verdict is Verdict.WEAK
    unsupported = replace(answer, verdict=Verdict.UNSUPPORTED)  # its verdict tells something else
    (line,) = [line for line in stands_in(unsupported, filing()) if "stands in the row" in line]
    assert line in verdict_line(answer, filing()) and line not in stands_in(answer, filing())
    (printed,) = [fact["other_row"] for fact in json_answer(answer, filing())["facts"] if "97" in fact["text"]]
    assert printed == {"stands": "Stennis", "named": "Pinmoor"}
    assert "97" in line and line.endswith("” stands in the row “Stennis”, not “Pinmoor”")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("The harbour Pinmoor had the lowest rents, 72.", WHICH),  # its own row
        ("Oakwell has 131, Pinmoor 72.", WHICH),
        ("It is Stennis, with 97.", "Which harbour is next to Pinmoor?"),
        ("The harbour lies at the Stennis, and has 97.", "What are the rents at Pinmoor?"),
        ("Stennis did best. It had 97.", "How did the harbours beside Pinmoor do?"),
        ("97 at the Stennis marina", "Where are rents highest, at the Pinmoor marina?"),
        ("97", "What were the rents in 2022?"),  # no row is named
        ("300", "What were the rents at Pinmoor and elsewhere?"),  # a total
        ("The Pinmoor had 97 less than another.", WHICH),  # reckoned
        ("The Pinmoor had 9 boats.", WHICH),
        ("The Pinmoor Bay had 97.", WHICH),  # part of a longer name
    ],
)
def test_no_false_alarm(says, text, question):
    answer = says(text, question)
    assert rows(answer) == [] and Lowered.OTHER_ROW not in answer.checked.lowered


@pytest.mark.parametrize(("name", "told"), [("Oakwell", True), ("Pinmoor", False)])
def test_a_word_that_begins_a_sentence_is_a_name_where_the_document_has_it_inside_of_one(says, name, told):
    assert bool(rows(says(f"{name} had 97."))) is told


def test_a_number_in_running_text_is_left_alone(says):
    document = filing(text=f"{TEXT} Without fees it would be 97 there.")
    answer = says("The harbour Pinmoor had the lowest rents, 97.", document=document)
    assert rows(answer, document) == []


@pytest.mark.parametrize(
    ("table", "text", "question"),
    [
        ("Kind | 2021 | 2022\nCash | 2021: 51 | 2022: 40\nStock | 2021: 44 | 2022: 38", "51", "What cash was there?"),
        ("Kind | 2021\nRents | 2021: 51\nFees | 2021: 44", "The harbour's Rents were 44.", "How high are rents?"),
        ("2021 | Oakwell: 51 | Pinmoor: 44\n2022 | Oakwell: 60 | Pinmoor: 71", "71 at Pinmoor", "How much at Pinmoor?"),
        ("Oakwell\nBoats | 2021: 51\nSheds | 2021: 44", "Oakwell has 51.", "What has the Oakwell?"),
        ("Stennis | 2021: 44.6\nPinmoor | 2021: 44.7 | 2022: 45", "At the Pinmoor 45%", "How much?"),
        ("Pinmoor | 2021: 51\nPinmoor: Boats | 2021: 44", "The Pinmoor has 44.", "How many?"),
        ("Pinmoor | Euros: 51\nBoats | Pinmoor: 44", "The harbour Pinmoor has 44.", "How many?"),
    ],
)
def test_names_that_are_words_or_columns(says, table, text, question):
    document = filing(table)
    assert rows(says(text, question, document), document) == []


def test_a_part_of_the_named_row(says):
    document = filing("Pinmoor | 2021: 51\nfor boats of guests | 2021: 44\nOakwell | 2021: 60")
    assert rows(says("44", "How much did the Pinmoor take for its boats?", document), document) == []
    assert rows(says("44", "How much did the Pinmoor take?", document), document) != []


def test_a_row_that_is_said_and_has_the_name_of_a_section(says):
    document = filing("Docks: Stennis: Pinmoor | 2021: 51\nSheds: Stennis | 2021: 44")
    assert rows(says("It is Stennis, with 44.", "Which is next to Pinmoor?", document), document) == []


def test_a_number_of_one_digit(says):
    document = filing("Pinmoor | 2021: 5\nStennis | 2021: 4")
    assert rows(says("The harbour Pinmoor has 4.", WHICH, document), document) == []


def test_a_table_about_what_is_named(says):
    document = filing()
    table = replace(document.paragraphs[0], heading_path=("Rents at Pinmoor and near it",))
    document = replace(document, paragraphs=(table, document.paragraphs[1]))
    assert rows(says("97", "What were the rents at Pinmoor in 2022?", document), document) == []


def test_a_number_of_many_rows(says):
    names = ("Oakwell", "Stennis", "Carrick", "Dunmore", "Eskdale")
    document = filing("\n".join(["Pinmoor | 2021: 51", *(f"{name} | 2021: 44" for name in names)]))
    assert rows(says("The harbour Pinmoor has 44.", WHICH, document), document) == []


def test_rounded_from_the_named_row(says):
    document = filing("Oakwell | 2021: $ 1,577.4\nPinmoor | 2021: $ 1,577.0")
    assert rows(says("The harbour Oakwell paid $1,577.", WHICH, document), document) == []


CUT = (
    "Harbour | 2021 | 2022\nHarbour: Oakwell | 2021: 118 | 2022: 131\nHarbour: Pinmoor | 2021: 64 | 2022: 72",
    "Harbour: Stennis | 2021: 83 | 2022: 97\nHarbour: Carrick | 2021: 55 | 2022: 58",
)


def cut(*, behind=CUT[1]):
    kinds = (BlockClass.TABLE, BlockClass.TABLE, BlockClass.TEXT)
    texts = (CUT[0], behind, TEXT)
    paragraphs = tuple(Paragraph(i, t, (BOX,), k) for i, (t, k) in enumerate(zip(texts, kinds, strict=True), 1))
    return Document("ab" * 32, "x.pdf", "p", paragraphs, (), Coverage(3, 1, 1, 0))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The harbour Pinmoor had 97.", [("97", "Stennis", "Pinmoor")]),
        ("The harbour Carrick had 72.", [("72", "Pinmoor", "Carrick")]),
        ("The harbour Carrick had 58.", []),
        ("The harbour Pinmoor had 72.", []),
    ],
)
def test_a_row_that_is_named_in_another_part_of_a_table_that_is_cut(says, text, told):
    assert rows(says(text, document=cut()), cut()) == told


def test_a_table_behind_it_of_other_columns_is_no_part_of_it(says):
    document = cut(behind="Harbour: Stennis | Berths: 83\nHarbour: Carrick | Berths: 97")
    assert rows(says("The harbour Pinmoor had 97.", document=document), document) == []


REGIONS = "Region | 2021\nRegion: West | 2021: 93\nRegion: East | 2021: 88\nRegion: Total | 2021: 181"


@pytest.mark.parametrize(
    ("text", "question", "told"),
    [
        ("88", "how much was sold in the west?", [("88", "East", "West")]),
        ("it was 88 in the west", "how much?", [("88", "East", "West")]),
        ("93", "how much was sold in the west?", []),
        ("88", "how much was sold on the west coast?", []),
        ("88", "how much was sold in the south-west?", []),
    ],
)
def test_points_of_the_compass_in_small_letters_name_rows_of_such(says, text, question, told):
    document = filing(REGIONS, "Boats of all sizes lie there.")
    assert rows(says(text, question, document), document) == told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (TEXT.replace("Stennis", "Pinmoor"), [("97", "Stennis", "Pinmoor")]),
        ("Boats of all sizes lie there.", []),  # nothing tells that it is a name
        (f"{TEXT.replace('Stennis', 'Pinmoor')} A pinmoor is a boat.", []),
    ],
)
def test_a_row_in_small_letters_is_named_where_the_document_says_that_it_is_a_name(says, written, told):
    document = filing(text=written)
    assert rows(says("97", "what were the rents at pinmoor in 2022?", document), document) == told
