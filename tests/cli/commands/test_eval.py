"""``docexplain eval`` comparing methods: table, JSON, plot, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docexplain.cli.output import comparison

CONTEXT = "Work starts in May. The Company will pay ten dollars per hour. The law of Ohio applies."
OTHER = "Each party may end this agreement with thirty days' notice."


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    def qa(question: str, context: str, answer: str) -> dict[str, object]:
        answers = [{"text": answer, "answer_start": context.index(answer)}]
        return {"id": question, "question": question, "answers": answers}

    paragraphs = [
        {"context": CONTEXT, "qas": [qa("Pay?", CONTEXT, "ten dollars"), qa("Law?", CONTEXT, "Ohio")]},
        {"context": OTHER, "qas": [qa("Notice?", OTHER, "thirty days")]},
    ]
    path = tmp_path / "set.json"
    path.write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}))
    return path


def test_a_table_of_methods(docexplain, dataset):
    result = docexplain("eval", dataset, "--methods", "leave-one-out,readout")
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    (head,) = [line for line in lines if line.startswith("method")]
    assert head.split()[1:] == [
        "top1", "mrr", "seconds", "/prefill", "/readout", "passes", "prompts", "MB",
    ]  # fmt: skip
    rows = [line.split()[0] for line in lines if line.startswith(("readout", "leave"))]
    assert rows == ["leave-one-out-log", "leave-one-out-probability", "readout-log", "readout-probability"]
    (readout,) = [line.split() for line in lines if line.startswith("readout-log ")]
    assert readout[5] == "1.000"


def test_several_granularities(docexplain, dataset):
    methods = ("--methods", "readout,path,leave-one-out")
    data = json.loads(docexplain("eval", dataset, *methods, "--granularity", "all", "--json").out)
    assert list(data["granularities"]) == ["paragraph", "sentence", "token"]
    by = {g: {row["method"] for row in report["methods"].values()} for g, report in data["granularities"].items()}
    assert by["paragraph"] == by["sentence"] == {"readout", "path", "leave-one-out"}
    assert by["token"] == {"readout", "path"}
    text = docexplain("eval", dataset, "--granularity", "token", "--granularity", "sentence")
    assert text.code == 0
    assert text.out.index("token") < text.out.index("sentence")
    assert text.out.count("readout-mask-probability") == 2


def test_one_granularity_keeps_its_place(docexplain, dataset):
    data = json.loads(docexplain("eval", dataset, "--methods", "readout", "--json").out)
    assert (data["granularity"], data["questions"], data["failed"]) == ("paragraph", 3, {})
    assert set(data["methods"]) == {"readout-log", "readout-probability"}


def test_faithfulness(docexplain, dataset):
    pytest.importorskip("scipy")
    result = docexplain("eval", dataset, "--methods", "readout", "--faithfulness", "--json")
    row = json.loads(result.out)["methods"]["readout-log"]
    assert -1 <= row["lds"] <= 1
    assert {"drop@1", "drop@3"} <= set(row)
    assert "drop@3" in docexplain("eval", dataset, "--faithfulness").out


@pytest.mark.parametrize(("name", "magic"), [("a.png", b"\x89PNG"), ("b.SVG", b"<?xml"), ("c.pdf", b"%PDF")])
def test_plots(docexplain, dataset, tmp_path, name, magic):
    pytest.importorskip("matplotlib")
    path = tmp_path / name
    result = docexplain("eval", dataset, "--plot", path, "--sample", "1", "--granularity", "sentence")
    assert (result.code, result.err) == (0, "")
    content = path.read_bytes()
    assert content.startswith(magic)
    if name == "b.SVG":
        assert b"readout-mask-probability" in content
        assert b"seconds per question" in content


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--methods", "atman"), "There is no method 'atman'"),
        (("--methods", "readout", "--mode", "log"), "--mode goes without --methods"),
        (("--methods", "readout", "--scope", "full"), "--scope goes without --methods"),
        (("--answers", "--methods", "readout"), "--answers is measured by itself"),
        (("--answers", "--faithfulness"), "leave --faithfulness out"),
        (("--redundancy", "--calibrate"), "leave --calibrate out"),
        (("--redundancy", "--mode", "log"), "leave --mode out"),
        (("--calibrate", "--granularity", "token"), "leave --granularity out"),
        (("--calibrate", "--read", "3"), "leave --read out"),
        (("--plot", "x.jpg"), "--plot draws .png, .svg, .pdf, not 'x.jpg'"),
        (("--plot", "/no/such/x.png"), "no folder /no/such"),
        (("--methods", "full", "--granularity", "token"), "None of these methods scores every token"),
    ],
)
def test_what_is_refused(docexplain, dataset, arguments, message):
    result = docexplain("eval", dataset, *arguments)
    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_no_matplotlib(docexplain, dataset, tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = docexplain("eval", dataset, "--plot", tmp_path / "x.png")
    assert result.code == 2
    assert "docexplain[compare]" in result.err


def test_a_failed_method_is_named(capsys):
    cost = {"seconds": 0.5, "explain_over_prefill": 2.0, "seconds_over_readout": None, "forward_passes": 12.5,
            "prompt_equivalents": 3.25, "peak_bytes": None, "dtype": "float32"}  # fmt: skip
    row = {"method": "grad", "aggregation": "", "top1": 0.5, "mrr": 0.75, **cost}
    report = {"dtype": "bfloat16", "methods": {"grad": row}, "failed": {"attnlrp": "Choose another model."}}
    comparison.show(report, full=True)
    out = capsys.readouterr().out
    assert "attnlrp failed: Choose another model." in out
    assert "in float32: grad" in out
    cells = next(line for line in out.splitlines() if line.startswith("grad")).split()
    assert cells == ["grad", "0.500", "0.750", "0.500", "2.000", "-", "12.5", "3.250", "-"]


def test_ctrl_c_prints_what_there_is(docexplain, dataset, monkeypatch):
    from docexplain.evaluation import runner

    measure = runner.Comparison._measure
    asked = []

    def interrupted(self, task):
        asked.append(task)
        if len(asked) == 3:
            raise KeyboardInterrupt
        measure(self, task)

    monkeypatch.setattr(runner.Comparison, "_measure", interrupted)
    result = docexplain("eval", dataset, "--methods", "readout")
    assert result.code == 130
    assert "questions        2" in result.out
    assert "readout-probability" in result.out
    assert result.err.strip() == "docexplain: Interrupted: nothing unfinished was saved."
    asked.clear()
    result = docexplain("eval", dataset, "--methods", "readout", "--json")
    assert (result.code, result.out) == (130, "")


def test_redundancy_is_measured_by_itself(docexplain, dataset):
    found = json.loads(docexplain("eval", dataset, "--redundancy", "--json").out)["redundancy"]
    assert set(found) == {"questions", "skipped", "one", "two", "three"}
    out = docexplain("eval", dataset, "--redundancy").out
    assert "falsely_grouped" in out and "reworded" in out


def test_a_calibration_is_kept_and_used(docexplain, dataset, pdf, monkeypatch, tmp_path):
    monkeypatch.setenv("DOCEXPLAIN_CONFIG", str(tmp_path / "settings"))
    monkeypatch.setattr("docexplain.evaluation.calibrate.collect", _cases)
    found = json.loads(docexplain("eval", dataset, "--calibrate", "--sample", 2, "--seed", 3, "--json").out)
    (kept,) = (tmp_path / "settings").rglob("*.json")
    assert found["calibration"]["kept_in"] == str(kept)
    assert found["calibration"]["generated"]["auroc"] == 1
    answer = json.loads(docexplain("ask", pdf, "What is the pay?", "--answer", "ten", "--no-save", "--json").out)
    assert answer["calibration"]["made_by"] == "docexplain eval set.json --calibrate --sample 2 --seed 3"
    assert str(kept) in docexplain("eval", dataset, "--calibrate").out


def _cases(*_arguments, **_options):
    from docexplain.attribution.conclusions.verdict import SIGNALS
    from docexplain.evaluation.calibrate import Case

    return [
        Case(article, kind, positive, dict.fromkeys(SIGNALS, positive + article / 100))
        for article in range(10)
        for kind in ("given", "generated")
        for positive in (True, False)
    ]


def test_too_little_data_for_a_calibration_is_an_error(docexplain, dataset):
    result = docexplain("eval", dataset, "--calibrate")
    assert result.code == 2 and "larger data set" in result.err


@pytest.mark.parametrize(
    ("options", "methods"),
    [
        ((), {"path", "readout-mask"}),
        (("--scope", "full"), {"full-mask"}),
        (
            ("--scope", "full", "--scope", "readout", "--mode", "path", "--mode", "log"),
            {"path", "full-log", "readout-log"},
        ),
    ],
)
def test_modes_that_are_measured(docexplain, dataset, options, methods):
    data = json.loads(docexplain("eval", dataset, *options, "--sample", "1", "--json").out)
    assert {row["method"] for row in data["methods"].values()} == methods
    assert ("path-best3" in data["methods"]) is ("path" in methods)
