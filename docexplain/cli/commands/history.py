"""``docexplain history``: earlier answers, without loading a model."""

from __future__ import annotations

import click

from docexplain.cli.options.shared import db_option, json_option


@click.command(short_help="What was asked, newest first.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Only the newest N.")
@db_option
@json_option
def history(limit: int | None, db: str | None, as_json: bool) -> None:
    """List the answers that were saved, newest first, with their ids for ``show``."""
    from docexplain.api import open_store
    from docexplain.cli.output import console, listing
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.cli.streams import complain

    with open_store(db, read_only=True) as store:
        entries = store.history(limit=limit)
    if as_json:
        click.echo(json_objects.dumps(json_objects.history(entries)))
    elif entries:
        listing.show_history(console.console(), entries)
    else:
        complain('Nothing was asked yet. Try: docexplain ask FILE "question"')
