"""Text as it looks, for patterns to match: one spelling for the many in which the same words can be written."""

from __future__ import annotations

import re
import unicodedata

_LOOKS_LIKE = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0458\u04bb\u0501\u051b\u051d\u043a\u043c\u0442\u0432\u043d\u0433"
    "\u03bf\u03b1\u03b5\u03b9\u03ba\u03bd\u03c1\u03c4\u03c5\u03c7\u03c9\u0131\u0261\u0251\u0142\u00f8\u0111"
    "\u2018\u2019\u201a\u00b4`\u201c\u201d\u201e\u00ab\u00bb\u2010\u2011\u2013\u2014\u2212\u01c0\u2223\u2039\u203a\u3008\u3009",
    "aeopcyxisjhdqwkmtbhr" + "oaeikvptuxwigalod" + "'''''\"\"\"\"\"-----||<><>",
)
"""Letters of Cyrillic and Greek by the Latin ones that they look like, letters whose stroke is no accent, and one kind
of each quotation mark, dash, bar and angle."""
_TAGS = {0xE0000 + code: code for code in range(0x20, 0x7F)}
"""Characters that draw nothing and spell ASCII."""


class _Drawn(dict[int, str]):
    """A table for ``str.translate`` that fills itself: accents and characters that draw nothing go."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = drawn = "" if unicodedata.category(character) in {"Mn", "Cf"} else character
        return drawn


_drawn = _Drawn()
_BLANKS = re.compile(r"[^\S\n]+")
_LETTER_BY_LETTER = re.compile(r"(?<!\w)\w(?:[ .*_-]{1,2}\w(?!\w)){4,}")
"""Five letters and more, each on its own."""


def as_it_looks(text: str) -> str:
    """Lower case without accents, compatibility forms, lookalikes and characters that draw nothing; blanks are one
    space, and lines stay. A text with words that are spaced letter by letter follows once more without these spaces."""
    text = unicodedata.normalize("NFKC", text.translate(_TAGS))
    text = unicodedata.normalize("NFD", text.casefold())
    if not text.isascii():
        text = text.translate(_drawn).translate(_LOOKS_LIKE)
    text = _BLANKS.sub(" ", text)
    closed = _LETTER_BY_LETTER.sub(lambda found: re.sub(r"[^\w]", "", found.group()), text)
    return text if closed == text else f"{text}\n{closed}"


def without_blanks(text: str) -> str:
    """The same without any white space, as marks are compared whose letters may stand apart."""
    return "".join(as_it_looks(text).split())
