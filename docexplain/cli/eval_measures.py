"""What ``docexplain eval`` measures beside explanations: answers, redundancy, and the verdict's calibration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docexplain.cli.options.evaluation import EvalOptions
    from docexplain.evaluation.squad import Example
    from docexplain.model.language_model import LanguageModel

ProgressOf = Callable[[int], Callable[[int], None]]
"""Starts a bar for that many questions; what it gives is told how many are done."""


def measure(
    model: LanguageModel, dataset: Path, examples: Sequence[Example], options: EvalOptions, progress_of: ProgressOf
) -> dict[str, Any] | None:
    """What --answers, --redundancy and --calibrate measure; None without any of them."""
    from docexplain.attribution.exactness import check_supported

    if not options.apart:
        return None
    check_supported(model.model)
    if options.redundancy:
        from docexplain.evaluation.redundancy import evaluate_redundancy
        from docexplain.evaluation.restatement import single_fact

        progress = progress_of(len(single_fact(examples)))
        return {"redundancy": evaluate_redundancy(model, examples, seed=options.seed, on_question=progress)}
    progress = progress_of(len(examples))
    if options.calibrate:
        return {"calibration": _calibrate(model, dataset, examples, options, progress)}
    from docexplain.evaluation.answers import evaluate_answers

    found = evaluate_answers(model, examples, how_many=options.read, on_question=progress)
    return {"granularity": str(options.granularities[0]), "answers": {"read": options.read, **found}}


def _calibrate(
    model: LanguageModel,
    dataset: Path,
    examples: Sequence[Example],
    options: EvalOptions,
    progress: Callable[[int], None],
) -> dict[str, Any]:
    """Make and keep the model's calibrations; how good they are."""
    from dataclasses import asdict

    from docexplain.evaluation import squad
    from docexplain.evaluation.calibrate import calibrate, collect
    from docexplain.session.settings.calibrations import save

    sample = f" --sample {options.sample} --seed {options.seed}" if options.sample else ""
    cases = collect(model, examples, squad.load(dataset), on_question=progress)
    pair, report = calibrate(
        cases, made_for=model.info.name, made_by=f"docexplain eval {dataset.name} --calibrate{sample}"
    )
    path = save(pair, model.info)
    return {**report, "calibrations": [asdict(each) for each in pair.values()], "kept_in": str(path)}
