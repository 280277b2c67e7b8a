"""``docexplain show``: one answer again, without loading a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from docexplain.answers import focus
from docexplain.cli.options.shared import db_option, json_option, span_option, top_option
from docexplain.cli.streams import complain
from docexplain.common.display_text import one_line
from docexplain.errors import DocexplainError, ExitCode, NotFoundError, OutputError, first_line

if TYPE_CHECKING:
    from docexplain.records import Answer, Document, OnRecord
    from storage import SqlStore


@click.command(short_help="One answer again, with its paragraphs.")
@click.argument("answer_id", metavar="ID")
@top_option("all")
@span_option
@db_option
@json_option
def show(answer_id: str, top: int, span: str | None, db: str | None, as_json: bool) -> int:
    """Show the answer with this ID (or the beginning of it) as ``ask`` did. No model is loaded.

    An answer to a what-if is shown beside the one without it. One that was changed in the database since it was
    recorded, or whose document was, is marked first of all, and the exit code is 7.
    """
    from docexplain.api import open_store
    from docexplain.cli.output import console
    from docexplain.cli.output.record import show_changed

    with open_store(db, read_only=True) as store:
        answer = store.get_answer(answer_id)
        found = store.on_record(answer.id)
        if not as_json:
            show_changed(console.console(), found)
        if found.redactions:
            _show_redacted(answer, found, top, as_json)
            return _code([found])
        try:
            shown = _Shown.of(store, answer, found)
            shown.print_json(span) if as_json else shown.print_text(top, span)
        except _UNSHOWN as error:  # of what was changed nothing is certain
            if not found.problems or isinstance(error, OutputError):
                raise
            _show_unshown(answer, found, error, as_json)
            return _code([found])
    return _code(shown.records.values())


_UNSHOWN = (DocexplainError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What showing an answer can raise that docexplain did not write as it is."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """An answer with what is shown beside it; ``records`` by their ids."""

    answer: Answer
    document: Document
    original: Answer | None
    without: Answer | None
    records: Mapping[str, OnRecord]

    @classmethod
    def of(cls, store: SqlStore, answer: Answer, found: OnRecord) -> _Shown:
        from docexplain.session.documents import document_of
        from docexplain.session.saving import find_without

        document = document_of(store, answer, checked=False)
        original = None
        if answer.what_if:
            with suppress(NotFoundError):  # its content may be gone: the rest is shown
                original = store.get_answer(answer.what_if.original)
        without = find_without(store, answer)
        beside = {each.id: store.on_record(each.id) for each in (original, without) if each}
        return cls(answer, document, original, without, {answer.id: found, **beside})

    def print_json(self, span: str | None) -> None:
        from docexplain.cli.output.as_json import objects as json_objects
        from docexplain.export.as_json.record import Kept

        part = None if span is None else focus(self.answer, span)
        shown = json_objects.answer(
            self.answer, self.document, part=part, without=self.without, kept=Kept(records=self.records)
        )
        click.echo(json_objects.dumps(shown))

    def print_text(self, top: int, span: str | None) -> None:
        from docexplain.cli.output import answer_text, console
        from docexplain.cli.output.record import show_changed

        out, answer, document = console.console(), self.answer, self.document
        part = None if span is None else focus(answer, span)
        for number, found in self.records.items():
            if number != answer.id:
                show_changed(out, found, name=number)
        answer_text.show_question(out, answer)
        answer_text.show_answer(out, answer, document, top=top, part=part)
        if self.without:
            answer_text.show_what_if(out, answer, self.without, document, top=top, on_screen=answer)
        if self.original:
            answer_text.show_what_if(out, self.original, answer, document, top=top, on_screen=answer)


def _show_redacted(answer: Answer, found: OnRecord, top: int, as_json: bool) -> None:
    from docexplain.cli.output import console
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.cli.output.record import show_redacted
    from docexplain.export.as_json.record import redacted_object

    if as_json:
        click.echo(json_objects.dumps(redacted_object(answer, found)))
    else:
        show_redacted(console.console(), answer, found, top=top)


def _show_unshown(answer: Answer, found: OnRecord, error: Exception, as_json: bool) -> None:
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.export.as_json.record import record_object

    if as_json:
        click.echo(json_objects.dumps({"answer_id": answer.id, "record": record_object(found)}))
    complain(f"The answer cannot be shown as it is stored now: {one_line(first_line(error))}")


def _code(records: Iterable[OnRecord]) -> int:
    return int(ExitCode.AUDIT if any(found.problems for found in records) else ExitCode.OK)
