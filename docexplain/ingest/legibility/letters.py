"""Whether letters follow each other as they do in any language: pure functions.

A font whose map to characters is shifted or mixed up gives text in which the letters are as unevenly spread as in any
other, and follow each other as in none. Random letters (keys, codes) are spread evenly, so they are not taken for that.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING

from docexplain.ingest.legibility.letter_pairs import LEVELS, PAIRS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST_PAIRS = 30
"""Fewer pairs of letters say nothing."""
_LIMIT, _SLACK = -6.4, 4.5
"""Mean logarithm of a pair's share that no language falls below, and what chance takes from it with few pairs. On
10,900 blocks of filings and other PDFs the mean was -5.45, with letters exchanged at random -8.5."""
_LEAST_UNEVEN = 0.05
"""Chance that two letters of a text are the same one: 0.065 in most languages, 0.04 for random letters."""
_LEAST_LETTERS = 9
"""Different ones: hexadecimal numbers have six."""
_MOST_STEPS = 0.3
"""Share of pairs that are as in the alphabet: more of them are one."""
_RARE, _MOST_RARE = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af]"), 0.6
"""Latin letters that are not plain, and their share of all; Vietnamese has a third of them."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_MIXED = re.compile(r"[A-Za-z][\u0370-\u052f]+[A-Za-z]|[\u0370-\u052f][A-Za-z]+[\u0370-\u052f]")
"""Letters of one script between those of another. Where a unit, a formula or a name has letters of two, each stand
together, such as the sign of a thousandth before its unit."""
_LEAST_MIXED, _MOST_MIXED = 8, 0.25
"""Words of such letters, and their share, from which on the text is none."""
_LONGEST = 100
"""Letters of a word that are looked at."""
_LEAST_SIGNS, _MOST_SYMBOLS, _LEAST_SYMBOLS = 40, 0.4, 10
"""Of text that is signs where letters should be: its length, the share of symbols in it, and how many different ones.
Formulas and source code have less, rows of dots and rules always the same."""

_SYMBOLS = frozenset(c for c in map(chr, range(0x180)) if not c.isalnum() and not c.isspace())
"""Of ASCII and Latin, control characters too."""
_PLAIN = str.maketrans("ıłøßæœđðþħŀς", "ilosaoddthlσ")
"""Letters that Unicode does not take apart."""
_NO_PROSE = re.compile(r"\S*(?:://|www\.|@)\S*|(?<!\S)(?=\w*_)\w{1,40}(?!\S)|(\w)\1{2,}")
"""Addresses, names in programs, and letters that stand for others ("XXXX")."""
_LAST = 0x2000
"""Characters from here on are of no script that is known here."""


def folded(text: str) -> str:
    """In lower case, without accents."""
    if text.isascii():
        return text.lower()
    parted = unicodedata.normalize("NFD", text.lower()).translate(_PLAIN)
    return "".join(character for character in parted if not unicodedata.combining(character))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much the letters of a text are like a language's.

    Attributes:
        pairs: of letters of one script that were looked at.
        mean: logarithm of their shares in the script's languages, on average.
        uneven: chance that two of its letters are the same.
        letters: different ones.
        steps: share of the pairs that are as in the alphabet.
    """

    pairs: int = 0
    mean: float = 0.0
    uneven: float = 0.0
    letters: int = 0
    steps: float = 0.0

    @property
    def is_strange(self) -> bool:
        """No language has its letters so."""
        return (
            self.pairs >= LEAST_PAIRS
            and self.mean < _LIMIT - _SLACK / sqrt(self.pairs)
            and self.uneven >= _LEAST_UNEVEN
            and self.letters >= _LEAST_LETTERS
            and self.steps <= _MOST_STEPS
        )


def likeness(text: str) -> Likeness:
    """The likeness of a text, by the script that most of its letters are of."""
    import numpy as np

    tables = _tables()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    letters = tables.letter[np.minimum(codes, _LAST)]
    first, second = letters[:-1], letters[1:]
    scripts = np.where((first >= 0) & (second >= 0), tables.script[first], -1)
    paired = (scripts >= 0) & (scripts == tables.script[second])
    if not paired.any():
        return Likeness()
    chosen = paired & (scripts == np.bincount(scripts[paired]).argmax())
    first, second = first[chosen], second[chosen]
    count, spread = len(first), np.bincount(first)
    same = float((spread * (spread - 1)).sum())
    return Likeness(
        count,
        float(tables.share[first, second].mean()),
        same / (count * (count - 1)) if count > 1 else 0.0,
        int((spread > 0).sum()),
        float((second - first == 1).mean()),
    )


def is_strange(text: str) -> bool:
    """No language has its letters so, or it has signs where others have letters."""
    found = likeness(text)
    if found.is_strange:
        return likeness(_NO_PROSE.sub(" ", text)).is_strange
    return (found.pairs < LEAST_PAIRS and _is_soup(text)) or _is_accented(text) or _is_of_two_scripts(text)


def _is_accented(text: str) -> bool:
    """Most of its Latin letters are such as stand now and then between plain ones."""
    if text.isascii():
        return False
    rare = len(_RARE.findall(text))
    if rare < LEAST_PAIRS:
        return False
    plain = sum(character.isascii() and character.isalpha() for character in text)
    return rare >= _MOST_RARE * (rare + plain)


def _is_of_two_scripts(text: str) -> bool:
    """Many of its words have Latin letters among Greek or Cyrillic ones, which look alike and are told apart only by a
    map that is false."""
    if text.isascii():
        return False
    words = _WORD.findall(text)
    mixed = sum(_MIXED.search(word, 0, _LONGEST) is not None for word in words if not word.isascii())
    return mixed >= _LEAST_MIXED and mixed >= _MOST_MIXED * len(words)


def _is_soup(text: str) -> bool:
    signs = Counter("".join(text.split()))
    symbols = {sign: number for sign, number in signs.items() if sign in _SYMBOLS}
    return (
        signs.total() >= _LEAST_SIGNS
        and len(symbols) >= _LEAST_SYMBOLS
        and sum(symbols.values()) >= _MOST_SYMBOLS * signs.total()
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    """The letters of all scripts, numbered as they stand in their alphabets.

    Attributes:
        letter: number by code point, whatever its case and accents; -1 for what is no letter.
        script: number of each letter's script.
        share: logarithm of the share of each pair; 0 where the letters are of two scripts.
    """

    letter: NDArray[np.int64]
    script: NDArray[np.int64]
    share: NDArray[np.float64]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    import numpy as np

    alphabet = "".join(PAIRS)
    letter = np.full(_LAST + 1, -1)
    for code in (*range(0x700), *range(0x1E00, _LAST)):  # in between is no letter of these scripts
        plain = folded(chr(code))
        letter[code] = alphabet.find(plain) if len(plain) == 1 else -1
    script = np.repeat(np.arange(len(PAIRS)), [len(letters) for letters in PAIRS])
    share = np.zeros((len(alphabet), len(alphabet)))
    begin = 0
    for letters, rows in PAIRS.items():
        levels = [[LEVELS.index(level) for level in row] for row in rows]
        end = begin + len(letters)
        share[begin:end, begin:end] = -(np.array(levels) + 12) / 4
        begin = end
    return _Tables(letter, script, share)
