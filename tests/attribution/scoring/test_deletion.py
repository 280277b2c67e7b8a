"""Leave-one-out: what is suppressed is not in the prompt."""

from __future__ import annotations

import random

import pytest
import torch
import transformers as tf

from docexplain.attribution.conclusions.citation import cite
from docexplain.attribution.ranking.influence import attribute
from docexplain.attribution.scoring.deletion import DeletionScorer, scorer_for, without_breaks
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.attribution.scoring.scorer import Scorer, Suppression
from docexplain.errors import UnsupportedModelError, UsageError
from docexplain.model.language_model import LanguageModel
from docexplain.model.prefix.prefix import Prefix, prefill
from docexplain.records import Granularity, Mode, Scope, Steer
from docexplain.session import AskOptions, Notice, Session
from tests.conftest import make_tokenizer

IDS = random.Random(5).choices(range(2, 97), k=30)
PREFIX, ANSWER = 20, 4
SPANS = [(2, 8), (10, 14), (15, 20)]  # with breaks between them
HOW = Suppression(Scope.FULL, Mode.DELETION, document=tuple(SPANS))
QUESTION = "What is the pay per hour?"


@pytest.fixture(scope="module")
def recurrent():
    """LFM2: convolutions beside attention."""
    torch.manual_seed(0)
    config = tf.Lfm2Config(
        vocab_size=320, hidden_size=32, intermediate_size=48, num_hidden_layers=4, num_attention_heads=4,
        num_key_value_heads=2, layer_types=["conv", "full_attention"] * 2, max_position_embeddings=2048,
        initializer_range=0.3, bos_token_id=0, eos_token_id=1, pad_token_id=1,
    )  # fmt: skip
    return LanguageModel(tf.Lfm2ForCausalLM(config).eval(), make_tokenizer(), name="tiny-lfm2")


@torch.no_grad()
def _losses(model, ids):
    logits = model(torch.tensor([ids[:-1]]), use_cache=False).logits[0, -ANSWER:]
    return torch.nn.functional.cross_entropy(logits, torch.tensor(ids[-ANSWER:]), reduction="none")


def _forced(model, keys=True):
    prefix = prefill(model, IDS[:PREFIX]) if keys else Prefix.without_keys(IDS[:PREFIX])
    return ForcedAnswer(model, prefix, IDS[PREFIX:-ANSWER], IDS[-ANSWER:])


@pytest.mark.parametrize("keys", [True, False])
def test_a_row_is_the_prompt_without_the_segment_and_the_break_before_it(llama, keys):
    scorer = scorer_for(_forced(llama, keys), HOW, expected_rows=3)
    found = scorer.suppress([[span] for span in SPANS])
    left = [IDS[:2] + IDS[10:], IDS[:8] + IDS[14:], IDS[:14] + IDS[20:]]
    torch.testing.assert_close(found.losses, torch.stack([_losses(llama, ids) for ids in left]), atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(found.baselines[0], _losses(llama, IDS), atol=1e-5, rtol=1e-5)
    assert found.effects.abs().max() > 0.01


def test_with_everything_deleted_no_break_is_left(llama):
    found = attribute(_forced(llama), [[s] for s in SPANS], HOW)
    expected = _losses(llama, IDS[:2] + IDS[20:]) - _losses(llama, IDS)
    torch.testing.assert_close(found.together, expected, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(
    ("gone", "breaks"),
    [([], []), ([0], [8, 9]), ([1], [8, 9]), ([2], [14]), ([0, 1], [8, 9, 14]), ([0, 2], [8, 9, 14])],
)
def test_breaks_go_with_what_stands_after_them(gone, breaks):
    deleted = torch.zeros(24, dtype=torch.bool)
    for i in gone:
        deleted[slice(*SPANS[i])] = True
    more = without_breaks(deleted, SPANS) & ~deleted
    assert more.nonzero().flatten().tolist() == breaks


def test_a_part_of_a_segment_takes_no_break_along():
    deleted = torch.zeros(24, dtype=torch.bool)
    deleted[10:12] = True
    assert torch.equal(without_breaks(deleted, SPANS), deleted)


def test_progress_counts_rows_and_may_stop(llama):
    done = []

    def stop(rows):
        done.append(rows)
        if len(done) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        DeletionScorer(_forced(llama), HOW, expected_rows=3, on_rows=stop).suppress([[span] for span in SPANS])
    assert done == [1, 1]


def test_the_mode_chooses_the_scorer(llama):
    assert type(scorer_for(_forced(llama), HOW, expected_rows=1)) is DeletionScorer
    assert type(scorer_for(_forced(llama), Suppression(), expected_rows=1)) is Scorer


def test_what_to_cite_is_found_by_deletion_too(llama):
    forced = _forced(llama)
    scorer = DeletionScorer(forced, HOW, expected_rows=3)
    segments = [[span] for span in SPANS]
    found = attribute(forced, segments, HOW)
    citation = cite(scorer, segments, found)
    kept = [i for i in range(3) if i not in citation.members]
    expected = scorer.hide([[span for i in citation.members for span in segments[i]]]).effects[0]
    assert torch.equal(citation.without, expected)
    assert len(kept) < 3


def test_a_recurrent_model_is_explained_by_deletion_and_says_so(recurrent, document):
    said = []
    options = AskOptions(answer="ten dollars", read=3, granularity=Granularity.SENTENCE)
    answer = Session(model=recurrent).ask(document, QUESTION, options=options, listener=said.append)
    assert (answer.settings.mode, answer.settings.scope, answer.settings.factor) == (Mode.DELETION, Scope.FULL, 0.0)
    notices = [event.text for event in said if isinstance(event, Notice)]
    assert any("tiny-lfm2" in text and "deletion" in text for text in notices)
    texts = [document.paragraphs[i - 1].text for i in answer.read]
    ids = recurrent.encode_answer("ten dollars")

    def loss(paragraphs):
        prompt = recurrent.render(paragraphs, QUESTION)
        with torch.no_grad():
            logits = recurrent.model(torch.tensor([[*prompt.ids, *ids[:-1]]]), use_cache=False).logits[0, -len(ids) :]
        return float(torch.nn.functional.cross_entropy(logits, torch.tensor(ids), reduction="sum"))

    for effect in answer.effects:
        others = [text for i, text in zip(answer.read, texts, strict=True) if i != effect.index]
        assert effect.effect == pytest.approx(loss(others) - loss(texts), abs=1e-3)


def test_the_noise_of_half_precision_is_measured_without_attention(document):
    torch.manual_seed(0)
    config = tf.MambaConfig(
        vocab_size=320, hidden_size=32, num_hidden_layers=2, state_size=4, initializer_range=0.3, bos_token_id=0,
        eos_token_id=1, pad_token_id=1,
    )  # fmt: skip
    noise = {}
    for dtype in (torch.float32, torch.bfloat16):
        model = LanguageModel(tf.MambaForCausalLM(config).eval().to(dtype), make_tokenizer(), name="tiny-mamba")
        answer = Session(model=model).ask(document, QUESTION, options=AskOptions(answer="ten dollars", read=3))
        noise[dtype] = answer.controls.kernel
    assert 0 < noise[torch.float32] < 1e-3
    assert noise[torch.bfloat16] > 10 * noise[torch.float32]


def test_a_recurrent_model_answers_in_its_own_words(recurrent, document):
    answer = Session(model=recurrent).ask(document, QUESTION, options=AskOptions(max_new_tokens=5, read=2))
    prompt = recurrent.render([document.paragraphs[i - 1].text for i in answer.read], QUESTION)
    ids = list(prompt.ids)
    for token in answer.tokens:
        with torch.no_grad():
            assert int(recurrent.model(torch.tensor([ids]), use_cache=False).logits[0, -1].argmax()) == token.id
        ids.append(token.id)


@pytest.mark.parametrize(
    ("options", "why"),
    [({"mode": "multiplicative"}, "multiplicative"), ({"kappa": 0.7}, "Kappa"), ({"confirm": 2}, "Confirming")],
)
def test_what_only_attention_can_do_is_refused_on_a_recurrent_model(recurrent, document, options, why):
    with pytest.raises(UsageError, match=why):
        Session(model=recurrent).ask(document, QUESTION, options=AskOptions(answer="ten", **options))


def test_a_what_if_is_refused_on_a_recurrent_model(recurrent, document):
    session = Session(model=recurrent)
    answer = session.ask(document, QUESTION, options=AskOptions(answer="ten dollars", read=3))
    with pytest.raises(UsageError, match="mode mask or log"):
        session.what_if(document, answer, [Steer(answer.read[0], 0.0)])


def test_any_decoder_may_be_asked_by_deletion(language_model, document):
    options = AskOptions(answer="ten dollars", read=3, mode=Mode.DELETION)
    assert options.settings.scope is Scope.FULL
    answer = Session(model=language_model).ask(document, QUESTION, options=options)
    assert answer.settings.mode is Mode.DELETION


def test_a_decoder_without_the_registry_is_refused_unless_asked_by_deletion(document):
    torch.manual_seed(0)
    config = tf.BloomConfig(vocab_size=320, hidden_size=32, n_layer=2, n_head=4, initializer_range=0.3)
    session = Session(model=LanguageModel(tf.BloomForCausalLM(config).eval(), make_tokenizer(), name="tiny-bloom"))
    with pytest.raises(UnsupportedModelError, match=r"Bloom.*registry"):
        session.ask(document, QUESTION, options=AskOptions(answer="ten dollars", read=3))
    answer = session.ask(document, QUESTION, options=AskOptions(answer="ten dollars", read=3, mode=Mode.DELETION))
    assert all(abs(effect.effect) > 0 for effect in answer.effects)
