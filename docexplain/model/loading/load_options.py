"""How a model that is given by its name is loaded, checked where it is said. Importing this loads no torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from docexplain.model.devices.choice import check_device_map


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """Where a model goes, in which form, and whether it may be fetched.

    Attributes:
        device: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.
        dtype: ``auto``, ``float32`` or ``bfloat16``.
        device_map: spread the layers over the GPUs, the CPU and the disk: ``auto``, ``balanced``, ``sequential``, or
            devices by the names of modules, as accelerate takes them; None: all on ``device``.
        quantize: ``8bit`` or ``4bit`` weights; None: whole ones.
        offline: fetch nothing; the environment variable HF_HUB_OFFLINE asks for the same.

    Raises:
        UsageError: ``device_map`` is unknown or comes with a device.
    """

    device: str = "auto"
    dtype: str = "auto"
    device_map: str | Mapping[str, str | int] | None = None
    quantize: str | None = None
    offline: bool = False

    def __post_init__(self) -> None:
        check_device_map(self.device_map, self.device)
