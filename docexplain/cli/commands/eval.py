"""``docexplain eval``: measure explanations and answers on a data set in SQuAD's format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docexplain.cli.options.shared import json_option, model_options, model_settings, read_option
from docexplain.errors import UsageError
from docexplain.evaluation.methods import registry
from docexplain.records import Mode, Scope

if TYPE_CHECKING:
    from docexplain.cli.progress import Display
    from docexplain.evaluation.methods.method import Method
    from docexplain.evaluation.squad import Example
    from docexplain.model.language_model import LanguageModel
    from docexplain.records import Granularity

_GRANULARITIES = ("paragraph", "sentence", "token")


def _granularities(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return _GRANULARITIES if "all" in values else tuple(dict.fromkeys(values))


def _method_names(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    return () if value is None else registry.parse(value)


@click.command(short_help="Measure explanations on a data set in SQuAD's format.")
@click.argument("dataset", type=click.Path(path_type=Path))
@click.option("--sample", type=click.IntRange(1), metavar="N", help="N random questions instead of all.")
@click.option("--seed", type=int, default=0, show_default=True, help="Which random questions.")
@click.option(
    "--granularity",
    "granularities",
    type=click.Choice([*_GRANULARITIES, "all"]),
    multiple=True,
    default=["paragraph"],
    show_default=True,
    callback=_granularities,
    help="What is scored, one at a time. May be given more than once.",
)
@click.option(
    "--methods",
    metavar="NAME,...|all",
    callback=_method_names,
    help=f"Compare methods: {', '.join(registry.NAMES)}. Some need the extra 'compare'.",
)
@click.option("--faithfulness", is_flag=True, help="Also take text out: top-k drop, linear datamodeling score. Slow.")
@click.option("--plot", type=click.Path(path_type=Path), help="Draw quality against seconds: .png, .svg or .pdf.")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([str(s) for s in Scope]),
    multiple=True,
    default=[str(Scope.READOUT)],
    show_default=True,
    help="Without --methods. May be given more than once.",
)
@click.option(
    "--mode",
    "modes",
    type=click.Choice([str(m) for m in Mode]),
    multiple=True,
    default=[str(Mode.MASK)],
    show_default=True,
    help="Without --methods. May be given more than once.",
)
@click.option("--answers", is_flag=True, help="Measure generated answers instead of explanations.")
@click.option("--redundancy", is_flag=True, help="Measure what becomes of facts that stand more than once.")
@click.option("--calibrate", is_flag=True, help="Calibrate the verdict for this model, and keep the calibration.")
@read_option("With --answers: paragraphs read.")
@model_options
@json_option
def evaluate(dataset: Path, **settings: Any) -> None:
    """Measure on DATASET, a JSON file in the format of SQuAD v1.1.

    The document of a question is the paragraphs of its article; the gold answer is given, and the chunk that holds its
    start should rank first. Prints top-1 and mean reciprocal rank (tokens: mean average precision and recall), seconds
    per question, and the time of the explanation over the time the model takes to read the document once.
    """
    from docexplain.cli import eval_measures
    from docexplain.cli.output import comparison
    from docexplain.cli.progress import Display
    from docexplain.evaluation import squad

    _check_combination(settings)
    model_settings(settings)
    if settings["plot"]:
        comparison.check_plot(settings["plot"])
    examples = squad.sample(squad.load(dataset), settings["sample"], settings["seed"])
    about = {"dataset": dataset.name, "seed": settings["seed"]}
    with Display() as display:
        model = _load(settings, settings["dtype"], display)
        about |= {"model": model.info.name, "dtype": model.info.dtype, "device": model.info.device}
        other = eval_measures.measure(model, dataset, examples, settings, lambda total: _progress(display, total))
        if other is not None:
            comparison.show_other({**about, **other}, as_json=settings["as_json"])
            return
        reports: dict[str, Any] = {}
        try:
            for name in settings["granularities"]:
                _compare(model, examples, name, settings, display, reports)
        except KeyboardInterrupt:
            display.stop()
            if not settings["as_json"] and any(report["questions"] for report in reports.values()):
                comparison.show_all(about, reports, full=bool(settings["methods"]))
            raise
    comparison.show_all(about, reports, full=bool(settings["methods"]), as_json=settings["as_json"])
    if settings["plot"]:
        comparison.plot(reports, settings["plot"])


def _check_combination(settings: dict[str, Any]) -> None:
    context = click.get_current_context()
    typed = [
        name
        for name, key in (("scope", "scopes"), ("mode", "modes"), ("granularity", "granularities"), ("read", "read"))
        if context.get_parameter_source(key) is click.core.ParameterSource.COMMANDLINE
    ]
    given = [name for name in typed if name in {"scope", "mode"}]
    if settings["methods"] and given:
        raise UsageError(f"--{given[0]} goes without --methods: name the method that has it, such as readout-shifted.")
    others = [name for name in ("answers", "redundancy", "calibrate") if settings[name]]
    apart = set(typed) - ({"read", "granularity"} if settings["answers"] else set())
    asked = [*others[1:], *sorted(apart), *(name for name in ("methods", "faithfulness", "plot") if settings[name])]
    if others and asked:
        raise UsageError(f"--{others[0]} is measured by itself: leave --{asked[0]} out.")
    if settings["faithfulness"]:
        from docexplain.evaluation.methods.extra import require

        require("scipy.stats", "--faithfulness")


def _load(settings: dict[str, Any], dtype: str, display: Display) -> LanguageModel:
    from docexplain.model.loading.by_name import load
    from docexplain.session import Stage

    wanted = model_settings({**settings, "dtype": dtype})
    return load(
        wanted["model"],
        wanted["load"],
        fetching=display.progress(Stage.FETCH),
        converting=display.progress(Stage.CONVERT),
    )


def _progress(display: Display, total: int) -> Callable[[int], None]:
    from docexplain.session import Stage

    report = display.progress(Stage.EVALUATE)
    report(0, total)
    return lambda done: report(done, total)


def _compare(
    model: LanguageModel,
    examples: Sequence[Example],
    name: str,
    settings: dict[str, Any],
    display: Display,
    reports: dict[str, Any],
) -> None:
    """Fill ``reports`` for one granularity, also with what there is when interrupted."""
    from docexplain.evaluation.runner import Comparison
    from docexplain.records import Granularity

    granularity = Granularity(name)
    comparison = Comparison(
        model,
        examples,
        granularity,
        _methods(settings, granularity),
        float32=lambda: _load(settings, "float32", display),
        faithfulness=settings["faithfulness"],
    )
    try:
        comparison.run(_progress(display, len(examples)))
    finally:
        reports[name] = comparison.report()


def _methods(settings: dict[str, Any], granularity: Granularity) -> Sequence[Method]:
    if settings["methods"]:
        found = registry.build(settings["methods"], granularity)
        if not found:
            raise UsageError(f"None of these methods scores every {granularity}: name others, or --methods all.")
        return found
    from docexplain.evaluation.methods.atman import AtMan
    from docexplain.records import Summary

    pairs = [(Scope(scope), Mode(mode)) for scope in settings["scopes"] for mode in settings["modes"]]
    # Deletion has one scope, whatever was said.
    pairs = list(dict.fromkeys((Scope.FULL if mode is Mode.DELETION else scope, mode) for scope, mode in pairs))
    return [AtMan(f"{scope}-{mode}", scope, mode, summaries=tuple(Summary)) for scope, mode in pairs]
