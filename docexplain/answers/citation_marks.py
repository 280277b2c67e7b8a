"""Citations in an answer: behind each thing that it says, the paragraphs that gave it, such as ``[9]`` or ``[9, 12]``.

They are made for the eye only. The record's answer is what the model wrote, without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from docexplain.answers.claims import claims_of
from docexplain.answers.kinds import cited, finds_nothing
from docexplain.answers.several import marks
from docexplain.records import Answer

NONE = "-"
"""Stands where a claim got nothing from any paragraph, beside claims that did: else the next mark would seem to cover
it."""

_STOPS = re.compile(r"[.,;:!?。、，；：！？]+$")
_ABBREVIATED = re.compile(r"\b(?:[^\W\d_]\.){2,}$")
"""A full stop that belongs to the word, as in ``U.S.``."""
_MARK = re.compile(rf"\s*\[(?:[\d:]+(?:, [\d:]+)*|{NONE})\]")


@dataclass(frozen=True, slots=True)
class CitationMark:
    """What stands behind a claim.

    Attributes:
        at: how many of the answer's characters stand before it: it goes before the claim's own full stop or comma.
        paragraphs: indices, those that gave the claim most first; none where the document gave it no more than noise.
    """

    at: int
    paragraphs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer with its marks.

    Attributes:
        claim: position of the claim that it belongs to.
        paragraph: index of the one that it names, in a mark.
    """

    text: str
    claim: int | None = None
    paragraph: int | None = None


def citation_marks(answer: Answer) -> tuple[CitationMark, ...]:
    """The marks of an answer, in its order.

    An answer of several claims has one behind each, by path attribution; any other one at its end, with what it cites.
    None where the document effect is no more than noise, and where the verdict is ``unsupported`` or the answer denies
    that the document says it: these are not to be cited.
    """
    if finds_nothing(answer) or not answer.document_effect > answer.noise_floor:
        return ()
    claims = claims_of(answer)
    if len(claims) > 1 and any(claim.paragraphs for claim in claims):
        said = (claim for claim in claims if claim.text)
        return tuple(CitationMark(_before_stops(answer.text, claim.end), claim.paragraphs) for claim in said)
    whole = cited(answer) or (claims[0].paragraphs if len(claims) == 1 else ())
    return (CitationMark(_before_stops(answer.text, len(answer.text.rstrip())), whole),) if whole else ()


def with_marks(answer: Answer) -> str:
    """The answer's text with its marks in it; as it is where it has none."""
    return "".join(piece.text for piece in pieces(answer))


def pieces(answer: Answer) -> Iterator[Piece]:
    """The answer's text with its marks in it, cut wherever a claim or the name of a paragraph begins or ends."""
    found, claims = citation_marks(answer), claims_of(answer)
    cuts = {0, *(mark.at for mark in found), *(at for claim in claims for at in (claim.start, claim.end))}
    for start, end in pairwise([*sorted(cuts), len(answer.text)]):
        for mark in found:
            if mark.at == start:
                yield from _mark(answer, mark)
        here = next((i for i, claim in enumerate(claims) if claim.start <= start < claim.end), None)
        yield Piece(answer.text[start:end], here)


def _mark(answer: Answer, mark: CitationMark) -> Iterator[Piece]:
    yield Piece(" [")
    for place, name in enumerate(marks(answer.sources, mark.paragraphs)):
        if place:
            yield Piece(", ")
        yield Piece(name, paragraph=mark.paragraphs[place])
    yield Piece("]" if mark.paragraphs else f"{NONE}]")


def without_marks(text: str) -> str:
    """A part of an answer as it was shown, without the marks."""
    return _MARK.sub("", text)


def marked(answer: Answer) -> tuple[int, ...]:
    """Indices of the paragraphs that the marks name, in the order in which they do."""
    return tuple(dict.fromkeys(index for mark in citation_marks(answer) for index in mark.paragraphs))


def _before_stops(text: str, end: int) -> int:
    """Where the mark of a claim that ends at ``end`` goes: before its full stop or comma, if that is no part of a
    word."""
    stops = None if _ABBREVIATED.search(text, 0, end) else _STOPS.search(text, 0, end)
    return stops.start() if stops and stops.start() else end
