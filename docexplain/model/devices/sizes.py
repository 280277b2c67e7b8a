"""Sizes out of a model's configuration, which may be given layer by layer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def largest(config: Any, name: str, default: int = 0) -> int:
    """The largest of a size over the layers: one number, a list of one for each, or a setting of each layer."""
    try:
        found = [getattr(config, name, None)]
    except RuntimeError:  # transformers does not say for the whole what differs by layer
        found = [getattr(layer, name, None) for layer in config.per_layer_config]
    every = [size for one in found for size in (one if isinstance(one, Iterable) else [one]) if size]
    return max(map(int, every), default=default)
