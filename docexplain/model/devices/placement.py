"""Where a model's weights are: on one device, or spread over several by accelerate's hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docexplain.model.internals import execution_device

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel


def input_device(model: PreTrainedModel) -> torch.device:
    """The device that token ids go to: where the embedding computes.

    Offloaded weights are on the device ``meta`` between passes, and so may be ``model.device``; accelerate's hook knows
    where they will be.
    """
    import torch

    embeddings: Any = model.get_input_embeddings()
    device: torch.device = next((weight.device for weight in embeddings.parameters()), model.device)
    if device.type != "meta":
        return device
    execution = execution_device(embeddings)
    return torch.device("cpu" if execution is None else _name(execution))


def device_names(model: PreTrainedModel) -> tuple[str, ...]:
    """Where the input goes, then every other place of weights in the order of the layers: cuda:0, cuda:1, cpu, disk."""
    spread = getattr(model, "hf_device_map", None) or {}
    return tuple(dict.fromkeys(_name(place) for place in (input_device(model), *spread.values())))


def _name(place: object) -> str:
    """accelerate writes GPUs as numbers."""
    return f"cuda:{place}" if isinstance(place, int) else str(place)
