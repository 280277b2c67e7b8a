"""How long ``docexplain`` takes to start: ``--help``, and ``ask`` on a stored document up to the first token.

    python benchmarks/startup.py [--repeat 5] [--against CHECKOUT]

Every run is a process of its own, on the sample contract in a database of its own; the first one, which stores the
document and fetches the model where needed, is not counted. Prints medians by stage: seconds on the clock, of the main
thread and of all threads together. On a machine with other work the last two say more than the clock, and a
comparison holds only within one run: ``--against`` alternates with another checkout, such as the one before a change.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent.parent
QUESTION = "What is the pay per hour?"
MAIN = "from docexplain.cli import main; main()"

# Notes the time at the end of each stage. Nothing is imported here that `ask` would not import at that moment anyway.
WATCHED = """
import atexit, json, os, sys, time

marks = {}

def mark(name):
    marks.setdefault(name, (time.time() - float(os.environ["STARTED"]), time.thread_time(), time.process_time()))

def after(owner, attribute, name):
    inner = getattr(owner, attribute)
    def both(*arguments, **options):
        result = inner(*arguments, **options)
        mark(name)
        return result
    setattr(owner, attribute, both)

def event(display, event, inner):
    kind = type(event).__name__
    if kind == "AnswerText":
        mark("first token")
    elif kind == "Progress" and event.done == event.total:
        mark({"LOAD": "model checked", "PREFILL": "prompt read (prefill)"}.get(event.stage.name, event.stage.name))
    elif kind == "Progress" and event.stage.name == "PREFILL":
        mark("paragraphs chosen")
    return inner(display, event)

mark("Python started")
from docexplain.cli import ask, progress
from docexplain.model import loading, quiet
from docexplain.session import session
mark("command line imported")
inner = progress.Display.__call__
progress.Display.__call__ = lambda self, happened: event(self, happened, inner)
after(session.Session, "__init__", "database open")
after(session.Session, "ingest", "document found")
after(loading, "choose_dtype", "torch imported")
after(quiet, "quiet", "transformers imported")
after(loading, "load_files", "weights loaded and hashed")
atexit.register(lambda: open(os.environ["MARKS"], "w").write(json.dumps(marks)))

from docexplain.cli import main
main()
"""

Marks = dict[str, tuple[float, float, float]]


def run(checkout: Path, code: str, arguments: list[str], **extra: str) -> tuple[float, float]:
    """Seconds on the clock and of processor time, of one process."""
    environment = os.environ | {"PYTHONPATH": str(checkout), "STARTED": str(time.time())} | extra
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-c", code, *arguments]
    subprocess.run(command, cwd=checkout, env=environment, check=True, stdout=subprocess.DEVNULL)
    wall, now = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, now.ru_utime + now.ru_stime - before.ru_utime - before.ru_stime


def ask(checkout: Path, scratch: Path, model: str | None) -> Marks:
    """When each stage of one ``ask`` ended, counted from the start of the process."""
    database, marks = scratch / "docexplain.db", scratch / "marks.json"
    arguments = ["ask", "samples/employment-contract.pdf", QUESTION, "--db", str(database), "--json"]
    arguments += ["--model", model] if model else []
    run(checkout, WATCHED, arguments, MARKS=str(marks))
    found: Marks = json.loads(marks.read_text())
    return {name: value for name, value in found.items() if value[0] <= found["first token"][0]}


def show(name: str, helps: list[tuple[float, float]], rounds: list[Marks]) -> None:
    """Print one table."""
    wall, cpu = (statistics.median(column) for column in zip(*helps, strict=True))
    print(f"\n{name}\n{'stage':<28}{'clock':>8}{'main':>8}{'all':>8}{'clock':>10}{'main':>8}{'all':>8}")
    print(f"{'--help':<28}{wall:>34.2f}{cpu:>16.2f}")
    stages = sorted(rounds[0], key=lambda stage: rounds[0][stage])
    for position, stage in enumerate(stages):
        ends = [statistics.median(marks[stage][k] for marks in rounds) for k in range(3)]
        begins = [statistics.median(marks[stages[position - 1]][k] for marks in rounds) if position else 0.0
                  for k in range(3)]  # fmt: skip
        steps = [end - begin for end, begin in zip(ends, begins, strict=True)]
        print(
            f"{stage:<28}{steps[0]:>8.2f}{steps[1]:>8.2f}{steps[2]:>8.2f}{ends[0]:>10.2f}{ends[1]:>8.2f}{ends[2]:>8.2f}"
        )


def main() -> None:
    """Measure all checkouts in turn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--model")
    options = parser.parse_args()
    checkouts = [HERE] + ([options.against.resolve()] if options.against else [])
    helps: dict[Path, list[tuple[float, float]]] = {checkout: [] for checkout in checkouts}
    rounds: dict[Path, list[Marks]] = {checkout: [] for checkout in checkouts}
    with tempfile.TemporaryDirectory() as folder:
        for count in range(options.repeat + 1):
            for checkout in checkouts:
                helped = run(checkout, MAIN, ["--help"])
                asked = ask(checkout, Path(folder), options.model)
                if count:
                    helps[checkout].append(helped)
                    rounds[checkout].append(asked)
    print(f"Medians of {options.repeat}, in seconds: of each stage, and since the start of the process.")
    for checkout in checkouts:
        show(checkout.name, helps[checkout], rounds[checkout])


if __name__ == "__main__":
    main()
