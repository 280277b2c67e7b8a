"""``docexplain history``: earlier answers, without loading a model."""

from __future__ import annotations

import click

from docexplain.cli.options.shared import db_option, json_option
from docexplain.errors import ExitCode


@click.command(short_help="What was asked, newest first.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Only the newest N.")
@db_option
@json_option
def history(limit: int | None, db: str | None, as_json: bool) -> int:
    """List the answers that were saved, newest first, with their ids for ``show``.

    Those that are not what was recorded are marked CHANGED, and the exit code is 7.
    """
    from docexplain.api import open_store
    from docexplain.cli.advice import advised
    from docexplain.cli.output import console, listing
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.cli.streams import complain
    from docexplain.common.display_text import counted

    with open_store(db, read_only=True) as store:
        entries = store.history(limit=limit, checked=True)
    if as_json:
        click.echo(json_objects.dumps(json_objects.history(entries)))
    elif entries:
        listing.show_history(console.console(), entries)
    else:
        complain('Nothing was asked yet. Try: docexplain ask FILE "question"')
    changed = sum(bool(entry.on_record and entry.on_record.problems) for entry in entries)
    if changed:
        what = f"{counted(changed, 'answer')} of these {'is' if changed == 1 else 'are'} not what was recorded"
        complain(advised(f"{what}: see what was changed.", ["verify"]))
    return int(ExitCode.AUDIT if changed else ExitCode.OK)
