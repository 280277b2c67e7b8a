"""Paragraphs are found by meaning where that is wanted and to be had; else by words, and why is said once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from docexplain.errors import ModelError, StorageError, UsageError
from docexplain.model.sources.wheels import embedding_model
from docexplain.records import Box, Collection, Paragraph
from docexplain.session import AskOptions, Notice, Progress, Session, Stage
from docexplain.session.call import Cancelled
from docexplain.session.search import searching
from docexplain.session.store import NullStore

OPTIONS = AskOptions(answer="ten dollars", answer_by="test", read=3)


class Embedder:
    """Finds the paragraph that says "wanted" closest to any question."""

    id, dimensions = "fake@1", 2

    def __init__(self):
        self.embedded = 0

    def embed_question(self, question):
        return np.array([1, 0], np.float16)

    def embed(self, texts, progress):
        progress(0, len(texts))
        self.embedded += len(texts)
        return [np.array([[1, 0] if "wanted" in text else [0, 1]], np.float16) for _, text, _ in texts]


@pytest.fixture
def long(document):
    """40 paragraphs about the pay; the last one is wanted."""
    texts = [f"The pay of worker {n} is ten dollars." for n in range(39)] + ["The worker is wanted."]
    boxes = (Box(1, 72, 72, 540, 112),)
    return replace(document, paragraphs=tuple(Paragraph(i, text, boxes) for i, text in enumerate(texts, 1)))


@pytest.fixture
def embedder(monkeypatch):
    made = Embedder()
    monkeypatch.setattr(searching.Searching, "_loaded", lambda self, call: made)
    return made


def asked(session, document, told=None):
    listener = (lambda event: None) if told is None else told.append
    return session.ask(document, "What is the pay of the worker?", options=OPTIONS, listener=listener)


def notices(told):
    return [event.text for event in told if isinstance(event, Notice) and "meaning" in event.text]


def test_a_paragraph_is_found_by_its_meaning(language_model, long, embedder):
    told = []
    answer = asked(Session(model=language_model, search="both"), long, told)
    assert 40 in answer.read
    assert answer.choice.by == "bm25+fake@1"
    assert any(isinstance(event, Progress) and event.stage is Stage.EMBED for event in told)
    by_words = asked(Session(model=language_model, search="words"), long)
    assert 40 not in by_words.read
    assert by_words.choice.by == "bm25"


def test_few_paragraphs_or_all_of_them_need_no_model(language_model, document, long, monkeypatch):
    def loaded(self, call):
        raise AssertionError("loaded")

    monkeypatch.setattr(searching.Searching, "_loaded", loaded)
    session = Session(model=language_model, search="both")
    assert asked(session, document).choice.by == "bm25"
    everything = session.ask(long, "What?", options=AskOptions(answer="x", answer_by="test", read="all"))
    assert len(everything.read) == 40
    assert everything.choice.by == ""


def test_by_itself_only_a_model_that_is_here_is_used(language_model, long, embedder, monkeypatch):
    assert asked(Session(model=language_model), long).choice.by == "bm25"
    monkeypatch.setattr(searching, "_is_here", lambda: True)
    assert asked(Session(model=language_model), long).choice.by == "bm25+fake@1"


@pytest.mark.parametrize("error", [ModelError("tiny could not be fetched."), OSError("disk"), ValueError("config")])
def test_without_the_model_words_do_and_that_is_said_once(language_model, long, monkeypatch, error):
    def fails(**_):
        raise error

    monkeypatch.setattr(embedding_model, "ensure", fails)
    session, told = Session(model=language_model, search="both"), []
    for _ in range(2):
        assert asked(session, long, told).choice.by == "bm25"
    why = str(error).rstrip(".")
    assert notices(told) == [f"Paragraphs are found by their words alone, not by meaning: {why}."]


def test_nothing_is_fetched_offline(language_model, long, monkeypatch):
    from docexplain.model.loading.load_options import LoadOptions

    seen = []
    monkeypatch.setattr(
        embedding_model, "ensure", lambda **how: seen.append(how["offline"]) or (_ for _ in ()).throw(OSError)
    )
    asked(Session(model=language_model, load=LoadOptions(offline=True), search="both"), long)
    assert seen == [True]


def test_whoever_waits_may_stop_the_fetch(language_model, long, monkeypatch):
    def fetching(*, offline, fetching):
        cancel.set()
        fetching(1, 2)

    import threading

    cancel = threading.Event()
    monkeypatch.setattr(embedding_model, "ensure", fetching)
    with pytest.raises(Cancelled):
        Session(model=language_model, search="both").ask(long, "What is the pay?", options=OPTIONS, cancel=cancel)


class Keeping(NullStore):
    def __init__(self):
        self.kept = {}

    def find_vectors(self, sha256, parser, model):
        return self.kept.get((sha256, parser, model), {})

    def keep_vectors(self, sha256, parser, model, vectors):
        self.kept.setdefault((sha256, parser, model), {}).update(vectors)


def test_vectors_are_kept_for_the_next_session(language_model, long, embedder):
    store = Keeping()
    for _ in range(2):
        asked(Session(store=store, model=language_model, search="both"), long)
    assert embedder.embedded == 40
    [(key, vectors)] = store.kept.items()
    assert key == (long.sha256, long.parser, "fake@1")
    assert sorted(vectors) == list(range(40))
    assert np.frombuffer(vectors[39], np.float16).tolist() == [1, 0]
    vectors[39] = b"changed"  # not of two numbers
    assert 40 in asked(Session(store=store, model=language_model, search="both"), long).read
    assert embedder.embedded == 41


def test_vectors_of_several_documents_are_kept_with_each(language_model, long, embedder):
    store, other = Keeping(), replace(long, sha256="cd" * 32, name="other.pdf")
    asked(Session(store=store, model=language_model, search="both"), Collection.of([other, long]))
    assert {key[0]: sorted(vectors) for key, vectors in store.kept.items()} == {
        other.sha256: list(range(40)),
        long.sha256: list(range(40)),
    }
    made = embedder.embedded
    asked(Session(store=store, model=language_model, search="both"), long)
    asked(Session(store=store, model=language_model, search="both"), Collection.of([long, other]))
    assert embedder.embedded == made


@pytest.mark.parametrize("forged", [[np.nan, 0], [np.inf, 0], [60_000, 0]])
def test_a_vector_that_is_close_to_any_question_is_made_again_and_kept(language_model, long, embedder, forged):
    store = Keeping()
    asked(Session(store=store, model=language_model, search="both"), long)
    [vectors] = store.kept.values()
    vectors[3] = np.array(forged, np.float16).tobytes()
    for _ in range(2):
        assert 40 in asked(Session(store=store, model=language_model, search="both"), long).read
    assert embedder.embedded == 41
    [vectors] = store.kept.values()
    assert np.frombuffer(vectors[3], np.float16).tolist() == [0, 1]


def test_a_store_that_fails_costs_only_time(language_model, long, embedder):
    class Broken(NullStore):
        def find_vectors(self, *_):
            raise StorageError("broken")

        keep_vectors = find_vectors

    assert 40 in asked(Session(store=Broken(), model=language_model, search="both"), long).read


def test_another_word_is_refused():
    with pytest.raises(UsageError, match="auto, words, both, not 'meaning'"):
        Session(search="meaning")
