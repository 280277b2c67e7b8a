"""Tables as paragraphs hold them, and documents with some, made on the spot."""

from __future__ import annotations

from collections.abc import Sequence

from docexplain.records import BlockClass, Box, Coverage, Document, Paragraph

YEARS = ("2021", "2022", "2023")


def table_text(
    rows: Sequence[tuple[str, ...]], columns: Sequence[str] = YEARS, stub: str = "Site", unit: str = ""
) -> str:
    """A head, and a line for each row: its name and values behind the names of their columns."""
    lines = [" | ".join([stub, *columns] if stub else columns)]
    for name, *values in rows:
        cells = [f"{stub}: {name}" if stub else name]
        cells += [f"{column}: {value}" for column, value in zip(columns, values, strict=True)]
        lines.append(" | ".join([*cells, unit] if unit else cells))
    return "\n".join(lines)


def sites(count: int) -> list[tuple[str, ...]]:
    """Rows with names of their own."""
    return [(f"Mill {number:03}", *(f"{number}{year}" for year in (1, 2, 3))) for number in range(1, count + 1)]


def document_of(*paragraphs: tuple[str, BlockClass] | str, heading: str = "Staff by site") -> Document:
    """A document of one page."""
    made = tuple(
        Paragraph(index, text, (Box(1, 0, 0, 100, 100),), kind, (heading,) if heading else ())
        for index, (text, kind) in enumerate(
            ((p, BlockClass.TEXT) if isinstance(p, str) else p for p in paragraphs), start=1
        )
    )
    return Document("ef" * 32, "sites.pdf", "by hand/1", made, (), Coverage(1, 1, 1, 0))


def long_table(count: int, rows_each: int = 12) -> list[tuple[str, BlockClass]]:
    """A table of so many rows as parsing cuts it: paragraphs of some rows, the first with the head."""
    lines = table_text(sites(count)).split("\n")
    cuts = [lines[: rows_each + 1], *(lines[i : i + rows_each] for i in range(rows_each + 1, len(lines), rows_each))]
    return [("\n".join(cut), BlockClass.TABLE) for cut in cuts]
