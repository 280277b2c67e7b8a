"""What verdict, citation and redundancy cost beside the ranking by path, in prefills of the same prompt.

    python benchmarks/explanation_cost.py [--dataset DATASET.json] [--repeat 7] [--model M]

Cases: the sample contract as ``docexplain ask`` reads it and with every paragraph read; with a data set in SQuAD's
format also three articles (about 900 tokens), as they are and with a fact that stands twice (the dearest case). Prints
medians in seconds and, from the same rounds, how many prefills the whole explanation costs more than the ranking alone.
"""

from __future__ import annotations

import argparse
import random
import statistics
from pathlib import Path

from explained import clock, ranking

from docexplain import ingest
from docexplain.evaluation import squad
from docexplain.evaluation.answers import as_document
from docexplain.evaluation.restatement import reworded, single_fact
from docexplain.model.language_model import LanguageModel
from docexplain.model.loading.by_name import load
from docexplain.records import Box, Document, Paragraph
from docexplain.session.ask_options import DEFAULTS
from docexplain.session.pipeline.explaining import explain
from docexplain.session.pipeline.reading import Reading, read

CONTRACT = Path(__file__).parent.parent / "samples" / "employment-contract.pdf"


def ignore(_done: int, _total: int | None) -> None:
    """Nobody watches."""


def measure(model: LanguageModel, name: str, reading: Reading, answer: str, repeat: int) -> None:
    """Print one line."""
    prompt, ids = reading.prompt, model.encode_answer(answer)
    rounds: list[tuple[float, float, float]] = []
    cited = ""
    for _ in range(repeat + 1):
        begin = clock(model)
        prefix = model.prefill(prompt.prefix_ids)
        filled = clock(model)
        forced = reading.forced(model, prefix, ids)
        ranking(forced, prompt.spans, [prompt.template] if prompt.template else ())
        ranked = clock(model)
        found = explain(model, reading, forced, DEFAULTS, lambda _: ignore, given=True)
        rounds.append((filled - begin, ranked - filled, clock(model) - ranked))
        members = found.citation.members if found.citation else ()
        cited = f"{found.verdict}, cites {len(members)}" + (
            ", redundant" if found.citation and found.citation.group else ""
        )
    prefill, alone, whole = (statistics.median(column) for column in zip(*rounds[1:], strict=True))
    more = statistics.median((w - r) / p for p, r, w in rounds[1:])
    print(
        f"{name:<34}{len(prompt.prefix_ids):>7}{len(reading.paragraphs):>6}{prefill:>9.3f}{alone:>9.3f}{whole:>9.3f}"
        f"{more:>8.2f}   {cited}"
    )


def with_copy(example: squad.Example) -> Document:
    """The article with its fact once more at the end."""
    document = as_document(example)
    copy = Paragraph(len(document.paragraphs) + 1, reworded(example, random.Random(1)), (Box(1, 0, 0, 0, 0),))
    return Document(
        document.sha256, document.name, document.parser, (*document.paragraphs, copy), (), document.coverage
    )


def main() -> None:
    """Measure all cases."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--dataset", type=Path)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--model")
    options = parser.parse_args()
    model = load(options.model)
    contract = ingest.read_document(CONTRACT)
    question, answer = "What is the pay per hour?", "The pay per hour is 10 dollars."
    cases: list[tuple[str, Document, str, str, int | str]] = [
        ("contract, as asked", contract, question, answer, "auto"),
        ("contract, all paragraphs", contract, question, answer, "all"),
    ]
    if options.dataset:
        for example in squad.sample(single_fact(squad.load(options.dataset)), 3, 1):
            cases.append(("article", as_document(example), example.question, example.answer, "all"))
            cases.append(
                ("article, the fact stands twice", with_copy(example), example.question, example.answer, "all")
            )
    print(f"{model.info.name}, {model.info.dtype} on {model.info.device}; medians of {options.repeat}")
    print(
        f"{'case':<34}{'tokens':>7}{'para.':>6}{'prefill':>9}{'ranking':>9}{'all':>9}{'more':>8}   (more: in prefills)"
    )
    for name, document, asked, text, how_many in cases:
        reading = read(model, document, asked, how_many=how_many, answer_tokens=len(model.encode_answer(text)))
        measure(model, name, reading, text, options.repeat)


if __name__ == "__main__":
    main()
