"""What a program gets wrong in calling the library is told in a sentence, before any work is done."""

from __future__ import annotations

import numpy as np
import pytest

import docexplain
from docexplain.errors import InputError, ModelError, QuestionError, UsageError
from docexplain.model.language_model import LanguageModel
from storage import open_store


@pytest.fixture
def session(language_model) -> docexplain.Session:
    return docexplain.Session(model=language_model)


@pytest.mark.parametrize("wrong", ["some text", b"bytes", 3, ["a", "b"], [None]])
def test_what_is_no_document(session, wrong):
    with pytest.raises(InputError, match=r"A document is asked, not (str|bytes|int|NoneType)"):
        session.ask(wrong, "What is the pay?")


def test_documents_may_come_from_a_generator(session, document):
    options = docexplain.AskOptions(answer="ten", read=1)
    answer = session.ask((each for each in [document, document]), "What is the pay?", options=options)
    assert len(answer.sources) == 2


@pytest.mark.parametrize("wrong", [None, 3, ["What?"]])
def test_what_is_no_question(session, document, wrong):
    with pytest.raises(QuestionError, match="question is a str, not"):
        session.ask(document, wrong)


def test_what_is_no_given_answer(session, document):
    with pytest.raises(QuestionError, match="given answer is a str, not int"):
        session.ask(document, "What?", options=docexplain.AskOptions(answer=3))


@pytest.mark.parametrize("wrong", [None, {"read": 3}, docexplain.AskOptions().settings])
def test_what_are_no_options(session, document, wrong):
    with pytest.raises(UsageError, match="AskOptions"):
        session.ask(document, "What?", options=wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"confirm": "a"},
        {"confirm": True},
        {"max_new_tokens": 1.5},
        {"kappa": "a"},
        {"mode": "log", "factor": "a"},
        {"include": 3},
        {"include": "3"},
        {"include": [1.0]},
    ],
    ids=str,
)
def test_what_is_no_choice(wrong):
    with pytest.raises(UsageError, match="not "):
        docexplain.AskOptions(**wrong)


def test_what_is_no_model(llama, tokenizer):
    for wrong in (llama, 3, ["a"]):
        with pytest.raises(ModelError, match="LanguageModel"):
            docexplain.Session(model=wrong)
    for model, other in (("gpt2", tokenizer), (tokenizer, llama)):
        with pytest.raises(ModelError, match="loaded model"):
            LanguageModel(model, other)


def test_a_model_may_be_a_path(model_folder):
    assert docexplain.Session(model=model_folder).model_name == str(model_folder)


def test_what_turns_no_attention(session, document):
    answer = session.ask(document, "What is the pay?", options=docexplain.AskOptions(answer="ten", read=1))
    with pytest.raises(UsageError, match="Steer"):
        session.what_if(document, answer, [(answer.read[0], 0.0)])


def test_what_is_no_store_or_file():
    with pytest.raises(UsageError, match="open it first"):
        docexplain.Session(store="answers.db")
    for wrong in (None, b"%PDF-1.7"):
        with pytest.raises(InputError, match="by its path"):
            docexplain.read_document(wrong)


def test_what_a_console_shows_is_short(session, document, language_model, tmp_path):
    answer = session.ask(document, "What is the pay?", options=docexplain.AskOptions(answer="ten " * 50, read=2))
    both = docexplain.Collection.of([document, document])
    with open_store(tmp_path / "answers.db") as store:
        kept = docexplain.Session(model=language_model, store=store)
        shown = [*map(repr, (answer, document, both, language_model, session, kept, store))]
    assert max(map(len, shown)) < 260
    assert answer.id in shown[0] and str(answer.verdict) in shown[0]
    assert document.name in shown[1] and "12 paragraphs" in shown[2] and "answers.db" in shown[5]


def test_numbers_of_numpy_are_kept_as_numbers(language_model, document, tmp_path):
    options = docexplain.AskOptions(
        answer="ten", include=np.array([2]), max_new_tokens=np.int64(5), kappa=np.float32(0.5)
    )
    with open_store(tmp_path / "answers.db") as store:
        session = docexplain.Session(model=language_model, store=store, allow_unidentified=True)
        kept = store.get_answer(session.ask(document, "What is the pay?", options=options).id)
    assert kept.settings.max_new_tokens == 5 and type(options.include[0]) is int


@pytest.mark.parametrize(
    ("form", "advice"), [("pdf", "choose a form without pages, such as html"), ("bundle", "leave the document out")]
)
def test_text_has_no_file_that_could_be_given(language_model, tmp_path, form, advice):
    text = docexplain.document_from_text("The pay is ten.", name="mine")
    assert repr(text) == "<Document 'mine': 1 paragraph on 1 page>"
    with open_store(tmp_path / "answers.db") as store:
        session = docexplain.Session(model=language_model, store=store, allow_unidentified=True)
        answer = session.ask(text, "What is the pay?", options=docexplain.AskOptions(answer="ten"))
        with pytest.raises(InputError, match=f"mine was given as text and has no file: {advice}"):
            session.export(answer.id, form, tmp_path / "out")
