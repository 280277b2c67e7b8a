"""Numbers that are printed on pages as theirs, told by the whole document: they grow with the pages, in one style and
at like places, however near the text they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from docexplain.ingest.document.number_candidates import Candidate, Sheet, candidates
from docexplain.ingest.document.page_rows import Word

_FEW, _SOME, _MANY = 2, 3, 5
"""Numbers in a row that tell pages: on pages that follow one another at one place; at the edges; anywhere."""
_FAR = 6
"""Pages between two numbers of one count, at most."""
_LOOK_BACK = 40
_MOST_COUNTS = 100
"""Runs of numbers of one style that are looked for: each takes a pass over all."""


def found_numbers(sheets: Sequence[Sheet]) -> list[Candidate]:
    """The numbers that are their pages', in reading order."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates(sheets):
        groups[candidate.style].append(candidate)
    kept: dict[int, list[Candidate]] = defaultdict(list)
    for group in groups.values():
        for count in _counts(group):
            if _tells(count, len(sheets)):
                for one in count:
                    kept[one.page].append(one)
        for one in _lone(group, [one for some in kept.values() for one in some if one.style == group[0].style]):
            kept[one.page].append(one)
    return [one for page in sorted(kept) for one in _apart(kept[page])]


def labels(numbers: Sequence[Candidate], pages: int) -> tuple[str, ...]:
    """What is printed on each page as its number; empty without one that says more than the physical number."""
    printed = by_page(numbers)
    result = tuple(_label(printed.get(page, ())) for page in range(1, pages + 1))
    return () if all(label in {"", str(page)} for page, label in enumerate(result, 1)) else result


def _label(numbers: Sequence[Candidate]) -> str:
    """One number, or the first and last of several that count on."""
    if not numbers:
        return ""
    first, last = numbers[0], numbers[-1]
    if last.number - first.number == len(numbers) - 1 > 0:
        return f"{first.label}-{last.label}"
    return last.label if last.at_edge else ""


def _counts(group: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Longest first, what counts on from page to page; each candidate in one at most."""
    left = sorted(group, key=lambda one: (one.page, one.part.rect[1], one.part.rect[0]))
    for _ in range(_MOST_COUNTS):
        if len(left) < _FEW:
            return
        best: list[float] = []
        back: list[int] = []
        for i, one in enumerate(left):
            score, source = 1.0, -1
            for j in range(i - 1, max(-1, i - 1 - _LOOK_BACK), -1):
                if one.page - left[j].page > _FAR:
                    break
                step = _step(left[j], one)
                if step and best[j] + step > score:
                    score, source = best[j] + step, j
            best.append(score)
            back.append(source)
        at = max(range(len(left)), key=lambda i: best[i])
        if best[at] < _FEW - 0.5:
            return
        chosen = []
        while at >= 0:
            chosen.append(at)
            at = back[at]
        yield [left[i] for i in reversed(chosen)]
        gone = set(chosen)
        left = [one for i, one in enumerate(left) if i not in gone]


def _step(one: Candidate, following: Candidate) -> float:
    """How well a number goes on after another: 0 not at all, 1 as it should."""
    pages, by = following.page - one.page, following.number - one.number
    if by < 1 or not one.is_like(following):
        return 0.0
    if pages == 0 and one.row is following.row:  # two printed pages side by side
        return 0.9 if by == 1 and one.part.rect[2] < following.part.rect[0] else 0.0
    if pages == 0:  # a page of the print that ends on the same page of the file
        return 0.7 if by == 1 and following.part.rect[1] - one.part.rect[1] > 0.15 * one.height else 0.0
    if by == pages:
        return 1.0
    if by == 2 * pages:  # two printed pages on one
        return 0.8
    return 0.7 if by == 1 or abs(by - pages) == 1 else 0.0


def _tells(count: Sequence[Candidate], pages: int) -> bool:
    """Whether these numbers are those of pages."""
    edge = sum(one.at_edge for one in count) / len(count)
    alone = sum(one.alone for one in count)
    rests = [one.rest for one in count if not one.alone]
    repeated = sum(rests.count(rest) > 1 for rest in rests)
    if 2 * (alone + repeated) < len(count):
        return False  # beside something else each time: the number of a section, a value of a table
    if len(count) >= (_SOME if edge > 0.8 else _MANY):
        return not all(1900 <= one.number <= 2100 for one in count) or len(count) >= _MANY
    if len(count) < _FEW or pages > _SOME:
        return False
    first, last = count[0], count[-1]
    return (
        last.number - first.number == last.page - first.page == 1
        and alone == len(count)
        and all(one.from_bottom == 0 or one.from_top == 0 for one in count)
        and abs(first.part.rect[1] - last.part.rect[1]) <= 3
    )


def _lone(group: Sequence[Candidate], found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Of parts too short to count: what stands alone as the outermost row just as many other numbers of pages do."""
    pages = {one.page for one in found}
    outer = [one for one in found if one.alone and min(one.from_top, one.from_bottom) == 0]
    for one in group:
        if not one.alone or one.page in pages or one.number >= 1000:
            continue
        same = [other for other in outer if (one.from_bottom, one.from_top).count(0) and one.is_like(other)]
        on_side = sum((other.from_bottom == 0) == (one.from_bottom == 0) for other in same)
        if on_side >= _MANY:
            yield one


def _apart(numbers: Sequence[Candidate]) -> list[Candidate]:
    """Those of one page from the top down, each word in one."""
    taken: set[Word] = set()
    kept = []
    for one in sorted(numbers, key=lambda one: (-len(one.part.words), one.part.rect[1], one.part.rect[0])):
        if taken.isdisjoint(one.part.words):
            taken.update(one.part.words)
            kept.append(one)
    return sorted(kept, key=lambda one: (one.part.rect[1], one.part.rect[0]))


def by_page(numbers: Sequence[Candidate]) -> Mapping[int, list[Candidate]]:
    """The numbers of each page that has any."""
    result: dict[int, list[Candidate]] = defaultdict(list)
    for one in numbers:
        result[one.page].append(one)
    return result
