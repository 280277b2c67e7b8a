"""Where the marks of a highlighted copy are, told from the numbers in the file and from its picture."""

from __future__ import annotations

import random
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf
import pytest
from numpy.typing import NDArray

from docexplain.export.highlight import Mark, write_highlighted
from docexplain.ingest import ParseOptions, read_document
from docexplain.records.word_boxes import boxes_of
from tests.placed_words import Rect, Setter, Word

Combination = tuple[str, int, str, float]
OPTIONS = ParseOptions(layout="fast", ocr="never")
SOME_BOXES = ("plain", "media origin", "crop inside", "crop half past", "crop negative")
COMBINATIONS: list[Combination] = [
    *product(SOME_BOXES, (0, 90, 180, 270), ("upright", "bottom up", "top down", "upside down"), (1.0,)),
    *product(("crop inside",), (0, 90, 180, 270), ("mirrored", "mirrored top down"), (1.0,)),
    *product(("plain", "crop half past"), (90, 180), ("upright", "bottom up"), (2.0, 0.6)),
]


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Setter, list[list[str]], Path, Path]:
    """Pages on which the second paragraph is marked, and its fifth to ninth word."""
    setter, rng, texts = Setter(), random.Random(1), []
    for box, rotate, way_name, unit in COMBINATIONS:
        texts.append(setter.fill(setter.page(box, rotate, unit), way_name, rng))
    folder = tmp_path_factory.mktemp("marked")
    source, target = folder / "source.pdf", folder / "target.pdf"
    setter.pdf.save(source)
    marks = []
    for paragraph in read_document(source, options=OPTIONS).paragraphs:
        if paragraph.text == texts[paragraph.page - 1][1]:
            marks.append(Mark(boxes_of(paragraph, 0, len(paragraph.text)), "paragraph"))
            begin, end = (len(" ".join(paragraph.text.split()[:n])) for n in (4, 9))
            marks.append(Mark(boxes_of(paragraph, begin + 1, end), "part", 2))
    write_highlighted(source, target, marks, options=OPTIONS)
    return setter, texts, source, target


def quads(pdf: Any, setter: Setter, number: int) -> dict[str, list[Rect]]:
    """The places of each annotation as they are seen, by its contents."""
    found = {}
    for xref, _, _ in pdf[number - 1].annot_xrefs():
        numbers = [float(value) for value in pdf.xref_get_key(xref, "QuadPoints")[1].strip("[]").split()]
        corners = [setter.to_seen(number, x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        rects = []
        for i in range(0, len(corners), 4):
            xs, ys = zip(*corners[i : i + 4], strict=True)
            rects.append((min(xs), min(ys), max(xs), max(ys)))
        found[pdf.xref_get_key(xref, "Contents")[1]] = rects
    return found


def under(words: list[Word], rects: list[Rect]) -> list[str]:
    return [word.text for word in words if any(is_in(middle(word), rect) for rect in rects)]


def middle(word: Word) -> tuple[float, float]:
    x0, y0, x1, y1 = word.rect
    return (x0 + x1) / 2, (y0 + y1) / 2


def is_in(point: tuple[float, float], rect: Rect) -> bool:
    return rect[0] <= point[0] <= rect[2] and rect[1] <= point[1] <= rect[3]


def test_the_words_under_a_mark_are_those_marked(marked: tuple[Setter, list[list[str]], Path, Path]) -> None:
    setter, texts, _, target = marked
    wrong = {}
    with pymupdf.open(target) as pdf:
        for number, name in enumerate(COMBINATIONS, start=1):
            places = quads(pdf, setter, number)
            words = texts[number - 1][1].split()
            for key, meant in (("paragraph", words), ("part", words[4:9])):
                if under(setter.words[number], places.get(key, [])) != meant:
                    wrong[name, key] = under(setter.words[number], places.get(key, []))
    assert not wrong


def test_what_is_drawn_of_a_mark_is_upon_those_words(marked: tuple[Setter, list[list[str]], Path, Path]) -> None:
    setter, texts, source, target = marked
    wrong = {}
    with pymupdf.open(target) as after, pymupdf.open(source) as before:
        for number, name in list(enumerate(COMBINATIONS, start=1))[::3]:
            drawn = np.abs(dots(after[number - 1]) - dots(before[number - 1])).max(axis=2) > 15
            inside = np.zeros_like(drawn)
            count = len(texts[number - 1][0].split())
            bare = []
            for word in setter.words[number][count:]:
                x0, y0, x1, y1 = (round(value) for value in word.rect)
                inside[max(y0 - 10, 0) : y1 + 10, max(x0 - 10, 0) : x1 + 10] = True
                if not drawn[y0:y1, x0:x1].any():
                    bare.append(word.text)
            if bare or (drawn & ~inside).any():
                wrong[name] = (bare, int((drawn & ~inside).sum()))
    assert not wrong


def dots(page: Any) -> NDArray[np.int16]:
    picture = page.get_pixmap(alpha=False)
    return np.frombuffer(picture.samples, np.uint8).reshape(picture.height, picture.width, 3).astype(np.int16)


def test_a_line_is_one_mark_whichever_way_it_lies(marked: tuple[Setter, list[list[str]], Path, Path]) -> None:
    setter, texts, _, target = marked
    with pymupdf.open(target) as pdf:
        for number in range(1, len(COMBINATIONS) + 1):
            words = setter.words[number][len(texts[number - 1][0].split()) :]
            lines = {round(word.rect[1] if is_flat(words) else word.rect[0]) for word in words}
            assert len(quads(pdf, setter, number)["paragraph"]) == len(lines)


def is_flat(words: list[Word]) -> bool:
    long = [word.rect for word in words if len(word.text) > 3]
    return sum(x1 - x0 > y1 - y0 for x0, y0, x1, y1 in long) * 2 > len(long)
