"""The names of a text: words with capitals that no sentence has to have there, companies, short forms, product numbers.

What is a name is told by capitals only, so it is told badly at the beginning of a sentence and in German, where every
noun has one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_WORD = r"(?:[A-ZÀ-ÖØ-Þ][\w’'&.-]*[\w]|[A-ZÀ-ÖØ-Þ]\.|[A-ZÀ-ÖØ-Þ]|\d+-?[A-Z][\w-]*)"
_SMALL = r"(?:of|de|del|della|di|da|do|la|le|van|von|der|den|du|&)"
_RUN = re.compile(
    rf"(?<![\w]){_WORD}(?:(?:,? (?:Inc|Ltd|Corp|LLC|Co|plc|LP|N\.A|S\.A)\b\.?"
    rf"|\s{_WORD}|\s{_SMALL}\s{_WORD}))*"
)
_FORM = frozenset(
    "inc incorporated corp corporation co company companies ltd limited llc llp lp plc gmbh ag se kg sa nv bv spa ab "
    "oy group holding holdings".split()
)
"""What a company's name ends in, as often as not."""
_TITLES = frozenset("mr mrs ms dr prof sir hon the".split())
_COMMON = frozenset(
    "a an the this that these those it its he she they we i you his her their our my your in on at by for from to of "
    "with as if when while after before since because but and or so yes no not there here what who which how why where "
    "all any each every both some most many more other another according based during under over between among is are "
    "was were be been has have had do does did will would can could may might must shall should one two three four "
    "five six seven eight nine ten first second third also however therefore thus overall additionally furthermore "
    "finally total net none only then such section item note page table figure exhibit part chapter article q1 q2 q3 "
    "q4 h1 h2 fy cy usd eur gbp mr mrs ms dr "
    "der die das ein eine und oder nicht im am zum zur von mit für auf les des une dans pour los las una en el "
    "la il".split()
)
_MONTHS_DAYS = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_ENDS, _CLOSES = frozenset(".!?:;•\n"), frozenset("\"'”’)]")
"""What ends a sentence, and what may stand behind it."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text.

    Attributes:
        start, end: its characters, end exclusive.
        words: by which it is known, folded (see :func:`folded`), without the form of the company.
        first: it begins a sentence, where any word has a capital.
        short: it is one word of capitals, as short forms are.
        longest: its longest word, as it is written.
        capitals: it is so short that without its capitals it would be another word, as "US".
    """

    start: int
    end: int
    words: tuple[str, ...]
    first: bool
    short: bool = False
    capitals: bool = False
    longest: str = ""


def names_in(text: str) -> list[Name]:
    """The names of a text, in order."""
    found = []
    first_word = re.search(r"\w", text)
    for match in _RUN.finditer(text):
        start, end = _trimmed(text, match.start(), match.end())
        words = known_by(text[start:end])
        if words:
            first = bool(first_word and start == first_word.start()) or _behind_sentence(text, start)
            short = len(words) == 1 and 2 < len(words[0]) < 7 and words[0].isalpha() and text[start:end].isupper()
            capitals = len(words) == 1 and text[start:end].isupper() and len(words[0]) < 4
            found.append(Name(start, end, words, first, short, capitals, _written(text[start:end], words)))
    return found


def _behind_sentence(text: str, start: int) -> bool:
    """Whether a sentence ends before a place; looked at backwards, since there may be very many names."""
    at = start
    while at and text[at - 1].isspace():
        at -= 1
    if at == start or "\n" in text[at : start - 1]:
        return at < start
    while at and text[at - 1] in _CLOSES:
        at -= 1
    return at > 0 and text[at - 1] in _ENDS


def known_by(name: str) -> tuple[str, ...]:
    """The words that tell a name: folded, without possessive s, initials, titles, small words and a company's form."""
    words: list[str] = re.findall(r"\w+(?:[.&-]\w+)*", re.sub(r"[’']s\b", "", folded(name)))
    words = [re.sub(r"\.(?=\w$|\w\.)", "", word) for word in words]  # S.E.C
    telling = [w for w in words if (len(w) > 1 or w.isdigit()) and w not in _TITLES and not re.fullmatch(_SMALL, w)]
    bare = [word for word in telling if word not in _FORM]
    return tuple(bare if len(bare) != 0 else telling if len(telling) > 1 else ())


def _written(name: str, words: tuple[str, ...]) -> str:
    """The longest of its words as the text has it."""
    longest = max(words, key=len)
    at = folded(name).find(longest)
    return name[at : at + len(longest)] if at >= 0 else longest


class _Folded(dict[int, str]):
    """A table for ``str.translate`` that fills itself: one small letter without accents for each character."""

    def __missing__(self, code: int) -> str:
        character = chr(code).lower()
        base = unicodedata.normalize("NFKD", character)[:1] or character
        self[code] = base = {"’": "'", "‐": "-", "‑": "-", "–": "-"}.get(base, base)
        return base


_FOLDED = _Folded()


def folded(text: str) -> str:
    """Small letters without accents, as many characters as before."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


_APART = r"[\s.,&'\"()/-]+"
_BETWEEN = rf"{_APART}(?:(?:{_SMALL}|the|and|\w){_APART}){{0,2}}?(?:\w+{_APART})??"


def pattern_of(words: tuple[str, ...], capitals: bool = False) -> re.Pattern[str]:
    """Finds a name in folded text: its words in order, maybe inflected, small ones and one other between them.

    Args:
        capitals: it is one word of capitals, to be found in a text that is not folded.
    """
    if capitals:
        return re.compile(r"(?<!\w)" + r"\.?".join(map(re.escape, words[0].upper())) + r"(?:\.|s|['’]s)?(?!\w)")
    parts = []
    for word in words:
        stem = re.escape(word[:-1] if len(word) > 4 and word.endswith("s") else word)
        parts.append(rf"{stem}(?:'s|s'|es|s|n|en)?")
    return re.compile(r"(?<!\w)" + _BETWEEN.join(parts) + r"(?!\w)")


def short_form(name: Name) -> re.Pattern[str] | None:
    """Finds in a text (not folded) the long form of one short word in capitals, or the other way round."""
    words = name.words
    if name.short:
        between = r"(?:[\s-]+(?:of|the|and|for|&|in|on))*[\s-]+"
        return re.compile(r"\b" + between.join(rf"{letter.upper()}\w+" for letter in words[0]) + r"\b")
    if len(words) > 2:
        return re.compile(r"\b" + r"\.?".join(word[0].upper() for word in words) + r"\b")
    return None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without words at its ends that are no part of it: one that begins a sentence, a month, "The"."""
    while start < end:
        word = re.match(r"[\w'’.&-]+", text[start:end])
        if word is None or folded(word[0]).rstrip(".") not in _COMMON | _MONTHS_DAYS:
            break
        start += word.end()
        while start < end and not text[start].isalnum():
            start += 1
    while end > start and folded(text[start:end].rsplit(maxsplit=1)[-1]).strip(".'") in _COMMON | _MONTHS_DAYS:
        end = start + len(text[start:end].rsplit(None, 1)[0]) if len(text[start:end].split()) > 1 else start
    small = re.match(rf"{_SMALL}\s", text[start:end])
    return (start + small.end() if small else start), end
