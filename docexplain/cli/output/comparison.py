"""Show what ``docexplain eval`` measured: tables, JSON, and quality against seconds as a picture."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from docexplain.cli.output.as_json import objects as json_objects
from docexplain.errors import InputError, UsageError

_QUALITY = ("top1", "mrr", "map", "map_iq", "mar", "drop@1", "drop@3", "lds")
_COST = {"seconds": "seconds", "explain_over_prefill": "/prefill"}
_FULL_COST = {
    **_COST,
    "seconds_over_readout": "/readout",
    "forward_passes": "passes",
    "prompt_equivalents": "prompts",
    "peak_bytes": "MB",
}
_LEGEND = (
    "seconds per question; /prefill, /readout: over those of reading the document once, and of readout; passes: "
    "calls of\nthe model; prompts: tokens it processed, forward and backward, over the prompt's; MB: memory on top"
)
_FORMATS = (".png", ".svg", ".pdf")


def show_all(about: dict[str, Any], reports: dict[str, Any], *, full: bool = False, as_json: bool = False) -> None:
    """Print the reports by granularity; one alone without its level of nesting.

    Args:
        full: every column of the cost, as for a comparison of methods.
    """
    if len(reports) == 1:
        ((granularity, report),) = reports.items()
        show({**about, "granularity": granularity, **report}, full=full, as_json=as_json)
    elif as_json:
        show({**about, "granularities": reports}, as_json=True)
    else:
        _pairs(about)
        for granularity, report in reports.items():
            click.echo()
            show({"granularity": granularity, **report}, full=full, dtype=about["dtype"])


def show(report: dict[str, Any], *, full: bool = False, as_json: bool = False, dtype: str | None = None) -> None:
    """Print one report as a table, or anything as JSON.

    Args:
        dtype: the model's, when ``report`` does not say it; methods that ran in another one are named.
    """
    if as_json:
        click.echo(json_objects.dumps(report))
        return
    _pairs({k: v for k, v in report.items() if k not in {"methods", "failed"}})
    rows = report.get("methods", {})
    if rows:
        click.echo()
        _table(rows, _FULL_COST if full else _COST)
    for other in sorted({row["dtype"] for row in rows.values()} - {dtype or report.get("dtype")}) if full else ():
        names = dict.fromkeys(row["method"] for row in rows.values() if row["dtype"] == other)
        click.echo(f"in {other}: {', '.join(names)}")
    for name, why in report.get("failed", {}).items():
        click.echo(f"{name} failed: {why}")
    if rows and full:
        click.echo(_LEGEND)


def show_other(report: dict[str, Any], *, as_json: bool = False) -> None:
    """Print what is no comparison of methods: figures under the names of their groups, or JSON."""
    if as_json:
        click.echo(json_objects.dumps(report))
        return
    _pairs({key: value for key, value in report.items() if not isinstance(value, dict)})
    for value in report.values():
        if isinstance(value, dict):
            _groups(value)


def _groups(values: dict[str, Any], indent: str = "") -> None:
    for key, value in values.items():
        if isinstance(value, dict):
            click.echo(f"{indent}{key}")
            _groups(value, indent + "  ")
        elif not isinstance(value, list):  # lists are for JSON
            click.echo(f"{indent}{key:<{24 - len(indent)}} {f'{value:.3f}' if isinstance(value, float) else value}")


def _pairs(values: dict[str, Any]) -> None:
    for key, value in values.items():
        click.echo(f"{key:<16} {f'{value:.3f}' if isinstance(value, float) else value}")


def _table(rows: dict[str, dict[str, Any]], cost: dict[str, str]) -> None:
    first = next(iter(rows.values()))
    columns = {key: key for key in _QUALITY if key in first} | cost
    width = max(len("method"), *map(len, rows))
    click.echo(f"{'method':<{width}}" + "".join(f"{title:>{_wide(title)}}" for title in columns.values()))
    for name, row in rows.items():
        cells = (f"{_cell(key, row.get(key)):>{_wide(title)}}" for key, title in columns.items())
        click.echo(f"{name:<{width}}" + "".join(cells))


def _wide(title: str) -> int:
    return max(8, len(title) + 1)


def _cell(key: str, value: float | None) -> str:
    if value is None:
        return "-"
    if key == "peak_bytes":
        return f"{value / 1e6:.0f}"
    return f"{value:.3f}" if key in _QUALITY or value < 10 else f"{value:.1f}"


def check_plot(path: Path) -> None:
    """Refuse early what would fail after all the measuring.

    Raises:
        UsageError: another format, no such folder, or matplotlib is not installed.
    """
    if path.suffix.lower() not in _FORMATS:
        raise UsageError(f"--plot draws {', '.join(_FORMATS)}, not {path.name!r}.")
    if not path.resolve().parent.is_dir():
        raise UsageError(f"There is no folder {path.parent} for --plot: make it, or give another path.")
    try:
        import_module("matplotlib.figure")
    except ImportError as error:
        raise UsageError(f"--plot needs matplotlib ({error}): pip install 'docexplain[compare]'.") from error


def plot(reports: dict[str, Any], path: Path) -> None:
    """Draw top-1 (tokens: mean average precision) against seconds per question, a panel per granularity.

    Raises:
        InputError: the file cannot be written.
    """
    # Without pyplot there is no window system and no state: saving draws with Agg, or as vectors.
    colors = import_module("matplotlib").colormaps["tab20"]
    figure = import_module("matplotlib.figure").Figure(figsize=(9, 5 * len(reports)), layout="constrained")
    for number, (granularity, report) in enumerate(reports.items(), 1):
        axes = figure.add_subplot(len(reports), 1, number)
        quality = "map" if granularity == "token" else "top1"
        seen: Counter[str] = Counter()  # a colour for each method, a marker for each of its aggregations
        for name, row in report["methods"].items():
            method = row["method"]
            seen[method] += 1
            style = {"color": colors(list(seen).index(method) % 20), "marker": "osv^D"[(seen[method] - 1) % 5]}
            axes.plot(row["seconds"], row[quality], linestyle="", alpha=0.8, label=name, **style)
        axes.set(xscale="log", xlabel="seconds per question", ylabel={"map": "mAP", "top1": "top-1"}[quality])
        axes.set_title(f"{granularity}, {report['questions']} questions")
        axes.grid(visible=True, alpha=0.3)
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize=7)
    try:
        figure.savefig(path, dpi=150)
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}): give --plot another path.") from error
