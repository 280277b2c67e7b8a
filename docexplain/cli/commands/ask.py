"""``docexplain ask``: the main job."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from docexplain.answers import focus
from docexplain.cli.options.shared import (
    db_option,
    json_option,
    model_options,
    model_settings,
    parse_options,
    parse_settings,
    password_option,
    prefix_cache_option,
    read_option,
    span_option,
)
from docexplain.cli.options.what_if import check_paragraphs, parse_steering, steering_options
from docexplain.errors import DocexplainError, UsageError
from docexplain.export.cited_marks import checked_target, marks_of
from docexplain.ingest import ParseOptions
from docexplain.records import Answer, Document, Granularity, Mode, Scope, Steer, Summary
from docexplain.session import AnswerNotSaved
from docexplain.session.ask_options import DEFAULTS, AskOptions, check_text

if TYPE_CHECKING:
    from docexplain.cli.output.stream import Stream

T = TypeVar("T")


@click.command(short_help="Ask a document a question; see which paragraphs caused the answer.")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("question")
@click.option("--answer", metavar="TEXT", help="Explain this answer instead of generating one.")
@click.option("--answer-by", metavar="NAME", help="Who gave it, for the record (default: your login name).")
@read_option("How many paragraphs the model reads, chosen for the question by BM25.")
@click.option(
    "--top",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    metavar="K",
    help="How many paragraphs to list, for the answer and against it (JSON: all unless given).",
)
@click.option(
    "--granularity",
    type=click.Choice([str(g) for g in Granularity]),
    default=str(Granularity.PARAGRAPH),
    show_default=True,
    help="Take the cited paragraphs apart into their sentences or tokens.",
)
@span_option
@steering_options
@model_options
@click.option(
    "--scope",
    type=click.Choice([str(s) for s in Scope]),
    default=str(Scope.READOUT),
    show_default=True,
    help="Who sees a paragraph suppressed: question and answer, or the whole prompt.",
)
@click.option(
    "--confirm",
    type=click.IntRange(0),
    default=0,
    metavar="K",
    help="Measure the K best again with scope full, each hidden and each alone (not for a what-if).",
)
@click.option(
    "--sections/--no-sections",
    default=True,
    show_default=True,
    help="From 32 paragraphs on: whole sections first, then the paragraphs of those that matter.",
)
@click.option(
    "--mode",
    type=click.Choice([str(m) for m in Mode]),
    default=str(Mode.MASK),
    show_default=True,
    help="How attention to a paragraph is turned down; deletion leaves it out of the prompt instead.",
)
@click.option(
    "--factor",
    type=float,
    metavar="F",
    help="How far: 0 most, below 1 (modes other than mask; default 0.1).",
)
@click.option(
    "--kappa",
    type=float,
    metavar="K",
    help="Suppress tokens with a cosine similarity from K on (0.7 in the paper) too.",
)
@click.option(
    "--summary",
    type=click.Choice([str(s) for s in Summary]),
    default=str(DEFAULTS.summary),
    show_default=True,
    help="What paragraphs are ranked by.",
)
@click.option("--max-tokens", type=click.IntRange(1), default=64, show_default=True, help="Longest answer, in tokens.")
@click.option(
    "--highlight",
    type=click.Path(path_type=Path),
    metavar="PDF|PNG",
    callback=checked_target,
    help="Write a copy of FILE with the cited text marked; .png: a picture of the first cited page.",
)
@parse_options
@password_option
@db_option
@click.option("--no-save", is_flag=True, help="Keep neither the document nor the answer.")
@prefix_cache_option
@json_option
@click.pass_context
def ask(context: click.Context, /, file: Path, question: str, **settings: Any) -> None:  # fmt: skip
    """Ask FILE the QUESTION.

    Prints the answer, a verdict (did the answer come from this document?), the paragraphs it rests on, and the effect
    of every paragraph, best first: page, nats (how much less likely the answer gets when the model cannot see the
    paragraph; negative means that the paragraph speaks against it), the drop in the answer's probability, and a bar.

    \b
    docexplain ask contract.pdf "What is the notice period?"
    docexplain ask report.pdf "What was the revenue in 2023?" --read 8 --json
    docexplain ask contract.pdf "What is the pay per hour?" --suppress 9
    """
    from docexplain.cli.output import answer_text, console, json_objects

    options, steering = _options(settings)
    check_text(question, options.answer, options.answer_by)  # before the file is read, which may take long
    parse = settings["parse"] = parse_settings(settings)
    as_json, span, top = settings["as_json"], settings["span"], settings["top"]
    stream = None
    if not as_json and sys.stdout.isatty():
        from docexplain.cli.output.stream import Stream

        stream = Stream()
    document, answer, steered, failure, unsaved = _asked(file, question, options, steering, settings, stream)
    part = None
    if span is not None:
        part, failure = _tried(lambda: focus(answer, span), failure)
    if as_json:
        if context.get_parameter_source("top") is click.core.ParameterSource.DEFAULT:
            top = None
        click.echo(
            json_objects.dumps(
                json_objects.answer(answer, document, top=top, part=part, what_if=steered, unsaved=unsaved)
            )
        )
    else:
        out = console.console()
        with_text = stream is None or not stream.begun
        answer_text.show_answer(
            out, answer, document, top=top, with_text=with_text, part=part, saved=not unsaved.get(answer.id)
        )
        if steered:
            answer_text.show_what_if(out, answer, steered, document, top=top, on_screen=answer)
            if unsaved.get(steered.id):
                answer_text.show_not_saved(out)
    if settings["highlight"]:
        _highlight(file, document, answer, settings, parse)
    if failure:
        raise failure


def _highlight(file: Path, document: Document, answer: Answer, settings: dict[str, Any], parse: ParseOptions) -> None:
    """Write the marked copy; an answer that cites nothing has none."""
    from docexplain.cli.streams import complain
    from docexplain.export.highlight import write_highlighted

    target = settings["highlight"]
    marks = marks_of(answer, document)
    if not marks:
        complain(f"nothing is cited, so there is nothing to mark: {target} was not written.")
        return
    write_highlighted(file, target, marks, password=settings["password"], options=parse)


def _options(settings: dict[str, Any]) -> tuple[AskOptions, tuple[Steer, ...]]:
    """The options as the session takes them, and the what-if, if one is asked for."""
    if settings["answer_by"] is not None and settings["answer"] is None:
        raise UsageError("--answer-by says who gave the answer: give that with --answer.")
    options = AskOptions(
        scope=settings["scope"],
        mode=settings["mode"],
        factor=settings["factor"],
        read=settings["read"],
        answer=settings["answer"],
        answer_by=settings["answer_by"] or "",
        summary=settings["summary"],
        max_new_tokens=settings["max_tokens"],
        granularity=settings["granularity"],
        kappa=settings["kappa"],
        confirm=settings["confirm"],
        sections=settings["sections"],
    )
    given = options.answer is not None
    return options, parse_steering(settings["suppress"], settings["amplify"], mode=options.settings.mode, given=given)


def _asked(
    file: Path,
    question: str,
    options: AskOptions,
    steering: tuple[Steer, ...],
    settings: dict[str, Any],
    stream: Stream | None,
) -> tuple[Document, Answer, Answer | None, DocexplainError | None, dict[str, str]]:
    """The document, its answer, the one under steering, the first failure, and by the answers' ids why they were not
    saved: empty where nothing was to be."""
    from docexplain.cli.progress import Display
    from docexplain.cli.setup import opened_session
    from docexplain.cli.unfinished import kept_pages_told
    from docexplain.common.lazy_imports import own_process

    chosen = {
        **model_settings(settings),
        "parse": settings["parse"],
        "prefix_cache": settings["prefix_cache"],
    }
    steered: Answer | None = None
    failure: DocexplainError | None = None
    unsaved: dict[str, str] = {}

    def kept(answering: Callable[[], Answer]) -> Answer:
        """An answer that cannot be saved is shown all the same."""
        nonlocal failure
        try:
            answer = answering()
        except AnswerNotSaved as error:
            answer, failure = error.answer, failure or error
            unsaved[answer.id] = str(error)
        else:
            if settings["no_save"]:
                unsaved[answer.id] = ""
        return answer

    with (
        own_process(),
        opened_session(settings["db"], save=not settings["no_save"], **chosen) as session,
        Display(stream) as display,
    ):
        try:
            with kept_pages_told(session, file):
                document = session.ingest(file, password=settings["password"], keep=False, listener=display)
            check_paragraphs(steering, document)
            answer = kept(lambda: session.ask(document, question, options=options, listener=display))
            if steering:
                steered, failure = _tried(
                    lambda: kept(lambda: session.what_if(document, answer, steering, listener=display)), failure
                )
        finally:
            if stream:
                stream.end()
    return document, answer, steered, failure, unsaved


def _tried(call: Callable[[], T], earlier: DocexplainError | None = None) -> tuple[T | None, DocexplainError | None]:
    """What a call returns, or the error that is told after the answer: an answer that took long is shown all the
    same. An earlier error is told first."""
    try:
        return call(), earlier
    except DocexplainError as error:
        return None, earlier or error
