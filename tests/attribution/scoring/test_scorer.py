"""Steering, controls and batch shapes of one explanation."""

from __future__ import annotations

import pytest
import torch

from docexplain.attribution.ranking.influence import attribute, influences
from docexplain.attribution.scoring import answer_loss
from docexplain.attribution.scoring import scorer as scorer_module
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.attribution.scoring.scorer import Scorer, Suppression
from docexplain.model.language_model import LanguageModel
from docexplain.records import Mode, Scope

IDS = [0, *range(20, 50)]
PREFIX, ANSWER = 20, 5
SPANS = [[(1, 4)], [(4, 11)], [(11, 20)]]
TAIL, ANSWERED = IDS[PREFIX:-ANSWER], IDS[-ANSWER:]


@pytest.fixture
def model(llama, tokenizer):
    return LanguageModel(llama, tokenizer)


@pytest.fixture
def prefix(model):
    return model.prefill(IDS[:PREFIX])


def _scorer(model, prefix, how=Suppression(), rows=4):  # noqa: B008 - frozen
    return Scorer(ForcedAnswer(model.model, prefix, TAIL, ANSWERED), how, expected_rows=rows)


def test_hiding_under_steering_that_hides_is_hiding_both(model, prefix):
    plain = _scorer(model, prefix).hide([SPANS[0], [*SPANS[0], *SPANS[1]]])
    steered = _scorer(model, prefix, Suppression(steering=((SPANS[0], 0.0),))).hide([SPANS[1]])
    torch.testing.assert_close(steered.losses[0], plain.losses[1], atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(steered.baselines[0], plain.losses[0], atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(("mode", "factor"), [(Mode.MASK, 0.0), (Mode.LOG, 0.3)])
def test_suppressing_with_others_hidden_is_measured_against_the_others_hidden(model, prefix, mode, factor):
    how = Suppression(mode=mode, factor=factor)
    found = _scorer(model, prefix, how).suppress([SPANS[1], SPANS[2]], SPANS[0])
    # The same as an explanation under steering that hides the others.
    steered = _scorer(model, prefix, Suppression(mode=mode, factor=factor, steering=((SPANS[0], 0.0),)))
    expected = steered.suppress([SPANS[1], SPANS[2]])
    torch.testing.assert_close(found.effects, expected.effects, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(found.baselines, expected.baselines, atol=1e-5, rtol=1e-5)


def test_hiding_others_needs_a_mode_that_can(model, prefix):
    with pytest.raises(ValueError, match="mask or log"):
        _scorer(model, prefix, Suppression(mode=Mode.SHIFTED, factor=0.1)).suppress([SPANS[1]], SPANS[0])


@pytest.mark.parametrize("scope", Scope)
def test_steering_by_one_changes_nothing(model, prefix, scope):
    plain = _scorer(model, prefix, Suppression(scope)).suppress(SPANS)
    steered = _scorer(model, prefix, Suppression(scope, steering=((SPANS[0], 1.0),))).suppress(SPANS)
    torch.testing.assert_close(steered.effects, plain.effects, atol=1e-5, rtol=1e-5)


def test_amplifying_moves_the_baseline(model, prefix):
    how = Suppression(steering=((SPANS[1], 3.0),))
    steered = _scorer(model, prefix, how).hide([SPANS[0]])
    expected = _scorer(model, prefix, Suppression(mode=Mode.LOG, factor=3.0)).suppress([SPANS[1]])
    torch.testing.assert_close(steered.baselines[0], expected.losses[0], atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("mode", [Mode.MULTIPLICATIVE, Mode.SHIFTED])
def test_steering_needs_a_mode_that_it_can_be_combined_with(mode):
    with pytest.raises(ValueError, match="steering"):
        Suppression(mode=mode, factor=0.5, steering=((SPANS[0], 0.0),))


def test_all_batches_of_one_explanation_have_one_shape_and_a_control(model, prefix, monkeypatch):
    batches = []
    real = answer_loss.score_batch
    monkeypatch.setattr(answer_loss, "score_batch", lambda *a: batches.append(a[1]) or real(*a))
    monkeypatch.setattr(scorer_module, "rows_at_once", lambda *a, **_: 4)
    scorer = _scorer(model, prefix, rows=5)
    influences(scorer, SPANS, [(0, 1)])
    scorer.hide([SPANS[0]])
    assert len({len(batch) for batch in batches}) == 1 and len(batches) == 3
    assert all(bool((batch[0] == 1).all()) for batch in batches)


def test_rows_are_counted_over_all_calls(model, prefix):
    told = []
    scorer = Scorer(
        ForcedAnswer(model.model, prefix, TAIL, ANSWERED), Suppression(), expected_rows=3, on_rows=told.append
    )
    scorer.hide(SPANS)
    scorer.hide([SPANS[0]])
    assert told == [3, 1]


def test_what_was_done_along_is_not_done_again(model, prefix):
    told = []
    forced = ForcedAnswer(model.model, prefix, TAIL, ANSWERED)
    scorer = Scorer(forced, Suppression(), expected_rows=3, on_rows=told.append)
    scorer.hide(SPANS[:2], later=[SPANS[2]])
    assert sum(told) == 3
    found = scorer.hide([SPANS[2], SPANS[0]])
    assert sum(told) == 3
    more = scorer.hide([SPANS[1], [*SPANS[0], *SPANS[1]]])
    assert sum(told) == 4
    expected = _scorer(model, prefix).hide([SPANS[2], SPANS[0], SPANS[1], [*SPANS[0], *SPANS[1]]])
    torch.testing.assert_close(torch.cat([found.losses, more.losses]), expected.losses)
    torch.testing.assert_close(torch.cat([found.effects, more.effects]), expected.effects)


def test_the_template_control_is_the_effect_of_hiding_it(model, prefix):
    found = attribute(ForcedAnswer(model.model, prefix, TAIL, ANSWERED), SPANS[:2], template=SPANS[2])
    expected = _scorer(model, prefix).hide([SPANS[2]]).effects.sum()
    assert found.controls.template == pytest.approx(float(expected), abs=1e-5)
    assert found.noise_floor == max(found.arithmetic_noise, abs(found.controls.template))
    assert found.controls.spread == pytest.approx(0, abs=1e-5)


def test_full_scope_scores_what_a_recomputed_prompt_gives(model, prefix, llama):
    """Factor 0 on a segment for every later query, by an explicit mask over the whole sequence."""
    found = _scorer(model, prefix, Suppression(Scope.FULL)).hide([SPANS[1]]).losses[0]
    length = len(IDS) - 1
    mask = torch.full((length, length), -torch.inf).triu(1)
    start, end = SPANS[1][0]
    mask[:, start:end] = -torch.inf
    for i in range(start, end):
        if not torch.isfinite(mask[i]).any():
            mask[i, i] = 0
    before = llama.config._attn_implementation
    llama.config._attn_implementation = "eager"
    try:
        with torch.no_grad():
            logits = llama(torch.tensor([IDS[:-1]]), attention_mask=mask[None, None], use_cache=False).logits
    finally:
        llama.config._attn_implementation = before
    expected = torch.nn.functional.cross_entropy(logits[0, -ANSWER:], torch.tensor(ANSWERED), reduction="none")
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)


def test_the_noise_of_half_precision_is_not_hidden_by_kernels_that_agree(tokenizer):
    """Effects in bfloat16 against the same weights in float32: their error is not above what is called noise."""
    from tests.conftest import make_llama

    half = make_llama().to(torch.bfloat16)
    exact = make_llama()
    exact.load_state_dict({name: weight.float() for name, weight in half.state_dict().items()})
    segments = [[(i, i + 3)] for i in range(1, 19, 3)]
    errors, floors = [], []
    for model in (half, exact):
        prefix = LanguageModel(model, tokenizer).prefill(IDS[:PREFIX])
        found = attribute(ForcedAnswer(model, prefix, TAIL, ANSWERED), segments)
        errors.append(found.effects.sum(-1))
        floors.append(found.arithmetic_noise)
    rms = float((errors[0] - errors[1]).square().mean().sqrt())
    assert floors[0] >= 0.5 * rms > 10 * floors[1]


def test_copies_that_are_encoded_alone_count_as_rows_done(model, prefix):
    told = []
    scorer = Scorer(
        ForcedAnswer(model.model, prefix, TAIL, ANSWERED), Suppression(), expected_rows=3, on_rows=told.append
    )
    scorer.hide(SPANS)
    apart = scorer.isolated()
    assert apart is not None
    apart.hide(SPANS[:1])
    assert sum(told) == len(SPANS) + 1
