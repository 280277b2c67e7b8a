"""A parse that is interrupted goes on where it stopped, and ends as if nothing had been."""

from __future__ import annotations

import json
from dataclasses import replace

import pymupdf
import pytest

from docexplain.errors import NoTextError
from docexplain.ingest import Limits, ParseOptions, Told, kept_under, read_document, sha256_of
from docexplain.ingest.text.blocks import PageBlocks
from docexplain.ingest.workers import kept_pages
from docexplain.ingest.workers.pool import Pool

pytestmark = pytest.mark.processes
FAST = ParseOptions(layout="fast")


class Kept:
    """A store of pages in memory."""

    def __init__(self):
        self.pages = {}
        self.written = []

    def unfinished_pages(self, sha256, parser):
        return dict(self.pages.get((sha256, parser), {}))

    def keep_pages(self, sha256, parser, pages):
        self.written.append(sorted(pages))
        self.pages.setdefault((sha256, parser), {}).update(pages)

    def drop_pages(self, sha256):
        self.pages = {key: pages for key, pages in self.pages.items() if key[0] != sha256}


TEXTS = ("The ferry leaves the island every morning.", "In winter it may stay in the harbor.", "It carries the mail.")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("pdf") / "ferry.pdf"
    with pymupdf.open() as pdf:
        for text in TEXTS:
            pdf.new_page().insert_text((80, 300), text)
        pdf.save(path)
    return path


@pytest.fixture(scope="module")
def whole(path):
    """As it is without an interruption."""
    return read_document(path, options=FAST)


@pytest.fixture(scope="module")
def interrupted(path):
    """What is kept after two of its three pages."""
    kept = Kept()

    def stop(done, total):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("docexplain.ingest.document_reader.Pool", Pool)
        read_document(path, options=FAST, told=Told(progress=stop), store=kept)
    return kept.pages


@pytest.fixture
def kept(interrupted):
    store = Kept()
    store.pages = {key: dict(pages) for key, pages in interrupted.items()}
    return store


def progress_of(path, store):
    calls = []
    document = read_document(path, options=FAST, told=Told(progress=lambda *step: calls.append(step)), store=store)
    return document, calls


def test_an_interrupted_parse_goes_on(path, kept, whole):
    assert [sorted(pages) for pages in kept.pages.values()] == [[1, 2]]
    document, calls = progress_of(path, kept)
    assert list(dict.fromkeys(calls)) == [(2, 3), (3, 3)]
    assert document == whole
    assert [p.text for p in document.paragraphs] == list(TEXTS)
    assert kept.written == [[3]]  # it may be long before the document itself is stored


def with_rect(rect):
    def damage(page):
        page["blocks"][0]["rect"] = rect

    return damage


def with_word(start, end):
    def damage(page):
        page["blocks"][0]["lines"][0]["words"][0][:2] = [start, end]

    return damage


DAMAGE = {
    "unchanged": lambda page: None,
    "another page": lambda page: page.update(number=1),
    "a block of another page": lambda page: page["blocks"][0].update(page=1),
    "no height": lambda page: page.pop("height"),
    "no number": with_rect([float("nan"), 0.0, 1.0, 1.0]),
    "no end": with_rect([0.0, 0.0, float("inf"), 1.0]),
    "inside out": with_rect([9.0, 0.0, 1.0, 1.0]),
    "upside down": with_rect([0.0, 9.0, 1.0, 1.0]),
    "a word of no length": with_word(1, 1),
    "a word before the line": with_word(-1, 1),
    "a word after the line": with_word(0, 9999),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_cannot_be_a_page_is_parsed_again(path, kept, damage):
    (pages,) = kept.pages.values()
    page = json.loads(pages[2])
    DAMAGE[damage](page)
    pages[2] = json.dumps(page)
    found = kept_pages.Unfinished(kept, sha256_of(path), kept_under(FAST)).load(3)
    assert sorted(page.number for page in found) == ([1, 2] if damage == "unchanged" else [1])


@pytest.mark.parametrize("text", ["", "[]", "null", "cut off {", "[" * 9999])
def test_a_damaged_row_is_parsed_again(path, kept, whole, text):
    (pages,) = kept.pages.values()
    pages[2] = text
    found = kept_pages.Unfinished(kept, sha256_of(path), kept_under(FAST)).load(3)
    assert [page.number for page in found] == [1]
    if text == "null":  # once is enough: it takes its time
        document, calls = progress_of(path, kept)
        assert (document, calls[0]) == (whole, (1, 3))


def test_a_page_that_the_file_does_not_have_is_left_out(kept, path):
    own = kept_pages.Unfinished(kept, sha256_of(path), kept_under(FAST))
    assert sorted(page.number for page in own.load(1)) == [1]


def test_pages_of_other_options_are_not_used(kept, path):
    others = [ParseOptions(), replace(FAST, ocr="never")]
    assert len({kept_under(options) for options in [FAST, *others]}) == 3
    assert kept_under(replace(FAST, limits=Limits(seconds=1))) == kept_under(FAST)
    for options in others:
        assert kept_pages.Unfinished(kept, sha256_of(path), kept_under(options)).load(3) == []


def test_a_long_parse_keeps_its_pages_as_they_come(path, monkeypatch):
    monkeypatch.setattr(kept_pages, "BATCH_SECONDS", 0)
    kept = Kept()
    read_document(path, options=FAST, store=kept)
    assert kept.written == [[1], [2], [3]]


def test_a_short_parse_leaves_no_trace(small, tmp_path):
    kept = Kept()
    read_document(small, options=FAST, store=kept)
    assert kept.written == []


def test_a_file_without_text_leaves_no_trace(write_pdf, monkeypatch):
    """Its pages may have text next time, with OCR."""
    monkeypatch.setattr(kept_pages, "BATCH_SECONDS", 0)
    kept, path = Kept(), write_pdf([], [])
    kept.pages[sha256_of(path), kept_under(FAST)] = {2: "left over"}
    with pytest.raises(NoTextError):
        read_document(path, options=FAST, store=kept)
    assert (kept.written, kept.pages) == ([], {})


def test_a_page_without_text_is_not_kept():
    kept = Kept()
    pages = kept_pages.Unfinished(kept, "ab", "parser")
    pages.add(kept_pages.PageRead(PageBlocks(1, 792.0, (), 0), "{}"))
    pages.write()
    assert kept.written == []
