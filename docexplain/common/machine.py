"""What this machine, or the container that we run in, still gives us: cores and memory.

A container's limits are those of this process's own control group and of every one above it; the tightest counts. The
kernel's older groups (v1) have a tree for each controller, the newer ones (v2) a single tree.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from math import ceil
from pathlib import Path

_PROCESS = Path("/proc/self")


def cores(process: Path = _PROCESS) -> int:
    """CPU cores that this process may use.

    Args:
        process: the folder in which the kernel describes it.
    """
    with_affinity = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    most = float(with_affinity)
    for group in _groups("cpu", process):
        quota = _numbers(group / "cpu.max")
        if len(quota) != 2:  # the older kind, or "max"
            quota = _numbers(group / "cpu.cfs_quota_us") + _numbers(group / "cpu.cfs_period_us")
        if len(quota) == 2 and min(quota) > 0:
            most = min(most, quota[0] / quota[1])
    return max(1, ceil(most))


def free_memory(process: Path = _PROCESS) -> int:
    """Bytes of memory that this process and its children can take now without swapping, or being killed for it.

    Args:
        process: the folder in which the kernel describes it.
    """
    import psutil  # deferred: only long files and models ask

    left = [_left_in(group) for group in _groups("memory", process)]
    return max(0, min([int(psutil.virtual_memory().available), *(bytes_ for bytes_ in left if bytes_ is not None)]))


def _left_in(group: Path) -> int | None:
    """What a group may still take, with what it can drop of its file cache; None without a limit."""
    for most, used, cached in (
        ("memory.max", "memory.current", "inactive_file"),
        ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    ):
        limit, taken = _numbers(group / most), _numbers(group / used)
        if limit and taken:
            return limit[0] - taken[0] + _counted(group / "memory.stat", cached)
    return None


def _groups(controller: str, process: Path) -> Iterator[Path]:
    """The folders of this process's control group and of those above it, in every tree that has the controller."""
    with suppress(OSError, ValueError):
        own = dict(_own_groups((process / "cgroup").read_text()))
        for line in (process / "mountinfo").read_text().splitlines():
            mounted, _, kind = line.partition(" - ")
            root, folder = (_unescaped(field) for field in mounted.split()[3:5])
            system, _source, options = kind.split()[:3]
            if system == "cgroup2":
                path = own.get("")
            elif system == "cgroup" and controller in options.split(","):
                path = own.get(controller)
            else:
                continue
            if path is not None:
                yield from _upwards(Path(folder), root, path)


def _own_groups(text: str) -> Iterator[tuple[str, str]]:
    """Controller and path of each line of /proc/self/cgroup; the controller of version 2 is empty."""
    for line in text.splitlines():
        _number, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            yield controller, path


def _upwards(mount: Path, root: str, path: str) -> Iterator[Path]:
    """The group's folder and those above it, up to where the tree is mounted.

    Args:
        root: the group that is mounted there: in a container often its own, which is then all that can be seen.
    """
    below = os.path.relpath(path, root)
    group = mount if below.startswith("..") else mount / below
    while True:
        yield group
        if group == mount:
            return
        group = group.parent


def _unescaped(field: str) -> str:
    r"""A path of mountinfo, in which blanks stand as ``\040``."""
    return field.encode().decode("unicode_escape") if "\\" in field else field


def _numbers(path: Path) -> list[int]:
    with suppress(OSError, ValueError):
        return [int(word) for word in path.read_text().split()]
    return []


def _counted(path: Path, name: str) -> int:
    with suppress(OSError, ValueError):
        for line in path.read_text().splitlines():
            key, _, value = line.partition(" ")
            if key == name:
                return int(value)
    return 0
