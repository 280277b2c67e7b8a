"""Input x gradient against finite differences and autograd by hand; integrated gradients against their axioms."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib.util import find_spec

import pytest
import torch

from docexplain.errors import UsageError
from docexplain.evaluation.methods import gradients
from docexplain.evaluation.methods.gradients import InputXGradient, IntegratedGradients
from docexplain.evaluation.tasks import prepare
from docexplain.records import Granularity

from . import toys

pytestmark = pytest.mark.skipif(find_spec("captum") is None, reason="needs Captum")  # importing it takes a second


def baseline_of(model, task):
    """The embeddings with the segments' tokens gone."""
    inside = {position for start, end in task.segments for position in range(start, end)}
    return torch.stack([row * (position not in inside) for position, row in enumerate(toys.embed(model, task))])


def gradient_at(model, task, embeddings):
    embeddings = embeddings.clone().requires_grad_()
    return torch.autograd.grad(toys.log_probability(model, task, embeddings), embeddings)[0]


def test_the_sum_is_the_slope_when_a_segment_is_scaled(model, task, prefix):
    x, step = toys.embed(model, task), 3e-3
    slopes = []
    for start, end in task.segments:
        values = []
        for scale in (1 + step, 1 - step):
            scaled = x.clone()
            scaled[start:end] *= scale
            values.append(float(toys.log_probability(model, task, scaled).detach()))
        slopes.append((values[0] - values[1]) / (2 * step))
    assert InputXGradient().score(model, task, prefix)["sum"] == pytest.approx(slopes, abs=3e-3)


def test_abs_adds_up_the_tokens_absolute_scores(model, task, prefix):
    x = toys.embed(model, task)
    tokens = (x * gradient_at(model, task, x)).sum(-1)
    scores = InputXGradient().score(model, task, prefix)
    assert scores["abs"] == pytest.approx([sum(abs(float(s)) for s in tokens[a:b]) for a, b in task.segments], rel=1e-4)
    assert scores["abs"] != pytest.approx(scores["sum"])


def test_single_tokens_can_be_segments(model, prefix):
    task = prepare(model, toys.EXAMPLE, Granularity.TOKEN)
    x = toys.embed(model, task)
    tokens = (x * gradient_at(model, task, x)).sum(-1)
    scores = InputXGradient().score(model, task, prefix)["sum"]
    assert scores == pytest.approx([float(tokens[start]) for start, _ in task.segments], abs=1e-4)


@pytest.mark.parametrize("chosen", [slice(None), slice(1, 2)])
def test_integrated_gradients_add_up_to_what_the_segments_bring(tokenizer, task, prefix, chosen):
    model = toys.make("llama", tokenizer)
    for module in model.model.modules():
        if hasattr(module, "variance_epsilon"):
            module.variance_epsilon = 0.1  # smooth near zero, so that few steps are enough
    task = replace(task, segments=task.segments[chosen])
    with torch.no_grad():
        with_segments = toys.log_probability(model, task, toys.embed(model, task))
        without = toys.log_probability(model, task, baseline_of(model, task))
    scores = IntegratedGradients(steps=100).score(model, task, prefix)["sum"]
    assert sum(scores) == pytest.approx(float(with_segments - without), rel=0.01)


def test_one_step_is_the_gradient_half_way(model, task, prefix):
    x, baseline = toys.embed(model, task), baseline_of(model, task)
    tokens = ((x - baseline) * gradient_at(model, task, (x + baseline) / 2)).sum(-1)
    scores = IntegratedGradients(steps=1).score(model, task, prefix)
    assert scores["sum"] == pytest.approx([float(tokens[a:b].sum()) for a, b in task.segments], abs=1e-4)
    assert scores["abs"] == pytest.approx([float(tokens[a:b].abs().sum()) for a, b in task.segments], abs=1e-4)


def test_steps_go_in_batches_of_bounded_size_with_the_same_result(model, task, prefix, monkeypatch):
    tokens, rows = len(toys.embed(model, task)), []
    forward = model.model.forward

    def counted(**inputs):
        rows.append(len(inputs["inputs_embeds"]))
        return forward(**inputs)

    monkeypatch.setattr(model.model, "forward", counted)
    scores = []
    for tokens_at_once in (1, 3 * tokens + 1):
        monkeypatch.setattr(gradients, "TOKENS_AT_ONCE", tokens_at_once)
        scores.append(IntegratedGradients(steps=7).score(model, task, prefix)["sum"])
    assert rows == [1] * 7 + [3, 3, 1]
    assert scores[0] == pytest.approx(scores[1], abs=1e-4)


@pytest.mark.parametrize("method", [InputXGradient(), IntegratedGradients(steps=2)])
def test_the_model_is_left_as_it_was(tokenizer, task, prefix, method):
    model = toys.make("llama", tokenizer)
    parameters = list(model.model.parameters())
    parameters[0].requires_grad_(False)
    method.score(model, task, prefix)
    with pytest.raises((IndexError, RuntimeError)):
        method.score(model, replace(task, answer_ids=(10**6,)), prefix)
    assert [p.requires_grad for p in parameters] == [False] + [True] * (len(parameters) - 1)
    assert all(p.grad is None for p in parameters)


@pytest.mark.parametrize("method", [InputXGradient(), IntegratedGradients()])
def test_without_captum_the_method_says_what_to_install(model, task, prefix, method, monkeypatch):
    monkeypatch.setitem(sys.modules, "captum.attr", None)
    with pytest.raises(UsageError, match=rf"{method.name} needs captum.*docexplain\[compare\]"):
        method.score(model, task, prefix)
