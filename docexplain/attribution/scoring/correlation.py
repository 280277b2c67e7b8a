"""Correlated suppression: tokens alike to the suppressed ones are suppressed with them (Deiseroth et al. 2023, 3.3).

The paper's formula for f and its text disagree on what the similarity does to the factor. The reading here: with s the
largest cosine similarity of a key's input embedding to one of the segment's, the key is suppressed by f * s where
s >= kappa, and left alone elsewhere; the segment's own tokens are suppressed by f. ``mask`` knows no half measures:
there every such key is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from docexplain.attribution.scoring.factors import Segment
from docexplain.records import Mode


def similarities(embeddings: torch.Tensor, ids: Sequence[int], segments: Sequence[Segment]) -> torch.Tensor:
    """(segments, len(ids)): largest cosine similarity of each token's input embedding to one of the segment's tokens.

    Args:
        embeddings: (vocabulary, width), the model's input embeddings.
        ids: the tokens that may be suppressed.
    """
    unique, position = torch.tensor(list(ids), device=embeddings.device).unique(return_inverse=True)  # type: ignore[no-untyped-call]
    directions = torch.nn.functional.normalize(embeddings[unique].float(), dim=-1)
    cosine = (directions @ directions.T).cpu()
    position = position.cpu()
    rows = []
    for spans in segments:
        own = torch.cat([position[start:end] for start, end in spans])
        rows.append(cosine[own].amax(0)[position])
    return torch.stack(rows)


def correlate(factors: torch.Tensor, similarity: torch.Tensor, kappa: float, factor: float, mode: Mode) -> torch.Tensor:
    """Factors with the alike keys turned down (or up) too.

    Args:
        factors: (segments, keys), ``factor`` on each segment's own tokens and 1 elsewhere.
        similarity: (segments, at most keys), see :func:`similarities`; keys beyond it are left alone.
        kappa: least similarity that counts.
        factor: what a segment's own tokens have.
        mode: ``mask`` hides every token alike, whatever its similarity.

    Returns:
        (segments, keys), 1 - (1 - factor) * similarity on the alike keys.
    """
    known = factors[:, : similarity.shape[1]]
    partial = torch.zeros_like(similarity) if mode is Mode.MASK else 1 - (1 - factor) * similarity
    alike = (similarity >= kappa) & (known == 1)
    out = factors.clone()
    out[:, : similarity.shape[1]] = torch.where(alike, partial, known)
    return out
