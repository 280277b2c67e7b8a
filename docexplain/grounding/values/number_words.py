"""Numbers that are written out in English: "ten", "twenty-one", "one hundred and five", "third"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from docexplain.grounding.values.vocabulary import either_of

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_TENTHS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth".split()
_VALUES = {
    **{word: value for value, word in enumerate(_SMALL)},
    **{word: 20 + 10 * i for i, word in enumerate(_TENS)},
    **{word: value for value, word in enumerate(_ORDINALS)},
    **{word: 20 + 10 * i for i, word in enumerate(_TENTHS)},
    "a": 1,
}
_MOST_DIGITS = 3
"""Digits, zeros behind them apart, of a number that is written out."""
_LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}

_UNDER_100 = rf"(?:(?:{either_of(_TENS)})(?:[- ](?:{either_of(_SMALL[1:10])}))?|{either_of(_SMALL)})"
_UNDER_1000 = rf"(?:(?:a|{_UNDER_100}) hundred(?:(?: and)? {_UNDER_100})?|{_UNDER_100})"
_GROUP = rf"(?:a|{_UNDER_1000}) (?:{either_of(_LARGE)})"
_CARDINAL = rf"{_GROUP}(?:,? {_GROUP})*(?:,?(?: and)? {_UNDER_1000})?|{_UNDER_1000}"
_ORDINAL = rf"(?:(?:{either_of(_TENS)})[- ])?(?:{either_of(_ORDINALS[1:10])})|{either_of([*_ORDINALS[10:], *_TENTHS])}"
_WRITTEN_OUT = re.compile(rf"\b(?:(?P<ordinal>{_ORDINAL})|(?P<cardinal>{_CARDINAL}))\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+")


def written_out(text: str) -> Iterator[re.Match[str]]:
    """The numbers in words, in order; one of a place in an order has the group ``ordinal``."""
    end = 0
    for word in _WORD.finditer(text):
        if word.start() >= end and word[0].lower() in _VALUES and (found := _WRITTEN_OUT.match(text, word.start())):
            end = found.end()
            yield found


def value_of(words: str) -> Decimal:
    """What words that :func:`written_out` found stand for."""
    total = part = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word == "hundred":
            part *= 100
        elif word in _LARGE:
            total, part = total + part * _LARGE[word], 0
        elif word != "and":
            part += _VALUES[word]
    return Decimal(total + part)


def in_words(value: Decimal, *, ordinal: bool = False) -> str:
    """A whole number below a hundred as it is written out; empty for others."""
    if value != int(value) or not 0 <= value < 100:
        return ""
    number = int(value)
    last = _ORDINALS if ordinal else _SMALL
    if number < 20:
        return last[number]
    tens, rest = divmod(number, 10)
    if rest == 0:
        return (_TENTHS if ordinal else _TENS)[tens - 2]
    return f"{_TENS[tens - 2]}-{last[rest]}"


def first_words(value: Decimal, *, ordinal: bool = False) -> list[str]:
    """With what a number may begin as it is written out, such as "seven" of seven million; empty where it has so many
    digits that hardly anybody writes it out."""
    if value != int(value) or not 0 <= value < 10**15 or len(value.normalize().as_tuple().digits) > _MOST_DIGITS:
        return []
    found = [in_words(value, ordinal=ordinal)]
    for name, size in () if ordinal else {"hundred": 100, **_LARGE}.items():
        lead = int(value) // size
        found += [in_words(Decimal(lead // 100 if lead >= 100 else lead))] if 0 < lead < 1000 else []
        found += [f"a {name}"] if lead == 1 else []
    return list(dict.fromkeys(word.partition("-")[0] for word in found if word))
