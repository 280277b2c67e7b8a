"""``docexplain eval``: measure explanations and answers on a data set in SQuAD's format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from docexplain.cli.options import json_option, model_options, read_option
from docexplain.records import Mode, Scope


@click.command(short_help="Measure explanations on a data set in SQuAD's format.")
@click.argument("dataset", type=click.Path(path_type=Path))
@click.option("--sample", type=click.IntRange(1), metavar="N", help="N random questions instead of all.")
@click.option("--seed", type=int, default=0, show_default=True, help="Which random questions.")
@click.option(
    "--granularity",
    type=click.Choice(["paragraph", "sentence", "token"]),
    default="paragraph",
    show_default=True,
    help="What is suppressed, one at a time.",
)
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([str(s) for s in Scope]),
    multiple=True,
    default=[str(Scope.READOUT)],
    show_default=True,
    help="May be given more than once.",
)
@click.option(
    "--mode",
    "modes",
    type=click.Choice([str(m) for m in Mode]),
    multiple=True,
    default=[str(Mode.MASK)],
    show_default=True,
    help="May be given more than once.",
)
@click.option("--answers", is_flag=True, help="Measure generated answers instead of explanations.")
@read_option("With --answers: paragraphs read.")
@model_options
@json_option
def evaluate(dataset: Path, **settings: Any) -> None:  # fmt: skip
    """Measure on DATASET, a JSON file in the format of SQuAD v1.1.

    The document of a question is the paragraphs of its article; the gold answer is given, and the chunk that holds its
    start should rank first. Prints top-1 and mean reciprocal rank (tokens: mean average precision and recall), seconds
    per question, and the time of the explanation over the time the model takes to read the document once.
    """
    from docexplain.cli import schema
    from docexplain.cli.progress import Display
    from docexplain.evaluation import squad
    from docexplain.session import Stage

    examples = squad.sample(squad.load(dataset), settings["sample"], settings["seed"])
    with Display() as display:
        from docexplain.attention.support import check_supported
        from docexplain.evaluation.answers import evaluate_answers
        from docexplain.evaluation.explanations import evaluate as evaluate_explanations
        from docexplain.evaluation.tasks import Granularity
        from docexplain.model.loading import load

        model = load(
            settings["model"],
            device=settings["device"],
            dtype=settings["dtype"],
            fetching=display.progress(Stage.FETCH),
            converting=display.progress(Stage.CONVERT),
        )
        check_supported(model.model)
        report = display.progress(Stage.EVALUATE)
        report(0, len(examples))
        on_question = lambda done: report(done, len(examples))  # noqa: E731
        if settings["answers"]:
            figures = {"answers": {"read": settings["read"], **evaluate_answers(
                model, examples, how_many=settings["read"], on_question=on_question)}}  # fmt: skip
        else:
            variants = [(Scope(s), Mode(m)) for s in settings["scopes"] for m in settings["modes"]]
            granularity = Granularity(settings["granularity"])
            figures = evaluate_explanations(model, examples, granularity, variants=variants, on_question=on_question)
    about = {
        "dataset": dataset.name,
        "granularity": settings["granularity"],
        "seed": settings["seed"],
        "model": model.info.name,
        "dtype": model.info.dtype,
        "device": model.info.device,
        **figures,
    }
    if settings["as_json"]:
        click.echo(schema.dumps(about))
    else:
        _show(about)


def _show(report: dict[str, Any]) -> None:
    methods = report.pop("methods", {})
    answers = report.pop("answers", {})
    for key, value in {**report, **answers}.items():
        click.echo(f"{key:<16} {_number(value)}")
    if not methods:
        return
    columns = list(next(iter(methods.values())))
    click.echo()
    click.echo(f"{'method':<34}" + "".join(f"{c.replace('explain_over_', '/'):>10}" for c in columns))
    for name, figures in methods.items():
        click.echo(f"{name:<34}" + "".join(f"{figures[c]:>10.3f}" for c in columns))


def _number(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
