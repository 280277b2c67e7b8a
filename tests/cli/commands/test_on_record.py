"""What the commands say of an answer that was changed, and of one whose content was removed."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing

import pytest

from docexplain.cli import streams
from docexplain.errors import ExitCode

from ..conftest import QUESTION

SAYS = "CHANGED   This answer is not what was recorded: rely on nothing"
REASON = "erasure request 17"
FAST = ("--read", "all", "--max-tokens", "3", "--mode", "mask")


@pytest.fixture
def change(filled):
    def run(*statements):
        with closing(sqlite3.connect(filled)) as connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    return run


def record_of(result):
    return json.loads(result.out)["record"]


def test_an_answer_as_recorded(docexplain, answer_id):
    result = docexplain("show", answer_id)
    assert result.code == 0
    assert "CHANGED" not in result.out
    assert record_of(docexplain("show", answer_id, "--json")) == {"whole": True, "problems": [], "redactions": []}


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (
            "UPDATE answers SET verdict = CASE verdict WHEN 'weak' THEN 'supported' ELSE 'weak' END",
            "verdict or settings",
        ),
        (
            "UPDATE paragraphs SET text = 'The pay is ninety-nine dollars.' WHERE paragraph = 2",
            "contract.pdf, which was",
        ),
        ("UPDATE audit_entries SET at = '2020-01-01' WHERE kind LIKE 'answer%'", "Its entry in the audit log"),
        ("DELETE FROM audit_entries WHERE kind LIKE 'answer%'", "no entry in the audit log"),
    ],
)
def test_a_change_is_said_first_of_all(docexplain, answer_id, change, statement, why):
    change(statement)
    shown = docexplain("show", answer_id)
    assert shown.code == ExitCode.AUDIT
    assert shown.out.startswith(SAYS)
    assert why in " ".join(shown.out.split())
    as_json = docexplain("show", answer_id, "--json")
    assert as_json.code == ExitCode.AUDIT
    assert record_of(as_json)["whole"] is False
    assert why in record_of(as_json)["problems"][0]
    listed = docexplain("history")
    assert (listed.code, "CHANGED" in listed.out) == (ExitCode.AUDIT, True)
    assert "1 answer of these is not what was recorded" in listed.err
    [line] = json.loads(docexplain("history", "--json").out)["answers"]
    assert line["record"]["whole"] is False


def test_an_answer_that_cannot_be_shown_as_it_is_now(docexplain, answer_id, change):
    change("DELETE FROM paragraphs")
    shown = docexplain("show", answer_id)
    assert shown.code == ExitCode.AUDIT
    assert shown.out.startswith(SAYS)
    assert "cannot be shown as it is stored now" in shown.err
    data = json.loads(docexplain("show", answer_id, "--json").out)
    assert (data["answer_id"], data["record"]["whole"]) == (answer_id, False)


def test_the_answer_beside_it_is_looked_at_too(docexplain, filled, pdf, change):
    asked = docexplain("ask", pdf, QUESTION, *FAST, "--suppress", "2", "--json")
    data = json.loads(asked.out)
    change(f"UPDATE answers SET text = 'Ninety' WHERE id = '{data['answer_id']}'")
    shown = docexplain("show", data["what_if"]["answer_id"])
    assert shown.code == ExitCode.AUDIT
    assert f"{data['answer_id']}: This answer is not what was recorded" in shown.out


def test_a_changed_parse_is_not_asked(docexplain, filled, pdf, change):
    change("UPDATE paragraphs SET text = 'The pay is ninety-nine dollars.' WHERE paragraph = 2")
    result = docexplain("ask", pdf, QUESTION, *FAST)
    assert (result.code, result.out) == (ExitCode.STORAGE, "")
    assert "contract.pdf was changed after it was recorded, so it is not used" in result.err
    assert "(docexplain audit verify, --db)" in result.err


def test_a_copy_from_before_an_upgrade_is_named(docexplain, filled, pdf):
    filled.with_name("docexplain.version-7.2026-01-02.db").write_bytes(b"")
    result = docexplain("audit", "redact", pdf, "--reason", REASON, "--yes")
    assert "made before it was upgraded: docexplain.version-7.2026-01-02.db." in result.err


def test_a_redaction(docexplain, answer_id, pdf, database):
    result = docexplain("audit", "redact", pdf, "--reason", REASON, "--yes")
    assert (result.code, result.err) == (0, "")
    assert "1 stored parse with 3 paragraphs, question and text of 1 answer" in result.out
    said = f"because {REASON})"
    shown = docexplain("show", answer_id)
    assert shown.code == 0
    assert shown.out.count(said) == 2
    assert "dollars" not in shown.out
    data = json.loads(docexplain("show", answer_id, "--json").out)
    assert (data["question"], data["record"]["redactions"][0]["reason"]) == (None, REASON)
    assert said in docexplain("history").out
    verified = docexplain("audit", "verify")
    assert verified.code == 0
    assert f"because {REASON}: document" in verified.out
    for command in (("ask", pdf, QUESTION, *FAST), ("ingest", pdf)):
        refused = docexplain(*command)
        assert refused.code == ExitCode.STORAGE
        assert f"because {REASON}: it is not read or asked here any more" in refused.err
    assert b"ten dollars" not in database.read_bytes()
    again = docexplain("audit", "redact", pdf, "--reason", "again", "--yes")
    assert (again.code, f"because {REASON} already" in again.out) == (0, True)


@pytest.mark.parametrize("by", ["name", "hash", "json"])
def test_a_document_by_its_name_or_hash(docexplain, filled, pdf, by):
    from docexplain.ingest import sha256_of

    given = "contract.pdf" if by == "name" else sha256_of(pdf)[:8]
    result = docexplain("audit", "redact", given, "--reason", REASON, "--yes", *(["--json"] if by == "json" else []))
    assert result.code == 0
    if by == "json":
        data = json.loads(result.out)
        assert data["removed"] == {"parses": 1, "paragraphs": 3, "answers": 1, "aside": 0}
        assert (data["sha256"], data["cleaned"]) == (sha256_of(pdf), True)


def test_one_that_is_not_there_or_may_be_several(docexplain, filled, tmp_path, make_pdf):
    for name, text in (("one", "Bread is sold here."), ("two", "Milk is sold here.")):
        (tmp_path / name).mkdir()
        assert docexplain("ingest", make_pdf(tmp_path / name / "shop.pdf", (text,))).code == 0
    several = docexplain("audit", "redact", "shop.pdf", "--reason", REASON, "--yes")
    assert several.code == ExitCode.NOT_FOUND
    assert "may be any of 2 documents, shop.pdf (" in several.err
    for given in ("none.pdf", "0123456789", "a", make_pdf(tmp_path / "new.pdf", ("Not stored.",))):
        missing = docexplain("audit", "redact", given, "--reason", REASON, "--yes")
        assert (missing.code, "no stored document" in missing.err) == (ExitCode.NOT_FOUND, True)


def test_nothing_goes_without_a_yes(docexplain, answer_id, pdf, monkeypatch, database):
    assert docexplain("audit", "redact", pdf).code == ExitCode.USAGE
    assert docexplain("audit", "redact", pdf, "--reason", " ", "--yes").code == ExitCode.USAGE
    result = docexplain("audit", "redact", pdf, "--reason", REASON)
    assert (result.code, "give --yes too" in result.err) == (ExitCode.USAGE, True)
    monkeypatch.setattr(streams, "are_a_terminal", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    refused = docexplain("audit", "redact", pdf, "--reason", REASON)
    assert refused.code != 0
    assert "this removes for ever: 1 stored parse with 3 paragraphs" in refused.err
    assert QUESTION in docexplain("history").out
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert docexplain("audit", "redact", pdf, "--reason", REASON).code == 0
    assert QUESTION not in docexplain("history").out
