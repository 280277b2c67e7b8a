"""Numbers of an answer that stand in another row of a table than the one that is named: 93 is West's, not East's.

A row is named where its name stands, spelled as a name is, in the answer's sentence, or else in the question; in small
letters where the document itself has the name with a capital everywhere. The row may stand in any of the paragraphs
that a long table is cut into. What may be meant otherwise is left alone: a number that stands in running text or in too
many places, one that is reckoned from others, a row whose name says anything that was said or asked, a total. A row
that is all a question asks for is named whatever its letters (:mod:`docexplain.answers.doubts.asked_row`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docexplain.answers.doubts.asked_row import AskedRows
from docexplain.answers.doubts.named_rows import WORD, NamedRow, named_rows, words_of
from docexplain.answers.doubts.numbers import numbers_read, text_of
from docexplain.common.captions import caption_of, parts_of
from docexplain.records import Answer, BlockClass, Document, Fact, Paragraph, Place

_SENTENCE_END = re.compile(r"(?<![A-Z])[.!?;][\"'”’)\]*]*\s+|\n+")
_RECKONED = re.compile(
    r"\b(?:than|between|differ\w*|combined|together|average\w*|mean|median|sum|total\w*|each|ratio|chang\w*|"
    r"increas\w*|decreas\w*|r[io]se\w*|risen|f[ae]ll\w*|gr[oe]w\w*|gain\w*|lost|by how)\b",
    re.IGNORECASE,
)
"""What a number may be reckoned by from others; it then stands in any row by chance."""
_COMPASS = re.compile(
    r"(?:north|south|east|west)(?:ern)?|(?:north|south)-?(?:east|west)(?:ern)?|cent(?:er|re|ral)", re.I
)
_BEHIND = (
    r"(?=\W*$|[.,;:?!)]|['’]s\b|\s+(?:regions?|segments?|divisions?|area|is|are|was|were|has|had|have|do|does|did|will|"
    r"in|of|for|at|on|by|from|to|and|or|than|with|that|which|as|during)\b)"
)
"""What may follow a name in small letters that is no part of a longer one."""
_TOTAL = re.compile(r"\b(?:total\w*|sum|all|other\w*|overall|subtotal)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OtherRow:
    """A number that stands in another row than the one that is named.

    Attributes:
        fact: the number.
        stands: name of the row that it stands in.
        named: name of the row of the same table that the answer's sentence or the question names.
    """

    fact: Fact
    stands: str
    named: str


def other_rows(answer: Answer, document: Document) -> tuple[OtherRow, ...]:
    """The answer's numbers that stand in such rows only, in its order."""
    return tuple(_all(answer, document))


def _all(answer: Answer, document: Document) -> Iterator[OtherRow]:
    asked_rows = AskedRows(answer.question, document)
    for fact in numbers_read(answer):
        asked = [asked_rows.other_than_asked(place) for place in fact.places]
        if all(asked) and asked[0] and not _in_running_text(answer, document, fact):
            yield OtherRow(fact, *asked[0])
            continue
        context = _Context.of(answer, fact)
        if _RECKONED.search(f"{context.sentence} {answer.question}"):
            continue
        found = [_elsewhere(context, document, place) for place in fact.places]
        if all(found) and found[0] and not _in_running_text(answer, document, fact):
            yield OtherRow(fact, *found[0])


@dataclass(frozen=True, slots=True)
class _Context:
    """The sentence of the answer that a number stands in, the whole answer, and the question."""

    sentence: str
    answer: str
    question: str

    @classmethod
    def of(cls, answer: Answer, fact: Fact) -> _Context:
        begin, end = 0, len(answer.text)
        for match in _SENTENCE_END.finditer(answer.text):
            if match.end() <= fact.start:
                begin = match.end()
            elif match.start() >= fact.end:
                end = match.start()
                break
        return cls(answer.text[begin:end], answer.text, answer.question)


def _elsewhere(context: _Context, document: Document, place: Place) -> tuple[str, str] | None:
    """The names of the row that it stands in and of the one that is named; None where nothing is wrong."""
    paragraph = document.paragraph(place.paragraph)
    if paragraph.block_class is not BlockClass.TABLE:
        return None
    own, index = document.own(place.paragraph)
    rows = list(named_rows(own, parts_of(own.paragraphs, index)))
    here = next((r for r in rows if r.part == index and r.row.holds(place.at[0])), None)
    if here is None or place.at[0] < here.row.cells[0].end:
        return None
    there = {row.name for row in rows if row is not here and row.has_number}
    running, compass = _running(document), sum(bool(_COMPASS.fullmatch(name)) for name in {r.name for r in rows}) > 1
    written = _Written((context.answer, context.question, *running), running, compass)
    in_sentence = {name for name in there if _named(context.sentence, name, written)}
    names = in_sentence or {name for name in there if _named(context.question, name, written)}
    named = [row for row in rows if row is not here and row.has_number and row.name in names]
    said = context.sentence if in_sentence else context.answer
    if not named or _fits(paragraph, here, named, f"{said} {context.question}", place):
        return None
    about = " ".join((caption_of(document.paragraphs, place.paragraph) or "", *paragraph.heading_path))
    if any(_holds(about, row.name) for row in named):
        return None
    return here.name, " or ".join(dict.fromkeys(row.name for row in named))


def _fits(paragraph: Paragraph, here: NamedRow, named: Sequence[NamedRow], said: str, place: Place) -> bool:
    """The row may be meant all the same: its name, or its column's, says something that was said."""
    full, names = here.full, [row.name for row in named]
    if not WORD.search(full) or _TOTAL.search(full) or here.name in names:
        return True
    if _holds(said, here.name):
        return True
    cell = here.row.cell_at(place.at[0]) or here.row.cells[-1]
    column = paragraph.text[cell.start : cell.value]
    if place.at[0] < cell.value or any(_holds(f"{full} {column}", name) for name in names):
        return True
    own = words_of(full) - {word for row in named for word in words_of(row.full)}
    return not own or bool(own & words_of(said))


def _running(document: Document) -> list[str]:
    """The sentences of a document, without its headings, which may have capitals everywhere."""
    return [p.text for p in document.paragraphs if p.block_class in (BlockClass.TEXT, BlockClass.LIST_ITEM)]


@dataclass(frozen=True, slots=True)
class _Written:
    """Sentences that tell how a name is written.

    Attributes:
        all: the answer's, the question's and the document's.
        document: the document's.
        compass: several rows of the table are points of the compass, so that each is a name.
    """

    all: Sequence[str]
    document: Sequence[str]
    compass: bool


def _named(text: str, name: str, how: _Written) -> bool:
    """Whether a text names the row: with a capital, whole, and no part of a longer name. A word that is written small
    somewhere is no name; one that begins a sentence is where it has its capital inside of another one, too. What the
    document writes so, and never small, is one in small letters as well."""
    if not name[:1].isupper() or not WORD.search(name) or name.lower() not in text.lower():
        return False
    small = rf"(?<![\w-]){re.escape(name.lower())}(?![\w-]){_BEHIND}"
    if re.search(small, text) and _is_name(name, how):  # in this order: the other looks through the whole document
        return True
    written = how.all
    pattern = rf"(?<![\w-]){re.escape(name)}(?![\w-])(?!\s+[A-Z])"
    found = list(re.finditer(pattern, text))
    inside = [m for m in found if re.search(r"[a-z0-9,:(“\"]\s*$|(?:^|\W)The\s$", text[: m.start()])]
    if not found or (len(inside) < len(found) and re.search(rf"[A-Z]\w+\s{re.escape(name)}\b", text)):
        return False
    if any(re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", part) for part in written):
        return False
    return bool(inside) or any(re.search(rf"(?:[a-z,]|\bThe)\s{pattern}", part) for part in written)


def _is_name(name: str, how: _Written) -> bool:
    """The document writes it with its capital inside of sentences, and nowhere small; or the table says what it is."""
    small, inside = rf"(?<!\w){re.escape(name.lower())}(?!\w)", rf"[a-z,]\s{re.escape(name)}(?![\w-])"
    if any(re.search(small, part) for part in how.document):
        return False
    return (how.compass and bool(_COMPASS.fullmatch(name))) or any(re.search(inside, part) for part in how.document)


def _holds(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


def _in_running_text(answer: Answer, document: Document, fact: Fact) -> bool:
    """Whether the digits stand in anything that was read and is no table."""
    digits = re.search(r"\d[\d.,]*\d", text_of(answer, fact))
    if digits is None:
        return True
    there = re.compile(rf"(?<![\d.,]){re.escape(digits[0])}(?![\d]|[.,]\d)")
    read = (document.paragraph(index) for index in answer.read)
    return any(p.block_class is not BlockClass.TABLE and there.search(p.text) for p in read)
