"""The words of a page that cannot be read: their characters say nothing, or something else than the page shows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median
from typing import Any

from docexplain.ingest.legibility.font_maps import FontMaps, Fonts
from docexplain.ingest.legibility.letters import is_strange, likeness
from docexplain.ingest.legibility.signs import controls, unreadable
from docexplain.ingest.text.blocks import Rect
from docexplain.ingest.text.glyphs import Glyphs
from docexplain.records import Illegible, IllegibleText

_LEAST_CONTROLS, _MOST_CONTROLS = 5, 0.05
"""Characters that steer a machine, in all and as a share: of a font of which they are more, the map is false."""
_LEAST_OF_BLOCK = 45
"""Pairs of letters of a block whose font is like a language's elsewhere: two fonts may have one name."""
_MOST = 0.4
"""Share of a block's characters that cannot be read; with more of them, none of it is text."""


_LEAST_TOLD, _LEAST_SHARE, _ALWAYS_TOLD = 3, 0.005, 20
"""Characters of a page, and their share, that are worth a word, and so many that are whatever the share; fewer are
bullets, icons or signs of a formula."""
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
_LEAST_IDEOGRAPHS, _EVEN, _MOST_UNEVEN = 30, 0.12, 0.3
"""Ideographs of a font on a page; by how much the width of one may differ from the common one; the share that may."""


@dataclass(frozen=True, slots=True)
class _Span:
    """A piece of a line that is set in one font."""

    block: int
    font: str
    text: str
    rect: Rect


def marked(page: Any, raw: dict[str, Any], words: Sequence[Glyphs], maps: FontMaps | None) -> list[Glyphs]:
    """The words of a ``pymupdf.Page``, those of blocks that cannot be read with the reason.

    Args:
        raw: what the page's text page gives as ``extractRAWDICT()``.
        words: of the page, made of ``raw``.
        maps: of its document; None: only the letters are looked at.
    """
    false = _false_words(page, raw, words, maps)
    silent = {i: count for i, word in enumerate(words) if (count := unreadable(word.text))}
    if not false and not silent:
        return list(words)
    blocks: dict[int, list[int]] = defaultdict(list)
    for i, word in enumerate(words):
        if not word.hidden:
            blocks[word.block].append(i)
    reasons: dict[int, str] = {}
    for inside in blocks.values():
        least = _MOST * sum(words[i].characters for i in inside)
        says_nothing = sum(silent.get(i, 0) for i in inside)
        garbled = sum(words[i].characters for i in inside if i in false)
        if says_nothing and says_nothing >= least:
            reasons.update(dict.fromkeys(inside, Illegible.UNREADABLE.value))
        elif garbled and garbled + says_nothing >= least:
            reasons.update(dict.fromkeys(inside, Illegible.GARBLED.value))
    return [replace(word, hidden=reasons[i]) if i in reasons else word for i, word in enumerate(words)]


def told(number: int, words: Sequence[Glyphs]) -> tuple[IllegibleText, ...]:
    """Records of what cannot be read of a page.

    Args:
        words: of :func:`marked`.
    """
    counts: dict[Illegible, int] = defaultdict(int)
    for word in words:
        if word.hidden == Illegible.GARBLED:
            counts[Illegible.GARBLED] += word.characters
        elif word.hidden == Illegible.UNREADABLE:
            counts[Illegible.UNREADABLE] += word.characters
        elif not word.hidden:  # in a block of which most can be read
            counts[Illegible.UNREADABLE] += unreadable(word.text)
    shown = sum(word.characters for word in words if not word.hidden or word.hidden in frozenset(Illegible))
    return tuple(
        IllegibleText(number, reason, count, round(count / shown, 3))
        for reason, count in counts.items()
        if count >= _ALWAYS_TOLD or (count >= _LEAST_TOLD and count >= _LEAST_SHARE * shown)
    )


def _false_words(page: Any, raw: dict[str, Any], words: Sequence[Glyphs], maps: FontMaps | None) -> set[int]:
    """Indices of words whose characters are not what the page shows, as far as that can be told."""
    spans = list(_spans(raw))
    texts = defaultdict[str, list[str]](list)
    for span in spans:
        texts[span.font].append(span.text)
    known = maps.on(page) if maps else Fonts()
    false_fonts = {font for font, parts in texts.items() if _is_false(" ".join(parts))}
    if any(_IDEOGRAPH.search(part) for parts in texts.values() for part in parts):
        false_fonts |= _uneven_fonts(raw)
    false_blocks = _strange_blocks(spans) if known.several else set()
    if not false_fonts and not false_blocks and not known.false:
        return set()
    places: dict[int, list[Rect]] = defaultdict(list)
    for span in spans:
        if span.font in false_fonts or span.block in false_blocks:
            places[span.block].append(span.rect)
    return {
        i
        for i, word in enumerate(words)
        if any(word.is_in(rect) for rect in (*places.get(word.block, ()), *known.false))
    }


def _is_false(text: str) -> bool:
    """The characters of a font, as they stand on a page, cannot be what it shows."""
    steering = controls(text)
    if steering >= _LEAST_CONTROLS and steering >= _MOST_CONTROLS * len("".join(text.split())):
        return True
    return is_strange(text)


def _uneven_fonts(raw: dict[str, Any]) -> set[str]:
    """Fonts whose ideographs are of many widths, as only letters are: each of a script fills the same square."""
    widths = defaultdict[str, list[float]](list)
    for block in raw["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                widths[span["font"]] += [
                    (character["bbox"][2] - character["bbox"][0]) / span["size"]
                    for character in span["chars"]
                    if _IDEOGRAPH.match(character["c"])
                ]
    uneven = set()
    for font, found in widths.items():
        if len(found) >= _LEAST_IDEOGRAPHS:
            common = median(found)
            other = sum(abs(width - common) > _EVEN * common for width in found)
            if other > _MOST_UNEVEN * len(found):
                uneven.add(font)
    return uneven


def _strange_blocks(spans: Sequence[_Span]) -> set[int]:
    """Numbers of blocks whose letters are strange, whatever their font."""
    found = set()
    for number, group in groupby(spans, key=lambda span: span.block):
        text = " ".join(span.text for span in group)
        if len(text) > _LEAST_OF_BLOCK and likeness(text).pairs >= _LEAST_OF_BLOCK and is_strange(text):
            found.add(number)
    return found


def _spans(raw: dict[str, Any]) -> Iterator[_Span]:
    for number, block in enumerate(raw["blocks"]):
        for line in block.get("lines", ()):
            for span in line["spans"]:
                text = "".join([character["c"] for character in span["chars"]])
                yield _Span(number, span["font"], text, tuple(span["bbox"]))
