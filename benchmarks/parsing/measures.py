"""How well chunks found by a parser agree with the true ones: pure functions, without any parser."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from .chunks import FOOTNOTE, FURNITURE, TABLE, Chunk, Word

_UNSEEN = re.compile("[\\s|\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SAME = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00b7": "\u2022", "\uf0b7": "\u2022", "\u25aa": "\u2022"})
_LARGEST = 2.0
"""A box that shows a word may be this many times as large as the word."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of chunks in a row, without white space; signs that are drawn in several ways are one.

    Attributes:
        chunk, at: of each letter, the number of its chunk and its place in that chunk's text.
    """

    text: str
    chunk: tuple[int, ...]
    at: tuple[int, ...]


def letters(chunks: Sequence[Chunk]) -> Letters:
    """The letters of the chunks; ``|`` counts as white space, since parsers set it between cells."""
    found = [
        (letter, number, at)
        for number, chunk in enumerate(chunks)
        for at, character in enumerate(chunk.text)
        for letter in normalize("NFKC", character).translate(_SAME)
        if not _UNSEEN.match(letter)
    ]
    text, numbers, places = zip(*found, strict=True) if found else ((), (), ())
    return Letters("".join(text), tuple(numbers), tuple(places))


def align(truth: Letters, output: Letters) -> list[int]:
    """For each true letter the output letter that is the same one, or -1; no output letter serves twice.

    Long common stretches first, whatever their order, then ever shorter ones nearest to where the letters before them
    are. A stretch ends where a chunk does, on either side: what moved comes in whole chunks.
    """
    found = [-1] * len(truth.text)
    taken = [False] * len(output.text)
    for length in (32, 16, 8, 4, 2, 1):
        if length > 4:
            _match(truth, output, found, taken, length, unique=True)
        _match(truth, output, found, taken, length, unique=False)
    return found


def _match(truth: Letters, output: Letters, found: list[int], taken: list[bool], length: int, *, unique: bool) -> None:
    places: dict[str, list[int]] = defaultdict(list)
    for j in range(len(output.text) - length + 1):
        if not any(taken[j : j + length]) and output.chunk[j] == output.chunk[j + length - 1]:
            places[output.text[j : j + length]].append(j)
    seen: dict[str, int] = defaultdict(int)
    for i in range(len(truth.text) - length + 1):
        if found[i] < 0:
            seen[truth.text[i : i + length]] += 1
    last = -1
    i = 0
    while i + length <= len(truth.text):
        if found[i] >= 0:
            last = found[i]
            i += 1
            continue
        key = truth.text[i : i + length]
        free = truth.chunk[i] == truth.chunk[i + length - 1] and all(j < 0 for j in found[i : i + length])
        candidates = [j for j in places.get(key, ()) if not any(taken[j : j + length])] if free else []
        if unique and (len(candidates) != 1 or seen[key] != 1):
            candidates = []
        if length < 4:
            candidates = [j for j in candidates if _between(found, i, length, j)]
        if not candidates:
            i += 1
            continue
        _extend(truth, output, found, taken, i, min(candidates, key=lambda j: abs(j - last - 1) + (j <= last) * 10**6))
        while i < len(found) and found[i] >= 0:
            last = found[i]
            i += 1


def _between(found: Sequence[int], i: int, length: int, j: int) -> bool:
    """One or two letters prove nothing by themselves: they must follow or precede what is matched to their neighbours,
    with no more than a few letters between."""
    before = next((found[k] for k in range(i - 1, max(i - 4, -1), -1) if found[k] >= 0), None)
    after = next((found[k] for k in range(i + length, min(i + length + 3, len(found))) if found[k] >= 0), None)
    return (before is not None and 0 < j - before < 40) or (after is not None and 0 < after - j < 40)


def _extend(truth: Letters, output: Letters, found: list[int], taken: list[bool], i: int, j: int) -> None:
    """Matches letters around a pair as long as they are the same, free and in the same chunk."""
    for step in (1, -1):
        a, b = (i, j) if step == 1 else (i - 1, j - 1)
        while (
            0 <= a < len(found)
            and 0 <= b < len(taken)
            and truth.text[a] == output.text[b]
            and found[a] < 0
            and not taken[b]
            and truth.chunk[a] == truth.chunk[i]
            and output.chunk[b] == output.chunk[j]
        ):
            found[a], taken[b] = b, True
            a, b = a + step, b + step


@dataclass(frozen=True, slots=True)
class Compared:
    """Truth and output of one document, side by side."""

    truth: tuple[Chunk, ...]
    output: tuple[Chunk, ...]
    true_letters: Letters
    letters: Letters
    found: tuple[int, ...]


def compare(truth: Sequence[Chunk], output: Sequence[Chunk]) -> Compared:
    """Aligns them."""
    ours, theirs = letters(truth), letters(output)
    return Compared(tuple(truth), tuple(output), ours, theirs, tuple(align(ours, theirs)))


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; shares of several documents add up."""

    part: float
    whole: float

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def value(self) -> float | None:
        """None of nothing."""
        return self.part / self.whole if self.whole else None


def boundaries(both: Compared) -> Share:
    """F1 of paragraph boundaries, as twice the right ones over the true ones and the found ones.

    A boundary is the place between two letters of the truth where one chunk ends and the next begins; running headers
    and footers are left out first. The output has a boundary wherever one of its chunks begins or ends. So a chunk that
    stands elsewhere in the order costs nothing here; what parts or joins chunks does. Letters that only one side has
    are left out.
    """
    kept = [
        (both.true_letters.chunk[i], j)
        for i, j in enumerate(both.found)
        if j >= 0
        and both.truth[both.true_letters.chunk[i]].kind not in FURNITURE
        and both.output[both.letters.chunk[j]].kind not in FURNITURE
    ]
    if not kept:
        return Share(0, 0)
    true = {place for place in range(1, len(kept)) if kept[place][0] != kept[place - 1][0]}
    spans: dict[int, tuple[int, int]] = {}
    for place in sorted(range(len(kept)), key=lambda place: kept[place][1]):
        number = both.letters.chunk[kept[place][1]]
        spans[number] = (spans[number][0] if number in spans else place, place + 1)
    edges = {edge for span in spans.values() for edge in span} - {0, len(kept)}
    return Share(2 * len(true & edges), len(true) + len(edges))


def order(both: Compared) -> Share:
    """Kendall's tau of the matched words of a page, in the output's order against the true one; pages count by words.

    Headers, footers and footnotes are left out: where they are read is a matter of taste. 1 is the same order, -1 the
    reverse.
    """
    pages: dict[int, list[int]] = defaultdict(list)
    for number, word, span in _words(both):
        if both.truth[number].kind not in FURNITURE | {FOOTNOTE}:
            place = next((both.found[i] for i in span if both.found[i] >= 0), None)
            if place is not None:
                pages[word.page].append(place)
    total = Share(0.0, 0.0)
    for places in pages.values():
        count = len(places)
        if count > 1:
            total += Share(count * (1 - 4 * _inversions(places) / (count * (count - 1))), count)
    return total


def _inversions(places: Sequence[int]) -> int:
    """Pairs in the wrong order."""
    before: list[int] = []
    wrong = 0
    for place in places:
        wrong += len(before) - bisect_right(before, place)
        insort(before, place)
    return wrong


def lost(both: Compared) -> Share:
    """True letters that are nowhere in the output, headers and footers counted on both sides."""
    return Share(sum(j < 0 for j in both.found), len(both.found))


def added(both: Compared) -> Share:
    """Output letters that are not in the truth, or once more than there, per true letter; those in tables apart."""
    return Share(_extra(both, in_tables=False), len(both.found))


def added_in_tables(both: Compared) -> Share:
    """The same within tables: a parser may repeat the names of columns on purpose. Per true letter of a table."""
    tables = sum(both.truth[number].kind == TABLE for number in both.true_letters.chunk)
    return Share(_extra(both, in_tables=True) if tables else 0, tables)


def _extra(both: Compared, *, in_tables: bool) -> int:
    served = set(both.found)
    return sum(
        j not in served and (both.output[number].kind == TABLE) is in_tables
        for j, number in enumerate(both.letters.chunk)
    )


def set_apart(both: Compared) -> Share:
    """F1 of letters set apart as running header or footer, among the matched ones."""
    right = ours = theirs = 0
    for i, j in enumerate(both.found):
        if j >= 0:
            true = both.truth[both.true_letters.chunk[i]].kind in FURNITURE
            found = both.output[both.letters.chunk[j]].kind in FURNITURE
            right, ours, theirs = right + (true and found), ours + true, theirs + found
    return Share(2 * right, ours + theirs)


def kinds(both: Compared) -> Share:
    """Matched letters whose chunk has the right kind, if the parser knows kinds at all."""
    pairs = [
        (both.truth[both.true_letters.chunk[i]].kind, both.output[both.letters.chunk[j]].kind)
        for i, j in enumerate(both.found)
        if j >= 0
    ]
    known = [(true, found) for true, found in pairs if found]
    return Share(sum(true == found for true, found in known), len(known))


def words_whole(both: Compared) -> Share:
    """Words (halves of a broken one, characters of an unspaced script) whose letters stand together in the output, with
    white space or a chunk's end before and after them exactly where the truth has it."""
    right = total = 0
    for number, word, span in _words(both):
        places = [both.found[i] for i in span]
        together = places[0] >= 0 and places == list(range(places[0], places[0] + len(places)))
        total += 1
        right += (
            together
            and not any(_parted(both, j) for j in places[1:])
            and _edge(both, number, word.start, span[0], places[0], -1)
            and _edge(both, number, word.end, span[-1], places[-1], 1)
        )
    return Share(right, total)


def _edge(both: Compared, number: int, at: int, i: int, j: int, step: int) -> bool:
    """Beside the letter there is white space, or none, as in the truth."""
    text = both.truth[number].text
    free = at in {0, len(text)} or text[at].isspace() or text[at - 1].isspace()
    if free:
        return _parted(both, j if step < 0 else j + 1)
    return both.found[i + step] == j + step and not _parted(both, j if step < 0 else j + 1)


def _parted(both: Compared, j: int) -> bool:
    """White space, or what counts as such, or a chunk's end stands before the output's letter."""
    if j <= 0 or j >= len(both.letters.text) or both.letters.chunk[j] != both.letters.chunk[j - 1]:
        return True
    start, end = both.letters.at[j - 1] + 1, both.letters.at[j]
    text = both.output[both.letters.chunk[j]].text[start:end]
    return any(character.isspace() or character == "|" for character in text)


def covered(both: Compared) -> Share | None:
    """Words of paragraphs (not of headings, headers and footers) that the highlight of their letters covers.

    The highlight is the boxes of the output's words with one of these letters: the true word's centre must lie in one
    that is at most twice as large as the word. A chunk without places of words has its areas instead, of any size. None
    if the parser gives no places.
    """
    if not any(chunk.words or chunk.areas for chunk in both.output):
        return None
    right = total = 0
    for number, word, span in _words(both):
        if both.truth[number].kind in FURNITURE | {"section-header"}:
            continue
        total += 1
        places = [both.found[i] for i in span if both.found[i] >= 0]
        if places:
            chunk = both.output[both.letters.chunk[places[0]]]
            inside = [both.letters.at[j] for j in places if both.letters.chunk[j] == both.letters.chunk[places[0]]]
            right += _covers(chunk, min(inside), max(inside) + 1, word)
    return Share(right, total)


def _covers(chunk: Chunk, start: int, end: int, word: Word) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    if not chunk.words:
        return any(a.page == word.page and a.x0 <= x <= a.x1 and a.y0 <= y <= a.y1 for a in chunk.areas)
    largest = _LARGEST * (word.x1 - word.x0) * (word.y1 - word.y0)
    return any(
        w.page == word.page and w.x0 <= x <= w.x1 and w.y0 <= y <= w.y1 and (w.x1 - w.x0) * (w.y1 - w.y0) <= largest
        for w in chunk.words
        if w.start < end and w.end > start
    )


def _words(both: Compared) -> list[tuple[int, Word, list[int]]]:
    """Each true word with the number of its chunk and the numbers of its letters."""
    inside: dict[int, list[int]] = defaultdict(list)
    for i, number in enumerate(both.true_letters.chunk):
        inside[number].append(i)
    result = []
    for number, chunk in enumerate(both.truth):
        own = inside[number]
        places = [both.true_letters.at[i] for i in own]
        for word in chunk.words:
            begin = bisect_right(places, word.start - 1)
            span = own[begin : bisect_right(places, word.end - 1)]
            if span:
                result.append((number, word, span))
    return result


MEASURES = {
    "bounds": boundaries,
    "order": order,
    "lost": lost,
    "added": added,
    "tab+": added_in_tables,
    "words": words_whole,
    "boxes": covered,
    "apart": set_apart,
    "kinds": kinds,
}
