"""``docexplain audit verify``: is the record whole? Needs the database only, no model and no documents."""

from __future__ import annotations

import click

from docexplain.cli.options.shared import db_option, json_option
from docexplain.errors import ExitCode


@click.command(short_help="Walk the hash chain and recompute every hash.")
@click.option(
    "--count", type=click.IntRange(0), metavar="N", help="How many entries there were when you noted the head."
)
@click.option("--head", metavar="HASH", help="The head hash you noted then.")
@db_option
@json_option
def verify(count: int | None, head: str | None, db: str | None, as_json: bool) -> int:
    """Recompute every hash of the audit log from the stored answers and documents.

    A chain of hashes shows every edit, but not a cut-off end or a full rewrite. Note the printed count and head
    somewhere else, and give them back with --count and --head: then those show too. Exit code 0: whole; 7: not;
    8: there is no record.
    """
    from docexplain.api import open_store
    from docexplain.cli.output.as_json import objects as json_objects

    if (count is None) != (head is None):
        raise click.UsageError("--count and --head belong together: give both or neither.")
    with open_store(db, read_only=True) as store:
        report = store.verify(expect_count=count, expect_head=head)
    if as_json:
        click.echo(json_objects.dumps(json_objects.audit(report)))
    else:
        for problem in report.problems:
            click.echo(problem)
        for note in report.notes:
            click.echo(note)
        state = "NOT whole" if report.problems else "whole"
        if report.entries or report.problems:
            click.echo(f"The record is {state}: {report.entries} entries, head {report.head or '(none)'}")
        else:
            click.echo("The record has no entries: nothing was saved in this database yet.")
    return int(ExitCode.AUDIT if report.problems else ExitCode.OK)
