"""Records as plain JSON values and back, by their declared types: the one form that is hashed, stored and sent.

Every field takes part, so a field added to a record cannot be forgotten by the audit log. Values become exactly their
declared type (an int in a float field becomes a float), so that a record and its stored copy have one form. Minus zero
becomes zero, as SQLite keeps no sign on zero.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R", bound="DataclassInstance")

_UNIONS = (Union, UnionType)


@cache
def field_types(record: type) -> dict[str, Any]:
    """Name and declared type of every field of a record class or NamedTuple."""
    hints = get_type_hints(record)
    names = record._fields if _is_named(record) else [f.name for f in fields(record)]  # type: ignore[attr-defined]
    return {name: hints[name] for name in names}


def to_plain(record: DataclassInstance) -> dict[str, Any]:
    """The record as dicts, lists, strings, bools, ints, finite floats and None. ValueError for NaN and infinity."""
    plain: dict[str, Any] = encoder(type(record))(record)
    return plain


def from_plain(record: type[R], plain: Mapping[str, Any]) -> R:
    """The record of which :func:`to_plain` made ``plain``.

    A key may be missing where the field has a default. Raises ValueError for anything else that :func:`to_plain`
    cannot have made.
    """
    decoded: R = _decoder(record)(dict(plain))
    return decoded


def utc_text(moment: datetime) -> str:
    """The moment in UTC with microseconds; sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


@cache
def encoder(kind: Any) -> Callable[[Any], Any]:
    """What encodes values of a type. Made once: a document has many thousands of them."""
    if is_dataclass(kind):
        parts = [(name, encoder(hint)) for name, hint in field_types(kind).items()]  # type: ignore[arg-type]
        return lambda record: {name: encode(getattr(record, name)) for name, encode in parts}
    if (items := _items(kind)) is not None:
        each = [encoder(item) for item in items]
        if _any_number(kind):
            return lambda values: [each[0](value) for value in values]
        return lambda values: [encode(value) for encode, value in zip(each, values, strict=True)]
    if get_origin(kind) in _UNIONS:
        present = encoder(_present(kind))
        return lambda value: None if value is None else present(value)
    if kind in _LEAVES:
        return _LEAVES[kind]
    return (lambda value: kind(value).value) if issubclass(kind, Enum) else kind


def _finite(value: float) -> float:
    number = float(value) + 0.0
    if not math.isfinite(number):
        raise ValueError(f"{number} is not a finite number")
    return number


_LEAVES: dict[type, Callable[[Any], Any]] = {float: _finite, int: operator.index, datetime: utc_text}


def _as_float(value: int) -> float:
    try:
        return float(value)
    except OverflowError as error:
        raise ValueError("a number is too large") from error


_AS_THEY_ARE = (str, int, float, bool)
_READ_LEAVES: dict[type, Callable[[Any], Any]] = {
    float: lambda value: _as_float(value) if type(value) is int else _exactly(value, float),
    datetime: lambda value: datetime.fromisoformat(_exactly(value, str)),
}


@cache
def _decoder(kind: Any) -> Callable[[Any], Any]:
    """What decodes values of a type."""
    if is_dataclass(kind):
        return _record_decoder(kind)  # type: ignore[arg-type]
    if (items := _items(kind)) is not None:
        return _items_decoder(kind, [_decoder(item) for item in items])
    if get_origin(kind) in _UNIONS:
        present = _decoder(_present(kind))
        return lambda value: None if value is None else present(value)
    if issubclass(kind, Enum):
        members = {member.value: member for member in kind}
        return lambda value: members.get(value) or kind(value) if type(value) is str else _exactly(value, str)
    return _READ_LEAVES.get(kind) or (lambda value: _exactly(value, kind))


def _record_decoder(record: type) -> Callable[[Any], Any]:
    types = field_types(record)
    decoders = {name: _decoder(hint) for name, hint in types.items()}
    # A value that has its type already needs no decoder: a document has hundreds of thousands of them.
    parts = [(name, hint if hint in _AS_THEY_ARE else None, decoders[name]) for name, hint in types.items()]

    def decode(plain: Any) -> Any:
        given = _exactly(plain, dict).keys()
        try:
            if given == decoders.keys():
                return record(*[v if type(v := plain[name]) is kind else read(v) for name, kind, read in parts])
            if given <= decoders.keys():
                return record(**{name: decoders[name](value) for name, value in plain.items()})
        except TypeError as error:
            raise ValueError(f"{record.__name__} lacks a field") from error
        raise ValueError(f"{record.__name__} has no {', '.join(sorted(given - decoders.keys()))}")

    return decode


def _items_decoder(kind: Any, each: Sequence[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    def any_number(value: Any) -> tuple[Any, ...]:
        return tuple([each[0](item) for item in _exactly(value, list)])

    def fixed(value: Any) -> tuple[Any, ...]:
        if len(_exactly(value, list)) != len(each):
            raise ValueError(f"expected {len(each)} items, got {len(value)}")
        return make([decode(item) for decode, item in zip(each, value, strict=True)])

    make: Callable[[list[Any]], tuple[Any, ...]] = kind._make if _is_named(kind) else tuple
    return any_number if _any_number(kind) else fixed


def _items(kind: Any) -> tuple[Any, ...] | None:
    """The types of a tuple's items, the first one alone where there may be any number of them; None for no tuple."""
    if _is_named(kind):
        return tuple(field_types(kind).values())
    if get_origin(kind) is tuple:
        return get_args(kind)[:1] if _any_number(kind) else get_args(kind)
    return None


def _any_number(kind: Any) -> bool:
    return get_args(kind)[-1:] == (Ellipsis,)


def _is_named(kind: Any) -> bool:
    """A NamedTuple: for what there is so much of that names would take up the room."""
    return isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")


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
