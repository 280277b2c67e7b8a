"""Segments taken out of the text, not suppressed: how likely is the answer to the prompt that is left?"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from docexplain.attribution.scoring.deletion import score_left, without_breaks
from docexplain.evaluation.tasks import Task
from docexplain.model.language_model import LanguageModel
from docexplain.model.prefix.prefix import Prefix


def kept_positions(task: Task, kept: Sequence[bool]) -> list[int]:
    """Positions of the prompt's tokens that are left when every segment that is not ``kept`` is deleted, with its break
    (:func:`docexplain.attribution.scoring.deletion.without_breaks`).

    Args:
        kept: (segments,).
    """
    deleted = torch.zeros(len(task.prompt.ids), dtype=torch.bool)
    for (start, end), stays in zip(task.segments, kept, strict=True):
        deleted[start:end] |= not stays
    deleted = without_breaks(deleted, task.segments)
    for (start, end), stays in zip(task.segments, kept, strict=True):
        # Neighbours can share a token where a sentence ends inside one: it stays with either.
        deleted[start:end] &= not stays
    return deleted.logical_not().nonzero().flatten().tolist()


def log_probabilities(model: LanguageModel, task: Task, kept: Sequence[bool], prefix: Prefix) -> torch.Tensor:
    """Log-probability of each answer token (teacher-forced) after the prompt without the other segments.

    Everything before the first deleted token is as it was (causal mask), so it is taken from the prefix; positions
    after it move up, as in a text that never had the rest.

    Args:
        kept: (segments,), False for those deleted.
        prefix: the whole document's, by this model.

    Returns:
        (answer tokens,), float32, nats, on the CPU.
    """
    forced = task.forced(model, prefix)
    positions = [*kept_positions(task, kept), *range(len(task.prompt.ids), forced.keys)]
    return -score_left(forced, positions)


def random_subsets(count: int, segments: int, seed: int) -> torch.Tensor:
    """Random ablation vectors: (count, segments), True where a segment is kept: each half of the time."""
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(count, segments, generator=generator) < 0.5
