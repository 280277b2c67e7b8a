"""``docexplain ask``: the main job."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from docexplain.answers import focus
from docexplain.answers.several import cited_in
from docexplain.cli.options.asked_of import include_option
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
from docexplain.cli.options.session import SessionOptions, search_option, session_options
from docexplain.cli.options.shared import (
    db_option,
    json_option,
    password_option,
    prefix_cache_option,
    span_option,
    top_option,
)
from docexplain.cli.options.what_if import steering_options
from docexplain.errors import DocexplainError, InputError, UsageError
from docexplain.export.cited_marks import marks_of
from docexplain.ingest import ParseOptions

if TYPE_CHECKING:
    from docexplain.answers.focus import Focus
    from docexplain.cli.asking import Asked


@click.command(short_help="Ask documents a question; see which paragraphs caused the answer.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.argument("question")
@click.option("--library", is_flag=True, help="Ask all documents that are stored, instead of FILES.")
@given_answer_options
@read_option(
    "How many paragraphs (80) or tokens of them (4096t) the model reads, chosen for the question; auto: few for a "
    "small model, else what it gets through in some 20 s here.",
    settings=True,
)
@include_option
@top_option("all unless given")
@search_option
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
def ask(question: Question, opening: SessionOptions, password: str | None, output: OutputOptions) -> int:
    """Ask FILES the QUESTION: one file, or several together; a folder stands for the documents in it.

    Prints the answer with the paragraphs that caused it ([9]), a verdict (what caused it, not whether it is true), the
    paragraphs it rests on, and every paragraph, best first: page, share (of what all paragraphs together do for the
    answer), nats (how much less likely the answer gets when the model cannot see the paragraph; negative means that it
    speaks against it; - where only its share was measured), the drop in the answer's probability, and a bar.

    Of several documents each paragraph is named with the number of its document: 2:12 is paragraph 12 of the second.
    A file that cannot be read is told and left out; the exit code is then that of the first such file.

    \b
    docexplain ask contract.pdf "What is the notice period?"
    docexplain ask report.pdf "What was the revenue in 2023?" --read 8 --json
    docexplain ask report.pdf "What was the revenue in 2023?" --include 9,12
    docexplain ask contract.pdf "What is the pay per hour?" --suppress 9
    docexplain ask 2023.pdf 2024.pdf more/ "What was the revenue?" --suppress 2:12
    docexplain ask --library "Which contract ends first?"
    """
    from docexplain.cli.asking import asked
    from docexplain.cli.output.stream import Stream

    stream = Stream() if sys.stdout.isatty() and not output.as_json else None
    if output.highlight and question.asked_of.library:
        raise UsageError("--highlight needs the files themselves: name them instead of --library.")
    outcome = asked(question, opening, password, stream)
    part, failure = None, outcome.failure
    if output.span is not None:
        try:
            part = focus(outcome.answer, output.span)
        except DocexplainError as error:
            failure = failure or error
    if output.as_json:
        _print_json(outcome, part, output.top_in_json)
    else:
        if stream:
            stream.take_back()
        _print_text(outcome, part, output.top)
        if opening.model.name is None and sys.stdout.isatty():
            _print_stronger()
    if output.highlight:
        _highlight(outcome, output.highlight, password, opening.parse)
    if failure:
        raise failure
    return int(outcome.read.code)


def _print_json(outcome: Asked, part: Focus | None, top: int | None) -> None:
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.export.as_json.record import Kept

    shown = json_objects.answer(
        outcome.answer,
        outcome.document,
        top=top,
        part=part,
        what_if=outcome.steered,
        without=outcome.without,
        kept=Kept(unsaved=outcome.unsaved),
    )
    if outcome.answer.sources:
        shown["not_read"] = [{"file": str(file), "because": why} for file, why in outcome.read.left_out]
    click.echo(json_objects.dumps(shown))


def _print_text(outcome: Asked, part: Focus | None, top: int) -> None:
    from docexplain.cli.output import answer_text, console

    out, answer, document, unsaved = console.console(), outcome.answer, outcome.document, outcome.unsaved
    saved = not unsaved.get(answer.id)
    answer_text.show_answer(out, answer, document, top=top, part=part, saved=saved)
    for other in filter(None, (outcome.steered, outcome.without)):
        answer_text.show_what_if(out, answer, other, document, top=top, on_screen=answer)
        if unsaved.get(other.id):
            answer_text.show_not_saved(out)


def _print_stronger() -> None:
    """For people, and only where nobody chose a model."""
    from rich.text import Text

    from docexplain.answers.said.stronger import stronger_model
    from docexplain.cli.advice import advised
    from docexplain.cli.output import console

    if said := stronger_model():
        console.wrapped(console.console(), Text(advised(said, ["models"]), style="dim"))


def _is_same(copy: Path, file: Path) -> bool:
    return copy.exists() and copy.samefile(file)


def _highlight(outcome: Asked, target: Path, password: str | None, parse: ParseOptions) -> None:
    """Write the marked copy; an answer that cites nothing has none, one that cites several documents a copy of each,
    with the document's number behind the name. Raises InputError where one would take the place of a file asked."""
    from docexplain.cli.streams import complain
    from docexplain.export.highlight import write_highlighted

    answer, document = outcome.answer, outcome.document
    if not marks_of(answer, document):
        complain(f"nothing is cited, so there is nothing to mark: {target} was not written.")
        return
    numbers = cited_in(answer) or (1,)
    copies = {n: target if len(numbers) == 1 else target.with_stem(f"{target.stem}-{n}") for n in numbers}
    for copy in copies.values():
        if any(_is_same(copy, file) for file in outcome.read.files):
            raise InputError(f"{copy} is a file that was asked, so no marked copy was written: give another name.")
    for number, copy in copies.items():
        file = outcome.read.files[number - 1]
        write_highlighted(file, copy, marks_of(answer, document, number), password=password, options=parse)
        if answer.sources:
            complain(f"{copy} is {file} with its cited text marked.")
