"""Ranking texts by BM25."""

from __future__ import annotations

import itertools
import math
import random
import re
from collections import Counter

import pytest

from docexplain.retrieval.words import _occurrences, _words, rank, stems

TEXTS = [
    "The Company hires the Employee as a baker.",
    "The Company will pay the Employee ten dollars per hour.",
    "Overtime pay needs approval.",
    "Each party may end this agreement with thirty days' notice.",
    "The law of Ohio applies.",
]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("What is the pay per hour?", 1),
        ("When is OVERTIME approved?", 2),  # upper case, and another form of approval's stem
        ("How many days of notice?", 3),
        ("Which law applies?", 4),
        ("Who was hired as baker?", 0),
    ],
)
def test_the_paragraph_with_the_questions_words_comes_first(question, best):
    order = rank(TEXTS, question)
    assert order[0] == best
    assert sorted(order) == list(range(len(TEXTS)))


def test_the_order_is_that_of_bm25():
    """Scores by the formula (k1 = 1.5, b = 0.75, Lucene's idf), on words that stemming and stop words leave alone."""
    texts = ["cat dog cat bird", "cat", "dog bird fish wolf lynx seal", "wolf cat dog", "fish fish fish fish dog"]
    query = "cat dog fish"
    words = [re.findall(r"\w+", text) for text in texts]
    average = sum(map(len, words)) / len(words)

    def score(document):
        total, counts = 0.0, Counter(document)
        for word in query.split():
            have = sum(word in other for other in words)
            idf = math.log(1 + (len(words) - have + 0.5) / (have + 0.5))
            tf = counts[word]
            total += idf * tf / (tf + 1.5 * (1 - 0.75 + 0.75 * len(document) / average))
        return total

    scores = [score(document) for document in words]
    assert rank(texts, query) == sorted(range(len(texts)), key=lambda i: -scores[i])


def test_the_order_of_many_texts_is_that_of_bm25():
    """The same on texts made at random, some of them twice, with words that say nothing and a word asked twice."""
    rng = random.Random(0)
    words = [f"w{n}x" for n in range(40)]
    texts = [" ".join(rng.choices([*words, "the", "of"], k=rng.randint(0, 30))) for _ in range(300)]
    texts += texts[:50]
    said = [[word for word in text.split() if word in words] for text in texts]
    average = sum(map(len, said)) / len(said)
    query = ["w1x", "w2x", "w1x", "w39x"]

    def score(text):
        total = 0.0
        for word in query:
            have = sum(word in other for other in said)
            tf = text.count(word)
            total += (
                math.log(1 + (len(said) - have + 0.5) / (have + 0.5))
                * tf
                / (tf + 1.5 * (0.25 + 0.75 * len(text) / average))
            )
        return total

    order = rank(texts, "What of the " + " ".join(query) + "?")
    assert sorted(order) == list(range(len(texts)))
    for first, second in itertools.pairwise(order):
        assert score(said[first]) > score(said[second]) - 1e-5
        if texts[first] == texts[second]:
            assert first < second


@pytest.mark.parametrize("more", ["", " é", "\0", "x\ud83d"])
def test_the_words_of_many_texts_are_those_of_each(more):
    """However many are cut together, and whatever the others are written in."""
    texts = [f"{'word ' * (n % 5)}Is\x00it w{n}x_{more if n == 101 else ''}?" for n in range(103)] + ["", "the"]
    found = _occurrences(texts)
    by_number = {number: stem for stem, number in found.numbers.items()}
    said = [[] for _ in texts]
    for text, stem in zip(found.texts, found.stems, strict=True):
        said[text].append(by_number[stem])
    assert said == [stems(text) for text in texts]
    assert found.lengths.tolist() == [len(words) for words in said]


@pytest.mark.parametrize("more", ["", " é", " 東京", "\u2028x\u00a0y", "İ", "²_5"])
def test_words_are_letters_digits_and_underscores(more):
    """In every kind of text: how it is cut may differ by what is in it."""
    text = "".join(f"{chr(code)}a{chr(code)}" for code in range(128)) + "snake_case 3,000.50 don't" + more
    expected, word = [], ""
    for character in [*text.lower(), " "]:
        if character.isalnum() or character == "_":
            word += character
        elif word:
            expected.append(word)
            word = ""
    assert _words(text) == expected


def test_forms_of_a_word_are_one_word():
    """Of English, as the Snowball project stems it."""
    for one, other in [
        ("organised", "organises"),
        ("paying", "pays"),
        ("agreements", "agreement"),
        ("Notices", "NOTICE"),
    ]:
        assert rank(["other words", f"x {one} y"], other) == [1, 0]
    assert rank(["a university", "the universe"], "universe") == [1, 0]


def test_ties_stay_in_document_order():
    assert rank(["other", "same pay", "same pay", "nothing", "same pay"], "pay?") == [1, 2, 4, 0, 3]


@pytest.mark.parametrize("question", ["How is it?", "Zebra?", "?!", "123 456"])
def test_without_a_known_word_the_document_order_stays(question):
    assert rank(TEXTS, question) == [0, 1, 2, 3, 4]


def test_texts_without_words():
    assert rank(["...", "pay", ""], "What is the pay?") == [1, 0, 2]
    assert rank(["", "?"], "pay") == [0, 1]
    assert rank([], "pay") == []


def test_other_alphabets():
    assert rank(["plain text", "Zürich 東京", "more text"], "東京?")[0] == 1
