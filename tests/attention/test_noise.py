"""Rows by the library's own attention functions, against passes of their own."""

from __future__ import annotations

import random

import torch

from docexplain.attention.hook import LIBRARY
from docexplain.attribution.scoring.forced_answer import ForcedAnswer
from docexplain.attribution.scoring.noise import _alone, _together
from docexplain.model.internals import attention_name, attention_set
from docexplain.model.prefix.prefix import prefill

IDS = random.Random(5).choices(range(2, 97), k=30)


def test_rows_by_the_librarys_functions_are_its_own_passes(family):
    with torch.inference_mode():
        forced = ForcedAnswer(family.model, prefill(family.model, IDS[:20]), IDS[20:26], IDS[26:])
    names = tuple(name for name in LIBRARY if name in {"eager", attention_name(family.model)})
    found = _together(forced, names)
    for name, row in zip(names, found, strict=True):
        with attention_set(family.model, name):
            torch.testing.assert_close(row, _alone(forced), atol=1e-5, rtol=1e-5)
