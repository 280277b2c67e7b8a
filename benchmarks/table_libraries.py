"""What kept libraries make of the tables of ``benchmarks/tables.py``: whether one could take the place of our code.

    pip install pdfplumber camelot-py img2table
    python benchmarks/table_libraries.py [--count N] [--seed N]

A library gives a grid of cells; which rows are the head it does not say. It is helped here: all rows above the first
one that holds a known value are taken for the head, a head cell is read over the empty ones after it, and a row is
named by whatever stands in it before its first value. A library that is not installed is left out.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from parsing.cells import judged, plain
from parsing.known_tables import KINDS, KnownTables, known_tables

Grid = list[list[str]]


def by_pymupdf(path: Path) -> Iterable[Grid]:
    """PyMuPDF's own finder, by lines."""
    import pymupdf

    with pymupdf.open(path) as pdf:
        for page in pdf:
            for table in page.find_tables().tables:
                yield [[cell or "" for cell in row] for row in table.extract()]


def by_pymupdf_text(path: Path) -> Iterable[Grid]:
    """The same, by where words stand."""
    import pymupdf

    with pymupdf.open(path) as pdf:
        for page in pdf:
            for table in page.find_tables(strategy="text").tables:
                yield [[cell or "" for cell in row] for row in table.extract()]


def by_pdfplumber(path: Path) -> Iterable[Grid]:
    """By lines."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            for table in page.extract_tables():
                yield [[cell or "" for cell in row] for row in table]


def by_pdfplumber_text(path: Path) -> Iterable[Grid]:
    """By where words stand."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            for table in page.extract_tables({"vertical_strategy": "text", "horizontal_strategy": "text"}):
                yield [[cell or "" for cell in row] for row in table]


def by_camelot(path: Path) -> Iterable[Grid]:
    """By lines."""
    import camelot

    for table in camelot.read_pdf(str(path), pages="all", flavor="lattice"):
        yield [[str(cell) for cell in row] for row in table.df.to_numpy().tolist()]


def by_camelot_text(path: Path) -> Iterable[Grid]:
    """By where words stand."""
    import camelot

    for table in camelot.read_pdf(str(path), pages="all", flavor="stream"):
        yield [[str(cell) for cell in row] for row in table.df.to_numpy().tolist()]


def by_img2table(path: Path) -> Iterable[Grid]:
    """From the picture of the page, with the file's own text."""
    from img2table.document import PDF

    found = PDF(src=io.BytesIO(path.read_bytes())).extract_tables(implicit_rows=True, borderless_tables=True)
    for tables in found.values():
        for table in tables:
            yield [[str(cell or "") for cell in row] for row in table.df.to_numpy().tolist()]


LIBRARIES: dict[str, tuple[str, Callable[[Path], Iterable[Grid]]]] = {
    "pymupdf, lines": ("pymupdf", by_pymupdf),
    "pymupdf, words": ("pymupdf", by_pymupdf_text),
    "pdfplumber, lines": ("pdfplumber", by_pdfplumber),
    "pdfplumber, words": ("pdfplumber", by_pdfplumber_text),
    "camelot, lattice": ("camelot", by_camelot),
    "camelot, stream": ("camelot", by_camelot_text),
    "img2table": ("img2table", by_img2table),
}


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2, help="files of each kind and way of drawing lines")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    made = [table for kind in KINDS for table in known_tables(kind, options.count, options.seed)]
    print(f"{'share of cells with the right row and column':46} with lines  without")
    for name, (package, read) in LIBRARIES.items():
        if importlib.util.find_spec(package) is None:
            print(f"{name:46} not installed")
            continue
        right: dict[bool, list[int]] = defaultdict(lambda: [0, 0])
        failed = 0
        for table in made:
            try:
                found = judged(table.cells, _lines(table, read))["cells"]
            except Exception:  # whatever a library raises
                failed += 1
                found = (0, len(table.cells))
            of = right[table.lines == "all"]
            of[0], of[1] = of[0] + found[0], of[1] + found[1]
        shares = "     ".join(f"{right[way][0] / right[way][1]:7.3f}" for way in (True, False))
        print(f"{name:46}  {shares}" + (f"  ({failed} files failed)" if failed else ""), flush=True)


def _lines(table: KnownTables, read: Callable[[Path], Iterable[Grid]]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.pdf"
        path.write_bytes(table.data)
        values = {plain(cell.value) for cell in table.cells}
        return [line for grid in read(path) for line in named(grid, values)]


def named(grid: Grid, values: set[str]) -> list[str]:
    """The rows of a grid, each value under the name of its column, as our text of a table has them."""
    rows = [[" ".join(cell.split()) for cell in row] for row in grid]
    body = next((y for y, row in enumerate(rows) if any(plain(cell) in values for cell in row)), len(rows))
    heads = [_over(row) for row in rows[:body]]
    lines = []
    for row in rows[body:]:
        first = next((x for x, cell in enumerate(row) if plain(cell) in values), len(row))
        parts = [cell for cell in row[:first] if cell]
        for x in range(first, len(row)):
            names = dict.fromkeys(head[x] for head in heads if head[x])
            parts.append(f"{' '.join(names)}: {row[x]}")
        lines.append(" | ".join(parts))
    return lines


def _over(row: Sequence[str]) -> list[str]:
    """A head cell is over the empty ones after it, but not over the first column's."""
    over = list(row)
    for x in range(2, len(over)):
        over[x] = over[x] or over[x - 1]
    return over


if __name__ == "__main__":
    main()
