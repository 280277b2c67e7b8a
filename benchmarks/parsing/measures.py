"""How well chunks found by a parser agree with the true ones: pure functions, without any parser."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
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
        begins: white space stands before it, or it is the first of its chunk.
    """

    text: str
    chunk: tuple[int, ...]
    at: tuple[int, ...]
    begins: tuple[bool, ...]


def letters(chunks: Sequence[Chunk]) -> Letters:
    """The letters of the chunks; ``|`` counts as white space, since parsers set it between cells."""
    found: list[tuple[str, int, int, bool]] = []
    for number, chunk in enumerate(chunks):
        begins = True
        for at, character in enumerate(chunk.text):
            begins = begins or character.isspace() or character == "|"
            for letter in normalize("NFKC", character).translate(_SAME):
                if not _UNSEEN.match(letter):
                    found.append((letter, number, at, begins))
                    begins = False
    text, numbers, places, firsts = zip(*found, strict=True) if found else ((), (), (), ())
    return Letters("".join(text), tuple(numbers), tuple(places), tuple(firsts))


def align(truth: Letters, output: Letters) -> list[int]:
    """For each true letter the output letter that is the same one, or -1; no output letter serves twice.

    Long common stretches first, whatever their order, then short chunks as a whole, then ever shorter stretches nearest
    to where the letters around them are. A stretch ends where a chunk does, on either side: what moved comes in whole
    chunks.
    """
    found = [-1] * len(truth.text)
    taken = [False] * len(output.text)
    for length in (32, 16, 8, 4, 2, 1):
        if length == 8:
            _match_chunks(truth, output, found, taken)
        if length > 4:
            _match(truth, output, found, taken, length, unique=True)
        _match(truth, output, found, taken, length, unique=False)
    return found


def _match_chunks(truth: Letters, output: Letters, found: list[int], taken: list[bool]) -> None:
    """Chunks without a matched letter that say the same, such as page numbers, in the order in which they come."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for start, end in _spans(output):
        if not any(taken[start:end]):
            waiting[output.text[start:end]].append(start)
    for start, end in _spans(truth):
        same = waiting[truth.text[start:end]]
        if same and all(j < 0 for j in found[start:end]):
            _extend(truth, output, found, taken, start, same.pop(0), whole=False)


def _spans(found: Letters) -> Iterator[tuple[int, int]]:
    """Where each chunk's letters begin and end."""
    for _, part in groupby(range(len(found.text)), key=found.chunk.__getitem__):
        places = list(part)
        yield places[0], places[-1] + 1


def _match(truth: Letters, output: Letters, found: list[int], taken: list[bool], length: int, *, unique: bool) -> None:
    places: dict[str, list[int]] = defaultdict(list)
    for j in range(len(output.text) - length + 1):
        if not any(taken[j : j + length]) and output.chunk[j] == output.chunk[j + length - 1]:
            places[output.text[j : j + length]].append(j)
    seen: dict[str, int] = defaultdict(int)
    for i in range(len(truth.text) - length + 1):
        if found[i] < 0:
            seen[truth.text[i : i + length]] += 1
    i = 0
    while i + length <= len(truth.text):
        key = truth.text[i : i + length]
        free = truth.chunk[i] == truth.chunk[i + length - 1] and all(j < 0 for j in found[i : i + length])
        candidates = [j for j in places.get(key, ()) if not any(taken[j : j + length])] if free else []
        if unique and (len(candidates) != 1 or seen[key] != 1):
            candidates = []
        if length < 4:
            candidates = [j for j in candidates if _between(found, i, length, j)]
        if candidates:
            expected = _expected(truth, found, i)
            nearest = min(candidates, key=lambda j: min(abs(j - e) for e in expected))
            _extend(truth, output, found, taken, i, nearest, whole=length >= 4)
        i += 1


def _expected(truth: Letters, found: Sequence[int], i: int) -> list[int]:
    """Where a letter should be, by the nearest matched ones before and after it; by those of its chunk if there are."""
    before = next((k for k in range(i - 1, -1, -1) if found[k] >= 0), None)
    after = next((k for k in range(i + 1, len(found)) if found[k] >= 0), None)
    near = [k for k in (before, after) if k is not None]
    own = [k for k in near if truth.chunk[k] == truth.chunk[i]]
    return [found[k] + i - k for k in own or near] or [i]


def _between(found: Sequence[int], i: int, length: int, j: int) -> bool:
    """One or two letters prove nothing by themselves: they must follow or precede what is matched to their neighbours,
    with no more than a few letters between."""
    before = next((found[k] for k in range(i - 1, max(i - 4, -1), -1) if found[k] >= 0), None)
    after = next((found[k] for k in range(i + length, min(i + length + 3, len(found))) if found[k] >= 0), None)
    return (before is not None and 0 < j - before < 40) or (after is not None and 0 < after - j < 40)


def _extend(
    truth: Letters, output: Letters, found: list[int], taken: list[bool], i: int, j: int, *, whole: bool
) -> None:
    """Matches letters around a pair as long as they are the same, free and in the same chunk.

    With ``whole`` a word of which only the first or last letters are the same is left out at either end, unless the
    stretch has no other: those letters may well belong to another word, as in "1,200 | 2024: 250" for "1,200 250".
    """

    def fits(a: int, b: int) -> bool:
        return (
            0 <= a < len(found)
            and 0 <= b < len(taken)
            and truth.text[a] == output.text[b]
            and found[a] < 0
            and not taken[b]
            and (truth.chunk[a], output.chunk[b]) == (truth.chunk[i], output.chunk[j])
        )

    by = j - i
    start, end = i, i + 1
    while fits(end, end + by):
        end += 1
    while fits(start - 1, start - 1 + by):
        start -= 1
    edges = [k for k in range(start, end) if truth.begins[k] and output.begins[k + by]]
    if whole and edges:
        if not (_parted(truth, end) and _parted(output, end + by)) and edges[-1] > start:
            end = edges[-1]
        if not (truth.begins[start] and output.begins[start + by]) and edges[0] < end:
            start = edges[0]
    for k in range(start, end):
        found[k], taken[k + by] = k + by, True


def _parted(of: Letters, k: int) -> bool:
    """White space, or what counts as such, or a chunk's end stands before the letter."""
    return k >= len(of.text) or of.begins[k]


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


def kinds(both: Compared) -> Share | None:
    """Matched letters whose chunk has the right kind. None if the parser does not name the kind of every chunk."""
    if not all(chunk.kind for chunk in both.output):
        return None
    matched = [(i, j) for i, j in enumerate(both.found) if j >= 0]
    right = sum(
        both.truth[both.true_letters.chunk[i]].kind == both.output[both.letters.chunk[j]].kind for i, j in matched
    )
    return Share(right, len(matched))


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
            and not any(_parted(both.letters, j) for j in places[1:])
            and _edge(both, number, word.start, span[0], places[0], -1)
            and _edge(both, number, word.end, span[-1], places[-1], 1)
        )
    return Share(right, total)


def _edge(both: Compared, number: int, at: int, i: int, j: int, step: int) -> bool:
    """Beside the letter there is white space, or none, as in the truth."""
    text = both.truth[number].text
    free = at in {0, len(text)} or text[at].isspace() or text[at - 1].isspace()
    if free:
        return _parted(both.letters, j if step < 0 else j + 1)
    return both.found[i + step] == j + step and not _parted(both.letters, j if step < 0 else j + 1)


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
