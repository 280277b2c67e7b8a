"""A full document and answer, and a database of each kind."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from docexplain.records import (
    Annotation,
    Answer,
    AnswerToken,
    BlockClass,
    Box,
    Calibration,
    Checked,
    Choice,
    Cited,
    Confirmed,
    Controls,
    Coverage,
    Document,
    Excerpt,
    Fact,
    FactKind,
    FoundIn,
    Furniture,
    Granularity,
    HashedFile,
    HiddenText,
    Illegible,
    IllegibleText,
    Likeness,
    Lowered,
    Mode,
    ModelInfo,
    Paragraph,
    ParagraphEffect,
    Passage,
    PathRun,
    Picture,
    Place,
    Provenance,
    ReadParagraph,
    RecognisedPage,
    Redundancy,
    Scope,
    Settings,
    Signal,
    Steer,
    Summary,
    Suspect,
    Timings,
    Verdict,
    Weight,
    WhatIf,
)
from storage import SqlStore, open_store
from tests.unguarded import unguarded

POSTGRES = "DOCEXPLAIN_TEST_POSTGRES"
AWKWARD = "Zürich → 東京 \U0001f600 'quoted' \"double\" 100 % \\ _ [bold]\tend"

UNSEEN: dict[str, Any] = {
    "damaged": True,
    "damaged_pages": ((2, "its content breaks off"),),
    "hidden": (
        HiddenText(AWKWARD, Box(1, 0.0, 0.5, 1.0, 1.5), "outside the page", 7),
        HiddenText("a", Box(1, 0.0, 0.0, 1.0, 1.0), "tiny", 1, 2),
    ),
    "annotations": (Annotation(1, "Text", AWKWARD), Annotation(3, "FreeText", "x", shown=True)),
    "attachments": ("prices.csv",),
    "only_pages": ((1, 1), (2, 3)),
    "active": ("JavaScript",),
    "protected": True,
    "illegible": (
        IllegibleText(1, Illegible.GARBLED, 9, 0.5, paragraphs=(1,)),
        IllegibleText(2, Illegible.UNREADABLE, 3, 1.0, recognised=True),
    ),
}
"""What the coverage of a document knows since version 4 of the schema."""

Sql = Callable[..., list[tuple[object, ...]]]


@pytest.fixture(scope="session")
def document() -> Document:
    return Document(
        sha256="ab" * 32,
        name="annual report.pdf",
        parser="pymupdf-layout 2.0",
        paragraphs=(
            Paragraph(1, "Results", (Box(1, 0.1, 0.2, 0.30000000000000004, 1.1),)),
            Paragraph(
                2,
                AWKWARD,
                (Box(1, 72.0, 100.5, 300.25, 1 / 3 * 1000), Box(2, 72, 0, 300, 1e300)),
                BlockClass.TABLE,
                ("Results", "Pay – per hour"),
                "0,3,1,7200,10050,9000,11550",
            ),
        ),
        furniture=(
            Furniture("Page 1", Box(1, 0.0, 0.0, 10.0, 10.0), BlockClass.PAGE_HEADER),
            Furniture("a footer", Box(2, 5e-324, 0.0, 10.0, 10.0), BlockClass.PAGE_FOOTER),
        ),
        coverage=Coverage(3, 400, 390, 10, (2,), ((3, "broken stream"),), (RecognisedPage(1, 0.875),), **UNSEEN),
        pictures=(Picture(Box(2, 0.5, 0.0, 10.0, 10.0), 2), Picture(Box(3, 0.0, 0.0, 1.0, 1.0))),
        page_labels=("i", "ii", "1"),
        size=43_711,
    )


@pytest.fixture(scope="session")
def answer(document: Document) -> Answer:
    return Answer(
        id="1a2b3c4d",
        document_sha256=document.sha256,
        document_name="renamed.pdf",
        parser=document.parser,
        question="What is the pay per hour?",
        text="$10 " + AWKWARD,
        given=False,
        truncated=True,
        verdict=Verdict.WEAK,
        document_effect=0.1 + 0.2,
        document_per_token=(0.1, 0.2),
        tokens=(AnswerToken(7, "$", 0, 1, 1e-17), AnswerToken(8, "10 ", 1, 4, 2 / 3)),
        effects=(
            ParagraphEffect(
                2, 1.0000000000000002, 0.7, False, (0.5, 0.5000000000000001), (1, 2), 1 / 3, (0.1 + 0.2, 0.0)
            ),
            ParagraphEffect(1, -0.0, -5e-324, True, (-1e-5, 1e-5), per_claim=(-1e-17, 5e-324)),
        ),
        noise_floor=1e-3,
        read=(1, 2),
        paragraphs_total=2,
        model=ModelInfo("SmolLM2", "LlamaForCausalLM", "cd" * 32, "bfloat16", "cpu", 134_515_008, 8192),
        settings=Settings(Scope.FULL, Mode.LOG, 0.1, Summary.LOG_MEAN, "12", 32, Granularity.TOKEN, 0.7, 2, True),
        prompt_sha256="ef" * 32,
        version="0.1.0",
        created_at=datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC),
        timings=Timings(0.1, 0.2, 0.3, 0.4, 0.5),
        given_by="Zoë, auditor",
        cited=Cited((2, 1), (0.5, 1 / 3), (-0.0, 1e-3)),
        redundant=(Redundancy((1, 2), (0.1, 0.2), ((1e-17, 0.0), (0.3, -0.1))),),
        passages=(
            Passage(2, 0, 6, 0.7, 0.6, True, (0.4, 0.3), per_claim=(0.7, 1 / 3)),
            Passage(2, 7, 8, -0.1, 0.0, False, (-0.1, 0.0), per_claim=(-0.1, -0.0)),
        ),
        controls=Controls(1e-3, 2 / 3, -1e-5),
        verdict_score=0.1 + 0.7,
        calibration=Calibration(
            made_for="SmolLM2",
            answers="given",
            made_by="docexplain eval",
            bias=-1.5,
            weights=(Weight("document_support", 5.1),),
            supported=0.8,
            unsupported=0.2,
        ),
        confirmed=(Confirmed(2, (0.5, 1e-17), (-0.0, 2 / 3)),),
        claims=((0, 1), (1, 2)),
        signals=(Signal("share", 0.5), Signal("question", 0.125)),
        choice=Choice("bm25", 256, (Excerpt(2, AWKWARD, ((0, 6), (7, 8))),), (Suspect(2, "speaks to a model"),)),
        checked=Checked(
            (
                Fact(FactKind.NUMBER, 0, 3, FoundIn.CITED, (Place(2, (0, 6), (0, 9), Likeness.ROUNDED, AWKWARD),)),
                Fact(FactKind.NAME, 3, 4, FoundIn.NOWHERE),
            ),
            (Lowered.FACT, Lowered.INSTRUCTIONS),
        ),
        path=PathRun(7, -1 / 3),
        provenance=Provenance(
            prompt_ids=(1, 49_152, 7),
            paragraphs=(ReadParagraph(2, (1, 2), "12" * 32), ReadParagraph(1, (1,), "34" * 32)),
            files=(HashedFile("model.safetensors", "56" * 32),),
            tokenizer="PreTrainedTokenizerFast",
            attention="sdpa",
            threads=2,
            packages=(("torch", "2.13.0"), ("transformers", "5.24.1")),
            python="3.11.2",
            platform="Linux x86_64",
            generation=(("do_sample", "false"),),
            user="Zoë",
            host=AWKWARD,
        ),
    )


@pytest.fixture(scope="session")
def answers(answer: Answer) -> list[Answer]:
    """Five answers to three questions, a minute apart; the last one asks the fourth under steering."""
    answers = [
        replace(
            answer,
            id=f"{n}{answer.id}",
            question=f"Question {n % 3}?",
            text=f"Text {n}",
            created_at=answer.created_at + timedelta(minutes=n),
        )
        for n in range(1, 6)
    ]
    what_if = WhatIf(answers[3].id, (Steer(2, 0.0), Steer(1, 1.5)))
    return [*answers[:4], replace(answers[4], what_if=what_if)]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database. PostgreSQL takes part where the environment names a server."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new folder' / 'answers #1 100%.db'}"
        return
    server = os.environ.get(POSTGRES)
    if not server:
        pytest.skip(f"{POSTGRES} holds no URL")
    schema = f"docexplain_{uuid.uuid4().hex}"
    engine = sqlalchemy.create_engine(server)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text(f"CREATE SCHEMA {schema}"))
    address = sqlalchemy.make_url(server).update_query_dict({"options": f"-csearch_path={schema}"})
    yield address.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "docexplain.db"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, document: Document, answers: list[Answer]) -> Path:
    path = tmp_path_factory.mktemp("template") / "docexplain.db"
    with open_store(path) as store:
        store.add_document(document)
        for answer in answers:
            store.add_answer(answer)
    return path


@pytest.fixture
def filled(path: Path, template: Path) -> Iterator[SqlStore]:
    """A store on an SQLite file with the document and its five answers."""
    shutil.copy(template, path)
    with open_store(path) as store:
        yield store


@pytest.fixture
def sql(path: Path) -> Sql:
    """Run statements on the file behind the store's back, foreign keys off and no trigger in the way."""

    def run(*statements: str) -> list[tuple[object, ...]]:
        with unguarded(path) as connection:
            return [connection.execute(statement).fetchall() for statement in statements][-1]

    return run
