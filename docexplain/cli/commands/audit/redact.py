"""``docexplain audit redact``: remove the content of a document from the record, and keep its hashes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from docexplain.cli import streams
from docexplain.cli.options.shared import db_option, json_option
from docexplain.common.display_text import counted, one_line, shortened
from docexplain.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from docexplain.records import StoredParse
    from storage import SqlStore
    from storage.redaction.removal import Affected

_BEGINS = re.compile("[0-9a-f]{4,64}")


@click.command(short_help="Remove a document's content for ever; keep its hashes.")
@click.argument("document", metavar="DOCUMENT")
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is kept, and told to whoever looks.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@db_option
@json_option
def redact(document: str, reason: str, yes: bool, db: str | None, as_json: bool) -> None:
    """Remove the text of DOCUMENT and of all answers given on it from the database. It cannot be undone.

    DOCUMENT is the file, its name as it was stored, or the beginning of its SHA-256. Hashes, numbers, verdicts and
    times stay, so that the audit log can be verified as before, and an entry says when and why content was removed.
    Backups, exports, a folder of --prefix-cache and the file itself are not touched.
    """
    from docexplain.api import open_store

    if not reason.strip():
        raise UsageError("--reason takes a text that says why, not an empty one.")
    with open_store(db, notice=streams.complain) as store:
        name, sha256 = _found(store.stored_parses(), document)
        there = store.log.affected_by_redaction(sha256)
        before = store.log.redactions(sha256)
        if there.parses or there.aside:
            _confirm(f"{one_line(name) or 'the file'} ({sha256[:12]})", there, yes)
            store.log.redact(sha256, reason.strip())
        cleaned, copies = store.log.clean(), store.log.copies()
    if as_json:
        from docexplain.cli.output.as_json import objects as json_objects

        click.echo(json_objects.dumps({"sha256": sha256, "removed": asdict(there), "cleaned": cleaned}))
        _tell_copies(copies)
        return
    if before and not there.parses:
        click.echo(f"The file {sha256[:12]} was {one_line(before[-1].said)} already.")
    else:
        click.echo(f"Removed of {sha256[:12]}: {_counts(there)}. Nobody can bring it back from this database.")
    if not cleaned:
        streams.complain(_not_cleaned(store))
    _tell_copies(copies)


def _found(parses: Sequence[StoredParse], given: str) -> tuple[str, str]:
    """Name and hash of the one stored file that is meant. Raises NotFoundError."""
    path = Path(given)
    if path.is_file():
        from docexplain.ingest import sha256_of

        begins = sha256_of(path)
    else:
        begins = given.lower() if _BEGINS.fullmatch(given.lower()) else ""
    found = {
        parse.sha256: parse.name
        for parse in parses
        if (begins and parse.sha256.startswith(begins)) or (parse.name == given and not path.is_file())
    }
    if not found:
        raise NotFoundError(
            f"There is no stored document {one_line(given)}: name the file, or its name or SHA-256 as "
            "docexplain history --json has them."
        )
    if len(found) > 1:
        names = shortened([f"{one_line(name) or '(redacted)'} ({sha256[:12]})" for sha256, name in found.items()], 5)
        raise NotFoundError(f"{one_line(given)} may be any of {len(found)} documents, {names}: write more of the hash.")
    [(sha256, name)] = found.items()
    return name, sha256


def _confirm(name: str, there: Affected, yes: bool) -> None:
    """Raises UsageError where nobody can be asked, and click.Abort on a no."""
    if yes:
        return
    if not streams.are_a_terminal():
        raise UsageError("This cannot be undone, and nobody is there to be asked: give --yes too.")
    click.echo(
        f"Of {name} this removes for ever: {_counts(there)}. Hashes, numbers, verdicts and times stay. Backups, "
        "exports and the file itself are not touched.",
        err=True,
    )
    click.confirm("Remove it?", abort=True, err=True)


def _counts(there: Affected) -> str:
    parses = f"{counted(there.parses, 'stored parse')} with {counted(there.paragraphs, 'paragraph')}"
    aside = f", {counted(there.aside, 'page or vector', 'pages or vectors')} kept aside" if there.aside else ""
    return f"{parses}, question and text of {counted(there.answers, 'answer')}{aside}"


def _tell_copies(copies: Sequence[Path]) -> None:
    if copies:
        names = shortened([path.name for path in copies], 5)
        streams.complain(
            f"Beside the database, made before it was upgraded: {names}. What was in it then is still there."
        )


def _not_cleaned(store: SqlStore) -> str:
    if store.is_postgresql:
        return (
            "PostgreSQL keeps removed rows in its files until they are vacuumed (VACUUM FULL), and in its logs and "
            "backups: these are for its administrator."
        )
    return (
        "What was removed may still be in the free space of the database file, which another program is reading: end "
        "that and give the same command again."
    )
