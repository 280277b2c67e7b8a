"""``docexplain history`` and ``docexplain show``: earlier answers, without loading a model."""

from __future__ import annotations

from contextlib import suppress

import click

from docexplain.cli.options import db_option, json_option, span_option
from docexplain.errors import NotFoundError


@click.command(short_help="What was asked, newest first.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Only the newest N.")
@db_option
@json_option
def history(limit: int | None, db: str | None, as_json: bool) -> None:
    """List the answers that were saved, newest first, with their ids for ``show``."""
    from docexplain.cli import lines, listing, schema
    from docexplain.cli.app import complain
    from docexplain.cli.compose import opened_store

    with opened_store(db) as store:
        entries = store.history(limit=limit)
    if as_json:
        click.echo(schema.dumps(schema.history(entries)))
    elif entries:
        listing.show_history(lines.console(), entries)
    else:
        complain('Nothing was asked yet. Try: docexplain ask FILE "question"')


@click.command(short_help="One answer again, with its paragraphs.")
@click.argument("answer_id", metavar="ID")
@click.option(
    "--top",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    metavar="K",
    help="How many paragraphs to list, for the answer and against it (JSON: all).",
)
@span_option
@db_option
@json_option
def show(answer_id: str, top: int, span: str | None, db: str | None, as_json: bool) -> None:
    """Show the answer with this ID (or the beginning of it) as ``ask`` did. No model is loaded.

    An answer to a what-if is shown beside the one without it.
    """
    from docexplain.cli import lines, render, schema
    from docexplain.cli.compose import opened_store
    from docexplain.session import focus

    with opened_store(db) as store:
        answer = store.get_answer(answer_id)
        document = store.get_document(answer.document_sha256, answer.parser)
        original = None
        if answer.what_if:
            with suppress(NotFoundError):  # its content may be gone: the rest is shown
                original = store.get_answer(answer.what_if.original)
    part = None if span is None else focus(answer, span)
    if as_json:
        click.echo(schema.dumps(schema.answer(answer, document, part=part)))
        return
    out = lines.console()
    render.show_question(out, answer)
    render.show_answer(out, answer, document, top=top, part=part)
    if original:
        render.show_what_if(out, original, answer, document, top=top, on_screen=answer)
