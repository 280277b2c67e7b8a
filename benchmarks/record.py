"""What checking and growing a long record cost.

    python benchmarks/record.py make FILE [--entries 1000000] [--answers small|real]
    python benchmarks/record.py verify FILE [--processes N]
    python benchmarks/record.py append FILE [--times 200]
    python benchmarks/record.py plans FILE

``make`` writes the rows of answers, each with its own text and numbers, and their entries, in bulk and as the store
writes them; ``small`` is two paragraphs and four tokens, ``real`` twenty paragraphs, sixty tokens and a prompt of
1,500. ``verify`` prints the time on the clock, the processor time of all processes, and the most memory that one held.
``append`` adds answers through the store. ``plans`` shows how SQLite looks up what an append and a question need.
"""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from docexplain.common.serialization import field_types, to_plain
from docexplain.records import (
    Answer,
    AnswerToken,
    Box,
    Coverage,
    Document,
    Mode,
    ModelInfo,
    Paragraph,
    ParagraphEffect,
    PathRun,
    Provenance,
    ReadParagraph,
    Scope,
    Settings,
    Signal,
    Summary,
    Timings,
    Verdict,
)
from storage import open_store
from storage.log.canonical_json import canonical_text, digest
from storage.log.chain import Entry, next_entry
from storage.log.digests import document_digest, field_digests
from storage.log.kinds import ANSWER

_SIZES = {"small": (2, 4, 0), "real": (20, 60, 1500)}
_QUESTIONS = 1000
_AT_ONCE = 2000
_FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def a_document() -> Document:
    """Forty paragraphs."""
    paragraphs = tuple(
        Paragraph(n, f"Paragraph {n} of a report. " * 8, (Box(1, 72.0, 10.5 * n, 500.25, 10.5 * n + 9),))
        for n in range(1, 41)
    )
    return Document("ab" * 32, "report.pdf", "parser 1", paragraphs, (), Coverage(1, 9000, 9000, 0), size=12_345)


def an_answer(document: Document, size: str, number: int) -> Answer:
    """Nothing in it is a repetition of another's but what would be: model, settings, document."""
    paragraphs, tokens, prompt = _SIZES[size]
    chance = random.Random(number)

    def row(length: int) -> tuple[float, ...]:
        return tuple(chance.gauss(0, 1) for _ in range(length))

    effects = tuple(
        ParagraphEffect(n, chance.random(), chance.random(), False, row(tokens), (), chance.random(), row(3))
        for n in range(1, paragraphs + 1)
    )
    read = tuple(ReadParagraph(n, (1,), f"{n:064x}") for n in range(1, paragraphs + 1))
    return Answer(
        id=f"{number:010x}",
        document_sha256=document.sha256,
        document_name=document.name,
        parser=document.parser,
        question=f"Question {number % _QUESTIONS} about the report?",
        text=f"Answer {number}",
        given=False,
        truncated=False,
        verdict=Verdict.SUPPORTED,
        document_effect=chance.random(),
        document_per_token=row(tokens),
        tokens=tuple(AnswerToken(n, "word ", 5 * n, 5 * n + 5, chance.random()) for n in range(tokens)),
        effects=effects,
        noise_floor=chance.random() / 1000,
        read=tuple(range(1, paragraphs + 1)),
        paragraphs_total=len(document.paragraphs),
        model=ModelInfo("SmolLM2", "LlamaForCausalLM", "cd" * 32, "bfloat16", "cpu", 134_515_008, 8192),
        settings=Settings(Scope.FULL, Mode.PATH, 0.1, Summary.LOG_MEAN, "12", 32),
        prompt_sha256=f"{number:064x}",
        version="0.1.0",
        created_at=_FIRST + timedelta(seconds=number),
        timings=Timings(*row(5)),
        verdict_score=chance.random(),
        claims=((0, 1), (1, 2), (2, tokens)),
        path=PathRun(7, chance.random() / 1000),
        signals=tuple(Signal(name, chance.random()) for name in ("share", "question", "document")),
        provenance=Provenance(tuple(chance.randrange(49_152) for _ in range(prompt)), read) if prompt else None,
    )


@dataclass
class _Columns:
    names: list[str]
    json: set[str]

    def insert(self, table: str) -> str:
        quoted = ", ".join(f'"{name}"' for name in self.names)
        return f"INSERT INTO {table} ({quoted}) VALUES ({', '.join('?' * len(self.names))})"

    def cells(self, plain: dict[str, Any]) -> list[Any]:
        return [canonical_text(plain[n]) if n in self.json and plain[n] is not None else plain[n] for n in self.names]


def _columns(connection: sqlite3.Connection, table: str) -> _Columns:
    found = [(row[1], row[2]) for row in connection.execute(f"PRAGMA table_info({table})")]
    return _Columns([name for name, _ in found], {name for name, kind in found if kind == "JSON"})


def make(path: Path, entries: int, size: str) -> None:
    """Write a database with a document's entry and answers'."""
    document = a_document()
    with open_store(path) as store:
        store.add_document(document)
        for number in range(1, min(entries, _QUESTIONS + 1)):  # and with them every question
            store.add_answer(an_answer(document, "small", number))
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    last = Entry(*connection.execute("SELECT * FROM audit_entries ORDER BY seq DESC LIMIT 1").fetchone())
    answers, scores = _columns(connection, "answers"), _columns(connection, "scores")
    questions = dict(connection.execute("SELECT text, number FROM questions"))
    sealed = document_digest(document)
    for first in range(_QUESTIONS + 1, entries, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, entries))
        rows: list[list[Any]] = []
        ranked: list[list[Any]] = []
        links: list[tuple[Any, ...]] = []
        for number in numbers:
            plain = to_plain(an_answer(document, size, number))
            hashes = {name: _known(name, value) for name, value in plain.items()}
            content = digest({**hashes, "document_content_sha256": digest(sealed)})
            last = next_entry(last, kind=ANSWER, subject=plain["id"], content_sha256=content, at=_now())
            links.append(tuple(getattr(last, name) for name in field_types(Entry)))
            for rank, effect in enumerate(plain["effects"], start=1):
                ranked.append(scores.cells({**effect, "answer": number, "rank": rank, "paragraph": effect["index"]}))
            own = {"number": number, "document_content_sha256": sealed, "sources_content_sha256": []}
            rows.append(answers.cells({**plain, **own, "question": questions[plain["question"]]}))
        connection.execute("BEGIN")
        connection.executemany(answers.insert("answers"), rows)
        connection.executemany(scores.insert("scores"), ranked)
        connection.executemany("INSERT INTO audit_entries VALUES (?, ?, ?, ?, ?, ?, ?)", links)
        connection.execute("COMMIT")
        if first % 100_000 < _AT_ONCE:
            print(f"{numbers[-1]:,} answers", flush=True)
    connection.close()


_same: dict[str, tuple[Any, Any]] = {}


def _known(name: str, value: Any) -> Any:
    """The hash of a field; of what many answers have in common it is not taken again."""
    if name not in _same or _same[name][0] != value:
        _same[name] = value, field_digests({name: value})[name]
    return _same[name][1]


def _now() -> datetime:
    return datetime.now(UTC)


def _processor() -> float:
    parts = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(part.ru_utime + part.ru_stime for part in parts)


def verify(path: Path) -> None:
    """Print what a check costs."""
    began, used = time.perf_counter(), _processor()
    with open_store(path, read_only=True) as store:
        report = store.verify()
    clock, used = time.perf_counter() - began, _processor() - used
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{report.entries:,} entries, {len(report.problems)} problems: {clock:.1f} s on the clock,", end=" ")
    print(f"{used:.1f} s of processor time, {used / max(report.entries, 1) * 1e6:.0f} us each, {most / 1024:.0f} MB")
    for problem in report.problems[:5]:
        print(problem)


def append(path: Path, times: int) -> None:
    """Print what one more answer costs."""
    document = a_document()
    took: list[float] = []
    with open_store(path) as store:
        store.add_document(document)
        start = 10**9 + int(time.time())
        for n in range(times):
            answer = replace(an_answer(document, "small", start + n), question=f"Question {n}?", created_at=_now())
            began = time.process_time()
            store.add_answer(answer)
            took.append(time.process_time() - began)
    print(f"an append takes {statistics.median(took) * 1000:.2f} ms of processor time, at most {max(took) * 1000:.2f}")


def _statements() -> Iterator[tuple[str, str]]:
    yield "last entry", "SELECT * FROM audit_entries ORDER BY seq DESC LIMIT 1"
    yield "id", "SELECT number FROM answers WHERE id = 'x'"
    yield "question", "SELECT * FROM questions WHERE document = 1 AND text = 'x' LIMIT 1"
    yield "entry of", "SELECT * FROM audit_entries WHERE subject = 'x'"
    yield "scores", "SELECT * FROM scores WHERE answer = 1 ORDER BY rank"


def plans(path: Path) -> None:
    """Print how rows are looked up."""
    connection = sqlite3.connect(path)
    for name, statement in _statements():
        print(f"{name:12}", *(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")))


def main() -> None:
    """Run a command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["make", "verify", "append", "plans"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--answers", choices=list(_SIZES), default="small")
    parser.add_argument("--times", type=int, default=200)
    given = parser.parse_args()
    if given.command == "make":
        make(given.file, given.entries, given.answers)
    elif given.command == "append":
        append(given.file, given.times)
    else:
        {"verify": verify, "plans": plans}[given.command](given.file)


if __name__ == "__main__":
    main()
