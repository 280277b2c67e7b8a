"""What is stored says how the answer was really explained."""

from __future__ import annotations

import pytest
import torch

from docexplain.errors import DocexplainError, ExitCode, ModelError, UsageError
from docexplain.records import Mode, Scope, Summary
from docexplain.session import AskOptions
from docexplain.session.call import memory_errors


def test_plain_strings_mean_what_they_say():
    settings = AskOptions(scope="readout", mode="shifted", summary="log").settings
    assert (settings.scope, settings.mode, settings.summary) == (Scope.READOUT, Mode.SHIFTED, Summary.LOG)
    assert isinstance(settings.mode, Mode)


@pytest.mark.parametrize("wrong", [{"scope": "half"}, {"mode": "blur"}, {"summary": "median"}])
def test_a_word_that_is_none_is_a_usage_error(wrong):
    with pytest.raises(UsageError, match="give one of"):
        AskOptions(**wrong)


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("DefaultCPUAllocator: can't allocate memory"),
        torch.OutOfMemoryError("CUDA out of memory"),
    ],
)
def test_running_out_of_memory_is_a_sentence(error):
    with pytest.raises(ModelError, match="not enough memory") as caught, memory_errors():
        raise error
    assert caught.value.exit_code == ExitCode.MODEL


def test_other_errors_stay_what_they_are():
    with pytest.raises(RuntimeError, match="shape"), memory_errors():
        raise RuntimeError("shape mismatch")
    with pytest.raises(DocexplainError), memory_errors():
        raise DocexplainError("no")
