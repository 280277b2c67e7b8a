"""Numbers copied from a text that asks to be reckoned with: "capex as a % of revenue" is no 1,503 of a cash flow.

A question may ask for what is got from other numbers: a percentage, ratio, average, change, or what it defines
itself. A number that the text calls so answers it as it stands, one that is nowhere in the text is doubted anyway.
Left is an amount that stands there as something else; one below a hundred may be a share or ratio of another name,
such as "Net debt/EBITDA". Only forms of English questions that leave little doubt are known: "What is the ratio ...?",
and not why it changed or what is paid if it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from docexplain.answers.doubts.numbers import has_digits, has_known_places, is_year, text_of
from docexplain.common.captions import caption_of
from docexplain.records import Answer, BlockClass, Document, Fact, FactKind, FoundIn, Likeness, Place
from docexplain.records.table_text import rows_of

_PERCENT = r"%|\bper\s?cent|\bpercent|\bbasis points?\b|\bbps\b|\bpp\b"
_MORE_OR_LESS = (
    r"\bchang|\bchg\b|increas|decreas|reduc|declin|\bdrop|\bris(?:e|es|ing|en)\b|\brose\b|\bf[ae]ll|\bgr[oe]w|\bgained|"
    r"\blost\b|\bup\b|\bdown\b|higher|lower|\bmore\b|\bless\b|fewer|greater|differ|varian|\bvs\b|\bversus\b|\bexceed|"
    r"\bcompared\b|\bjump|\bsurg|\bshr[iau]nk|\bexpan|\bimprov|\badded|\brais|\bcut\b|\bclimb|\bmov|\bdelta\b|Δ|\bsav|"
    r"\bcontract(?:ed|ion)|\bwiden|\bnarrow|\byoy\b|\by/y\b|\byear[- ]over|\bfrom\b.{1,60}\bto\b"
)
"""Not "net", "gain" and "loss", which stand in the names of amounts."""
_AMOUNT = re.compile(
    r"[$€£¥]|\b(?:usd|eur|gbp|dollars?|euros?|pounds?|thousand|million|billion|trillion)\b|\d,\d{3}", re.IGNORECASE
)
"""In a number that can be no percentage."""
_LEAST_AMOUNT = 100
"""A number below may be a percentage or ratio whatever its row is called."""
_TIME = (
    r"(?:(?:the|end|of|fiscal|financial|calendar|years?|(?:first|second|third|fourth) quarter|jan\w*|feb\w*|mar\w*|"
    r"apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)\s+)*(?:fy|q)?\s?\d"
)
_PART_OF_WHOLE = re.compile(r"\d\W*(?:\w+ )?(?:of|out of|/)\s(?:(?:the|all|a total of)\s)?[$€£]?\d")
"""A share that is given as such: "412 of 1,030"."""
_ASKS_OTHERWISE = re.compile(
    r"^\W*(?:(?:and|so)\s+)?(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should|who|when|where|"
    r"which (?!%|per))\b|\bwhy\b|\bhow come\b|\b(?:caus|dr[io]v|explain|contribut|affect|reason)\w*\b",
    re.IGNORECASE,
)
"""In a question for something else about a ratio or change: whether, when, why."""
_ASKED_ITSELF = re.compile(
    r"\b(?:what(?:['’]s|\s+(?:is|are|was|were))|how (?:much|high|large|big|many)|calculate|compute|determine|give|"
    r"state|find)\b"
    r"(?:(?!\b(?:if|when|where|unless|once|until|while|after|before|due|because|despite|which|that|who|whose|for|to|on|"
    r"under|effects?|impacts?|results?|paid)\b)[^?;:])*$",
    re.IGNORECASE,
)
"""Ends before what is asked for, and not before what is only part of it: "the fee if the leverage ratio ..."."""


class _Asked(NamedTuple):
    """Something that is reckoned from other numbers.

    Attributes:
        name: what it is, with its article.
        asks: is in a question for it.
        called: is where a text calls a number so.
        small: mostly below a hundred.
    """

    name: str
    asks: re.Pattern[str]
    called: re.Pattern[str]
    small: bool = False


def _asked(name: str, asks: str, called: str, *, small: bool = False) -> _Asked:
    return _Asked(name, re.compile(asks, re.IGNORECASE), re.compile(called, re.IGNORECASE), small)


_PERCENTAGE = _asked(
    "a percentage",
    r"\bin (?:units of )?(?:per\s?cents?|percentages?|%)|\bas an? (?:%|per\s?cent|percentage) of\b"
    r"|%\s+(?:margin|change|growth)\b|\b(?:what|which) (?:%|per\s?cent|percentage)"
    r"|\bpercentage (?:change|increase|decrease|growth)\b",
    _PERCENT,
    small=True,
)
_KINDS = (
    _PERCENTAGE,
    _asked(
        "a ratio",
        r"\b(?:turnover|capital|payout|coverage|current|quick|debt|equity|leverage|liquidity|efficiency|earnings|expense|"
        r"assets?|sales|income|loss|combined) ratio\b",
        rf"\bratios?\b|turnover|coverage|payout|\btimes\b|\d\s?x\b|\bto (?:one|1)\b|\d:\d|{_PERCENT}",
        small=True,
    ),
    _asked(
        "a number of days",
        r"\bdays? (?:\w+ ){0,2}outstanding\b|\bcash conversion cycle\b",
        r"\bdays?\b|\bcycle\b|\bD[SIP]O\b",
        small=True,
    ),
    _asked(
        "an average",
        r"\b(?:\d+|two|three|four|five|ten)[- ]year average\b|\baverage (?:of|between|over|from)\b",
        r"\bav(?:era)?g|\bmean\b|\btypical|\bannuali[sz]|\b(?:\d{1,2}|two|three|four|five|ten)[- ](?:yr|year)",
    ),
    _CHANGE := _asked(
        "a change",
        r"\b(?:year[- ]over[- ]year|yoy|y/y|absolute|total|percentage|net) (?:change|growth|increase|decrease)\b"
        rf"|\bgrowth rate\b|\b(?:change|increase|decrease|difference) in .{{3,80}}\b(?:from|between)\s+{_TIME}",
        f"{_MORE_OR_LESS}|{_PERCENT}",
    ),
)
_DEFINED = re.compile(
    r"(?:^|[.?!]\s+)(?:(?P<is>[A-Z][^.?!:]{2,60}?) is defined as|(?:please )?define (?P<as>[^.?!:]{2,60}?) as)\b", re.I
)
"""What a question itself says how to reckon."""


@dataclass(frozen=True, slots=True)
class Uncomputed:
    """A number that is copied from where it is not what the question asks for.

    Attributes:
        fact: the number.
        asked: what the question asks for, such as "a percentage".
    """

    fact: Fact
    asked: str


def uncomputed(answer: Answer, document: Document) -> tuple[Uncomputed, ...]:
    """The answer's numbers, in its order, where all of them are copied so; none where one may be what is asked for."""
    asked = _all_asked(answer.question)
    if not asked or not answer.checked or _PART_OF_WHOLE.search(answer.text):
        return ()
    found: list[Uncomputed] = []
    for fact in answer.checked.facts:
        said = text_of(answer, fact)
        if fact.kind is not FactKind.NUMBER or fact.found is FoundIn.QUESTION or is_year(said):
            continue
        if not has_digits(said) and fact.found is not FoundIn.NOWHERE:
            continue  # such as "6", which may be counted or be part of a name
        other = _not_called(fact, said, asked, document)
        if not other:
            return ()
        found.append(Uncomputed(fact, other))
    if len({text_of(answer, each.fact) for each in found}) > 1 and asked == [_CHANGE]:
        return ()  # "from 12 to 15" tells a change
    return tuple(found)


def _all_asked(question: str) -> list[_Asked]:
    if _ASKS_OTHERWISE.search(question):
        return []
    asked = [
        kind
        for kind in _KINDS
        if any(kind is _PERCENTAGE or _ASKED_ITSELF.search(question[: m.start()]) for m in kind.asks.finditer(question))
    ]
    for match in _DEFINED.finditer(question):
        term = (match["is"] or match["as"]).strip()
        words = "".join(rf"(?=.*\b{re.escape(word)})" for word in re.findall(r"[^\W\d_]{3,}", term))
        initials = "".join(word[0] for word in re.findall(r"\w+", term))
        if words and not asked:
            called = re.compile(rf"{words}|.*\b{re.escape(initials)}\b", re.I | re.S)
            asked.append(_Asked(f"“{term}” as it defines it", match.re, called))
    return asked


def _not_called(fact: Fact, said: str, asked: list[_Asked], document: Document) -> str:
    """What the question asks for and the number is called at none of its places; empty where it may be called so."""
    if not has_known_places(fact) or any(place.likeness is Likeness.ROUNDED for place in fact.places):
        return ""
    about = [(place, " ".join(_about(document, place))) for place in fact.places]
    for kind in asked:
        if kind.small and not _AMOUNT.search(said) and _is_below(said, _LEAST_AMOUNT):
            continue
        if not any(_is_called(kind, document, place, text, said) for place, text in about):
            return kind.name
    return ""


def _is_below(said: str, limit: int) -> bool:
    """Whether a number is smaller, with its decimals behind a point or comma, which are no thousands here."""
    digits = re.search(r"\d+", said)
    return digits is not None and int(digits[0]) < limit


def _is_called(kind: _Asked, document: Document, place: Place, about: str, said: str) -> bool:
    if kind is not _PERCENTAGE and kind.called.search(said):
        return True
    there = document.paragraph(place.paragraph).text[slice(*place.at)]
    if kind is _PERCENTAGE and _AMOUNT.search(f"{there} {said}") and not kind.called.search(f"{there} {said}"):
        return False
    return kind.called.search(about) is not None


def _about(document: Document, place: Place) -> Iterator[str]:
    """What says what a number is: its sentence; in a table the names of row, column and table, and its unit."""
    paragraph = document.paragraph(place.paragraph)
    text = paragraph.text
    if paragraph.block_class is not BlockClass.TABLE:
        yield text[slice(*place.within)]
        return
    rows = rows_of(text)
    row = next((row for row in rows if row.holds(place.at[0])), None)
    cell = row.cell_at(place.at[0]) if row else None
    if row is None or cell is None or cell.value == cell.start:  # columns without names
        yield text[slice(*place.within)]
        yield next((text[slice(*row.span)] for row in rows if row.is_head), "")
    else:
        yield text[row.span[0] : row.cells[0].end]
        yield text[cell.start : cell.end]
        yield text[row.cells[-1].end : row.span[1]]
    yield caption_of(document.paragraphs, place.paragraph)
    yield from paragraph.heading_path[-1:]
