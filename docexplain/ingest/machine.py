"""What this machine, or the container that we run in, lets us use."""

from __future__ import annotations

import os
from contextlib import suppress
from math import ceil
from pathlib import Path

_CGROUPS = Path("/sys/fs/cgroup")


def cores(cgroups: Path = _CGROUPS) -> int:
    """CPU cores that this process may use."""
    with_affinity = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _numbers(cgroups / "cpu.max")
    if len(quota) != 2:  # the older kind, or "max"
        quota = _numbers(cgroups / "cpu/cpu.cfs_quota_us") + _numbers(cgroups / "cpu/cpu.cfs_period_us")
    if len(quota) == 2 and min(quota) > 0:
        return max(1, min(with_affinity, ceil(quota[0] / quota[1])))
    return with_affinity


def memory(cgroups: Path = _CGROUPS) -> int:
    """Bytes of memory that this process and its children may still take, roughly."""
    import psutil  # deferred: only files of many pages ask

    limits = _numbers(cgroups / "memory.max") or _numbers(cgroups / "memory/memory.limit_in_bytes")
    return min([int(psutil.virtual_memory().available), *limits])


def _numbers(path: Path) -> list[int]:
    with suppress(OSError, ValueError):
        return [int(word) for word in path.read_text().split()]
    return []
