"""What a file says about its own pages: the numbers printed on them, and its outline. Both may be broken or endless."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docexplain.ingest.strings.cleaning import clean
from docexplain.ingest.text.blocks import OutlineEntry

_LONGEST_LABEL = 24
_LONGEST_TITLE = 300
_MOST_ENTRIES = 20_000
_LARGEST_NUMBER = 100_000
"""From here on a label in Roman numerals or letters would have hundreds of characters."""
_OCTAL = re.compile(r"\\([0-3][0-7]{2})")


def page_labels(document: Any, pages: int) -> tuple[str, ...]:
    """The printed number of each page of a ``pymupdf.Document``; empty when it names none that says more than the
    physical number."""
    try:
        rules = sorted(document.get_page_labels(), key=lambda rule: rule["startpage"]) if document.is_pdf else []
        labels = tuple(_labels(rules, pages)) if rules else ()
    except Exception:  # whatever a broken tree of labels raises: they are a help, not the text
        return ()
    return () if all(label in {"", str(number)} for number, label in enumerate(labels, 1)) else labels


def _labels(rules: list[dict[str, Any]], pages: int) -> Iterator[str]:
    from pymupdf import utils

    construct: Any = utils.construct_label
    waiting = list(reversed(rules))
    rule: dict[str, Any] | None = None
    for index in range(pages):
        while waiting and waiting[-1]["startpage"] <= index:
            rule = waiting.pop()
        if rule is None:
            yield ""
            continue
        style = rule.get("style", "")
        number = index - rule["startpage"] + rule.get("firstpagenum", 1) - (style in {"a", "A"})
        label = construct(style, _prefix(rule.get("prefix", "")), number) if 0 <= number < _LARGEST_NUMBER else ""
        yield clean(label)[:_LONGEST_LABEL]


def _prefix(written: str) -> str:
    """PyMuPDF gives the prefix as the file writes it: in hexadecimal, or with escapes."""
    if written.startswith("<FEFF"):
        return bytes.fromhex(written.strip("<>"))[2:].decode("utf-16-be", "replace")
    return _OCTAL.sub(lambda code: chr(int(code[1], 8)), written).replace("\\", "")


def outline(document: Any, pages: int) -> tuple[OutlineEntry, ...]:
    """The bookmarks of a ``pymupdf.Document`` that have a title and lead to one of its pages."""
    try:
        entries = document.get_toc()[:_MOST_ENTRIES]
        return tuple(
            OutlineEntry(max(1, int(level)), title, int(page))
            for level, raw, page in entries
            if 1 <= int(page) <= pages and (title := clean(str(raw))[:_LONGEST_TITLE])
        )
    except Exception:  # whatever a broken outline raises
        return ()
