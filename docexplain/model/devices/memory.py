"""How much memory is free where a model runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docexplain.common.machine import free_memory

if TYPE_CHECKING:
    import torch


def free_bytes(device: torch.device) -> int:
    """Bytes that can be taken now without swapping, or without failing on a GPU.

    On a GPU what PyTorch holds for reuse counts as free.
    """
    import torch

    if device.type == "cuda":
        free, _total = torch.cuda.mem_get_info(device)
        return int(free) + torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    return free_memory()
