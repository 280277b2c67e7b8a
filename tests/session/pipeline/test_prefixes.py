"""What stays of a document between questions: never for other tokens, never over the bound, never steered."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from docexplain.errors import ModelError
from docexplain.model.devices import memory
from docexplain.model.language_model import LanguageModel
from docexplain.records import Scope, Steer
from docexplain.session import AskOptions, Caches, Session
from docexplain.session.pipeline.prefixes import SHARE, Prefixes

QUESTION = "What is the pay per hour?"
SHORT = AskOptions(read="all", max_new_tokens=6)
FULL = replace(SHORT, scope=Scope.FULL)
TOKEN = 2 * 2 * 2 * 8 * 4
"""Bytes that a token takes in the tiny model: keys and values, 2 layers, 2 heads, 8 dimensions, float32."""
OUT_OF_MEMORY = RuntimeError("DefaultCPUAllocator: can't allocate memory")


def ids(first: int, length: int = 10) -> tuple[int, ...]:
    return tuple(range(first, first + length))


def fail(sentence: str) -> None:
    pytest.fail(sentence)


@pytest.fixture
def prefilled(monkeypatch):
    """The tokens of every prefill, in order."""
    seen, prefill = [], LanguageModel.prefill

    def watched(model, tokens, *more):
        seen.append(tuple(tokens))
        return prefill(model, tokens, *more)

    monkeypatch.setattr(LanguageModel, "prefill", watched)
    return seen


@pytest.fixture
def positions(language_model):
    """New tokens per row of every forward pass."""
    seen = []
    embeddings = language_model.model.get_input_embeddings()
    hook = embeddings.register_forward_hook(lambda _module, args, _output: seen.append(args[0].shape[1]))
    yield seen
    hook.remove()


def same(answer, other):
    """But for what tells two runs apart."""
    return replace(answer, id=other.id, created_at=other.created_at, timings=other.timings, what_if=None) == replace(
        other, what_if=None
    )


def test_a_prefix_knows_its_size(language_model):
    assert language_model.prefill(ids(5, 12)).nbytes == 12 * TOKEN


def test_the_same_tokens_and_no_others(language_model, prefilled):
    kept = Prefixes(1000 * TOKEN)
    first = kept.prefill(language_model, ids(5), fail)
    assert kept.find(ids(5)) is first
    assert kept.find(ids(5, 8)) is None  # its beginning
    assert kept.find(ids(5, 12)) is None
    kept.prefill(language_model, ids(5, 12), fail)
    assert prefilled == [ids(5), ids(5, 12)]  # all of it, not the two tokens that are new


def test_the_least_recently_used_goes_first(language_model):
    kept = Prefixes(25 * TOKEN)
    for first in (10, 30):
        kept.prefill(language_model, ids(first), fail)
    kept.find(ids(10))
    kept.prefill(language_model, ids(50), fail)
    assert [kept.find(ids(first)) is not None for first in (10, 30, 50)] == [True, False, True]


@pytest.mark.parametrize("apart", [False, True])
def test_room_is_made_before_the_next_is_computed(language_model, monkeypatch, apart):
    kept, beside, prefill = Prefixes(30 * TOKEN), [], LanguageModel.prefill

    def watched(model, tokens, *more):
        beside.append(kept.nbytes // TOKEN)
        return prefill(model, tokens, *more)

    monkeypatch.setattr(LanguageModel, "prefill", watched)
    for first, length in ((10, 10), (30, 10), (50, 10), (70, 15)):
        if apart and length == 15:
            kept.prefill_apart(language_model, ids(first, length))
        else:
            kept.prefill(language_model, ids(first, length), fail)
    assert beside == [0, 10, 20, 10]
    assert kept.nbytes == (10 if apart else 25) * TOKEN


def test_the_last_is_kept_whatever_its_size(language_model):
    kept = Prefixes(0)
    for first in (10, 30):
        kept.prefill(language_model, ids(first), fail)
        assert kept.find(ids(first)) is not None
    assert kept.nbytes == 10 * TOKEN


@pytest.mark.parametrize("spare", [0, -1])
def test_by_default_a_share_of_the_memory_is_used(language_model, monkeypatch, spare):
    # 10 tokens are kept and 10 asked for: both fit when a share of what would be free without them is 20.
    monkeypatch.setattr(memory, "free_bytes", lambda device: SHARE * 20 * TOKEN - 10 * TOKEN + spare)
    kept = Prefixes()
    for first in (10, 30):
        kept.prefill(language_model, ids(first), fail)
    assert (kept.find(ids(10)) is not None) == (spare == 0)


def test_a_prefix_apart_is_neither_looked_up_nor_kept(language_model, prefilled):
    kept = Prefixes(1000 * TOKEN)
    own = kept.prefill(language_model, ids(10), fail)
    apart = kept.prefill_apart(language_model, ids(10))
    kept.prefill_apart(language_model, ids(30))
    assert prefilled == [ids(10), ids(10), ids(30)]
    assert kept.find(ids(10)) is own is not apart
    assert kept.find(ids(30)) is None


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("error", [OUT_OF_MEMORY, MemoryError()])
def test_out_of_memory_lets_all_go_and_tries_once_more(language_model, monkeypatch, apart, error):
    kept, tries, prefill = Prefixes(1000 * TOKEN), [], LanguageModel.prefill
    for first in (10, 30):
        kept.prefill(language_model, ids(first), fail)

    def tight(model, tokens, *more):
        tries.append(kept.nbytes)
        if kept.nbytes:
            raise error
        return prefill(model, tokens, *more)

    monkeypatch.setattr(LanguageModel, "prefill", tight)
    new = kept.prefill_apart(language_model, ids(50)) if apart else kept.prefill(language_model, ids(50), fail)
    assert tries == [20 * TOKEN, 0]
    assert len(new) == 10


@pytest.mark.parametrize(("error", "tries"), [(OUT_OF_MEMORY, 2), (RuntimeError("mat1 and mat2 shapes"), 1)])
def test_a_failure_that_memory_does_not_mend(language_model, error, tries):
    kept, tried = Prefixes(1000 * TOKEN), []
    kept.prefill(language_model, ids(10), fail)

    def step():
        tried.append(1)
        raise error

    with pytest.raises(type(error)):
        kept.retried(step)
    assert len(tried) == tries
    tried.clear()
    with pytest.raises(type(error)):
        Prefixes().retried(step)  # nothing to let go of
    assert len(tried) == 1


def test_the_next_question_costs_its_own_tokens_only(language_model, document, positions):
    session = Session(model=language_model)
    few = replace(SHORT, read=2)
    session.ask(document, QUESTION, options=SHORT)
    whole = max(positions)
    session.ask(document, QUESTION, options=few)
    assert positions.count(whole) == 1
    positions.clear()
    answer = session.ask(document, "Who is hired?", options=SHORT)
    assert max(positions) < whole / 3  # question and answer
    assert answer.timings.prefill_s == 0


def test_answers_are_the_same_bits_whatever_was_kept(language_model, document):
    plain = Session(model=language_model, caches=Caches(prefix_bytes=0))
    keeping = Session(model=language_model)
    few = replace(SHORT, read=3)
    for question, options in [(QUESTION, SHORT), ("Who is hired?", SHORT), (QUESTION, few), (QUESTION, SHORT)]:
        one = plain.ask(document, question, options=options)
        other = keeping.ask(document, question, options=options)
        assert same(one, other)
    assert one.timings.prefill_s > 0
    assert other.timings.prefill_s == 0


@pytest.mark.parametrize("room", [None, 0])
def test_a_prefix_under_steering_serves_no_other_question(language_model, document, room, tmp_path):
    steering = (Steer(2, 0.0), Steer(4, 3.0))
    cache = tmp_path / "cache"
    session = Session(model=language_model, caches=Caches(prefix_bytes=room, prefix_cache=cache))
    first = session.ask(document, QUESTION, options=FULL)
    steered = session.what_if(document, first, steering)
    assert same(session.ask(document, QUESTION, options=FULL), first)
    assert same(session.what_if(document, first, steering), steered)
    fresh = Session(model=language_model)
    assert same(fresh.what_if(document, first, steering), steered)  # nothing kept before it
    assert same(fresh.ask(document, QUESTION, options=FULL), first)
    assert not same(steered, first)


def test_a_prefix_under_steering_drives_out_no_other_while_there_is_room(language_model, document, prefilled):
    session = Session(model=language_model)
    first = session.ask(document, QUESTION, options=FULL)
    session.what_if(document, first, (Steer(2, 0.0),))
    session.ask(document, QUESTION, options=FULL)
    assert len(prefilled) == 2


def test_a_what_if_at_readout_reads_nothing_again(language_model, document, prefilled):
    session = Session(model=language_model, caches=Caches(prefix_bytes=0))
    first = session.ask(document, QUESTION, options=SHORT)
    session.what_if(document, first, (Steer(2, 0.0),))
    assert len(prefilled) == 1


def test_an_explanation_gets_the_memory_of_other_documents(language_model, document, monkeypatch, prefilled):
    from docexplain.session.pipeline import answering

    session, explain, tries = Session(model=language_model), answering.explain, []
    session.ask(document, QUESTION, options=replace(SHORT, read=2))
    whole = Session(model=language_model).ask(document, QUESTION, options=SHORT)

    def tight(*arguments, **options):
        tries.append(1)
        if len(tries) == 1:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return explain(*arguments, **options)

    monkeypatch.setattr(answering, "explain", tight)
    assert same(session.ask(document, QUESTION, options=SHORT), whole)
    assert len(tries) == 2
    prefilled.clear()
    session.ask(document, QUESTION, options=SHORT)  # its own prefix was spared
    assert prefilled == []

    monkeypatch.setattr(answering, "explain", lambda *_, **__: (_ for _ in ()).throw(OUT_OF_MEMORY))
    with pytest.raises(ModelError, match="not enough memory"):
        session.ask(document, QUESTION, options=SHORT)
