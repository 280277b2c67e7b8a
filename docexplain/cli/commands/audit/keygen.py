"""``docexplain audit keygen``: a key that signs the log."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Make a key that signs the record.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="The private key's file.")
def keygen(output: Path | None) -> None:
    """Make an Ed25519 key for checkpoints: the private key in a file that only you may read, the public one beside it.

    Without -o it lies with docexplain's settings, and not with the database. Give the public key to whoever checks
    the record. Whoever has the private one and may write the database can write another record and sign it: keep it on
    another machine or medium where you can.
    """
    from docexplain.common.checkpoints import keys

    path = output or keys.default_path()
    key = keys.make_key(path)
    click.echo(f"Private key: {path} (only you may read it)")
    click.echo(f"Public key:  {keys.public_path(path)} (for whoever checks the record)")
    click.echo(f"Fingerprint: {keys.fingerprint(key.public)}")
