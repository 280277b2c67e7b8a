"""After an answer is explained: where what it names stands, and what that does to its verdict."""

from __future__ import annotations

from dataclasses import replace

from docexplain.answers import cited
from docexplain.grounding.facts.lookup import Ground, look_up, lowers
from docexplain.grounding.lowering import lowered_verdict
from docexplain.records import Answer, Checked, Document


def looked_up(answer: Answer, document: Document) -> Answer:
    """The answer with its numbers, dates and names looked up in the document, and the verdict that this leaves it."""
    excerpts = answer.choice.excerpts if answer.choice else ()
    parts = {excerpt.paragraph: excerpt.parts for excerpt in excerpts}
    ground = Ground(document, cited(answer), answer.read, parts)
    facts = look_up(answer.text, answer.question, ground)
    before = answer.checked or Checked()
    lowered = (*before.lowered, *(reason for reason in lowers(facts) if reason not in before.lowered))
    checked = replace(before, facts=facts, lowered=lowered)
    return replace(answer, checked=checked, verdict=lowered_verdict(answer.verdict, lowered))
