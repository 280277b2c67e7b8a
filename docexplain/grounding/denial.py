"""Whether an answer denies that the text says what was asked: "The document doesn't specify where it is".

Such an answer is likelier behind a document on the question's matter, and so looks caused by it. No paragraph proves
it, and what it denies may stand in what was not read, or in what was: small models deny what they were given. Only
wording about the text itself, or about what is known of it, counts; "The tenant may not keep pets" is an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_TEXT = (
    r"(?:documents?|texts?|passages?|paragraphs?|excerpts?|articles?|reports?|contracts?|agreements?|filings?|letters?|"
    r"sections?|tables?|pages?|contexts?|sources?|materials?|contents?|information|data)"
)
_SAYS = (
    r"(?:say|state|specify|mention|indicate|tell|disclose|reveal|clarify|address|discuss|describe|explain|detail|answer|"
    r"identify|define|name|list|report|note)"
)
_HAS = r"(?:provide|contain|give|include|offer|have|supply|make)"
_INFORMATION = (
    r"(?:information|details?|data|answers?|mentions?|indications?|references?|specifics?|clues?|statements?|evidence)"
)
_ADVERBS = (
    r"(?:(?:explicitly|specifically|clearly|directly|exactly|actually|really|fully|precisely|ever|even|also|any)\s+)*"
)
_NOT = r"(?:not|never)\s+"
_SAID = (
    r"(?:(?:specified|stated|mentioned|indicated|disclosed|given|provided|revealed|said|explained|addressed|answered|known|"
    rf"clear)\b|(?:described|discussed|identified|named|listed|reported|defined|found|available|included)\s+(?:in|by|from)\s+"
    rf"(?:the|this|that)\s+(?:\w+\s+)?{_TEXT})"
)
_VERBS = re.compile(rf"\b(?:does|do|did)\s+{_NOT}{_ADVERBS}{_SAYS}\b")
_ENGLISH = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:does|do|did)\s+{_NOT}{_ADVERBS}{_HAS}\s+(?:\w+\s+){{0,4}}{_INFORMATION}\b",
        rf"\b(?:is|are|was|were|has been|have been)\s+{_NOT}{_ADVERBS}{_SAID}\b",
        rf"\b(?:there\s+(?:is|are|was|were)|contains?|gives?|provides?|has|have|makes?|includes?|offers?)\s+"
        rf"(?:no|not\s+(?:any|enough))\s+(?:\w+\s+){{0,3}}{_INFORMATION}\b",
        rf"^(?:\W*)(?:there\s+is\s+)?(?:no|not\s+enough|insufficient)\s+(?:\w+\s+){{0,2}}{_INFORMATION}\b",
        r"\b(?:it|there)\s+is\s+(?:not\s+possible|impossible)\s+to\s+(?:determine|say|tell|answer|know|find|identify)\b",
        r"\b(?:can|could)\s+not\s+(?:be\s+)?(?:\w+ly\s+)?(?:determined?|answer(?:ed)?|find|found|inferred|tell|say|"
        r"provided?|identif(?:y|ied)|establish(?:ed)?)\b",
        r"\b(?:unable|not\s+able)\s+to\s+(?:determine|answer|find|say|tell|provide|identify|locate)\b",
        r"\b(?:i|we)\s+(?:do|did)\s+not\s+(?:know|find|see|have)\b",
        r"\b(?:is|are|remains?)\s+silent\s+(?:on|about)\b",
        r"\bsays?\s+nothing\s+(?:about|on|of)\b",
        r"^\W*(?:the\s+answer\s+is\s+)?(?:unknown|unspecified|unanswerable|undisclosed|n/?a|not\s+applicable|none\s+given|"
        r"no\s+answer)\W*$",
        rf"^\W*(?:it\s+is\s+)?not\s+{_ADVERBS}{_SAID}\b",
    )
)
_GERMAN = r"\b(?:dokument|text|vertrag|bericht|abschnitt|absatz|artikel)\b"
_FRENCH = r"\b(?:document|texte|contrat|passage|rapport|article|paragraphe)\b"
_SPANISH = r"\b(?:documento|texto|contrato|pasaje|informe|artículo|párrafo)\b"
_OTHERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_GERMAN}.{{0,40}}\b(?:nennt|erwähnt|sagt|gibt|enthält|macht|beantwortet|verrät)\b.{{0,60}}\b(?:nicht|nichts|kein\w*)\b",
        rf"{_GERMAN}.{{0,60}}\b(?:nicht|nichts)\b.{{0,20}}\b(?:angegeben|erwähnt|genannt|gesagt|beantwortet|hervor)",
        r"\b(?:ist|wird|sind|werden|wurde)\b.{0,40}\bnicht\s+(?:angegeben|erwähnt|genannt|bekannt)\b",
        r"\bkeine\s+(?:angabe|information|auskunft|antwort)e?n?\b",
        rf"{_FRENCH}.{{0,20}}\bne\s+(?:le\s+|la\s+)?(?:précise|mentionne|indique|dit|spécifie|fournit|donne|répond)\b",
        r"\bn'(?:est|a|était)\s+pas\s+(?:\w+\s+)?(?:précisé|mentionné|indiqué|spécifié|connu)e?s?\b",
        rf"{_SPANISH}.{{0,20}}\bno\s+(?:l[aoe]s?\s+)?(?:especifica|menciona|indica|dice|proporciona|da|responde|precisa)\b",
        r"\bno\s+(?:se\s+(?:especifica|menciona|indica|dice|precisa)|(?:está|es|fue)\s+(?:especificad|mencionad|"
        r"indicad|conocid)[oa]s?)\b",
    )
)
_ABOUT_THE_TEXT = re.compile(rf"\b{_TEXT}\b|\bit\b|\bthis\b|\bhere\b|\bquestion\b|\banswer\b|\b(?:i|we)\b")
_NAMES_THE_TEXT = re.compile(rf"\b{_TEXT}\b|\bi\b")
_LEAD = re.compile(
    r"^\W*(?:(?:i am |i'm )?sorry|unfortunately|(?:according to|based on|in|from) [^,]{0,60}),\s*(?:but\s+)?"
)
_GOES_ON = re.compile(r"\b(?:but|however|although|though|except|instead|rather|only|aber|jedoch|mais|pero|sino)\b")
_NEGATIVE = re.compile(r"\b(?:not|no|never|nor|without|nicht|kein\w*|ne|pas|except)\b|n['’]t\b")
"""A question with one of these may be answered by what is not so: then the text must be named, or the speaker."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_DIGIT = re.compile(r"\d")


def denies(question: str, answer: str, read: Iterable[str]) -> bool:
    """Whether the answer is that the text does not say it.

    It does where its first sentence denies and goes on to nothing else, and no later one gives a number. Not where
    what was read says so itself, such as "Terms were not disclosed".

    Args:
        read: texts of the paragraphs that were read.
    """
    first, *rest = [part for part in _SENTENCE.split(_plain(answer)) if part.strip()] or [""]
    first = _LEAD.sub("", first)
    found = _denial(first)
    if _NEGATIVE.search(question.casefold()) and not _NAMES_THE_TEXT.search(first):
        return False
    if found is None or _GOES_ON.search(first, found.end()):
        return False
    if any(_DIGIT.search(part) and not _denial(part) for part in rest):
        return False
    said = " ".join(found[0].split())
    return not any(said in " ".join(_plain(text).split()) for text in read)


def _denial(sentence: str) -> re.Match[str] | None:
    """Where a sentence denies."""
    verb = _VERBS.search(sentence)
    if verb and _ABOUT_THE_TEXT.search(sentence, 0, verb.start()):
        return verb
    return next(filter(None, (pattern.search(sentence) for pattern in (*_ENGLISH, *_OTHERS))), None)


def _plain(text: str) -> str:
    """In small letters, with "not" written out."""
    plain = text.casefold().replace("’", "'")
    plain = re.sub(r"\bcan(?:'t|not)\b", "can not", plain)
    return re.sub(r"n't\b", " not", plain)
