"""The truth about made PDFs, against what MuPDF reads on their pages."""

from __future__ import annotations

from unicodedata import normalize

import pymupdf
import pytest

from benchmarks.parsing.documents import documents


def words_of(page: pymupdf.Page) -> list[tuple[tuple[float, ...], str]]:
    """MuPDF's words and where they stand on the page as it is shown."""
    return [
        (tuple(pymupdf.Rect(word[:4]) * page.rotation_matrix), normalize("NFKC", word[4]))
        for word in page.get_text("words")
    ]


@pytest.mark.parametrize("kind", ["footnotes", "tables", "rotated", "sideways", "hyphenation", "glyphs", "cjk"])
def test_every_word_stands_where_the_truth_says(kind: str) -> None:
    made = next(documents(kind, 1, 7))
    with pymupdf.open(stream=made.data) as pdf:
        assert pdf.page_count == made.pages
        on_page = {number: words_of(page) for number, page in enumerate(pdf, start=1)}
    assert made.chunks
    for chunk in made.chunks:
        for word in chunk.words:
            x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
            there = [text for (x0, y0, x1, y1), text in on_page[word.page] if x0 <= x < x1 and y0 <= y < y1]
            assert any(normalize("NFKC", chunk.text[word.start : word.end]) in text for text in there)


@pytest.mark.parametrize("kind", ["lists", "rtl"])
def test_words_cover_the_text_once(kind: str) -> None:
    for chunk in next(documents(kind, 1, 7)).chunks:
        rest = list(chunk.text)
        for word in chunk.words:
            assert all(letter != "" for letter in rest[word.start : word.end])
            rest[word.start : word.end] = [""] * (word.end - word.start)
        assert not "".join(rest).strip()


def test_the_same_seed_makes_the_same_documents() -> None:
    one, same, other = (next(documents("lists", 1, seed)).chunks for seed in (1, 1, 2))
    assert one == same != other
