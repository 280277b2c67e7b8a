"""Paragraphs that are only a title, such as the "CURRENT REPORT" of a filing's cover that the layout calls text.

A title makes an answer about its matter likelier and says nothing itself, so it is not cited while something else may
be. What may be an answer is none: a figure, a value behind its label, a sentence, an office, a company; nor is one that
holds a word of the answer, such as a name under a signature.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from docexplain.records import BlockClass, Paragraph

_MOST_WORDS = 12
_STEM = 6
"""Letters of a longer word that its other forms have, too."""
_SMALL = 3
"""Letters of a word that a title may have in small letters, such as "of" and "and"."""
_NO_TITLE = re.compile(
    r"[\d:;|@☐☒☑✓_/=%$€£#()\[\]]|^\S+(?:\s\S+)?,\s\S+(?:\s\S+)?$|[.!?,-]\W*$|\.[\s,]|\b[IVXLC]+\b|,\sas\s"
)
"""Figures and their signs, labels, boxes to tick, "Town, State", the end of a sentence or what goes on, Roman numerals,
and parts played."""
_NAMED = re.compile(
    r"\b(?:officers?|presidents?|directors?|chair\w*|secretary|treasurer|counsel|manager|controller|partner|trustee|"
    r"company|corporation|corp|inc|llc|ltd|limited|plc|n\.a|gmbh|ag|bank|signature\w*)\b",
    re.IGNORECASE,
)
"""Offices and companies, which are asked for."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SAYS_SO = frozenset("not none no yes nil nein ja non oui".split())
"""Words that are a value."""
_EMPTY = frozenset(
    "the a an it is are was were be of in on at to for by from with and or as that this these those its their has have "
    "had do does did will would which who what when where how under per not no yes".split()
)


def is_title(paragraph: Paragraph) -> bool:
    """Whether a paragraph has two words and more, all in capitals or beginning with one, and neither a figure nor
    anything else that may be a value."""
    if paragraph.block_class not in (BlockClass.TEXT, BlockClass.TITLE, BlockClass.SECTION_HEADER):
        return False
    text = " ".join(paragraph.text.split())
    words = _WORD.findall(text)
    if not 2 <= len(words) <= _MOST_WORDS or _NO_TITLE.search(text) or _NAMED.search(text):
        return False
    if _SAYS_SO & {word.lower() for word in words}:
        return False
    return words[0][0].isupper() and all(word[0].isupper() or len(word) <= _SMALL for word in words)


def only_titles(paragraphs: Sequence[Paragraph], answer: str, question: str) -> frozenset[int]:
    """Positions of the paragraphs that are only a title of something else than what the answer says.

    Args:
        answer: with nothing of its own, as "Yes", it may stand in any of them.
    """
    own = _words(answer) - _words(question) - _EMPTY
    if not own:
        return frozenset()
    return frozenset(i for i, each in enumerate(paragraphs) if is_title(each) and not _holds(each.text, own))


def _holds(title: str, own: Collection[str]) -> bool:
    """Whether one of these words stands in it, maybe with another ending, or is made of its initials, as CEO is."""
    words = _words(title)
    initials = "".join(word[0] for word in _WORD.findall(title) if word[0].isupper()).casefold()
    stems = {_stem(word) for word in words}
    return any(word in words or _stem(word) in stems or (len(word) > 1 and word in initials) for word in own)


def _stem(word: str) -> str:
    return word[:_STEM] if len(word) > _STEM else word.removesuffix("s")


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}
