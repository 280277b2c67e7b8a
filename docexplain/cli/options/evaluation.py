"""What ``docexplain eval`` measures, and on what."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from docexplain.cli.options.gathering import Command, gathered
from docexplain.cli.options.question import read_option
from docexplain.errors import UsageError
from docexplain.evaluation.methods import registry
from docexplain.records import Granularity, Mode, Scope

_ALL = "all"


@dataclass(frozen=True, slots=True)
class EvalOptions:
    """What is measured; one of ``answers``, ``redundancy`` and ``calibrate``, or explanations without any of them.

    Attributes:
        sample: how many random questions; None: all.
        seed: which.
        granularities: what is scored, one at a time.
        methods: names of methods to compare; empty: our own with every one of ``scopes`` and ``modes``.
        modes: empty: what a question is ranked by, and ``mask`` beside it.
        faithfulness: take text out too.
        plot: where quality against seconds is drawn.
        read: paragraphs that answers are generated from.
    """

    sample: int | None
    seed: int
    granularities: tuple[Granularity, ...]
    methods: tuple[str, ...]
    faithfulness: bool
    plot: Path | None
    scopes: tuple[Scope, ...]
    modes: tuple[Mode, ...]
    answers: bool
    redundancy: bool
    calibrate: bool
    read: int | str

    @property
    def apart(self) -> list[str]:
        """What is asked for of that which is measured by itself."""
        flags = {"answers": self.answers, "redundancy": self.redundancy, "calibrate": self.calibrate}
        return [name for name, asked in flags.items() if asked]


def _granularities(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[Granularity, ...]:
    return tuple(Granularity) if _ALL in values else tuple(map(Granularity, dict.fromkeys(values)))


def _scopes(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[Scope, ...]:
    return tuple(map(Scope, values))


def _modes(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[Mode, ...]:
    return tuple(map(Mode, values))


def _method_names(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    return () if value is None else registry.parse(value)


_OPTIONS = (
    click.option("--sample", type=click.IntRange(1), metavar="N", help="N random questions instead of all."),
    click.option("--seed", type=int, default=0, show_default=True, help="Which random questions."),
    click.option(
        "--granularity",
        "granularities",
        type=click.Choice([*map(str, Granularity), _ALL]),
        multiple=True,
        default=[str(Granularity.PARAGRAPH)],
        show_default=True,
        callback=_granularities,
        help="What is scored, one at a time. May be given more than once.",
    ),
    click.option(
        "--methods",
        metavar="NAME,...|all",
        callback=_method_names,
        help=f"Compare methods: {', '.join(registry.NAMES)}. Some need the extra 'compare'.",
    ),
    click.option(
        "--faithfulness", is_flag=True, help="Also take text out: top-k drop, linear datamodeling score. Slow."
    ),
    click.option("--plot", type=click.Path(path_type=Path), help="Draw quality against seconds: .png, .svg or .pdf."),
    click.option(
        "--scope",
        "scopes",
        type=click.Choice([str(s) for s in Scope]),
        multiple=True,
        default=[str(Scope.READOUT)],
        show_default=True,
        callback=_scopes,
        help="Without --methods. May be given more than once.",
    ),
    click.option(
        "--mode",
        "modes",
        type=click.Choice([str(m) for m in Mode]),
        multiple=True,
        show_default="path and mask; mask where the scope is full",
        callback=_modes,
        help="Without --methods. May be given more than once.",
    ),
    click.option("--answers", is_flag=True, help="Measure generated answers instead of explanations."),
    click.option("--redundancy", is_flag=True, help="Measure what becomes of facts that stand more than once."),
    click.option("--calibrate", is_flag=True, help="Calibrate the verdict for this model, and keep the calibration."),
    read_option("With --answers: paragraphs read."),
)


def eval_options(command: Command) -> Command:
    """All options of the command but those of the model and of the output, as ``options``."""
    command = gathered("options", EvalOptions)(command)
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def check_combination(options: EvalOptions) -> None:
    """Raise UsageError for options of the command under way that do not go together."""
    context = click.get_current_context()
    typed = [
        name
        for name, key in (("scope", "scopes"), ("mode", "modes"), ("granularity", "granularities"), ("read", "read"))
        if context.get_parameter_source(key) is click.core.ParameterSource.COMMANDLINE
    ]
    given = [name for name in typed if name in {"scope", "mode"}]
    if options.methods and given:
        raise UsageError(f"--{given[0]} goes without --methods: name the method that has it, such as readout-shifted.")
    meant = set(typed) - ({"read", "granularity"} if options.answers else set())
    beside = {"methods": options.methods, "faithfulness": options.faithfulness, "plot": options.plot}
    left_out = [*options.apart[1:], *sorted(meant), *(name for name, asked in beside.items() if asked)]
    if options.apart and left_out:
        raise UsageError(f"--{options.apart[0]} is measured by itself: leave --{left_out[0]} out.")
    if options.faithfulness:
        from docexplain.evaluation.methods.extra import require

        require("scipy.stats", "--faithfulness")
