"""Device and number format by what the machine can do."""

from __future__ import annotations

import pytest
import torch

from docexplain.errors import ExitCode, UsageError
from docexplain.model.devices.choice import choose_device, choose_dtype

CPU, GPU = torch.device("cpu"), torch.device("cuda")


@pytest.fixture
def gpu(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)


@pytest.fixture
def no_gpu(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)


def test_a_gpu_is_taken_when_there_is_one(gpu):
    assert choose_device() == GPU
    assert choose_device("cpu") == CPU
    assert choose_device("cuda:1") == torch.device("cuda:1")


def test_a_gpu_beyond_those_there_is_a_usage_error(gpu):
    with pytest.raises(UsageError, match="no GPU 2, only 2"):
        choose_device("cuda:2")


def test_without_a_gpu_the_cpu_is(no_gpu):
    assert choose_device() == CPU


@pytest.mark.parametrize("wanted", ["cuda", "cuda:0", "tpu", "meta", "mps", "", "cuda:x", "GPU"])
def test_a_device_that_is_not_there_is_a_usage_error(no_gpu, wanted):
    with pytest.raises(UsageError) as caught:
        choose_device(wanted)
    assert caught.value.exit_code == ExitCode.USAGE == 2
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        ({"amx_bf16": True}, torch.bfloat16),
        ({"avx512_bf16": True, "amx_bf16": False}, torch.bfloat16),
        ({"avx2": True, "avx512_f": True}, torch.float32),
        ({}, torch.float32),
    ],
)
def test_bfloat16_on_processors_that_compute_in_it(monkeypatch, capabilities, expected):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities, raising=False)
    assert choose_dtype(CPU) == expected
    assert choose_dtype(CPU, "bfloat16") == torch.bfloat16
    assert choose_dtype(CPU, "float32") == torch.float32


@pytest.mark.parametrize(("native", "expected"), [(True, torch.bfloat16), (False, torch.float32)])
def test_bfloat16_on_gpus_that_compute_in_it(monkeypatch, native, expected):
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation=True: native or including_emulation)
    assert choose_dtype(GPU) == expected


@pytest.mark.parametrize("wanted", ["float16", "int8", "", "bf16"])
def test_another_dtype_is_a_usage_error(wanted):
    with pytest.raises(UsageError, match="There is no dtype"):
        choose_dtype(CPU, wanted)
