"""Read damaged and hostile PDFs by the thousand: each must give a document or a clear sentence.

    python benchmarks/fuzz_ingest.py --count 2000              from seed 0 on
    python benchmarks/fuzz_ingest.py --start 1234 --count 1    one finding again
    python benchmarks/fuzz_ingest.py --start 1234 --write bad.pdf

A seed always gives the same file with the same version of PyMuPDF. Findings are printed with their seed; the exit code
is 1 if there are any. Pages that crash the parser or take too long are no findings, since they cost only themselves,
but they are counted and named.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
import traceback
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pymupdf

from docexplain.common.serialization import from_plain, to_plain
from docexplain.errors import DocexplainError
from docexplain.ingest import Limits, ParseOptions, document_reader
from docexplain.ingest.files.file_bytes import read_bytes
from docexplain.ingest.files.opened_file import Facts, opened
from docexplain.ingest.workers import protocol, worker
from docexplain.ingest.workers.process import PageFailed, PageRead
from docexplain.records import Document
from docexplain.records.word_boxes import boxes_of, unpack

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
LIMITS = Limits(seconds=20, open_seconds=20, memory_bytes=2**30)
REORDERING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
NUMBERS = [
    b"0",
    b"-1",
    b"1",
    b"2147483647",
    b"-2147483648",
    b"4294967296",
    b"99999999999999999999",
    b"1e30",
    b"0.0000001",
]
NUMBERS += [b"65536", b"-0", b"nan", b"3.4e38", b"--5", b"1000000"]
HOSTILE = "\x1b[31mred\x1b]0;title\x07 \u202eevil\u202c [bold]x[/bold] \x9b2J \ufeff\u2066"
"""Steers terminals, turns text round, or is markup."""
OPERATORS = [
    b"1e30 0 0 1e30 0 0 cm",
    b"0 0 0 0 0 0 cm",
    b"BT /helv 1e9 Tf (big) Tj ET",
    b"BT /helv -12 Tf 1 0 0 1 72 300 Tm (upside) Tj ET",
    b"BT /helv 12 Tf 1e38 0 0 1e38 1e38 1e38 Tm (away) Tj ET",
    b"BT /helv 12 Tf -1 0 0 1 300 300 Tm (mirrored text here) Tj ET",
    b"BT /helv 0 Tf 72 200 Td (nothing) Tj ET",
    b"q " * 5000,
    b"Q " * 50,
    b"/Fm0 Do",
    b"BI /W 100000 /H 100000 /BPC 8 /CS /RGB ID xx EI",
    b"(" * 2000,
    b"BT (no font) Tj",
    b"-1e30 -1e30 2e30 2e30 re f",
    b"\x00\xff\xfe",
]


def small(build: Callable[[pymupdf.Document], None], **options: object) -> bytes:
    """The bytes of a PDF that ``build`` fills."""
    with pymupdf.open() as pdf:
        build(pdf)
        return bytes(pdf.tobytes(**options))


def text_pages(pdf: pymupdf.Document) -> None:
    """Text, bookmarks, page labels and a title, some of it hostile."""
    for number in range(3):
        page = pdf.new_page()
        page.insert_textbox((72, 72, 500, 200), f"{number}. The ferry leaves at seven. It carries the mail. " * 4)
        page.insert_text((72, 300), f"Page {number + 1} of 3 {HOSTILE}", fontsize=9)
    pdf.set_toc([[1, f"First {HOSTILE}", 1], [2, "Second", 2]])
    pdf.set_page_labels([{"startpage": 0, "prefix": HOSTILE, "style": "r", "firstpagenum": 1}])
    pdf.set_metadata({"title": HOSTILE})


def picture_page(pdf: pymupdf.Document) -> None:
    """A turned page with a picture, lines, a table and a note."""
    page = pdf.new_page()
    pixels = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 80, 60), False)
    pixels.set_rect(pixels.irect, (200, 30, 30))
    page.insert_image((72, 72, 300, 250), pixmap=pixels)
    page.insert_text((72, 300), "Figure 1: A red field.")
    for row in range(4):
        page.draw_line((72, 350 + 20 * row), (400, 350 + 20 * row))
        page.insert_text((80, 364 + 20 * row), f"row {row}   {row * 7}   {row * 9}")
    page.add_text_annot((300, 300), "a note")
    page.set_rotation(90)


def form_page(pdf: pymupdf.Document) -> None:
    """Fields of every kind, with hostile values."""
    page = pdf.new_page()
    page.insert_text((72, 72), "Name, city and consent of the passenger")
    kinds = [pymupdf.PDF_WIDGET_TYPE_TEXT, pymupdf.PDF_WIDGET_TYPE_CHECKBOX, pymupdf.PDF_WIDGET_TYPE_COMBOBOX]
    for row, kind in enumerate(kinds):
        field = pymupdf.Widget()
        field.field_type, field.field_name = kind, f"field {row} {HOSTILE}"
        field.rect = pymupdf.Rect(72, 100 + 40 * row, 300, 120 + 40 * row)
        if kind == pymupdf.PDF_WIDGET_TYPE_COMBOBOX:
            field.choice_values = ["one", "two"]
        field.field_value = [HOSTILE, True, "two"][row]
        page.add_widget(field)


@cache
def bases() -> list[bytes]:
    """Files to damage: packed as they come, and unpacked so that the damage reaches what is inside."""
    found = [path.read_bytes() for path in sorted(SAMPLES.glob("*.pdf"))]
    for build in (text_pages, picture_page, form_page):
        found += [small(build, deflate=True, use_objstms=1), small(build, expand=255), small(build, expand=255)]
    contract = pymupdf.open(SAMPLES / "employment-contract.pdf")
    found += [contract.tobytes(expand=255), small(text_pages, encryption=pymupdf.PDF_ENCRYPT_AES_128, owner_pw="x")]
    return found


Change = Callable[[random.Random, bytes], bytes]


def cut(chance: random.Random, data: bytes) -> bytes:
    """The end is missing."""
    return data[: chance.randrange(20, len(data))]


def flip(chance: random.Random, data: bytes) -> bytes:
    """Bits are turned."""
    changed = bytearray(data)
    for _ in range(chance.choice([1, 4, 30, 300])):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def blank(chance: random.Random, data: bytes) -> bytes:
    """A part is overwritten."""
    at, length = chance.randrange(len(data)), chance.choice([4, 60, 1000])
    return data[:at] + bytes([chance.choice([0, 32, 255])]) * min(length, len(data) - at) + data[at + length :]


def remove(chance: random.Random, data: bytes) -> bytes:
    """A part is missing."""
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.choice([1, 7, 200, 3000]) :]


def repeat(chance: random.Random, data: bytes) -> bytes:
    """A part stands there again."""
    at, length = chance.randrange(len(data)), chance.choice([10, 500, 5000])
    return data[: at + length] + data[at : at + length] * chance.choice([1, 3, 40]) + data[at + length :]


def numbers(chance: random.Random, data: bytes) -> bytes:
    """Numbers are others: lengths, places, references."""
    spans = [m.span() for m in re.finditer(rb"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])", data)]
    for start, end in sorted(chance.sample(spans, min(len(spans), chance.choice([1, 3, 12]))), reverse=True):
        data = data[:start] + chance.choice(NUMBERS) + data[end:]
    return data


OBJECT = re.compile(rb"\d+ 0 obj\b.*?endobj", re.DOTALL)


def swap_objects(chance: random.Random, data: bytes) -> bytes:
    """Bodies of objects in one another's place, also from another file."""
    objects = [m.span() for m in OBJECT.finditer(data)]
    other = chance.choice(bases())
    foreign = [m.group() for m in OBJECT.finditer(other)] or [b"1 0 obj\nnull\nendobj"]
    for start, end in sorted(chance.sample(objects, min(len(objects), 2)), reverse=True):
        body = chance.choice(foreign).partition(b"obj")[2]
        data = data[:start] + data[start:end].partition(b"obj")[0] + b"obj" + body + data[end:]
    return data


def references(chance: random.Random, data: bytes) -> bytes:
    """Objects that point to others than they did: cycles, pages that are fonts."""
    spans = [m.span(1) for m in re.finditer(rb"\b(\d+) 0 R\b", data)]
    count = max(1, len(OBJECT.findall(data)))
    for start, end in sorted(chance.sample(spans, min(len(spans), chance.choice([1, 2, 6]))), reverse=True):
        data = data[:start] + str(chance.randrange(count + 2)).encode() + data[end:]
    return data


def no_xref(chance: random.Random, data: bytes) -> bytes:
    """What tells readers where things are is gone."""
    return re.sub(chance.choice([rb"startxref\s+\d+", rb"\bxref\b", rb"trailer", rb"%%EOF"]), b"", data)


def nest(chance: random.Random, data: bytes) -> bytes:
    """A value is nested too deeply to follow."""
    depth = chance.choice([100, 5000, 100_000])
    deep = chance.choice([b"[" * depth, b"<</A " * depth, b"[" * depth + b"]" * depth])
    keys = [m.end() for m in re.finditer(rb"/(?:Kids|Contents|Resources|MediaBox|Font|Type|Parent|Outlines) ?", data)]
    at = chance.choice(keys) if keys else chance.randrange(len(data))
    return data[:at] + b" " + deep + b" " + data[at:]


def streams(chance: random.Random, data: bytes) -> bytes:
    """The contents of two streams in each other's place, or one filled with hostile drawing."""
    spans = [m.span(1) for m in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)]
    if len(spans) < 2:
        return flip(chance, data)
    (a, b), (c, d) = sorted(chance.sample(spans, 2))
    if chance.random() < 0.5:
        return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]
    return data[:a] + data[a:b] + b"\n" + b"\n".join(chance.choices(OPERATORS, k=4)) + b"\n" + data[b:]


def boxes(chance: random.Random, data: bytes) -> bytes:
    """Pages of odd sizes, turned oddly."""
    box = b" ".join(chance.choices([*NUMBERS, b"612", b"792", b"14400", b"null"], k=4))
    where = chance.choice([rb"/MediaBox\s*\[[^\]]*\]", rb"/Rotate\s+-?\d+", rb"/BBox\s*\[[^\]]*\]"])
    turn = chance.choice([b"/Rotate 45", b"/CropBox [" + box + b"]", b"/UserUnit " + chance.choice(NUMBERS)])
    return re.sub(where, lambda _: b"/MediaBox [" + box + b"] " + turn, data)


def filters(chance: random.Random, data: bytes) -> bytes:
    """Streams are said to be packed as they are not."""
    names = [b"/LZWDecode", b"/DCTDecode", b"/JPXDecode", b"/JBIG2Decode", b"/CCITTFaxDecode", b"/RunLengthDecode"]
    names += [b"/ASCIIHexDecode", b"/Crypt", b"[/FlateDecode /FlateDecode]"]
    changed = re.sub(rb"/FlateDecode", lambda _: chance.choice(names), data, count=chance.choice([1, 3, 99]))
    return (
        changed if changed != data else data.replace(b"/Length ", b"/Filter " + chance.choice(names) + b" /Length ", 1)
    )


CHANGES: list[Change] = [cut, flip, blank, remove, repeat, numbers, swap_objects, references]
CHANGES += [no_xref, nest, streams, boxes, filters]


def damaged(seed: int) -> tuple[bytes, str]:
    """A file, and the names of what was done to it."""
    chance = random.Random(seed)
    data, names = chance.choice(bases()), []
    for change in chance.choices(CHANGES, k=chance.choice([1, 1, 1, 2, 3])):
        data = change(chance, data) or b"%PDF-"
        names.append(change.__name__)
    return data, "+".join(names)


class Here:
    """What reads pages, in this process: many times faster, but a crash ends it."""

    def __init__(self, options: ParseOptions) -> None:
        self._limits = options.limits

    def __enter__(self) -> Here:
        self._stack = ExitStack()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def open(self, job: protocol.Job, waiting: Callable[[], None] = lambda: None) -> Facts:
        """As :meth:`docexplain.ingest.workers.pool.Pool.open`."""
        data = read_bytes(job.path, self._limits)
        self._source = self._stack.enter_context(opened(data, job.path, job.password, job.options))
        return from_plain(Facts, protocol.decode(protocol.encode(to_plain(self._source.facts))))

    def pages(self, wanted: Sequence[int]) -> Iterator[PageRead | PageFailed]:
        """As :meth:`docexplain.ingest.workers.pool.Pool.pages`."""
        for number in wanted:
            kind, text = worker.read_page(self._source, number, self._limits)
            if kind is protocol.Kind.PAGE:
                yield PageRead(protocol.decode_page(text, number), text)
            else:
                yield PageFailed(number, text, lost=False)


def steers(text: str) -> bool:
    """Whether a terminal would obey a part of the text, or show it in another order."""
    return any((unicodedata.category(c) in {"Cc", "Cs"} and c != "\n") or ord(c) in REORDERING for c in text)


def faults(document: Document) -> Iterator[str]:
    """What is wrong with a document."""
    to_plain(document)  # raises for numbers that cannot be stored
    coverage = document.coverage
    unseen = sum(hidden.characters for hidden in coverage.hidden)
    if coverage.kept + coverage.furniture + unseen > coverage.characters:
        yield f"more was kept than there is: {coverage}"
    texts = [p.text for p in document.paragraphs] + [f.text for f in document.furniture]
    texts += [h for p in document.paragraphs for h in p.heading_path] + [reason for _, reason in coverage.failed_pages]
    texts += document.page_labels
    texts += [hidden.text for hidden in coverage.hidden] + [note.text for note in coverage.annotations]
    texts += coverage.attachments
    for paragraph in document.paragraphs:
        for word in unpack(paragraph.words):
            if not 0 <= word.start < word.end <= len(paragraph.text):
                yield f"a word beside the text: {word} of {len(paragraph.text)} characters"
        boxes_of(paragraph, 0, len(paragraph.text))
    for text in texts:
        if steers(text):
            yield f"steers a terminal: {text!r}"
    for _, reason in coverage.failed_pages:
        if not reason or "\n" in reason or len(reason) > 250 or "Traceback" in reason:
            yield f"an unclear reason: {reason!r}"


def check(path: Path, seed: int) -> tuple[str, list[str]]:
    """How reading the file ended, and what is wrong with that."""
    options = ParseOptions(layout="fast" if seed % 3 == 0 else "model", limits=LIMITS)
    try:
        document = document_reader.read_document(path, options=options)
    except DocexplainError as error:
        said = str(error)
        clear = said.endswith(".") and ":" in said and "\n" not in said and not steers(said)
        return type(error).__name__, [] if clear else [f"an unclear sentence: {said!r}"]
    except Exception:
        return "defect", [traceback.format_exc(limit=-4)]
    lost = [reason for _, reason in document.coverage.failed_pages if "crashed" in reason or "longer" in reason]
    return ("lost page: " + lost[0]) if lost else "document", list(faults(document))


def main() -> int:
    """Run as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--start", type=int, default=0, help="the first seed")
    parser.add_argument("--count", type=int, default=100, help="how many files")
    parser.add_argument("--here", action="store_true", help="read them in this process, which is faster")
    parser.add_argument("--write", type=Path, help="write the first file instead of reading it")
    wanted = parser.parse_args()
    if wanted.write:
        wanted.write.write_bytes(damaged(wanted.start)[0])
        return 0
    if wanted.here:
        document_reader.Pool = Here  # type: ignore[misc, assignment]
    ends: Counter[str] = Counter()
    found, slowest = 0, (0.0, 0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fuzz.pdf"
        for seed in range(wanted.start, wanted.start + wanted.count):
            data, names = damaged(seed)
            path.write_bytes(data)
            print(f"\rseed {seed} ", end="", file=sys.stderr, flush=True)
            begin = time.monotonic()
            end, wrong = check(path, seed)
            slowest = max(slowest, (time.monotonic() - begin, seed))
            ends[end] += 1
            if end.startswith("lost page"):
                print(f"seed {seed} ({names}): {end}", flush=True)
            for what in wrong:
                found += 1
                print(f"FOUND seed {seed} ({names}): {what}", flush=True)
    print(f"{wanted.count} files from seed {wanted.start}: {found} findings; {dict(ends.most_common())}")
    print(f"slowest: {slowest[0]:.1f} s, seed {slowest[1]}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
