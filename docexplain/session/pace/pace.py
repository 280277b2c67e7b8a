"""How much a model reads where nothing is said: what it gets through while a user waits."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from docexplain.session.pace.budget import budget
from docexplain.session.pace.speeds import LEAST, Speeds, keep_speeds, read_speeds

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel

SMALL_MODEL_PARAMETERS = 500_000_000
SMALL_MODEL_READS = 256
"""Tokens of paragraphs that a model under SMALL_MODEL_PARAMETERS reads by default, and one paragraph at least: with
more it answers worse, even when all would fit. docs/evaluation.md has the figures."""

Clock = Callable[[], float]


class Pace:
    """One model's.

    Args:
        folder: where speeds are kept; None: they are not.
        clock: seconds.
    """

    def __init__(self, model: LanguageModel, folder: Path | None = None, clock: Clock = time.perf_counter) -> None:
        self._model, self._clock = model, clock
        known = folder is not None and model.info.fingerprint and not is_small(model)
        self._file = folder / f"{_identity(model)}.json" if folder is not None and known else None
        self._speeds: Speeds | None = None

    def tokens(self) -> int:
        """Of paragraphs, to be read at most; measured on a short text where nothing is known yet."""
        if is_small(self._model):
            return SMALL_MODEL_READS
        speeds = self._known()
        if speeds.tokens_per_second is None:
            speeds = replace(speeds, tried=self._tried())
        speeds = replace(speeds, budget=budget(speeds.tokens_per_second or 0.0, speeds.budget))
        self._keep(speeds)
        return speeds.budget

    def seen(self, tokens: int, seconds: float) -> None:
        """The model has read a prompt."""
        if not is_small(self._model):
            self._keep(self._known().seen(tokens, seconds))

    def _tried(self) -> float:
        """Tokens a second, of a few; the first call, which may bring the weights into memory, is not timed."""
        self._read(LEAST // 8)
        begin = self._clock()
        self._read(LEAST)
        return LEAST / max(self._clock() - begin, 1e-6)

    def _read(self, tokens: int) -> None:
        import torch  # not at the top: front ends import sessions without models

        from docexplain.model.forward import forward, probe_ids

        ids = probe_ids(self._model.model)
        with torch.inference_mode():
            forward(self._model.model, ids.repeat(1, -(-tokens // ids.shape[1]))[:, :tokens], keep=1).logits.cpu()

    def _known(self) -> Speeds:
        if self._speeds is None:
            self._speeds = read_speeds(self._file)
        return self._speeds

    def _keep(self, speeds: Speeds) -> None:
        if speeds != self._speeds:
            self._speeds = speeds
            keep_speeds(self._file, speeds)


def is_small(model: LanguageModel) -> bool:
    """Whether it reads little, however fast it is."""
    return model.info.parameters < SMALL_MODEL_PARAMETERS


def _identity(model: LanguageModel) -> str:
    """A hash of what the speed depends on, as far as it is known."""
    import torch

    gpu = torch.cuda.get_device_name(model.device) if model.device.type == "cuda" else ""
    depends_on = [
        asdict(model.info),
        torch.get_num_threads(),
        torch.backends.cpu.get_cpu_capability(),
        torch.__version__,
        gpu,
    ]
    return hashlib.sha256(json.dumps(depends_on, sort_keys=True).encode()).hexdigest()
