"""One model, task and prefix for all methods."""

from __future__ import annotations

import pytest

from docexplain.evaluation.tasks import prepare
from docexplain.records import Granularity

from . import toys


@pytest.fixture(scope="module")
def model(tokenizer):
    return toys.make("llama", tokenizer)


@pytest.fixture(scope="module")
def task(model):
    return prepare(model, toys.EXAMPLE, Granularity.PARAGRAPH)


@pytest.fixture(scope="module")
def prefix(model, task):
    return model.prefill(task.prompt.prefix_ids)
