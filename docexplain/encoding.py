"""Records as plain JSON values and back, by their declared types: the one form that is hashed, stored and sent.

Every field takes part, so a field added to a record cannot be forgotten by the audit log. Values become exactly their
declared type (an int in a float field becomes a float), so that a record and its stored copy have one form. Minus zero
becomes zero, as SQLite keeps no sign on zero.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from itertools import repeat
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R", bound="DataclassInstance")

_UNIONS = (Union, UnionType)


@cache
def field_types(record: type) -> dict[str, Any]:
    """Name and declared type of every field of a record class."""
    hints = get_type_hints(record)
    return {f.name: hints[f.name] for f in fields(record)}


def to_plain(record: DataclassInstance) -> dict[str, Any]:
    """The record as dicts, lists, strings, bools, ints, finite floats and None. ValueError for NaN and infinity."""
    plain: dict[str, Any] = _encode(record, type(record))
    return plain


def from_plain(record: type[R], plain: Mapping[str, Any]) -> R:
    """The record of which :func:`to_plain` made ``plain``.

    A key may be missing where the field has a default. Raises ValueError for anything else that :func:`to_plain`
    cannot have made.
    """
    types = field_types(record)
    if unknown := plain.keys() - types.keys():
        raise ValueError(f"{record.__name__} has no {', '.join(sorted(unknown))}")
    decoded = {name: _decode(value, types[name]) for name, value in plain.items()}
    try:
        return record(**decoded)
    except TypeError as error:
        raise ValueError(f"{record.__name__} lacks a field") from error


def utc_text(moment: datetime) -> str:
    """The moment in UTC with microseconds; sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _encode(value: Any, kind: Any) -> Any:
    if is_dataclass(kind):
        return {name: _encode(getattr(value, name), hint) for name, hint in field_types(kind).items()}  # type: ignore[arg-type]
    origin = get_origin(kind)
    if origin is tuple:
        return [_encode(item, item_kind) for item, item_kind in zip(value, _item_kinds(kind), strict=False)]
    if origin in _UNIONS:
        return None if value is None else _encode(value, _present(kind))
    if kind in _LEAVES:
        return _LEAVES[kind](value)
    return kind(value).value if issubclass(kind, Enum) else kind(value)


def _finite(value: float) -> float:
    number = float(value) + 0.0
    if not math.isfinite(number):
        raise ValueError(f"{number} is not a finite number")
    return number


_LEAVES: dict[type, Callable[[Any], Any]] = {float: _finite, int: operator.index, datetime: utc_text}


def _decode(value: Any, kind: Any) -> Any:
    if is_dataclass(kind):
        return from_plain(kind, _exactly(value, dict))  # type: ignore[arg-type]
    origin = get_origin(kind)
    if origin is tuple:
        kinds = get_args(kind)
        items = _exactly(value, list)
        if kinds[-1] is not Ellipsis and len(items) != len(kinds):
            raise ValueError(f"expected {len(kinds)} items, got {len(items)}")
        return tuple(_decode(item, item_kind) for item, item_kind in zip(items, _item_kinds(kind), strict=False))
    if origin in _UNIONS:
        return None if value is None else _decode(value, _present(kind))
    if kind is float:
        return float(value if type(value) is int else _exactly(value, float))
    if kind is datetime:
        return datetime.fromisoformat(_exactly(value, str))
    return kind(_exactly(value, str)) if issubclass(kind, Enum) else _exactly(value, kind)


def _item_kinds(kind: Any) -> Iterable[Any]:
    kinds = get_args(kind)
    return repeat(kinds[0]) if kinds[-1] is Ellipsis else kinds


def _present(kind: Any) -> Any:
    """X of ``X | None``, the only union that records use."""
    kinds = [each for each in get_args(kind) if each is not NoneType]
    if len(kinds) != 1:
        raise TypeError(f"a record field cannot be {kind}")
    return kinds[0]


def _exactly(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise ValueError(f"expected {kind.__name__}, got {type(value).__name__}")
    return value
