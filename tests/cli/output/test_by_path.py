"""What the command line prints of an answer explained by path attribution, on records made by hand."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from math import log

import pytest

from docexplain.answers import focus
from docexplain.cli.output import answer_text, console
from docexplain.cli.output.as_json import objects as json_objects
from docexplain.records import Cited, Confirmed, Granularity, Passage, Steer, WhatIf
from tests.path_answers import by_path

TOKENS = ("ten", " dollars")
AS_IT_IS = (0.8, 0.5)
TOGETHER = (0.1, 0.1)
HIDDEN = {1: (0.8, 0.48), 2: (0.12, 0.12), 3: (0.8, 0.6), 4: (0.8, 0.9)}
EFFECT = log(8) + log(5)
PARTS = {2: (2.0, 1.0), 1: (0.5, 0.4), 4: (0.0, -0.6), 3: (0.02, 0.01)}
CLAIMS = ((0, 1), (1, 2))


def rises(row):
    return tuple(log(p / q) for p, q in zip(AS_IT_IS, row, strict=True))


@pytest.fixture
def rows(make_answer):
    cited = Cited((2,), rises((0.12, 0.12)), rises((0.79, 0.49)))
    return make_answer(TOKENS, AS_IT_IS, HIDDEN, TOGETHER, noise=0.1, cited=cited)


@pytest.fixture
def answer(rows):
    return by_path(rows, PARTS, alone=(1, 2), claims=CLAIMS, error=0.04)


@pytest.fixture
def shown(capsys, document):
    def show(answer, **options):
        answer_text.show_answer(console.console(), answer, document, **{"top": 5, **options})
        return capsys.readouterr().out

    return show


def cells(out, index):
    """Of a paragraph's row: page, share, nats and probability."""
    [row] = re.findall(rf"^ +{index} +(\d+ .*)", out.split("page  share")[1], re.M)
    return row.split()[:4]


def test_shares_stand_beside_nats(answer, shown):
    out = shown(answer)
    assert "\n   # page  share     nats   prob.\n" in out
    assert cells(out, 2) == ["1", f"{3 / EFFECT:.0%}", f"{sum(rises(HIDDEN[2])):+.2f}", "+1.06"]
    assert cells(out, 1)[:3] == ["1", f"{0.9 / EFFECT:.0%}", f"{log(0.5 / 0.48):+.2f}"]
    assert max(map(len, out.splitlines())) <= 80


def test_what_was_not_hidden_on_its_own_is_marked(answer, shown):
    out = shown(answer)
    assert cells(out, 4) == ["2", f"{-0.6 / EFFECT:.0%}", "-", "-"]
    assert cells(out, 3) == ["1", "1%", "-", "-"]
    assert re.search(r"^ +4 .* \(share only\) Each party", out, re.M)
    assert re.search(r"^ +3 .* \(noise\) Overtime", out, re.M)
    assert "\n-: not measured; 2 of 4 paragraphs read were hidden on their own\n" in out
    assert "Against" not in out


def test_only_shown_where_it_is_so(answer, rows, shown):
    assert "not measured" not in shown(answer, top=2)
    out = shown(rows)
    assert "\n   # page     nats   prob.  effect\n" in out
    assert "share" not in out
    assert "not measured" not in out


def test_a_disagreement_stands_under_its_row(answer, shown):
    lines = shown(answer).splitlines()
    at = next(i for i, line in enumerate(lines) if re.match(r" +1 +1 ", line))
    said = " ".join(" ".join(lines[at + 1 : at + 3]).split())
    assert said.startswith(f"The two measures disagree: its share is {0.9 / EFFECT:.0%}, but hidden on its own")


def test_each_claim_has_its_mark(answer, shown):
    assert shown(answer).startswith("Answer    ten [2] dollars [2, 1]\n")


def test_what_a_mark_names_is_listed(answer, rows, shown):
    assert re.findall(r"^ +(\d) +[12] ", shown(answer, top=1), re.M) == ["2", "1"]
    one = by_path(rows, {i: (sum(part),) for i, part in PARTS.items()}, alone=(1, 2), claims=((0, 2),))
    one = replace(one, cited=Cited((2,), (1.0, 1.0), (0.0, 0.0)))
    assert re.findall(r"^ +(\d) +[12] ", shown(one, top=1), re.M) == ["2"]


def test_noise(answer, shown):
    assert "\nNoise     ±0.10 nats; shares: quadrature error 0.04 nats with 3 nodes\n" in shown(answer)


def test_a_part_of_the_answer_rests_on_what_was_hidden(answer, rows, shown):
    out = shown(answer, part=focus(answer, "ten"))
    _, _, part = out.partition("\nPart      ten\n")
    measured = "Measured 2 of 4 paragraphs read were hidden on their own: only these are listed"
    assert measured in " ".join(part.split())
    assert "   # page     nats   prob.  effect\n" in part
    assert re.findall(r"^ +(\d+) +\d ", part, re.M) == ["2", "1"]
    assert f"{rises(HIDDEN[2])[0]:+.2f}" in part
    assert "Measured" not in shown(rows, part=focus(rows, "ten"))


@pytest.mark.parametrize(("granularity", "line"), [("sentence", "      54% | {}"), ("token", "      54% > {}")])
def test_parts_of_a_cited_paragraph_have_shares(answer, shown, document, granularity, line):
    text = document.paragraphs[1].text
    settings = replace(answer.settings, granularity=Granularity(granularity))
    passages = (Passage(2, 0, len(text), 2.0, 0.0, False, (), per_claim=(1.5, 0.5)),)
    assert f"\n{line.format(text)}\n" in shown(replace(answer, settings=settings, passages=passages))


def test_a_document_effect_within_the_noise_has_no_shares(answer, shown):
    out = shown(replace(answer, noise_floor=5.0))
    assert cells(out, 2)[1] == "-"


def test_measured_again_beside_what_was_not_hidden(answer, shown):
    again = (Confirmed(4, rises((0.1, 0.12)), rises((0.45, 0.3))),)
    assert re.search(r"^ +4 +2 +- +\+", shown(replace(answer, confirmed=again)).split("Again with scope full")[1], re.M)


@pytest.mark.parametrize("columns", ["80", "120"])
def test_a_what_if_beside_it(answer, document, capsys, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    steered = replace(answer, id="other", what_if=WhatIf(answer.id, (Steer(2, 0.0),)))
    answer_text.show_what_if(console.console(), answer, steered, document, top=5, on_screen=answer)
    out = capsys.readouterr().out
    assert "\n   # page  share  what if     nats  what if\n" in out
    assert re.search(rf"^ +2 +1 +{3 / EFFECT:.0%} +hidden +\+\d\.\d\d +hidden ", out, re.M)
    assert re.search(rf"^ +4 +2 +{-0.6 / EFFECT:.0%} +{-0.6 / EFFECT:.0%} +- +- ", out, re.M)
    assert max(map(len, out.splitlines())) <= int(columns)


class TestJson:
    def test_of_paragraphs(self, answer, document):
        found = {p["index"]: p for p in json_objects.answer(answer, document)["paragraphs"]}
        assert {i: p["suppressed"] for i, p in found.items()} == {1: True, 2: True, 3: False, 4: False}
        assert found[2]["share"] == pytest.approx(3 / EFFECT)
        assert found[2]["per_claim"] == [2.0, 1.0]
        assert found[2]["support"] == 3.0
        assert found[4]["effect"] == pytest.approx(-0.6)
        assert found[4]["per_token"] == []

    def test_of_the_answer(self, answer, document):
        data = json_objects.answer(answer, document)
        assert data["path"] == {"nodes": 3, "error": 0.04}
        assert [c["paragraphs"] for c in json.loads(json_objects.dumps(data))["claims"]] == [[2], [2, 1]]
        assert [(c["text"], c["start"], c["end"]) for c in data["claims"]] == [("ten", 0, 3), ("dollars", 4, 11)]
        assert data["counter_evidence"] == []
        part = json_objects.answer(answer, document, part=focus(answer, "dollars"))["span"]
        assert (part["claims"], [p["index"] for p in part["paragraphs"]]) == ([1], [2, 1])

    def test_of_other_modes(self, rows, document):
        data = json_objects.answer(rows, document)
        assert (data["path"], data["claims"]) == (None, [])
        assert {(p["share"], p["suppressed"], len(p["per_claim"])) for p in data["paragraphs"]} == {(None, True, 0)}

    def test_of_passages(self, answer, document):
        passages = (Passage(2, 0, 3, 2.0, 0.0, False, (), per_claim=(1.5, 0.5)),)
        [passage] = json_objects.answer(replace(answer, passages=passages), document)["passages"]
        assert passage["share"] == pytest.approx(2 / EFFECT)
        assert (passage["per_claim"], passage["per_token"]) == ([1.5, 0.5], [])

    def test_the_schema_is_another(self):
        assert json.loads(json_objects.dumps({}))["schema_version"] == 2


def test_shares_above_the_whole_are_told_with_their_cause(rows, shown, answer):
    assert "Shares" not in shown(answer)
    over = by_path(rows, {2: (3.0, 2.0), 1: (0.0, 0.1), 4: (0.1, 0.0), 3: (0.0, 0.0)}, alone=(1, 2), claims=CLAIMS,
                   error=1.51)  # fmt: skip
    said = (
        f"The share of what is cited is {5 / EFFECT:.0%}, more than the whole, since the quadrature error is 1.51 of "
        f"{EFFECT:.2f} nats: read them as an order, not as amounts."
    )
    assert said in " ".join(shown(over).split())
    other = by_path(rows, {2: (3.0, 2.0), 1: (0.0, 0.0), 4: (-1.0, -0.6), 3: (0.0, 0.0)}, alone=(1, 2), claims=CLAIMS)
    assert "since others have shares below 0" in " ".join(shown(other).split())
