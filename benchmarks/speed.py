"""What an explanation costs beside reading the document, answering, and what people would use instead.

    python benchmarks/speed.py lengths [--tokens 500,2000,8000] [--paragraphs 5,50,500] [--repeat 5]
    python benchmarks/speed.py methods [--tokens 4000] [--paragraphs 50]
    python benchmarks/speed.py plot lengths.json -o lengths.svg

The documents are made up of common words with the answer in one paragraph, so that any length and any number of
paragraphs can be had. Costs depend on shapes, and from 32 paragraphs on, where whole sections are hidden first, on how
many sections matter. All figures of a table come from one process on the same prompts, medians of several rounds; a
ratio is the median of the ratios within each round. ``--shape 1b|8b|30b`` takes a Llama of that shape, random weights,
instead of the default model (large ones need a GPU). Prints a table, and with ``--json FILE`` keeps the figures.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch

from docexplain.attribution.ranking.influence import attribute
from docexplain.attribution.ranking.sections import MANY, influences_by_section, sections_of
from docexplain.attribution.scoring.answer_loss import score_batch
from docexplain.attribution.scoring.factors import factor_rows
from docexplain.attribution.scoring.forced_answer import NOTHING
from docexplain.attribution.scoring.scorer import Scorer, Suppression
from docexplain.evaluation.measure import measured
from docexplain.evaluation.methods.method import Method
from docexplain.evaluation.tasks import Task
from docexplain.model.language_model import LanguageModel
from docexplain.model.loading.by_name import load
from docexplain.model.loading.load_options import LoadOptions
from docexplain.records import Mode, Scope

QUESTION = "What did the company agree to pay for the new building?"
FACT = "After long talks the company agreed to pay 12 million dollars for the new building."
ANSWER = "The company agreed to pay 12 million dollars for it."
WORDS = """the of and to in a is that for it was on are as with his they at be this from have or by one had not but what
all were when we there can an your which their said if do will each about how up out them then she many some so these
would other into has more her two like him see time could no make than first been its who now people my made over did
down only way find use may water long little very after words called just where most know company contract price year
building payment notice party agreement office report revenue market""".split()

SHAPES = {  # width, inner width, layers, heads, key-value heads: Llama 3.2 1B, Llama 3.1 8B, a 30B between 8B and 70B
    "1b": (2048, 8192, 16, 32, 8),
    "8b": (4096, 14336, 32, 32, 8),
    "30b": (6656, 17920, 60, 52, 4),
}


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["lengths", "methods", "plot"])
    parser.add_argument("file", nargs="?", type=Path, help="for plot: figures of an earlier run")
    parser.add_argument("--tokens", default="500,1000,2000,4000,8000", help="of the document, about")
    parser.add_argument("--paragraphs", default="5,50,500")
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
    sizes = [(int(p), int(t)) for t in options.tokens.split(",") for p in options.paragraphs.split(",")]
    measure = lengths if options.what == "lengths" else methods
    rows = measure(model, [(p, t) for p, t in sizes if t >= 8 * p], options.repeat)
    if options.json:
        options.json.write_text(json.dumps({**about, "rows": rows}, indent=1) + "\n")


def lengths(model: LanguageModel, sizes: Sequence[tuple[int, int]], repeat: int) -> list[dict[str, Any]]:
    """Explanation against prefill, generation, the second question and a plain forward pass, by length and paragraphs;
    and our full scope against the authors' loop, where that takes less than a minute."""
    head = [
        "paragraphs",
        "tokens",
        "tail",
        "prefill s",
        "explain s",
        "explain/prefill",
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
        with measured(model) as cost:
            prefix = model.prefill(prompt.prefix_ids)
        figures["prefill"], figures["forward memory"] = cost.seconds, cost.peak_bytes or 0
        begin = time.perf_counter()
        model.generate(prefix, prompt.tail_ids, max_new_tokens=24)
        model.finish()
        figures["generate"] = time.perf_counter() - begin
        with measured(model) as cost:
            explain(model, task, prefix)
        figures["explain"], figures["explain memory"] = cost.seconds, cost.peak_bytes or 0
        figures["one by one"] = figures["explain"]
        if len(segments) >= MANY:
            begin = time.perf_counter()
            attribute(task.forced(model, prefix), segments)
            model.finish()
            figures["one by one"] = time.perf_counter() - begin
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
        "prefill_s": middle["prefill"],
        "explain_s": middle["explain"],
        "explain_over_prefill": ratio("explain", lambda r: r["prefill"]),
        "one_by_one_over_prefill": ratio("one by one", lambda r: r["prefill"]),
        "explain_over_generate": ratio("explain", lambda r: r["generate"]),
        "second_over_first": ratio("explain", lambda r: r["prefill"] + r["explain"]),
        "memory_over_forward": memory,
        "naive_over_full": naive_over_full(model, task, prefix, middle["prefill"]),
    }


def explain(model: LanguageModel, task: Task, prefix: Any) -> None:
    """The ranking as ``docexplain ask`` makes it."""
    segments = [[segment] for segment in task.segments]
    if len(segments) < MANY:
        attribute(task.forced(model, prefix), segments)
        return
    sections = sections_of([None] * len(segments))
    scorer = Scorer(task.forced(model, prefix), Suppression(), expected_rows=len(sections) + 1)
    influences_by_section(scorer, segments, sections)
    model.finish()


def naive_over_full(model: LanguageModel, task: Task, prefix: Any, prefill_s: float) -> float | None:
    """The authors' loop, one row at a time with everything recomputed, against scope full. None where it would take
    more than a minute."""
    if prefill_s * len(task.segments) > 60:
        return None
    segments = [[segment] for segment in task.segments]
    begin = time.perf_counter()
    attribute(task.forced(model, prefix), segments, Suppression(Scope.FULL))
    model.finish()
    ours = time.perf_counter() - begin
    forced = task.forced(model, NOTHING)
    begin = time.perf_counter()
    for row in factor_rows([*segments, [], task.segments], forced.keys, 0.0):
        score_batch(forced, row[None], Mode.MASK)
    model.finish()
    return (time.perf_counter() - begin) / ours


def methods(model: LanguageModel, sizes: Sequence[tuple[int, int]], repeat: int) -> list[dict[str, Any]]:
    """Seconds, tokens and memory of other methods against readout, on the same prompts. Gradients go by float32."""
    from docexplain.evaluation.methods.atman import AtMan
    from docexplain.evaluation.methods.attnlrp import AttnLRP
    from docexplain.evaluation.methods.perturbation import ContextCite, FeatureAblation, LeaveOneOut

    chosen: list[Method] = [
        AtMan("readout"),
        AtMan("full", Scope.FULL),
        LeaveOneOut(),
        FeatureAblation(),
        ContextCite(64),
        AttnLRP(),
    ]
    rows = []
    print(
        "\n"
        + "  ".join(
            f"{name:>16}" for name in ("method", "paragraphs", "tokens", "seconds", "/ readout", "prompts", "MB")
        )
    )
    for paragraphs, tokens in sizes:
        task = made_up(model, paragraphs, tokens)
        prefix = model.prefill(task.prompt.prefix_ids)
        base: float | None = None
        for method in chosen:
            method.score(model, made_up(model, 5, 200), model.prefill(made_up(model, 5, 200).prompt.prefix_ids))
            costs = []
            for _ in range(repeat if not costs or costs[0].seconds < 20 else 1):
                with measured(model) as cost:
                    method.score(model, task, prefix)
                costs.append(cost)
            seconds = statistics.median(cost.seconds for cost in costs)
            base = base or seconds
            row = {
                "method": method.name,
                "paragraphs": len(task.segments),
                "tokens": len(task.prompt.ids),
                "seconds": seconds,
                "over_readout": seconds / base,
                "prompts": costs[0].tokens / len(task.prompt.ids),
                "peak_mb": max(cost.peak_bytes or 0 for cost in costs) / 1e6,
            }
            rows.append(row)
            print("  ".join(f"{shown(value):>16}" for value in row.values()), flush=True)
    return rows


def made_up(model: LanguageModel, paragraphs: int, tokens: int) -> Task:
    """A document of about so many tokens in so many paragraphs, a question and its answer."""
    choose = random.Random(f"{paragraphs} {tokens}")
    words = max(4, tokens // paragraphs - 3)
    texts = [" ".join(choose.choices(WORDS, k=words)).capitalize() + "." for _ in range(paragraphs)]
    texts[paragraphs // 2] = FACT
    prompt = model.render(texts, QUESTION)
    relevant = tuple(i == paragraphs // 2 for i in range(paragraphs))
    return Task(prompt, model.encode_answer(ANSWER), tuple(prompt.spans), relevant)


def random_llama(shape: str, device: str) -> LanguageModel:
    """A Llama with random weights in bfloat16, and the default model's tokenizer."""
    from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

    from docexplain.model.devices.choice import choose_device
    from docexplain.model.sources import default_model

    tokenizer = AutoTokenizer.from_pretrained(default_model.ensure(), local_files_only=True)
    width, inner, layers, heads, kv_heads = SHAPES[shape]
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=width,
        intermediate_size=inner,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        num_key_value_heads=kv_heads,
        max_position_embeddings=131_072,
        eos_token_id=tokenizer.eos_token_id,
    )
    with torch.device(choose_device(device)):
        torch.set_default_dtype(torch.bfloat16)
        try:
            return LanguageModel(LlamaForCausalLM(config), tokenizer, name=shape)
        finally:
            torch.set_default_dtype(torch.float32)


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
    axes.axhline(0.35, color="grey", linestyle=":", label="goal, 50 paragraphs")
    axes.set(xscale="log", yscale="log", xlabel="tokens of the document", ylabel="explanation / prefill")
    axes.set_title(f"{report['model']}, {report['dtype']}, {report['device']}", fontsize=9)
    axes.legend()
    figure.savefig(path)


def shown(value: Any) -> str:
    """A figure as the tables have it."""
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
