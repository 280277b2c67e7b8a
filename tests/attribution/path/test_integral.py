"""What the document's tokens give, against what rows say: completeness, sign, steering, and a model left as it was."""

from __future__ import annotations

import copy

import pytest
import torch

from docexplain.attribution.path import gradients, integral
from docexplain.attribution.path.gradients import NoGradientError, path_gradients
from docexplain.attribution.path.integral import Path, is_rough
from docexplain.attribution.path.quadrature import shares
from docexplain.attribution.scoring.answer_loss import score_batch
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.model.internals import attention_name
from docexplain.model.prefix.prefix import prefill
from docexplain.records import Mode

IDS = [0, *range(20, 50)]
PREFIX, ANSWER = 20, 5
DOCUMENT = [(2, 9), (10, 19)]
WHOLE = [(0, ANSWER)]
MANY = [((j + 0.5) / 64) ** 2 for j in range(64)]


@pytest.fixture(scope="module")
def forced(llama):
    model = copy.deepcopy(llama).double()
    with torch.inference_mode():
        prefix = prefill(model, IDS[:PREFIX])
    return ForcedAnswer(model, prefix, IDS[PREFIX:-ANSWER], IDS[-ANSWER:])


def _loss(forced, inside, outside=None):
    """Summed, with the document's tokens at one factor."""
    row = torch.ones(1, forced.keys)
    row[0, :PREFIX] *= 1 if outside is None else outside
    for start, end in DOCUMENT:
        row[0, start:end] *= inside
    return float(score_batch(forced, row, Mode.LOG).double().sum())


def test_the_parts_add_up_to_the_document_effect(forced):
    ends = -torch.tensor([[_loss(forced, 0.0)], [_loss(forced, 1.0)]], dtype=torch.float64)
    effect = float(ends[1] - ends[0])
    found = Path(forced, DOCUMENT, WHOLE).along(MANY)
    assert abs(effect) > 0.1
    assert found.error(torch.tensor([effect])) < 5e-3 * abs(effect)  # the estimates, before anything is shared out
    assert found.error(torch.tensor([effect + 1.0])) == pytest.approx(1, abs=5e-3 * abs(effect))
    few = Path(forced, DOCUMENT, WHOLE).integral().phi(ends)
    assert float(few.sum()) == pytest.approx(effect, rel=1e-5)
    torch.testing.assert_close(few, found.phi(ends), atol=0.2 * abs(effect), rtol=0)
    outside = [i for i in range(PREFIX) if not any(start <= i < end for start, end in DOCUMENT)]
    assert not few[outside].any()


@pytest.mark.parametrize("factor", [None, 0.3])
def test_what_is_given_between_two_places_is_what_the_answer_gains_there(forced, factor):
    end = None
    if factor is not None:
        end = torch.ones(PREFIX)
        end[4:7] = factor
    found = Path(forced, DOCUMENT, WHOLE, end=end).integral()
    for u, value in zip(found.places, found.values[0].tolist(), strict=True):
        assert -_loss(forced, u, end) == pytest.approx(value, abs=1e-5)
    inner = Path(forced, DOCUMENT, WHOLE, end=end).integral(2)
    first, last = shares(inner.places, inner.gradients).sum((0, 2))[[0, 2]].tolist()
    gained = float(inner.values[0, 1] - inner.values[0, 0])
    assert float(inner.phi().sum()) == pytest.approx(first + gained + last, abs=1e-9)


def test_claims_add_up_to_the_answer(forced):
    whole = Path(forced, DOCUMENT, WHOLE).integral(3)
    parts = Path(forced, DOCUMENT, [(0, 2), (2, ANSWER)]).integral(3)
    # The library's norms round in float32.
    torch.testing.assert_close(parts.gradients.sum(0), whole.gradients[0], atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(parts.values.sum(0), whole.values[0], atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("factor", [0.0, 0.3, 2.0])
def test_under_steering_the_path_ends_at_the_steered_answer(forced, factor):
    end = torch.ones(PREFIX)
    end[4:7] = factor
    effect = _loss(forced, 0.0) - _loss(forced, 1.0, end)
    found = Path(forced, DOCUMENT, WHOLE, end=end).along(MANY)
    assert found.error(torch.tensor([effect])) < 5e-3 * max(abs(effect), 0.1)
    if not factor:
        assert not found.phi()[4:7].any()


def test_more_places_keep_those_there_are(forced):
    asked = []
    path = Path(forced, DOCUMENT, WHOLE, on_rows=asked.append)
    ends = -torch.tensor([[_loss(forced, 0.0)], [_loss(forced, 1.0)]], dtype=torch.float64)
    first = path.integral(3)
    far = path.refined(path.refined(first, ends), ends)
    assert (far.nodes, sum(asked)) == (7, 7)
    assert list(far.places) == sorted(far.places)
    assert set(first.places) < set(far.places)
    for place, gradient, value in zip(far.places, far.gradients[0], far.values[0], strict=True):
        row = torch.ones(1, PREFIX, dtype=torch.float64)
        row[:, [k for start, end in DOCUMENT for k in range(start, end)]] = place
        at, losses = path_gradients(forced, row, WHOLE)
        inside = gradient != 0
        torch.testing.assert_close(gradient[inside], at[0, 0][inside], atol=1e-5, rtol=1e-5)
        assert float(value) == pytest.approx(-float(losses.sum()), abs=1e-5)


def test_more_places_are_where_the_estimates_are_furthest_off(forced):
    path = Path(forced, DOCUMENT, WHOLE)
    found = path.integral()
    estimates = shares(found.places, found.gradients).sum(-1)[0]
    ends = torch.stack([found.values[:, 0] - estimates[0], found.values[:, -1] + estimates[-1] + 50.0])
    assert found.roughest(ends)[0] == 4
    assert set(found.places) < set(path.refined(found, ends).places)
    assert max(path.refined(found, ends).places) > max(found.places)


def test_a_large_error_asks_for_more_places(forced):
    path = Path(forced, DOCUMENT, WHOLE)
    found = path.integral(4)
    total = shares(found.places, found.gradients).sum((1, 2))
    assert not is_rough(found, total, 0.0)
    assert not is_rough(found, 1.5 * total, 0.0)  # a third off
    assert is_rough(found, 5 * total, 0.0)
    assert not is_rough(found, 5 * total, 10 * abs(float(total)))  # all of it rounding
    assert not is_rough(path.integral(8), 5 * total, 0.0)


def test_errors_of_claims_do_not_make_up_for_each_other(forced):
    found = Path(forced, DOCUMENT, [(0, 2), (2, ANSWER)]).integral(3)
    estimates = shares(found.places, found.gradients).sum((1, 2))
    shift = 10 * float(estimates.sum().abs())
    assert found.error(estimates + torch.tensor([shift, -shift])) == pytest.approx(2 * shift, rel=1e-4)
    assert is_rough(found, estimates + torch.tensor([shift, -shift]), 0.0)


def test_places_one_by_one_give_the_same(forced, monkeypatch):
    expected = Path(forced, DOCUMENT, WHOLE).integral(7)
    monkeypatch.setattr(integral, "nodes_at_once", lambda _forced: 1)
    torch.testing.assert_close(Path(forced, DOCUMENT, WHOLE).integral(7).phi(), expected.phi(), atol=1e-5, rtol=1e-5)


def test_a_batch_that_runs_out_of_memory_is_halved(forced, monkeypatch):
    expected = Path(forced, DOCUMENT, WHOLE).integral(7)
    sizes = []

    def small(forced, factors, targets):
        sizes.append(len(factors))
        if len(factors) > 2:
            raise RuntimeError("out of memory")
        return path_gradients(forced, factors, targets)

    monkeypatch.setattr(integral, "path_gradients", small)
    torch.testing.assert_close(Path(forced, DOCUMENT, WHOLE).integral(7).phi(), expected.phi(), atol=1e-5, rtol=1e-5)
    assert sizes == [7, 4, 2, 2, 2, 1]


def test_the_sign_of_the_strongest_is_that_of_hiding_it(forced):
    phi = Path(forced, DOCUMENT, WHOLE).integral(15).phi()[:, 0]
    rows = torch.ones(PREFIX + 1, forced.keys)
    rows[torch.arange(PREFIX), torch.arange(PREFIX)] = 0
    losses = score_batch(forced, rows, Mode.MASK).double().sum(1)
    hidden = losses[:-1] - losses[-1]
    strongest = (phi.abs() * hidden.abs()).topk(3).indices
    assert torch.equal(phi[strongest].sign(), hidden[strongest].sign())


def test_it_works_inside_inference_mode(forced):
    expected = path_gradients(forced, torch.full((2, PREFIX), 0.4), WHOLE)[0]
    with torch.inference_mode():
        found = path_gradients(forced, torch.full((2, PREFIX), 0.4), WHOLE)[0]
    torch.testing.assert_close(found, expected)


def _state(model):
    hooks = [len(m._forward_hooks) + len(m._forward_pre_hooks) + len(m._backward_hooks) for m in model.modules()]
    asking = [(p.requires_grad, p.grad is None) for p in model.parameters()]
    return attention_name(model), hooks, asking, torch.is_grad_enabled()


@pytest.mark.parametrize("fails", ["", "forward", "backward"])
def test_the_model_is_left_as_it_was(forced, monkeypatch, fails):
    forced.model.lm_head.weight.requires_grad_(False)  # somebody trains all but this
    before = _state(forced.model)

    def fail(*_args, **_options):
        raise RuntimeError("no such kernel.\nAnd more.")

    if fails:
        monkeypatch.setattr(
            *{"forward": (gradients, "answer_logits"), "backward": (torch.autograd, "grad")}[fails], fail
        )
        with pytest.raises(NoGradientError, match=r"^no such kernel$"):
            path_gradients(forced, torch.full((2, PREFIX), 0.4), WHOLE)
    else:
        path_gradients(forced, torch.full((2, PREFIX), 0.4), WHOLE)
    assert _state(forced.model) == before
    forced.model.lm_head.weight.requires_grad_(True)


def test_numbers_that_are_none_are_no_gradient(forced, monkeypatch):
    monkeypatch.setattr(torch.autograd, "grad", lambda _of, leaf, **_: (torch.full_like(leaf, torch.nan),))
    with pytest.raises(NoGradientError, match="no numbers"):
        path_gradients(forced, torch.full((2, PREFIX), 0.4), WHOLE)
