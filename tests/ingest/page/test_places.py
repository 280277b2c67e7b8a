"""Words' and paragraphs' places, for every box, rotation and direction of text: set by hand, told by other means."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from docexplain.ingest import ParseOptions, read_document
from docexplain.records import BlockClass, Document
from docexplain.records.word_boxes import boxes_of, unpack
from tests.placed_words import BOXES, WAYS, Setter, Sheet, Word, made_up, way

Read = Callable[..., Document]
STRAIGHT = [name for name, (_, mirrored) in WAYS.items() if not mirrored]
MIRRORED = [name for name, (_, mirrored) in WAYS.items() if mirrored]
TURNS = (0, 90, 180, 270)

EVERY = {
    "every box": list(product(BOXES, TURNS, STRAIGHT, (1.0,))),
    "mirrored": list(product(("plain", "crop inside"), TURNS, MIRRORED, (1.0,))),
    "units": list(product(("plain", "crop half past"), TURNS, ("upright", "mirrored top down"), (2.0, 0.6))),
}


def pages_of(
    combinations: list[tuple[str, int, str, float]], *, inherit: bool = False
) -> tuple[Setter, list[list[str]]]:
    setter, rng, texts = Setter(), random.Random(1), []
    for box, rotate, way_name, unit in combinations:
        number = setter.page(box, rotate, unit)
        texts.append(setter.fill(number, way_name, rng))
        if inherit:
            setter.inherit(number)
    return setter, texts


def faults(document: Document, number: int, words: list[Word], texts: list[str]) -> list[str]:
    """What is wrong with a page."""
    paragraphs = [p for p in document.paragraphs if p.page == number]
    if [p.text for p in paragraphs] != texts:
        return ["text"]
    found = [(p, word) for p in paragraphs for word in unpack(p.words)]
    if len(found) != len(words):
        return [f"{len(found)} words"]
    wrong = []
    for (paragraph, word), (text, rect) in zip(found, words, strict=True):
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        if paragraph.text[word.start : word.end] != text or not is_in((x, y), rect, 0):
            wrong.append(f"{text} at {x:.0f}, {y:.0f}, not in {rect}")
        if not any(is_in((x, y), (b.x0, b.y0, b.x1, b.y1), 1) for b in paragraph.boxes):
            wrong.append(f"{text} out of its paragraph")
        if sorted((word.x1 - word.x0, word.y1 - word.y0))[0] > 2.2 * sorted((rect[2] - rect[0], rect[3] - rect[1]))[0]:
            wrong.append(f"{text} takes too much room")
    return wrong[:3]


def is_in(point: tuple[float, float], rect: tuple[float, float, float, float], margin: float) -> bool:
    return rect[0] - margin <= point[0] <= rect[2] + margin and rect[1] - margin <= point[1] <= rect[3] + margin


def wrong_ones(document: Document, setter: Setter, texts: list[list[str]], names: list[Any]) -> dict[Any, list[str]]:
    found = {name: faults(document, n, setter.words[n], texts[n - 1]) for n, name in enumerate(names, start=1)}
    return {name: told for name, told in found.items() if told}


@pytest.mark.parametrize("name", EVERY)
def test_words_and_paragraphs_are_where_they_are_seen(read_here: Read, name: str) -> None:
    setter, texts = pages_of(EVERY[name])
    assert not wrong_ones(read_here(setter.pdf.tobytes()), setter, texts, EVERY[name])


def test_what_the_layout_model_sees_is_there_too(read_here: Read) -> None:
    every = [one for name in EVERY for one in EVERY[name]]
    some = random.Random(5).sample(every, 8)
    setter, texts = pages_of(some)
    assert not wrong_ones(read_here(setter.pdf.tobytes(), layout="model"), setter, texts, some)


def test_boxes_and_rotations_that_a_page_inherits(read_here: Read) -> None:
    some = list(product(("media origin", "crop inside"), (90, 180), ("upright", "bottom up"), (1.0,)))
    setter, texts = pages_of(some, inherit=True)
    assert not wrong_ones(read_here(setter.pdf.tobytes()), setter, texts, some)


@pytest.fixture(params=["fast", "model"])
def read(request: pytest.FixtureRequest, read_here: Read) -> Read:
    return lambda setter: read_here(setter.pdf.tobytes(), layout=request.param)


class Mixed:
    """A page of upright paragraphs with something else on it."""

    def __init__(self, paragraphs: int = 3) -> None:
        self.setter = Setter()
        self.number = self.setter.page()
        self.texts = self.setter.fill(self.number, "upright", random.Random(7), paragraphs)

    def add(self, way_name: str, *lines: tuple[str, float, float, float]) -> list[Word]:
        """Lines are text, x, y and size on a sheet that then is turned."""
        degrees, mirrored = WAYS[way_name]
        sheet = Sheet(792, 612) if degrees % 180 else Sheet(612, 792)
        for text, x, y, size in lines:
            sheet.paragraph(text, x, y, 600, size)
        return self.setter.set(self.number, sheet, way(sheet, degrees, mirrored=mirrored))


NOTES = {
    "bottom up": ("Seen by the clerk of the court on the third of May", 200.0, 45.0, 9.0),
    "top down": ("Copied for reader 2231 of the library", 200.0, 25.0, 8.0),
}
ARCHIVES = {
    "arXiv": ("bottom up", ("arXiv:2301.12345v1 [cs.CL] 28 Jan 2023", 250.0, 38.0, 20.0)),
    "older arXiv": ("bottom up", ("arXiv:hep-th/9711200v3 22 Jan 1998", 250.0, 38.0, 14.0)),
    "library": ("top down", ("Downloaded from the archive by reader 2231 on 3 May 2019", 200.0, 25.0, 8.0)),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_what_an_archive_printed_along_the_margin_is_no_paragraph(read: Read, name: str) -> None:
    page = Mixed()
    way_name, note = ARCHIVES[name]
    page.add(way_name, note)
    document = read(page.setter)
    assert [p.text for p in document.paragraphs] == page.texts
    assert [f.text for f in document.furniture] == [note[0]]


@pytest.mark.parametrize("name", NOTES)
def test_a_note_along_the_margin_stays_out_of_the_text(read: Read, name: str) -> None:
    page = Mixed()
    note = NOTES[name]
    words = page.add(name, note)
    document = read(page.setter)
    assert [p.text for p in document.paragraphs] == [*page.texts, note[0]]
    last = document.paragraphs[-1]
    for found, (_, rect) in zip(unpack(last.words), words, strict=True):
        assert is_in(((found.x0 + found.x1) / 2, (found.y0 + found.y1) / 2), rect, 0)
    (box,) = boxes_of(last, 0, len(last.text))
    assert box.y1 - box.y0 > 100 > box.x1 - box.x0


def test_a_note_does_not_part_a_paragraph_that_runs_over_the_page(read_here: Read) -> None:
    text = made_up(random.Random(3), 40).split()
    setter = Setter()
    for part in (text[:20], text[20:]):
        sheet = Sheet(612, 792)
        number = setter.page()
        sheet.paragraph(" ".join(part), 80, 640 if part[0] == text[0] else 60, 400)
        setter.set(number, sheet, way(sheet, 0, mirrored=False))
    note = Sheet(792, 612)
    note.paragraph("Seen by the clerk of the court", 200, 45, 500, 9)
    setter.set(1, note, way(note, 270, mirrored=False))
    document = read_here(setter.pdf.tobytes())
    assert sorted(p.text for p in document.paragraphs) == sorted([" ".join(text), "Seen by the clerk of the court"])


@pytest.mark.parametrize("way_name", ["bottom up", "top down"])
def test_a_wide_table_set_sideways_is_read_in_rows_after_the_text(read: Read, way_name: str) -> None:
    page = Mixed()
    rows = [("Site", "City", "Staff")] + [
        (f"Site {a}", f"Town {a}", str(100 + 37 * i)) for i, a in enumerate("ABCDEFG")
    ]
    # The table stands under the paragraphs: at the left of the sheet, or at its right.
    left = 60.0 if way_name == "bottom up" else 420.0
    cells = [(cell, left + 110 * c, 200.0 + 17 * r, 10.0) for r, row in enumerate(rows) for c, cell in enumerate(row)]
    page.add(way_name, *cells)
    document = read(page.setter)
    assert [p.text for p in document.paragraphs[:3]] == page.texts
    (table,) = document.paragraphs[3:]
    assert table.block_class is BlockClass.TABLE
    lines = table.text.split("\n")
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        assert all(cell in line for cell in row)


def test_text_that_stands_on_its_head_under_the_text(read: Read) -> None:
    page = Mixed()
    lines = [f"{made_up(random.Random(i), 9)[:-1]}{'.' if i == 3 else ''}" for i in range(4)]
    page.add("upside down", *((line, 90.0, 60.0 + 13 * i, 10.0) for i, line in enumerate(lines)))
    document = read(page.setter)
    assert [p.text for p in document.paragraphs] == [*page.texts, " ".join(lines)]


@pytest.mark.parametrize("degrees", [-52, -35, -60, 45])
def test_a_stamp_across_the_page_turns_nothing_and_is_in_no_paragraph(read: Read, degrees: int) -> None:
    page = Mixed(2)
    a = np.radians(degrees)
    turn = np.array([[np.cos(a), -np.sin(a), 130], [np.sin(a), np.cos(a), 560 if degrees < 0 else 60], [0, 0, 1]])
    sheet = Sheet(612, 792)
    sheet.paragraph("CONFIDENTIAL", 0, 0, 900, 70)
    page.setter.set(1, sheet, turn, "0.85 g")
    document = read(page.setter)
    assert [p.text for p in document.paragraphs] == page.texts
    assert [f.text for f in document.furniture] == ["CONFIDENTIAL"]


def test_many_stamps_do_not_outvote_a_page_that_lies_on_its_side(read_here: Read) -> None:
    setter = Setter()
    number = setter.page()
    texts = setter.fill(number, "bottom up", random.Random(2))
    a = np.radians(-45)
    for i in range(12):
        turn = np.array([[np.cos(a), -np.sin(a), 60 + 40 * i], [np.sin(a), np.cos(a), 700], [0, 0, 1]])
        sheet = Sheet(612, 792)
        sheet.paragraph("COPY OF THE MINISTRY COPY OF THE MINISTRY", 0, 0, 900, 8)
        setter.set(number, sheet, turn, "0.85 g")
    document = read_here(setter.pdf.tobytes())
    assert [p.text for p in document.paragraphs][:2] == texts


def test_a_few_lines_of_another_way_in_a_page_furniture_repeats(read_here: Read) -> None:
    """What a library prints along the margin of every page is no text of the page."""
    setter, rng, texts = Setter(), random.Random(4), []
    for _ in range(4):
        number = setter.page()
        texts += setter.fill(number, "upright", rng)
        note = Sheet(792, 612)
        note.paragraph("Copied for reader 2231 of the library", 200, 25, 500, 8)
        setter.set(number, note, way(note, 90, mirrored=False))
    document = read_here(setter.pdf.tobytes())
    assert [p.text for p in document.paragraphs] == texts
    assert {f.text for f in document.furniture} == {"Copied for reader 2231 of the library"}


@pytest.mark.parametrize("degrees", [0.8, 1.5, -2.5, 5, -8])
def test_a_mark_on_lines_that_are_askew_covers_no_other_line(read_here: Read, degrees: float) -> None:
    setter = Setter()
    number = setter.page()
    sheet = Sheet(612, 792)
    text = made_up(random.Random(9), 60)
    sheet.paragraph(text, 80, 150, 420, 11)
    a = np.radians(degrees)
    turn = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    words = setter.set(number, sheet, turn)
    (paragraph,) = read_here(setter.pdf.tobytes()).paragraphs
    assert paragraph.text == text
    begin, end = (len(" ".join(text.split()[:n])) + 1 for n in (20, 30))
    marks = boxes_of(paragraph, begin, end)
    under = [word.text for word in words if any(is_in(centre(word), (b.x0, b.y0, b.x1, b.y1), 0) for b in marks)]
    assert under == [word.text for word in words[20:30]]


def centre(word: Word) -> tuple[float, float]:
    x0, y0, x1, y1 = word.rect
    return (x0 + x1) / 2, (y0 + y1) / 2


SCANS = {
    "cropped and turned": ("crop inside", 90, 0.0),
    "reaching past its page": ("crop half past", 270, 0.0),
    "askew": ("plain", 0, 4.0),
    "askew, cropped and turned": ("crop inside", 180, -5.0),
}


@pytest.mark.parametrize("name", SCANS)
def test_a_scan(read_here: Read, tesseract: str, name: str) -> None:
    box, rotate, lean = SCANS[name]
    printed, scan = Setter(), Setter()
    number = printed.page(box, rotate)
    scan.page(box, rotate)
    width, height = printed.size(number)
    sheet, lines = Sheet(width, height), "The harbour was dug by the fishermen of the island in two winters."
    text = " ".join(
        [lines, lines.replace("harbour", "second mole"), "Nobody has ever seen the bell which rings below."]
    )
    sheet.paragraph(text, 120, 150, 340, 12)
    a = np.radians(lean)
    turn = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    words = printed.set(number, sheet, turn)
    scan.picture(number, printed.pdf[number - 1].get_pixmap(dpi=200, colorspace="gray"))
    (paragraph,) = read_here(scan.pdf.tobytes(), ocr="auto").paragraphs
    assert paragraph.text == text
    for found, (_, rect) in zip(unpack(paragraph.words), words, strict=True):
        assert is_in(((found.x0 + found.x1) / 2, (found.y0 + found.y1) / 2), rect, 1)


def test_ocr_of_a_page_that_its_text_layer_turned(
    read_here: Read, monkeypatch: pytest.MonkeyPatch, tesseract: str
) -> None:
    """The words of a layer that cannot be used say how the page lies; what OCR finds is where it is seen."""
    from docexplain.ingest.files import opened_file
    from docexplain.ingest.ocr import together

    monkeypatch.setattr(opened_file, "wants_ocr", lambda _page: True)
    monkeypatch.setattr(together, "_good", lambda _page: ())
    setter, sheet = Setter(), Sheet(792, 612)
    number = setter.page("crop inside", 90)
    sheet = Sheet(612, 792)
    sheet.paragraph("The harbour was dug by the fishermen of the island in two winters.", 80, 150, 400, 14)
    words = setter.set(number, sheet, way(sheet, 90, mirrored=False))
    (paragraph,) = read_here(setter.pdf.tobytes(), ocr="auto").paragraphs
    assert paragraph.text == "The harbour was dug by the fishermen of the island in two winters."
    for found, (_, rect) in zip(unpack(paragraph.words), words, strict=True):
        assert is_in(((found.x0 + found.x1) / 2, (found.y0 + found.y1) / 2), rect, 2)


def test_pages_of_several_sizes_and_rotations_read_by_processes_of_their_own(tmp_path: Path) -> None:
    some = [("plain", 0, "upright", 1.0), ("crop inside", 90, "bottom up", 1.0), ("plain", 180, "mirrored", 2.0)]
    setter, texts = pages_of(some)
    setter.pdf.save(tmp_path / "mixed.pdf")
    document = read_document(tmp_path / "mixed.pdf", options=ParseOptions(layout="fast", ocr="never"))
    assert not wrong_ones(document, setter, texts, some)
