"""``docexplain ask``: the main job."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from docexplain.answers import focus
from docexplain.cli.options.model import model_options
from docexplain.cli.options.output import OutputOptions, highlight_option, output_options
from docexplain.cli.options.parsing import parse_options
from docexplain.cli.options.question import (
    Question,
    asked_question,
    explanation_options,
    given_answer_options,
    granularity_option,
    read_option,
)
from docexplain.cli.options.session import SessionOptions, session_options
from docexplain.cli.options.shared import (
    db_option,
    json_option,
    password_option,
    prefix_cache_option,
    span_option,
    top_option,
)
from docexplain.cli.options.what_if import steering_options
from docexplain.errors import DocexplainError
from docexplain.export.cited_marks import marks_of
from docexplain.ingest import ParseOptions

if TYPE_CHECKING:
    from docexplain.answers.focus import Focus
    from docexplain.cli.asking import Asked


@click.command(short_help="Ask a document a question; see which paragraphs caused the answer.")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("question")
@given_answer_options
@read_option("How many paragraphs the model reads, chosen for the question by BM25.")
@top_option("all unless given")
@granularity_option
@span_option
@steering_options
@model_options
@explanation_options
@highlight_option
@parse_options
@password_option
@db_option
@click.option("--no-save", is_flag=True, help="Keep neither the document nor the answer.")
@prefix_cache_option
@json_option
@asked_question
@session_options
@output_options
def ask(file: Path, question: Question, opening: SessionOptions, password: str | None, output: OutputOptions) -> None:
    """Ask FILE the QUESTION.

    Prints the answer, a verdict (did the answer come from this document?), the paragraphs it rests on, and every
    paragraph, best first: page, share (of what all paragraphs together do for the answer), nats (how much less likely
    the answer gets when the model cannot see the paragraph; negative means that it speaks against it; - where only its
    share was measured), the drop in the answer's probability, and a bar.

    \b
    docexplain ask contract.pdf "What is the notice period?"
    docexplain ask report.pdf "What was the revenue in 2023?" --read 8 --json
    docexplain ask contract.pdf "What is the pay per hour?" --suppress 9
    """
    from docexplain.cli.asking import asked
    from docexplain.cli.output.stream import Stream

    stream = Stream() if sys.stdout.isatty() and not output.as_json else None
    outcome = asked(file, question, opening, password, stream)
    part, failure = None, outcome.failure
    if output.span is not None:
        try:
            part = focus(outcome.answer, output.span)
        except DocexplainError as error:
            failure = failure or error
    if output.as_json:
        _print_json(outcome, part, output.top_in_json)
    else:
        _print_text(outcome, part, output.top, with_answer=stream is None or not stream.begun)
    if output.highlight:
        _highlight(file, outcome, output.highlight, password, opening.parse)
    if failure:
        raise failure


def _print_json(outcome: Asked, part: Focus | None, top: int | None) -> None:
    from docexplain.cli.output import json_objects

    shown = json_objects.answer(
        outcome.answer,
        outcome.document,
        top=top,
        part=part,
        what_if=outcome.steered,
        without=outcome.without,
        unsaved=outcome.unsaved,
    )
    click.echo(json_objects.dumps(shown))


def _print_text(outcome: Asked, part: Focus | None, top: int, *, with_answer: bool) -> None:
    """``with_answer``: its text too, which may stand on the terminal already."""
    from docexplain.cli.output import answer_text, console

    out, answer, document, unsaved = console.console(), outcome.answer, outcome.document, outcome.unsaved
    saved = not unsaved.get(answer.id)
    answer_text.show_answer(out, answer, document, top=top, with_text=with_answer, part=part, saved=saved)
    for other in filter(None, (outcome.steered, outcome.without)):
        answer_text.show_what_if(out, answer, other, document, top=top, on_screen=answer)
        if unsaved.get(other.id):
            answer_text.show_not_saved(out)


def _highlight(file: Path, outcome: Asked, target: Path, password: str | None, parse: ParseOptions) -> None:
    """Write the marked copy; an answer that cites nothing has none."""
    from docexplain.cli.streams import complain
    from docexplain.export.highlight import write_highlighted

    marks = marks_of(outcome.answer, outcome.document)
    if not marks:
        complain(f"nothing is cited, so there is nothing to mark: {target} was not written.")
        return
    write_highlighted(file, target, marks, password=password, options=parse)
