"""Where the time of an explanation goes: its stages, and the kinds of operation in each.

    python benchmarks/explanation_profile.py [--tokens 1000] [--paragraphs 50] [--repeat 5] [--model M]

Stages are timed first, without the profiler, which slows small operations down: medians in shares of one prefill of the
same prompt. Then PyTorch's profiler says what the path gradients are made of.
"""

from __future__ import annotations

import argparse
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from explained import clock, explain, path_alone, seconds
from made_up import made_up
from torch.profiler import ProfilerActivity, profile

from docexplain.attribution.path.integral import Path
from docexplain.attribution.ranking import by_path
from docexplain.attribution.scoring.scorer import Scorer
from docexplain.model.language_model import LanguageModel
from docexplain.model.loading.by_name import load

STAGES: tuple[tuple[Any, str, str], ...] = (
    (Path, "integral", "path gradients at the first places"),
    (Path, "refined", "path gradients at more places"),
    (Scorer, "hide", "exact rows: the document, the best paragraphs, controls, one for citing; the noise"),
    (by_path, "controls_of", "noise where it did not fit into their batch"),
)
KINDS = (
    ("attention", ("scaled_dot_product", "flash_attention")),
    ("softmax", ("softmax",)),
    ("matrix products", ("mm", "linear", "matmul")),
    ("copies", ("copy_", "cat", "clone", "contiguous", "_to_copy", "index")),
)


@contextmanager
def timed(model: LanguageModel, spent: dict[str, float]) -> Iterator[None]:
    """Add the seconds of every stage to ``spent`` inside the block; a stage inside another counts for the outer one."""
    inside: list[str] = []

    def wrapped(function: Callable[..., Any], name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if inside:
                return function(*args, **kwargs)
            inside.append(name)
            begin = clock(model)
            try:
                return function(*args, **kwargs)
            finally:
                spent[name] += clock(model) - begin
                inside.pop()

        return call

    originals = [(owner, attribute, getattr(owner, attribute)) for owner, attribute, _ in STAGES]
    for owner, attribute, name in STAGES:
        setattr(owner, attribute, wrapped(getattr(owner, attribute), name))
    try:
        yield
    finally:
        for owner, attribute, original in originals:
            setattr(owner, attribute, original)


def stages(model: LanguageModel, paragraphs: int, tokens: int, repeat: int) -> None:
    """Print every stage of an explanation in prefills."""
    task = made_up(model, paragraphs, tokens)
    rounds: list[dict[str, float]] = []
    for _ in range(repeat + 1):
        begin = clock(model)
        prefix = model.prefill(task.prompt.prefix_ids)
        model.finish()
        spent: dict[str, float] = defaultdict(float, prefill=clock(model) - begin)
        with timed(model, spent):
            spent["all"] = seconds(model, partial(explain, model, task, prefix))
        rounds.append(spent)
    print(f"{paragraphs} paragraphs, {len(task.prompt.prefix_ids)} tokens; in prefills")
    for name in [*(name for _, _, name in STAGES), "all"]:
        print(f"  {statistics.median(r[name] / r['prefill'] for r in rounds[1:]):8.3f}  {name}")


def operations(model: LanguageModel, paragraphs: int, tokens: int) -> None:
    """Print what the path gradients are made of."""
    task = made_up(model, paragraphs, tokens)
    prefix = model.prefill(task.prompt.prefix_ids)
    path_alone(model, task, prefix)
    with profile(activities=[ProfilerActivity.CPU]) as profiler:
        path_alone(model, task, prefix)
    spent: dict[str, float] = defaultdict(float)
    for event in profiler.key_averages():
        kind = next((kind for kind, parts in KINDS if any(part in event.key for part in parts)), "everything else")
        spent[kind] += event.self_cpu_time_total
    whole = sum(spent.values())
    for kind, time_spent in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"  {100 * time_spent / whole:6.1f} %  {kind}")


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tokens", type=int, default=1000)
    parser.add_argument("--paragraphs", type=int, default=50)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--model")
    options = parser.parse_args()
    model = load(options.model)
    stages(model, options.paragraphs, options.tokens, options.repeat)
    operations(model, options.paragraphs, options.tokens)


if __name__ == "__main__":
    main()
