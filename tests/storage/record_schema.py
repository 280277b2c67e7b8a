"""The JSON Schema of an export's lines, made of the records' own types.

``python -m tests.storage.record_schema`` writes docexplain/schemas/record-1.schema.json anew. A released schema is
never changed: a field more is a kind of entry more, and a schema of the next number.
"""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import docexplain
from docexplain.records import Answer, Document

FILE = Path(docexplain.__path__[0]) / "schemas" / "record-1.schema.json"

HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
HEAD = {"type": "string", "pattern": "^([0-9a-f]{64})?$"}
TEXT, COUNT = {"type": "string"}, {"type": "integer", "minimum": 0}
_LEAVES: dict[Any, dict[str, Any]] = {
    str: TEXT,
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    datetime: {"type": "string", "format": "date-time"},
}


def schema() -> dict[str, Any]:
    """The whole schema."""
    records: dict[str, Any] = {}
    for record in (Answer, Document):
        _type(record, records)
    answer = records["Answer"]["properties"]
    answer |= {"document_content_sha256": HASH, "sources_content_sha256": {"type": "array", "items": HASH}}
    sealed = {name: records[name].pop("required") for name in ("Answer", "Document")}
    sealed["Answer"].append("document_content_sha256")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:docexplain:record:1",
        "title": "A line of `docexplain audit export`",
        "description": "docs/record-format.md says what it means.",
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in ("header", "entry", "unsealed", "end")],
        "$defs": {**_lines(sealed), **dict(sorted(records.items()))},
    }


def _lines(sealed: dict[str, list[str]]) -> dict[str, Any]:
    digests = {"type": "object", "additionalProperties": {"anyOf": [HASH, {"type": "array", "items": HASH}]}}
    redaction = {"kind": TEXT, "subject": TEXT, "digests": digests, "reason": TEXT, "at": _LEAVES[datetime]}
    kind = {"type": "string", "pattern": "^(document-9|answer(-[2-9])?|redaction-9)$"}
    entry = {
        "seq": {"type": "integer", "minimum": 1},
        "kind": kind,
        "subject": TEXT,
        "content_sha256": HASH,
        "previous": HEAD,
        "at": _LEAVES[datetime],
        "sha256": HASH,
    }
    held = {
        "content": {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in ("Answer", "Document", "redaction")] + [NULL]},
        "missing": TEXT,
        "redactions": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/redaction"}},
    }
    return {
        "header": _object(
            {
                "type": {"const": "header"},
                "format": {"const": "docexplain-record"},
                "version": {"const": 1},
                "after": _object({"count": COUNT, "head": HEAD}),
            }
        ),
        "entry": {
            **_object(
                {"type": {"const": "entry"}, "entry": _object(entry), **held}, optional=("missing", "redactions")
            ),
            "allOf": [
                _when("^document-", _content("Document", sealed)),
                _when("^answer", _content("Answer", sealed)),
                _when("^redaction-", {"properties": {"content": {"anyOf": [{"$ref": "#/$defs/redaction"}, NULL]}}}),
            ],
        },
        "unsealed": _object(
            {"type": {"const": "unsealed"}, "kind": kind, "subject": TEXT, **held}, optional=("missing", "redactions")
        ),
        "end": _object({"type": {"const": "end"}, "count": COUNT, "head": HEAD}),
        "redaction": _object(redaction),
    }


NULL = {"type": "null"}


def _content(name: str, sealed: dict[str, list[str]]) -> dict[str, Any]:
    """That record; whole, where nothing was removed of it."""
    return {
        "properties": {"content": {"anyOf": [{"$ref": f"#/$defs/{name}"}, NULL]}},
        "if": {"not": {"required": ["redactions"]}},
        "then": {"properties": {"content": {"required": sealed[name]}}},
    }


def _when(kind: str, then: dict[str, Any]) -> dict[str, Any]:
    return {"if": {"properties": {"entry": {"properties": {"kind": {"pattern": kind}}}}}, "then": then}


def _object(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _type(kind: Any, records: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type; those of records go into ``records``."""
    if is_dataclass(kind):
        if kind.__name__ not in records:  # type: ignore[union-attr]
            records[kind.__name__] = _record(kind, records)  # type: ignore[union-attr]
        return {"$ref": f"#/$defs/{kind.__name__}"}  # type: ignore[union-attr]
    if get_origin(kind) is tuple:
        *items, last = get_args(kind)
        if last is Ellipsis:
            return {"type": "array", "items": _type(items[0], records)}
        each = [_type(item, records) for item in (*items, last)]
        return {"type": "array", "prefixItems": each, "items": False, "minItems": len(each)}
    if NoneType in get_args(kind):
        [present] = [each for each in get_args(kind) if each is not NoneType]
        return {"anyOf": [_type(present, records), NULL]}
    if kind in _LEAVES:
        return _LEAVES[kind]
    assert issubclass(kind, Enum)
    return {"enum": [member.value for member in kind]}


def _record(record: Any, records: dict[str, Any]) -> dict[str, Any]:
    """Fields with a default came later, or may be missing in what an older kind of entry seals."""
    hints = get_type_hints(record)
    needed = [f.name for f in fields(record) if f.default is MISSING and f.default_factory is MISSING]
    return {
        "description": re.split(r"\.\s", " ".join(record.__doc__.split()) + " ")[0],
        "type": "object",
        "properties": {f.name: _type(hints[f.name], records) for f in fields(record)},
        "required": needed,
        "additionalProperties": False,
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(schema(), indent=1) + "\n", encoding="utf-8")
