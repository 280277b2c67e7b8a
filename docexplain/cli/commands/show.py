"""``docexplain show``: one answer again, without loading a model."""

from __future__ import annotations

from contextlib import suppress

import click

from docexplain.cli.options.shared import db_option, json_option, span_option, top_option
from docexplain.errors import NotFoundError


@click.command(short_help="One answer again, with its paragraphs.")
@click.argument("answer_id", metavar="ID")
@top_option("all")
@span_option
@db_option
@json_option
def show(answer_id: str, top: int, span: str | None, db: str | None, as_json: bool) -> None:
    """Show the answer with this ID (or the beginning of it) as ``ask`` did. No model is loaded.

    An answer to a what-if is shown beside the one without it.
    """
    from docexplain.answers import focus
    from docexplain.api import open_store
    from docexplain.cli.output import answer_text, console
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.session.documents import document_of
    from docexplain.session.saving import find_without

    with open_store(db, read_only=True) as store:
        answer = store.get_answer(answer_id)
        document = document_of(store, answer)
        original = None
        if answer.what_if:
            with suppress(NotFoundError):  # its content may be gone: the rest is shown
                original = store.get_answer(answer.what_if.original)
        without = find_without(store, answer)
    part = None if span is None else focus(answer, span)
    if as_json:
        click.echo(json_objects.dumps(json_objects.answer(answer, document, part=part, without=without)))
        return
    out = console.console()
    answer_text.show_question(out, answer)
    answer_text.show_answer(out, answer, document, top=top, part=part)
    if without:
        answer_text.show_what_if(out, answer, without, document, top=top, on_screen=answer)
    if original:
        answer_text.show_what_if(out, original, answer, document, top=top, on_screen=answer)
