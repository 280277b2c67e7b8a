"""Titles of clauses, which stand like items of a list: "7. Termination." and then "(a) The lease ends ..."."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from docexplain.ingest.text.blocks import Block
from docexplain.records import BlockClass

_TITLE = re.compile(r"(?:(?:section|article|clause|\u00a7) ?)?(\d{1,3})[.)]? (?P<title>[^.;:]{3,80})\.?", re.IGNORECASE)
_FIRST_PART = re.compile(r"\((?:a|A|i|1)\) ?\S|(?P<clause>\d{1,3})\.0?1\.? \S")
_LONG = 4
"""Letters of a word that has a capital in a title."""
_MAY_BE = {BlockClass.TEXT, BlockClass.LIST_ITEM, BlockClass.SECTION_HEADER}


def with_clauses(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, titles of clauses as headers: alone on their line, in capitals as titles are, with the clause's first
    part after them.

    Args:
        blocks: of all pages, in reading order, without furniture among them or with it.
    """
    result = list(blocks)
    read = [i for i, block in enumerate(blocks) if block.block_class in _MAY_BE and block.text and not block.hidden]
    for at, then in pairwise(read):
        title = _TITLE.fullmatch(blocks[at].text)
        part = _FIRST_PART.match(blocks[then].text)
        if not title or not part or len(blocks[at].lines) > 2 or blocks[then].page - blocks[at].page > 1:
            continue
        if _is_title(title["title"]) and part["clause"] in (None, title[1]):
            result[at] = replace(blocks[at], block_class=BlockClass.SECTION_HEADER, clause=int(title[1]))
    return result


def _is_title(text: str) -> bool:
    return all(word[0].isupper() for word in re.findall(r"[^\W\d_]+", text) if len(word) >= _LONG)
