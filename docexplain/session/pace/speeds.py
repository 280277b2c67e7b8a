"""How fast a model reads on this machine: measured whenever it reads, and kept for the next process."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from docexplain.common import owner_only
from docexplain.common.atomic_files import replaced

LEAST = 64
"""A prompt of fewer tokens says nothing: what every call takes outweighs them."""
MOST = 9
"""So many of the last measurements count. Their median decides, so that a few runs beside other work change nothing."""


@dataclass(frozen=True, slots=True)
class Speeds:
    """What is known of one model.

    Attributes:
        measured: tokens a second, of prompts that were read, the last ones.
        tried: the same of a trial; it counts only until a prompt was read.
        budget: tokens that were last decided on; 0: none were.
    """

    measured: tuple[float, ...] = ()
    tried: float = 0.0
    budget: int = 0

    @property
    def tokens_per_second(self) -> float | None:
        """None where nothing is known."""
        if self.measured:
            return statistics.median(self.measured)
        return self.tried or None

    def seen(self, tokens: int, seconds: float) -> Speeds:
        """With one more prompt, where that says something."""
        if tokens < LEAST or seconds <= 0:
            return self
        return replace(self, measured=(*self.measured, tokens / seconds)[-MOST:])


def read_speeds(file: Path | None) -> Speeds:
    """What was kept; nothing where that is no file of ours."""
    if file is None:
        return Speeds()
    try:
        kept: Any = json.loads(file.read_text(encoding="utf-8"))
        *measured, tried = _positive([*kept["measured"], kept["tried"]])
        return Speeds(tuple(measured[-MOST:]), tried, int(kept["budget"]))
    except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return Speeds()


def keep_speeds(file: Path | None, speeds: Speeds) -> None:
    """For the next process; where it cannot be kept that one measures anew."""
    if file is None:
        return
    with suppress(OSError):
        owner_only.make_folder(file.parent)
        kept = {"measured": speeds.measured, "tried": speeds.tried, "budget": speeds.budget}
        with replaced(file, private=True) as draft:
            draft.write_text(json.dumps(kept), encoding="utf-8")


def _positive(values: Sequence[Any]) -> list[float]:
    found = [float(value) for value in values]
    if not all(0 <= value < float("inf") for value in found):
        raise ValueError("not speeds")
    return found
