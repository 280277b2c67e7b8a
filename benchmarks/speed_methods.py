"""What other methods cost beside an explanation of ours, and every token's share beside a row for each token."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from explained import clock, explain, path_alone, seconds, shown
from made_up import made_up

from docexplain.attribution.ranking.influence import attribute
from docexplain.evaluation.measure import Cost, measured
from docexplain.evaluation.methods import registry
from docexplain.evaluation.methods.method import Method
from docexplain.evaluation.tasks import Task
from docexplain.model.language_model import LanguageModel
from docexplain.records import Granularity

LONG = 20.0
"""Seconds after which a method is not measured again."""


def words(model: LanguageModel, sizes: Sequence[tuple[int, int]], repeat: int) -> list[dict[str, Any]]:
    """Every token of one paragraph: path attribution against as many rows as there are tokens."""
    rows = []
    print("\n" + "  ".join(f"{name:>16}" for name in ("tokens", "path s", "explain s", "rows/path", "rows/explain")))
    for _, tokens in sizes:
        task = made_up(model, 1, tokens)
        prefix = model.prefill(task.prompt.prefix_ids)
        work: list[Callable[[], object]] = [
            partial(path_alone, model, task, prefix),
            partial(explain, model, task, prefix),
            partial(attribute, task.forced(model, prefix), [[(i, i + 1)] for i in range(*task.segments[0])]),
        ]
        rounds = [[seconds(model, each) for each in work] for _ in range(repeat + 1)][1:]
        row = {
            "tokens": task.segments[0][1] - task.segments[0][0],
            "path_s": statistics.median(path for path, _, _ in rounds),
            "explain_s": statistics.median(whole for _, whole, _ in rounds),
            "rows_over_path": statistics.median(each / path for path, _, each in rounds),
            "rows_over_explain": statistics.median(each / whole for _, whole, each in rounds),
        }
        rows.append(row)
        print("  ".join(f"{shown(value):>16}" for value in row.values()), flush=True)
    return rows


def methods(
    model: LanguageModel, sizes: Sequence[tuple[int, int]], repeat: int, names: Sequence[str]
) -> list[dict[str, Any]]:
    """Seconds, tokens and memory of other methods against an explanation of ours, on the same prompts, all in the
    model's own precision.

    Args:
        names: as for ``docexplain eval --methods``.
    """
    chosen: list[Method] = [Explanation(), *registry.build(names, Granularity.PARAGRAPH)]
    rows = []
    print(
        "\n"
        + "  ".join(
            f"{name:>16}" for name in ("method", "paragraphs", "tokens", "seconds", "/ explain", "prompts", "MB")
        )
    )
    for paragraphs, tokens in sizes:
        task = made_up(model, paragraphs, tokens)
        prefix = model.prefill(task.prompt.prefix_ids)
        base: float | None = None
        for method in chosen:
            method.score(model, made_up(model, 5, 200), model.prefill(made_up(model, 5, 200).prompt.prefix_ids))
            costs: list[Cost] = []
            times: list[float] = []
            while len(costs) < repeat and sum(times) < LONG:
                begin = clock(model)
                with measured(model) as cost:
                    method.score(model, task, prefix)
                times.append(clock(model) - begin)
                costs.append(cost)
            middle = statistics.median(times)
            base = base or middle
            row = {
                "method": method.name,
                "paragraphs": len(task.segments),
                "tokens": len(task.prompt.ids),
                "seconds": middle,
                "over_explain": middle / base,
                "prompts": costs[0].tokens / len(task.prompt.ids),
                "peak_mb": max(cost.peak_bytes or 0 for cost in costs) / 1e6,
            }
            rows.append(row)
            print("  ".join(f"{shown(value):>16}" for value in row.values()), flush=True)
    return rows


class Explanation:
    """:func:`explain` among the methods."""

    name, granularities, float32 = "explain", frozenset({Granularity.PARAGRAPH}), False

    def score(self, model: LanguageModel, task: Task, prefix: Any) -> dict[str, list[float]]:
        """No scores: only what it costs is asked for."""
        explain(model, task, prefix)
        return {}
