"""Canonical JSON and its SHA-256: of plain values, and of whole records without making plain values of them first.

A big document is hashed once in every process that saves an answer about it, and that was most of what saving took. So
what documents consist of has a writer of its own; everything else is turned into plain values and written from those.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import is_dataclass
from enum import Enum
from functools import cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, get_args, get_origin

from docexplain.common.serialization import encoder, field_types

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_AT_ONCE = 100
"""Items of a list that are turned into JSON together."""
_ESCAPED = bytes(range(0x20)) + b'"\\'

Writer = Callable[[Any], bytes]


def canonical_json(value: object) -> bytes:
    """Sorted keys, no spaces, UTF-8, shortest floats that read back the same. Raises ValueError for NaN, infinity and
    text that is not Unicode (lone surrogates)."""
    return _CANONICAL.encode(value).encode()


def digest(value: object) -> str:
    """SHA-256 of the canonical JSON, in lower-case hex."""
    return _sha256(_pieces(value))


def record_digest(record: DataclassInstance) -> str:
    """The same as ``digest(to_plain(record))``, for a record that holds very many others."""
    return _sha256(_record_pieces(record))


def _sha256(pieces: Iterable[bytes]) -> str:
    sha256 = hashlib.sha256()
    for piece in pieces:
        sha256.update(piece)
    return sha256.hexdigest()


def _pieces(value: object) -> Iterator[bytes]:
    """The canonical JSON, so cut that the many megabytes of a big document are never in memory at once."""
    if isinstance(value, dict) and value:
        for number, key in enumerate(sorted(value)):
            yield (b"," if number else b"{") + canonical_json(key) + b":"
            yield from _pieces(value[key])
        yield b"}"
    elif isinstance(value, list) and len(value) > _AT_ONCE:
        for start in range(0, len(value), _AT_ONCE):
            yield b"," if start else b"["
            yield canonical_json(value[start : start + _AT_ONCE])[1:-1]
        yield b"]"
    else:
        yield canonical_json(value)


def _record_pieces(record: DataclassInstance) -> Iterator[bytes]:
    for number, (name, kind) in enumerate(sorted(field_types(type(record)).items())):
        yield (b"," if number else b"{") + canonical_json(name) + b":"
        value = getattr(record, name)
        if (item := _item(kind)) is None:
            yield _writer(kind)(value)
            continue
        yield b"["
        for start in range(0, len(value), _AT_ONCE):
            yield (b"," if start else b"") + b",".join(map(_writer(item), value[start : start + _AT_ONCE]))
        yield b"]"
    yield b"}"


@cache
def _writer(kind: Any) -> Writer:
    """What writes values of a type."""
    if is_dataclass(kind):
        return _record_writer(dict(sorted(field_types(kind).items())))  # type: ignore[arg-type]
    if (item := _item(kind)) is not None:
        each = _writer(item)
        return lambda values: b"[" + b",".join(map(each, values)) + b"]"
    if kind in _LEAVES:
        return _LEAVES[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        members = {member: _written(kind, member) for member in kind}
        return lambda value: members.get(value) or _written(kind, value)
    return partial(_written, kind)


def _written(kind: Any, value: Any) -> bytes:
    return canonical_json(encoder(kind)(value))


def _record_writer(types: dict[str, Any]) -> Writer:
    template = b"{" + b",".join(canonical_json(name) + b":%b" for name in types) + b"}"
    parts = [(attrgetter(name), _writer(kind)) for name, kind in types.items()]
    return lambda record: template % tuple([write(value(record)) for value, write in parts])


def _item(kind: Any) -> Any:
    """The type of the items of a tuple of any number of them; else None."""
    return get_args(kind)[0] if get_origin(kind) is tuple and get_args(kind)[-1] is Ellipsis else None


def _text(value: Any) -> bytes:
    written: bytes = value.encode() if type(value) is str else b"\0"
    # What needs no escape is copied: JSON's encoder looks at every character twice.
    return b'"' + written + b'"' if len(written.translate(None, _ESCAPED)) == len(written) else _written(str, value)


def _int(value: Any) -> bytes:
    return b"%d" % value if type(value) is int else _written(int, value)


def _float(value: Any) -> bytes:
    return b"%a" % value if type(value) is float and 0 < value < math.inf else _written(float, value)


_LEAVES: dict[Any, Writer] = {str: _text, int: _int, float: _float}
