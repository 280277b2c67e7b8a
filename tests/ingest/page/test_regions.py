"""What the layout model cuts apart within a line is put together again."""

from __future__ import annotations

import pytest

from docexplain.ingest.page.regions import Region, around_words, with_rest_of_lines
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.records import BlockClass

Filled = tuple[Region, list[Glyphs]]


def line(text: str, x: float, y: float, block_class: BlockClass = BlockClass.TEXT) -> Filled:
    """Words of 6 points a letter, 10 high, 3 apart."""
    words, left = [], x
    for word in text.split():
        words.append(Glyphs((left, y, left + 6 * len(word), y + 10), word, 0, 0, size=10, characters=len(word)))
        left += 6 * len(word) + 3
    return around_words(block_class, words)


def texts(filled: list[Filled]) -> list[str]:
    return [" ".join(word.text for word in words) for _, words in with_rest_of_lines(filled)]


HEADER = BlockClass.SECTION_HEADER


def test_the_end_of_a_line_is_no_header() -> None:
    number, rest = line("telephone number: (212)", 50, 100), line("720-3700", 50 + 23 * 6 - 3, 100, HEADER)
    assert texts([number, rest, line("Next", 50, 130)]) == ["telephone number: (212) 720-3700", "Next"]
    assert with_rest_of_lines([number, rest])[0][0].rect[2] == rest[0].rect[2]


@pytest.mark.parametrize(
    "header",
    [
        line("Risks", 50, 120, HEADER),
        line("Risks", 300, 100, HEADER),
        line("Risks", 10, 100, HEADER),
        line("720-3700", 50 + 23 * 6 - 3, 100),
    ],
    ids=["below", "far beside", "before", "text"],
)
def test_other_headers_stay(header: Filled) -> None:
    assert len(texts([line("telephone number: (212)", 50, 100), header])) == 2
