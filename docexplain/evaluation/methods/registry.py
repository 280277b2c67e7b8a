"""The methods by name. Importing this loads no torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from docexplain.errors import UsageError

if TYPE_CHECKING:
    from docexplain.evaluation.methods.method import Method
    from docexplain.records import Granularity

PATH_NODES = (1, 2, 4, 6, 9, 16)

NAMES = (
    "path",
    *(f"path-{nodes}" for nodes in PATH_NODES),
    "readout",
    "readout-alone",
    "readout-both",
    "arc-jsd",
    "readout-log-additive",
    "readout-multiplicative",
    "readout-shifted",
    "full",
    "full-multiplicative",
    "leave-one-out",
    "leave-one-in",
    "feature-ablation",
    "context-cite",
    "context-cite-64",
    "mean-attention",
    "input-x-gradient",
    "integrated-gradients",
    "attnlrp",
)
ALL = "all"


def parse(text: str) -> tuple[str, ...]:
    """Names from a list with commas, in its order, each once; ``all`` for every method.

    Raises:
        UsageError: there is no method of some name.
    """
    found = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in found if name not in (*NAMES, ALL)]
    if unknown or not found:
        what = f"There is no method {unknown[0]!r}" if unknown else "No method is named"
        raise UsageError(f"{what}: give some of {', '.join(NAMES)}, or all.", remedies=("methods",))
    return NAMES if ALL in found else tuple(dict.fromkeys(found))


def build(names: Sequence[str], granularity: Granularity) -> list[Method]:
    """The methods of these names that can be asked for at this granularity, in this order."""
    factories = _factories(granularity)
    methods = [factories[name]() for name in names]
    return [method for method in methods if granularity in method.granularities]


def _factories(granularity: Granularity) -> dict[str, Callable[[], Method]]:
    # Deferred: the help of the command line knows the names without waiting for torch.
    from docexplain.attribution.path.quadrature import FIRST
    from docexplain.evaluation.methods.atman import ArcJsd, AtMan, AtManAlone, AtManBoth
    from docexplain.evaluation.methods.attention import MeanAttention
    from docexplain.evaluation.methods.attnlrp import AttnLRP
    from docexplain.evaluation.methods.gradients import InputXGradient, IntegratedGradients
    from docexplain.evaluation.methods.path import PathMethod
    from docexplain.evaluation.methods.perturbation import CHUNKS, ContextCite, FeatureAblation, LeaveOneIn, LeaveOneOut
    from docexplain.records import Granularity, Mode, Scope

    return {
        "path": lambda: PathMethod("path", FIRST),
        **{f"path-{nodes}": partial(PathMethod, f"path-{nodes}", nodes) for nodes in PATH_NODES},
        "readout": lambda: AtMan("readout"),
        "readout-alone": lambda: AtManAlone("readout-alone"),
        "readout-both": lambda: AtManBoth("readout-both"),
        "arc-jsd": lambda: ArcJsd("arc-jsd"),
        # Not "readout-log", which is what "readout" summed over log-probabilities is called.
        "readout-log-additive": lambda: AtMan("readout-log-additive", mode=Mode.LOG),
        "readout-multiplicative": lambda: AtMan("readout-multiplicative", mode=Mode.MULTIPLICATIVE),
        "readout-shifted": lambda: AtMan("readout-shifted", mode=Mode.SHIFTED),
        "full": lambda: AtMan("full", Scope.FULL, granularities=CHUNKS),
        "full-multiplicative": lambda: AtMan(
            "full-multiplicative", Scope.FULL, Mode.MULTIPLICATIVE, granularities=CHUNKS
        ),
        "leave-one-out": LeaveOneOut,
        "leave-one-in": LeaveOneIn,
        "feature-ablation": FeatureAblation,
        # The paper's fewest ablations, and twice as many where there are several times as many segments.
        "context-cite": lambda: ContextCite(64 if granularity is Granularity.SENTENCE else 32),
        "context-cite-64": lambda: ContextCite(64, name="context-cite-64"),
        "mean-attention": MeanAttention,
        "input-x-gradient": InputXGradient,
        "integrated-gradients": IntegratedGradients,
        "attnlrp": AttnLRP,
    }
