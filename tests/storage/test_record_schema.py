"""The JSON Schema in the package fits what is exported, and every field of the records."""

from __future__ import annotations

import copy
import json
import sqlite3
from contextlib import closing
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from docexplain import records
from docexplain.records import Answer, Document
from storage import SqlStore, open_store

from .record_schema import FILE, schema

HERE = Path(__file__).parent
VALIDATOR = jsonschema.Draft202012Validator(json.loads(FILE.read_text("utf-8")))


def exported(store: SqlStore) -> list[dict[str, Any]]:
    return json.loads(json.dumps(list(store.log.export())))


def test_it_is_a_schema_and_the_one_of_the_records() -> None:
    jsonschema.Draft202012Validator.check_schema(VALIDATOR.schema)
    assert VALIDATOR.schema == schema(), "renew it with `python -m tests.storage.record_schema`"


def test_each_record_in_it_has_the_fields_of_its_class() -> None:
    found = VALIDATOR.schema["$defs"]
    ours = {name: each for name in found if is_dataclass(each := getattr(records, name, None))}
    assert {"Answer", "Document", "Paragraph", "Provenance", "Settings"} <= set(ours)
    hashes = {"Answer": {"document_content_sha256", "sources_content_sha256"}}
    for name, record in ours.items():
        known = set(found[name]["properties"]) - hashes.get(name, set())
        assert known == {field.name for field in fields(record)}


def test_exports_fit(url: str, document: Document, answers: list[Answer]) -> None:
    with open_store(url) as store:
        store.add_document(document)
        for answer in answers:
            store.add_answer(answer)
        lines = exported(store)
        for line in lines:
            VALIDATOR.validate(line)
        store.log.redact(document.sha256, "a request")
        for line in exported(store):
            VALIDATOR.validate(line)


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 6, 7])
def test_exports_of_older_databases_fit(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((HERE / f"version_{version}.sqlite.sql").read_text())
    with open_store(path) as store:
        for line in exported(store):
            VALIDATOR.validate(line)


def test_a_field_that_it_does_not_know_does_not_fit(filled: SqlStore) -> None:
    lines = exported(filled)
    for place, *inner in ([1], [2], [1, "coverage"], [2, "settings"], [2, "effects", 0], [1, "paragraphs", 0]):
        changed = copy.deepcopy(lines[place])
        holder = changed["content"]
        for name in inner:
            holder = holder[name]
        holder["new"] = 0
        assert not VALIDATOR.is_valid(changed)


def test_a_field_that_is_not_there_does_not_fit(filled: SqlStore) -> None:
    _, document, answer, *_ = exported(filled)
    for line, name in ((document, "paragraphs"), (answer, "text"), (answer, "document_content_sha256")):
        del line["content"][name]
        assert not VALIDATOR.is_valid(line)
