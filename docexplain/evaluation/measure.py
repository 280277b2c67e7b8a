"""What one explanation costs: seconds, work done by the model, and memory."""

from __future__ import annotations

import ctypes
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from docexplain.model.language_model import LanguageModel

_PROCESS = Path("/proc/self")


@dataclass(slots=True)
class Cost:
    """The cost of one block, complete when the block ends.

    Attributes:
        forward_passes: calls of the decoder.
        tokens: positions that went through it, over all rows; those gradients went back through count once more, since
            back-propagation to the inputs costs about what the forward pass does (weights get no gradients).
        peak_bytes: most memory in use beyond what was in use before. On a GPU by PyTorch's count; on Linux by the
            process's resident set, where memory that some library keeps for reuse hides a part; None elsewhere.
    """

    seconds: float = 0.0
    forward_passes: int = 0
    tokens: int = 0
    peak_bytes: int | None = None


@contextmanager
def measured(model: LanguageModel) -> Iterator[Cost]:
    """Measure what happens to ``model`` inside the block; the model is left as it was."""
    cost = Cost()

    def forward(_module: Any, _inputs: Any, output: Any) -> None:
        hidden = output[0]  # the last hidden state, (rows, new tokens, width), in every decoder of transformers
        positions = hidden.shape[0] * hidden.shape[1]
        cost.forward_passes += 1
        cost.tokens += positions

        def backward(_gradient: Any) -> None:
            cost.tokens += positions

        if hidden.requires_grad:
            hidden.register_hook(backward)

    memory = _Peak(model.device)
    # The decoder, not the whole model: some methods call it without its head.
    handle = model.model.base_model.register_forward_hook(forward)
    begin = time.perf_counter()
    try:
        yield cost
        model.finish()
    finally:
        cost.seconds = time.perf_counter() - begin
        handle.remove()
        cost.peak_bytes = memory.rise()


class _Peak:
    """The rise of memory in use since this was made."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        if device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(device)
            self._before: int | None = torch.cuda.memory_allocated(device)
        else:
            _give_back_freed_memory()
            self._before = _resident_peak() if _reset_resident_peak() else None

    def rise(self) -> int | None:
        """Bytes, None where it cannot be known."""
        if self._device.type == "cuda":
            now: int | None = torch.cuda.max_memory_allocated(self._device)
        else:
            now = _resident_peak()
        return None if now is None or self._before is None else now - self._before


def _give_back_freed_memory() -> None:
    """Let the C library return what it keeps, or the next allocation would not show (glibc only)."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _reset_resident_peak() -> bool:
    """Set Linux's peak of the resident set (VmHWM) back to what is in use now (proc(5): 5 to clear_refs)."""
    try:
        (_PROCESS / "clear_refs").write_text("5")
    except OSError:
        return False
    return True


def _resident_peak() -> int | None:
    with suppress(OSError):
        found = re.search(r"^VmHWM:\s+(\d+) kB", (_PROCESS / "status").read_text(), re.MULTILINE)
        if found:
            return int(found[1]) * 1024
    return None
