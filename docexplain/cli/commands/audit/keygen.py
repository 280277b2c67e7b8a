"""``docexplain audit keygen``: a key that signs the log."""

from __future__ import annotations

from pathlib import Path

import click

from docexplain.cli.options.shared import json_option


@click.command(short_help="Make a key that signs the record.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="The private key's file.")
@json_option
def keygen(output: Path | None, as_json: bool) -> None:
    """Make an Ed25519 key for checkpoints: the private key in a file that only you may read, the public one beside it.

    Without -o it lies with docexplain's settings, and not with the database. Give the public key to whoever checks
    the record. Whoever has the private one and may write the database can write another record and sign it: keep it on
    another machine or medium where you can.
    """
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.common.checkpoints import keys

    path = output or keys.default_path()
    key = keys.make_key(path)
    if as_json:
        made = {"private_key": str(path), "public_key": str(keys.public_path(path))}
        click.echo(json_objects.dumps({**made, "fingerprint": keys.fingerprint(key.public)}))
        return
    click.echo(f"Private key: {path} (only you may read it)")
    click.echo(f"Public key:  {keys.public_path(path)} (for whoever checks the record)")
    click.echo(f"Fingerprint: {keys.fingerprint(key.public)}")
    click.echo("It signs what the record holds: whoever has it and may write the database can sign another record.")
