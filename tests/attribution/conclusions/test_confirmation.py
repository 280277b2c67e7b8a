"""The best segments again under scope full, against scorers of that scope made by hand."""

from __future__ import annotations

import pytest
import torch

from docexplain.attribution.conclusions.confirmation import confirm
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.attribution.scoring.scorer import Scorer, Suppression
from docexplain.model.language_model import LanguageModel
from docexplain.records import Mode, Scope
from tests.attribution import eager

IDS = [0, *range(20, 60)]
PREFIX, ANSWER = 30, 5
SEGMENTS = [[(1, 4)], [(4, 11)], [(11, 20)], [(20, 30)]]


def _loss(llama, hidden):
    """The sequence with these tokens masked from everybody but themselves, by the library's eager attention."""
    return eager.losses(llama, IDS, ANSWER, hidden)


@torch.no_grad()
def _shorter(llama, left_out):
    """A sequence that never had these tokens."""
    gone = {i for start, end in left_out for i in range(start, end)}
    ids = [token for i, token in enumerate(IDS) if i not in gone]
    logits = llama(torch.tensor([ids[:-1]]), use_cache=False).logits
    return torch.nn.functional.cross_entropy(logits[0, -ANSWER:], torch.tensor(IDS[-ANSWER:]), reduction="none")


@pytest.mark.parametrize("mode", [Mode.MASK, Mode.MULTIPLICATIVE])
def test_each_is_hidden_from_the_whole_prompt_and_alone_in_a_prompt_of_its_own(llama, tokenizer, mode):
    prefix = LanguageModel(llama, tokenizer).prefill(IDS[:PREFIX])
    how = Suppression(mode=mode, factor=0.0 if mode is Mode.MASK else 0.1)
    told = []
    forced = ForcedAnswer(llama, prefix, IDS[PREFIX:-ANSWER], IDS[-ANSWER:])
    scorer = Scorer(forced, how, expected_rows=4, on_rows=told.append)
    scorer.hide(SEGMENTS[:1])
    found = confirm(scorer, SEGMENTS, [2, 0])
    assert found.members == (2, 0)
    base = _loss(llama, [])
    for row, alone, member in zip(found.without, found.alone, found.members, strict=True):
        others = [span for i, segment in enumerate(SEGMENTS) if i != member for span in segment]
        torch.testing.assert_close(row, _loss(llama, SEGMENTS[member]) - base, atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(alone, _shorter(llama, others) - base, atol=1e-5, rtol=1e-5)
    assert sum(told) == 1 + 4
    assert scorer.how.scope is Scope.READOUT
