"""Vectors of paragraphs: kept beside their document, never audited."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from docexplain.errors import StorageError
from docexplain.records import Document
from storage import open_store

VECTORS = {0: b"\x00\x01", 7: bytes(range(256))}


def test_vectors_come_back_as_they_were(url: str, document: Document) -> None:
    key = (document.sha256, document.parser)
    with open_store(url) as first:
        first.add_document(document)
        first.add_document(replace(document, parser="other"))
        assert first.find_vectors(*key, "m@1") == {}
        first.keep_vectors(*key, "m@1", VECTORS)
        first.keep_vectors(*key, "m@2", {0: b"by another model"})
        first.keep_vectors(document.sha256, "other", "m@1", {0: b"of another parse"})
        first.keep_vectors(*key, "m@1", {7: b"again", 8: b"more"})
    with open_store(url) as second:
        assert second.find_vectors(*key, "m@1") == {0: VECTORS[0], 7: b"again", 8: b"more"}
        assert second.find_vectors(*key, "m@2") == {0: b"by another model"}
        assert second.get_document(*key) == document
        assert second.verify().problems == ()


def test_of_a_document_that_is_not_stored_nothing_is_kept(url: str, document: Document) -> None:
    with open_store(url) as store:
        store.keep_vectors(document.sha256, document.parser, "m@1", VECTORS)
        store.add_document(document)
        assert store.find_vectors(document.sha256, document.parser, "m@1") == {}


def test_a_database_to_read_only_keeps_none(path: Path, document: Document) -> None:
    with open_store(path) as store:
        store.add_document(document)
    with open_store(path, read_only=True) as store:
        assert store.find_vectors(document.sha256, document.parser, "m@1") == {}
        with pytest.raises(StorageError, match="reading only"):
            store.keep_vectors(document.sha256, document.parser, "m@1", VECTORS)
