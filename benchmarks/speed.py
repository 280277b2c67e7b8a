"""What an explanation costs beside reading the document, answering, and what people would use instead.

    python benchmarks/speed.py lengths [--tokens 500,2000,8000] [--paragraphs 5,50,500] [--repeat 5]
    python benchmarks/speed.py methods [--tokens 4000] [--paragraphs 50] [--methods NAME,...]
    python benchmarks/speed.py words [--tokens 183]
    python benchmarks/speed.py plot lengths.json -o lengths.svg

The documents are made up of common words with the answer in one paragraph, so that any length and any number of
paragraphs can be had. "Explanation" is the ranking as ``docexplain ask`` makes it: path attribution of all tokens, the
document hidden, a control, the noise of the arithmetic, and the best paragraphs hidden one by one. "One by one" has a
row for every paragraph instead of path attribution. All figures of a table come from one process on the same prompts,
medians of several rounds; a ratio is the median of the ratios within each round. With one thread on a CPU seconds are
those of the process, not of the clock on the wall. ``--shape 1b|8b|30b`` takes a Llama of that shape, random weights,
instead of the default model (large ones need a GPU). Prints a table, and with ``--json FILE`` keeps the figures.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch
from explained import clock, explain, path_alone, seconds, shown, template_of
from made_up import SHAPES, made_up, random_llama

from docexplain.attribution.ranking.influence import attribute
from docexplain.attribution.scoring.answer_loss import score_batch
from docexplain.attribution.scoring.factors import factor_rows
from docexplain.attribution.scoring.forced_answer import NOTHING
from docexplain.attribution.scoring.scorer import Suppression
from docexplain.evaluation.measure import measured
from docexplain.evaluation.tasks import Task
from docexplain.model.language_model import LanguageModel
from docexplain.model.loading.by_name import load
from docexplain.model.loading.load_options import LoadOptions
from docexplain.records import Mode, Scope

METHODS = "path,readout,full,leave-one-out,feature-ablation,context-cite-64,attnlrp"


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["lengths", "methods", "words", "plot"])
    parser.add_argument("file", nargs="?", type=Path, help="for plot: figures of an earlier run")
    parser.add_argument("--tokens", default="500,1000,2000,4000,8000", help="of the document, about")
    parser.add_argument("--paragraphs", default="5,50,500")
    parser.add_argument("--methods", default=METHODS, help="for methods: some need the extra 'compare'")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--model", help="as for docexplain ask")
    parser.add_argument("--shape", choices=SHAPES, help="a Llama of this shape with random weights, in bfloat16")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--dtype", default="auto")
    parser.add_argument("--json", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("speed.svg"))
    options = parser.parse_args()
    if options.what == "plot":
        plot(json.loads(options.file.read_text()), options.output)
        return
    how = LoadOptions(device=options.device, dtype=options.dtype)
    model = random_llama(options.shape, options.device) if options.shape else load(options.model, how)
    device = torch.cuda.get_device_name(model.device) if model.device.type == "cuda" else platform.processor() or "CPU"
    about = {
        "model": options.shape or model.info.name,
        "dtype": model.info.dtype,
        "device": f"{device}, {torch.get_num_threads()} threads",
        "repeat": options.repeat,
    }
    print(", ".join(f"{key} {value}" for key, value in about.items()))
    paragraphs = "1" if options.what == "words" else options.paragraphs
    sizes = [(int(p), int(t)) for t in options.tokens.split(",") for p in paragraphs.split(",")]
    measure: Callable[..., list[dict[str, Any]]] = lengths
    if options.what != "lengths":
        import speed_methods

        names = options.methods.split(",")
        measure = partial(speed_methods.methods, names=names) if options.what == "methods" else speed_methods.words
    rows = measure(model, [(p, t) for p, t in sizes if t >= 8 * p], options.repeat)
    if options.json:
        options.json.write_text(json.dumps({**about, "rows": rows}, indent=1) + "\n")


def lengths(model: LanguageModel, sizes: Sequence[tuple[int, int]], repeat: int) -> list[dict[str, Any]]:
    """Explanation against prefill, generation, the second question and a plain forward pass, by length and paragraphs;
    and our full scope against the authors' loop, where that takes less than about 20 seconds."""
    head = [
        "paragraphs",
        "tokens",
        "tail",
        "nodes",
        "prefill s",
        "explain s",
        "explain/prefill",
        "path/prefill",
        "one by one/pref.",
        "explain/generate",
    ]
    head += ["2nd/1st question", "memory/forward", "naive/full"]
    print("\n" + "  ".join(f"{name:>16}" for name in head))
    rows = []
    for paragraphs, tokens in sizes:
        task = made_up(model, paragraphs, tokens)
        if len(task.prompt.ids) + 200 > model.info.context_tokens:
            print(f"{paragraphs:>16}  {tokens:>16}  more than the model's context")
            continue
        row = one_length(model, task, repeat)
        rows.append(row)
        print("  ".join(f"{shown(value):>16}" for value in row.values()), flush=True)
    return rows


def one_length(model: LanguageModel, task: Task, repeat: int) -> dict[str, Any]:
    """One row of :func:`lengths`."""
    prompt, segments = task.prompt, [[segment] for segment in task.segments]
    rounds: list[dict[str, float]] = []
    for _ in range(repeat + 1):
        figures: dict[str, float] = {}
        begin = clock(model)
        with measured(model) as cost:
            prefix = model.prefill(prompt.prefix_ids)
        figures["prefill"], figures["forward memory"] = clock(model) - begin, cost.peak_bytes or 0
        begin = clock(model)
        model.generate(prefix, prompt.tail_ids, max_new_tokens=24)
        model.finish()
        figures["generate"] = clock(model) - begin
        begin = clock(model)
        with measured(model) as cost:
            nodes = explain(model, task, prefix)
        figures["explain"], figures["explain memory"] = clock(model) - begin, cost.peak_bytes or 0
        figures["path"] = seconds(model, partial(path_alone, model, task, prefix))
        rows = partial(attribute, task.forced(model, prefix), segments, template=template_of(task))
        figures["one by one"] = seconds(model, rows)
        rounds.append(figures)
    del rounds[0]  # kernels, caches and memory pools are made in the first
    middle = {name: statistics.median(r[name] for r in rounds) for name in rounds[0]}

    def ratio(top: str, bottom: Callable[[dict[str, float]], float]) -> float:
        return statistics.median(r[top] / max(bottom(r), 1e-9) for r in rounds)

    kept = sum(t.numel() * t.element_size() for t in (*prefix.keys, *prefix.values))
    weights = sum(p.numel() * p.element_size() for p in model.model.parameters())
    # Both stand on the weights and, while explaining, on the kept prefix; a forward pass makes its keys and values too.
    memory = statistics.median(
        (weights + kept + r["explain memory"]) / (weights + max(kept, r["forward memory"])) for r in rounds
    )
    return {
        "paragraphs": len(segments),
        "tokens": len(prompt.prefix_ids),
        "tail": len(prompt.tail_ids) + len(task.answer_ids),
        "nodes": nodes,
        "prefill_s": middle["prefill"],
        "explain_s": middle["explain"],
        "explain_over_prefill": ratio("explain", lambda r: r["prefill"]),
        "path_over_prefill": ratio("path", lambda r: r["prefill"]),
        "one_by_one_over_prefill": ratio("one by one", lambda r: r["prefill"]),
        "explain_over_generate": ratio("explain", lambda r: r["generate"]),
        "second_over_first": ratio("explain", lambda r: r["prefill"] + r["explain"]),
        "memory_over_forward": memory,
        "naive_over_full": naive_over_full(model, task, prefix, middle["prefill"]),
    }


def naive_over_full(model: LanguageModel, task: Task, prefix: Any, prefill_s: float) -> float | None:
    """The authors' loop, one row at a time with everything recomputed, against scope full. None where it would take
    more than about 20 seconds."""
    if prefill_s * len(task.segments) > 20:
        return None
    segments = [[segment] for segment in task.segments]
    ours = seconds(model, lambda: attribute(task.forced(model, prefix), segments, Suppression(Scope.FULL)))
    forced = task.forced(model, NOTHING)

    def naive() -> None:
        for row in factor_rows([*segments, [], task.segments], forced.keys, 0.0):
            score_batch(forced, row[None], Mode.MASK)

    return seconds(model, naive) / ours


def plot(report: dict[str, Any], path: Path) -> None:
    """Explanation over prefill by length, one line for each number of paragraphs."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    for paragraphs in sorted({row["paragraphs"] for row in report["rows"]}):
        points = [
            (row["tokens"], row["explain_over_prefill"]) for row in report["rows"] if row["paragraphs"] == paragraphs
        ]
        axes.plot(*zip(*sorted(points), strict=True), marker="o", label=f"{paragraphs} paragraphs")
    axes.set(xscale="log", yscale="log", xlabel="tokens of the document", ylabel="explanation / prefill")
    axes.set_title(f"{report['model']}, {report['dtype']}, {report['device']}", fontsize=9)
    axes.legend()
    figure.savefig(path)


if __name__ == "__main__":
    main()
