"""What is recorded of how an answer came about."""

from __future__ import annotations

import hashlib
import json
import platform
from importlib.metadata import version

import pytest

from docexplain import Session
from docexplain.common import config_file
from docexplain.model.loading.by_name import load
from docexplain.session.ask_options import AskOptions

QUESTION = "What is the pay per hour?"


@pytest.fixture
def session(language_model) -> Session:
    return Session(model=language_model)


def test_an_answer_says_what_produced_it(session, language_model, document) -> None:
    answer = session.ask(document, QUESTION)
    made = answer.provenance
    text = language_model.tokenizer.decode(made.prompt_ids)
    assert hashlib.sha256(text.encode()).hexdigest() == answer.prompt_sha256
    assert [each.index for each in made.paragraphs] == list(answer.read)
    for each in made.paragraphs:
        paragraph = document.paragraph(each.index)
        assert each.sha256 == hashlib.sha256(paragraph.text.encode()).hexdigest()
        assert each.pages == tuple({box.page: None for box in paragraph.boxes})
    assert made.tokenizer == type(language_model.tokenizer).__name__
    assert made.attention == language_model.model.config._attn_implementation
    assert dict(made.packages)["transformers"] == version("transformers")
    assert made.python == platform.python_version()
    said = {name: json.loads(value) for name, value in made.generation}
    assert (said["do_sample"], said["max_new_tokens"]) == (False, answer.settings.max_new_tokens)
    assert made.files == ()  # of a model that was handed over


def test_a_given_answer_was_not_generated(session, document) -> None:
    answer = session.ask(document, QUESTION, options=AskOptions(answer="10 dollars"))
    assert answer.provenance.generation == ()


@pytest.mark.parametrize("how", ["variable", "setting", "neither", "broken"])
def test_user_and_host_can_be_kept_out(session, document, monkeypatch, tmp_path, how: str) -> None:
    monkeypatch.setenv("DOCEXPLAIN_CONFIG", str(tmp_path))
    monkeypatch.setattr("getpass.getuser", lambda: "zoe")
    monkeypatch.setattr("platform.node", lambda: "ledger")
    if how == "variable":
        monkeypatch.setenv("DOCEXPLAIN_RECORD_USER", "off")
    elif how != "neither":
        config_file.path().write_text("record_user = false\n" if how == "setting" else "record_user = [")
    made = session.ask(document, QUESTION).provenance
    assert (made.user, made.host) == (("zoe", "ledger") if how == "neither" else ("", ""))


def test_each_file_that_was_loaded_has_its_hash(model_folder) -> None:
    model = load(str(model_folder))
    assert {name for name, _ in model.files} >= {"config.json", "model.safetensors", "tokenizer.json"}
    for name, sha256 in model.files:
        assert hashlib.sha256((model_folder / name).read_bytes()).hexdigest() == sha256
