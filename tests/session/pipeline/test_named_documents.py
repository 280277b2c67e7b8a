"""Of several documents those that the question names are read first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.records import Collection
from docexplain.session.pipeline.named_documents import named_first

NAMES = ("ACME_2022_10K.pdf", "ACME_2023_10K.pdf", "GlobexHoldings2023.pdf", "employment-contract.pdf")


@pytest.fixture
def together(document):
    return Collection.of([replace(document, sha256=f"{n}" * 64, name=name) for n, name in enumerate(NAMES)])


def first_of(together, question):
    """The name of the document whose paragraphs come first, where all were alike before."""
    size = len(together.parts[0].paragraphs)
    order = [part * size + own for own in range(size) for part in (3, 2, 1, 0)]
    ranked = named_first(order, together, question)
    assert sorted(ranked) == sorted(order)
    return None if ranked == order else NAMES[ranked[0] // size]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What was the revenue of Acme in 2022?", "ACME_2022_10K.pdf"),
        ("What was the revenue of ACME in FY2023?", "ACME_2023_10K.pdf"),
        ("What did Globex Holdings earn?", "GlobexHoldings2023.pdf"),
        ("Who may end the employment?", "employment-contract.pdf"),
        ("What happened in 2022?", "ACME_2022_10K.pdf"),
        ("What is the pay per hour?", None),
        ("", None),
    ],
)
def test_the_document_that_is_named_comes_first(together, question, name):
    assert first_of(together, question) == name


def test_its_best_paragraph_does_not_keep_out_the_best_of_the_others(together):
    size = len(together.parts[0].paragraphs)
    ranked = named_first(list(range(4 * size)), together, "What of the employment contract?")
    assert ranked[0] // size == 3
    assert [p for p in ranked if p // size != 3] == [p for p in range(4 * size) if p // size != 3]


def test_one_document_stays_in_its_order(document):
    order = list(range(len(document.paragraphs)))[::-1]
    assert named_first(order, document, document.name) == order
    assert named_first(order, Collection.of([document]), document.name) == order
