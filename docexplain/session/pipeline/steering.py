"""Answer again with the attention to chosen paragraphs turned down or up (Deiseroth et al. 2023, Fig. 4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch

from docexplain.attention.hook import Manipulation, manipulated
from docexplain.attribution.scoring.factors import factor_rows
from docexplain.records import Mode, Steer
from docexplain.session.pipeline.explaining import steered

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel
    from docexplain.session.pipeline.reading import Reading


@contextmanager
def steered_attention(model: LanguageModel, reading: Reading, steering: Sequence[Steer]) -> Iterator[None]:
    """Inside the block every token that the model computes sees the paragraphs through their factors, by mode ``log``:
    factor 0 hides, 2 adds log(2) to the attention scores."""
    factors = torch.ones(1, len(reading.prompt.prefix_ids))
    for segment, factor in steered(reading, steering):
        factors *= factor_rows([segment], factors.shape[1], factor)
    with manipulated(model.model, Manipulation(mode=Mode.LOG, factors=factors.to(model.device))):
        yield
