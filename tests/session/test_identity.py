"""What the record calls the weights: answers of weights that nothing identifies are not saved unless asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.errors import ModelError, QuestionError
from docexplain.model.language_model import LanguageModel
from docexplain.model.sources.default_model import DEFAULT
from docexplain.records import Steer
from docexplain.session import AskOptions, Session
from docexplain.session.pipeline.reading import read_again
from docexplain.session.settings import calibrations
from docexplain.session.store import NullStore
from storage import open_store

QUESTION = "What is the pay per hour?"
SHORT = AskOptions(max_new_tokens=3, read="all")


@pytest.fixture
def unidentified(llama, tokenizer):
    return LanguageModel(llama, tokenizer, name="mine")


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "a.db") as store:
        yield store


def test_an_answer_of_unidentified_weights_is_not_saved(unidentified, store, document, monkeypatch):
    monkeypatch.setattr(LanguageModel, "prefill", lambda *_: pytest.fail("the model worked"))
    with pytest.raises(ModelError, match=r"Answers of mine are not saved.*allow_unidentified=True") as caught:
        Session(store=store, model=unidentified).ask(document, QUESTION, options=SHORT)
    assert "\n" not in str(caught.value)
    assert store.history() == []


def test_unless_asked(unidentified, store, document):
    answer = Session(store=store, model=unidentified, allow_unidentified=True).ask(document, QUESTION, options=SHORT)
    assert store.get_answer(answer.id).model.fingerprint == ""


@pytest.mark.parametrize("nowhere", [None, NullStore()])
def test_without_a_store_it_does_not_matter(unidentified, document, nowhere):
    assert Session(store=nowhere, model=unidentified).ask(document, QUESTION, options=SHORT).tokens


def test_a_fingerprint_of_ones_own(llama, tokenizer, store, document):
    model = LanguageModel(llama, tokenizer, name="mine", fingerprint="sha256:ab")
    Session(store=store, model=model).ask(document, QUESTION, options=SHORT)
    assert len(store.history()) == 1


@pytest.fixture
def original(language_model, document):
    return Session(model=language_model).ask(document, QUESTION, options=SHORT)


@pytest.mark.parametrize(
    ("then", "says"),
    [
        ({"fingerprint": "sha256:00"}, "was made with other files of tiny: ask again"),
        ({"fingerprint": "sha256:00", "revision": "abc"}, r"other files of tiny: choose tiny@abc"),
        ({"fingerprint": ""}, "Nothing identifies the weights of tiny"),
        ({"name": "other"}, "was made by other"),
    ],
)
def test_a_what_if_needs_the_same_weights(language_model, document, original, then, says):
    earlier = replace(original, model=replace(original.model, **then))
    with pytest.raises(QuestionError, match=says):
        Session(model=language_model).what_if(document, earlier, [Steer(1, 0.0)])


def test_the_default_model_is_the_one_that_was_recorded_by_another_hash(llama, tokenizer, document):
    model = LanguageModel(llama, tokenizer, name=DEFAULT.name, fingerprint=DEFAULT.fingerprint)
    answer = Session(model=model).ask(document, QUESTION, options=SHORT)
    earlier = replace(answer, model=replace(answer.model, fingerprint=f"gguf-sha256:{DEFAULT.gguf_sha256}"))
    assert read_again(model, document, earlier).prompt.sha256 == answer.prompt_sha256
    assert model.info.fingerprint == f"content-sha256:{DEFAULT.content_sha256}"


def test_so_is_its_calibration(original):
    now = replace(original.model, name=DEFAULT.name, fingerprint=DEFAULT.fingerprint)
    then = replace(now, fingerprint=f"gguf-sha256:{DEFAULT.gguf_sha256}")
    pair = {kind: replace(c, made_by="me") for kind, c in calibrations.shipped().items()}
    calibrations.save(pair, then)
    assert calibrations.calibration_for(now, given=True).made_by == "me"
    calibrations.save({kind: replace(c, made_by="me again") for kind, c in pair.items()}, now)
    assert calibrations.calibration_for(now, given=True).made_by == "me again"
