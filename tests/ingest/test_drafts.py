"""What is told of a document while its pages are still read."""

from __future__ import annotations

from dataclasses import replace

import pymupdf
import pytest

from docexplain.errors import InputError
from docexplain.ingest import ParseOptions, Told, drafts, read_document, sha256_of
from docexplain.ingest.assembling import Opened
from docexplain.ingest.workers.pool import Pool
from docexplain.ingest.workers.protocol import Job

FAST = ParseOptions(layout="fast")
PAGES = 9


@pytest.fixture
def book(tmp_path):
    with pymupdf.open() as pdf:
        for number in range(1, PAGES + 1):
            page = pdf.new_page()
            page.insert_text((72, 40), "Annual report of the company")
            page.insert_text((72, 100), f"Section {number}. Of this page", fontsize=16)
            page.insert_text((72, 140), f"This page is the number {number} of all and its text goes on over the")
            page.insert_text((72, 800), str(number + 6))
        pdf.save(tmp_path / "book.pdf")
    return tmp_path / "book.pdf"


@pytest.fixture
def often(monkeypatch):
    monkeypatch.setattr(drafts, "_SECONDS", 0.0)
    monkeypatch.setattr(drafts, "_SHARE", float("inf"))


def drafted(path, options=FAST):
    told = []
    whole = read_document(path, options=options, told=Told(drafted=told.append))
    return whole, told


def test_each_draft_is_the_parse_of_the_first_pages_alone(book, often):
    whole, told = drafted(book)
    assert told
    assert whole.coverage.only_pages == ()
    for draft in told:
        ((first, last),) = draft.coverage.only_pages
        assert first == 1
        alone = read_document(book, options=replace(FAST, pages=((1, last),)))
        assert draft == alone
    lasts = [draft.coverage.only_pages[0][1] for draft in told]
    assert lasts == sorted(set(lasts))
    assert lasts[-1] < PAGES


def test_of_the_pages_that_are_asked_for_it_is_the_first(book, often):
    _, told = drafted(book, replace(FAST, pages=((2, 3), (6, 8))))
    for draft in told:
        numbers = [n for first, last in draft.coverage.only_pages for n in range(first, last + 1)]
        assert numbers == [2, 3, 6, 7, 8][: len(numbers)]
        assert {paragraph.page for paragraph in draft.paragraphs} <= set(numbers)


def test_what_is_read_at_once_has_no_drafts(book):
    _, told = drafted(book, replace(FAST, pages=((1, 2),)))
    assert told == []


def test_pages_without_text_are_no_draft(tmp_path, often):
    with pymupdf.open() as pdf:
        for _ in range(4):
            pdf.new_page()
        pdf.new_page().insert_text((72, 100), "The only words of this file stand on its last page.")
        pdf.save(tmp_path / "late.pdf")
    whole, told = drafted(tmp_path / "late.pdf")
    assert told == []
    assert len(whole.paragraphs) == 1


def test_what_the_listener_raises_ends_the_reading(book, often):
    def stop(_document):
        raise InputError("enough")

    with pytest.raises(InputError, match="enough"):
        read_document(book, options=FAST, told=Told(drafted=stop))


def test_drafts_take_a_small_part_of_the_time(book, monkeypatch):
    """Each costs two seconds here, and a page comes each second."""
    clock = iter(range(10_000))
    monkeypatch.setattr(drafts.time, "monotonic", lambda: next(clock))
    work = iter(range(0, 10_000, 2))
    monkeypatch.setattr(drafts.time, "thread_time", lambda: next(work))
    _, told = drafted(book)
    assert len(told) == 2  # the first one loads what it needs; after the second the next one comes after twenty seconds


def test_a_page_that_is_still_missing_ends_the_draft(book, often):
    """Pages come as the workers are done with them."""
    pages, told = {}, []
    with Pool(FAST) as pool:
        job = Job(book, sha256_of(book), None, FAST, book.stat().st_size)
        opened = Opened(job, pool.open(job), None)
        for result in pool.pages(range(1, 6)):
            if result is not None:
                pages[result.number] = result.page
    made = drafts.Drafts(opened, Told(drafted=lambda document: told.append(document.coverage.only_pages)))
    made.tell([pages[2], pages[3]], [])
    made.tell([pages[2], pages[3], pages[1], pages[5]], [])
    made.tell([pages[2], pages[3], pages[1], pages[5]], [(4, "it is damaged")])
    assert told == [((1, 3),), ((1, 5),)]
