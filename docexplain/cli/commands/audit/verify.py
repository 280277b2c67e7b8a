"""``docexplain audit verify``: is the record whole? Needs the database only, no model and no documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from docexplain.cli.options.shared import db_option, files_option, json_option, public_key_option
from docexplain.common.display_text import entries_in
from docexplain.errors import ExitCode

if TYPE_CHECKING:
    from docexplain.common.checkpoints.evidence import Evidence


@click.command(short_help="Walk the hash chain and recompute every hash.")
@click.option(
    "--count", type=click.IntRange(0), metavar="N", help="How many entries there were when you noted the head."
)
@click.option("--head", metavar="HASH", help="The head hash you noted then.")
@click.option(
    "--since",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Look at the entries after number N only, which was the count when you last checked all.",
)
@files_option("--checkpoint", "checkpoints", "A checkpoint that was kept elsewhere; may be given several times.")
@public_key_option
@files_option(
    "--tsa-certificate",
    "certificates",
    "Check time stamps against this certificate (PEM) of the authority, or of one between; may be given several times.",
)
@db_option
@json_option
def verify(
    count: int | None, head: str | None, since: int, db: str | None, as_json: bool, **brought: tuple[Path, ...]
) -> int:
    """Recompute every hash of the audit log from the stored answers and documents.

    A chain of hashes shows every edit, but not a cut-off end or a full rewrite. Note the printed count and head
    somewhere else, and give them back with --count and --head: then those show too. Exit code 0: whole; 7: not;
    8: there is no record.

    Checkpoints, which are signed, do the same for whoever has the public key: those in the database are always looked
    at, those that were kept elsewhere with --checkpoint.

    With --since N what came before is not looked at, so no change there is found. Give --head too, the head hash that
    you noted at N entries: then what follows is shown to continue the log that you noted.
    """
    from docexplain.api import open_store
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.cli.progress import Display
    from docexplain.session import Stage

    if since and count is None:
        count = since if head is not None else None
    if (count is None) != (head is None):
        raise click.UsageError("--count and --head belong together: give both or neither.")
    evidence = _evidence(**brought)
    with open_store(db, read_only=True) as store, Display() as display:
        progress = display.progress(Stage.VERIFY)
        report = store.log.verify(
            expect_count=count, expect_head=head, since=since, evidence=evidence, progress=progress
        )
    if as_json:
        click.echo(json_objects.dumps(json_objects.audit(report)))
    else:
        for problem in report.problems:
            click.echo(problem)
        for note in report.notes:
            click.echo(note)
        state = "NOT whole" if report.problems else "whole"
        if report.entries or report.problems:
            click.echo(f"The record is {state}: {entries_in(report.entries)}, head {report.head or '(none)'}")
        else:
            click.echo("The record has no entries: nothing was saved in this database yet.")
    return int(ExitCode.AUDIT if report.problems else ExitCode.OK)


def _evidence(checkpoints: tuple[Path, ...], public_keys: tuple[Path, ...], certificates: tuple[Path, ...]) -> Evidence:
    """What the options name. Raises UsageError: a file cannot be read."""
    from docexplain.common.checkpoints import files, keys, time_stamps
    from docexplain.common.checkpoints.evidence import Evidence

    return Evidence(
        tuple((str(path), files.content(path)) for path in checkpoints),
        tuple(map(keys.read_public_key, public_keys)),
        tuple(each for path in certificates for each in time_stamps.read_certificates(path)),
    )
