"""A store that was closed: it used to open the file again unseen, and nobody closed that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.errors import StorageError
from storage import open_store


def test_a_store_that_was_closed_takes_nothing(tmp_path, document):
    with open_store(tmp_path / "answers.db") as store:
        store.add_document(document)
    with pytest.raises(StorageError, match="was closed"):
        store.stored_documents()
    with pytest.raises(StorageError, match="was closed"):
        store.add_document(replace(document, sha256="0" * 64))
    store.close()
