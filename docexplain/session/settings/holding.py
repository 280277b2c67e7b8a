"""What holds now, and who said so: the command line, the environment, the file, or nobody."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from docexplain.common import config_file
from docexplain.session.settings.entries import SETTINGS, Setting


class Source(Enum):
    """Who says what holds; each goes before those below it."""

    GIVEN = "given"
    """When docexplain was started."""
    ENVIRONMENT = "environment"
    FILE = "file"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Held:
    """A setting with what holds.

    Attributes:
        value: what holds; in words where nobody says.
        written: what stands in the file, as it is typed; empty: nothing.
        wrong: why what stands there cannot hold; empty where it can.
    """

    setting: Setting
    value: str
    source: Source
    written: str = ""
    wrong: str = ""


def held(given: Mapping[str, str] | None = None) -> tuple[Held, ...]:
    """All settings.

    Args:
        given: what was given on the command line, by the keys of settings.

    Raises:
        UsageError: the file cannot be understood.
    """
    file = config_file.read()
    return tuple(_held(setting, given or {}, file) for setting in SETTINGS)


def _held(setting: Setting, given: Mapping[str, str], file: Mapping[str, Any]) -> Held:
    written, value, wrong = "", "", ""
    if setting.key in file:
        written = _typed(file[setting.key])
        try:
            value = str(setting.cleaned(file[setting.key]))
        except ValueError as error:
            wrong = f"{setting.key} {error}"
    said = os.environ.get(setting.variable, "").strip() if setting.variable else ""
    if setting.key in given:
        return Held(setting, given[setting.key], Source.GIVEN, written, wrong)
    if said:
        return Held(setting, said, Source.ENVIRONMENT, written, wrong)
    if value:
        return Held(setting, value, Source.FILE, written)
    return Held(setting, setting.otherwise, Source.DEFAULT, written, wrong)


def _typed(written: object) -> str:
    if isinstance(written, bool):
        return "on" if written else "off"
    return str(written)
