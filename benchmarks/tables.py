"""How many cells of tables keep the names of their row and column, on made tables of which every cell is known.

    python benchmarks/tables.py [--kind NAME] [--layout model|fast] [--count N] [--show NAME]

A cell counts as right when a line of the text has it with the whole name of its column, and the names of its row before
it. Sections: the same with the row that heads the section, units: with the table's unit, on the same line.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from parsing.cells import holds, judged
from parsing.known_tables import KINDS, Known, KnownTables, known_tables

from docexplain.ingest import ParseOptions, read_document

_Sums = dict[str, list[int]]


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=KINDS, action="append", help="only this one; may be repeated")
    parser.add_argument("--layout", choices=("model", "fast"), action="append", help="only this one")
    parser.add_argument("--count", type=int, default=3, help="files of each kind and way of drawing lines")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", metavar="NAME", help="the lines of this file and the cells that are wrong in it")
    options = parser.parse_args()
    kinds = options.kind or ([options.show.rsplit("-", 2)[0]] if options.show else list(KINDS))
    made = [table for kind in kinds for table in known_tables(kind, options.count, options.seed)]
    for layout in options.layout or ("model", "fast"):
        sums: dict[tuple[str, str], _Sums] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        for table in made:
            if options.show in {None, table.name}:
                lines = text_of(table, layout)
                found = judged(table.cells, lines)
                if options.show:
                    show(table.cells, lines)
                way = "lines" if table.lines == "all" else "none"
                for key in ((table.kind, table.lines), ("all", way)):
                    for name, (right, of) in found.items():
                        sums[key][name][0] += right
                        sums[key][name][1] += of
        print(f"{layout:24}     cells  sections  units")
        for (kind, lines_), found in sorted(sums.items(), key=lambda item: item[0][0] == "all"):
            shares = [
                f"{found[n][0] / found[n][1]:9.4f}" if found[n][1] else "         "
                for n in ("cells", "sections", "units")
            ]
            print(f"{kind:16}{lines_:8}" + "".join(shares))


def text_of(table: KnownTables, layout: str) -> list[str]:
    """The lines of the file's paragraphs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{table.name}.pdf"
        path.write_bytes(table.data)
        document = read_document(path, options=ParseOptions(layout=layout))
    return [line for paragraph in document.paragraphs for line in paragraph.text.split("\n")]


def show(cells: Sequence[Known], lines: Sequence[str]) -> None:
    """What is read, and the cells that are not in it."""
    print(*lines, sep="\n")
    for cell in cells:
        if not any(holds(line, cell) for line in lines):
            print("wrong:", cell)


if __name__ == "__main__":
    main()
