"""Mean attention against the weights of one pass over everything, without a prefix."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from docexplain.errors import UnsupportedModelError
from docexplain.evaluation.methods.attention import MeanAttention
from docexplain.evaluation.tasks import prepare
from docexplain.records import Granularity

from . import toys


def weights_of_everything(model, task):
    """By hand: (layers * heads * answer positions, keys) from a model that was told to be eager when it was made."""
    eager = type(model.model)._from_config(model.model.config, attn_implementation="eager").eval()
    eager.load_state_dict(model.model.state_dict())
    ids = torch.tensor([[*task.prompt.ids, *task.answer_ids[:-1]]])
    with torch.no_grad():
        layers = eager(ids, output_attentions=True).attentions
    first = len(task.prompt.ids) - 1
    return [
        layer[0, head, position] for layer in layers for head in range(4) for position in range(first, ids.shape[1])
    ]


@pytest.mark.parametrize("family", ["llama", "gemma3"])
@pytest.mark.parametrize("granularity", list(Granularity))
def test_is_the_mean_over_layers_heads_and_answer_positions(tokenizer, family, granularity):
    model = toys.make(family, tokenizer)
    task = prepare(model, toys.EXAMPLE, granularity)
    rows = weights_of_everything(model, task)
    expected = [sum(float(row[a:b].sum()) for row in rows) / len(rows) for a, b in task.segments]
    scores = MeanAttention().score(model, task, model.prefill(task.prompt.prefix_ids))
    assert scores["sum"] == pytest.approx(expected, rel=1e-4)
    lengths = [b - a for a, b in task.segments]
    assert scores["mean"] == pytest.approx([e / n for e, n in zip(expected, lengths, strict=True)], rel=1e-4)


def test_segments_that_cover_everything_get_all_attention(model, task, prefix):
    total = len(task.prompt.ids) + len(task.answer_ids) - 1
    whole = replace(task, segments=((0, 1), (1, 20), (20, total)))
    assert sum(MeanAttention().score(model, whole, prefix)["sum"]) == pytest.approx(1)


def test_the_model_and_the_prefix_are_left_as_they_were(model, task, prefix):
    before = model.model.config._attn_implementation
    keys = [k.clone() for k in prefix.keys]
    MeanAttention().score(model, task, prefix)
    assert model.model.config._attn_implementation == before
    assert all(torch.equal(a, b) for a, b in zip(keys, prefix.keys, strict=True))
    with pytest.raises((IndexError, RuntimeError)):
        MeanAttention().score(model, replace(task, answer_ids=(10**6, 10**6)), prefix)
    assert model.model.config._attn_implementation == before


def test_a_model_without_weights_is_named(model, task, prefix, monkeypatch):
    forward = model.model.forward
    monkeypatch.setattr(model.model, "forward", lambda *a, **k: forward(*a, **{**k, "output_attentions": False}))
    with pytest.raises(UnsupportedModelError, match="LlamaForCausalLM gives no attention weights"):
        MeanAttention().score(model, task, prefix)
