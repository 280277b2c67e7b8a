"""Options that the user's settings answer where neither the command line nor the environment does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
from click.core import ParameterSource

from docexplain.cli.streams import complain

_READ = "docexplain.settings"
"""Where a command keeps what it read, once for all its options."""

_PARAMETERS = {"model": "name", "database": "db", "read": "read", "layout": "layout", "search": "search"}


def or_settings(context: click.Context, parameter: click.Parameter, value: Any, key: str) -> Any:
    """What was given for an option; else the setting ``key``; else the option's default.

    Raises:
        UsageError: the settings cannot be understood, or this one cannot be what it is.
    """
    if parameter.name is None or context.get_parameter_source(parameter.name) is not ParameterSource.DEFAULT:
        return value
    given = _settings(context)
    if key not in given:
        return value
    from docexplain.session.settings.user_settings import checked  # deferred, as all that --help does not need

    return checked(key, given[key])


def given_settings() -> dict[str, str]:
    """What the command line says instead of settings, by their keys; for the command under way."""
    context = click.get_current_context()
    return {
        key: str(context.params[name])
        for key, name in _PARAMETERS.items()
        if name in context.params and context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }


def settings_help(key: str, otherwise: str) -> str:
    """What ``--help`` says of such an option's default."""
    return f"{key} in config.toml, else {otherwise}"


def _settings(context: click.Context) -> Mapping[str, Any]:
    """All of the file; what nobody knows in it is told."""
    if _READ not in context.meta:
        from docexplain.common import config_file

        context.meta[_READ] = given = config_file.read()
        if given:
            from docexplain.session.settings.user_settings import unknown

            for sentence in unknown(given):
                complain(sentence)
    found: Mapping[str, Any] = context.meta[_READ]
    return found
