"""The library as a list, the search over questions and answers, and where files were last seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from docexplain.records import Answer, Collection, Document, Source
from storage import SqlStore, open_store, stored_answers

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    with open_store(url) as store:
        yield store


def named(document: Document, letter: str, **changes: object) -> Document:
    return replace(document, sha256=letter * 64, name=f"{letter}.pdf", **changes)


def asked(answer: Answer, document: Document, **changes: object) -> Answer:
    about = {"document_sha256": document.sha256, "document_name": document.name, "parser": document.parser}
    return replace(answer, **{**about, **changes})


def together(answer: Answer, documents: list[Document], **changes: object) -> Answer:
    sources = tuple(Source(each.sha256, each.name, each.parser, len(each.paragraphs)) for each in documents)
    name = Collection.of(documents).name
    return asked(answer, documents[0], **{"sources": sources, "document_name": name, "paragraphs_total": 6, **changes})


def in_years(answer: Answer, years: int) -> datetime:
    return answer.created_at + timedelta(days=366 * years)


def test_files_are_listed_by_their_last_use(store: SqlStore, document: Document, answer: Answer) -> None:
    whole = replace(document, coverage=replace(document.coverage, only_pages=(), protected=False))
    first, second, third = (named(whole, letter) for letter in "abc")
    for each in (first, second, third):
        store.add_document(each)
    store.add_answer(asked(answer, first, id="1", created_at=in_years(answer, 9)))
    store.add_answer(asked(answer, second, id="2", created_at=LONG_AGO))
    found = store.stored_documents()
    assert [each.name for each in found] == ["a.pdf", "c.pdf", "b.pdf"]
    assert [each.asked_at for each in found] == [in_years(answer, 9), None, LONG_AGO]
    assert [each.questions for each in found] == [1, 0, 1]
    assert [(each.pages, each.paragraphs, each.protected, each.place) for each in found] == [(3, 2, False, "")] * 3
    assert {(each.sha256, each.parser) for each in found} == {(d.sha256, d.parser) for d in (first, second, third)}
    assert all(abs(each.stored_at - datetime.now(UTC)) < timedelta(minutes=5) for each in found)


def test_one_line_for_a_file_whatever_its_parses(store: SqlStore, document: Document, answer: Answer) -> None:
    part = named(document, "a")
    whole = replace(part, parser="another 1.0", coverage=replace(part.coverage, only_pages=(), protected=False))
    whole = replace(whole, paragraphs=whole.paragraphs[:1])
    older = replace(whole, parser="another 0.9", paragraphs=part.paragraphs)
    for each in (older, whole, part):
        store.add_document(each)
    store.add_answer(asked(replace(answer, question="One?"), part, id="1"))
    store.add_answer(asked(replace(answer, question="Two?"), part, id="2"))
    store.add_answer(asked(replace(answer, question="Two?"), part, id="3", created_at=in_years(answer, 1)))
    [found] = store.stored_documents()
    assert (found.parser, found.paragraphs, found.protected) == ("another 1.0", 1, True)
    assert (found.questions, found.asked_at) == (2, in_years(answer, 1))


@pytest.mark.parametrize("many", [2, 3, 5])
def test_a_question_to_several_counts_for_each(store: SqlStore, document: Document, answer: Answer, many: int) -> None:
    documents = [named(document, "abcdef"[n]) for n in range(many)]
    for each in documents:
        store.add_document(each)
    for n in (1, 2):
        store.add_answer(together(answer, documents, id=str(n), created_at=in_years(answer, n)))
    assert [(each.questions, each.asked_at) for each in store.stored_documents()] == [(1, in_years(answer, 2))] * many


def test_what_was_redacted_is_not_listed(store: SqlStore, document: Document, answer: Answer) -> None:
    documents = [named(document, letter) for letter in "ab"]
    for each in documents:
        store.add_document(each)
    store.add_answer(together(answer, documents))
    store.log.redact(documents[1].sha256, "asked to")
    [left] = store.stored_documents()
    assert (left.name, left.questions, left.asked_at) == ("a.pdf", 1, answer.created_at)


def test_no_text_is_read(store: SqlStore, document: Document, answer: Answer) -> None:
    for letter in "abcdefgh":
        store.add_document(named(document, letter))
        store.add_answer(asked(answer, named(document, letter), id=letter))
    asked_for: list[str] = []

    def hear(connection, cursor, statement, *_: object) -> None:
        asked_for.append(statement)

    event.listen(store._database.reading, "before_cursor_execute", hear)
    assert len(store.stored_documents()) == 8
    selects = [each for each in asked_for if each.startswith("SELECT")]
    assert len(selects) <= 5, "one for each kind of thing, however many files there are"
    assert not [each for each in selects if "paragraphs.text" in each or "answers.text" in each]


def test_an_empty_store_lists_nothing(store: SqlStore) -> None:
    assert store.stored_documents() == []


def test_the_latest_place_comes_first(store: SqlStore, document: Document) -> None:
    store.add_document(document)
    for place in ("/a/x.pdf", "/b/x.pdf", "/b/x.pdf", "/a/x.pdf"):
        store.note_file(document.sha256, place)
        assert store.file_places(document.sha256)[0] == place
        assert store.stored_documents()[0].place == place
    assert sorted(store.file_places(document.sha256)) == ["/a/x.pdf", "/b/x.pdf"]


@pytest.fixture
def searched(store: SqlStore, document: Document, answer: Answer) -> SqlStore:
    store.add_document(document)
    texts = {
        "1": ("What is the Pay per hour?", "Ten dollars, 100% of it"),
        "2": ("Who leads ZÜRICH's office?", "Frau Groß\\nof the_board"),
        "3": ("What of the other 100?", "nothing in C:\\pay"),
    }
    for n, (identity, (question, text)) in enumerate(texts.items()):
        at = in_years(answer, n)
        store.add_answer(replace(answer, id=identity, question=question, text=text, created_at=at))
    return store


SEARCHES = [
    ("", "321"),
    ("  \n ", "321"),
    ("PAY", "31"),
    ("dollars pay", "1"),  # one stands in the answer, the other in the question
    ("pay zürich", ""),
    ("zürich", "2"),
    ("ZÜRICH GROß", "2"),
    ("100%", "1"),
    ("the_board", "2"),
    ("he_o", ""),  # no wildcard: "the office"
    ("what%hour", ""),
    ("c:\\PAY", "3"),
    ("'", "2"),
    ("groß\\nof", "2"),
    ("a\x00b", ""),
    ("\udcff", ""),
    ("/", ""),
    ("x" * 100_000, ""),
    ("pay " * 5_000, "31"),
]


def test_all_words_are_looked_for_in_any_case(searched: SqlStore) -> None:
    found = [(words, "".join(each.id for each in searched.history(containing=words))) for words, _ in SEARCHES]
    assert found == SEARCHES


def test_a_search_goes_with_everything_else(searched: SqlStore, document: Document, answer: Answer) -> None:
    other = named(document, "e")
    searched.add_document(other)
    searched.add_answer(asked(answer, other, id="4", question="pay", text="x", created_at=in_years(answer, 9)))
    assert [each.id for each in searched.history(containing="pay", limit=2)] == ["4", "3"]
    assert [each.id for each in searched.history(containing="zürich", limit=1)] == ["2"]
    assert [each.id for each in searched.history(containing="pay", document_sha256=other.sha256)] == ["4"]
    assert [each.on_record.problems for each in searched.history(containing="pay", checked=True)] == [()] * 3


def test_the_database_does_most_of_it(searched: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = []
    monkeypatch.setattr(stored_answers, "_holds", lambda each, words: looked_at.append(each["id"]) or True)
    searched.history(containing="dollars zürich")
    assert looked_at == ["1"]
    searched.history(containing="what%hour")
    searched.history(containing="he_o")
    assert looked_at == ["1"]
