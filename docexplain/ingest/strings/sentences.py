"""Sentence boundaries as character spans: NLTK's Punkt, trained on the document itself, so nothing is downloaded.

Where NLTK's own model (``punkt_tab``) is installed it can be used, but not for parsing documents: the same file must
give the same paragraphs on every machine.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Any

from docexplain.common.lazy_imports import lean_imports
from docexplain.ingest.strings.cleaning import word_set
from docexplain.ingest.strings.struck import MARK

ABBREVIATIONS = word_set(
    "no nos inc ltd co corp llc plc dept est approx ca vs etc al ed eds vol vols pp fig figs eq eqs sec art arts para "
    "ch cl ref refs tab app mr mrs ms dr prof st jr sr hon rev gen gov sen rep messrs e.g i.e cf viz u.s u.k u.n e.u "
    "d.c ph.d a.m p.m jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun ave blvd rd bros "
    "assn univ min max avg tel ext incl excl resp"
)
"""Lower case, without the last full stop. Words that also end sentences often ("in", "am") are not among them."""

_NEVER_LAST = word_set(
    "no nos vs approx ca e.g i.e cf viz mr mrs ms dr prof messrs hon rev gen gov sen fig figs eq eqs sec art arts para "
    "ch cl pp vol vols ref incl excl resp st"
)
"""Abbreviations that announce something: what follows belongs to them even with a capital or a digit."""

_STARTERS = word_set(
    "the this that these those it its he she they we i you his her their our a an in on at if when while after before "
    "for but however each every either both all any there here no not as by with during once only"
)
"""Words that, with a capital, begin a sentence even after an abbreviation or a single capital letter."""

_FIRST_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"(\S+?)\.?[\"')\]\u201d\u2019]*$")
_FULL_STOP = re.compile("[\u3002\uff01\uff1f]+[\u300d\u300f\uff09\u201d\u2019]*\\s*")
_INITIAL = re.compile(r"(?:^|[\s(.])[A-Z]\.$")


def sentence_spans(text: str, train_on: str | None = None, *, installed: bool = False) -> list[tuple[int, int]]:
    """Character spans (start, end) of the sentences, without the white space between them.

    Args:
        text: any text; the lines of a table count as sentences of their own.
        train_on: a longer text of the same kind, such as the whole document, from which the abbreviations and the
            words that begin sentences are learnt.
        installed: use NLTK's ``punkt_tab`` for English instead, if it is installed.
    """
    tokenizer = (_installed() if installed else None) or _tokenizer(train_on or "")
    spans: list[tuple[int, int]] = []
    offset = 0
    for line in text.split("\n"):
        quoted = line.replace(MARK, "''")  # a full stop before a quotation mark ends a sentence
        pieces = _mend(quoted, list(tokenizer.span_tokenize(quoted))) if line.strip() else []
        pieces = [part for start, end in pieces for part in _ideographic(line, start, end)]
        spans += [(offset + start, offset + end) for start, end in pieces]
        offset += len(line) + 1
    return spans


def _ideographic(line: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut after the full stops of Chinese and Japanese, which no space follows."""
    cuts = [found.end() for found in _FULL_STOP.finditer(line, start, end) if found.end() < end]
    return list(pairwise([start, *cuts, end]))


def _mend(line: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Joins what Punkt cuts after an abbreviation that announces something, an initial, or before a small letter."""
    mended: list[tuple[int, int]] = []
    for start, end in spans:
        if mended and _belongs(line[mended[-1][0] : mended[-1][1]], line[start:end]):
            mended[-1] = (mended[-1][0], end)
        else:
            mended.append((start, end))
    return mended


def _belongs(before: str, after: str) -> bool:
    if after[0] in ")]}\u201d\u2019" or (after[0].islower() and before.endswith(".")):
        return True
    if not any(letter.isalnum() for letter in after):
        return True
    first = _FIRST_WORD.match(after)
    starts = first is not None and first.group().lower() in _STARTERS
    last = _LAST_WORD.search(before)
    word = last.group(1).lstrip("(\"'[\u201c").lower() if last and before.endswith(".") else ""
    if word == "no" and not after[0].isdigit():
        return False  # the answer "No."
    return word in _NEVER_LAST or (not starts and after[0].isupper() and bool(_INITIAL.search(before)))


@lru_cache(maxsize=1)
def _installed() -> Any:
    """NLTK's own tokenizer with our abbreviations, None where its model is not installed."""
    with lean_imports():
        from nltk.data import find
        from nltk.tokenize.punkt import PunktSentenceTokenizer, load_punkt_params

    try:
        parameters = load_punkt_params(find("tokenizers/punkt_tab/english/"))
    except LookupError:
        return None
    parameters.abbrev_types |= ABBREVIATIONS
    parameters.sent_starters |= _STARTERS
    return PunktSentenceTokenizer(parameters)


@lru_cache(maxsize=4)
def _tokenizer(train_on: str) -> Any:
    # Deferred: importing nltk takes most of a second and only ingest and sentence drill-down need it.
    with lean_imports():
        from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer, PunktTrainer

    if train_on.strip():
        trainer = PunktTrainer()
        trainer.INCLUDE_ALL_COLLOCS = False
        trainer.train(train_on)
        parameters = trainer.get_params()
        # A short text teaches nonsense: a word is an abbreviation only if it is short or has a full stop inside.
        learnt = {word for word in parameters.abbrev_types if len(word) <= 4 or "." in word}
        parameters.abbrev_types = learnt if len(train_on) > 20_000 else set()
    else:
        parameters = PunktParameters()
    parameters.abbrev_types |= ABBREVIATIONS
    parameters.sent_starters |= _STARTERS
    return PunktSentenceTokenizer(parameters)


def is_sentence(text: str) -> bool:
    """It reads as one: six words or more, most of them in small letters, and its end."""
    words = re.findall(r"[^\W\d_]+", text)
    return len(words) >= 6 and text.rstrip()[-1:] in ".!?" and 2 * sum(word[0].islower() for word in words) > len(words)
