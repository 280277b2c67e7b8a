"""HTML that nobody sees because it has no size or is see-through, said so that MuPDF draws it and it can be told.

MuPDF drops text of no size and knows no opacity. A tiny size does for both: elements inside text of no size may have
one of their own, and what is inside a see-through element cannot be seen whatever it says of itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from html import escape

Attributes = list[tuple[str, str | None]]

_TINY = "font-size:.1pt"
_ZERO = r"\+?(?:0+(?:\.0*)?|\.0+)"
_NO_SIZE = re.compile(rf"""(?i)(?<![\w-])font-size\s*:\s*{_ZERO}[a-z%]*(?=\s*(?:$|[;}}"'!>/]))""")
_NOTHING = re.compile(rf"(?i){_ZERO}%?(?:\s*!\s*important)?")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_BLOCKS = (
    "address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main nav "
    "ol p pre section table ul"
)
_ENDS = {block: frozenset({"p"}) for block in _BLOCKS.split()} | {
    "li": frozenset({"p", "li"}),
    "dt": frozenset({"p", "dt", "dd"}),
    "dd": frozenset({"p", "dt", "dd"}),
    "td": frozenset({"p", "td", "th"}),
    "th": frozenset({"p", "td", "th"}),
    "tr": frozenset({"p", "td", "th", "tr"}),
    "option": frozenset({"option"}),
}
"""What an element ends by beginning, where that has no end of its own."""


def of_some_size(css: str) -> str:
    """What has no size, tiny."""
    return _NO_SIZE.sub(_TINY, css)


def is_see_through(attributes: Attributes) -> bool:
    """By its own style; what a style sheet says may be taken back further down, as where a page fades in."""
    opacity = ""
    for declaration in (dict(attributes).get("style") or "").split(";"):
        name, _, value = declaration.partition(":")
        if name.strip().lower() == "opacity":
            opacity = value.strip()
    return _NOTHING.fullmatch(opacity) is not None


def tiny(tag: str, attributes: Attributes) -> str:
    """The start of the element, its text too small to be read."""
    said = {name: value or "" for name, value in attributes}
    said["style"] = f"{said.get('style', '')};{_TINY} !important".lstrip(";")
    return f"<{tag}{as_written(said)}>"


def as_written(attributes: Mapping[str, str | None]) -> str:
    """As they stand in the start of an element."""
    return "".join(f' {name}="{escape(value or "")}"' for name, value in attributes.items())


class SeeThrough:
    """Follows the elements of a page as they begin and end, to know what is in a see-through one."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._counts: Counter[str] = Counter()
        self._from: int | None = None
        """How many elements the see-through one is in."""

    def begin(self, tag: str, attributes: Attributes) -> bool:
        """Whether the element that begins is, or is in, a see-through one."""
        while self._open and self._open[-1] in _ENDS.get(tag, ()):
            self._pop()
        inside = self._from is not None or is_see_through(attributes)
        if tag not in _VOID:
            if inside and self._from is None:
                self._from = len(self._open)
            self._open.append(tag)
            self._counts[tag] += 1
        return inside

    def end(self, tag: str) -> None:
        """The element ends, and with it those in it that have not; nothing, if none of its kind is open."""
        if self._counts[tag]:
            while self._pop() != tag:
                pass

    def _pop(self) -> str:
        tag = self._open.pop()
        self._counts[tag] -= 1
        if self._from is not None and len(self._open) <= self._from:
            self._from = None
        return tag
