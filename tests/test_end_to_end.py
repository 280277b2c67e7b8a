"""The contract that the README shows, with the default model; it is fetched if it is not here."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

from docexplain.cli.app import run
from docexplain.errors import ChecksumError
from docexplain.model.loading.by_name import load
from docexplain.model.loading.load_options import LoadOptions
from docexplain.model.sources import default_model
from docexplain.model.sources.gguf_conversion import content_in
from docexplain.model.sources.hashing import fingerprint_of
from docexplain.model.sources.model_files import files_of
from docexplain.records import Box, Paragraph, Steer
from docexplain.records.word_boxes import boxes_of
from docexplain.session import AskOptions, Session

SAMPLES = Path(__file__).parent.parent / "samples"
CONTRACT, REPORT = SAMPLES / "employment-contract.pdf", SAMPLES / "annual-report.pdf"

pytestmark = pytest.mark.model


@pytest.fixture(autouse=True)
def _the_users_models(monkeypatch):
    monkeypatch.delenv("DOCEXPLAIN_MODEL", raising=False)


@pytest.fixture(scope="module")
def session():
    return Session(load=LoadOptions(device="cpu"))


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


def test_the_sentence_that_caused_the_answer(session, contract):
    answer = session.ask(contract, "What is the pay per hour?", options=AskOptions(granularity="sentence"))
    best = max(answer.passages, key=lambda passage: passage.probability_drop)
    assert answer.cited is not None and best.paragraph == answer.cited.paragraphs[0]
    text = contract.paragraphs[best.paragraph - 1].text
    assert "10 dollars" in text[best.start : best.end] and len(answer.passages) > 1


def test_a_fact_that_stands_twice(session, contract):
    copy = "Annex A. Rates: 10 dollars are paid for each hour that the Employee works."
    index = len(contract.paragraphs) + 1
    longer = replace(contract, paragraphs=(*contract.paragraphs, Paragraph(index, copy, (Box(3, 0, 0, 1, 1),))))
    answer = session.ask(longer, "What is the pay per hour?")
    (group,) = answer.redundant
    assert index in group.paragraphs and len(group.paragraphs) == 2
    (other,) = set(group.paragraphs) - {index}
    assert "10 dollars" in longer.paragraphs[other - 1].text
    assert set(answer.cited.paragraphs) == set(group.paragraphs)


def test_what_if_the_paragraph_were_not_there(session, contract):
    original = session.ask(contract, "What is the pay per hour?")
    steered = session.what_if(contract, original, [Steer(original.cited.paragraphs[0], 0.0)])
    assert not re.search(r"\b10 dollars\b", steered.text)
    assert str(steered.verdict) == "unsupported"


def test_the_command(capsys, tmp_path):
    code = run(["ask", str(CONTRACT), "What is the pay per hour?", "--json", "--db", str(tmp_path / "a.db")])
    data = json.loads(capsys.readouterr().out)
    assert code == 0
    assert data["model"]["name"] == default_model.DEFAULT.name
    assert data["model"]["fingerprint"] == f"content-sha256:{default_model.DEFAULT.content_sha256}"
    assert data["model"]["revision"] == default_model.DEFAULT.requirement
    assert "Compensation" in data["paragraphs"][0]["heading_path"][-1]
    assert default_model.is_here()


def test_a_recorded_answer_is_given_again_exported_and_proved(capsys, tmp_path):
    """The command that the README shows, and then what an auditor does with the answer."""
    db = ["--db", str(tmp_path / "record.db")]
    assert run(["ask", str(CONTRACT), "What is the pay per hour?", "--device", "cpu", "--json", *db]) == 0
    answer = json.loads(capsys.readouterr().out)["answer_id"]
    assert run(["audit", "replay", answer, "--device", "cpu", *db]) == 0
    assert capsys.readouterr().out.startswith("Same ")
    target = tmp_path / "answer.zip"
    assert run(["export", answer, "--to", "bundle", "-o", str(target), *db]) == 0
    assert run(["audit", "verify-bundle", str(target)]) == 0
    assert "The bundle is whole." in capsys.readouterr().out
    marked = tmp_path / "answer.pdf"
    assert run(["export", answer, "--to", "pdf", "-o", str(marked), *db]) == 0
    with pymupdf.open(marked) as pdf:
        notes = [(page.number, note.rect) for page in pdf for note in page.annots()]
        [(number, rect)] = notes
        assert "10 dollars" in pdf[number].get_textbox(rect)
    assert run(["audit", "verify", *db]) == 0


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config.json", "chat_template.jinja"])
def test_a_changed_copy_is_refused_whatever_its_note_says(name, tmp_path, monkeypatch):
    """A bit of a weight, how text is split, a number, a word."""
    genuine = default_model.ensure()
    monkeypatch.setenv("DOCEXPLAIN_CACHE", str(tmp_path))
    copy = default_model.folder()
    copy.mkdir(parents=True)
    for file in genuine.iterdir():
        (copy / file.name).symlink_to(file)
    load(options=LoadOptions(device="cpu"))  # as it is, it is taken
    changed = bytearray((genuine / name).read_bytes())
    if name == "model.safetensors":
        changed[-7] ^= 1
    else:
        old, new = {
            "tokenizer.json": (b'"use_regex": true', b'"use_regex": false'),
            "config.json": (b"100000.0", b"100001.0"),
            "chat_template.jinja": (b"helpful", b"hateful"),
        }[name]
        assert old in changed
        changed = changed.replace(old, new, 1)
    (copy / name).unlink()
    (copy / name).write_bytes(changed)
    files = files_of("", copy)
    note = {"converted": fingerprint_of(files), "content_sha256": content_in(files).sha256}
    (copy / default_model.PROVENANCE).unlink()
    (copy / default_model.PROVENANCE).write_text(json.dumps(note))
    with pytest.raises(ChecksumError, match="is not what was put there"):
        load(options=LoadOptions(device="cpu"))


@pytest.mark.parametrize("dtype", ["bfloat16", "float32"])
def test_both_number_formats(dtype):
    model = load(options=LoadOptions(device="cpu", dtype=dtype))
    assert model.info.dtype == dtype
    assert model.info.parameters == 134_515_008
    assert model.info.context_tokens == 8192
    prompt = model.render(["The pay is $10 per hour."], "What is the pay per hour?")
    generation = model.generate(model.prefill(prompt.prefix_ids), prompt.tail_ids)
    assert "10" in generation.text
    assert not generation.truncated


@pytest.mark.parametrize(
    ("question", "given", "begins", "pages", "words"),
    [
        ("Which regions does the table of revenue show?", "North, South, East, West", "Region", {2}, ("North", "West")),
        ("Which patents are counted once?", "Patents that several countries granted for one invention.", "[1] Patents",
         {3}, ("Patents", "once.")),
        ("What did the region South lose?", None, "Sales grew", {2}, ("hotel", "chain,")),
        ("How many employees does the company have?", None, "At the end of the year", {1, 2}, ("1,284", "leadership.")),
    ],
    ids=["table", "footnote", "second column", "over a page"],
)  # fmt: skip
def test_where_a_fact_stands_on_its_page(session, question, given, begins, pages, words):
    """The highlight lies on the words, by MuPDF's own list of them."""
    report = session.ingest(REPORT)
    answer = session.ask(report, question, options=AskOptions(answer=given))
    assert answer.cited is not None
    paragraph = report.paragraphs[answer.cited.paragraphs[0] - 1]
    assert paragraph.text.startswith(begins)
    assert {box.page for box in paragraph.boxes} == pages
    with pymupdf.open(REPORT) as pdf:
        for word in words:
            start = paragraph.text.index(word)
            [box] = boxes_of(paragraph, start, start + len(word))
            assert pdf[box.page - 1].get_textbox((box.x0 + 1, box.y0 + 4, box.x1 - 1, box.y1 - 4)) == word
