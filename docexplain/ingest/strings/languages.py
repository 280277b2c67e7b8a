"""Which languages a document is in, and whether a question is in another: by letter groups (py3langid, offline).

A question has few letters, and names in it may be of any language. So it counts as foreign only where the document does
not even have most of its words, and where hardly anything speaks for a language of the document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import Any

NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean",
    "lt": "Lithuanian", "lv": "Latvian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sv": "Swedish", "tr": "Turkish",
    "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
"""By code of ISO 639. No others are looked for: the more there are, the more often a short question looks like one."""

_SAMPLES = 12
"""Pieces of a document that are looked at, from its beginning to its end."""
_LONGEST = 1000
"""Characters of a piece."""
_LEAST = 40
"""Letters of a piece that says something."""
_LEAST_PIECES = 2
"""Of them, that say which language a text is in mainly."""
_SURE = 0.8
"""Probability of the language of a piece."""
_KNOWN = 0.6
"""Share of a question's words that the document has, from which on it is in the document's language."""
_UNLIKELY = 0.01
"""Probability of the document's languages together, given a question in another one, at most."""
_ENGLISH = frozenset("the what which how does did were when where who why with from this that there have has".split())
_WORD = re.compile(r"[^\W\d_]+")


def other_language(question: str, texts: Sequence[str]) -> str:
    """The document's language, in English, or languages joined by "and", where the question is in none of them.

    Args:
        texts: the document's paragraphs.

    Returns:
        empty where the question is in the document's language, or nothing can be said.
    """
    if not _WORD.search(question) or _both_english(question, texts) or _has_words(texts, question):
        return ""
    languages = languages_of(tuple(texts))
    if not languages or sum(p for language, p in _probabilities(question) if language in languages) >= _UNLIKELY:
        return ""
    return " and ".join(sorted(NAMES[language] for language in languages))


@lru_cache(maxsize=2)
def languages_of(texts: tuple[str, ...]) -> frozenset[str]:
    """The languages of a document's paragraphs, as keys of :data:`NAMES`; none where it has too little text to tell."""
    return frozenset(filter(None, _by_piece(texts)))


def main_language(texts: Sequence[str]) -> str:
    """The language of most pieces of a text, as a key of :data:`NAMES`; empty where none is, or where a single piece
    alone says so."""
    found = _by_piece(texts)
    counts = Counter(filter(None, found))
    language, count = counts.most_common(1)[0] if counts else ("", 0)
    return language if count >= _LEAST_PIECES and 2 * count > len(found) else ""


def _by_piece(texts: Sequence[str]) -> list[str]:
    """The language of each piece of a text; empty where it is not sure."""
    best = (_probabilities(text)[0] for text in _samples(texts))
    return [language if probability >= _SURE else "" for language, probability in best]


def _samples(texts: Sequence[str]) -> Iterator[str]:
    """Pieces of text that say something, from the first to the last: the next one from each of so many places on."""
    step = max(len(texts) // _SAMPLES, 1)
    for start in range(0, len(texts), step):
        pieces = (text[:_LONGEST] for text in texts[start : start + step])
        yield from islice((p for p in pieces if len(_WORD.findall(p)) > 5 and _letters(p) >= _LEAST), 1)


def _both_english(question: str, texts: Sequence[str]) -> bool:
    """Words that only English has so often say it of both: a long document's words need not be looked through then."""
    step = max(len(texts) // _SAMPLES, 1)
    said = " ".join(text[:_LONGEST] for text in texts[::step])
    return all(len(_ENGLISH.intersection(_WORD.findall(text.casefold()))) > 1 for text in (question, said))


def _has_words(texts: Iterable[str], question: str) -> bool:
    """The texts have most of its words."""
    words = set(_WORD.findall(question.casefold()))
    missing, enough = set(words), (1 - _KNOWN) * len(words)
    for text in texts:
        missing.difference_update(_WORD.findall(text.casefold()))
        if len(missing) <= enough:
            return True
    return False


def _letters(text: str) -> int:
    return sum(letter.isalpha() for letter in text)


def _probabilities(text: str) -> list[tuple[str, float]]:
    """Of each language, the likeliest first."""
    ranked: list[tuple[str, float]] = _identifier().rank(text)
    return ranked


@cache
def _identifier() -> Any:
    # Deferred: its model takes half a second to unpack, and most questions have the document's own words.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(NAMES))
    return identifier
