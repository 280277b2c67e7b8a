"""How well questions about real filings are read for, and with ``--model`` answered (FinanceBench, as published).

    python benchmarks/real_documents.py FOLDER [--documents NAME ...] [--json] [--layout fast|model] [--model M ...]

FOLDER holds ``data/financebench_open_source.jsonl`` and ``pdfs/NAME.pdf``. For each question the paragraphs are chosen
as a session chooses them, and it is looked whether a page with the evidence is among them. Questions whose file is
missing are skipped, and named. A second run takes the parsed documents from a database (``--store``).

Paragraphs are found by words and by meaning, if the small model for that is here or can be fetched; the same by words
alone stands beside it (``by_words``).

Without ``--model`` only the default model's tokenizer is asked, which counts what fits. With it each model (``default``
is the default one) answers, which takes long: ``--sample`` asks some of the questions, and Ctrl-C shows the
figures so far.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filings import answers, measures, questions

from docexplain import api
from docexplain.errors import DocexplainError, StorageError
from docexplain.ingest import ParseOptions
from docexplain.model.loading.by_name import load
from docexplain.model.sources.cache_folder import cache_dir
from docexplain.session import AskOptions, Caches, Event, Notice, Session
from docexplain.session.call import Call
from docexplain.session.pipeline.reading import read
from docexplain.session.search.search_index import SearchIndex
from docexplain.session.search.searching import Search, Searching
from docexplain.session.store import NullStore

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel
    from docexplain.records import Document
    from docexplain.retrieval.meaning import Meaning
    from docexplain.session import Store

TOKENS = (256, 1024, 2048, 4096, 7900)
ANSWER_TOKENS = 64
"""Room for the answer, as it is left by default."""


def main() -> None:
    """Print the figures; what goes on is said on stderr."""
    options = _options()
    try:
        asked = questions.load(options.folder, options.documents)
    except (OSError, ValueError) as error:
        sys.exit(f"{options.folder}: {error}")
    if options.sample:
        chosen = set(random.Random(options.seed).sample(range(len(asked)), min(options.sample, len(asked))))
        asked = [question for i, question in enumerate(asked) if i in chosen]
    with ExitStack() as opened:
        report = _report(asked, options, _opened(options.store, opened))
    print(json.dumps(report, indent=2) if options.json else _text(report))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", nargs="+", default=[], metavar="NAME", help="only these")
    parser.add_argument("--json", action="store_true", help="one object on stdout")
    parser.add_argument("--layout", choices=["fast", "model"], default="fast", help="how files are parsed [fast]")
    parser.add_argument(
        "--search", type=Search, choices=[*Search], default=Search.BOTH, help="what paragraphs are found by [both]"
    )
    parser.add_argument("--tokens", type=int, nargs="+", default=TOKENS, help="budgets to read within")
    parser.add_argument("--store", help="database of parsed documents, a path or URL; none: keep nothing")
    parser.add_argument("--model", action="append", default=[], help="let this model answer; may be repeated")
    parser.add_argument("--read", default="auto", help="how much it reads [auto]")
    parser.add_argument("--sample", type=int, metavar="N", help="N of the questions")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def _opened(where: str | None, opened: ExitStack) -> Store | None:
    """The database of parsed documents, by default one of its own in the cache; None where it cannot be opened."""
    if where == "none":
        return None
    try:
        return opened.enter_context(api.open_store(where or cache_dir() / "real_documents.db"))
    except StorageError as error:
        if where:
            raise
        _say(f"nothing is kept for the next run: {error}")
        return None


def _report(asked: Sequence[questions.Asked], options: argparse.Namespace, store: Store | None) -> dict[str, Any]:
    chooser = Chooser(load(), Searching(options.search, store or NullStore()), options.tokens)
    parsing = Session(store=store, parse=ParseOptions(layout=options.layout))
    caches = Caches(passed_checks=cache_dir() / "supported", speeds=cache_dir() / "speeds")
    open_session = partial(Session, caches=caches, search=options.search)
    sessions = {name: open_session(model=None if name == "default" else name) for name in options.model}
    how = AskOptions(read=options.read, max_new_tokens=ANSWER_TOKENS)
    found: list[measures.Found] = []
    by_words: list[measures.Found] = []
    given: dict[str, list[answers.Answered]] = {name: [] for name in sessions}
    skipped: list[dict[str, Any]] = []
    documents = 0
    try:
        for document, of_it in _parsed(asked, options.folder, parsing, skipped):
            documents += 1
            index = SearchIndex(chooser.model, document)
            for question in of_it:
                meaning = chooser.meaning(document)
                by_words.append(chooser.found(document, index, question))
                found.append(by_words[-1] if meaning is None else chooser.found(document, index, question, meaning))
                for name, session in sessions.items():
                    given[name].append(answers.answered(session, document, question, how))
                    _say(f"{name}: {given[name][-1].judged} {given[name][-1].verdict} {given[name][-1].text!r}")
            chooser.searching.save(document)
    except KeyboardInterrupt:
        _say("stopped: the figures are those of the questions so far")
    return {
        **measures.summary(found, options.tokens),
        "search": max(chooser.ways, key=len, default=""),
        "by_words": measures.summary(by_words, options.tokens),
        "documents": documents,
        "layout": options.layout,
        "skipped": skipped,
        "answers": [answers.summary(name, of_model) for name, of_model in given.items()],
    }


def _parsed(
    asked: Sequence[questions.Asked], folder: Path, session: Session, skipped: list[dict[str, Any]]
) -> Iterator[tuple[Document, list[questions.Asked]]]:
    """Each document with its questions; ``skipped`` grows by those that are missing or cannot be read."""
    grouped = questions.by_document(asked)
    for number, (name, of_it) in enumerate(grouped.items(), 1):
        path = questions.file_of(folder, name)
        try:
            if not path.is_file():
                raise FileNotFoundError(f"{path} is missing")
            document = session.ingest(path)
        except (OSError, DocexplainError) as error:
            skipped.append({"document": name, "questions": [question.id for question in of_it], "why": str(error)})
            _say(f"{number}/{len(grouped)} {name} skipped, {len(of_it)} questions: {error}")
            continue
        _say(f"{number}/{len(grouped)} {name}: {len(document.paragraphs)} paragraphs")
        yield document, of_it


@dataclass
class Chooser:
    """Chooses paragraphs as a session does.

    Attributes:
        model: whose tokens are counted.
        ways: what paragraphs were ranked by so far; by meaning too, the longest.
    """

    model: LanguageModel
    searching: Searching
    tokens: Sequence[int]
    ways: set[str] = field(default_factory=set)

    def meaning(self, document: Document) -> Meaning | None:
        """Of its paragraphs; None: they are found by words alone."""
        return self.searching.meaning(document, Call(_tell, None))

    def found(
        self, document: Document, index: SearchIndex, asked: questions.Asked, meaning: Meaning | None = None
    ) -> measures.Found:
        """What is read for a question."""
        choose = partial(read, self.model, document, asked.question, answer_tokens=ANSWER_TOKENS, index=index)
        readings = {tokens: choose(how_many=f"{tokens}t", meaning=lambda: meaning) for tokens in self.tokens}
        self.ways |= {reading.choice.by for reading in readings.values() if reading.choice and reading.choice.by}
        pages = {tokens: measures.pages_of(reading.paragraphs) for tokens, reading in readings.items()}
        return measures.Found(
            read={tokens: bool(seen & asked.pages) for tokens, seen in pages.items()},
            all_read={tokens: asked.pages <= seen for tokens, seen in pages.items()},
            rank=measures.first_rank(index.rank(asked.question, meaning), document.paragraphs, asked.pages),
        )


def _tell(event: Event) -> None:
    if isinstance(event, Notice):
        _say(event.text)


def _text(report: dict[str, Any]) -> str:
    rank = report["rank"]
    lines = [
        f"{report['questions']} questions on {report['documents']} documents, layout {report['layout']}, paragraphs "
        f"found by {report['search'] or 'nothing'}",
        "",
        "tokens   a page with the evidence read   by words alone   all such pages read",
        *(
            f"{tokens:>6} {_share(share):>31} {_share(report['by_words']['page_read'][tokens]):>16} "
            f"{_share(report['all_pages_read'][tokens]):>21}"
            for tokens, share in report["page_read"].items()
        ),
        "",
        f"first paragraph on such a page: median rank {_share(rank['median'], 1)}, MRR {_share(rank['mrr'])}, among "
        f"the first ten {_share(rank['top_10'])}",
        *(f"skipped {one['document']} ({', '.join(one['questions'])}): {one['why']}" for one in report["skipped"]),
    ]
    for model in report["answers"]:
        lines += ["", *_answers_text(model)]
    return "\n".join(lines)


def _answers_text(model: dict[str, Any]) -> list[str]:
    return [
        f"{model['model']}: {model['questions']} questions, {model['failed']} failed; right {_share(model['right'])} "
        f"of {model['judged']} with a number; a page with the evidence read {_share(model['page_read'])}; median "
        f"seconds {_share(model['seconds'], 1)}, of which reading {_share(model['first_token_s'], 1)}",
        f"{'verdict':<14}{'right':>8}{'wrong':>8}{'unjudged':>10}",
        *(
            f"{verdict:<14}{row['right']:>8}{row['wrong']:>8}{row['unjudged']:>10}"
            for verdict, row in model["table"].items()
        ),
    ]


def _share(value: float | None, places: int = 2) -> str:
    return "-" if value is None else f"{value:.{places}f}"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
