"""``docexplain audit verify-bundle``: is an answer in one file what was recorded?"""

from __future__ import annotations

from pathlib import Path

import click

from docexplain.cli.options.shared import json_option, public_key_option
from docexplain.errors import ExitCode, InputError


@click.command("verify-bundle", short_help="Check an answer in one file, without database and model.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@public_key_option
@json_option
def verify_bundle(file: Path, public_keys: tuple[Path, ...], as_json: bool) -> int:
    """Check a bundle that ``docexplain export --to bundle`` made: every file in it, the answer, what was read, the
    entries of the log, and who signed them. Needs neither the database nor the model. Exit code 0: it is what was
    recorded; 7: not, and it says which part was changed.
    """
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.common.checkpoints import keys
    from storage.bundle.checking import check
    from storage.bundle.zipped import MOST_BYTES

    believed = tuple(map(keys.read_public_key, public_keys))
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"{file} cannot be read ({error.strerror or error}): check the file.") from error
    found = check(data, believed)
    if as_json:
        told = {"whole": not found.problems, "answer_id": found.answer or None}
        click.echo(json_objects.dumps({**told, "problems": found.problems, "proven": found.proven}))
    else:
        for line in (*found.problems, *found.proven):
            click.echo(line)
        click.echo("The bundle is NOT what was recorded." if found.problems else "The bundle is whole.")
    return int(ExitCode.AUDIT if found.problems else ExitCode.OK)
