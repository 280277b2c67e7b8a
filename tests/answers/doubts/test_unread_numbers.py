"""Numbers that stand in the document, but in nothing that was read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.answers.said.verdicts import verdict_line
from docexplain.records import Box, Cited, Coverage, Document, Lowered, Paragraph, Verdict
from docexplain.session.pipeline.looking_up import looked_up

TEXTS = ("The tax rate was 1.8%. It has 14 plants.", "Growth of 2.6% is expected until 2031, in 3 regions.")

CITED = Cited((1,), (0.5,), (0.5,))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The rate is 2.6%.", True),
        ("The rate is 1.8%.", False),
        ("The rate is 1.8% until 2031.", False),
        ("The rate is 1.8% in 3 regions.", False),
    ],
)
def test_the_answer_cannot_have_it_from_the_document(make_answer, text, told):
    paragraphs = tuple(Paragraph(i, text, (Box(3, 0, 0, 1, 1),)) for i, text in enumerate(TEXTS, 1))
    of = Document("ab" * 32, "x.pdf", "p", paragraphs, (), Coverage(3, 1, 1, 0))
    unread, read = (
        looked_up(replace(given, question="What is the tax rate?", checked=None), of)
        for hidden in ((1,), (1, 2))
        for given in [make_answer((text,), (0.9,), dict.fromkeys(hidden, (0.5,)), (0.1,), cited=CITED)]
    )
    assert read.checked.lowered == () and read.verdict is Verdict.SUPPORTED
    assert unread.checked.lowered == ((Lowered.UNREAD,) if told else ())
    assert ("“2.6%” stands in nothing that was read" in verdict_line(unread, of)) is told
