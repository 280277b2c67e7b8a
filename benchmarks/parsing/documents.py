"""Documents of each kind: what makes parsing hard, one difficulty at a time, on varied pages."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import pymupdf

from .breaking import Style
from .chunks import HEADING, Chunk, Made, Word
from .prose import Prose, foreign
from .typeset import Design, Setter

FACES = (("tiro", "tibo"), ("helv", "hebo"), ("tiro", "hebo"), ("cour", "cobo"))
SHEETS = ((595.0, 842.0), (612.0, 792.0), (504.0, 648.0))
FURNITURE_TEXTS = (
    ("Marrow & Sons plc\tAnnual Report 2025", "{page}"),
    ("Facility Agreement", "Page {page}"),
    ("", "- {page} -"),
    ("Northgate Holdings | Half-year statement\t{page}", ""),
    ("CONFIDENTIAL", "Execution version\t{page}"),
)
"""Header and footer, the left part and after a tab the right one."""


def design(source: random.Random, number: int, columns: int = 1) -> Design:
    """Pages that differ from those of the document before in everything that may be chosen."""
    width, height = SHEETS[number % len(SHEETS)] if columns < 3 else SHEETS[number % 2]
    face, bold = FACES[number % len(FACES)] if columns == 1 else FACES[number % 3]
    size = source.choice((10.0, 11.0, 12.0)) if columns == 1 else source.choice((8.5, 9.0, 10.0))
    side = source.choice((54.0, 70.0, 86.0)) if columns == 1 else source.choice((42.0, 54.0))
    header, footer = FURNITURE_TEXTS[(number + columns) % len(FURNITURE_TEXTS)]
    indented = number % 3 == 1
    return Design(
        body=Style(face, size, size * source.choice((1.15, 1.25, 1.4))),
        bold=bold,
        width=width,
        height=height,
        margins=(side, source.choice((70.0, 84.0)), side, source.choice((68.0, 80.0))),
        columns=columns,
        gutter=source.choice((16.0, 22.0, 28.0)),
        indent=14.0 if indented else 0.0,
        between=0.0 if indented else source.choice((5.0, 7.0, 10.0)),
        justified=number % 2 == 1,
        gaps=number % 4 == 3,
        header=header,
        footer=footer,
    )


Writer = Callable[[Setter, Prose, int, int], None]
"""Sets pages; called with the number of the document within its kind and how many pages are wanted."""


def columns(setter: Setter, prose: Prose, number: int, pages: int) -> None:
    """Prose with headings in one, two or three columns, some under a heading over all of them."""
    if number % 2:
        setter.span(prose.heading())
    while not _full(setter, pages):
        setter.heading(prose.heading())
        for _ in range(prose.random.randint(2, 4)):
            setter.paragraph(prose.paragraph())


MARKERS: tuple[Callable[[int], str], ...] = (
    lambda _: "\u2022",
    lambda n: f"{n}.",
    lambda n: f"({'abcdefghijklm'[n - 1]})",
    lambda _: "-",
    lambda n: f"({('i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x')[n - 1]})",
    lambda n: f"{'abcdefghijklm'[n - 1]})",
)


def lists(setter: Setter, prose: Prose, number: int, pages: int) -> None:
    """Lists with bullets, numbers and letters, some with a lower level and some close together."""
    turn = number
    while not _full(setter, pages):
        setter.heading(prose.heading())
        setter.paragraph(prose.paragraph(1, 2) + " The following applies:")
        marker, lower = MARKERS[turn % len(MARKERS)], MARKERS[(turn + 2) % len(MARKERS)]
        after = prose.random.choice((0.0, 3.0, 6.0))
        for item in range(1, prose.random.randint(4, 7)):
            setter.item(marker(item), prose.clause(), after=after)
            if turn % 3 == 2 and item in {2, 3}:
                for under in range(1, 4):
                    setter.item(lower(under), prose.clause(), indent=18.0, after=after)
        setter.y += 5
        setter.paragraph(prose.paragraph(1, 3))
        turn += 1


def tables(setter: Setter, prose: Prose, number: int, pages: int) -> None:
    """Tables with all rules, with a few and with none; some cells have two lines, some are empty."""
    rules = ("all", "rows", "none")
    turn = 0
    while not _full(setter, pages):
        setter.paragraph(prose.paragraph(1, 3))
        wide = 3 if setter.design.columns == 1 else 2
        if turn % 4 == 3:
            rows = [["Term", "Meaning"], *([prose.label(), prose.sentence()] for _ in range(3))]
            shares = [1.0, 2.6]
        else:
            rows = [[prose.random.choice(("Item", "EUR thousand", "")), *(str(2025 - i) for i in range(wide))]]
            for _ in range(prose.random.randint(4, 8)):
                empty = prose.random.random() < 0.1
                rows.append([prose.label(), *("" if empty and i else prose.number() for i in range(wide))])
            rows.append(["Total", *(prose.number() for _ in range(wide))])
            shares = [2.2, *[1.0] * wide]
        if turn % 2:
            setter.room(160)
            setter.caption(f"Table {turn + 1}: {prose.label()} by year")
        setter.table(rows, shares, rules=rules[(turn + number) % len(rules)])
        turn += 1


def footnotes(setter: Setter, prose: Prose, number: int, pages: int) -> None:
    """Paragraphs with raised numbers and the notes below, over columns too."""
    note = 1
    while not _full(setter, pages):
        for _ in range(prose.random.randint(1, 3)):
            setter.paragraph(prose.paragraph(1, 3))
        label = f"{note}" if number % 2 else f"{note}."
        setter.note(f"{label} {prose.sentence()}")
        setter.paragraph(f"{prose.sentence()}^{note} {prose.paragraph(1, 2)}")
        note += 1


def crossing(setter: Setter, prose: Prose, number: int, pages: int) -> None:
    """Long paragraphs, so that most columns and pages end within one; tables and pictures between the halves."""
    turn = 0
    while not _full(setter, pages):
        setter.paragraph(prose.paragraph(7, 10))
        if turn % 3 == 2 and number % 2:
            rows = [["Item", "2025", "2024"], *([prose.label(), prose.number(), prose.number()] for _ in range(3))]
            setter.table(rows, [2.0, 1.0, 1.0], rules="all")
        if turn % 4 == 3:
            setter.heading(prose.heading())
        turn += 1


def mixed(setter: Setter, prose: Prose, number: int, pages: int) -> None:
    """A little of everything."""
    turn = 0
    while not _full(setter, pages):
        setter.heading(prose.heading())
        setter.paragraph(prose.paragraph())
        if turn % 2:
            rows = [["Item", "2025", "2024"], *([prose.label(), prose.number(), prose.number()] for _ in range(4))]
            setter.table(rows, [2.2, 1.0, 1.0], rules=("all", "rows", "none")[(turn + number) % 3])
        else:
            for item in range(1, 5):
                setter.item(f"({'abcd'[item - 1]})", prose.clause())
            setter.y += 5
        setter.paragraph(prose.paragraph())
        turn += 1


def hyphenation(setter: Setter, prose: Prose, _number: int, pages: int) -> None:
    """Narrow lines with broken words; at the end those words stand whole that are nowhere else."""
    while not _full(setter, pages):
        setter.heading(prose.heading())
        for _ in range(3):
            setter.paragraph(prose.paragraph(3, 5))
    whole, broken = set[str](), set[str]()
    for draft in setter.drafts:
        for word, following in pairwise(draft.words):
            # Nothing stands between the halves of a broken word.
            (broken if following.start == word.end else whole).add(_around(draft.text, word.start))
    words = sorted(broken - whole)
    if words:
        setter.paragraph("The words " + ", ".join(words) + " mean what they say.", style=setter.design.style())


def _around(text: str, at: int) -> str:
    """The word at this place."""
    return (text[:at].rsplit(" ", 1)[-1] + text[at:].split(" ", 1)[0]).strip(".,;:()")


def glyphs(setter: Setter, prose: Prose, number: int, pages: int) -> None:
    """Ligatures, spaces of many widths, and headings whose letters stand apart."""
    while not _full(setter, pages):
        setter.heading(prose.heading().upper(), 1.15, spread=0.12 if number % 2 else 0.0)
        for _ in range(3):
            setter.paragraph(
                prose.paragraph() + " The office finds the final figure sufficient for this official file."
            )


def headings(setter: Setter, prose: Prose, number: int, pages: int) -> None:
    """Sections of three levels, with numbers or only by size; some run in with little white space."""
    setter.span(prose.heading(), 2.0)
    chapter = 0
    while not _full(setter, pages):
        chapter += 1
        label = f"{chapter} " if number % 2 == 0 else ""
        setter.heading(label + prose.heading(), 1.5)
        setter.paragraph(prose.paragraph(1, 2))
        for section in range(1, 3):
            label = f"{chapter}.{section} " if number % 2 == 0 else ""
            setter.heading(label + prose.heading(), 1.2)
            setter.paragraph(prose.paragraph(1, 3))
            if section == 2:
                label = f"{chapter}.{section}.1 " if number % 2 == 0 else ""
                setter.heading(label + prose.heading(), 1.0)
                setter.paragraph(prose.paragraph(1, 3))


def captions(setter: Setter, prose: Prose, number: int, pages: int) -> None:
    """Pictures with captions above or below."""
    figure = 1
    while not _full(setter, pages):
        for _ in range(prose.random.randint(1, 3)):
            setter.paragraph(prose.paragraph())
        name = ("Figure", "Fig.", "Chart")[number % 3]
        text = f"{name} {figure}{'.' if number % 2 else ':'} {prose.sentence()}"
        setter.picture(prose.random.choice((90.0, 130.0, 170.0)), text, above=number % 3 == 2)
        figure += 1


def rightward(setter: Setter, prose: Prose, number: int, pages: int) -> None:
    """Hebrew and Arabic, in two columns of which the right one is read first too."""
    language, code = (("hebrew", "he"), ("arabic", "ar"))[number % 2]
    while not _full(setter, pages):
        words = foreign(prose.random, language, 1).rstrip(".").split(" ")
        setter.shaped(" ".join(words[:3]), code, kind=HEADING, scale=1.35)
        for _ in range(3):
            setter.shaped(foreign(prose.random, language, prose.random.randint(2, 5)), code)


def unspaced(setter: Setter, prose: Prose, number: int, pages: int) -> None:
    """Chinese, Japanese and Korean."""
    language = ("chinese", "japanese", "korean")[number % 3]
    while not _full(setter, pages):
        text = foreign(prose.random, language, 1).rstrip("。.")
        setter.heading(text[:8].strip("，、 "), 1.4)
        for _ in range(3):
            setter.paragraph(foreign(prose.random, language, prose.random.randint(2, 6)))
        if number % 2:
            for item in range(1, 4):
                setter.item(f"{item}.", foreign(prose.random, language, 1))


def _full(setter: Setter, pages: int) -> bool:
    """As many pages as wanted, and the last one mostly filled."""
    return setter.page > pages or (setter.page == pages and setter.left() < 0.35 * setter.design.height)


def _plan() -> dict[str, list[tuple[Writer, int, Callable[[Design], Design], int]]]:
    """For each kind its documents: writer, columns, changes to the design, and how the page is turned."""

    def same(plain: Design) -> Design:
        return plain

    def leftwards(plain: Design) -> Design:
        return replace(plain, leftwards=True, indent=0.0, between=8.0)

    def broken(hyphen: str) -> Callable[[Design], Design]:
        return lambda plain: replace(plain, justified=True, body=replace(plain.body, hyphens=1.0, hyphen=hyphen))

    def odd(plain: Design) -> Design:
        spaces = (" ", " ", " ", "\u00a0", "  ", "\u2009")
        return replace(plain, body=replace(plain.body, font="tiro", ligatures=True, spaces=spaces))

    def asian(plain: Design) -> Design:
        return replace(plain, body=replace(plain.body, font="cjk", leading=plain.body.size * 1.5), bold="cjk")

    def loose(plain: Design) -> Design:
        return replace(plain, keep=1)

    return {
        "columns": [(columns, 1 + i % 3, same, 0) for i in range(6)],
        "lists": [(lists, 1 + (i == 3), same, 0) for i in range(4)],
        "tables": [(tables, 1 + (i == 2), same, 0) for i in range(4)],
        "footnotes": [(footnotes, 1 + i % 2, same, 0) for i in range(4)],
        "crossing": [(crossing, 1 + i % 3, loose if i > 2 else same, 0) for i in range(5)],
        "rotated": [(mixed, 1 + i % 2, same, (90, 180, 270, 90)[i]) for i in range(4)],
        "sideways": [(mixed, 1, same, turn) for turn in (-90, -270)],
        "cropped": [(mixed, 1 + i % 2, same, (90, -90, 180, -270)[i]) for i in range(4)],
        "rtl": [(rightward, 1 + i // 2, leftwards, 0) for i in range(4)],
        "cjk": [(unspaced, 1 + i // 3, asian, 0) for i in range(5)],
        "hyphenation": [(hyphenation, 2 + (i > 0), broken("\u00ad" if i == 2 else "-"), 0) for i in range(4)],
        "glyphs": [(glyphs, 1 + i % 2, odd, 0) for i in range(3)],
        "headings": [(headings, 1 + (i == 2), same, 0) for i in range(4)],
        "captions": [(captions, 1 + i % 2, same, 0) for i in range(4)],
    }


KINDS = tuple(_plan())


def documents(kind: str, pages: int, seed: int) -> Iterator[Made]:
    """The documents of a kind, each of about so many pages."""
    for number, (writer, count, changed, turn) in enumerate(_plan()[kind]):
        source = random.Random(f"{seed} {kind} {number}")
        setter = Setter(changed(design(source, number, count)), source)
        writer(setter, Prose(source), number, pages)
        data, chunks = setter.finish()
        if turn:
            data, chunks = _turned(data, chunks, turn)
        if kind == "cropped":
            data = _cropped(data)
        with pymupdf.open(stream=data) as doc:
            made = int(doc.page_count)
        yield Made(kind, f"{kind}-{number + 1}", data, made, chunks)


def _turned(data: bytes, chunks: tuple[Chunk, ...], turn: int) -> tuple[bytes, tuple[Chunk, ...]]:
    """The pages with their contents turned: upright again by the page's own rotation, or for negative angles not, so
    that a reader sees the text sideways."""
    with pymupdf.open(stream=data) as upright, pymupdf.Document() as result:
        width, height = upright[0].rect.width, upright[0].rect.height
        for number in range(upright.page_count):
            sheet = (width, height) if turn == 180 else (height, width)
            page = result.new_page(width=sheet[0], height=sheet[1])
            page.show_pdf_page(page.rect, upright, number, rotate=abs(turn))
            if turn > 0:
                page.set_rotation(turn)
        turned = bytes(result.tobytes(garbage=3, deflate=True, no_new_id=True))
    if turn > 0:
        return turned, chunks
    moved = [replace(c, words=tuple(_sideways(word, width, height, -turn) for word in c.words)) for c in chunks]
    return turned, tuple(moved)


def _cropped(data: bytes) -> bytes:
    """What is seen stays; the pages hold more than that, and begin elsewhere."""
    with pymupdf.open(stream=data) as doc:
        for page in doc:
            width, height = page.mediabox.width, page.mediabox.height
            doc.xref_set_key(page.xref, "MediaBox", f"[-90 -40 {width + 70} {height + 150}]")
            doc.xref_set_key(page.xref, "CropBox", f"[0 0 {width} {height}]")
        return bytes(doc.tobytes(garbage=3, deflate=True, no_new_id=True))


def _sideways(word: Word, width: float, height: float, turn: int) -> Word:
    """Where it stands once the page lies on its side: turned left by 90 degrees, or by 270."""
    if turn == 90:
        return word._replace(x0=word.y0, y0=width - word.x1, x1=word.y1, y1=width - word.x0)
    return word._replace(x0=height - word.y1, y0=word.x0, x1=height - word.y0, y1=word.x1)
