"""``docexplain audit checkpoint``: sign what the log holds now."""

from __future__ import annotations

from pathlib import Path

import click

from docexplain.cli.options.shared import db_option, json_option
from docexplain.common.display_text import entries_in


@click.command(short_help="Sign what the record holds now.")
@click.option("--key", type=click.Path(path_type=Path), metavar="FILE", help="The private key that keygen made.")
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Write the checkpoint to a new file, or into a folder, too: best one that the owner of the database cannot "
    "change.",
)
@click.option(
    "--timestamp",
    metavar="URL",
    help="Have the time stamped by this authority (RFC 3161). It gets a hash, and nothing else.",
)
@db_option
@json_option
def checkpoint(key: Path | None, to: Path | None, timestamp: str | None, db: str | None, as_json: bool) -> None:
    """Sign how many entries the record has and the hash of the last one. The checkpoint is kept in the database and,
    with --to, elsewhere: from then on a record that was cut or written anew shows, as long as the key is yours.

    Without --key it is the one that DOCEXPLAIN_CHECKPOINT_KEY or the setting checkpoint_key names, or else the one
    that keygen made.
    """
    from docexplain.api import open_store
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.common.checkpoints import checkpoint as checkpoints
    from docexplain.common.checkpoints import files, keys, time_stamps
    from storage.checkpoints.automatic import chosen_key

    if timestamp is not None:
        time_stamps.check_url(timestamp)
    signing = keys.read_key(key or chosen_key() or keys.default_path())
    if to is not None:
        files.place(to)  # before anything is signed
    open_store(db, read_only=True).close()  # a record that is not there is not begun here
    with open_store(db) as store:
        made = store.log.checkpoint(signing, authority=timestamp)
    written = None if to is None else files.write(made, to)
    if as_json:
        click.echo(
            json_objects.dumps({**checkpoints.as_plain(made), "file": None if written is None else str(written)})
        )
        return
    stamped = f", time-stamped by {timestamp}" if timestamp else ""
    click.echo(f"Checkpoint {made.number}: {entries_in(made.count)}, head {made.head}")
    click.echo(f"Signed {made.at} by key {made.key}{stamped}")
    if written is not None:
        click.echo(f"Written to {written}")
