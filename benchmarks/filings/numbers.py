"""Whether an answer names the right number. Pure functions.

Amounts are compared whatever their unit is written as: "$1,577 million", "1.577 billion" and "$1577.00", asked for in
millions, are one number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_SCALES = {"thousand": 3, "k": 3, "million": 6, "mn": 6, "mm": 6, "m": 6, "billion": 9, "bn": 9, "b": 9, "trillion": 12}
_WORD = "|".join(sorted((unit for unit in _SCALES if len(unit) > 1), key=len, reverse=True))
_LETTER = "|".join(unit for unit in _SCALES if len(unit) == 1)
_MOST_DIGITS = 18
"""What has more is no amount but a small model that cannot stop."""
_NUMBER = re.compile(
    rf"""
    (?<![\w.,])(?<![a-z]-)
    (?P<minus>(?:negative|minus)\s+|[-−–](?=[\s$€£]*[\d.])|\((?=[\s$€£]*[\d.]))?
    \s*(?P<money>[$€£]\s*)?(?P<inner>[-−(])?\s*
    (?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
    (?:
        \s*(?P<percent>%|percent\b|per\ cent\b|percentage\ points?\b)
        | [\s-]*(?P<unit>{_WORD})s?\b | (?P<letter>{_LETTER})\b | x\b
    )?
    (?P<after>\))?(?!\w)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ASKED_IN = re.compile(r"\b(thousand|million|billion)s?\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNSAID = (0, 3, 6, 9)
"""Powers of ten that a table's amounts may be in without saying so beside each."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text.

    Attributes:
        value: as it is written, without its unit.
        decimals: digits after the point that say something: not the zeros at the end.
        scale: the power of ten that its unit says; None: it has none.
        percent: it is written with a percent sign.
        money: with a sign of a currency.
    """

    value: Decimal
    decimals: int
    scale: int | None = None
    percent: bool = False
    money: bool = False


def numbers(text: str) -> list[Number]:
    """The numbers of a text in their order; years are left out."""
    found = []
    for match in _NUMBER.finditer(text):
        digits = match["digits"].replace(",", "")
        unit = match["unit"] or match["letter"]
        plain = not (match["money"] or match["percent"] or unit)
        if (plain and _YEAR.fullmatch(match["digits"])) or len(digits) > _MOST_DIGITS:
            continue
        negative = bool(match["inner"] and match["inner"] != "(") or _is_negative(match["minus"], match["after"])
        negative = negative or (match["inner"] == "(" and match["after"] == ")")
        whole, _, fraction = digits.partition(".")
        value = Decimal(f"{whole or '0'}.{fraction or '0'}")
        scale = _SCALES[unit.lower()] if unit else None
        found.append(
            Number(
                -value if negative else value,
                len(fraction.rstrip("0")),
                scale,
                bool(match["percent"]),
                bool(match["money"]),
            )
        )
    return found


def _is_negative(before: str | None, after: str | None) -> bool:
    """By what stands around the digits; an open parenthesis alone says nothing."""
    return before is not None and (not before.startswith("(") or after == ")")


def gold_number(question: str, answer: str) -> Number | None:
    """The number that a known answer comes down to: its first one that the question does not name; None: it has none.

    Its unit is the answer's, else the one that the question asks for.
    """
    named = {abs(number.value) for number in numbers(question)}
    first = next((number for number in numbers(answer) if abs(number.value) not in named), None)
    asked_in = _ASKED_IN.search(question)
    if first is None or first.scale is not None or first.percent or not asked_in:
        return first
    return Number(first.value, first.decimals, _SCALES[asked_in[1].lower()], first.percent, first.money)


def is_right(gold: Number, answer: str) -> bool:
    """Whether one of the answer's numbers is the gold one, rounded to its digits.

    An amount without a unit may be in ones, thousands, millions or billions, as tables are; and since statements put
    what was paid into parentheses, amounts are compared without their sign. A share may be written as a percentage or
    not.
    """
    return any(_same(gold, number) for number in numbers(answer))


def _same(gold: Number, other: Number) -> bool:
    if gold.scale is not None or gold.money:
        if other.percent:
            return False
        scales = [other.scale] if other.scale is not None else _UNSAID if gold.scale is not None else [0]
        candidates = [abs(other.value).scaleb(scale - (gold.scale or 0)) for scale in scales]
        return any(_rounded(value, gold.decimals) == abs(gold.value) for value in candidates)
    values = [other.value.scaleb(other.scale or 0)]
    if gold.percent and not other.percent:
        values.append(other.value.scaleb(2))
    return any(_rounded(value, gold.decimals) == gold.value for value in values)


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
