from __future__ import annotations

import torch

from docexplain.attribution.ranking.summary import summarise
from docexplain.records import Summary

EFFECTS = torch.tensor([[1.0, -3.0], [0.5, 0.5]])
DROPS = torch.tensor([[0.6, -0.1], [0.2, 0.2]])


def test_summaries_keep_the_sign():
    assert summarise(EFFECTS, DROPS, Summary.LOG).tolist() == [-2.0, 1.0]
    assert summarise(EFFECTS, DROPS, Summary.LOG_MEAN).tolist() == [-1.0, 0.5]
    assert torch.allclose(summarise(EFFECTS, DROPS, Summary.PROBABILITY), torch.tensor([0.5, 0.4]))
