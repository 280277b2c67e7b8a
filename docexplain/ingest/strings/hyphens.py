"""Whether the hyphen at a line's end belongs to the word or only breaks it: pure functions.

The document's other words decide; where they do not know, a list of the language's common words does (pyspellchecker's,
made of what people say and write): "agree" and "ment" are no two words, "long" and "term" are, and "longterm" is none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DEFAULT = "en"
_COMMON = {
    "en": _set("the of and to in that is with by for this which from are not"),
    "de": _set("der die das und ist nicht von mit f\u00fcr auf den dem ein eine werden"),
    "fr": _set("le la les des et est dans pour une que qui sur pas du au"),
    "es": _set("el los las del y una por que con para su al es se como"),
    "nl": _set("het een van de niet met voor zijn dat te wordt aan bij op door"),
}
"""The commonest words of each language: as many of one are in a text in it."""
_LEAST_COMMON = 4
_SUSPENDED = {
    "en": _set("and or to nor but"),
    "de": _set("und oder bis sowie bzw noch wie beziehungsweise"),
    "fr": _set("et ou"),
    "es": _set("y o e u"),
    "nl": _set("en of tot noch alsmede"),
}
"""Words after which a hyphen was meant: "short- and long-term", "Haupt- und Nebenkosten"."""
_COMPOUNDING = frozenset({"de", "nl"})
"""Languages that write compounds as one word, more of them than any list has."""
_RARE = 60
"""How often a word stands in the list that is a word: rarer ones are slips, names and pieces of other languages."""
_LONG = 4
"""Letters of both halves of a word with a hyphen in a language that has few of them."""
_CLASHING = _set("co re pre de anti semi micro multi intra contra supra")
"""Prefixes that take a hyphen before the vowel that they end in: "co-operation", "re-enter", "pre-existing"."""
_DUTCH_CLASHES = _set("aa ae ai au ee ei eu ii ie ij oe oi oo ou ui uu")
_PAIRS = {
    "de": re.compile(
        r"(?:baden-württ|nordrhein-westf|rheinland-pfälz|schleswig-holst|mecklenburg-vorp|sachsen-anhalt)"
        r"|(?:\w(?:isch|lich)|deutsch)-\w{3,}(?:isch|lich|ell|al|iv|ig)(?:e[mnrs]?)?$"
    ),
    "fr": re.compile(r"(?:plus|moins)-values?$|quatre-vingts?$|-[dl]$|-delà$"),
}
"""Two halves, with the hyphen between them, of which each is a word that means its own: states and what comes from
there, pairs of adjectives ("deutsch-französisch", "kaufmännisch-technisch"), "au-delà", "main-d'œuvre"."""
_STEM = 5
"""Letters in which a word of the document is another form of the second half: "Hessen-Nassau", "hessen-nassauisch"."""
_FIRST = {
    "en": _set("self ex quasi non well all half cross near mid vice ultra pre post multi anti intra omni semi euro"),
    "fr": _set("non ex vice sous ci l\u00e0 demi semi mi quasi avant apr\u00e8s contre"),
    "nl": _set("niet ex oud"),
}
"""Words and prefixes after which a hyphen belongs, unless the whole is a word."""
_LAST = {
    "en": _set(
        "based related like owned free wide driven led backed linked denominated focused specific only term style"
    ),
    "fr": _set("vous nous moi toi lui leur il elle on ils elles ce je tu y ci l\u00e0 m\u00eame m\u00eames t"),
}
"""Words before which it does."""


@lru_cache(maxsize=8)
def language_of(words: frozenset[str]) -> str:
    """The language of a document, by the words in it; English where nothing tells."""
    shares = {language: len(words & common) for language, common in _COMMON.items()}
    best = max(shares, key=lambda language: shares[language])
    return best if shares[best] >= _LEAST_COMMON else _DEFAULT


def is_suspended(word: str, words: frozenset[str]) -> bool:
    """A hyphen before it stands for what comes after it.

    Args:
        words: of the document, in lower case.
    """
    language = language_of(words)
    return word.lower() in _SUSPENDED[language] | _SUSPENDED[_DEFAULT]


def is_one_word(left: str, right: str, words: frozenset[str]) -> bool:
    """Whether two halves that a line's end parts are one word without a hyphen.

    Args:
        left, right: as they stand in the text, without the hyphen; the left one may have some within it.
        words: of the document, in lower case, but for those that a line's end may have broken.
    """
    if not right[0].isalpha() or not left[-1].isalpha():
        return False
    capitals = len(left) > 1 and left.isupper()
    if right[0].isupper() != capitals or (capitals and not right.isupper()):
        return False
    before, one, other = left.lower().rpartition("-")[0], left.lower().rpartition("-")[2], right.lower()
    first = other.partition("-")[0]
    whole = f"{before}-{one}" if before else one
    if whole + other in words or one + first in words:
        return True
    if f"{whole}-{other}" in words or f"{one}-{first}" in words or _is_pair(before, one, first, words):
        return False
    return _reads_as_one(one, first, words, sure=capitals or bool(before))


def _is_pair(before: str, left: str, right: str, words: frozenset[str]) -> bool:
    """Each half is a word that means its own, as the language has it or the document in another form of it."""
    repeats = f"{before}-".startswith(f"{right}-")  # "day-to-day"
    known = _PAIRS.get(language_of(words))
    if repeats or (known is not None and known.search(f"{left}-{right}")):
        return True
    return len(right) > _STEM and f"{left}-{right[:_STEM]}" in _stems(words)


@lru_cache(maxsize=8)
def _stems(words: frozenset[str]) -> frozenset[str]:
    """The beginnings of a document's words with a hyphen: a long document has thousands of lines' ends to look up."""
    halves = (word.partition("-") for word in words if "-" in word)
    return frozenset(f"{left}-{right[:_STEM]}" for left, _, right in halves)


def _reads_as_one(left: str, right: str, words: frozenset[str], *, sure: bool) -> bool:
    """What the language says of two halves of which the document knows neither whole nor hyphen.

    Args:
        sure: only a whole that is a word is one; part of a word with hyphens, or in capitals, is more often its own.
    """
    language = language_of(words)
    clash = left[-1] + right[0]
    if language == "en" and left in _CLASHING and clash[0] == clash[1]:
        return False
    if language in _COMPOUNDING and not sure:
        return not (language == "nl" and (clash in _DUTCH_CLASHES or left in _FIRST["nl"]))
    common = _common_words(language)
    if common.get(left + right, 0) >= _RARE:
        return True
    if sure or left in _FIRST.get(language, ()) or right in _LAST.get(language, ()):
        return False
    if language == "es" and min(len(left), len(right)) < _LONG:
        return True
    return not all(half in words or common.get(half, 0) >= _RARE for half in (left, right))


@lru_cache(maxsize=5)
def _common_words(language: str) -> Mapping[str, int]:
    """The common words of a language and how often each was seen. Imported when needed: it takes half a second."""
    from spellchecker import SpellChecker

    counts: Mapping[str, int] = SpellChecker(language=language, distance=1).word_frequency.dictionary
    return counts
