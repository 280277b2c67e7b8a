"""The contract that the README shows, with the default model; it is fetched if it is not here."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from docexplain.cli.app import run
from docexplain.model import default_model
from docexplain.model.loading import load
from docexplain.session import Session

CONTRACT = Path(__file__).parent.parent / "samples" / "employment-contract.pdf"

pytestmark = pytest.mark.model


@pytest.fixture(autouse=True)
def _the_users_models(monkeypatch):
    monkeypatch.delenv("DOCEXPLAIN_MODEL", raising=False)


@pytest.fixture(scope="module")
def session():
    return Session(device="cpu")


@pytest.fixture(scope="module")
def contract(session):
    return session.ingest(CONTRACT)


def test_the_pay_per_hour(session, contract):
    answer = session.ask(contract, "What is the pay per hour?")
    assert re.search(r"\b10\b", answer.text)
    best = contract.paragraphs[answer.effects[0].index - 1]
    assert "Compensation" in best.heading_path[-1]
    assert re.search(r"\b10\b", best.text)
    assert str(answer.verdict) == "supported"


def test_a_question_that_the_document_does_not_answer(session, contract):
    answer = session.ask(contract, "How many wheels does a bike have?")
    assert str(answer.verdict) == "unsupported"


def test_the_command(capsys, tmp_path):
    code = run(["ask", str(CONTRACT), "What is the pay per hour?", "--json", "--db", str(tmp_path / "a.db")])
    data = json.loads(capsys.readouterr().out)
    assert code == 0
    assert data["model"]["name"] == default_model.DEFAULT.name
    assert data["model"]["fingerprint"] == f"gguf-sha256:{default_model.DEFAULT.gguf_sha256}"
    assert "Compensation" in data["paragraphs"][0]["heading_path"][-1]
    assert default_model.is_here()


@pytest.mark.parametrize("dtype", ["bfloat16", "float32"])
def test_both_number_formats(dtype):
    model = load(device="cpu", dtype=dtype)
    assert model.info.dtype == dtype
    assert model.info.parameters == 134_515_008
    assert model.info.context_tokens == 8192
    prompt = model.render(["The pay is $10 per hour."], "What is the pay per hour?")
    generation = model.generate(model.prefill(prompt.prefix_ids), prompt.tail_ids)
    assert "10" in generation.text
    assert not generation.truncated
