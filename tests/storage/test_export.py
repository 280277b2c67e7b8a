"""The record as JSON Lines, and the program that checks such a file, against somebody who edits it."""

from __future__ import annotations

import ast
import copy
import importlib.util
import json
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from docexplain.errors import NotFoundError
from docexplain.records import Answer, Document
from storage import SqlStore, open_store

from .conftest import Sql
from .jcs import sha
from .log import log_of

HERE = Path(__file__).parent
PROGRAM = HERE.parent.parent / "docs" / "verify_export.py"

_spec = importlib.util.spec_from_file_location("verify_export", PROGRAM)
assert _spec
assert _spec.loader
verifier = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(verifier)

APPENDIX_B = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}
"""Of RFC 8785: a double's bits, and how it is written."""


@pytest.mark.parametrize(("bits", "written"), APPENDIX_B.items())
def test_numbers_are_written_as_the_rfc_says(bits: str, written: str) -> None:
    [value] = struct.unpack(">d", bytes.fromhex(bits))
    assert verifier.rfc8785(value) == written
    assert rfc8785.dumps(value).decode() == written


def test_the_program_needs_nothing_but_python_3_9() -> None:
    tree = ast.parse(PROGRAM.read_text("utf-8"), feature_version=(3, 9))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def exported(store: SqlStore, **which: Any) -> list[dict[str, Any]]:
    return json.loads(json.dumps(list(store.log.export(**which))))


def said(lines: list[dict[str, Any]], **noted: Any) -> list[str]:
    return verifier.checked([json.dumps(line).encode() + b"\n" for line in lines], **noted).problems


@pytest.fixture
def lines(filled: SqlStore) -> list[dict[str, Any]]:
    return exported(filled)


def test_an_export_has_each_entry_and_what_it_seals(url: str, document: Document, answers: list[Answer]) -> None:
    with open_store(url) as store:
        store.add_document(document)
        for answer in answers:
            store.add_answer(answer)
        lines = exported(store)
    assert [line["type"] for line in lines] == ["header", *["entry"] * 6, "end"]
    assert [line["entry"] for line in lines[1:-1]] == [
        {name: getattr(entry, name) for name in verifier.ENTRY} for entry in log_of(url)
    ]
    assert lines[1]["content"]["paragraphs"][1]["text"] == document.paragraphs[1].text
    assert lines[2]["content"]["text"] == answers[0].text
    assert said(lines) == []
    head = lines[-1]["head"]
    assert said(lines, count=6, head=head) == []
    assert said(lines, count=6, head=lines[1]["entry"]["sha256"]) != []
    assert said(lines, count=7) != []
    assert said(lines, head="0" * 64) != []


def changes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Another value for each place of a JSON value."""
    if isinstance(value, dict):
        for name in value:
            yield from changes(value[name], (*path, name))
        yield (*path, "added"), 1
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from changes(item, (*path, place))
    elif isinstance(value, bool):
        yield path, not value
    elif isinstance(value, str):
        yield path, value + "x"
    elif isinstance(value, float):
        yield path, value * 2 if value else 1e-17
    else:
        yield path, 1 if value is None else value + 1


def test_no_edit_of_any_value_goes_unseen(lines: list[dict[str, Any]]) -> None:
    few = [lines[0], lines[1], lines[2], {"type": "end", "count": 2, "head": lines[2]["entry"]["sha256"]}]
    assert said(few) == []
    unseen, edits = [], 0
    for place in range(len(few)):
        for path, value in changes(few[place]):
            changed = copy.deepcopy(few)
            holder = changed[place]
            for name in path[:-1]:
                holder = holder[name]
            holder[path[-1]] = value
            edits += 1
            if not said(changed):
                unseen.append((place, path))
    assert unseen == []
    assert edits > 300


def test_no_line_is_taken_out_doubled_or_moved_unseen(lines: list[dict[str, Any]]) -> None:
    for place in range(len(lines)):
        assert said(lines[:place] + lines[place + 1 :])
        assert said(lines[: place + 1] + lines[place:])
        assert said(lines[:place])
        for other in range(place):
            swapped = list(lines)
            swapped[place], swapped[other] = lines[other], lines[place]
            assert said(swapped)


def test_contents_that_change_places_are_seen(lines: list[dict[str, Any]]) -> None:
    lines[2]["content"], lines[3]["content"] = lines[3]["content"], lines[2]["content"]
    assert len(said(lines)) >= 2


def rewritten(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As somebody does it who can write all of it: the entries numbered, linked and hashed anew."""
    number, previous = 0, ""
    for line in lines:
        if line["type"] == "entry":
            number += 1
            entry = line["entry"] | {"seq": number, "previous": previous}
            previous = sha({name: value for name, value in entry.items() if name != "sha256"})
            line["entry"] = entry | {"sha256": previous}
    return [*lines[:-1], {"type": "end", "count": number, "head": previous}]


def test_a_rewritten_chain_shows_to_who_noted_the_head(lines: list[dict[str, Any]]) -> None:
    again = rewritten([*lines[:2], *copy.deepcopy(lines[3:])])
    assert said(again) == []
    assert said(again, count=6, head=lines[-1]["head"])
    assert said(again, count=2, head=lines[2]["entry"]["sha256"])


def test_an_answer_stands_in_the_log_once(lines: list[dict[str, Any]]) -> None:
    [problem] = said(rewritten([*lines[:-1], copy.deepcopy(lines[3]), lines[-1]]))
    assert "stands in the log already" in problem


def test_a_cut_end_shows_to_who_noted_the_head(lines: list[dict[str, Any]]) -> None:
    cut = [*lines[:-2], {"type": "end", "count": 5, "head": lines[5]["entry"]["sha256"]}]
    assert said(cut) == []
    assert said(cut, count=6, head=lines[-1]["head"])
    assert said(cut, head=lines[-1]["head"])


@pytest.mark.parametrize("text", [b"", b"{}", b"[1]", b"\xff", b'{"type":"entry"}', b'{"type": NaN}', b"[" * 100_000])
def test_what_is_no_line_of_the_format_is_told(text: bytes) -> None:
    assert verifier.checked([text]).problems


def test_a_name_that_stands_twice_is_refused(lines: list[dict[str, Any]]) -> None:
    texts = [json.dumps(line).encode() for line in lines]
    texts[2] = texts[2].replace(b'"text": ', b'"text": "forged", "text": ', 1)
    assert verifier.checked(texts).problems


def test_the_entries_after_one_follow_from_it(filled: SqlStore, lines: list[dict[str, Any]]) -> None:
    later = exported(filled, after=3)
    noted = {"count": 3, "head": lines[3]["entry"]["sha256"]}
    assert later[0]["after"] == noted
    assert later[1:] == lines[4:]
    assert said(later, **noted) == []
    assert said(later, count=3, head="0" * 64)
    assert exported(filled, after=6)[1:] == [{"type": "end", "count": 6, "head": lines[-1]["head"]}]
    with pytest.raises(NotFoundError, match="no entry 7"):
        exported(filled, after=7)


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 6, 7])
def test_entries_of_every_older_kind_are_checked(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((HERE / f"version_{version}.sqlite.sql").read_text())
    with open_store(path) as store:
        lines = exported(store)
    assert said(lines) == []
    for place, line in enumerate(lines):
        if line["type"] == "entry":
            changed = copy.deepcopy(lines)
            content = changed[place]["content"]
            if "paragraphs" in content:
                content["paragraphs"][0]["text"] += " not"
                problems = said(changed)
                assert any("given on a document that was changed" in each for each in problems)
            else:
                content["document_effect"] += 1.0
                assert said(changed)


def test_what_was_redacted_is_checked_by_its_hashes(filled: SqlStore, document: Document) -> None:
    filled.log.redact(document.sha256, "a court asked for it")
    lines = exported(filled)
    assert document.paragraphs[1].text not in json.dumps(lines, ensure_ascii=False)
    assert "paragraphs" not in lines[1]["content"]
    assert said(lines) == []
    without_entries = [line for line in lines if line.get("entry", {}).get("kind") != "redaction-9"]
    assert len(said(rewritten(copy.deepcopy(without_entries)))) == len(lines) - len(without_entries)
    for forge in (
        lambda all: all[1]["content"].update(name="forged.pdf"),
        lambda all: all[1]["redactions"][0].update(reason="none"),
        lambda all: all[1]["redactions"][0]["digests"].update(name="0" * 64),
        lambda all: all[1].pop("redactions"),
        lambda all: all[2]["content"].update(text="forged"),
        lambda all: all[2]["content"].update(verdict="unsupported"),
        lambda all: all[-2]["content"].update(at="2000-01-01"),
    ):
        changed = copy.deepcopy(lines)
        forge(changed)
        assert said(changed)


def test_of_an_older_kind_what_a_redaction_left_is_checked(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((HERE / "version_7.sqlite.sql").read_text())
    with open_store(path) as store:
        for parse in store.stored_parses():
            store.log.redact(parse.sha256, "a court asked for it")
        lines = exported(store)
    assert said(lines) == []
    [place] = [place for place, line in enumerate(lines) if str(line.get("entry", {}).get("kind")) == "answer-8"][:1]
    assert "text" not in lines[place]["content"]
    lines[place]["content"]["document_effect"] += 1.0
    assert said(lines)


def test_what_was_tampered_with_is_exported_as_it_is(sql: Sql, filled: SqlStore, answers: list[Answer]) -> None:
    sql("UPDATE answers SET text = 'forged'", f"DELETE FROM audit_entries WHERE subject = '{answers[4].id}'")
    lines = exported(filled)
    assert lines[2]["content"]["text"] == "forged"
    assert lines[-2] | {"content": {}} == {
        "type": "unsealed",
        "kind": "answer-9",
        "subject": answers[4].id,
        "content": {},
    }
    problems = said(lines)
    assert len(problems) == 5
    assert problems[-1] == f"The answer-9 {answers[4].id} has no entry: nothing vouches for it."


def test_the_program_ends_with_what_it_found(tmp_path: Path, lines: list[dict[str, Any]]) -> None:
    file = tmp_path / "record.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))

    def run(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-I", str(PROGRAM), str(file), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout

    head = lines[-1]["head"]
    assert run("--count", "6", "--head", head) == (0, f"The record is whole: 6 entries, head {head}\n")
    lines[3]["content"]["question"] += "?"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    code, out = run()
    assert code == 1
    assert "Entry 3" in out
    assert f"The record is NOT whole: 6 entries, head {head}" in out
