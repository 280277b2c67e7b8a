"""``docexplain audit``: the record of answers, for whoever has to check it. No command needs the model but a replay."""

from __future__ import annotations

import click

from docexplain.cli.commands.audit.checkpoint import checkpoint
from docexplain.cli.commands.audit.entry import entry
from docexplain.cli.commands.audit.export import export
from docexplain.cli.commands.audit.head import head
from docexplain.cli.commands.audit.keygen import keygen
from docexplain.cli.commands.audit.redact import redact
from docexplain.cli.commands.audit.replay import replay
from docexplain.cli.commands.audit.verify import verify
from docexplain.cli.commands.audit.verify_bundle import verify_bundle


@click.group(short_help="Check the record of answers.")
def audit() -> None:
    """Check the record of answers."""


for command in (verify, entry, head, keygen, checkpoint, export, redact, replay, verify_bundle):
    audit.add_command(command)
