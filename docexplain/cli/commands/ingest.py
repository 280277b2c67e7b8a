"""``docexplain ingest``: parse and store files ahead of the questions."""

from __future__ import annotations

from pathlib import Path

import click

from docexplain.cli.advice import advised
from docexplain.cli.options.parsing import parse_options
from docexplain.cli.options.shared import db_option, json_option, password_option
from docexplain.cli.output.contents import LEFT_OUT, PARAGRAPHS, show_contents
from docexplain.errors import DocexplainError, ExitCode
from docexplain.ingest import ParseOptions


@click.command(short_help="Parse and store files, with a report of what was left out.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--show",
    type=click.Choice([PARAGRAPHS, LEFT_OUT]),
    help="Also print every paragraph, or all that is in none: page headers and footers, hidden text, comments, "
    "pictures.",
)
@parse_options
@password_option
@db_option
@json_option
def ingest(
    files: tuple[Path, ...], show: str | None, password: str | None, db: str | None, as_json: bool, parse: ParseOptions
) -> int:
    """Parse and store FILES, so that questions start at once.

    Reports pages, paragraphs, the share of characters kept, and what was set apart, read by OCR or could not be read;
    also whether the file is damaged, and what nobody sees on its pages: hidden text, comments, attachments.
    A file that fails does not stop the others; the exit code is then that of the first failure. After Ctrl-C the same
    command goes on where this one stopped, also in the middle of a long file.
    """
    from docexplain import ingest as parser
    from docexplain.api import open_store
    from docexplain.cli.output import console, listing
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.cli.progress import Display
    from docexplain.cli.streams import complain
    from docexplain.cli.unfinished import kept_pages_told
    from docexplain.session import DocumentNotSaved, Session

    code = int(ExitCode.OK)
    objects = []
    with open_store(db, notice=complain) as store, Display() as display:
        session = Session(store=store, parse=parse)
        for file in files:
            try:
                known = session.find_document(parser.sha256_of(file)) is not None
                with kept_pages_told(session, file):
                    document, not_saved = session.ingest(file, password=password, listener=display), ""
            except DocexplainError as error:
                display.stop()
                said = advised(str(error), error.remedies)
                complain(said)
                code = code or int(error.exit_code)
                if not isinstance(error, DocumentNotSaved):
                    continue
                document, not_saved = error.document, said
            if as_json:
                objects.append(json_objects.document(document, stored_before=known, not_saved_because=not_saved))
            else:
                listing.show_document(console.console(), document, stored_before=known, saved=not not_saved)
                if show:
                    show_contents(console.console(), document, show)
    if as_json:
        click.echo(json_objects.dumps({"documents": objects}))
    return code
