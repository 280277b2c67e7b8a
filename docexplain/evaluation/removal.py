"""Segments taken out of the text, not suppressed: how likely is the answer to the prompt that is left?"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from docexplain.attribution.scoring.deletion import score_left
from docexplain.evaluation.tasks import Task
from docexplain.model.language_model import LanguageModel
from docexplain.model.prefix.prefix import Prefix


def kept_positions(task: Task, kept: Sequence[bool]) -> list[int]:
    """Positions of the prompt's tokens that are left when every segment that is not ``kept`` is deleted.

    What stands between two segments (a paragraph break) goes with the one after it, and the first kept segment stands
    where the document began: as in ContextCite's ablations (Cohen-Wang et al. 2024).

    Args:
        kept: (segments,).
    """
    segments = task.segments
    first, last = segments[0][0], segments[-1][1]
    positions = list(range(first))
    done, any_kept = first, False
    for i, (start, end) in enumerate(segments):
        if kept[i]:
            begin = min(start, segments[i - 1][1]) if any_kept else start
            # Neighbours can share a token where a sentence ends inside one: it stays, once, with either.
            positions.extend(range(max(begin, done), end))
            done, any_kept = max(done, end), True
    return [*positions, *range(last, len(task.prompt.ids))]


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


def random_subsets(count: int, segments: int, seed: int, keep: float = 0.5) -> torch.Tensor:
    """Random ablation vectors: (count, segments), True where a segment is kept, each with probability ``keep``."""
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(count, segments, generator=generator) < keep
