"""``docexplain export``: an answer as a file for somebody else."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from docexplain.cli.options.gathering import gathered
from docexplain.cli.options.shared import db_option, files_option, password_option
from docexplain.errors import UsageError
from docexplain.export.forms import FORMS

_WIDTH = max(map(len, FORMS)) + 2
_FORMS = "\n".join(f"{form.name:<{_WIDTH}}{form.says}" for form in FORMS.values())
_HELP = f"""Write the answer with this ID (or the beginning of it), as it is in the record. No model is loaded.

\b
{_FORMS}

The JSON object is what `docexplain show --json` prints; a bundle is checked by `docexplain audit verify-bundle`. An
answer that is not what was recorded, or whose content was removed, is not exported.
"""


@dataclass(frozen=True, slots=True)
class Target:
    """Attributes:
    form: one of :data:`docexplain.export.forms.FORMS`.
    output: the file, or ``-``.
    overwrite: replace it where it is there already.
    without_document: of a bundle, leave the document itself out.
    """

    form: str
    output: Path
    overwrite: bool
    without_document: bool


@click.command(short_help="Write an answer to a file: PDF, HTML, Markdown, JSON, CSV, PROV, bundle.", help=_HELP)
@click.argument("answer_id", metavar="ID")
@click.option("--to", "form", type=click.Choice(list(FORMS)), required=True, help="In which format.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    required=True,
    help="Where to; - prints a format that is text.",
)
@files_option("--file", "files", "The document, where it was moved since; of several give each.")
@click.option("--without-document", is_flag=True, help="Of a bundle: leave the document itself out.")
@click.option("--overwrite", is_flag=True, help="Replace FILE where it is there already.")
@password_option
@db_option
@gathered("target", Target)
def export(answer_id: str, target: Target, files: tuple[Path, ...], password: str | None, db: str | None) -> None:
    """Write an answer to a file, or print it."""
    from docexplain.api import open_store
    from docexplain.cli.progress import Display
    from docexplain.session import ExportOptions, Session

    is_printed = str(target.output) == "-"
    if is_printed and not FORMS[target.form].is_text:
        raise UsageError(f"A {target.form} is not printed: name a file with -o.")
    options = ExportOptions(password, overwrite=target.overwrite, without_document=target.without_document)
    with open_store(db, read_only=True) as store, Display() as display:
        session = Session(store=store)
        if is_printed:
            made = session.exported(answer_id, target.form, files=files, options=options, listener=display)
            sys.stdout.write(made.decode())
        else:
            session.export(answer_id, target.form, target.output, files=files, options=options, listener=display)
