"""``docexplain eval``: measure explanations and answers on a data set in SQuAD's format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docexplain.cli.options.evaluation import EvalOptions, check_combination, eval_options
from docexplain.cli.options.model import ModelOptions, model_options
from docexplain.cli.options.shared import json_option
from docexplain.errors import UsageError
from docexplain.evaluation.methods import registry
from docexplain.records import Granularity, Mode, Scope

if TYPE_CHECKING:
    from docexplain.cli.progress import Display
    from docexplain.evaluation.methods.method import Method
    from docexplain.evaluation.runner import Comparison
    from docexplain.evaluation.squad import Example
    from docexplain.model.language_model import LanguageModel


@click.command(short_help="Measure explanations on a data set in SQuAD's format.")
@click.argument("dataset", type=click.Path(path_type=Path))
@eval_options
@model_options
@json_option
def evaluate(dataset: Path, options: EvalOptions, model: ModelOptions, as_json: bool) -> None:
    """Measure on DATASET, a JSON file in the format of SQuAD v1.1.

    The document of a question is the paragraphs of its article; the gold answer is given, and the chunk that holds its
    start should rank first. Prints top-1 and mean reciprocal rank (tokens: mean average precision and recall), seconds
    per question, and the time of the explanation over the time the model takes to read the document once.
    """
    from docexplain.cli import eval_measures
    from docexplain.cli.output import comparison
    from docexplain.cli.progress import Display
    from docexplain.cli.setup import loaded_model
    from docexplain.evaluation import squad

    check_combination(options)
    if options.plot:
        comparison.check_plot(options.plot)
    examples = squad.sample(squad.load(dataset), options.sample, options.seed)
    about: dict[str, Any] = {"dataset": dataset.name, "seed": options.seed}
    full = bool(options.methods)
    with Display() as display:
        loaded = loaded_model(model, display)
        about |= {"model": loaded.info.name, "dtype": loaded.info.dtype, "device": loaded.info.device}
        other = eval_measures.measure(loaded, dataset, examples, options, lambda total: _progress(display, total))
        if other is not None:
            comparison.show_other({**about, **other}, as_json=as_json)
            return
        reports: dict[str, Any] = {}
        try:
            for granularity in options.granularities:
                compared = _comparison(granularity, options, model, loaded, examples, display)
                _run(compared, _progress(display, len(examples)), reports)
        except KeyboardInterrupt:
            display.stop()
            if not as_json and any(report["questions"] for report in reports.values()):
                comparison.show_all(about, reports, full=full)
            raise
    comparison.show_all(about, reports, full=full, as_json=as_json)
    if options.plot:
        comparison.plot(reports, options.plot)


def _progress(display: Display, total: int) -> Callable[[int], None]:
    from docexplain.session import Stage

    report = display.progress(Stage.EVALUATE)
    report(0, total)
    return lambda done: report(done, total)


def _comparison(
    granularity: Granularity,
    options: EvalOptions,
    model: ModelOptions,
    loaded: LanguageModel,
    examples: Sequence[Example],
    display: Display,
) -> Comparison:
    from docexplain.cli.setup import loaded_model
    from docexplain.evaluation.runner import Comparison

    return Comparison(
        loaded,
        examples,
        granularity,
        _methods(options, granularity),
        float32=lambda: loaded_model(replace(model, load=replace(model.load, dtype="float32")), display),
        faithfulness=options.faithfulness,
    )


def _run(compared: Comparison, progress: Callable[[int], None], reports: dict[str, Any]) -> None:
    """Fill ``reports`` for one granularity, also with what there is when interrupted."""
    try:
        compared.run(progress)
    finally:
        reports[compared.granularity.value] = compared.report()


def _methods(options: EvalOptions, granularity: Granularity) -> Sequence[Method]:
    if options.methods:
        found = registry.build(options.methods, granularity)
        if not found:
            raise UsageError(f"None of these methods scores every {granularity}: name others, or --methods all.")
        return found
    from docexplain.attribution.path.quadrature import FIRST
    from docexplain.evaluation.methods.atman import AtMan
    from docexplain.evaluation.methods.path import PathMethod
    from docexplain.records import Summary

    modes = options.modes or ((Mode.MASK,) if Scope.FULL in options.scopes else (Mode.PATH, Mode.MASK))
    # Deletion has one scope, whatever was said, and path attribution another.
    one_scope = {Mode.DELETION: Scope.FULL, Mode.PATH: Scope.READOUT}
    pairs = dict.fromkeys((one_scope.get(mode, scope), mode) for scope in options.scopes for mode in modes)
    return [
        PathMethod("path", FIRST)
        if mode is Mode.PATH
        else AtMan(f"{scope}-{mode}", scope, mode, summaries=tuple(Summary))
        for scope, mode in pairs
    ]
