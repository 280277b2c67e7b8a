"""Every family of transformers that can be built tiny: exact against a recomputation, by deletion, or refused by name.

The oracle runs the whole sequence through an attention of its own, with a factor for every pair of query and key. It
asks the library's masks what a query may see; ``test_families.py`` has an oracle that does not.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import torch
from transformers import AttentionInterface
from transformers.masking_utils import AttentionMaskInterface, sdpa_mask
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

from docexplain.attribution.exactness import check_supported
from docexplain.attribution.path.gradients import path_gradients
from docexplain.attribution.path.support import no_gradient
from docexplain.attribution.scoring.deletion import DeletionScorer
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.attribution.scoring.scorer import Scorer, Suppression
from docexplain.errors import UnsupportedModelError
from docexplain.model.internals import is_recurrent
from docexplain.model.prefix.prefix import Prefix, prefill
from docexplain.records import Mode, Scope

from . import tiny
from .families_table import table
from .outcomes import DELETION, EXACT, REFUSED

PREFIX, TAIL, ANSWER = 20, 6, 4
SPANS = [(2, 9), (9, 20)]
IDS = random.Random(5).choices(range(2, tiny.VOCAB), k=PREFIX + TAIL + ANSWER)
LENGTH = len(IDS) - 1
WAYS = [(Scope.READOUT, Mode.MASK, 0.0), (Scope.FULL, Mode.MASK, 0.0), (Scope.FULL, Mode.MULTIPLICATIVE, 0.1)]
FACTOR, STEP = 0.4, 3e-3  # where slopes are measured, and how far from there in log a: these models are in float32
FEW = dict.fromkeys(("num_hidden_layers", "n_layer", "n_layers", "num_layers"), 2)
_setting: dict = {}


def _attention(module, query, key, value, attention_mask, scaling=None, softcap=None, s_aux=None, **_):
    heads, length, dim = query.shape[1:]
    key, value = (tensor.double().repeat_interleave(heads // tensor.shape[1], 1) for tensor in (key, value))
    scores = query.double() @ key.transpose(2, 3) * (dim**-0.5 if scaling is None else scaling)
    if softcap is not None:
        scores = softcap * torch.tanh(scores / softcap)
    factors = _setting["factors"][:, None].double()
    seen = attention_mask & (factors > 0)
    visible = seen | (~seen.any(-1, keepdim=True) & torch.eye(length).bool())  # who sees nothing sees itself
    if _setting["adds"]:
        scores = (scores + factors.log()).masked_fill(~visible, -torch.inf)
    else:
        scores = (scores * factors.where(factors > 0, 1)).masked_fill(~visible, -torch.inf)
    if s_aux is not None:
        scores = torch.cat([scores, s_aux.double().view(1, -1, 1, 1).expand(len(scores), -1, length, 1)], -1)
    weights = scores.softmax(-1)[..., :length]
    return (weights @ value).transpose(1, 2).contiguous().to(query.dtype), None


def _mask(*args, **kwargs):
    return sdpa_mask(*args, **{**kwargs, "allow_is_causal_skip": False})


AttentionInterface.register("test_every_family", _attention)
AttentionMaskInterface.register("test_every_family", _mask)


@torch.no_grad()
def _losses(model, ids, rows=1):
    logits = model(torch.tensor([ids[:-1]] * rows), use_cache=False).logits[:, -ANSWER:].double().log_softmax(-1)
    return torch.stack([-logits[:, i, target] for i, target in enumerate(ids[-ANSWER:])], -1)


def _suppressed(model):
    """In every way, the rows of a batch: (ways, spans, answer)."""
    factors = torch.ones(len(WAYS), len(SPANS), LENGTH, LENGTH)
    for (scope, _, factor), each in zip(WAYS, factors, strict=True):
        for row, (start, end) in zip(each, SPANS, strict=True):
            row[PREFIX if scope is Scope.READOUT else 0 :, start:end] = factor
    return _with_oracle(model, factors.flatten(0, 1)).view(len(WAYS), len(SPANS), ANSWER)


def _slopes(model):
    """How log p of the answer grows with log a of each span, at a = FACTOR: (spans,)."""
    factors = torch.ones(len(SPANS), 2, LENGTH, LENGTH)
    factors[:, :, PREFIX:, :PREFIX] = FACTOR
    for each, (start, end) in zip(factors, SPANS, strict=True):
        for row, step in zip(each, (STEP, -STEP), strict=True):
            row[PREFIX:, start:end] *= torch.tensor(step).exp()
    losses = _with_oracle(model, factors.flatten(0, 1), adds=True).double().sum(-1).view(-1, 2)
    return (losses[:, 1] - losses[:, 0]) / (2 * STEP)


def _with_oracle(model, factors, *, adds=False):
    """Losses with a factor for every pair of query and key, which multiplies weights (``adds``) or else scores."""
    _setting.update(factors=factors, adds=adds)
    decoder = model.get_decoder()
    decoder = decoder if hasattr(decoder, "set_attn_implementation") else model
    before = decoder.config._attn_implementation
    decoder.set_attn_implementation("test_every_family")
    try:
        return _losses(model, IDS, rows=len(factors))
    finally:
        decoder.set_attn_implementation(before)


def _made(family, **sizes):
    if family not in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES:
        pytest.skip("not in this release of transformers")
    return tiny.make(family, **sizes)


def _forced(model, prefix):
    return ForcedAnswer(model, prefix, IDS[PREFIX : PREFIX + TAIL], IDS[PREFIX + TAIL :])


@pytest.mark.parametrize("family", EXACT)
def test_suppression_equals_a_recomputation(family):
    model = _made(family, **FEW)
    check_supported(model)
    prefix = prefill(model, IDS[:PREFIX])
    baseline = _losses(model, IDS)[0]
    for (scope, mode, factor), losses in zip(WAYS, _suppressed(model), strict=True):
        how = Suppression(scope, mode, factor)
        scorer = Scorer(_forced(model, prefix), how, expected_rows=len(SPANS))
        found = scorer.suppress([[span] for span in SPANS])
        effects = losses - baseline
        torch.testing.assert_close(found.baselines[0], baseline.float(), atol=3e-5, rtol=1e-5)
        torch.testing.assert_close(found.effects, effects.float(), atol=3e-5, rtol=1e-5)
        assert effects.abs().max() > 1e-4, "the oracle itself sees no effect: the test would prove nothing"
    assert no_gradient(model) is None
    gradient = path_gradients(_forced(model, prefix), torch.full((1, PREFIX), FACTOR), [(0, ANSWER)])[0][0, 0]
    slopes = torch.stack([gradient[start:end].sum() for start, end in SPANS])
    expected = _slopes(model).float()
    torch.testing.assert_close(slopes, expected, atol=float(0.02 * expected.abs().max() + 1e-3), rtol=0.02)


@pytest.mark.parametrize("family", DELETION)
def test_a_recurrent_model_is_explained_by_deletion(family):
    model = _made(family)
    with pytest.raises(UnsupportedModelError, match=f"{type(model).__name__} cannot be explained: it has recurrent"):
        check_supported(model)
    check_supported(model, Mode.DELETION)
    assert is_recurrent(model)
    forced = _forced(model, Prefix.without_keys(IDS[:PREFIX]))
    scorer = DeletionScorer(forced, Suppression(Scope.FULL, Mode.DELETION), expected_rows=len(SPANS))
    found = scorer.suppress([[span] for span in SPANS])
    baseline = _losses(model, IDS)[0]
    effects = torch.cat([_losses(model, IDS[:start] + IDS[end:]) - baseline for start, end in SPANS])
    torch.testing.assert_close(found.baselines[0], baseline.float(), atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(found.effects, effects.float(), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(("family", "why"), [(family, why) for why, each in REFUSED.items() for family in each])
def test_any_other_is_refused_by_name_and_with_the_true_reason(family, why):
    model = _made(family, **FEW)
    with pytest.raises(UnsupportedModelError) as error:
        check_supported(model)
    assert str(error.value).startswith(f"{type(model).__name__} cannot be explained: {why}")


def test_the_table_in_the_docs_says_what_is_tested_here():
    page = Path(__file__).parents[2] / "docs" / "families.md"
    assert page.read_text() == table()
