"""Text of a document as tokens: what spells a model's control tokens stays text, letter by letter.

A tokenizer leaves its special tokens alone where it is told to split them. But it still finds the tokens that were
added to it without being called special (some families add their role markers and think tags that way), those that a
normal form turns other characters into, and those that stand in its vocabulary like words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Encoded = tuple[list[int], list[tuple[int, int]]]
"""Token ids, and the characters of each in the text, start and end (exclusive)."""

_MARKS = frozenset("<>[]{}|\uff5c")
"""A token with one of these that the tokenizer was given apart from its vocabulary controls the model; one without is a
word, or a run of spaces."""


def control_tokens(tokenizer: Any) -> dict[int, str]:
    """The tokens that no text of a document may become, by id: special ones, and added ones written as marks."""
    added = {number: token.content for number, token in tokenizer.added_tokens_decoder.items()}
    special = dict(zip(tokenizer.all_special_ids, tokenizer.all_special_tokens, strict=True))
    marked = {number: text for number, text in added.items() if len(text) > 2 and _MARKS & set(text)}
    return {**marked, **{number: text for number, text in special.items() if text.strip()}}


def encode_plain(tokenizer: Any, text: str) -> Encoded:
    """A text as tokens, none of which is a control token.

    Where the tokenizer finds one all the same, the text is cut inside it and its parts are encoded on their own.
    """
    return _split(tokenizer, text, control_tokens(tokenizer))


def _split(tokenizer: Any, text: str, control: dict[int, str]) -> Encoded:
    found = tokenizer(text, add_special_tokens=False, split_special_tokens=True, return_offsets_mapping=True)
    ids, places = list(found.input_ids), [(start, end) for start, end in found.offset_mapping]
    cuts = _cuts(text, ids, places, control)
    if not cuts:
        return ids, places
    ids, places = [], []
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        part = _split(tokenizer, text[start:end], control)
        ids += part[0]
        places += [(start + a, start + b) for a, b in part[1]]
    return ids, places


def _cuts(text: str, ids: Sequence[int], places: Sequence[tuple[int, int]], control: dict[int, str]) -> list[int]:
    """Where to cut: in the middle of each control token's characters. A word that the vocabulary lacks has such a token
    too (the unknown one, in some), which is nothing that it spells."""
    spelled = (
        (start, end) for number, (start, end) in zip(ids, places, strict=True) if number in control and end - start > 1
    )
    return sorted({(start + end) // 2 for start, end in spelled if not text[start:end].isalnum()})
