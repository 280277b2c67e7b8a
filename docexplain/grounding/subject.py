"""Whether a question is about this document at all, as far as its names tell.

"When was the Da Yuan Tong Zhi written?" asked of an annual report gets an answer that was copied from it: caused by the
document, and about something else. Where the question names things and none of them stands anywhere in the document, it
has no answer there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_ENGLISH = re.compile(r"\b(?:what|when|who|whom|whose|which|where|why|how|does|did|is|are)\b", re.IGNORECASE)
"""A question in a language that writes names, and only names, with a capital."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_GENITIVE = re.compile(r"['’]s?$")
_LEAST = 3
"""Letters of a word that is taken for a name."""
_STEM = 6
"""Letters from which on a name's last two may be others: "Mongolian" is found by "Mongolia"."""
_ENDING = 2


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


def unknown(question: str, texts: Iterable[str]) -> bool:
    """Whether the question names something, and none of these texts holds any of it."""
    names = [name.lower() for name in names_in(question)]
    if not names:
        return False
    sought = [name[:-_ENDING] if len(name) >= _STEM else name for name in names]
    return not any(part in text.lower() for text in texts for part in sought)
