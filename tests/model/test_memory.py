"""Free memory, by the system's own figures."""

from __future__ import annotations

import pytest
import torch

from docexplain.model import memory

CPU, GPU = torch.device("cpu"), torch.device("cuda")


@pytest.fixture
def container(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "_CGROUP", tmp_path)

    def limit(most: str, used: int, cached: int = 0) -> None:
        (tmp_path / "memory.max").write_text(most + "\n")
        (tmp_path / "memory.stat").write_text(f"anon {used}\ninactive_file {cached}\n")
        (tmp_path / "memory.current").write_text(f"{used}\n")

    return limit


def test_a_cpu_has_what_the_system_calls_available(container):
    free = memory.free_bytes(CPU)
    lines = dict(line.split(":") for line in open("/proc/meminfo"))  # noqa: SIM115, PTH123
    available = int(lines["MemAvailable"].split()[0]) * 1024
    assert free == pytest.approx(available, rel=0.2)


@pytest.mark.parametrize(
    ("most", "used", "cached", "free"), [("5000", 2000, 0, 3000), ("5000", 2000, 400, 3400), ("5000", 6000, 0, 0)]
)
def test_a_container_has_no_more_than_its_limit_leaves(container, most, used, cached, free):
    container(most, used, cached)
    assert memory.free_bytes(CPU) == free


def test_a_container_without_a_limit_has_what_the_system_has(container):
    container("max", 2000)
    assert memory.free_bytes(CPU) > 10_000


def test_a_gpu_has_what_is_free_and_what_pytorch_keeps_for_reuse(monkeypatch):
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _device: (100, 1000))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda _device: 50)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda _device: 20)
    assert memory.free_bytes(GPU) == 130
