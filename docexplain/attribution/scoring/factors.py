"""Which keys a row suppresses: segments of the prompt as factors per key. Pure functions.

A row is one run of the answer under one suppression. Its factors are 1 for keys left alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

Span = tuple[int, int]
"""Token positions in the prompt: start, end (exclusive)."""

Segment = Sequence[Span]
"""A set of token positions that is suppressed as one."""


def factor_rows(segments: Sequence[Segment], keys: int, factor: float) -> torch.Tensor:
    """(segments, keys): ``factor`` on each segment's own tokens, 1 elsewhere."""
    rows = torch.ones(len(segments), keys)
    for row, spans in zip(rows, segments, strict=True):
        for start, end in spans:
            row[start:end] = factor
    return rows


def union(segments: Sequence[Segment]) -> list[Span]:
    """One segment of all the segments' spans."""
    return [span for segment in segments for span in segment]


def all_but(segments: Sequence[Segment], kept: Sequence[int]) -> list[Span]:
    """The spans of all segments but those at the positions ``kept``."""
    return union([segment for i, segment in enumerate(segments) if i not in kept])
