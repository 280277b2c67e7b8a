"""What the user's settings say, checked; and writing them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from docexplain.common import config_file
from docexplain.common.display_text import one_line
from docexplain.errors import UsageError
from docexplain.session.settings.entries import BY_KEY, KEYS, Value

Changes = Mapping[str, Value | Mapping[str, str] | None]
"""By key; None takes a setting out."""


@dataclass(frozen=True, slots=True)
class UserSettings:
    """What the file says; what it does not say is None or empty.

    Attributes:
        database: a whole path, or a URL.
        read: as :func:`docexplain.session.pace.amount.amount_of` takes it.
        theme: one of :data:`docexplain.session.settings.entries.THEMES`.
        pictures: one of :data:`docexplain.session.settings.entries.PICTURES`.
        keys: of the terminal UI, by the names of its actions; whether there are such actions is not looked at.
        unknown: a sentence about each setting that there is not.
    """

    model: str | None = None
    database: str | None = None
    read: str | None = None
    layout: str | None = None
    search: str | None = None
    theme: str | None = None
    pictures: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def user_settings() -> UserSettings:
    """All that concerns more than the record.

    Raises:
        UsageError: the file cannot be understood, or a setting cannot be what it is.
    """
    given = config_file.read()
    keys = "model", "database", "read", "layout", "search", "theme", "pictures"
    found: dict[str, Any] = {key: _of(given, key) for key in keys}
    return UserSettings(**found, keys=keys_of(given), unknown=tuple(unknown(given)))


def setting(key: str) -> Value | None:
    """One setting; None where the file does not say. What else stands there may be wrong.

    Raises:
        UsageError: the file cannot be understood, or the setting cannot be what it is.
    """
    return _of(config_file.read(), key)


def _of(given: Mapping[str, Any], key: str) -> Value | None:
    return checked(key, given[key]) if key in given else None


def checked(key: str, written: object) -> Value:
    """The value that is meant by what is written.

    Raises:
        UsageError: the setting cannot be that; names file and key.
    """
    try:
        return BY_KEY[key].cleaned(written)
    except ValueError as error:
        raise UsageError(f"The setting {key} in {config_file.path()} {error}") from error


def keys_of(given: Mapping[str, Any]) -> Mapping[str, str]:
    """The table of keys. Raises UsageError: it is none, or holds what is no key."""
    table = given.get(KEYS, {})
    if not isinstance(table, dict):
        raise UsageError(
            f'The setting {KEYS} in {config_file.path()} is not a table: write [{KEYS}] and below it find = "ctrl+f".'
        )
    for action, key in table.items():
        if not isinstance(key, str) or not key.strip():
            raise UsageError(
                f"The key of {one_line(action)} in [{KEYS}] of {config_file.path()} is not a text: write it as "
                f'{one_line(action)} = "ctrl+f", or take it out.'
            )
    return table


def unknown(given: Mapping[str, Any]) -> list[str]:
    """A sentence about each setting in the file that there is not: it does nothing."""
    known = [*BY_KEY, KEYS]
    return [
        f"The setting {one_line(key)} in {config_file.path()} is not known and does nothing{_meant(key, known)}"
        for key in given
        if key not in known
    ]


def _meant(key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, 1)
    return f": is {near[0]} meant?" if near else "."


def write(changes: Changes) -> None:
    """Write settings, all or none, and leave the rest of the file as it is.

    Raises:
        UsageError: a setting cannot be that, or the file cannot be understood; it stays as it is.
        OutputError: it cannot be written.
    """
    ready: dict[str, Value | Mapping[str, str] | None] = {}
    for key, value in changes.items():
        if key == KEYS:
            ready[key] = keys_of({KEYS: value or {}}) or None
        else:
            ready[key] = None if value is None else checked(key, value)
    config_file.write_all(ready)
