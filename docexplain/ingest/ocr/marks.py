"""Which of the words that Tesseract reads are none: specks, rules, strokes of a signature, the edge of the paper.

How sure Tesseract is does not tell by itself: it gives 0 for words that it reads rightly. So a word is a mark only if
it looks like none too. Numbers, and signs of scripts whose words are short, are always words. Pure functions.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from docexplain.ingest.text.blocks import Rect
from docexplain.ingest.text.continuation import begins_list_item

_SURE = 0.6
"""Confidence from which on signs that are no letters, and the words beside a doubtful one, are as they are read."""
_UNSURE = 0.4
"""Confidence below which a few letters need words beside them to count."""
_FAINT = 0.3
"""The same of what looks like a word, and of a box to tick: to lose one is much worse than to keep a speck."""
_FEW = 3
"""Letters that strokes and specks come out as."""
_APART = 2.0
"""White space between words of a line, in heights of a word."""
_DUST = re.compile(r"[.,'`\u2018\u2019\u00b4\"\u201c\u201d~_^|\\\u00b0\u00ac]+")
"""Signs that say nothing on their own, however sure Tesseract is of them."""
_OTHER_SCRIPT = re.compile("[\u0530-\u1dff\u2c00-\ud7ff\uf900-\ufaff\ufb13-\ufeff\uff00-\uffef\U00020000-\U0003ffff]")
"""Signs of neither Latin, Greek nor Cyrillic: a few are a word, and each of a Chinese line is one by itself."""
_BOX = re.compile("[\u2610-\u2612\u2713-\u2718\u25a0-\u25a2\u25ef\u25cb]|\\[[xX\u2713]?\\]|\\([xX\u2713]\\)")
_ROMAN = re.compile(r"[IVXLCDM]{1,4}")
_VOWELS = frozenset(
    "aeiouy\u00e6\u0153\u00f8\u0131\u03b1\u03b5\u03b7\u03b9\u03bf\u03c5\u03c9\u0430\u0435\u0438\u043e\u0443\u044b\u044d\u044e\u044f\u0456\u0454"
)
_LABEL = re.compile(r".*[^\W\d_]{2}:")
"""Such as "Re:", which stands apart from what it is about."""
_SAY = frozenset("$\u20ac\u00a3\u00a5%\u00a7")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as Tesseract gives it.

    Attributes:
        confidence: from 0 to 1.
        rect: in dots of the picture.
        line: numbers its line: page, block, paragraph and line.
    """

    text: str
    confidence: float
    rect: Rect
    line: tuple[str, ...]


def words_of(table: str) -> list[Word]:
    """The words of Tesseract's table (TSV), as they follow each other."""
    words = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip():
            x, y, width, height = map(float, cells[6:10])
            sure = min(100.0, max(0.0, float(cells[10]))) / 100
            words.append(Word(cells[11].strip(), sure, (x, y, x + width, y + height), tuple(cells[1:5])))
    return words


def confidence(words: Sequence[Word]) -> float:
    """Their mean, from 0 to 1; 0 without words."""
    return sum(word.confidence for word in words) / len(words) if words else 0.0


def marks_in(words: Sequence[Word]) -> list[int]:
    """Indices of those that are no words."""
    lines: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, word in enumerate(words):
        lines[word.line].append(i)
    return [i for i, word in enumerate(words) if _is_mark(word, [words[j] for j in lines[word.line] if j != i])]


def _is_mark(word: Word, others: Sequence[Word]) -> bool:
    if any(character.isdecimal() or character in _SAY for character in word.text) or _OTHER_SCRIPT.search(word.text):
        return False
    letters = sum(character.isalpha() for character in word.text)
    if _BOX.fullmatch(word.text):
        return word.confidence < _FAINT
    if not letters:
        return word.confidence < _SURE or _DUST.fullmatch(word.text) is not None
    if letters > _FEW or word.confidence >= (_FAINT if _is_like_a_word(word.text) else _UNSURE):
        return False
    if _LABEL.fullmatch(word.text) or begins_list_item(f"{word.text} "):
        return False
    return not any(_beside(word, other) for other in others if _counts(other))


def _is_like_a_word(text: str) -> bool:
    """A Roman number, or letters with a vowel, of which no capital follows a small one."""
    letters = "".join(character for character in text if character.isalpha())
    if _ROMAN.fullmatch(letters):
        return True
    plain = unicodedata.normalize("NFD", letters.lower())
    return not _VOWELS.isdisjoint(plain) and (letters.isupper() or letters[1:].islower() or len(letters) == 1)


def _counts(word: Word) -> bool:
    return word.confidence >= _SURE and any(character.isalnum() for character in word.text)


def _beside(word: Word, other: Word) -> bool:
    gap = max(word.rect[0], other.rect[0]) - min(word.rect[2], other.rect[2])
    return gap <= _APART * (other.rect[3] - other.rect[1])
