"""``--suppress`` and ``--amplify``: the same question with paragraphs hidden or counted more."""

from __future__ import annotations

import json
import re
from itertools import takewhile

import pytest

from docexplain.cli.options.what_if import Steered, parse_steering
from docexplain.errors import NotFoundError, UsageError
from docexplain.records import Steer
from storage import SqlStore, open_store

QUESTION = "What is the pay per hour?"
SHORT = ("--read", "all", "--max-tokens", "5")


@pytest.mark.parametrize(
    ("suppress", "amplify", "steering"),
    [
        ((), (), ()),
        (("3",), (), (Steered(0, 3, 0),)),
        (("3, 7:0.5", "9:.25"), (), (Steered(0, 3, 0), Steered(0, 7, 0.5), Steered(0, 9, 0.25))),
        ((), ("12",), (Steered(0, 12, 2),)),
        (("3:0",), ("12:2.0,13:1.5",), (Steered(0, 3, 0), Steered(0, 12, 2), Steered(0, 13, 1.5))),
    ],
)
def test_what_is_written_is_what_is_done(suppress, amplify, steering):
    assert parse_steering(suppress, amplify, of_several=False) == steering


@pytest.mark.parametrize(
    ("suppress", "amplify", "steering"),
    [
        (("2:3",), (), (Steered(2, 3, 0),)),
        (("1:3, 2:3:0.5",), ("2:4",), (Steered(1, 3, 0), Steered(2, 3, 0.5), Steered(2, 4, 2))),
        ((), ("2:4:3",), (Steered(2, 4, 3),)),
    ],
)
def test_of_several_documents_each_is_named_with_its_document(suppress, amplify, steering):
    assert parse_steering(suppress, amplify, of_several=True) == steering


@pytest.mark.parametrize(
    ("suppress", "said"),
    [
        ("3", "such as 1:3,2:12:0.5, not '3'"),
        ("0:3", "not '0:3'"),
        ("2:0", "not '2:0'"),
        ("2:0.5", "not '2:0.5'"),
        ("2:3:1", "not 1 (paragraph 2:3)"),
        ("2:3,2:3:0.5", "Paragraph 2:3 is named twice"),
    ],
)
def test_what_cannot_be_meant_of_several_documents(suppress, said):
    with pytest.raises(UsageError, match=re.escape(said)):
        parse_steering((suppress,), (), of_several=True)


@pytest.mark.parametrize(
    ("suppress", "amplify", "said"),
    [
        ("", None, "not ''"),
        ("three", None, "not 'three'"),
        ("3;7", None, "not '3;7'"),
        ("3,", None, "not ''"),
        ("0", None, "not '0'"),
        ("-3", None, "not '-3'"),
        ("3:", None, "not '3:'"),
        ("3:nan", None, "not '3:nan'"),
        ("3:-1", None, "not '3:-1'"),
        ("3:1", None, "below 1"),
        ("3:2", None, "below 1"),
        (None, "3:1", "above 1"),
        (None, "3:0.5", "above 1"),
        (None, "3:inf", "not '3:inf'"),
        ("3,3", None, "Paragraph 3 is named twice"),
        ("3", "7,3", "Paragraph 3 is named twice"),
    ],
)
def test_what_cannot_be_meant(suppress, amplify, said):
    lists = [() if text is None else (text,) for text in (suppress, amplify)]
    with pytest.raises(UsageError, match=re.escape(said)):
        parse_steering(*lists, of_several=False)


@pytest.mark.parametrize(
    "others", [("--answer", "ten dollars"), ("--mode", "shifted"), ("--mode", "multiplicative"), ("--amplify", "2")]
)
def test_what_does_not_go_together_is_said_before_the_file_is_read(docexplain, tmp_path, others, database):
    result = docexplain("ask", tmp_path / "none.pdf", QUESTION, "--suppress", "2", *others)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("docexplain: ")
    assert not database.exists()


def test_a_paragraph_that_the_document_has_not(docexplain, pdf, filled, rows):
    before = rows()
    result = docexplain("ask", pdf, QUESTION, "--suppress", "4", *SHORT)
    assert (result.code, result.out) == (2, "")
    assert "contract.pdf has 3 paragraphs" in result.err
    assert rows() == before


def test_both_are_saved_and_printed_as_one_object(docexplain, pdf, database):
    result = docexplain("ask", pdf, QUESTION, *SHORT, "--suppress", "2", "--amplify", "3:1.5", "--json")
    assert (result.code, result.err) == (0, "")
    data = json.loads(result.out)
    steered = data["what_if"]
    assert (data["original"], data["suppressed"], data["amplified"]) == (None, [], [])
    assert steered["original"] == data["answer_id"]
    two, three = ({"mark": str(n), "document": 1, "paragraph_in_document": n} for n in (2, 3))
    assert steered["suppressed"] == [{"paragraph": 2, "factor": 0, **two}]
    assert steered["amplified"] == [{"paragraph": 3, "factor": 1.5, **three}]
    assert steered["paragraphs_read"] == data["paragraphs_read"]
    assert {p["index"]: p["effect"] for p in steered["paragraphs"]}[2] == pytest.approx(0, abs=1e-4)  # hidden already
    with open_store(database) as store:
        assert {e.id for e in store.history()} == {data["answer_id"], steered["answer_id"]}
        kept = store.get_answer(steered["answer_id"]).what_if
    assert (kept.original, kept.steering) == (data["answer_id"], (Steer(2, 0), Steer(3, 1.5)))
    assert json.loads(docexplain("show", steered["answer_id"], "--json").out) == {"schema_version": 2, **steered}
    assert json.loads(docexplain("show", data["answer_id"], "--json").out) == {**data, "what_if": None}


@pytest.fixture
def asked(docexplain, pdf, database):
    """What ``ask`` printed, the original and the steered answer."""
    out = docexplain("ask", pdf, QUESTION, *SHORT, "--suppress", "2").out
    with open_store(database) as store:
        answers = [store.get_answer(entry.id) for entry in store.history()]
    return out, *sorted(answers, key=lambda answer: answer.what_if is not None)


def test_one_under_the_other_in_a_narrow_terminal(asked):
    out, original, steered = asked
    whole, what_if = out.split("\nWhat if ")
    assert original.id in whole
    assert re.match(rf"  2 hidden \({steered.id}\)\n(Answer|Verdict) ", what_if)
    assert original.id not in what_if
    assert what_if.count("\nVerdict ") == 1
    assert re.search(r"^   2    1 +\S+   hidden +\S+   hidden  The Company will pay", what_if, re.M)
    assert max(map(len, out.splitlines())) <= 80


def test_side_by_side_in_a_wide_one(docexplain, asked, monkeypatch):
    _, original, steered = asked
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("DOCEXPLAIN_MODEL", "nowhere/nothing")  # no model is loaded
    result = docexplain("show", steered.id)
    assert result.code == 0
    both = result.out.split("\nWhat if ")[2]  # the first says what was asked
    head, *lines = both.splitlines()
    left = re.match(rf" +original \({original.id}\)( +)2 hidden \({steered.id}\)$", head)
    column = len("What if ") + left.end(1)
    at = next(i for i, line in enumerate(lines) if line.startswith("Verdict "))
    rows = [lines[at], *takewhile(lambda line: line.startswith(" "), lines[at + 1 :])]
    for answer, place in ((original, slice(10, column)), (steered, slice(column, None))):
        assert f"({answer.verdict}: " in " ".join(row[place].strip() for row in rows)
    assert max(map(len, result.out.splitlines())) <= 100


def test_show_names_the_original(docexplain, asked):
    _, original, steered = asked
    out = docexplain("show", steered.id).out
    assert re.search(rf"^What if +2 hidden; original: {original.id}$", out, re.M)
    assert f"\nCompare   original ({original.id})\n" in out
    assert "(hidden) " in out
    assert "What if" not in docexplain("show", original.id).out


def test_show_of_one_whose_original_is_gone(docexplain, asked, monkeypatch):
    _, original, steered = asked
    get_answer = SqlStore.get_answer

    def get(store, answer_id):
        if answer_id == original.id:
            raise NotFoundError("It was redacted.")
        return get_answer(store, answer_id)

    monkeypatch.setattr(SqlStore, "get_answer", get)
    result = docexplain("show", steered.id)
    assert (result.code, result.err) == (0, "")
    assert original.id in result.out
    assert "Compare" not in result.out


def test_a_paragraph_that_was_not_read(docexplain, pdf, database):
    read = json.loads(docexplain("ask", pdf, QUESTION, "--read", "1", "--max-tokens", "5", "--json").out)
    unread = next(i for i in (1, 2, 3) if i not in read["paragraphs_read"])
    for options in ((), ("--json",)):
        result = docexplain("ask", pdf, QUESTION, "--read", "1", "--max-tokens", "5", "--amplify", unread, *options)
        assert result.code == 2
        assert f"did not read paragraph {unread}" in result.err
        assert read["answer"].split()[0] in result.out  # the answer itself is shown all the same
    assert json.loads(result.out)["what_if"] is None


def test_without_saving(docexplain, pdf, database):
    result = docexplain("ask", pdf, QUESTION, *SHORT, "--suppress", "2", "--no-save")
    assert result.code == 0
    assert "2 hidden" in result.out
    assert not database.exists()
