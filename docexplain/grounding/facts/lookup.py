"""Look up every number, date and name of an answer: in what is cited, in what was read, in the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from docexplain.grounding.facts.corpus import Corpus
from docexplain.grounding.facts.lines import Line
from docexplain.grounding.facts.sentences import sentence_around
from docexplain.grounding.facts.wanted import Hit, Wanted, repeats, wanted_of
from docexplain.grounding.values.names import folded
from docexplain.grounding.values.numbers import Span, has_decimal_commas
from docexplain.records import Box, Document, Fact, FactKind, FoundIn, Likeness, Lowered, Paragraph, Place

_MOST_PLACES = 5
_MOST_HITS, _MOST_ELSEWHERE = 200, 20
"""Places of one thing that are compared, at most, and where the model did not read it."""
_LANGUAGE_FROM = 50
"""Paragraphs that tell how a document writes its numbers."""
_STOP = frozenset(
    "the and for was were that this with from are its has have had what which how much many did does".split()
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What an answer may stand on.

    Attributes:
        document: the whole of it.
        cited: indices of the paragraphs that the answer rests on.
        read: indices of those that the model saw.
        parts: of paragraphs that were not read whole, the characters that were.
    """

    document: Document
    cited: Sequence[int]
    read: Sequence[int]
    parts: dict[int, tuple[Span, ...]] = field(default_factory=dict)


def look_up(answer: str, question: str, ground: Ground) -> tuple[Fact, ...]:
    """Where each number, date and name of an answer stands, in the answer's order.

    Nothing is asked of a model, so the same answer and text give the same on every machine.
    """
    paragraphs = ground.document.paragraphs
    told = [paragraphs[index - 1].text for index in [*ground.read][:_LANGUAGE_FROM]]
    decimal_comma = has_decimal_commas(told)
    corpus = Corpus(paragraphs, decimal_comma=decimal_comma)
    asked = Line(Paragraph(1, question, (_NO_BOX,)), 0, question, decimal_comma=decimal_comma)
    wanted = wanted_of(answer, question, decimal_comma=decimal_comma)
    found = {one: (FoundIn.QUESTION, ()) if repeats(one, asked) else _found(one, corpus, ground) for one in wanted}
    about = _words(f"{question} {answer}")
    shared = Counter(place for _, hits in found.values() for place in {_line_of(line) for line, _ in hits})
    facts = []
    for one, (where, hits) in found.items():
        best = sorted(hits, key=lambda hit: _order(hit, about, shared))
        places = tuple(_place(line, hit, ground.document) for line, hit in best[:_MOST_PLACES])
        facts.append(Fact(one.kind, one.start, one.end, where, places))
    return tuple(facts)


def lowers(facts: Iterable[Fact]) -> tuple[Lowered, ...]:
    """Whether a number or date stands nowhere, or only where nobody reads it as valid.

    Names do not count. Models inflect, shorten and translate them, and capitals tell badly what is one; those few that
    tell something are looked at by :mod:`docexplain.answers.doubts.unknown_names`.
    """
    missing = (
        fact.found is FoundIn.NOWHERE or (bool(fact.places) and all(place.unseen for place in fact.places))
        for fact in facts
        if fact.kind is not FactKind.NAME
    )
    return (Lowered.FACT,) if any(missing) else ()


def _found(wanted: Wanted, corpus: Corpus, ground: Ground) -> tuple[FoundIn, Sequence[tuple[Line, Hit]]]:
    """The closest place where it can be seen; else the closest where it cannot."""
    places = (  # generators: the next one is gone through only where the one before has nothing
        (FoundIn.CITED, _read(corpus.hits(wanted, ground.cited), ground)),
        (FoundIn.READ, _read(corpus.hits(wanted, ground.read), ground)),
        (FoundIn.DOCUMENT, islice(corpus.hits_anywhere(wanted), _MOST_ELSEWHERE)),
    )
    unseen: tuple[FoundIn, Sequence[tuple[Line, Hit]]] | None = None
    for where, standing in places:
        hits = list(islice(standing, _MOST_HITS))
        seen = [(line, hit) for line, hit in hits if not _unseen(line, hit, ground.document)]
        if seen:
            return where, seen
        if hits and unseen is None:
            unseen = where, hits
    return unseen or (FoundIn.NOWHERE, ())


def _read(hits: Iterable[tuple[Line, Hit]], ground: Ground) -> Iterator[tuple[Line, Hit]]:
    """Only what stands in the parts that were read."""
    for line, hit in hits:
        parts = ground.parts.get(line.paragraph.index)
        start, end = line.start + hit.start, line.start + hit.end
        if parts is None or any(begin <= start and end <= stop for begin, stop in parts):
            yield line, hit


def _unseen(line: Line, hit: Hit, document: Document) -> str:
    if any(start <= hit.start and hit.end <= end for start, end in line.struck):
        return "struck through"
    index = line.paragraph.index
    if reason := document.hidden_in(index):
        return f"hidden: {reason}"
    return "garbled" if document.illegible_in(index) else ""


def _order(found: tuple[Line, Hit], about: Collection[str], shared: Counter[tuple[int, int]]) -> tuple[bool, int, int]:
    """The same before what is rounded; then what has most to do with question and answer."""
    line, hit = found
    near = len(_words(line.around(hit.start, hit.end)) & set(about))
    return hit.likeness is not Likeness.SAME, -near - 2 * (shared[_line_of(line)] - 1), line.paragraph.index


def _line_of(line: Line) -> tuple[int, int]:
    return line.paragraph.index, line.start


def _words(text: str) -> set[str]:
    words = re.findall(r"\w{3,}", folded(text))
    return {word[:-1] if word.endswith("s") else word for word in words if word not in _STOP}


def _place(line: Line, hit: Hit, document: Document) -> Place:
    start, end = line.start + hit.start, line.start + hit.end
    within = (line.start, line.start + len(line.text))
    if not line.is_row:
        first, last = sentence_around(line.text, hit.start, hit.end)
        within = (line.start + first, line.start + last)
    unseen = _unseen(line, hit, document)
    return Place(line.paragraph.index, (start, end), within, hit.likeness, unseen)


_NO_BOX = Box(1, 0, 0, 0, 0)
