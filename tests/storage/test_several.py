"""An answer over several documents is sealed over each of them: an edit of any is found, and named."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from docexplain.errors import StorageError
from docexplain.records import Answer, Document, Source
from storage import SqlStore, open_store
from tests.storage.conftest import AWKWARD, Sql

NAMES = ("first.pdf", AWKWARD, "third.pdf")


@pytest.fixture(scope="module")
def documents(document: Document) -> list[Document]:
    return [replace(document, sha256=f"{n:064x}", name=name) for n, name in enumerate(NAMES, start=1)]


@pytest.fixture(scope="module")
def over_all(answer: Answer, documents: list[Document]) -> Answer:
    sources = tuple(Source(each.sha256, each.name, each.parser, len(each.paragraphs)) for each in documents)
    return replace(answer, document_sha256=documents[0].sha256, sources=sources, paragraphs_total=6)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, documents: list[Document], over_all: Answer) -> Path:
    path = tmp_path_factory.mktemp("several") / "several.db"
    with open_store(path) as store:
        for document in documents:
            store.add_document(document)
        store.add_answer(over_all)
    return path


@pytest.fixture
def several(path: Path, made: Path) -> Iterator[SqlStore]:
    shutil.copy(made, path)
    with open_store(path) as store:
        yield store


def test_it_comes_back_as_it_was_and_the_log_is_whole(several: SqlStore, over_all: Answer) -> None:
    assert several.get_answer(over_all.id) == over_all
    assert several.verify().problems == ()


def test_it_is_in_the_history_of_each_document(
    several: SqlStore, documents: list[Document], over_all: Answer, answer: Answer
) -> None:
    several.add_document(replace(documents[0], sha256="f" * 64))
    several.add_answer(replace(answer, id="00", document_sha256="f" * 64))
    for document in documents:
        [found] = several.history(document_sha256=document.sha256)
        assert (found.id, found.sources) == (over_all.id, over_all.sources)
    assert [each.id for each in several.history(document_sha256="f" * 64)] == ["00"]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE paragraphs SET text = 'x' WHERE document = 2 AND paragraph = 1", ["changed since, " + AWKWARD]),
        ("UPDATE paragraphs SET text = 'x' WHERE document = 3 AND paragraph = 2", ["changed since, third.pdf"]),
        ("UPDATE furniture SET text = 'x' WHERE document = 1 AND position = 1", ["changed since, first.pdf"]),
        ("DELETE FROM paragraphs WHERE document = 2 AND paragraph = 2", ["changed since, " + AWKWARD]),
        (
            "DELETE FROM documents WHERE number = 3",
            ["is gone, third.pdf", "about a row of documents that is gone"],
        ),
    ],
)
def test_an_edit_of_any_document_is_found(path: Path, several: SqlStore, sql: Sql, statement: str, says: list[str]):
    sql(statement)
    problems = several.verify().problems
    assert [any(each in problem for problem in problems) for each in says] == [True] * len(says)
    assert len(problems) == 2 * len(says)
    assert re.match("Entry [123]: the document ", problems[0])
    assert problems[1].startswith("Entry 4: the answer 1a2b3c4d was given on a document that ")


def test_two_sources_exchanged_are_found(several: SqlStore, sql: Sql, over_all: Answer) -> None:
    one, two, three = json.loads(str(sql("SELECT sources FROM answers")[0][0]))
    contents = json.loads(str(sql("SELECT sources_content_sha256 FROM answers")[0][0]))
    assert len({*contents}) == 3
    sql(f"UPDATE answers SET sources = {quoted([one, three, two])}")
    problems = several.verify().problems
    assert "was changed after it was written" in problems[0]
    sql(f"UPDATE answers SET sources_content_sha256 = {quoted([contents[0], contents[2], contents[1]])}")
    assert [problem for problem in several.verify().problems if "was changed after it was written" in problem]


@pytest.mark.parametrize("column", ["sources", "sources_content_sha256"])
@pytest.mark.parametrize("left", [0, 2])
def test_a_source_taken_away_is_found(several: SqlStore, sql: Sql, column: str, left: int) -> None:
    kept = json.loads(str(sql(f"SELECT {column} FROM answers")[0][0]))[:left]
    sql(f"UPDATE answers SET {column} = {quoted(kept)}")
    assert "was changed after it was written" in several.verify().problems[0]


def test_two_documents_exchanged_are_found(several: SqlStore, sql: Sql, documents: list[Document]) -> None:
    two, three = documents[1].sha256, documents[2].sha256
    sql(
        f"UPDATE documents SET sha256 = 'x' WHERE sha256 = '{two}'",
        f"UPDATE documents SET sha256 = '{two}' WHERE sha256 = '{three}'",
        f"UPDATE documents SET sha256 = '{three}' WHERE sha256 = 'x'",
    )
    assert len(several.verify().problems) == 4


def test_each_document_must_be_stored_first(path: Path, documents: list[Document], over_all: Answer) -> None:
    with open_store(path) as store:
        for document in documents[:2]:
            store.add_document(document)
        with pytest.raises(StorageError, match="is not stored"):
            store.add_answer(over_all)
        assert store.history() == []
        assert store.verify().entries == 2


def test_the_first_source_is_the_one_that_the_answer_names(several: SqlStore, documents: list[Document], over_all):
    with pytest.raises(StorageError, match="another document than the first"):
        several.add_answer(replace(over_all, id="77", document_sha256=documents[1].sha256))


def test_parses_are_listed_in_the_order_in_which_they_were_stored(several: SqlStore, documents: list[Document]) -> None:
    several.add_document(replace(documents[0], parser="another"))
    found = [(each.sha256, each.name, each.parser) for each in several.stored_parses()]
    stored = [(each.sha256, each.name, each.parser) for each in documents]
    assert found == [*stored, (documents[0].sha256, "first.pdf", "another")]


def quoted(values: list[object]) -> str:
    text = json.dumps(values).replace("'", "''")
    return f"'{text}'"
