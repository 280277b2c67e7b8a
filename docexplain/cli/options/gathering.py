"""Give a command several of its options as one record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import signature
from typing import Any

Command = Callable[..., Any]


def gathered(name: str, make: Callable[..., object], keys: Iterable[str] | None = None) -> Callable[[Command], Command]:
    """A decorator for a command, which gets as ``name`` what ``make`` makes of some parameters, in place of them.

    Where one gathers what another made, that other stands above it.

    Args:
        keys: the parameters; None: all that ``make`` takes, by the names it has for them.
    """
    taken = tuple(signature(make).parameters if keys is None else keys)

    def decorate(command: Command) -> Command:
        @wraps(command)  # with click's list of options
        def with_record(*arguments: Any, **parameters: Any) -> Any:
            chosen = {key: parameters.pop(key) for key in taken}
            return command(*arguments, **{name: make(**chosen)}, **parameters)

        return with_record

    return decorate
