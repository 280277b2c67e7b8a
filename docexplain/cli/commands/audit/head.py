"""``docexplain audit head``: what to note down elsewhere, so that a later cut or rewrite of the record shows."""

from __future__ import annotations

import click

from docexplain.cli.options.shared import db_option, json_option
from docexplain.common.display_text import entries_in


@click.command(short_help="Print count and head of the record, to note down elsewhere.")
@db_option
@json_option
def head(db: str | None, as_json: bool) -> None:
    """Print how many entries the audit log has and the hash of the last one.

    Note both where nobody can change them who can change the database: `audit verify --count N --head HASH` then shows
    a later cut or rewrite. Nothing is checked here.
    """
    from docexplain.api import open_store
    from docexplain.cli.output.as_json import objects as json_objects

    with open_store(db, read_only=True) as store:
        entries, last = store.log.head()
    if as_json:
        click.echo(json_objects.dumps({"entries": entries, "head": last}))
    else:
        click.echo(f"{entries_in(entries)}, head {last or '(none)'}")
