"""``docexplain ask``: the main job."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from docexplain.cli.options import db_option, json_option, model_options, password_option, read_option
from docexplain.records import Mode, Scope, Summary
from docexplain.session.options import DEFAULT_SUMMARY, AskOptions, check_text


@click.command(short_help="Ask a PDF a question; see which paragraphs caused the answer.")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("question")
@click.option("--answer", metavar="TEXT", help="Explain this answer instead of generating one.")
@read_option("How many paragraphs the model reads, chosen for the question by BM25.")
@click.option(
    "--top",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    metavar="K",
    help="How many paragraphs to list (JSON: all unless given).",
)
@model_options
@click.option(
    "--scope",
    type=click.Choice([str(s) for s in Scope]),
    default=str(Scope.READOUT),
    show_default=True,
    help="Who sees a paragraph suppressed: question and answer, or the whole prompt.",
)
@click.option(
    "--mode",
    type=click.Choice([str(m) for m in Mode]),
    default=str(Mode.MASK),
    show_default=True,
    help="How attention to a paragraph is turned down.",
)
@click.option(
    "--factor", type=float, metavar="F", help="How far: 1 changes nothing (modes other than mask; default 0.1)."
)
@click.option(
    "--summary",
    type=click.Choice([str(s) for s in Summary]),
    default=str(DEFAULT_SUMMARY),
    show_default=True,
    help="What paragraphs are ranked by.",
)
@click.option("--max-tokens", type=click.IntRange(1), default=64, show_default=True, help="Longest answer, in tokens.")
@password_option
@db_option
@click.option("--no-save", is_flag=True, help="Keep neither the document nor the answer.")
@json_option
@click.pass_context
def ask(context: click.Context, /, file: Path, question: str, **settings: Any) -> None:  # fmt: skip
    """Ask FILE the QUESTION.

    Prints the answer, a verdict (did the answer come from this document?) and the paragraphs that caused it, best
    first: page, effect in nats (how much less likely the answer gets when the model cannot see the paragraph; negative
    means that the paragraph speaks against it), the drop in the answer's probability, and a bar.

    \b
    docexplain ask contract.pdf "What is the notice period?"
    docexplain ask report.pdf "What was the revenue in 2023?" --read 8 --json
    """
    from docexplain.cli import render, schema
    from docexplain.cli.compose import opened_session
    from docexplain.cli.progress import Display

    check_text(question, settings["answer"])  # before the file is read, which may take long
    options = AskOptions(
        scope=settings["scope"],
        mode=settings["mode"],
        factor=settings["factor"],
        read=settings["read"],
        answer=settings["answer"],
        summary=settings["summary"],
        max_new_tokens=settings["max_tokens"],
    )
    as_json = settings["as_json"]
    stream = _Stream() if not as_json and sys.stdout.isatty() else None
    model = {key: settings[key] for key in ("model", "device", "dtype")}
    with (
        opened_session(settings["db"], save=not settings["no_save"], **model) as session,
        Display(stream) as display,
    ):
        try:
            document = session.ingest(file, password=settings["password"], keep=False, listener=display)
            answer = session.ask(document, question, options=options, listener=display)
        finally:
            if stream:
                stream.end()
    if as_json:
        top = settings["top"] if context.get_parameter_source("top") is not click.core.ParameterSource.DEFAULT else None
        click.echo(schema.dumps(schema.answer(answer, document, top=top)))
        return
    out = render.console()
    render.show_answer(out, answer, document, top=settings["top"], with_text=stream is None or not stream.begun)


class _Stream:
    """Prints the answer's pieces on the terminal as they come."""

    def __init__(self) -> None:
        self.begun = self.ended = False

    def __call__(self, text: str) -> None:
        from docexplain.plain import plain

        if not self.begun:
            click.echo(f"{'Answer':<10}", nl=False)
            self.begun = True
        click.echo(plain(text), nl=False)
        sys.stdout.flush()

    def end(self) -> None:
        """End the line, also when the answer broke off."""
        if self.begun and not self.ended:
            click.echo()
            self.ended = True
