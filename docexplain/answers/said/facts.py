"""What is said about an answer's numbers, dates and names: the sentence or table row that each stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docexplain.answers.doubts.wording import beside_verdict, said_of
from docexplain.answers.kinds import cited
from docexplain.answers.said.rows import quoted_row, unit_of
from docexplain.answers.several import mark, source_name
from docexplain.common.captions import caption_of
from docexplain.common.display_text import one_line, shortened
from docexplain.records import Answer, BlockClass, Document, Fact, FactKind, FoundIn, Likeness, Paragraph, Place
from docexplain.records.table_text import CELLS

_LONGEST, _LONGEST_NAME = 220, 80
"""Characters of a sentence that is quoted, and of the name of a table."""
_WHOLE = re.compile(r"[^\d.]*\d{1,3}(?:,?\d{3})+[^\w.,%]*")
_STEM = 6
"""Letters that a word has in its other forms, too."""
_SCALE = re.compile(r"thousand|million|billion|\b(?:bn|mn|mm)\b", re.IGNORECASE)
"""A number of four digits and more without decimals or unit; what an answer or question may count in."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A sentence or row, and what of the answer stands in it.

    Attributes:
        place: of the first of them.
        facts: those that do.
    """

    place: Place
    facts: tuple[Fact, ...]


def standings(answer: Answer) -> list[Standing]:
    """The fewest sentences and rows that hold what is found, by how close to the answer they are and in its order.

    What only repeats the question is in none, and what is found nowhere neither.
    """
    left = [fact for fact in _facts(answer) if fact.places]
    found: list[Standing] = []
    while left:
        first = left[0]
        options = [(place, _held(place, first, left)) for place in first.places]
        place, held = max(options, key=lambda option: len(option[1]))  # the first of several
        found.append(Standing(place, tuple(held)))
        left = [fact for fact in left if fact not in held]
    order = [FoundIn.CITED, FoundIn.READ, FoundIn.DOCUMENT]
    return sorted(found, key=lambda standing: order.index(standing.facts[0].found))


def stands_in(answer: Answer, document: Document) -> list[str]:
    """A line for each of these, and for what stands nowhere. No lines for records of earlier versions."""
    lines = [_line(answer, document, standing) for standing in standings(answer)]
    lines += beside_verdict(answer, document)
    if said := nowhere(answer):
        lines.append(said)
    return lines


def elsewhere(answer: Answer, document: Document) -> list[str]:
    """A line for each place that is not cited where something of the answer stands, and nothing closer says it."""
    return [_line(answer, document, each) for each in standings(answer) if each.facts[0].found is not FoundIn.CITED]


def nowhere(answer: Answer) -> str:
    """What of the answer stands nowhere in the document; empty where there is nothing."""
    missing = dict.fromkeys(said_of(answer, f) for f in _facts(answer) if f.found is FoundIn.NOWHERE)
    return f"{shortened([*missing], 6)}: nowhere in the document" if missing else ""


def quote(document: Document, place: Place, at: Sequence[tuple[int, int]] = ()) -> str:
    """The sentence, or the row of a table: its name, the columns of what stands in it, and its unit.

    Args:
        at: characters of the paragraph's text of all that is looked for there; empty: the place's own.
    """
    paragraph = document.paragraph(place.paragraph)
    start, end = place.within
    text = paragraph.text[start:end]
    spans = [(first - start, last - start) for first, last in at or [place.at]]
    return one_line(quoted_row(text, spans) if is_row(paragraph, text) else _around(text, *spans[0]))


def is_row(paragraph: Paragraph, line: str) -> bool:
    """A line of a paragraph is a row of a table."""
    return paragraph.block_class is BlockClass.TABLE or CELLS in line


def _line(answer: Answer, document: Document, standing: Standing) -> str:
    place, facts = standing.place, standing.facts
    paragraph = document.paragraph(place.paragraph)
    at = [other.at for fact in facts for other in fact.places if _same_line(other, place)]
    where = _where(answer, facts[0].found)
    label, name = document.label_at(place.paragraph), source_name(answer.sources, place.paragraph)
    page = f"page {paragraph.page} ({one_line(label)})" if label else f"page {paragraph.page}"
    page = f"{name}{', ' * bool(name)}{page}"
    told = [f for f in facts if where or place.unseen or not _as_it_is(answer, document, f, place)]
    named = ", ".join(dict.fromkeys(_named(answer, document, fact, place) for fact in told))
    named = f"{named}: " if named else ""
    unseen = f" ({one_line(place.unseen)})" if place.unseen else ""
    table = _table(document, place)
    return (
        f"{named}{where}{mark(answer.sources, place.paragraph)}, {page}{table}: “{quote(document, place, at)}”{unseen}"
    )


def _table(document: Document, place: Place) -> str:
    """Of a row, what the table is called: by its caption, else by the heading above it."""
    paragraph = document.paragraph(place.paragraph)
    if not is_row(paragraph, paragraph.text[slice(*place.within)]):
        return ""
    caption = caption_of(document.paragraphs, place.paragraph)
    if caption:
        return f", in “{one_line(caption, _LONGEST_NAME)}”"
    return f", under “{one_line(paragraph.heading_path[-1], _LONGEST_NAME)}”" if paragraph.heading_path else ""


def _where(answer: Answer, found: FoundIn) -> str:
    """How far from the answer that is; empty where it is cited."""
    if found is FoundIn.DOCUMENT:
        return "not in what was read, but in "
    if found is FoundIn.READ:
        return "not in what is cited, but in " if cited(answer) else "read, and not cited: "
    return ""


def _held(place: Place, first: Fact, facts: Sequence[Fact]) -> list[Fact]:
    """Those that stand in the same sentence, and as close to the answer."""
    return [f for f in facts if f.found is first.found and any(_same_line(place, other) for other in f.places)]


def _same_line(one: Place, other: Place) -> bool:
    return (one.paragraph, one.within, one.unseen) == (other.paragraph, other.within, other.unseen)


def _named(answer: Answer, document: Document, fact: Fact, place: Place) -> str:
    """What the answer says, and what stands there where that is written otherwise."""
    said = said_of(answer, fact)
    there = next(other for other in fact.places if _same_line(other, place))
    if unit := _unit_unsaid(answer, document, fact, there):
        return f"{said}, without the row's unit {unit}"
    if _literal(answer, document, fact, place):
        return said
    how = "rounded from" if there.likeness is Likeness.ROUNDED else "as"
    return f"{said} {how} {one_line(document.paragraph(there.paragraph).text[slice(*there.at)], 40)}"


def _as_it_is(answer: Answer, document: Document, fact: Fact, place: Place) -> bool:
    """Nothing of what stands there need be told beside the quotation."""
    there = next(other for other in fact.places if _same_line(other, place))
    return _literal(answer, document, fact, place) and not _unit_unsaid(answer, document, fact, there)


def _unit_unsaid(answer: Answer, document: Document, fact: Fact, there: Place) -> str:
    """The unit of a row, such as ``(Millions)``, where the answer gives a whole number of it without: "$1,577" is not
    what a table in millions says. Numbers with decimals are often the exceptions that a table's unit has."""
    paragraph = document.paragraph(there.paragraph)
    row = paragraph.text[slice(*there.within)]
    said = answer.text[fact.start : fact.end]
    whole = _WHOLE.fullmatch(said)
    if fact.kind is not FactKind.NUMBER or there.likeness is not Likeness.SAME or not whole:
        return ""
    if not is_row(paragraph, row) or _SCALE.search(f"{answer.question} {answer.text}"):
        return ""
    start = there.within[0]
    unit = unit_of(row, (there.at[0] - start, there.at[1] - start))
    return "" if _is_excepted(row.split(CELLS)[0], unit) else one_line(unit, 60)


def _is_excepted(name: str, unit: str) -> bool:
    """Whether a unit says that it is not this row's: ``Millions, except Employees``."""
    _, excepts, what = unit.lower().partition("except")
    words = {word[:_STEM] for word in re.findall(r"[a-z]{4,}", what)}
    return bool(excepts) and any(word[:_STEM] in words for word in re.findall(r"[a-z]{4,}", name.lower()))


def _literal(answer: Answer, document: Document, fact: Fact, place: Place) -> bool:
    """Its digits, or words, stand there as they are. "6" of an answer may be the 6 of "6%", and "Foulke" stand for
    "Foulkes", which is to be told."""
    there = next(other for other in fact.places if _same_line(other, place))
    text = document.paragraph(there.paragraph).text
    said = answer.text[fact.start : fact.end]
    core = "".join(_core(said))
    if there.likeness is not Likeness.SAME or (_percent(text[slice(*there.at)]) and not _percent(said)):
        return False
    whole = rf"(?<!\w){re.escape(core.casefold())}(?!\w)" if fact.kind is FactKind.NAME else re.escape(core.casefold())
    return re.search(whole, text[slice(*there.within)].casefold()) is not None


def _percent(text: str) -> bool:
    return "%" in text or "percent" in text.casefold().replace("per cent", "percent")


def _core(text: str) -> Iterator[str]:
    """The number without its currency and unit, or all of a text without digits."""
    digits = [i for i, character in enumerate(text) if character.isdigit()]
    yield text[digits[0] : digits[-1] + 1] if digits else text


def _facts(answer: Answer) -> Sequence[Fact]:
    return answer.checked.facts if answer.checked else ()


def _around(text: str, start: int, end: int) -> str:
    """The text, or what of it stands around a piece where it is long."""
    if len(text) <= _LONGEST:
        return text
    begin = max(0, min(start - _LONGEST // 2, len(text) - _LONGEST))
    stop = max(end, begin + _LONGEST)
    if begin:
        begin = text.find(" ", begin, start) + 1 or begin
    if stop < len(text):
        stop = text.rfind(" ", end, stop) if " " in text[end:stop] else stop
    return f"{'… ' if begin else ''}{text[begin:stop]}{' …' if stop < len(text) else ''}"
