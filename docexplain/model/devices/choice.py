"""Which device and number format suit this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docexplain.common.lazy_imports import lean_imports
from docexplain.errors import UsageError

if TYPE_CHECKING:
    import torch

DTYPES = ("auto", "float32", "bfloat16")
DEVICES = "auto, cpu, cuda or cuda:N"
DEVICE_MAPS = ("auto", "balanced", "sequential")
"""accelerate's ways to spread a model over the GPUs, then the CPU, then the disk."""


def check_device_map(device_map: object, device: str = "auto") -> None:
    """Raise UsageError for a way of spreading that does not exist, or beside one device."""
    if isinstance(device_map, str) and device_map not in DEVICE_MAPS:
        raise UsageError(f"There is no device map {device_map!r}: give one of {', '.join(DEVICE_MAPS)}.")
    if device_map is not None and device != "auto":
        raise UsageError(
            "A device map spreads the model over every device: leave the single device out.",
            remedies=("device_map", "device"),
        )


def choose_device(wanted: str = "auto") -> torch.device:
    """The device to run on: a GPU when there is one, unless told otherwise."""
    with lean_imports():
        import torch

    if wanted == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(wanted)
    except RuntimeError as error:
        raise UsageError(f"There is no device {wanted!r}: give {DEVICES}.") from error
    if device.type not in {"cpu", "cuda"}:
        raise UsageError(f"docexplain does not run on {wanted!r}: give {DEVICES}.")
    if device.type == "cuda" and not torch.cuda.is_available():
        raise UsageError("PyTorch sees no GPU on this machine: use device cpu.", remedies=("device",))
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise UsageError(
            f"There is no GPU {device.index}, only {torch.cuda.device_count()}: give another device.",
            remedies=("device",),
        )
    return device


def choose_dtype(device: torch.device, wanted: str = "auto") -> torch.dtype:
    """bfloat16 where the hardware computes in it, else float32.

    On CPUs that is AMX or AVX-512 BF16; without them bfloat16 is emulated and slower than float32.
    """
    import torch

    if wanted != "auto":
        if wanted not in DTYPES:
            raise UsageError(f"There is no dtype {wanted!r}: give one of {', '.join(DTYPES)}.")
        return {"float32": torch.float32, "bfloat16": torch.bfloat16}[wanted]
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float32
    capabilities = torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}
    native = any(capabilities.get(name) for name in ("amx_bf16", "avx512_bf16", "bf16"))
    return torch.bfloat16 if device.type == "cpu" and native else torch.float32
