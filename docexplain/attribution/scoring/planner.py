"""How many rows go through a model at once: as many as keep it busy, and no more than memory has room for."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from docexplain.errors import is_out_of_memory
from docexplain.model.devices.memory import free_bytes
from docexplain.model.devices.placement import input_device
from docexplain.model.devices.sizes import largest

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from docexplain.attribution.scoring.forced_answer import ForcedAnswer

T = TypeVar("T")

RowProgress = Callable[[int], None]
"""Told how many rows more are done; may raise to stop."""


def nobody(_rows: int) -> None:
    """A listener for callers who do not care how many rows are done."""


BUSY_TOKENS = {"cpu": 384, "cuda": 16_384}
"""New tokens per batch by kind of device: more bring no speed, and a small last batch wastes less."""

SHARE = 0.25
"""Of the free memory, what one batch may take: our figures are estimates, and others use the machine too."""


@dataclass(slots=True)
class Batching:
    """Suppressed rows per batch. All batches of one explanation have one shape, unless memory runs out.

    Attributes:
        payload: rows beside the control row.
    """

    payload: int

    def over(self, rows: int, score: Callable[[slice], T], on_rows: RowProgress = nobody) -> list[T]:
        """What ``score`` gives for each batch of so many rows; one that runs out of memory is halved, and so are those
        after it.

        Args:
            score: must not need more than :attr:`payload` rows at once.
            on_rows: told after each batch.
        """
        found: list[T] = []
        start = 0
        while start < rows:
            part = slice(start, min(start + self.payload, rows))
            try:
                found.append(score(part))
            except (MemoryError, RuntimeError) as error:
                if not is_out_of_memory(error) or self.payload == 1:
                    raise
                self.payload = math.ceil(self.payload / 2)
                continue
            start = part.stop
            on_rows(part.stop - part.start)
        return found


def batching(rows: int, fit: int) -> Batching:
    """``fit`` rows with the control row at most, spread evenly over the batches."""
    passes = math.ceil(max(1, rows) / max(1, fit - 1))
    return Batching(math.ceil(max(1, rows) / passes))


def rows_at_once(forced: ForcedAnswer, *, scores: bool = False) -> int:
    """How many rows behind one shared prefix one batch may have, 2 at least.

    Args:
        scores: whether the attention's scores are kept whole (see :mod:`docexplain.attention.kernels`).
    """
    model, before, inputs = forced.model, len(forced.prefix), len(forced.inputs)
    config = model.config.get_text_config(decoder=True)
    row = _row_bytes(config, inputs, forced.answer_length, _item_bytes(model))
    if scores:
        row += 3 * 4 * largest(config, "num_attention_heads") * inputs * (before + inputs)
    budget = SHARE * free_bytes(input_device(model))
    # The bias of r packed rows is r * inputs queries by before + r * inputs keys, in float32 and as two booleans.
    cell = 6 * inputs
    linear, square = row + cell * before, cell * inputs
    fit = int((math.sqrt(linear**2 + 4 * square * budget) - linear) / (2 * square))
    return max(2, min(fit, _busy(model, inputs, 4)))


def nodes_at_once(forced: ForcedAnswer) -> int:
    """How many rows behind one shared prefix may keep what a backward pass needs, 1 at least.

    All layers keep their activations; the scores are there for one layer and key-value head at a time.
    """
    model, before, inputs = forced.model, len(forced.prefix), len(forced.inputs)
    config = model.config.get_text_config(decoder=True)
    width = largest(config, "hidden_size")
    inner = largest(config, "intermediate_size", 4 * width)
    layers = int(config.num_hidden_layers)
    kept = inputs * layers * (16 * width + 5 * inner) * _item_bytes(model)
    logits = 4 * 4 * forced.answer_length * int(config.vocab_size)
    heads = largest(config, "num_attention_heads")
    group = heads // max(1, largest(config, "num_key_value_heads", heads))
    scores = 4 * 4 * max(1, group) * inputs * (before + inputs)
    return max(1, int(SHARE * free_bytes(input_device(model)) / (kept + logits + scores)))


def sequences_at_once(model: PreTrainedModel, before: int, inputs: int, answer_length: int, token_bytes: float) -> int:
    """How many sequences one batch may have when each has a copy of the ``before`` tokens in front, 1 at least.

    Args:
        token_bytes: what the keys and values of one token take in all layers.
    """
    config = model.config.get_text_config(decoder=True)
    cache = token_bytes * (before + inputs)
    mask = inputs * (before + inputs)
    row = _row_bytes(config, inputs, answer_length, _item_bytes(model)) + 2 * cache + mask
    return max(1, min(int(SHARE * free_bytes(input_device(model)) / row), _busy(model, inputs, 1)))


def queries_at_once(model: PreTrainedModel, keys: int) -> int:
    """How many positions of one long sequence may go through the model together when the scores are kept whole."""
    config = model.config.get_text_config(decoder=True)
    fit = int(SHARE * free_bytes(input_device(model)) / (3 * 4 * largest(config, "num_attention_heads") * keys))
    return max(32, min(fit, 2 * BUSY_TOKENS.get(input_device(model).type, 256)))


def _busy(model: PreTrainedModel, inputs: int, least: int) -> int:
    return max(least, BUSY_TOKENS.get(input_device(model).type, 256) // max(1, inputs))


def _row_bytes(config: Any, inputs: int, answer_length: int, item: int) -> int:
    """A row's activations in one layer, and its logits in float32 three times over."""
    width = largest(config, "hidden_size")
    inner = largest(config, "intermediate_size", 4 * width)
    return inputs * (8 * width + 3 * inner) * item + 3 * 4 * answer_length * int(config.vocab_size)


def _item_bytes(model: PreTrainedModel) -> int:
    return max(2, model.dtype.itemsize)
