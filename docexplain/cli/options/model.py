"""Which model, and how it is loaded."""

from __future__ import annotations

from dataclasses import dataclass

import click

from docexplain.cli.options.chosen_model import KEY
from docexplain.cli.options.from_settings import or_settings
from docexplain.cli.options.gathering import Command, gathered
from docexplain.model.devices.choice import DEVICE_MAPS
from docexplain.model.loading.load_options import LoadOptions
from docexplain.model.quantization import QUANTIZATIONS


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """A model by its name, None for the default one, and how it is loaded."""

    name: str | None
    load: LoadOptions


def _or_the_settings(context: click.Context, parameter: click.Parameter, name: str | None) -> str | None:
    chosen: str | None = or_settings(context, parameter, name, KEY)
    return chosen


def model_options(command: Command) -> Command:
    """``--model``, ``--offline``, ``--device``, ``--device-map``, ``--dtype`` and ``--quantize``, as ``model``."""
    command = gathered("load", LoadOptions)(gathered("model", ModelOptions)(command))
    for option in (
        click.option("--quantize", type=click.Choice(QUANTIZATIONS),
                     help="Weights of 8 or 4 bits, for a larger model in the same memory (extra 'quantize')."),
        click.option("--dtype", default="auto", show_default=True, metavar="auto|float32|bfloat16",
                     help="Number format; auto: bfloat16 where the hardware computes in it."),
        click.option("--device-map", type=click.Choice(DEVICE_MAPS),
                     help="Spread the model over all GPUs, then the CPU, then the disk, instead of --device."),
        click.option("--device", default="auto", show_default=True, metavar="auto|cpu|cuda[:N]",
                     help="Where the model runs; auto: a GPU when there is one."),
        click.option("--offline", is_flag=True,
                     help="Fetch no model, use what is on this machine (HF_HUB_OFFLINE=1 does the same)."),
        click.option("--model", "-m", "name", metavar="ID|FOLDER", envvar="DOCEXPLAIN_MODEL", show_envvar=True,
                     callback=_or_the_settings,
                     help="Hub id (ID@REVISION: not the newest fetched), folder or .gguf file (default: what "
                     "docexplain models use chose, else a small model that is fetched once)."),
    ):  # fmt: skip
        command = option(command)
    return command
