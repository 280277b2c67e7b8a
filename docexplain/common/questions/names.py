"""The names in a question."""

from __future__ import annotations

import re

_ENGLISH = re.compile(r"\b(?:what|when|who|whom|whose|which|where|why|how|does|did|is|are)\b", re.IGNORECASE)
"""A question in a language that writes names, and only names, with a capital."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_GENITIVE = re.compile(r"['’]s?$")
_LEAST = 3
"""Letters of a word that is taken for a name."""


def names_in(question: str) -> tuple[str, ...]:
    """Words of an English question that are spelled like names. Not the first word of a sentence, and no word all in
    capitals, which is as often a unit or a common short form."""
    if not _ENGLISH.search(question):
        return ()
    found = []
    for match in _WORD.finditer(question):
        word, before = _GENITIVE.sub("", match[0]), question[: match.start()].rstrip("\"'“‘( ")
        inside = bool(before) and before[-1] not in ".?!:;\n"
        if inside and len(word) >= _LEAST and word[0].isupper() and not word.isupper():
            found.append(word)
    return tuple(dict.fromkeys(found))
