"""What a question on a big stored document costs beside the model.

    python benchmarks/stored_document.py [--paragraphs 10000] [--repeat 3] [--against CHECKOUT] [--cpu]

Makes a document, stores it in a database of its own, and asks it in sessions of their own: what a command pays, and
what a second question in the same session pays (terminal UI, library). The model is a tiny one made on the spot, and
its own time (load, prefill, generation, explanation) is taken off. Prints the median seconds of each step; with another
checkout, such as the one before a change, it alternates with it and prints the ratio. On a busy machine ``--cpu``
counts the processor's seconds in place of the clock's. It needs only names that docexplain has always had, so an older
checkout can be measured by this script; that checkout's packages are the ones this Python has. Its modules are compiled
before, as those of an installed docexplain are.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent.parent
CONTENT = b"stands for a file: nothing of it is parsed"
QUESTION = "Which notice does the agreement about {} require?"
STEPS = ("find", "choose", "save", "beside the model", "choose, next", "save, next", "beside the model, next")


def document(paragraphs: int) -> Any:
    """A document of so many paragraphs, each with the places of its words."""
    from docexplain.ingest import PARSER
    from docexplain.records import Box, Coverage, Document, Paragraph

    rng = random.Random(0)
    letters = "abcdefghijklmnopqrstuvwxyz"
    vocabulary = ["".join(rng.choices(letters, k=rng.randint(3, 11))) for _ in range(8000)]
    vocabulary += ["the", "of", "and", "with", "from", "that"] * 400  # as in any English text: its language counts
    made = []
    for index in range(1, paragraphs + 1):
        words = rng.choices(vocabulary, k=rng.randint(20, 70))
        at, places = 0, []
        for number, word in enumerate(words):
            left = 7200 + 400 * number
            places.append(f"{at},{at + len(word)},{1 + index // 8},{left},10000,{left + 300},11200")
            at += len(word) + 1
        box = Box(1 + index // 8, 72.0, 100.0, 520.5, 160.25)
        path = ("Part", words[0])
        made.append(Paragraph(index, " ".join(words) + ".", (box,), heading_path=path, words=";".join(places)))
    size = sum(len(paragraph.text) for paragraph in made)
    coverage = Coverage(pages=1 + paragraphs // 8, characters=size, kept=size, furniture=0)
    return Document(sha256(CONTENT).hexdigest(), "stored.pdf", PARSER, tuple(made), (), coverage)


def model(texts: list[str]) -> Any:
    """A model that costs next to nothing, with a tokenizer of its own for these texts."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    from docexplain import LanguageModel

    inner = Tokenizer(models.BPE())
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=4000, special_tokens=["<s>", "</s>"], initial_alphabet=alphabet, show_progress=False
    )
    inner.train_from_iterator(texts, trainer)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=inner, bos_token="<s>", eos_token="</s>")
    sizes = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = LlamaConfig(vocab_size=len(tokenizer), max_position_embeddings=2048, **sizes)
    return LanguageModel(LlamaForCausalLM(config), tokenizer, name="tiny", fingerprint="none")


def inside(folder: Path, paragraphs: int, profile: str) -> dict[str, float]:
    """In a process of its own: store the document if it is not yet, and ask it twice in a new session."""
    from docexplain import AskOptions, Session
    from storage import open_store

    file, database = folder / "stored.pdf", folder / "stored.db"
    file.write_bytes(CONTENT)
    made = document(paragraphs)
    asked = model([paragraph.text for paragraph in made.paragraphs[:500]])
    with open_store(database) as store:
        store.add_document(made)
    gc.collect()  # what was made for the question is not looked through in the middle of it
    with open_store(database) as store, cProfile.Profile() if profile else nullcontext() as profiler:
        session = Session(store=store, model=asked)
        begin = time.perf_counter()
        found = session.ingest(file)
        steps = {"find": time.perf_counter() - begin}
        for suffix in ("", ", next"):
            marks: list[tuple[str, float]] = []
            begin = time.perf_counter()
            answer = session.ask(
                found,
                QUESTION.format(made.paragraphs[len(suffix)].text[:20]),
                options=AskOptions(answer="thirty days", answer_by="benchmark"),
                listener=lambda event, marks=marks: marks.append((stage_of(event), time.perf_counter())),
            )
            times = answer.timings
            end, read = time.perf_counter(), next(at for stage, at in marks if stage == "PREFILL")
            ready = max((at for stage, at in marks if stage == "LOAD"), default=begin)
            steps["choose" + suffix] = read - ready
            steps["save" + suffix] = end - read - times.prefill_s - times.explain_s
            steps["beside the model" + suffix] = steps["choose" + suffix] + steps["save" + suffix]
    if profiler is not None:
        profiler.dump_stats(profile)
    steps["beside the model"] += steps["find"]
    return steps


def stage_of(event: Any) -> str:
    """The name of the stage that an event is about; empty for a notice."""
    return str(getattr(getattr(event, "stage", None), "name", ""))


def measure(checkout: Path, compiled: str, options: argparse.Namespace, paragraphs: int) -> dict[str, float]:
    """The steps of one process of a checkout, whose compiled modules are in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(Path(__file__).resolve()), "--paragraphs", str(paragraphs)]
        command += ["--inside", folder] + (["--profile", options.profile] if options.profile else [])
        command += ["--cpu"] if options.cpu else []
        environment = os.environ | {"PYTHONPATH": str(checkout), "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        done = subprocess.run(command, cwd=checkout, env=environment, check=True, stdout=subprocess.PIPE)
    steps: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return steps


def main() -> None:
    """Print one line per step."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--paragraphs", type=int, default=10_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--profile", help="write cProfile's figures of the questions to this file", default="")
    parser.add_argument("--cpu", action="store_true", help="count the processor's seconds, not the clock's")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        if options.cpu:
            time.perf_counter = time.process_time  # by which docexplain times the model, too
        print(json.dumps(inside(options.inside, options.paragraphs, options.profile)))
        return
    checkouts = [HERE] + ([options.against.resolve()] if options.against else [])
    rounds: dict[Path, list[dict[str, float]]] = {checkout: [] for checkout in checkouts}
    with tempfile.TemporaryDirectory() as compiled:
        for paragraphs in [10] + [options.paragraphs] * options.repeat:  # the first only compiles
            for checkout in checkouts:
                steps = measure(checkout, compiled, options, paragraphs)
                rounds[checkout] += [steps] if paragraphs == options.paragraphs else []
    clock = "the processor's seconds" if options.cpu else "seconds"
    print(f"{options.paragraphs} paragraphs, {clock}, medians of {options.repeat}")
    print(
        f"{'step':<24}"
        + "".join(f"{checkout.name:>12}" for checkout in checkouts)
        + ("       ratio" if options.against else "")
    )
    for step in STEPS:
        seconds = [statistics.median(steps[step] for steps in rounds[checkout]) for checkout in checkouts]
        ratio = f"{seconds[0] / seconds[1]:>12.2f}" if options.against else ""
        print(f"{step:<24}" + "".join(f"{each:>12.2f}" for each in seconds) + ratio)


if __name__ == "__main__":
    main()
