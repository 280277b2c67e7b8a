"""How much memory is free where a model runs."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

_CGROUP = Path("/sys/fs/cgroup")


def free_bytes(device: torch.device) -> int:
    """Bytes that can be taken now without swapping, or without failing on a GPU.

    On a GPU what PyTorch holds for reuse counts as free. On a CPU a container's own limit counts too.
    """
    import torch

    if device.type == "cuda":
        free, _total = torch.cuda.mem_get_info(device)
        return int(free) + torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    import psutil

    free = int(psutil.virtual_memory().available)
    limit = _container_limit()
    return free if limit is None else max(0, min(free, limit))


def _container_limit() -> int | None:
    """What a container (cgroup v2) may still take, with what it can drop of its file cache; None without a limit."""
    with suppress(OSError, ValueError):  # no such files, or "max"
        most = int((_CGROUP / "memory.max").read_text())
        used = int((_CGROUP / "memory.current").read_text())
        counted = dict(line.split() for line in (_CGROUP / "memory.stat").read_text().splitlines())
        return most - used + int(counted.get("inactive_file", 0))
    return None
