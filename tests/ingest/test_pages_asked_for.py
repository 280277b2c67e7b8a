"""Only some pages of a file are read where only they are asked for, and the record says which."""

from __future__ import annotations

import pymupdf
import pytest

from docexplain.errors import InputError
from docexplain.ingest import ParseOptions, Told, read_document
from docexplain.ingest.parser_id import find_parse, kept_under, parser_name

WORDS = ("apples", "pears", "plums", "cherries", "figs")


@pytest.fixture
def book(tmp_path):
    with pymupdf.open() as pdf:
        for word in WORDS:
            pdf.new_page().insert_text((72, 100), f"This page of the book is about {word} and about nothing else.")
        pdf.set_toc([[1, f"About {word}", i] for i, word in enumerate(WORDS, 1)])
        pdf.save(tmp_path / "book.pdf")
    return tmp_path / "book.pdf"


def options(*runs):
    return ParseOptions(layout="fast", pages=runs)


@pytest.mark.parametrize(
    ("runs", "read", "recorded"),
    [
        ([(2, 3)], [2, 3], ((2, 3),)),
        ([(1, 1), (4, None)], [1, 4, 5], ((1, 1), (4, 5))),
        ([(4, 9)], [4, 5], ((4, 5),)),
        ([(1, 5)], [1, 2, 3, 4, 5], ()),
        ([(1, None)], [1, 2, 3, 4, 5], ()),
        ([], [1, 2, 3, 4, 5], ()),
    ],
)
def test_the_pages_asked_for_are_read(book, runs, read, recorded):
    told = []
    document = read_document(book, options=options(*runs), told=Told(progress=lambda *done: told.append(done)))
    assert [paragraph.page for paragraph in document.paragraphs] == read
    assert all(WORDS[paragraph.page - 1] in paragraph.text for paragraph in document.paragraphs)
    assert (document.coverage.pages, document.coverage.only_pages) == (5, recorded)
    assert document.coverage.characters == document.coverage.kept > 0
    assert told[-1] == (len(read), len(read))


def test_pages_that_the_file_has_not(book):
    with pytest.raises(InputError, match=r"book\.pdf has 5 pages: none of those asked for"):
        read_document(book, options=options((6, 8)))


def test_a_parse_of_some_pages_is_not_taken_for_another(book):
    some, all_of_them = options((1, 2), (4, None)), options()
    assert parser_name(some).endswith(" pages=1-2,4-")
    stored = {parser_name(some): read_document(book, options=some)}
    assert find_parse(stored.get, all_of_them) is None
    assert find_parse(stored.get, options((1, 3))) is None
    assert find_parse(stored.get, some) is stored[parser_name(some)]


class Store:
    """Pages of an earlier parse that was interrupted."""

    def __init__(self):
        self.pages, self.kept = {}, {}

    def unfinished_pages(self, sha256, parser):
        return self.pages.get(parser, {})

    def keep_pages(self, sha256, parser, pages):
        self.kept.update(pages)

    def drop_pages(self, sha256):
        raise AssertionError


def test_kept_pages_serve_whatever_is_asked_for_and_no_others_come_in(book, monkeypatch):
    monkeypatch.setattr("docexplain.ingest.workers.kept_pages.BATCH_SECONDS", 0.0)
    assert kept_under(options((1, 2))) == kept_under(options())
    store = Store()
    read_document(book, options=options(), store=store)
    store.pages[kept_under(options())] = {n: text.replace("book", "tome") for n, text in store.kept.items() if n < 4}
    document = read_document(book, options=options((3, 4)), store=store)
    assert [p.text.split()[4] for p in document.paragraphs] == ["tome", "book"]
