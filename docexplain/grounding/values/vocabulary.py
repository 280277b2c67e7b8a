"""The words and signs about a number: how many thousands it counts, and of what."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

SCALES = {
    "hundred": 2, "thousand": 3, "thousands": 3, "million": 6, "millions": 6, "billion": 9, "billions": 9,
    "trillion": 12, "trillions": 12, "mn": 6, "mln": 6, "mm": 6, "mio": 6, "mio.": 6, "bn": 9, "bln": 9, "mrd": 9,
    "mrd.": 9, "tn": 12, "tsd": 3, "tsd.": 3, "lakh": 5, "lakhs": 5, "crore": 7, "crores": 7, "tausend": 3,
    "millionen": 6, "milliarde": 9, "milliarden": 9, "milliard": 9, "milliards": 9, "mille": 3, "millón": 6,
    "millones": 6, "milione": 6, "milioni": 6, "miliardo": 9, "miliardi": 9, "miljoen": 6, "miljard": 9,
    "milhão": 6, "milhões": 6,
}  # fmt: skip
"""Powers of ten that words stand for, in small letters."""
LETTERS = {"k": 3, "m": 6, "b": 9, "t": 12}
"""The same of single letters behind an amount of money, as in "$5M"."""

CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR",
    "euros": "EUR", "£": "GBP", "gbp": "GBP", "pounds": "GBP", "¥": "JPY", "jpy": "JPY", "yen": "JPY", "chf": "CHF",
    "francs": "CHF", "franken": "CHF", "₹": "INR", "inr": "INR", "rs": "INR", "rs.": "INR", "rupees": "INR",
    "c$": "CAD", "ca$": "CAD", "cad": "CAD", "a$": "AUD", "au$": "AUD", "aud": "AUD", "rmb": "CNY", "cny": "CNY",
    "yuan": "CNY",
}  # fmt: skip
MONEY = frozenset(CURRENCIES.values())

PERCENT, POINTS, TIMES = "%", "bp", "x"
_UNITS = {
    PERCENT: "% percent percentage percentage-point percentage-points per-cent pct prozent pourcent pourcents procent",
    POINTS: "basis-point basis-points bp bps basispunkte basispunkten",
    TIMES: "x times",
    "second": "second seconds sekunde sekunden seconde secondes",
    "minute": "minute minutes min minuten",
    "hour": "hour hours hr hrs stunde stunden heure heures hora horas",
    "day": "day days tag tage tagen jour jours día días",
    "week": "week weeks woche wochen semaine semaines semana semanas",
    "month": "month months monat monate monaten mois mes meses",
    "quarter": "quarter quarters quartal quartale",
    "year": "year years yr yrs jahr jahre jahren ans année années año años",
    "mile": "mile miles",
    "kilometre": "km kilometer kilometers kilometre kilometres",
    "metre": "meter meters metre metres",
    "foot": "ft foot feet",
    "inch": "inch inches",
    "acre": "acre acres",
    "hectare": "hectare hectares hektar",
    "ton": "ton tons tonne tonnes tonnen",
    "kilogram": "kg kilogram kilograms kilogramm",
    "pound": "lb lbs",
    "degree": "° degree degrees grad",
    "cent": "cent cents",
}
UNITS = {word.replace("-", " "): unit for unit, words in _UNITS.items() for word in words.split()}
"""What words behind a number measure; two of them never mean the same number."""

ABOUT = frozenset(
    "about approximately approx approx. around roughly nearly almost over under below above than least some circa ca "
    "ca. etwa rund fast über environ casi unos ~ ≈".split()
)
"""What says that a number behind it is no exact one; "more than" and "at least" by their last words."""
REFERENCES = frozenset(
    "section sections sec. item items note notes page pages p. pp. paragraph paragraphs chapter chapters figure "
    "figures fig. table tables exhibit exhibits appendix article articles art. clause clauses schedule schedules part "
    "parts form forms rule rules no. nos. nr. level tier step footnote abschnitt seite ziffer absatz abs. artikel "
    "anlage annexe § §§".split()
)
"""What a number follows that only says where something stands."""


def either_of(words: Iterable[str]) -> str:
    """A pattern of one of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


def power(word: str) -> Decimal:
    """What a word or letter multiplies a number by."""
    known = word.lower()
    return Decimal(10) ** (SCALES[known] if known in SCALES else LETTERS[known])


_PER_TABLE = re.compile(
    r"\((?:[^()]{0,60}?\b)?(thousands?|millions?|billions?|tausend|millionen|mio\.?|mrd\.?|milliarden|milliards?|"
    r"milliers|millones|miles|crores?|lakhs?)\b[^()]*\)"
    r"|\b(?:in|en|amounts in)\s(?:[^()\n|]{0,24}\b)?(thousands|millions|billions|tausend|millionen|"
    r"milliarden|milliers)\b(?:\s(?:of|de)\s(?:U\.?S\.?\s)?\w+|\s\w+)?",
    re.IGNORECASE,
)
_TABLE_SCALES = {"milliers": 3, "miles": 3}
_SIGNS = re.compile(rf"(?<!\w)(?:{either_of(CURRENCIES)})(?!\w)", re.IGNORECASE)


def table_unit(text: str) -> tuple[Decimal, str] | None:
    """What numbers of a table are multiplied by and their currency (empty: none told), as in "(dollars in millions)";
    None where the text tells nothing of it."""
    found = _PER_TABLE.search(text)
    if found is None:
        return None
    word = (found[1] or found[2]).lower()
    scale = Decimal(10) ** _TABLE_SCALES[word] if word in _TABLE_SCALES else power(word)
    money = _SIGNS.search(found[0])
    return scale, CURRENCIES[money[0].lower()] if money else ""


def asked_scales(question: str) -> frozenset[Decimal]:
    """What a question wants amounts counted in, as in "(in USD millions)"; empty where it says nothing of it."""
    words = re.findall(r"\bin (?:\w+ ){0,3}?(thousands|millions|billions)\b", question, re.IGNORECASE)
    return frozenset(power(word) for word in words)
