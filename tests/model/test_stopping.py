"""A model that is stopped in the middle of its work."""

from __future__ import annotations

import pytest
import torch

from docexplain.model.stopping import stoppable


class Stop(Exception):
    pass


def test_it_stops_between_two_steps_and_is_as_it_was_afterwards(llama):
    ids, steps = torch.tensor([[5, 6, 7]]), []

    def check():
        steps.append(None)
        if len(steps) == 9:
            raise Stop

    before = llama(ids, use_cache=False).logits
    with pytest.raises(Stop), stoppable(llama, check):
        llama(ids, use_cache=False)
    assert len(steps) == 9
    assert torch.equal(llama(ids, use_cache=False).logits, before)
    assert not any(module._forward_pre_hooks for module in llama.modules())


def test_nothing_of_any_size_runs_between_two_looks(llama):
    """Every matrix that tokens are multiplied by has one before it."""
    looked = []
    with stoppable(llama, lambda: looked.append(None)):
        llama(torch.tensor([[5, 6, 7]]), use_cache=False)
    matrices = [module for module in llama.modules() if isinstance(module, torch.nn.Linear)]
    assert len(looked) > len(matrices)
