"""Whoever asks in another language than the document's is told before the answer comes."""

from __future__ import annotations

import pytest

from docexplain.session import AnswerText, AskOptions, Notice, Session


@pytest.fixture
def told(language_model, document):
    """What is said of the language, and whether the answer had begun by then."""

    def told(question, read):
        events = []
        options = AskOptions(read=read, max_new_tokens=4)
        Session(model=language_model, allow_unidentified=True).ask(
            document, question, options=options, listener=events.append
        )
        begun = next(i for i, event in enumerate(events) if isinstance(event, AnswerText))
        assert not any("language" in event.text for event in events[begun:] if isinstance(event, Notice))
        return [event.text for event in events if isinstance(event, Notice) and "language" in event.text]

    return told


def test_where_paragraphs_are_chosen_by_their_words_they_may_be_the_wrong_ones(told, document):
    assert told("Combien l'employé gagne-t-il par heure ?", 2) == [
        f"The question seems to be in another language than {document.name} (English): paragraphs are chosen by the "
        "question's words, and other languages have few of them, so what answers it may not be among the 2 that are "
        "read. Ask in English."
    ]


def test_where_all_are_read_nothing_was_chosen(told, document):
    [said] = told("Combien l'employé gagne-t-il par heure ?", "all")
    assert said.endswith("(English): the answer may be worse than to one in English.")


def test_a_question_in_the_documents_language_says_nothing(told):
    assert told("How much is the pay for one hour?", 2) == []
