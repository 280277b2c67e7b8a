"""Which model answers where a command names none: the environment's, the settings', or the default one."""

from __future__ import annotations

import os
from typing import NamedTuple

KEY = "model"
"""In the settings."""


class Choice(NamedTuple):
    """Attributes:
    name: None: nobody chose, so the default model answers.
    by: ``environment``, ``settings`` or ``default``.
    """

    name: str | None
    by: str


def chosen() -> Choice:
    """The choice, as it stands outside a command line. Raises UsageError: the settings cannot be understood."""
    if from_environment := os.environ.get("DOCEXPLAIN_MODEL", "").strip():
        return Choice(from_environment, "environment")
    if (name := in_settings()) is not None:
        return Choice(name, "settings")
    return Choice(None, "default")


def in_settings() -> str | None:
    """The model that the settings name. Raises UsageError: they cannot be understood."""
    from docexplain.session.settings.user_settings import setting  # deferred, as all that --help does not need

    name = setting(KEY)
    return None if name is None else str(name)
