"""``docexplain ask``: the main job, as text and as JSON."""

from __future__ import annotations

import json
import re
import sys
import unicodedata

import pytest

from docexplain.errors import ExitCode, StorageError
from docexplain.records import SUPPRESSIONS, Scope
from storage import open_store

QUESTION = "What is the pay per hour?"
FAST = ("--answer", "ten dollars", "--read", "all")

NUMBER = (int, float)
KEYS = {
    "schema_version": int,
    "answer_id": str,
    "saved": bool,
    "not_saved_because": type(None),
    "record": dict,
    "document": dict,
    "documents": list,
    "coverage": dict,
    "question": str,
    "answer": str,
    "answer_given": bool,
    "given_by": str,
    "truncated": bool,
    "truncated_at": type(None),
    "answer_marked": str,
    "marks": list,
    "verdict": str,
    "verdict_says": str,
    "verdict_at_odds": str,
    "lowered": list,
    "signals": dict,
    "verdict_score": float,
    "calibration": dict,
    "document_effect": float,
    "document_effect_per_token": float,
    "document_support": float,
    "noise_floor": float,
    "controls": dict,
    "cited": dict,
    "redundant": list,
    "counter_evidence": list,
    "paragraphs": list,
    "passages": list,
    "paragraphs_read": list,
    "paragraphs_total": int,
    "choice": dict,
    "provenance": dict,
    "tokens": list,
    "span": type(None),
    "original": type(None),
    "suppressed": list,
    "amplified": list,
    "what_if": type(None),
    "without_suspects": type(None),
    "suspects": list,
    "model": dict,
    "scope": str,
    "mode": str,
    "factor": float,
    "summary": str,
    "read": str,
    "granularity": str,
    "kappa": type(None),
    "confirm": int,
    "sections": bool,
    "confirmed": list,
    "claims": list,
    "path": dict,
    "left_out": type(None),
    "struck": type(None),
    "facts": list,
    "prompt_sha256": str,
    "created_at": str,
    "version": str,
    "timings": dict,
}
PARAGRAPH = {
    "index": int,
    "mark": str,
    "document": int,
    "paragraph_in_document": int,
    "page": int,
    "bbox": list,
    "text": str,
    "effect": float,
    "below_noise": bool,
    "suppressed": bool,
    "support": float,
    "per_claim": list,
}


def test_text(docexplain, pdf, database):
    result = docexplain("ask", pdf, QUESTION, *FAST)
    assert (result.code, result.err) == (0, "")
    assert re.search(r"^(Answer)? +ten dollars( \[[123]\])?$", result.out, re.M)
    assert re.search(r"^Verdict .*\((supported|weak|unsupported):\s", result.out, re.M)
    assert re.search(r"^Read +3 of 3 paragraphs of contract.pdf$", result.out, re.M)
    with open_store(database) as store:
        answer = store.history()[0]
    assert (answer.question, answer.text) == (QUESTION, "ten dollars")
    assert answer.id in result.out


def test_a_generated_answer(docexplain, pdf):
    result = docexplain("ask", pdf, QUESTION, "--max-tokens", 5, "--json")
    assert result.code == 0
    data = json.loads(result.out)
    assert (data["truncated"], data["truncated_at"]) == (True, "length")
    assert not data["answer_given"]
    assert len(data["tokens"]) == 5
    assert min(data["timings"][f"{step}_s"] for step in ("ingest", "load", "prefill", "generate", "explain")) > 0


def test_json_has_all_documented_keys(docexplain, pdf, model_folder):
    result = docexplain("ask", pdf, QUESTION, *FAST, "--json")
    assert (result.code, result.err) == (0, "")
    data = json.loads(result.out)  # and nothing else is on stdout
    kinds = {key: type(value) for key, value in data.items()}
    assert kinds | {"cited": dict, "verdict_at_odds": str} == KEYS
    assert kinds["verdict_at_odds"] in {str, type(None)}
    assert kinds["cited"] in {dict, type(None)}  # None when the verdict is unsupported
    assert set(data["timings"]) == {"ingest_s", "load_s", "prefill_s", "generate_s", "explain_s"}
    assert data["document"]["name"] == "contract.pdf"
    assert re.fullmatch("[0-9a-f]{64}", data["document"]["sha256"])
    assert data["model"]["name"] == str(model_folder)
    assert (data["scope"], data["mode"], data["factor"]) == ("readout", "path", 0)
    assert (data["answer"], data["answer_given"], data["truncated"]) == ("ten dollars", True, False)
    assert len(data["paragraphs"]) == data["paragraphs_total"] == 3
    for paragraph in data["paragraphs"]:
        assert {key: type(paragraph[key]) for key in PARAGRAPH} == PARAGRAPH
        assert len(paragraph["bbox"]) == 4
        assert all(isinstance(x, NUMBER) for x in paragraph["bbox"])
        assert len(paragraph["per_token"]) == len(data["tokens"]) * paragraph["suppressed"]
        assert len(paragraph["per_claim"]) == len(data["claims"]) == 1
        assert isinstance(paragraph["share"], float | None)
    assert {p["index"] for p in data["paragraphs"]} == {1, 2, 3}


def test_a_damaged_file_is_said_to_be_so(docexplain, pdf, tmp_path):
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(pdf.read_bytes()[:-30])
    for _ in range(2):  # the second time it is stored
        result = docexplain("ask", cut, QUESTION, *FAST, "--json")
        assert "cut.pdf: the file is damaged and was repaired; text may be missing." in result.err
        assert json.loads(result.out)["coverage"]["damaged"] is True
    listed = docexplain("ingest", cut)
    assert "the file is damaged and was repaired; text may be missing" in listed.out
    assert "of the characters found kept" in listed.out


def test_options_arrive(docexplain, pdf):
    for scope in Scope:
        for mode in SUPPRESSIONS:
            data = json.loads(docexplain("ask", pdf, QUESTION, *FAST, "--json", "--scope", scope, "--mode", mode).out)
            assert (data["scope"], data["mode"]) == (scope, mode)
    data = json.loads(
        docexplain("ask", pdf, QUESTION, "--answer", "x", "--read", 1, "--mode", "log", "--factor", "0.3",
                   "--summary", "log", "--dtype", "bfloat16", "--device", "cpu", "--json").out
    )  # fmt: skip
    assert (data["factor"], data["summary"], data["model"]["dtype"]) == (0.3, "log", "bfloat16")
    assert len(data["paragraphs_read"]) == 1


def test_deletion_is_said_wherever_an_explanation_is(docexplain, pdf):
    shown = docexplain("ask", pdf, QUESTION, "--answer", "ten dollars", "--read", 2, "--mode", "deletion")
    assert shown.out.rstrip().endswith(", deletion")
    data = json.loads(docexplain("ask", pdf, QUESTION, "--answer", "x", "--mode", "deletion", "--json").out)
    assert (data["scope"], data["mode"], data["factor"]) == ("full", "deletion", 0.0)
    assert "deletion" in docexplain("show", data["answer_id"]).out


def test_a_device_map_arrives(docexplain, pdf, model_folder):
    options = ("--device-map", "auto", "--dtype", "float32", "--json")
    data = json.loads(docexplain("ask", pdf, QUESTION, "--answer", "x", *options).out)
    assert data["model"]["device"].split(", ")[-1] in {"cpu", "cuda:0"}


def test_weights_that_cannot_be_quantised_here(docexplain, pdf, monkeypatch):
    monkeypatch.setitem(sys.modules, "torchao", None)
    result = docexplain("ask", pdf, QUESTION, "--quantize", "8bit", "--device", "cpu")
    assert (result.code, result.out) == (ExitCode.USAGE, "")
    assert "needs the library torchao" in result.err
    assert "Traceback" not in result.err


def test_how_fine_and_by_whom(docexplain, pdf, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "jdoe")
    options = ("--granularity", "sentence", "--kappa", "0.9", "--json")
    data = json.loads(docexplain("ask", pdf, QUESTION, *FAST, *options).out)
    assert (data["granularity"], data["kappa"], data["given_by"]) == ("sentence", 0.9, "jdoe")
    # Wrapped where the model's folder has a long name.
    last, named = (
        " ".join(docexplain("ask", pdf, QUESTION, *FAST, *more).out.split())
        for more in (("--kappa", "0.9"), ("--answer-by", " J. Doe\n"))
    )
    assert last.endswith(", readout mask, kappa 0.9")
    assert "given by J. Doe, " in named


def test_a_part_of_the_answer(docexplain, pdf, database):
    result = docexplain("ask", pdf, QUESTION, *FAST, "--span", "dollars")
    assert (result.code, result.err) == (0, "")
    assert re.search(r"^Part +dollars$", result.out, re.M)
    with open_store(database) as store:
        answer_id = store.history()[0].id
    assert docexplain("show", answer_id, "--span", "dollars").out.endswith(result.out)
    data = json.loads(docexplain("show", answer_id, "--json", "--span", "dollars").out)
    part = data["span"]
    assert (part["text"], part["places"]) == ("dollars", [[4, 11]])
    row = {p["index"]: [p["per_token"][i] for i in part["tokens"]] for p in data["paragraphs"]}
    assert {p["index"]: p["per_token"] for p in part["paragraphs"]} == row
    for paragraph in part["paragraphs"]:
        assert paragraph["effect"] == pytest.approx(sum(row[paragraph["index"]]))


def test_a_part_that_the_answer_has_not(docexplain, pdf, database):
    result = docexplain("ask", pdf, QUESTION, *FAST, "--span", "eleven")
    assert result.code == ExitCode.QUESTION == 5
    assert re.search(r"^(Answer)? +ten dollars( \[[123]\])?$", result.out, re.M)  # what took long is not lost
    assert "eleven" in result.err
    assert "ten dollars" in result.err
    as_json = docexplain("ask", pdf, QUESTION, *FAST, "--span", "eleven", "--json")
    assert as_json.code == 5
    assert json.loads(as_json.out)["span"] is None
    with open_store(database) as store:
        answer_id = store.history()[0].id
    shown = docexplain("show", answer_id, "--span", "eleven")
    assert (shown.code, shown.out) == (5, "")


def test_top(docexplain, filled, pdf):
    def listed(*options):
        """Rows for the answer, rows against it, and whether more are left out."""
        out = docexplain("ask", pdf, QUESTION, *FAST, *options).out
        rows = [
            len(re.findall(r"^ +\d+ +\d+ +-?(?:\d+%)? ", part, re.M))
            for part in f"{out}Against the".split("Against the")
        ]
        return rows[0], rows[1], "more (--top)" in out

    supporting, opposing, more = listed()
    assert (supporting + opposing, more) == (3, False)
    assert listed("--top", 1) == (1, min(1, opposing), True)
    assert len(json.loads(docexplain("ask", pdf, QUESTION, *FAST, "--json", "--top", 2).out)["paragraphs"]) == 2


def test_a_second_ask_parses_nothing(docexplain, filled, pdf, monkeypatch):
    monkeypatch.setattr("docexplain.ingest.read_document", lambda *_, **__: pytest.fail("parsed again"))
    assert json.loads(docexplain("ask", pdf, QUESTION, *FAST, "--json").out)["timings"]["ingest_s"] == 0


@pytest.fixture
def full_disk(monkeypatch):
    def fail(*_):
        raise StorageError("The disk is full.")

    monkeypatch.setattr("storage.sql_store.SqlStore.add_answer", fail)


def test_an_answer_that_cannot_be_saved_is_printed_all_the_same(docexplain, pdf, filled, rows, full_disk):
    before = rows()["answers"]
    result = docexplain("ask", pdf, QUESTION, *FAST)
    assert (result.code, result.err) == (6, "docexplain: The disk is full.\n")
    lines = result.out.splitlines()
    assert re.match(r"Answer    |Verdict   ", lines[0])
    assert "NOT SAVED this answer is not in the record, and docexplain show will not find it" in lines
    assert any(line.startswith("Verdict") for line in lines)
    assert rows()["answers"] == before


def test_json_says_so_too(docexplain, pdf, filled, full_disk, answer_id):
    result = docexplain("ask", pdf, QUESTION, "--max-tokens", "4", "--read", "all", "--suppress", "2", "--json")
    assert (result.code, result.err) == (6, "docexplain: The disk is full.\n")
    printed = json.loads(result.out)
    for answer in (printed, printed["what_if"]):
        assert (answer["saved"], answer["not_saved_because"]) == (False, "The disk is full.")
        assert answer["paragraphs"]
    printed = json.loads(docexplain("ask", pdf, QUESTION, *FAST, "--no-save", "--json").out)
    assert (printed["saved"], printed["not_saved_because"]) == (False, None)
    printed = json.loads(docexplain("show", answer_id, "--json").out)
    assert (printed["saved"], printed["not_saved_because"]) == (True, None)


def test_a_document_that_cannot_be_saved_is_reported_all_the_same(
    docexplain, pdf, filled, monkeypatch, tmp_path, make_pdf
):
    def fail(*_):
        raise StorageError("The disk is full.")

    monkeypatch.setattr("storage.sql_store.SqlStore.add_document", fail)
    other = make_pdf(tmp_path / "other.pdf", ("Something else.",))
    result = docexplain("ingest", other)
    assert (result.code, result.err) == (6, "docexplain: The disk is full.\n")
    assert result.out.startswith("other.pdf  read, NOT SAVED, ")
    (document,) = json.loads(docexplain("ingest", other, "--json").out)["documents"]
    assert (document["saved"], document["not_saved_because"]) == (False, "The disk is full.")


def test_no_save_saves_nothing(docexplain, pdf, filled, rows, database):
    before = rows()
    assert docexplain("ask", pdf, QUESTION, *FAST, "--no-save").code == 0
    assert rows() == before
    database.unlink()
    assert docexplain("ask", pdf, QUESTION, *FAST, "--no-save").code == 0
    assert not database.exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--top", "0"),
        ("--mode", "erase"),
        ("--scope", "all"),
        ("--factor", "much"),
        ("--factor", "0.5"),  # mask has none
        ("--mode", "log", "--factor", "nan"),
        ("--read", "0"),
        ("--read", "many"),
        ("--max-tokens", "0"),
        ("--granularity", "word"),
        ("--kappa", "0"),
        ("--kappa", "1.1"),
        ("--kappa", "nan"),
        ("--span", " "),
        ("--answer-by", "Jane Doe"),  # without --answer
        ("--device", "tpu"),
        ("--dtype", "float8"),
        ("--device-map", "everywhere"),
        ("--device-map", "auto", "--device", "cpu"),
        ("--quantize", "3bit"),
        ("--frobnicate",),
    ],
)
def test_usage_errors(docexplain, pdf, filled, rows, options):
    before = rows()
    result = docexplain("ask", pdf, QUESTION, *options)
    assert result.code == ExitCode.USAGE == 2
    assert result.out == ""
    assert "Traceback" not in result.err
    assert result.err.strip()
    assert rows() == before


@pytest.mark.parametrize(
    "arguments", [(), ("ask",), ("ask", "x.pdf"), ("nonsense",), ("ingest",), ("show",), ("audit",)]
)
def test_missing_arguments(docexplain, arguments):
    result = docexplain(*arguments)
    assert (result.code, result.out) == (2, "")
    assert "Usage: docexplain" in result.err


def too_wide(text):
    return [line for line in text.splitlines() if len(line) > 80]


def test_eighty_columns_without_escape_codes(docexplain, pdf, answer_id, filled):
    for arguments in [("ask", pdf, QUESTION * 9, *FAST), ("show", answer_id), ("history",), ("audit", "verify")]:
        result = docexplain(*arguments)
        assert result.code == 0
        data = ("head ",)  # the hash that an auditor copies
        assert [line for line in too_wide(result.out) if not any(word in line for word in data)] == []
        assert "\x1b" not in result.out


def test_colour_only_where_it_is_wanted(docexplain, answer_id, monkeypatch):
    plain = docexplain("show", answer_id).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = docexplain("show", answer_id).out
    assert "\x1b[" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    codes = re.findall(r"\x1b\[([\d;]*)m", docexplain("show", answer_id).out)
    assert not any(31 <= int(n) <= 37 for code in codes for n in code.split(";") if n)
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


HOSTILE = "[bold]x[/] [red]\x1b[31mred\x1b]0;title\x07 \u202egnal\u202c :smile: \x9b2J"


def test_markup_and_escape_codes_are_data(docexplain, pdf, filled, make_pdf, tmp_path):
    hostile = ("--answer", HOSTILE, "--answer-by", HOSTILE, "--span", "\x1b[31mred")
    result = docexplain("ask", pdf, HOSTILE, *hostile, "--read", "all")
    assert result.code == 0
    assert "Part " in result.out
    shown = docexplain("show", json.loads(docexplain("history", "--json").out)["answers"][0]["answer_id"])
    for out in (result.out, shown.out, docexplain("history").out):
        assert "[bold]x[/] [red]" in out
        assert ":smile:" in out
        assert not [c for c in out if c != "\n" and unicodedata.category(c) == "Cc"]
        assert "\u202e" not in out
    kept = json.loads(docexplain("history", "--json").out)["answers"][0]
    assert kept["question"] == HOSTILE  # the record has it as it was


def test_a_hostile_file_name(docexplain, tmp_path):
    result = docexplain("ask", tmp_path / "a\x1b[31m\x9b2J\x07.pdf", QUESTION)
    assert result.code == 3
    assert not [c for c in result.err if c != "\n" and unicodedata.category(c) == "Cc"]


@pytest.mark.parametrize("wanted", ["3", "2,3", " 3 , 3"])
def test_paragraphs_to_be_read_whatever_they_are_ranked(docexplain, pdf, wanted):
    indices = sorted({int(each) for each in wanted.split(",")})
    asked = ("ask", pdf, QUESTION, "--max-tokens", "5", "--search", "words", "--json")
    first = json.loads(docexplain(*asked, "--read", "1").out)
    assert first["paragraphs_read"] != indices
    result = docexplain(*asked, "--read", "1", "--include", wanted)
    assert (result.code, result.err) == (0, "")
    data = json.loads(result.out)
    assert data["paragraphs_read"] == indices
    assert f"bm25!{','.join(map(str, indices))}" in result.out


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("three", "--include takes paragraph numbers, such as 3,7, not 'three'"),
        ("0", "not '0'"),
        ("2:1", "not '2:1'"),
        ("3,", "not ''"),
        ("9", "contract.pdf has 3 paragraphs: there is no 9 to include"),
    ],
)
def test_what_cannot_be_included(docexplain, pdf, wanted, says):
    result = docexplain("ask", pdf, QUESTION, "--read", "1", "--include", wanted)
    assert (result.code, result.out) == (2, "")
    assert says in result.err
