"""A session without documents, models or disks, whose calls can be held in progress, and small records for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from textual._context import active_app
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot
from textual.widgets import Input

from docexplain.errors import NotFoundError
from docexplain.export.forms import FORMS
from docexplain.grounding.resting import is_without, leaving_out
from docexplain.records import (
    Answer,
    AnswerSummary,
    AnswerToken,
    BlockClass,
    Box,
    Calibration,
    Cited,
    Collection,
    Coverage,
    Document,
    Granularity,
    ModelInfo,
    OnRecord,
    Paragraph,
    ParagraphEffect,
    Passage,
    Redundancy,
    Settings,
    Steer,
    Verdict,
    WhatIf,
)
from docexplain.records.library import RecordedEntry, StoredDocument
from docexplain.session import (
    AnswerText,
    AskOptions,
    Cancelled,
    Drafted,
    Event,
    Listener,
    Progress,
    Session,
    Stage,
    ignore,
)
from docexplain.session.stored.exporting import ExportOptions
from tui import DocexplainApp

START = datetime(2025, 1, 1, tzinfo=UTC)
MODEL = ModelInfo("tiny", "TinyForCausalLM", "", "float32", "cpu", 1000, 512)
TEXTS = (
    "The contractor is paid ten dollars per hour.",
    "Invoices are due within thirty days.",
    "Either party may end this contract with two weeks notice.",
    "The law of Hesse applies.",
    "Work is done on site.",
)
PDF = Path("contract.pdf")


def make_paragraph(
    index: int, text: str, *, page: int = 1, path: tuple[str, ...] = (), kind: str = "text"
) -> Paragraph:
    return Paragraph(index, text, (Box(page, 0, 0, 10, 10),), BlockClass(kind), path)


def make_document(texts: tuple[str, ...] = TEXTS, *, name: str = "contract.pdf", parser: str = "p1") -> Document:
    paragraphs = tuple(
        make_paragraph(i, text, page=1 + i // 3, path=("Terms", "Pay" if i < 3 else "Other"))
        for i, text in enumerate(texts, start=1)
    )
    return Document("ab" * 32, name, parser, paragraphs, (), Coverage(2, 100, 100, 0))


def make_effect(index: int, effect: float, *, noise: bool = False) -> ParagraphEffect:
    return ParagraphEffect(index, effect, effect / 10, noise, (effect,))


def make_answer(
    answer_id: str = "a1",
    *,
    question: str = "What is the pay?",
    text: str = "Ten dollars.",
    effects: tuple[ParagraphEffect, ...] = (make_effect(3, 2.3), make_effect(1, 1.0), make_effect(2, -0.5)),
    verdict: Verdict = Verdict.SUPPORTED,
    minutes: int = 0,
    parser: str = "p1",
    total: int = 5,
) -> Answer:
    """Cited is what supports it by itself, unless the verdict is that nothing does."""
    supports = () if verdict is Verdict.UNSUPPORTED else (e for e in effects if e.effect > 0 and not e.below_noise)
    found = tuple(e.index for e in supports)
    return Answer(
        id=answer_id,
        document_sha256="ab" * 32,
        document_name="contract.pdf",
        parser=parser,
        question=question,
        text=text,
        given=False,
        truncated=False,
        verdict=verdict,
        document_effect=3.25,
        document_per_token=(3.25,),
        tokens=(AnswerToken(7, text, 0, len(text), 0.1),),
        effects=effects,
        noise_floor=0.05,
        read=tuple(sorted(e.index for e in effects)),
        paragraphs_total=total,
        model=MODEL,
        settings=Settings(),
        prompt_sha256="",
        version="0",
        created_at=START + timedelta(minutes=minutes),
        cited=Cited(found, (3.0,), (0.1,)) if found else None,
    )


def sentences_of(text: str, paragraph: int, *rows: tuple[float, ...]) -> tuple[Passage, ...]:
    """The text cut after each full stop, with an effect row each; 0 is noise."""
    ends = [i + 1 for i, character in enumerate(text) if character == "."]
    starts = [0, *(end + 1 for end in ends[:-1])]
    return tuple(
        Passage(paragraph, start, end, sum(row), sum(row) / 10, not any(row), row)
        for start, end, row in zip(starts, ends, rows, strict=True)
    )


def make_tested(answer_id: str = "new", *, redundant: bool = False) -> Answer:
    """An answer of two tokens whose cited set was tested: paragraph 1 alone, or either of 1 and 3."""
    rows = {1: (0.2, 2.0), 3: (0.3, 0.1), 2: (0.0, -0.5), 4: (0.0, 0.01)}
    if redundant:
        rows |= {1: (0.0, 0.02), 3: (0.0, 0.01)}
    effects = [ParagraphEffect(i, sum(row), sum(row) / 10, abs(sum(row)) <= 0.05, row) for i, row in rows.items()]
    cited = Cited((1, 3), (0.4, 2.2), (0.1, 0.0)) if redundant else Cited((1,), (0.2, 2.0), (0.3, 0.0))
    return replace(
        make_answer(answer_id, text="Ten dollars.", effects=(), minutes=90),
        effects=tuple(effects),
        read=(1, 2, 3, 4),
        tokens=(AnswerToken(1, "Ten", 0, 3, 0.1), AnswerToken(2, " dollars.", 3, 12, 0.1)),
        document_per_token=(0.5, 2.2),
        document_effect=2.7,
        cited=cited,
        redundant=(Redundancy((1, 3), (0.4, 2.2), ((0.1, 0.1), (0.1, 0.2))),) if redundant else (),
        settings=Settings(granularity=Granularity.SENTENCE),
        verdict_score=0.53,
        calibration=Calibration("tiny", "generated", "by hand", 0.0, (), 0.52, 0.2),
    )


HELD: list[threading.Event] = []
"""The gates that jobs wait at."""


def held(gate: threading.Event) -> Iterator[None]:
    """Go round until the gate opens; not for ever, or a test that fails would hang at the end of its event loop."""
    HELD.append(gate)
    try:
        for _ in range(6000):
            if gate.wait(0.01):
                return
            yield
        raise AssertionError("nobody opened the gate")
    finally:
        HELD.remove(gate)


class FakeSession:
    """What a session does, as far as the app can tell. ``gate`` holds ``ask`` after its first piece of the answer."""

    def __init__(self, document: Document | None = None, stored: tuple[Answer, ...] = ()) -> None:
        self.document = document or make_document()
        self.parses = {self.document.parser: self.document}
        self.stored = {answer.id: answer for answer in stored}
        self.records: dict[str, OnRecord] = {}
        self.next_answer = make_answer("new", minutes=90)
        self.ingest_error: BaseException | None = None
        self.ignores_cancel = False
        self.ask_error: BaseException | None = None
        self.history_error: BaseException | None = None
        self.events: list[Event] = []
        self.gate = threading.Event()
        self.gate.set()
        self.ingest_gate = threading.Event()
        self.ingest_gate.set()
        self.drafts: list[Document] = []
        """Told of, one after the other, while the gate of ``ingest`` is shut."""
        self.asked_of: list[Document] = []
        self.next_what_if = make_answer(
            text="Fifteen dollars.",
            effects=(make_effect(1, 0.8), *map(make_effect, (2, 3), (0.3, 0.0))),
            verdict=Verdict.WEAK,
        )
        self.asked: list[str] = []
        self.options: list[AskOptions] = []
        self.steered: list[tuple[str, tuple[Steer, ...]]] = []
        self.opened: list[tuple[Path, str | None]] = []
        self.recalled: list[str] = []
        self.cancels: list[threading.Event] = []
        self.listed: list[StoredDocument] = []
        self.reading = ("model", "auto")
        self.exports = tuple(FORMS.values())
        self.exported: list[tuple[str, str, Path, ExportOptions]] = []
        self.warm_error: BaseException | None = None
        self.warmed: list[str | None] = []
        self.searched: list[str] = []
        self.threads: set[int] = set()

    def without_suspects(
        self,
        document: Document,
        answer: Answer,
        *,
        listener: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> Answer | None:
        steering = leaving_out(answer)
        return self.what_if(document, answer, steering, listener=listener, cancel=cancel) if steering else None

    def kept_without(self, answer: Answer) -> Answer | None:
        return next((other for other in self.stored.values() if is_without(other, answer)), None)

    def ingest(
        self,
        path: Path,
        *,
        password: str | None = None,
        drafts: bool = False,
        listener: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> Document:
        assert cancel is not None
        self.threads.add(threading.get_ident())
        self.opened.append((path, password))
        listener(Progress(Stage.INGEST, 1, 2))
        for _ in held(self.ingest_gate):
            while drafts and self.drafts:
                listener(Drafted(self.drafts.pop(0)))
            if cancel.is_set() and not self.ignores_cancel:
                raise Cancelled
            listener(Progress(Stage.INGEST, 1, 2))
        if self.ingest_error is not None:
            raise self.ingest_error
        return self.document

    def ask(
        self,
        document: Document,
        question: str,
        *,
        options: AskOptions = AskOptions(),  # noqa: B008
        listener: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> Answer:
        assert cancel is not None
        self.threads.add(threading.get_ident())
        self.asked.append(question)
        self.asked_of.append(document)
        self.options.append(options)
        self.cancels.append(cancel)
        for event in self.events:
            listener(event)
        listener(Progress(Stage.GENERATE, 1, 4))
        listener(AnswerText("Ten "))
        for _ in held(self.gate):
            if cancel.is_set():
                raise Cancelled
        listener(AnswerText("dollars."))
        if self.ask_error is not None:
            raise self.ask_error
        self.stored[self.next_answer.id] = self.next_answer
        return self.next_answer

    def what_if(
        self,
        document: Document,
        original: Answer,
        steering: Sequence[Steer],
        *,
        listener: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> Answer:
        assert cancel is not None
        self.threads.add(threading.get_ident())
        self.steered.append((original.id, tuple(steering)))
        listener(Progress(Stage.STEER, 0, None))
        for _ in held(self.gate):
            if cancel.is_set():
                raise Cancelled
        if self.ask_error is not None:
            raise self.ask_error
        count = len(self.steered)
        answer = replace(
            self.next_what_if,
            id=f"w{count}",
            created_at=START + timedelta(hours=9 + count),
            what_if=WhatIf(original.id, tuple(steering)),
        )
        self.stored[answer.id] = answer
        return answer

    def warm_up(self, *, listener: Listener = ignore, cancel: threading.Event | None = None) -> ModelInfo:
        self.warmed.append(None)
        if self.warm_error is not None:
            raise self.warm_error
        return MODEL

    def use_model(self, name: str | None) -> None:
        self.warmed.append(name)

    def documents(self) -> list[StoredDocument]:
        return self.listed

    def read_by(self, layout: str, ocr: str) -> None:
        self.reading = (layout, ocr)

    def file_of(self, document: StoredDocument) -> Path | None:
        return Path(document.place) if document.place else None

    def stored(self, document: StoredDocument) -> Document:
        return self.document

    def library(self, *, listener: Listener = ignore) -> Collection:
        return Collection.of([self.document])

    def export(
        self,
        answer_id: str,
        form: str,
        output: Path,
        *,
        options: ExportOptions,
        listener: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> None:
        self.exported.append((answer_id, form, output, options))

    def entry(self, answer_id: str) -> RecordedEntry:
        found = self.records.get(answer_id) or OnRecord(())
        return RecordedEntry(answer_id, 7, "ab" * 32, START, 9, "cd" * 32, found)

    def history(
        self,
        document: Document | None = None,
        *,
        limit: int | None = None,
        containing: str | None = None,
        checked: bool = True,
    ) -> list[AnswerSummary]:
        if containing is not None:
            self.searched.append(containing)
        self.threads.add(threading.get_ident())
        if self.history_error is not None:
            raise self.history_error
        newest = sorted(self.stored.values(), key=lambda a: a.created_at, reverse=True)
        return [
            AnswerSummary(
                a.id,
                a.created_at,
                a.document_name,
                a.question,
                a.text,
                a.verdict,
                a.what_if,
                on_record=self.records.get(a.id),
            )
            for a in newest
        ]

    def answer(self, answer_id: str) -> Answer:
        self.threads.add(threading.get_ident())
        self.recalled.append(answer_id)
        if answer_id not in self.stored:
            raise NotFoundError(f"There is no answer {answer_id}.")
        return self.stored[answer_id]

    def on_record(self, answer: Answer) -> OnRecord | None:
        return self.records.get(answer.id) if answer.id in self.stored else None

    def document_of(self, answer: Answer, *, checked: bool = True) -> Document:
        return self.parses[answer.parser]


@pytest.fixture
def session() -> Iterator[FakeSession]:
    fake = FakeSession()
    yield fake
    fake.gate.set()  # no thread outlives a failed test
    fake.ingest_gate.set()


def app_of(session: FakeSession, path: Path | None = PDF, password: str | None = None, **more: Any) -> DocexplainApp:
    return DocexplainApp(cast(Session, session), path, password, **more)


async def settled(*_: object) -> None:
    """Wait until all is handled that was asked for: only timers are left in the event loop, the screen is painted, and
    the job is over or held at a gate. In place of Textual's own waits, which look every 20 ms whether the process has
    become idle: a test would sleep longer than it works, and a busy machine decide what it sees."""
    app, loop = active_app.get(), asyncio.get_running_loop()
    while app.screen_stack:
        await asyncio.sleep(0)
        if loop._ready:  # type: ignore[attr-defined]
            continue
        if app.screen._update_timer._active.is_set():
            app.screen._on_timer_update()
        elif not isinstance(app, DocexplainApp) or app.is_over(0) or any(not gate.is_set() for gate in HELD):
            return
        else:
            await asyncio.sleep(0.001)


@pytest.fixture(scope="session", autouse=True)
def _a_stylesheet_is_parsed_once() -> Iterator[None]:
    """Each app parses the style sheets of all its widgets anew, some for each theme it is shown in: what came of a text
    and its variables is kept. Nothing changes rules once they are parsed."""
    inner, seen = Stylesheet._parse_rules, dict[Any, list[RuleSet]]()

    def parse(self: Stylesheet, css: str, read_from: Any, *options: Any, **named: Any) -> list[RuleSet]:
        variables = tuple(sorted(self._variables.items()))
        key = css, read_from, options, tuple(sorted(named.items())), variables
        if key not in seen:
            seen[key] = inner(self, css, read_from, *options, **named)
        return seen[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse)
        yield


@pytest.fixture(autouse=True)
def _settled() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.app.wait_for_idle", settled)
        patch.setattr("textual.pilot.wait_for_idle", settled)
        patch.setattr(Pilot, "_wait_for_screen", settled)
        patch.setattr("tui.jobs.model.open_libraries", lambda: None)
        patch.setattr("tui.actions.pages.load_drawing", lambda: None)
        patch.setattr("tui.actions.opening.load_sentences", lambda: None)
        patch.setattr("textual.screen.UPDATE_PERIOD", 60)  # seconds: painted when settled, not in between as well
        yield


async def until(pilot: Pilot[None], condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait for what a worker thread brings about; long, so that a busy machine fails no test."""
    async with asyncio.timeout(seconds):
        await settled()
        while not condition():
            await asyncio.sleep(0.005)
            await settled()


def screen_text(app: DocexplainApp) -> str:
    """What is on the screen, line by line, without style."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def opened(pilot: Pilot[Any]) -> None:
    """Wait for the document."""
    await until(pilot, lambda: "Ready" in pilot.app.status.text)


async def ask(pilot: Pilot[None], question: str = "pay?") -> None:
    """Type a question and press Enter."""
    field = pilot.app.screen.query_one(Input)
    field.value = question
    field.focus()
    await pilot.press("enter")


async def answered(pilot: Pilot[Any], question: str = "pay?") -> None:
    """Ask and wait for the answer."""
    await ask(pilot, question)
    await until(pilot, lambda: "Answered by" in pilot.app.status.text)
