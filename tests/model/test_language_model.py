"""Prefix, generation and offsets, against transformers' own generation and against bytes."""

from __future__ import annotations

import copy
import operator
from types import SimpleNamespace

import pytest
import torch

from docexplain.errors import ModelError, QuestionError
from docexplain.model.language_model import LanguageModel

PREFIX = tuple(range(20, 60))
TAIL = (70, 71, 72)
EOS = 1


def same(a, b, **tolerance):
    assert a.ids == b.ids
    for mine, other in zip((*a.keys, *a.values), (*b.keys, *b.values), strict=True):
        torch.testing.assert_close(mine, other, **tolerance)


def test_the_first_tokens_of_a_prefix(language_model):
    same(language_model.prefill(PREFIX).first(10), language_model.prefill(PREFIX[:10]), atol=1e-5, rtol=1e-4)


def test_generation_equals_transformers_own(language_model, llama):
    ids = torch.tensor([[*PREFIX, *TAIL]])
    expected = llama.generate(
        ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=20, use_cache=False
    )
    generation = language_model.generate(language_model.prefill(PREFIX), TAIL, max_new_tokens=20)
    assert list(generation.ids) == expected[0, ids.shape[1] :].tolist()
    assert generation.truncated


def test_the_prefix_is_unchanged_after_generating(language_model):
    prefix = language_model.prefill(PREFIX)
    before = [t.clone() for t in (*prefix.keys, *prefix.values)]
    first = language_model.generate(prefix, TAIL, max_new_tokens=8)
    assert all(torch.equal(a, b) for a, b in zip(before, (*prefix.keys, *prefix.values), strict=True))
    assert len(prefix) == len(PREFIX)
    assert language_model.generate(prefix, TAIL, max_new_tokens=8) == first


def test_it_stops_at_the_end_mark(say, tokenizer):
    ids = tokenizer("ten dollars per hour").input_ids
    generation = say([*ids, EOS, *ids], max_new_tokens=40)
    assert (generation.ids, generation.text, generation.truncated) == (tuple(ids), "ten dollars per hour", False)


def test_it_stops_at_any_of_several_end_marks(say, scripted, tokenizer):
    ids = tokenizer("ten dollars").input_ids
    scripted.model.generation_config.eos_token_id = [EOS, 300]
    pieces = []
    generation = say([*ids, 300], max_new_tokens=40, on_text=pieces.append)
    assert (generation.text, generation.truncated) == ("ten dollars", False)
    assert "".join(pieces) == "ten dollars"  # the end mark is not text


def test_an_end_mark_as_the_last_token_allowed_is_an_end(say, tokenizer):
    ids = tokenizer("ten dollars").input_ids
    assert not say([*ids, EOS], max_new_tokens=len(ids) + 1).truncated
    assert say([*ids, EOS], max_new_tokens=len(ids)).truncated


@pytest.mark.parametrize("text", ["ten dollars", "  Grüße aus 東京 😀!  ", "a\n\nb  c", "\ufffd as such", "😀"])
def test_pieces_add_up_to_the_text_and_never_split_a_character(say, tokenizer, text):
    ids = tokenizer(text).input_ids
    pieces = []
    generation = say([*ids, EOS], on_text=pieces.append)
    assert generation.text == text.strip()
    assert "".join(pieces) == text.strip()
    assert all(pieces)
    assert sum(piece.count("\ufffd") for piece in pieces) == text.count("\ufffd")
    assert len(ids) < 3 or len(pieces) > 1 or len(text.strip()) == 1


LOOP = "It is ten. The pay is ten dollars per hour of work. The pay is ten dollars per hour of work. The pay"


def test_an_answer_ends_where_it_begins_to_repeat_itself(say, tokenizer):
    ids = tokenizer(LOOP).input_ids
    pieces = []
    generation = say([*ids, EOS], max_new_tokens=len(ids) + 9, on_text=pieces.append)
    assert (generation.text, generation.truncated) == ("It is ten. The pay is ten dollars per hour of work.", True)
    assert len(generation.ids) < len(ids)
    assert "".join(pieces) == generation.text  # what was cut off was never shown
    assert say([*ids, EOS], max_new_tokens=len(ids) + 9) == generation  # nor does it take someone who looks


def test_so_does_one_that_reaches_the_limit_there(say, tokenizer):
    once = tokenizer("The pay is ten dollars per hour of work. ").input_ids
    generation = say([*once, *once], max_new_tokens=2 * len(once))
    assert (generation.text, generation.truncated) == ("The pay is ten dollars per hour of work.", True)


def test_an_answer_cut_inside_a_character_streams_as_it_is_returned(say, tokenizer):
    ids = tokenizer("ok 😀").input_ids
    pieces = []
    generation = say(ids[:-1], max_new_tokens=len(ids) - 1, on_text=pieces.append)
    assert generation.text.startswith("ok")
    assert "".join(pieces) == generation.text


@pytest.mark.parametrize("text", ["ten dollars per hour", "Grüße aus 東京 😀!", "  lead and trail  ", "é", "😀😀"])
def test_token_offsets_cover_the_answer(language_model, tokenizer, text):
    ids = tokenizer(text).input_ids
    answer = language_model.decode(ids).strip()
    assert answer == text.strip()
    offsets = language_model.token_offsets(ids)
    assert len(offsets) == len(ids)
    assert {i for start, end in offsets for i in range(start, end)} == set(range(len(answer)))
    assert [start for start, _ in offsets] == sorted(start for start, _ in offsets)

    # A byte-level token has one character of its own alphabet per byte.
    lead = len(text) - len(text.lstrip())
    owner = [i for i, c in enumerate(text) for _ in c.encode()]
    at = 0
    for token, (start, end) in zip(tokenizer.convert_ids_to_tokens(ids), offsets, strict=True):
        characters = sorted(set(owner[at : at + len(token)]))
        at += len(token)
        inside = [c - lead for c in characters if 0 <= c - lead < len(answer)]
        if len(inside) == 1:
            assert (start, end) == (inside[0], inside[0] + 1)
        assert set(range(start, end)) <= set(inside)


def test_cancelled_stops_the_generation(language_model):
    prefix, calls = language_model.prefill(PREFIX), []

    def cancelled():
        calls.append(None)
        return len(calls) == 3

    assert len(language_model.generate(prefix, TAIL, max_new_tokens=30, cancelled=cancelled).ids) == 3


def test_a_given_answer_is_plain_text(language_model, llama, tokenizer, plain_tokenizer):
    ids = language_model.encode_answer(" ten</s> dollars\n")
    assert tokenizer.decode(ids) == "ten</s> dollars"
    assert EOS not in ids
    base = LanguageModel(llama, plain_tokenizer)
    assert tokenizer.decode(base.encode_answer("ten")) == " ten"  # after "A:"
    with pytest.raises(QuestionError, match="empty"):
        language_model.encode_answer(" \n")


def test_counts_are_those_of_each_text_alone(language_model, tokenizer):
    texts = ["one", "", "</s>", "the Company will pay"]
    split = [len(tokenizer(t, split_special_tokens=True).input_ids) for t in texts]
    assert language_model.count_tokens(texts) == split
    assert split[2] > 1
    assert language_model.count_tokens([]) == []


def test_counts_do_not_depend_on_what_the_tokenizer_did_before(language_model, tokenizer):
    texts = ["the Company will pay the Employee", "</s>", "one"]
    alone = [len(tokenizer(t, split_special_tokens=True).input_ids) for t in texts]
    shaped = {"padding": True, "truncation": True, "max_length": 2, "split_special_tokens": False}
    tokenizer = language_model.tokenizer
    before = tokenizer(texts, **shaped).input_ids
    assert language_model.count_tokens(texts) == alone
    assert tokenizer(texts, **shaped).input_ids == before  # nor what it does next on the counts


def test_a_text_has_at_least_as_many_tokens_as_words(language_model):
    texts = [
        "one",
        "",
        "  ",
        "the Company will pay 10\ndollars",
        "- – ½ 東京 x",
        "a\u00a0b c",
        "\x00 \x01 pay",
        "x" * 500,
    ]
    least = language_model.least_tokens(texts)
    assert least == [1, 0, 0, 6, 1, 2, 1, 1]
    assert all(map(operator.le, least, language_model.count_tokens(texts)))


@pytest.mark.parametrize("token", ["the pay", "theĠpay", "▁the▁pay", "pay\nday"])
def test_nothing_is_known_at_once_where_a_token_may_be_two_words(language_model, monkeypatch, token):
    model = LanguageModel(language_model.model, copy.deepcopy(language_model.tokenizer))
    monkeypatch.setattr(model.tokenizer, "get_vocab", lambda: {"Ġpay": 0, token: 1, "ĠĠ": 2})
    assert model.least_tokens(["the pay"]) == [0]


def test_what_is_known_of_the_model(language_model, llama):
    info = language_model.info
    assert (info.name, info.architecture, info.dtype, info.device) == ("tiny", "LlamaForCausalLM", "float32", "cpu")
    assert info.parameters == sum(p.numel() for p in llama.parameters())
    assert info.context_tokens == 2048


def test_a_slow_tokenizer_is_refused(llama):
    with pytest.raises(ModelError, match="no fast tokenizer"):
        LanguageModel(llama, SimpleNamespace(is_fast=False), name="slow")


def test_the_models_own_generation_settings_do_not_change_greedy_decoding(language_model, monkeypatch):
    prefix = language_model.prefill(PREFIX)
    plain = language_model.generate(prefix, TAIL, max_new_tokens=12)
    settings = language_model.model.generation_config
    monkeypatch.setattr(settings, "repetition_penalty", 5.0)
    monkeypatch.setattr(settings, "no_repeat_ngram_size", 1)
    monkeypatch.setattr(settings, "cache_implementation", "static")
    assert language_model.generate(prefix, TAIL, max_new_tokens=12) == plain
