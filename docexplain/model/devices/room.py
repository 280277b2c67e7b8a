"""Which models fit into the memory that is free on this machine now."""

from __future__ import annotations

from dataclasses import dataclass

from docexplain.common.lazy_imports import lean_imports
from docexplain.model.devices.choice import choose_device, choose_dtype
from docexplain.model.devices.memory import free_bytes

BESIDE = 1.2
"""What is needed beside the weights, as a factor: what the model keeps of the prompt, and what explaining takes."""
ROUNDED = {"8bit": 0.55, "4bit": 0.35}
"""Memory of rounded weights over that of bfloat16 ones; embeddings stay whole."""


@dataclass(frozen=True, slots=True)
class Room:
    """Attributes:
    device: where a model would run.
    dtype: in which number format.
    free: bytes there.
    """

    device: str
    dtype: str
    free: int

    def needed(self, parameters: int) -> int:
        """Bytes of the weights."""
        return parameters * (2 if self.dtype == "bfloat16" else 4)

    def fits(self, parameters: int) -> str | None:
        """How a model fits: ``whole``, or with weights of ``8bit`` or ``4bit``; None: in no way."""
        if self.needed(parameters) * BESIDE <= self.free:
            return "whole"
        return next((how for how, part in ROUNDED.items() if parameters * 2 * part * BESIDE <= self.free), None)


def room_here() -> Room:
    """The room where a model is put unless the user says otherwise. Imports torch."""
    with lean_imports():
        import torch  # noqa: F401
    device = choose_device()
    return Room(device.type, str(choose_dtype(device)).removeprefix("torch."), free_bytes(device))
