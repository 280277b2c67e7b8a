"""Whether two numbers say the same: by what they count and measure, and as one is rounded from the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from docexplain.grounding.values.numbers import Number
from docexplain.grounding.values.vocabulary import MONEY, PERCENT, POINTS
from docexplain.records import Likeness

_LOST = (Decimal(10) ** 3, Decimal(10) ** 6, Decimal(10) ** 9)
"""What the numbers of a table may be multiplied by that does not tell it."""
_ABOUT = Decimal("0.05")
"""How far off a number may be that says so of itself, as a share of it."""
_LEAST_DIGITS = 2
"""Digits of a number that may stand for a longer one without saying that it is about right."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known about the numbers of a line of text.

    Attributes:
        table: it is a row of a table.
        scale: what its numbers are multiplied by; None: nothing tells.
        money: their currency; empty: nothing tells.
        percents: the table has numbers in percent, so that those without a sign may be, too.
    """

    table: bool = False
    scale: Decimal | None = None
    money: str = ""
    percents: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """How numbers are compared.

    Attributes:
        scales: what the question wants amounts counted in.
        strict: where the model read nothing, a number that is only like it stands there by chance.
    """

    scales: frozenset[Decimal] = frozenset()
    strict: bool = False


def agreement(said: Number, there: Number, setting: Setting, asking: Asking = Asking()) -> Likeness | None:
    """How a number of an answer is like one of the text; None: it is another one.

    Signs do not count: a table has costs in brackets that an answer names without. A number without thousands is like
    one of a table as it is printed there, whatever the table counts in; so is one in the unit that was asked for.
    """
    if said.ordinal != there.ordinal or not _same_unit(said, there, setting, asking):
        return None
    here = list(_values(there, setting))
    meant = list(_meant(said, there, setting, asking))
    if any(value * scale in here or _as_share(said, there, value) for value, scale in meant):
        return Likeness.SAME
    if setting.table and setting.scale is None and there.scale is None:
        here += [there.value * lost for lost in _LOST] if said.scale or asking.scales else []
        if any(scale != 1 and value * scale in here for value, scale in meant):
            return Likeness.SAME
    if not _may_be_rounded(said, there, asking):
        return None
    rounded = any(_rounds(said, value, scale, other) for value, scale in meant for other in here)
    return Likeness.ROUNDED if rounded else None


def _may_be_rounded(said: Number, there: Number, asking: Asking) -> bool:
    """3.7 is not rounded from $3.69, nor 42% from 41.6 without a sign."""
    if said.ordinal or (asking.strict and len(said.value.normalize().as_tuple().digits) <= _LEAST_DIGITS):
        return False
    if said.unit == PERCENT:
        return there.unit == PERCENT
    return bool(said.unit or not there.unit or said.scale or asking.scales)


def _meant(said: Number, there: Number, setting: Setting, asking: Asking) -> Iterator[tuple[Decimal, Decimal]]:
    """The value of the answer's number, and what it is multiplied by."""
    for value in (said.value,) if said.other is None else (said.value, said.other):
        if said.scale is not None:
            yield value, said.scale
            continue
        amount = said.unit in MONEY or not said.unit
        if amount:
            yield from ((value, scale) for scale in asking.scales)
        if not (amount and asking.scales and (there.scale or setting.scale)):
            yield value, Decimal(1)


def _values(there: Number, setting: Setting) -> Iterator[Decimal]:
    """What the text's number may be said as. Of "27 million" an answer may say 27, but not of "$27 million" $27."""
    for value in (there.value,) if there.other is None else (there.value, there.other):
        if there.scale is not None:
            yield value * there.scale
        elif setting.scale is not None and (there.unit in MONEY or not there.unit):
            yield value * setting.scale
        if there.scale is None or there.unit not in MONEY:
            yield value


def _same_unit(said: Number, there: Number, setting: Setting, asking: Asking) -> bool:
    """Nothing says that they measure something else: money, percent and days are never the same."""
    if asking.strict and said.unit not in {there.unit, setting.money}:
        return False
    other = there.unit or (setting.money if said.unit in MONEY else "")
    if said.unit == PERCENT and not other:
        return _percents(said, there, setting) or _as_share(said, there, said.value)
    return not said.unit or not other or said.unit == other or {said.unit, other} == {PERCENT, POINTS}


def _percents(said: Number, there: Number, setting: Setting) -> bool:
    return said.unit == PERCENT and not there.unit and there.scale is None and setting.percents


def _as_share(said: Number, there: Number, value: Decimal) -> bool:
    """12.5% is 0.125, and 50 basis points are 0.5%."""
    units = {said.unit, there.unit}
    if units == {PERCENT, POINTS}:
        return value * 100 == there.value if said.unit == PERCENT else value == there.value * 100
    if units != {PERCENT, ""}:
        return False
    share, percent, digits = (
        (there.value, value, there.decimals) if said.unit == PERCENT else (value, there.value, said.decimals)
    )
    return digits > 1 and share < 10 and share * 100 == percent


def _rounds(said: Number, value: Decimal, scale: Decimal, there: Decimal) -> bool:
    """The answer's digits are what rounding leaves of the text's. Whole numbers that count things are not rounded,
    unless the answer says that they are about right."""
    shown = value.normalize().as_tuple()
    digits, exponent = len(shown.digits), int(shown.exponent)
    if value == 0:
        return False
    if said.about and digits <= _LEAST_DIGITS and abs(value * scale - there) <= _ABOUT * value * scale:
        return True
    if exponent >= 0 and scale == 1 and not said.unit:
        return False
    digits, exponent = digits + max(exponent, 0), min(exponent, 0)
    if digits < _LEAST_DIGITS:
        return False
    return 2 * abs(value * scale - there) <= scale * Decimal(10) ** exponent
