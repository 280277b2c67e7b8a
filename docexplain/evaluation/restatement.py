"""Say a fact of a document once more in other words: data with a known redundancy, made from questions with one answer.

Two generators of our own. ``reworded`` takes the sentence that holds the answer, exchanges common words for others,
moves an opening clause to the end and puts it into a frame. ``recorded`` tells the answer as a reply to the question.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from docexplain.evaluation.squad import Example
from docexplain.ingest.strings.sentences import sentence_spans

_OTHER_WORDS = {
    "began": "started", "many": "a large number of", "large": "big", "most": "the greater part of", "because": "since",
    "also": "as well", "while": "whereas", "although": "even though", "used": "employed", "showed": "made plain",
    "called": "named", "became": "came to be", "built": "put up", "including": "among them",
    "during": "in the course of",
    "before": "ahead of", "after": "following", "over": "more than", "about": "around", "near": "close to",
    "first": "earliest", "important": "weighty", "helped": "was of help to", "ended": "came to an end", "major": "main",
    "several": "a number of", "found": "discovered", "often": "frequently", "usually": "as a rule", "within": "inside",
    "can": "is able to", "must": "has to", "such as": "for instance", "known as": "called",
}  # fmt: skip
_PHRASE = re.compile(r"\b(" + "|".join(sorted(_OTHER_WORDS, key=len, reverse=True)) + r")\b")
_OPENING = re.compile(r"^([A-Z][^,]{5,60}), (.{20,})\.$")

_REWORDED = (
    "A second source in the same file agrees: {} Nothing else is said there on this point.",
    "The annex repeats this in other words. It says: {} The annex adds no further detail.",
    "An earlier letter on the same subject puts it like this: {} The rest of the letter is about other things.",
)
_RECORDED = (
    "The clerk's note deals with the matter of {question}. The answer that it records is {answer}. It bears no date.",
    "Whoever wants to know {question} will find it in the register: {answer}. The register was checked twice.",
    "In a later summary somebody raised the point of {question}, and the reply was {answer}. No one objected.",
)


def single_fact(examples: Sequence[Example]) -> list[Example]:
    """The questions whose answer stands in one paragraph of their article only, within one sentence."""
    return [
        e
        for e in examples
        if sum(e.answer in p for p in e.paragraphs) == 1 and e.answer in _sentence(e) and e.question.strip(" ?")
    ]


def reworded(example: Example, choose: random.Random) -> str:
    """The answer's sentence in other words; the answer itself stays as it is."""
    before, _, after = _sentence(example).partition(example.answer)
    text = _exchange(before) + example.answer + _exchange(after)
    opening = _OPENING.match(text)
    if opening and example.answer not in opening[1]:
        first, rest = opening.groups()
        text = f"{rest[0].upper()}{rest[1:]}, {first[0].lower()}{first[1:]}."
    return choose.choice(_REWORDED).format(text if text.endswith(".") else text + ".")


def recorded(example: Example, choose: random.Random) -> str:
    """Question and answer as a statement."""
    question = example.question.strip().rstrip("?").strip()
    return choose.choice(_RECORDED).format(question=question[0].lower() + question[1:], answer=example.answer)


def _sentence(example: Example) -> str:
    text = example.paragraphs[example.gold]
    spans = sentence_spans(text, train_on="\n".join(example.paragraphs))
    return next((text[a:b] for a, b in spans if a <= example.start < b), "")


def _exchange(text: str) -> str:
    return _PHRASE.sub(lambda found: _OTHER_WORDS[found[0]], text)
