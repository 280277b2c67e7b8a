"""How deep the elements of HTML stand in each other. MuPDF takes 4,096 levels at most, and minutes to say so."""

from __future__ import annotations

import re

_TAG = re.compile(r"<(/?)([A-Za-z][^\s<>/]*)[^<>]*>")
_ALONE = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_CLOSED_BY_NEXT = frozenset("p li dt dd tr td th thead tbody tfoot option colgroup caption rt rp".split())
"""Elements that end where the next one begins, whether or not it is said."""


def depth_of(html: str) -> int:
    """The most elements that are open at once, whether or not it is written as it should be."""
    now = most = 0
    for found in _TAG.finditer(html):
        name = found[2].lower()
        if name in _ALONE or name in _CLOSED_BY_NEXT or found[0].endswith("/>"):
            continue
        now = now + 1 if not found[1] else max(0, now - 1)
        most = max(most, now)
    return most
