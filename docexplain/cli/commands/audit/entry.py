"""``docexplain audit entry``: where one answer stands in the record, and whether it is still what was recorded."""

from __future__ import annotations

import click

from docexplain.cli.options.shared import db_option, json_option
from docexplain.errors import ExitCode


@click.command(short_help="Look at the entry of one answer.")
@click.argument("answer_id", metavar="ID")
@db_option
@json_option
def entry(answer_id: str, db: str | None, as_json: bool) -> int:
    """Print where the answer with this ID (or the beginning of it) stands in the audit log, and check it now: its
    entry, the answer and its documents against each other, and the entries up to the checkpoint that covers it, if any.

    The rest of the log is not looked at, which `audit verify` does. Exit code 0: it is what was recorded; 7: it is not;
    8: there is no such answer.
    """
    from rich.text import Text

    from docexplain.answers.said.record import entry_facts
    from docexplain.api import open_store
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.cli.output.console import console, labelled
    from docexplain.session import Session

    with open_store(db, read_only=True) as store:
        found = Session(store=store).entry(answer_id)
    if as_json:
        click.echo(json_objects.dumps(json_objects.entry(found)))
    else:
        out = console()
        for label, said in entry_facts(found):
            labelled(out, label, Text(said))
    return int(ExitCode.AUDIT if found.found.problems else ExitCode.OK)
