"""Rows by the library's own attention functions, in one batch with suppressed ones, against passes of their own."""

from __future__ import annotations

import random

import torch

from docexplain.attention.hook import LIBRARY
from docexplain.attribution.scoring.answer_loss import score_batch
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.attribution.scoring.noise import others
from docexplain.model.internals import attention_name, attention_set
from docexplain.model.prefix.prefix import prefill
from docexplain.records import Mode

IDS = random.Random(5).choices(range(2, 97), k=30)


def test_rows_by_the_librarys_functions_are_its_own_passes(family):
    with torch.inference_mode():
        forced = ForcedAnswer(family.model, prefill(family.model, IDS[:20]), IDS[20:26], IDS[26:])
    names = tuple(name for name in LIBRARY if name in {"eager", attention_name(family.model)})
    factors = torch.ones(3, forced.keys)
    factors[1, 4:9] = 0
    factors[2, 9:15] = 0
    alone = score_batch(forced, factors, Mode.MASK)
    found = score_batch(forced, factors, Mode.MASK, names)
    torch.testing.assert_close(found[:3], alone, atol=1e-5, rtol=1e-5)
    assert len(found) == 3 + len(names)
    for name, row in zip(names, found[3:], strict=True):
        with attention_set(family.model, name):
            torch.testing.assert_close(row, others(forced)[0], atol=1e-5, rtol=1e-5)
