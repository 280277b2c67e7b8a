"""What stands in a prompt for a paragraph, character for character."""

from __future__ import annotations

import random

from docexplain.records.read_text import read_in_parts, read_whole


def made(seed):
    """A text of lines, parts of it at random, and a title."""
    at_random = random.Random(seed)
    lines = [" | ".join("".join(at_random.choices("ab é🜚:", k=5)) for _ in range(4)) for _ in range(6)]
    text = "\n".join(lines)
    parts, start = [], 0
    for line in lines:
        cuts = sorted(at_random.sample(range(len(line) + 1), 4))
        parts += [(start + a, start + b) for a, b in (cuts[:2], cuts[2:]) if a < b and at_random.random() < 0.6]
        start += len(line) + 1
    return text, tuple(parts), at_random.choice(["", "A title"])


def test_every_character_that_was_read_is_the_paragraphs():
    for seed in range(200):
        _check_characters(*made(seed))


def _check_characters(text, parts, title):
    read = read_in_parts(text, parts, title)
    found = set()
    for at in range(len(read.text)):
        place = read.back(at, at + 1)
        if place is not None:
            assert read.text[at] == text[slice(*place)]
            assert read.there(*place) == (at, at + 1)
            found.add(place[0])
    assert found == {at for start, end in parts for at in range(start, end)}
    assert all((read.there(at, at + 1) is not None) == (at in found) for at in range(len(text)))


def test_what_is_not_the_paragraphs_is_the_title_and_what_parts_cells_and_rows():
    for seed in range(50):
        _check_the_rest(*made(seed))


def _check_the_rest(text, parts, title):
    read = read_in_parts(text, parts, title)
    rest = [read.text[at] for at in range(len(read.text)) if read.back(at, at + 1) is None]
    body = read.text.removeprefix(title + "\n") if title else read.text
    lines = {text.count("\n", 0, start) for start, _ in parts}
    assert len(body.split("\n")) == max(len(lines), 1)
    between = 3 * (len(parts) - len(lines)) + max(len(lines) - 1, 0)
    assert len(rest) == len(read.text) - len(body) + (between if parts else 0)


def test_several_characters_map_from_the_first_to_the_last():
    text = "Site: Mill | 2021: 5 | 2022: 6\nSite: Dock | 2021: 7 | 2022: 8"
    read = read_in_parts(text, ((0, 10), (23, 30), (54, 61)), "Staff")
    assert read.text == "Staff\nSite: Mill | 2022: 6\n2022: 8"
    assert not read.is_whole
    assert read.there(0, 30) == (6, 26)
    assert read.there(31, 61) == (27, 34)
    assert read.there(13, 20) is None
    assert read.back(0, 6) is None
    assert read.back(0, len(read.text)) == (0, 61)


def test_a_whole_paragraph_is_itself():
    read = read_whole("One. Two.")
    assert read.is_whole
    assert read.there(5, 9) == read.back(5, 9) == (5, 9)
