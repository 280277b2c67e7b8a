"""Signing the record from the command line, and what an auditor sees of it."""

from __future__ import annotations

import json
import re
from pathlib import Path


def test_from_the_key_to_what_an_auditor_sees(docexplain, filled, tmp_path):
    made = docexplain("audit", "keygen")
    assert made.code == 0
    [fingerprint] = re.findall("[0-9a-f]{64}", made.out)
    [private] = (tmp_path / "config").glob("*.pem")
    public, kept = private.with_name(private.name + ".pub"), tmp_path / "kept.json"
    signed = docexplain("audit", "checkpoint", "--to", kept)
    assert (signed.code, fingerprint in signed.out) == (0, True)
    checked = docexplain("audit", "verify", "--checkpoint", kept, "--public-key", public)
    assert checked.code == 0
    assert checked.out.count(": holds (") == 2
    assert f"by key {fingerprint[:16]}" in checked.out
    kept.write_bytes(kept.read_bytes().replace(b'"number":1', b'"number":2'))
    edited = docexplain("audit", "verify", "--checkpoint", kept, "--public-key", public)
    assert edited.code == 7


def test_a_key_that_is_there_stays(docexplain, tmp_path):
    first = docexplain("audit", "keygen", "-o", tmp_path / "k.pem", "--json")
    assert json.loads(first.out)["private_key"] == str(tmp_path / "k.pem")
    before = (tmp_path / "k.pem").read_bytes()
    again = docexplain("audit", "keygen", "-o", tmp_path / "k.pem")
    assert (again.code, (tmp_path / "k.pem").read_bytes()) == (6, before)
    assert "never overwritten" in again.err


def test_no_key_no_record(docexplain, filled, tmp_path, database):
    none = docexplain("audit", "checkpoint")
    assert (none.code, "docexplain audit keygen" in none.err) == (2, True)
    docexplain("audit", "keygen")
    absent = tmp_path / "absent.db"
    assert docexplain("audit", "checkpoint", "--db", absent).code == 6
    assert not Path(absent).exists()


def test_a_file_that_is_there_is_not_signed_over(docexplain, filled, tmp_path):
    docexplain("audit", "keygen")
    (tmp_path / "kept.json").write_text("earlier")
    assert docexplain("audit", "checkpoint", "--to", tmp_path / "kept.json").code == 6
    assert "Checkpoint" not in docexplain("audit", "verify").out


def test_json_is_the_checkpoint(docexplain, filled, tmp_path):
    docexplain("audit", "keygen")
    shown = json.loads(docexplain("audit", "checkpoint", "--to", tmp_path / "c.json", "--json").out)
    kept = json.loads((tmp_path / "c.json").read_text())
    assert {name: shown[name] for name in kept} == kept
    assert shown["file"] == str(tmp_path / "c.json")
