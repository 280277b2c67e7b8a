"""Names that an answer gives and that its document does not know."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.answers.said.verdicts import verdict_reason
from docexplain.records import Box, Coverage, Document, Lowered, Paragraph, Verdict
from docexplain.session.pipeline.looking_up import looked_up

TEXT = "The harbour was closed in spring because of the storm. Mr Hollin led the works, paid by the Mongolia Fund."


def checked(make_answer, text, question="Why was the harbour closed?", document=TEXT):
    paragraph = Paragraph(1, document, (Box(1, 0, 0, 1, 1),))
    filing = Document("ab" * 32, "x.pdf", "p", (paragraph,), (), Coverage(1, 1, 1, 0))
    answer = make_answer((text,), (0.9,), {1: (0.5,)}, (0.1,), verdict=Verdict.SUPPORTED)
    return looked_up(replace(answer, question=question, read=(1,), checked=None), filing)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It was closed because of COVID-19.", "COVID-19"),
        ("COVID-19", "COVID-19"),
        ("The works were led by Donald Duck in spring.", "Donald Duck"),
    ],
)
def test_a_name_that_is_nowhere_lowers_the_verdict(make_answer, text, name):
    answer = checked(make_answer, text)
    assert answer.checked.lowered == (Lowered.UNKNOWN_NAME,) and answer.verdict is Verdict.WEAK
    assert verdict_reason(replace(answer, calibration=None), None) == f"“{name}” stands nowhere in the document"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("It was led by Edward Hollin.", "Who led it?"),  # a word of it stands there
        ("It was paid by the Mongolian Trust.", "Who paid it?"),  # inflected
        ("It was closed because of COVID-19.", "Was it closed because of covid?"),
        ("Key Findings: it was closed in spring.", "When was it closed?"),  # begins a line
        ("**Key Findings** it was closed in spring.", "When was it closed?"),
        ("- Key Findings\n- Main Reasons", "When was it closed?"),
        ("It was closed by Donald.", "Who closed it?"),  # one word tells too little
        ("Der Hafen wurde wegen COVID-19 geschlossen.", "Warum wurde der Hafen geschlossen?"),  # translated
    ],
)
def test_no_false_alarm(make_answer, text, question):
    answer = checked(make_answer, text, question)
    assert Lowered.UNKNOWN_NAME not in answer.checked.lowered
