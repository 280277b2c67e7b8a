"""Damaged PDFs: wherever text of the intact file is missing, the coverage says that the file is damaged."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from itertools import islice

import pymupdf
import pytest

from docexplain.errors import InputError
from docexplain.ingest.safety import damage
from docexplain.ingest.text.blocks import PageBlocks
from docexplain.records import Document

PAGES = 3
Read = Callable[..., Document]


def book(**save: object) -> bytes:
    """Pages of words that stand nowhere else, compressed as most files are."""
    with pymupdf.open() as pdf:
        for number in range(PAGES):
            page = pdf.new_page(width=400, height=300)
            for line in range(9):
                words = " ".join(f"w{number}x{line}x{word}" for word in range(4))
                page.insert_text((72, 80 + 20 * line), words, fontname="cour" if number % 2 else "helv")
        return bytes(pdf.tobytes(deflate=True, **save))


BOOKS = {"objects apart": book(), "objects together": book(use_objstms=1), "garbage": book(garbage=4)}


def words_of(document: Document) -> Counter[str]:
    texts = [p.text for p in document.paragraphs] + [f.text for f in document.furniture]
    texts += [heading for p in document.paragraphs for heading in p.heading_path[-1:]]
    return Counter(word for text in texts for word in text.split())


def cut(chance: random.Random, data: bytes) -> bytes:
    """The end is missing."""
    return data[: -chance.choice([1, 30, 200, len(data) // 8, len(data) // 3, len(data) // 2, 3 * len(data) // 4])]


def without(chance: random.Random, data: bytes) -> bytes:
    """A part is missing."""
    at = chance.randrange(20, len(data))
    return data[:at] + data[at + chance.choice([1, 7, 100, 1500]) :]


def zeroed(chance: random.Random, data: bytes) -> bytes:
    """A part did not arrive."""
    at = chance.randrange(20, len(data) - 300)
    return data[:at] + bytes(300) + data[at + 300 :]


def overwritten(chance: random.Random, data: bytes) -> bytes:
    """A byte of a stream is another."""
    start, end = chance.choice([m.span(1) for m in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)])
    at = chance.randrange(start, max(start + 1, end - 6))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def renumbered(chance: random.Random, data: bytes) -> bytes:
    """An object has the number of another, or of none."""
    at = chance.choice([m.start() for m in re.finditer(rb"\d+ 0 obj", data)])
    return data[:at] + b"9" + data[at + 1 :]


def misplaced(chance: random.Random, data: bytes) -> bytes:
    """The file says wrongly where its table of objects is."""
    return re.sub(rb"startxref\s+\d+", b"startxref\n%d" % chance.randrange(len(data)), data)


@pytest.fixture(scope="module")
def wholes() -> dict[str, Document]:
    """The books as they are intact, once read."""
    return {}


CHANGES = [cut, without, zeroed, overwritten, renumbered, misplaced]


@pytest.mark.parametrize("name", ["objects apart", "objects together"])
@pytest.mark.parametrize("change", CHANGES)
def test_where_text_is_missing_the_coverage_says_so(
    read_here: Read, wholes: dict[str, Document], name: str, change: Callable[..., bytes]
) -> None:
    intact = BOOKS[name]
    if name not in wholes:
        wholes[name] = read_here(intact)
    whole = wholes[name]
    assert (whole.coverage.damaged, whole.coverage.damaged_pages) == (False, ())
    missed = 0
    for seed in range(6):
        damaged = change(random.Random(f"{change.__name__} {seed}"), intact)
        try:
            document = read_here(damaged)
        except InputError as error:
            assert "damaged" in str(error) or "can be read" in str(error), str(error)
            continue
        coverage, lost = document.coverage, words_of(whole) - words_of(document)
        missed += bool(lost)
        if lost:
            assert coverage.damaged or coverage.failed_pages, f"seed {seed}: {lost.total()} words missing, not said"
            assert not coverage.pages_without_text, f"seed {seed}: a lost page is taken for a scan"
    if change in {without, zeroed, overwritten} or (change, name) == (cut, "objects apart"):
        assert missed, "no copy lost anything: the test shows nothing"


def test_pages_that_are_not_whole_are_named(read_here: Read) -> None:
    intact = BOOKS["objects apart"]
    with pymupdf.open(stream=intact) as pdf:
        packed = pdf.xref_stream_raw(pdf[2].get_contents()[0])
    broken = packed[: len(packed) // 2] + b"\xff" * (len(packed) - len(packed) // 2)
    coverage = read_here(intact.replace(packed, broken)).coverage
    assert coverage.damaged
    assert [page for page, _ in coverage.damaged_pages] == [3]
    assert coverage.damaged_pages[0][1] in {"its content breaks off", "its content is garbled"}


@pytest.mark.parametrize(
    "change", [lambda data: data[:-30], lambda data: re.sub(rb"startxref\s+\d+", b"startxref\n9", data)]
)
def test_a_repaired_file_that_lost_nothing_is_damaged_too(read_here: Read, change: Callable[[bytes], bytes]) -> None:
    intact = BOOKS["objects apart"]
    document = read_here(change(intact))
    assert words_of(document) == words_of(read_here(intact))
    assert (document.coverage.damaged, document.coverage.damaged_pages) == (True, ())


def test_a_page_without_anything_on_it_in_a_repaired_file_is_no_scan(read_here: Read) -> None:
    with pymupdf.open(stream=BOOKS["objects apart"]) as pdf:
        number = pdf[1].get_contents()[0]
    lost = re.sub(rb"(?<=\n)%d 0 obj" % number, b"%d 0 obj" % (number + 900), BOOKS["objects apart"])
    coverage = read_here(lost[:-30]).coverage
    assert coverage.damaged
    assert (coverage.damaged_pages, coverage.pages_without_text) == (((2, "parts of it are missing"),), ())


def test_holes_in_text_that_is_not_compressed_are_seen(read_here: Read) -> None:
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        for line in range(20):
            page.insert_text((72, 80 + 20 * line), f"This is line {line} of the only page.")
        data = bytes(pdf.tobytes(clean=True, expand=255))
    start = data.index(b"BT/helv")
    coverage = read_here(data[: start + 200] + bytes(120) + data[start + 320 :]).coverage
    assert coverage.damaged
    assert [page for page, _ in coverage.damaged_pages] == [1]


def updated(data: bytes) -> bytes:
    """With an object added at the end, as programs do that leave the rest of a file as it is."""
    tables = [int(number) for number in re.findall(rb"startxref\s+(\d+)", data)]
    size = re.findall(rb"/Size (\d+)", data)[-1]
    root = re.findall(rb"/Root \d+ 0 R", data)[-1]
    body = data + b"\n%b 0 obj\n<</Type/Metadata>>\nendobj\n" % size
    table = b"xref\n%b 1\n%010d 00000 n \ntrailer\n<</Size %d/Prev %d%b>>\nstartxref\n%d\n%%%%EOF\n"
    return body + table % (size, len(data) + 1, int(size) + 1, tables[-1], root, len(body))


@pytest.mark.parametrize(
    "data",
    [
        *BOOKS.values(),
        updated(BOOKS["objects apart"]),
        b"some mail header\n" + BOOKS["objects apart"],
        BOOKS["objects apart"] + b"\n<!-- appended by a proxy -->\n" + b"\n" * 500,
        BOOKS["objects apart"].replace(b"\n", b"\r\n", 1),
    ],
    ids=[*BOOKS, "incremental", "begins late", "goes on", "other line ends"],
)
def test_a_whole_file_is_not_called_damaged(read_here: Read, data: bytes) -> None:
    coverage = read_here(data).coverage
    assert (coverage.damaged, coverage.damaged_pages) == (False, ())


def test_what_was_said_before_counts_for_nothing(read_here: Read) -> None:
    broken = list(islice((overwritten(random.Random(seed), BOOKS["objects apart"]) for seed in range(9)), 9))
    for data in broken:
        read_here(data)
    assert not read_here(BOOKS["objects apart"]).coverage.damaged


@pytest.mark.parametrize("said", ["PDF stream Length incorrect", "invalid indirect reference in dict", ""])
def test_harmless_messages(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    damage.forget()
    if said:
        pymupdf.mupdf.fz_warn(said)
    assert damage.told() == ""


def test_pages_of_an_older_parser_are_not_damaged() -> None:
    assert PageBlocks(1, 100.0, (), 0).damage == ""
