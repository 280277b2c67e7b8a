"""The user's settings, ``config.toml`` in the folder for configuration: what stands for an option that is not given.

Users write in it too: what a program changes leaves their other settings, comments and order as they are.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs

from docexplain.common import owner_only
from docexplain.common.atomic_files import replaced
from docexplain.errors import OutputError, UsageError

Value = str | int | bool


def folder() -> Path:
    """Where settings and calibrations are; the environment variable DOCEXPLAIN_CONFIG overrides it."""
    override = os.environ.get("DOCEXPLAIN_CONFIG")
    return Path(override) if override else Path(platformdirs.user_config_dir("docexplain"))


def path() -> Path:
    """The file, which need not be there."""
    return folder() / "config.toml"


def read() -> dict[str, Any]:
    """All settings; none where there is no file.

    Raises:
        UsageError: it cannot be read, or is not TOML.
    """
    try:
        return tomllib.loads(_text())
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, lists in lists in lists
        raise _not_understood(error) from error


def text(key: str) -> str | None:
    """One setting that is a text; None where it is not set.

    Raises:
        UsageError: see :func:`read`; or it is no text.
    """
    value = read().get(key)
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    raise UsageError(f'The setting {key} in {path()} is not a text: write it as {key} = "...", or take it out.')


def write(key: str, value: str | None) -> None:
    """Set a text, or take the setting out; see :func:`write_all`."""
    write_all({key: value})


def write_all(changes: Mapping[str, Value | Mapping[str, str] | None]) -> None:
    """Set settings and tables, or take them out where they are None; the file appears whole or stays as it was.

    Of a table that is there already what is the same stays as it is written, and what is not given is taken out.

    Raises:
        UsageError: see :func:`read`; a file that cannot be understood stays as it is.
        OutputError: the file cannot be written.
    """
    before = read()
    wanted = {key: value for key, value in {**before, **changes}.items() if value is not None}
    if wanted == before:
        return
    text = _changed(changes)
    try:
        if tomllib.loads(text) != wanted:
            raise ValueError("a setting would get lost")
    except (ValueError, RecursionError) as error:
        raise OutputError(
            f"The settings in {path()} cannot be changed ({error}): change them by hand. Nothing was written."
        ) from error
    try:
        target = path().resolve()  # the file itself, where users keep it elsewhere and link to it
        owner_only.make_folder(target.parent)
        mode = target.stat().st_mode & 0o777 if target.exists() else None
        with replaced(target, private=True) as draft:
            draft.write_bytes(text.encode())
            if mode is not None:
                draft.chmod(mode)
    except OSError as error:
        raise OutputError(f"The settings in {path()} cannot be written ({error.strerror or error}).") from error


def _changed(changes: Mapping[str, Value | Mapping[str, str] | None]) -> str:
    """The file with its settings changed and all else as it is written."""
    import tomlkit  # deferred: reading needs it not

    try:
        document = tomlkit.parse(_text())
    except (ValueError, RecursionError) as error:  # stricter than what reads
        raise _not_understood(error) from error
    for key, value in changes.items():
        there = document.get(key)
        if isinstance(value, Mapping) and isinstance(there, dict):
            for name in [name for name in there if name not in value]:
                del there[name]
            for name, each in value.items():
                if there.get(name) != each:
                    there[name] = each
        elif isinstance(value, Mapping):
            table = tomlkit.table()
            table.update(value)
            document[key] = table
        elif value is not None:
            document[key] = value
        elif there is not None:
            del document[key]
    return tomlkit.dumps(document)


def _not_understood(error: Exception) -> UsageError:
    return UsageError(f"The settings in {path()} cannot be understood ({error}): mend or delete it.")


def _text() -> str:
    try:
        return path().read_bytes().decode()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise UsageError(
            f"The settings in {path()} cannot be read ({error.strerror or error}): check who may read the file."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"The settings in {path()} are not UTF-8: save the file as UTF-8 or delete it.") from error
