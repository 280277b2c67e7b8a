"""AttnLRP against what its rules imply: conservation without attention, half of what passes through a fixed one."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import pytest
import torch

from docexplain.errors import UnsupportedModelError, UsageError
from docexplain.evaluation.methods import attnlrp
from docexplain.evaluation.methods.attnlrp import AttnLRP, check_unchanged, logit, relevance_rules
from docexplain.evaluation.methods.gradients import InputXGradient, input_x_gradient
from docexplain.evaluation.tasks import prepare
from docexplain.records import Granularity

from . import toys

needed = all(find_spec(name) for name in ("captum", "lxt"))
pytestmark = pytest.mark.skipif(not needed, reason="needs Captum and LXT")

FAMILIES = ["llama", "qwen2", "qwen3", "gemma3"]


def relevance(model, task):
    with relevance_rules(model.model):
        return input_x_gradient(model, task, logit(model.model, task), "attnlrp")


def answer_logits(logits, task):
    """Sum over the answer's tokens, from the logits of every position."""
    rows = logits[len(task.prompt.ids) - 1 :]
    return sum(float(row[token]) for row, token in zip(rows, task.answer_ids, strict=True))


def zero(model, *names):
    with torch.no_grad():
        for name, parameter in model.model.named_parameters():
            if any(part in name for part in names):
                parameter.zero_()


@torch.no_grad()
def logits_of(model, task):
    return model.model(torch.tensor([[*task.prompt.ids, *task.answer_ids[:-1]]])).logits[0]


def fingerprint(model, task):
    """What a forgotten patch would change: classes, own attributes, attention, outputs, plain gradients."""
    modules = [(type(module), sorted(module.__dict__)) for module in model.model.modules()]
    plain = InputXGradient().score(model, task, None)["sum"]
    return modules, model.model.config._attn_implementation, logits_of(model, task).tolist(), plain


@pytest.mark.parametrize("family", FAMILIES)
def test_relevance_is_conserved_where_attention_adds_nothing(tokenizer, family):
    model = toys.make(family, tokenizer)
    zero(model, "o_proj")
    task = prepare(model, toys.EXAMPLE, Granularity.PARAGRAPH)
    expected = answer_logits(logits_of(model, task), task)
    assert float(relevance(model, task).sum()) == pytest.approx(expected, rel=1e-4)
    plain = float(input_x_gradient(model, task, logit(model.model, task), "plain").sum())
    assert plain != pytest.approx(expected, rel=0.1)


def test_fixed_attention_passes_on_half_of_its_relevance(tokenizer):
    """The uniform rule: of weights times values half goes to the weights, which nothing in the input moves here."""
    model = toys.make("llama", tokenizer, layers=1)
    zero(model, "q_proj", "k_proj", "down_proj")
    task = prepare(model, toys.EXAMPLE, Granularity.PARAGRAPH)
    x, layer, norm = toys.embed(model, task), model.model.model.layers[0], model.model.model.norm
    with torch.no_grad():
        values = layer.self_attn.v_proj(layer.input_layernorm(x)).view(len(x), 2, 8)
        averages = values.cumsum(0) / torch.arange(1, len(x) + 1)[:, None, None]  # equal weights on all that is seen
        attended = layer.self_attn.o_proj(averages.repeat_interleave(2, 1).reshape(len(x), 32))
        scale = norm.weight / (x + attended).pow(2).mean(-1, keepdim=True).add(norm.variance_epsilon).sqrt()
        from_itself, from_values = (model.model.lm_head(scale * part) for part in (x, attended))
    expected = answer_logits(from_itself, task) + answer_logits(from_values, task) / 2
    assert float(relevance(model, task).sum()) == pytest.approx(expected, rel=1e-4)


def test_scores_sum_and_take_the_maximum_of_token_relevance(model, task, prefix):
    tokens = relevance(model, task)
    scores = AttnLRP().score(model, task, prefix)
    assert scores["sum"] == pytest.approx([float(tokens[a:b].sum()) for a, b in task.segments], abs=1e-4)
    assert scores["max"] == pytest.approx([max(tokens[a:b].tolist()) for a, b in task.segments])
    assert scores["sum"] != pytest.approx(InputXGradient().score(model, task, prefix)["sum"], rel=0.1)


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_stays_changed(tokenizer, family):
    model = toys.make(family, tokenizer)
    task = prepare(model, toys.EXAMPLE, Granularity.PARAGRAPH)
    before = fingerprint(model, task)
    AttnLRP().score(model, task, None)
    assert fingerprint(model, task) == before
    with pytest.raises(KeyError), relevance_rules(model.model):
        assert fingerprint(model, task)[:2] != before[:2]
        assert logits_of(model, task).flatten().tolist() == pytest.approx(
            torch.tensor(before[2]).flatten().tolist(), abs=1e-4
        )
        raise KeyError
    assert fingerprint(model, task) == before


def test_another_model_of_the_same_classes_is_left_alone(model, task, tokenizer):
    other = toys.make("llama", tokenizer)
    before = fingerprint(other, task)
    with relevance_rules(model.model):
        assert fingerprint(other, task) == before


def test_a_model_without_rules_is_named(tokenizer):
    model = toys.make("mistral", tokenizer)
    with pytest.raises(UnsupportedModelError, match="no rules of AttnLRP for MistralForCausalLM"):
        AttnLRP().score(model, prepare(model, toys.EXAMPLE, Granularity.PARAGRAPH), None)


def test_rules_for_another_version_of_the_model_are_refused(model, monkeypatch):
    rules = attnlrp._rules

    def scaled(model):
        patches, table = rules(model)
        mlp = type(model.model.layers[0].mlp)
        return patches, {
            mlp: type("Scaled", (table[mlp],), {"forward": lambda self, x: 2 * table[mlp].forward(self, x)})
        }

    check_unchanged(model.model)
    monkeypatch.setattr(attnlrp, "_rules", scaled)
    with pytest.raises(UnsupportedModelError, match="change what LlamaForCausalLM"):
        check_unchanged(model.model)


def test_without_lxt_the_method_says_how_to_install_it(model, task, prefix, monkeypatch):
    monkeypatch.setitem(sys.modules, "lxt", None)
    with pytest.raises(UsageError, match=r"attnlrp needs the library lxt.*pip install --no-deps lxt"):
        AttnLRP().score(model, task, prefix)
