"""Free memory where a model runs."""

from __future__ import annotations

import torch

from docexplain.model.devices import memory

CPU, GPU = torch.device("cpu"), torch.device("cuda")


def test_a_cpu_has_what_the_machine_has(monkeypatch):
    monkeypatch.setattr(memory, "free_memory", lambda: 3400)
    assert memory.free_bytes(CPU) == 3400


def test_a_gpu_has_what_is_free_and_what_pytorch_keeps_for_reuse(monkeypatch):
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _device: (100, 1000))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda _device: 50)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda _device: 20)
    assert memory.free_bytes(GPU) == 130
