"""An answer that says the same again and again ends before it does; lists and tables with like rows do not."""

from __future__ import annotations

import re

import pytest

from docexplain.model.repetition import Repetition


def before_repetition(decode, ids):
    """How many tokens an answer has before it repeats itself; None: it does not."""
    followed = Repetition(decode)
    for token in ids:
        followed.add(token)
        if followed.start is not None:
            return followed.start
    return None


class Words:
    """Tokens are words, numbers and signs, with the white space before them."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, text: str) -> list[int]:
        found = re.findall(r"\s*(?:\w+|[^\w\s])", text)
        self.texts += [token for token in dict.fromkeys(found) if token not in self.texts]
        return [self.texts.index(token) for token in found]

    def decode(self, ids):
        return "".join(self.texts[token] for token in ids)


def kept(text):
    words = Words()
    ids = words.encode(text)
    end = before_repetition(words.decode, ids)
    return None if end is None else words.decode(ids[:end])


SENTENCE = " The Company will pay the Employee ten dollars for each hour."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (SENTENCE * 2, SENTENCE),
        (SENTENCE * 9, SENTENCE),
        (" It is so." + SENTENCE * 3, " It is so." + SENTENCE),
        (SENTENCE + " It is paid." + SENTENCE + " It is paid.", SENTENCE + " It is paid."),
        (" It is ten dollars." * 3, " It is ten dollars."),
        (" Pay: a" + " b c d" * 12, " Pay: a b c d"),
        (" no" * 30, " no"),
    ],
)
def test_what_is_left_of_a_loop(text, left):
    assert kept(text) == left


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        SENTENCE + " It is paid monthly." + SENTENCE.replace("ten", "twelve"),
        " It is ten dollars." * 2,
        "".join(f"\n{i}. The Company will pay the Employee {i}0 dollars for each hour." for i in range(1, 12)),
        "".join(f"\n{i}. The Company will pay the Employee ten dollars for each hour." for i in range(1, 12)),
        "".join(f"\n| {name} | 2018: 0 | 2019: 0 | 2020: 0 | 2021: 0 |" for name in ("North", "South", "East", "West")),
        "| Name | 2018 | 2019 | 2020 |\n|---|---|---|---|---|\n| West | 0 | 0 | 0 | 0 |\n| East | 0 | 0 | 0 | 0 |",
        " $ 1 , 000 , 000 , 000 , 000 , 000",
        " Monday: closed from 9 to 5. Tuesday: closed from 9 to 5. Sunday: closed from 9 to 5.",
        " Yes. Yes. Yes. Yes.",
        "",
    ],
)
def test_what_is_no_loop(text):
    assert kept(text) is None


def test_nothing_that_is_cut_off_was_let_through():
    """What is shown as it comes waits while it may turn out to be a repetition."""
    words = Words()
    followed, most = Repetition(words.decode), 0
    for count, token in enumerate(words.encode(" It is so." + SENTENCE * 2), 1):
        followed.add(token)
        if followed.start is not None:
            break
        most = max(most, count - followed.pending)
    assert followed.start is not None
    assert most <= followed.start
