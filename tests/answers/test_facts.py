"""What the screens say about where an answer's numbers, dates and names stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.answers.said.rows import quoted_row
from docexplain.cli.output import answer_text, console
from docexplain.cli.output.as_json.objects import answer as json_answer
from docexplain.records import (
    BlockClass,
    Box,
    Calibration,
    Checked,
    Cited,
    Coverage,
    Document,
    Fact,
    FactKind,
    FoundIn,
    Likeness,
    Lowered,
    Paragraph,
    Place,
    Verdict,
)
from tui.view.answer import lines

ROW = "Years ended: Net sales | 2018: $ 32,765 | 2017: $ 31,657 | (Dollars in millions)"
TEXT = f"(Dollars in millions) | 2018 | 2017\n{ROW}"
PROSE = "It is large. Sales were $ 32,765 and ~~31,000~~ at the end. So."


@pytest.fixture
def filing():
    box = Box(7, 0, 0, 1, 1)
    paragraphs = (Paragraph(1, TEXT, (box,), BlockClass.TABLE, ("Data",)), Paragraph(2, PROSE, (replace(box, page=8),)))
    return Document("ab" * 32, "x.pdf", "p", paragraphs, (), Coverage(8, 1, 1, 0))


@pytest.fixture
def answer(make_answer):
    return make_answer(
        ("Sales $32.8 billion", " of Acme"),
        (0.5, 0.5),
        {1: (0.1, 0.5), 2: (0.4, 0.5)},
        (0.1, 0.4),
        cited=Cited((1,), (1.0, 0.0), (0.1, 0.1)),
        verdict=Verdict.WEAK,
        verdict_score=0.813,
        calibration=Calibration("tiny", "generated", "docexplain eval", -1.0, (), 0.7, 0.4),
    )


def place(text, piece, paragraph=1, likeness=Likeness.SAME, unseen="", within=None):
    whole = TEXT if paragraph == 1 else PROSE
    start, around = whole.index(piece), whole.index(text)
    return Place(paragraph, (start, start + len(piece)), within or (around, around + len(text)), likeness, unseen)


def checked(answer, *facts, lowered=()):
    return replace(answer, checked=Checked(facts, lowered))


NUMBER = Fact(FactKind.NUMBER, 6, 19, FoundIn.CITED, (place(ROW, "32,765", likeness=Likeness.ROUNDED),))
NAME = Fact(FactKind.NAME, 23, 27, FoundIn.NOWHERE)


@pytest.fixture
def screens(monkeypatch, capsys, filing):
    """What the command line and the panel of the terminal UI say, each on one line."""
    monkeypatch.setenv("COLUMNS", "200")

    def said(answer, filing=filing):
        answer_text.show_answer(console.console(), answer, filing, top=9)
        panel = f"{lines.head(answer, filing, '', saved=True)}\n{lines.body(answer, None, None, filing)}"
        return [" ".join(capsys.readouterr().out.split()), " ".join(panel.split())]

    return said


def test_a_row_with_its_columns_and_unit(answer, screens):
    for text in screens(checked(answer, NUMBER)):
        row = "“Years ended: Net sales | 2018: $ 32,765 (Dollars in millions)”"
        assert f"“$32.8 billion” rounded from 32,765: 1, page 7, under “Data”: {row}" in text
        assert "31,657" not in text.split("Cited")[0]


def test_before_the_figures(answer, screens):
    for text in screens(checked(answer, NUMBER)):
        assert text.index("“Years ended: Net sales") < text.index("Document")


def test_a_row_of_a_table_with_a_caption(answer, screens, filing):
    table, prose = filing.paragraphs
    caption = Paragraph(2, "Table 1: Sales", table.boxes, BlockClass.CAPTION)
    paragraphs = (table, caption, replace(prose, index=3))
    for text in screens(checked(answer, NUMBER), replace(filing, paragraphs=paragraphs)):
        assert "1, page 7, in “Table 1: Sales”: “Years ended: Net sales" in text


def test_a_sentence(answer, screens):
    sentence = "Sales were $ 32,765 and ~~31,000~~ at the end."
    fact = replace(NUMBER, found=FoundIn.READ, places=(place(sentence, "32,765", 2, Likeness.ROUNDED),))
    for text in screens(checked(answer, fact)):
        assert f"“$32.8 billion” rounded from 32,765: not in what is cited, but in 2, page 8: “{sentence}”" in text


@pytest.mark.parametrize(("said", "there", "told"), [("6", "6%", True), ("6%", "6 percent", False), ("6", "6", False)])
def test_a_bare_number_that_is_a_share_there(make_answer, screens, filing, said, there, told):
    text = f"Sales were {there} lower."
    paragraphs = (filing.paragraphs[0], replace(filing.paragraphs[1], text=text))
    start = text.index(there)
    share = Place(2, (start, start + len(there)), (0, len(text)), Likeness.SAME)
    says = make_answer((said, " people"), (0.5, 0.5), {1: (0.1, 0.5), 2: (0.4, 0.5)}, (0.1, 0.4))
    fact = Fact(FactKind.NUMBER, 0, len(said), FoundIn.CITED, (share,))
    for shown in screens(checked(says, fact), replace(filing, paragraphs=paragraphs)):
        assert f"2, page 8: “{text}”" in shown
        assert (f"“{said}” as {there}: 2, page 8" in shown) is told


@pytest.mark.parametrize(
    ("text", "question", "told"),
    [
        ("$32,765", "How much?", True),
        ("32765", "How much?", True),
        ("$32,765", "How many million?", False),
        ("$32,765 million", "How much?", False),
        ("2,017.5", "How much?", False),
        ("317", "How much?", False),
    ],
)
def test_a_number_without_the_unit_of_its_table(make_answer, screens, text, question, told):
    says = make_answer((text, " here"), (0.5, 0.5), {1: (0.1, 0.5), 2: (0.4, 0.5)}, (0.1, 0.4))
    fact = Fact(FactKind.NUMBER, 0, len(text), FoundIn.CITED, (place(ROW, "32,765"),))
    for shown in screens(checked(replace(says, question=question), fact)):
        assert "“Years ended: Net sales | 2018: $ 32,765 (Dollars in millions)”" in shown
        assert (f"“{text}”, without the row's unit (Dollars in millions): 1, page 7" in shown) is told


@pytest.mark.parametrize(
    ("name", "unit", "told"),
    [
        ("Employees at year end", "(Millions, except Employees)", False),
        ("Net sales", "(Millions, except Employees)", True),
        ("Earnings per share", "(In millions, except per share amounts)", False),
        ("Employees", "(Thousands)", True),
    ],
)
def test_a_unit_that_is_not_this_rows(make_answer, screens, filing, name, unit, told):
    row = f"{name} | 2018: 32,765 | {unit}"
    paragraphs = (replace(filing.paragraphs[0], text=row), filing.paragraphs[1])
    start = row.index("32,765")
    there = Place(1, (start, start + 6), (0, len(row)), Likeness.SAME)
    says = make_answer(("32,765", " here"), (0.5, 0.5), {1: (0.1, 0.5), 2: (0.4, 0.5)}, (0.1, 0.4))
    fact = Fact(FactKind.NUMBER, 0, 6, FoundIn.CITED, (there,))
    for shown in screens(checked(says, fact), replace(filing, paragraphs=paragraphs)):
        assert ("without the row's unit" in shown) is told


@pytest.mark.parametrize(("said", "told"), [("Jane Marlow", True), ("Jane Marlows", False)])
def test_a_name_that_is_spelled_otherwise(make_answer, screens, filing, said, told):
    text = "The board elected Jane Marlows."
    paragraphs = (filing.paragraphs[0], replace(filing.paragraphs[1], text=text))
    name = Place(2, (18, 30), (0, len(text)), Likeness.SAME)
    says = make_answer((said, " here"), (0.5, 0.5), {1: (0.1, 0.5), 2: (0.4, 0.5)}, (0.1, 0.4))
    fact = Fact(FactKind.NAME, 0, len(said), FoundIn.CITED, (name,))
    for shown in screens(checked(says, fact), replace(filing, paragraphs=paragraphs)):
        assert f"2, page 8: “{text}”" in shown
        assert (f"“{said}” as Jane Marlows: 2, page 8" in shown) is told


def test_a_number_of_a_sentence_has_its_own_unit(make_answer, screens):
    says = make_answer(("$32,765", " here"), (0.5, 0.5), {1: (0.1, 0.5), 2: (0.4, 0.5)}, (0.1, 0.4))
    fact = Fact(FactKind.NUMBER, 0, 7, FoundIn.CITED, (place("Sales were $ 32,765 and ~~31,000~~", "32,765", 2),))
    for shown in screens(checked(says, fact)):
        assert "without the row's unit" not in shown
        assert "Stands in 2, page 8: “" in shown


def test_what_stands_nowhere(answer, screens):
    for text in screens(checked(answer, NAME)):
        assert "“Acme”: nowhere in the document" in text
        assert "stands nowhere" not in text


def test_why_the_verdict_is_lower(answer, screens):
    fact = replace(NUMBER, found=FoundIn.NOWHERE, places=())
    for text in screens(checked(answer, fact, lowered=(Lowered.FACT,))):
        assert "“$32.8 billion” stands nowhere in the document" in text
        assert "hardly likelier" not in text


def test_what_is_struck_through(answer, screens):
    fact = replace(NUMBER, places=(place("Sales were $ 32,765 and ~~31,000~~", "31,000", 2, unseen="struck through"),))
    for text in screens(checked(answer, fact, lowered=(Lowered.FACT,))):
        assert "(struck through)" in text
        assert "stands only where it is not to be read: struck through" in text


def test_a_forged_record_does_not_steer_the_terminal(answer, screens):
    forged = "\x1b[31mseen\nand valid"
    fact = replace(NUMBER, places=(place("Sales were $ 32,765 and ~~31,000~~", "31,000", 2, unseen=forged),))
    for text in screens(checked(answer, fact, lowered=(Lowered.FACT,))):
        assert "\x1b" not in text
        assert "seen and valid)" in text


def test_what_repeats_the_question_is_not_shown(answer, screens):
    for text in screens(checked(answer, replace(NUMBER, found=FoundIn.QUESTION, places=()))):
        assert "$32.8 billion” " not in text and "nowhere" not in text


def test_records_of_earlier_versions(answer, screens, filing):
    assert all("tands in" not in text for text in screens(answer))
    assert json_answer(answer, filing)["facts"] is None


def test_one_line_for_what_stands_together(answer, screens):
    both = [
        replace(NUMBER, start=start, places=(place(ROW, piece),)) for start, piece in ((6, "32,765"), (7, "31,657"))
    ]
    for text in screens(checked(answer, *both)):
        assert text.count("Years ended: Net sales | 2018: $ 32,765 | 2017: $ 31,657 (Dollars in millions)") == 1


def test_as_json(answer, filing):
    printed = json_answer(checked(answer, NUMBER, NAME, lowered=(Lowered.FACT,)), filing)
    assert printed["lowered"] == ["fact"]
    number, name = printed["facts"]
    assert (number["kind"], number["text"], number["found"]) == ("number", "$32.8 billion", "cited")
    (where,) = number["places"]
    assert (where["paragraph"], where["mark"], where["document"]) == (1, "1", 1)
    assert where["row"] == {
        "name": "Years ended: Net sales",
        "cells": ("2018: $ 32,765",),
        "unit": "(Dollars in millions)",
    }
    assert (where["text"], where["likeness"], where["unseen"], where["sentence"]) == ("32,765", "rounded", None, None)
    assert (name["found"], name["places"]) == ("nowhere", [])


@pytest.mark.parametrize(
    ("row", "piece", "expected"),
    [
        (ROW, "31,657", "Years ended: Net sales | 2017: $ 31,657 (Dollars in millions)"),
        ("Cash | 5 | in thousands", "5", "Cash | 5 (in thousands)"),
        (" | Cash | 2018: 5 | 2017: 4", "5", "Cash | 2018: 5"),
        ("2018: 5 | 2017: 4 million stores", "5", "2018: 5"),
        ("Sales of 5 shops | 2017: 4", "5", "Sales of 5 shops"),
    ],
)
def test_the_cells_of_a_row(row, piece, expected):
    at = row.rindex(piece)
    assert quoted_row(row, [(at, at + len(piece))]) == expected
