"""The commands that list and look at what is stored: documents, a search, the entry of an answer."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from docexplain.api import open_store
from docexplain.cli.output.as_json.objects import documents as documents_object
from docexplain.ingest import sha256_of
from tests.unguarded import drop_guards

QUESTION = "What is the pay per hour?"
FAST = ("--answer", "ten dollars", "--read", "all")


def test_documents_are_listed_by_their_last_use(docexplain, filled, pdf, make_pdf, tmp_path):
    other = make_pdf(tmp_path / "other.pdf", ("The other contract is about bread and about rolls.",))
    assert docexplain("ingest", other).code == 0
    shown = docexplain("history", "--documents")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.index("other.pdf") < shown.out.index("contract.pdf")
    assert "1 page, 1 paragraph, not asked yet" in shown.out
    assert "1 page, 3 paragraphs, 1 question" in shown.out
    listed = json.loads(docexplain("history", "--documents", "--json").out)["documents"]
    with open_store(filled, read_only=True) as store:
        assert listed == documents_object(store.stored_documents())["documents"]
    assert [each["sha256"] for each in listed] == [sha256_of(other), sha256_of(pdf)]
    assert (listed[0]["place"], listed[0]["asked_at"], listed[1]["place"]) == (str(other), None, None)
    assert docexplain("history", "--documents", "--limit", 1).out.count("paragraph") == 1
    docexplain("ask", pdf, QUESTION, *FAST)
    assert docexplain("history", "--documents").out.index("contract.pdf") == 32


def test_an_empty_list_says_what_to_do(docexplain):
    with open_store(None):
        pass
    done = docexplain("history", "--documents")
    assert (done.code, done.out, "ingest FILE" in done.err) == (0, "", True)
    assert json.loads(docexplain("history", "--documents", "--json").out)["documents"] == []


def test_the_name_of_a_document_steers_no_terminal(docexplain, filled):
    drop_guards(filled)
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("UPDATE documents SET name = ?", ("\x1b[31mred\u202e.pdf",))
        connection.commit()
    for arguments in ((), ("--json",)):
        shown = docexplain("history", "--documents", *arguments).out
        assert "red" in shown
        assert not set(shown) & {"\x1b", "\u202e"}


def test_a_search_through_the_history(docexplain, filled, pdf):
    docexplain("ask", pdf, "And when does it start?", *FAST)
    found = json.loads(docexplain("history", "--containing", "PAY Dollars", "--json").out)["answers"]
    assert [each["question"] for each in found] == [QUESTION]
    assert docexplain("history", "--containing", "dollars").out.count("ten dollars") == 2
    nothing = docexplain("history", "--containing", "p%y")
    assert (nothing.code, nothing.out, "No question or answer holds p%y." in nothing.err) == (0, "", True)


@pytest.mark.parametrize("options", [("--containing", " "), ("--documents", "--containing", "pay")])
def test_what_makes_no_sense(docexplain, filled, options):
    assert docexplain("history", *options).code == 2


def test_the_entry_of_an_answer(docexplain, filled, answer_id):
    shown = docexplain("audit", "entry", answer_id[:5])
    assert (shown.code, shown.err) == (0, "")
    with closing(sqlite3.connect(filled)) as connection:
        [(seq, sha256, at)] = connection.execute(
            "SELECT seq, sha256, at FROM audit_entries WHERE subject = ?", (answer_id,)
        ).fetchall()
    for part in (answer_id, f"{seq} of {seq}", sha256, f"{at[:10]} {at[11:19]} UTC", "what was\n          recorded"):
        assert part in shown.out
    assert "No checkpoint" in shown.out
    found = json.loads(docexplain("audit", "entry", answer_id, "--json").out)
    assert (found["seq"], found["sha256"], found["entries"], found["head"]) == (seq, sha256, seq, sha256)
    assert (found["checkpoint"], found["record"]["whole"], found["answer_id"]) == (None, True, answer_id)
    assert docexplain("audit", "entry", "ffff").code == 8


def test_the_checkpoint_that_covers_it(docexplain, filled, answer_id, tmp_path):
    assert docexplain("audit", "keygen", "-o", tmp_path / "key").code == 0
    made = json.loads(docexplain("audit", "checkpoint", "--key", tmp_path / "key", "--json").out)
    shown = " ".join(docexplain("audit", "entry", answer_id).out.split())
    assert "Checkpoint 1 of 2 entries covers it, signed 20" in shown
    assert "No checkpoint" not in shown
    covered = json.loads(docexplain("audit", "entry", answer_id, "--json").out)["checkpoint"]
    assert (covered["number"], covered["entries"], covered["at"], covered["linked"]) == (1, 2, made["at"], True)


def test_an_answer_that_was_changed(docexplain, filled, answer_id):
    drop_guards(filled)
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("UPDATE answers SET text = 'a lie'")
        connection.commit()
    shown = docexplain("audit", "entry", answer_id)
    assert shown.code == 7
    assert "CHANGED   This is not what was recorded." in shown.out
    assert "Its text, question, scores" in shown.out
    assert "Checked" not in shown.out
    as_json = docexplain("audit", "entry", answer_id, "--json")
    assert (as_json.code, json.loads(as_json.out)["record"]["whole"]) == (7, False)


def test_an_answer_without_an_entry(docexplain, filled, answer_id):
    drop_guards(filled)
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("DELETE FROM audit_entries WHERE subject = ?", (answer_id,))
        connection.commit()
    done = docexplain("audit", "entry", answer_id)
    assert (done.code, done.out) == (7, "")
    assert "has no entry in the audit log: verify the log (docexplain audit verify)." in done.err
