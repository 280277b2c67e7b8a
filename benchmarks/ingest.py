"""How well paragraphs, their order, their characters and their places are found in PDFs of which all this is known.

    python benchmarks/ingest.py [--kind NAME] [--pages N] [--parser NAME] [--json FILE] [--keep FOLDER] [--show NAME]

Makes the PDFs first, the same ones each time for a seed, then reads them with docexplain, with MuPDF's text blocks and
with PyMuPDF4LLM. Prints a row for each parser, and one for each kind of document for docexplain. What each column
means stands below the tables, and in full at its function in ``parsing/measures.py``. Pages per second compare only
within one run.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from parsing.chunks import FURNITURE, TABLE, Chunk, Made
from parsing.documents import KINDS, documents
from parsing.measures import MEASURES, Compared, Share, compare
from parsing.parsers import Parser, parsers

LEGEND = """
bounds  F1 of the places where one paragraph, heading, item, table, note or caption ends and another begins
order   Kendall's tau of a page's words (1: the true order)
lost    true characters that are nowhere in the output; added: output characters that are not in the truth, or doubled
tab+    the same as added, within tables (docexplain repeats the names of columns on purpose)
words   words that are whole: their letters together, white space around them where the truth has it
boxes   words that their highlight covers ({places})
apart   F1 of the characters set apart as running headers and footers
kinds   characters in a chunk of the right class
""".strip()


@dataclass
class Row:
    """Sums of the measures over documents."""

    shares: dict[str, Share] = field(default_factory=dict)
    pages: int = 0
    seconds: float = 0.0
    has_words: bool = False

    def add(self, measured: dict[str, Share], pages: int, seconds: float) -> None:
        """One more document."""
        for name, share in measured.items():
            self.shares[name] = self.shares.get(name, Share(0, 0)) + share
        self.pages, self.seconds = self.pages + pages, self.seconds + seconds

    def values(self) -> dict[str, float | None]:
        """Each measure as one number; None where it does not apply."""
        return {name: self.shares[name].value if name in self.shares else None for name in MEASURES}


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=KINDS, action="append", help="only documents of this kind; may be repeated")
    parser.add_argument("--parser", choices=parsers(), action="append", help="only this one; may be repeated")
    parser.add_argument("--pages", type=int, default=4, help="of each document, about")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="keep the figures")
    parser.add_argument("--keep", type=Path, help="keep the PDFs and the truth about them in this folder")
    parser.add_argument("--show", metavar="NAME", help="how this document, such as lists-2, differs from its truth")
    options = parser.parse_args()
    kinds = options.kind or ([options.show.rpartition("-")[0]] if options.show else KINDS)
    chosen = {name: parse for name, parse in parsers().items() if name in (options.parser or list(parsers()))}
    made = [document for kind in kinds for document in documents(kind, options.pages, options.seed)]
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        paths = [keep(document, folder, with_truth=bool(options.keep)) for document in made]
        if options.show:
            show(next(pair for pair in zip(made, paths, strict=True) if pair[0].name == options.show), chosen)
            return
        rows = measure(list(zip(made, paths, strict=True)), chosen)
    print_tables(rows, made)
    if options.json:
        figures = {
            name: {kind: row.values() | {"pages": row.pages, "seconds": row.seconds} for kind, row in kinds_of.items()}
            for name, kinds_of in rows.items()
        }
        options.json.write_text(json.dumps(figures, indent=1) + "\n")


def keep(made: Made, folder: Path, *, with_truth: bool) -> Path:
    """Writes a made file, and the truth about it beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made.name}.pdf"
    path.write_bytes(made.data)
    if with_truth:
        path.with_suffix(".json").write_text(json.dumps(made.truth(), ensure_ascii=False, indent=1) + "\n")
    return path


def measure(made: Sequence[tuple[Made, Path]], chosen: dict[str, Parser]) -> dict[str, dict[str, Row]]:
    """For each parser a row for each kind and one for "all"."""
    rows: dict[str, dict[str, Row]] = {name: defaultdict(Row) for name in chosen}
    for document, path in made:
        for name, parse in chosen.items():
            begin = time.perf_counter()
            output = parse(path)
            seconds = time.perf_counter() - begin
            both = compare(document.chunks, output)
            measured = {key: share for key, function in MEASURES.items() if (share := function(both)) is not None}
            for kind in ("all", document.kind):
                rows[name][kind].add(measured, document.pages, seconds)
                rows[name][kind].has_words |= any(chunk.words for chunk in output)
    return rows


def print_tables(rows: dict[str, dict[str, Row]], made: Sequence[Made]) -> None:
    """All parsers on all documents, then the first one by kind."""
    print(f"{len(made)} documents, {sum(document.pages for document in made)} pages")
    print_table("parser", {name: by_kind["all"] for name, by_kind in rows.items()})
    for name in [name for name in rows if name.startswith("docexplain")]:
        print_table(name, {kind: row for kind, row in rows[name].items() if kind != "all"})
    by_words = [name for name, by_kind in rows.items() if by_kind["all"].has_words]
    places = f"of {', '.join(by_words) or 'none'} by the places of words, of others by those of paragraphs"
    print(f"\n{LEGEND.format(places=places)}")


def print_table(title: str, rows: dict[str, Row]) -> None:
    """One table."""
    print(f"\n{title:<16}{'pages':>6}" + "".join(f"{name:>8}" for name in MEASURES) + f"{'pages/s':>9}")
    for name, row in rows.items():
        cells = []
        for measure_name, value in row.values().items():
            percent = measure_name in {"lost", "added", "tab+"}
            cells.append(f"{'n/a' if value is None else f'{value:.2%}' if percent else f'{value:.3f}':>8}")
        print(f"{name:<16}{row.pages:>6}" + "".join(cells) + f"{row.pages / row.seconds:>9.1f}")


def show(made: tuple[Made, Path], chosen: dict[str, Parser]) -> None:
    """Print, for the first parser, true chunks and those of the output wherever they are not the same."""
    name, parse = next(iter(chosen.items()))
    both = compare(made[0].chunks, parse(made[1]))
    print(f"{made[0].name}, {name}: " + ", ".join(
        f"{key} {share.value:.4f}" for key, function in MEASURES.items()
        if (share := function(both)) is not None and share.value is not None
    ))  # fmt: skip
    for true, found in differences(both):
        print("\n".join(["", *(f"  truth  {line}" for line in true), *(f"  output {line}" for line in found)]))


def differences(both: Compared) -> Iterator[tuple[list[str], list[str]]]:
    """True chunks and the output chunks with their letters, where text, kind or limits differ."""
    owners: dict[int, set[int]] = defaultdict(set)
    for i, j in enumerate(both.found):
        if j >= 0:
            owners[both.true_letters.chunk[i]].add(both.letters.chunk[j])
    used = {j for found in owners.values() for j in found}
    shared = {j: {i for i, found in owners.items() if j in found} for j in used}
    done: set[int] = set()
    for i in range(len(both.truth)):
        if i in done:
            continue
        ours, theirs = {i}, set(owners[i])
        while True:
            wider = ours | {k for j in theirs for k in shared[j]}
            if wider == ours:
                break
            ours, theirs = wider, {j for k in wider for j in owners[k]}
        done |= ours
        if not same(both, ours, theirs):
            yield [line(both.truth[k]) for k in sorted(ours)], [line(both.output[j]) for j in sorted(theirs)]
    for j, chunk in enumerate(both.output):
        if j not in used:
            yield [], [line(chunk)]


def same(both: Compared, ours: set[int], theirs: set[int]) -> bool:
    """One chunk with the same words; a table may have others between, headers and footers may be in parts."""
    true, found = [both.truth[k] for k in sorted(ours)], [both.output[j] for j in sorted(theirs)]
    if all(chunk.kind in FURNITURE for chunk in (*true, *found)):
        return " ".join(chunk.text for chunk in true).split() == " ".join(chunk.text for chunk in found).split()
    if len(true) != 1 or len(found) != 1:
        return False
    if true[0].kind == found[0].kind == TABLE:
        inside = [both.found[i] for i, k in enumerate(both.true_letters.chunk) if k in ours]
        return inside[0] >= 0 and inside == sorted(inside)
    return true[0].text.split() == found[0].text.split()


def line(chunk: Chunk) -> str:
    """A chunk in short."""
    text = " ".join(chunk.text.split())
    return f"[{chunk.kind or '?'}] {text if len(text) < 240 else f'{text[:140]} ... {text[-90:]}'}"


if __name__ == "__main__":
    main()
