"""Clean text from what a PDF holds: pure functions.

Document text is data. What could steer a terminal or hide text (escape sequences, control characters, bidirectional
overrides, invisible characters) is taken out here, once, for every front end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

from docexplain.ingest.strings.hyphens import is_one_word, is_suspended

SOFT_HYPHEN = "\u00ad"
_NUMBER = re.compile(r"\d+")
_UNBROKEN = "\u2011"
"""A hyphen that no line's end may follow; where one does, it belongs."""
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # control sequences, such as colours
    r"|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # strings, such as window titles and links
    r"|\x1b[ -/]*[0-~]"
    r"|\ufffd\[[0-9;]*m"  # a colour whose first character MuPDF has replaced already
)
_SPACES = re.compile(r"[\t-\r\x1c-\x1f\x85\s]+")
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_PRESENTATION = re.compile("[\ufb00-\ufdff\ufe70-\ufefc]")
"""Ligatures, and the shapes of Arabic letters: signs for drawing, not for reading."""
LEADERS = ".\u2026\u00b7_"
"""Characters that lead to a page number when five or more stand in a row."""
BULLETS = "\u2022\u2023\u25aa\u25a0\u25cf\u25e6\u2043\u00b7\uf0a7\uf0b7"
"""Signs that begin a list item; the last two are from a font's private place."""
_FIRST_IDEOGRAPH = "\u2e80"
_IDEOGRAPH = re.compile(
    "[\u2e80-\u2fdf\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
"""Scripts that set no space between words: Chinese and Japanese, and their punctuation."""
_LEFTWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_ADDRESS = re.compile(r"://|www\.|[/@_\\]|\w\.\w")
"""In what is no word, as an address or a file's name, each hyphen is its own."""
_WORD = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")


def clean(text: str) -> str:
    """Text on one line with plain spaces, without ligatures and without what cannot be seen.

    A soft hyphen stays only at the end, where it says that the word goes on.
    """
    if text.isascii() and text.isprintable() and "  " not in text:  # nearly always: there is nothing to clean
        return text.strip(" ")
    text = _SPACES.sub(" ", _ESCAPES.sub("", text))
    text = _PRESENTATION.sub(lambda found: normalize("NFKC", found.group()), text)
    text = _UNSEEN.sub("", text).strip(" ")
    goes_on = text.endswith(SOFT_HYPHEN)
    text = text.replace(SOFT_HYPHEN, "")
    return text + SOFT_HYPHEN if goes_on and text else text


def unnumbered(text: str) -> str:
    """The text whatever its numbers: what repeats on pages may count them."""
    return _NUMBER.sub("#", text)


def count(text: str) -> int:
    """Characters of clean text, white space and soft hyphens not counted."""
    return sum(len(part) for part in clean(text).replace(SOFT_HYPHEN, "").split())


def is_right_to_left(text: str) -> bool:
    """Most of its letters are of a script that is read from right to left."""
    leftwards = len(_LEFTWARDS.findall(text))
    return leftwards > 0 and 2 * leftwards > sum(letter.isalpha() for letter in text) > 0


def word_set(text: str) -> frozenset[str]:
    """A set of words written as one text, which reads better than a list of strings."""
    return frozenset(text.split())


def is_ideograph(character: str) -> bool:
    """Of a script that sets no space between words."""
    return character >= _FIRST_IDEOGRAPH and _IDEOGRAPH.match(character) is not None


def vocabulary(lines: Sequence[str]) -> frozenset[str]:
    """The words of a document in lower case, but for those that a line's end may have broken."""
    words: set[str] = set()
    broken = False
    for line in lines:
        found = [word.lower().replace("\u2010", "-") for word in _WORD.findall(line)]
        cut = _hyphen(line) != ""
        words.update(found[1 if broken else 0 : len(found) - 1 if cut else len(found)])
        broken = cut
    return frozenset(words)


def join_lines(lines: Sequence[str], words: frozenset[str]) -> tuple[str, list[int]]:
    """The lines as one text, words broken at a line's end made whole, and where in the text each line begins."""
    text = ""
    starts: list[int] = []
    for line in lines:
        text = _with_next(text, line, words) if text else text
        starts.append(len(text))
        text += line
    return text.removesuffix(SOFT_HYPHEN), starts


def _hyphen(line: str) -> str:
    """The hyphen that a line ends in after a letter or digit, or nothing."""
    return line[-1] if len(line) > 1 and line[-1] in f"-\u2010{SOFT_HYPHEN}" and line[-2].isalnum() else ""


def _with_next(text: str, line: str, words: frozenset[str]) -> str:
    """What stands before the next line: the text with a space, or with its last hyphen kept or taken away."""
    if line and (_without_space(text[-1], line[0]) or (text[-1] == _UNBROKEN and line[0].isalnum())):
        return text
    hyphen = _hyphen(text)
    if not hyphen or not line or not line[0].isalnum():
        return f"{text.removesuffix(SOFT_HYPHEN)} "
    if hyphen == SOFT_HYPHEN:
        return text[:-1]
    first, last = _WORD.match(line), _WORD.findall(text)
    if first is None or not last or is_suspended(first.group(), words):
        return f"{text} "
    if _ADDRESS.search(text.rpartition(" ")[2]):
        return text
    left, right = (word.replace("\u2010", "-") for word in (last[-1], first.group()))
    return text[:-1] if is_one_word(left, right, words) else text


def _without_space(left: str, right: str) -> bool:
    """Ideographs, and a number beside one, stand without a space."""
    if is_ideograph(left):
        return is_ideograph(right) or right.isdigit()
    return left.isdigit() and is_ideograph(right)
