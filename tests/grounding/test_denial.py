"""Answers that deny that the text says what was asked."""

from __future__ import annotations

import pytest

from docexplain.grounding.denial import denies

QUESTION = "Where is the warehouse?"

DENIALS = [
    "The document doesn't specify where it is.",
    "The document does not say.",
    "The provided text doesn’t provide any information about the warehouse.",
    "There is no mention of the warehouse in the document.",
    "No information is given about the warehouse.",
    "It is not specified in the document.",
    "I'm sorry, but I can't answer that based on the document.",
    "According to the document, it is not stated where.",
    "I do not know.",
    "It cannot be determined from the given text.",
    "The contract is silent on this.",
    "Not mentioned in the passage.",
    "Unknown.",
    "N/A",
    "The document does not mention it. It deals with the pay of the staff.",
    "Das Dokument nennt den Ort nicht.",
    "Der Vertrag enthält keine Angaben dazu.",
    "Le document ne précise pas où il est.",
    "El documento no lo especifica.",
]

ANSWERS = [
    "In Leeds.",
    "The tenant may not keep pets.",
    "The policy does not cover floods.",
    "No, the company did not buy it.",
    "None.",
    "It is not in Leeds, it is in York.",
    "The document does not say so outright, but it is in Leeds.",
    "The text does not give the street. It was built in 1987.",
    "The warehouse is not far from the harbour.",
    "The report says that sales did not rise.",
    "Der Mieter darf keine Tiere halten.",
    "Er kommt nicht aus Leeds.",
    "Il ne vient pas de Paris.",
    "No es de Madrid.",
]


@pytest.mark.parametrize("answer", DENIALS)
def test_a_denial(answer):
    assert denies(QUESTION, answer, ["The warehouse is in Leeds."])


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_is_none_whatever_it_negates(answer):
    assert not denies(QUESTION, answer, [])


def test_what_the_text_says_itself_is_an_answer():
    answer = "The terms of the sale were not disclosed."
    assert denies("What were the terms?", answer, ["The sale took place in May."])
    assert not denies("What were the terms?", answer, ["A sale took place in May. Terms weren’t disclosed."])


def test_a_question_for_what_is_not_may_be_answered_by_it():
    assert not denies("What was not known?", "It was not known when it would end.", [])
    assert denies("What is not covered?", "The document does not specify what is excluded.", [])
