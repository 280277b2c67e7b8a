"""Pages of interrupted parses: kept as they are, gone with the document they become."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from docexplain.errors import StorageError
from docexplain.records import Document
from storage import SqlStore, kept_aside, open_store

PAGES = {2: '{"number":2}', 17: "damaged \x1b \u2029 text"}


def test_pages_come_back_as_they_were(url: str, document: Document) -> None:
    with open_store(url) as first:
        assert first.unfinished_pages(document.sha256, "parser 1") == {}
        first.keep_pages(document.sha256, "parser 1", PAGES)
        first.keep_pages(document.sha256, "parser 2", {2: "by another parser"})
        first.keep_pages("ff" * 32, "parser 1", {2: "of another file"})
        first.keep_pages(document.sha256, "parser 1", {3: "more", 2: "better"})
    with open_store(url) as second:
        assert second.unfinished_pages(document.sha256, "parser 1") == {**PAGES, 2: "better", 3: "more"}
        second.drop_pages("ff" * 32)
        assert second.unfinished_pages("ff" * 32, "parser 1") == {}
        assert second.verify().problems == ()


def test_they_go_when_the_whole_document_is_stored(url: str, document: Document) -> None:
    with open_store(url) as kept:
        for sha256 in (document.sha256, "ff" * 32):
            for parser in ("parser 1", "parser 2"):
                kept.keep_pages(sha256, parser, PAGES)
        kept.add_document(document)  # of some pages only: the others are still to be read
        assert kept.unfinished_pages(document.sha256, "parser 1") == PAGES
        kept.add_document(replace(document, coverage=replace(document.coverage, only_pages=()), parser="whole"))
        assert kept.unfinished_pages(document.sha256, "parser 1") == {}
        assert kept.unfinished_pages(document.sha256, "parser 2") == {}
        assert kept.unfinished_pages("ff" * 32, "parser 1") == PAGES


def test_they_stay_when_the_document_cannot_be_stored(filled: SqlStore, document: Document) -> None:
    filled.keep_pages(document.sha256, "parser", PAGES)
    with pytest.raises(StorageError, match="Another parse"):
        filled.add_document(replace(document, paragraphs=document.paragraphs[:1]))
    assert filled.unfinished_pages(document.sha256, "parser") == PAGES


def test_what_nobody_went_on_with_goes(filled: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    class Past(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime.now(UTC) - timedelta(days=31)

    with monkeypatch.context() as then:
        then.setattr(kept_aside, "datetime", Past)
        filled.keep_pages("aa" * 32, "parser", PAGES)
    assert filled.unfinished_pages("aa" * 32, "parser") == PAGES
    filled.keep_pages("bb" * 32, "parser", PAGES)
    assert filled.unfinished_pages("aa" * 32, "parser") == {}
    assert filled.unfinished_pages("bb" * 32, "parser") == PAGES
