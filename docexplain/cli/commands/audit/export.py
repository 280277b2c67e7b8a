"""``docexplain audit export``: the record as JSON Lines, for whoever checks it with a program of their own."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from docexplain.cli.options.shared import db_option


@click.command(short_help="Write the record as JSON Lines, for others to check.")
@click.option(
    "--since",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Leave out entries 1 to N: what there was when you noted count N.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE", help="Instead of stdout (-)."
)
@click.option("--overwrite", is_flag=True, help="Replace FILE where it is there already.")
@db_option
def export(since: int, output: Path | None, overwrite: bool, db: str | None) -> None:
    """Write every entry of the audit log with the document or answer that it seals, one JSON object a line.

    docs/record-format.md says what each byte of it means, and docs/verify_export.py checks such a file without
    docexplain. It holds the text of documents and answers: who may read it may read those.
    """
    from docexplain.api import open_store
    from docexplain.common.atomic_files import refuse_to_replace

    target = None if output is None or str(output) == "-" else output
    if target is not None:
        refuse_to_replace(target, overwrite=overwrite)
    with open_store(db, read_only=True) as store:
        lines = map(_line, store.log.export(after=since))
        if target is None:
            sys.stdout.writelines(lines)
        else:
            _write(target, lines)


def _line(line: dict[str, Any]) -> str:
    """Printable ASCII only: whatever a document says, it neither ends the line nor steers a terminal, and every locale
    can show it."""
    import json

    return json.dumps(line, separators=(",", ":"), allow_nan=False).replace("\x7f", "\\u007f") + "\n"


def _write(target: Path, lines: Iterable[str]) -> None:
    from docexplain.common.atomic_files import output_file

    with output_file(target) as draft, draft.open("w", encoding="ascii", newline="\n") as file:
        file.writelines(lines)
