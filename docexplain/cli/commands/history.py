"""``docexplain history``: earlier answers, and the documents that were asked, without loading a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from docexplain.cli.options.shared import db_option, json_option
from docexplain.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from docexplain.session import Session


@click.command(short_help="What was asked, newest first.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Only the newest N.")
@click.option("--containing", metavar="WORDS", help="Only where all these words stand in question or answer.")
@click.option("--documents", is_flag=True, help="List the documents that are stored instead, the one used last first.")
@db_option
@json_option
def history(limit: int | None, containing: str | None, documents: bool, db: str | None, as_json: bool) -> int:
    """List the answers that were saved, newest first, with their ids for ``show``.

    Those that are not what was recorded are marked CHANGED, and the exit code is 7.
    """
    from docexplain.api import open_store
    from docexplain.session import Session

    if containing is not None and not containing.strip():
        raise UsageError("--containing takes words, not an empty text.")
    if documents and containing is not None:
        raise UsageError("--containing looks through questions and answers: leave it or --documents out.")
    with open_store(db, read_only=True) as store:
        session = Session(store=store)
        return _documents(session, limit, as_json) if documents else _answers(session, limit, containing, as_json)


def _answers(session: Session, limit: int | None, containing: str | None, as_json: bool) -> int:
    from docexplain.cli.advice import advised
    from docexplain.cli.output import console, listing
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.cli.streams import complain
    from docexplain.common.display_text import counted, one_line

    entries = session.history(limit=limit, containing=containing or "")
    if as_json:
        click.echo(json_objects.dumps(json_objects.history(entries)))
    elif entries:
        listing.show_history(console.console(), entries)
    elif containing:
        complain(f"No question or answer holds {one_line(containing, 60)}.")
    else:
        complain('Nothing was asked yet. Try: docexplain ask FILE "question"')
    changed = sum(bool(entry.on_record and entry.on_record.problems) for entry in entries)
    if changed:
        what = f"{counted(changed, 'answer')} of these {'is' if changed == 1 else 'are'} not what was recorded"
        complain(advised(f"{what}: see what was changed.", ["verify"]))
    return int(ExitCode.AUDIT if changed else ExitCode.OK)


def _documents(session: Session, limit: int | None, as_json: bool) -> int:
    from docexplain.cli.output import console, listing
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.cli.streams import complain

    entries = session.documents()[:limit]
    if as_json:
        click.echo(json_objects.dumps(json_objects.documents(entries)))
    elif entries:
        listing.show_documents(console.console(), entries)
    else:
        complain("No document is stored yet. Try: docexplain ingest FILE")
    return int(ExitCode.OK)
