"""Signs that are boxes to tick only where they stand among others: pure functions on the words of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docexplain.ingest.text.glyphs import Glyphs
from docexplain.ingest.text.sign_tables import BOXES, EMPTY, SHADOWED, TICKED, TICKS

_LETTERS = {"x": TICKED, "X": TICKED, "o": EMPTY, **dict.fromkeys("\u00fd\u00fe\u00fc", TICKED), "\u00a8": EMPTY}
"""Where a font of symbols was not at hand, its letters are what a person sees, as on many covers of filings."""
_YES, _NO = "yes", "no"


def with_boxes(words: Sequence[Glyphs]) -> list[Glyphs]:
    """The words with the boxes among them that only the page shows to be some."""
    result = list(words)
    if _asks_with_letters(result):
        result = [_read(word, _LETTERS) if _is_alone(result, i) else word for i, word in enumerate(result)]
    if any(word.text[0] in SHADOWED for word in result):
        box = any(
            word.text in BOXES or (word.text in SHADOWED and not _is_first(result, i)) for i, word in enumerate(result)
        )
        table = dict.fromkeys(SHADOWED, EMPTY if box else "\u2022")
        result = [_read(word, table) for word in result]
    if any(word.text in TICKS for word in result):
        after = [i for i in range(1, len(result)) if _label(result[i - 1].text) in {_YES, _NO}]
        for i in after:
            result[i] = _read(result[i], dict.fromkeys(TICKS, TICKED))
    if any(word.text == EMPTY for word in result):
        result = [_read(word, dict.fromkeys(TICKS, TICKED)) for word in result]
    return result


def _read(word: Glyphs, signs: dict[str, str]) -> Glyphs:
    text = signs.get(word.text)
    return word if text is None else replace(word, text=text, glued=False)


def _asks_with_letters(words: Sequence[Glyphs]) -> bool:
    """A "Yes x No o" stands on the page."""
    signs = BOXES.union(_LETTERS, TICKS)
    named = [_label(word.text) for word in words]
    for i in range(len(words) - 3):
        if named[i] == _YES and named[i + 2] == _NO and {words[i + 1].text, words[i + 3].text[:2]} <= signs | {"__"}:
            return words[i + 1].text != words[i + 3].text
    return False


def _label(text: str) -> str:
    return text.strip(":.,;()[]").lower()


def _is_alone(words: Sequence[Glyphs], i: int) -> bool:
    """Not between two numbers of its line, as in "3 x 4"."""
    if words[i].glued or i in {0, len(words) - 1} or _is_first(words, i) or _is_first(words, i + 1):
        return not words[i].glued
    return not (words[i - 1].text[-1].isdigit() and words[i + 1].text[0].isdigit())


def _is_first(words: Sequence[Glyphs], i: int) -> bool:
    """It begins its line."""
    return i == 0 or (words[i - 1].block, words[i - 1].line) != (words[i].block, words[i].line)
