"""Several documents asked together: given, found in the library, or brought back for a stored answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from operator import is_

from docexplain import ingest
from docexplain.answers.said.record import changed, redacted
from docexplain.common.display_text import counted, one_line, shortened
from docexplain.errors import InputError, NotFoundError, RecordError, StorageError
from docexplain.records import Answer, Collection, Document, OnRecord, StoredParse
from docexplain.session.events import Listener, Notice
from docexplain.session.store import Store


class Together:
    """Makes one of several documents, the same one again for the same documents, so that what is kept of it serves."""

    def __init__(self) -> None:
        self._last: Collection | None = None

    def of(self, documents: Document | Sequence[Document]) -> Document:
        """The document to ask. Raises InputError where there is nothing in it that can be asked."""
        document = documents if isinstance(documents, Document) else self._one(_listed(documents))
        if not document.paragraphs:
            raise InputError(f"{document.name} has no paragraphs, only page headers and footers: nothing can be asked.")
        return document

    def _one(self, documents: Sequence[Document]) -> Collection:
        if not documents:
            raise InputError("There is no document to ask: give one.")
        last = self._last
        if last is None or len(last.parts) != len(documents) or not all(map(is_, last.parts, documents)):
            self._last = last = Collection.of(documents)
        return last


def _listed(documents: object) -> list[Document]:
    """The documents to ask together. Raises InputError for anything else."""
    if documents is None:
        return []
    listed: list[Document] = []
    for each in documents if isinstance(documents, Iterable) and not isinstance(documents, str) else [documents]:
        if isinstance(each, Document):
            listed.append(each)
        else:
            raise InputError(
                f"A document is asked, not {type(each).__name__}: read its file first, or make one from its text."
            )
    return listed


def document_of(store: Store, answer: Answer, *, checked: bool = True) -> Document:
    """The stored document that an answer is about, or the documents as one, under the names that they had then; see
    :meth:`docexplain.session.Session.document_of`."""
    stored = partial(store.get_document, checked=checked)
    if not answer.sources:
        return stored(answer.document_sha256, answer.parser)
    return Collection.of([replace(stored(source.sha256, source.parser), name=source.name) for source in answer.sources])


def on_record(store: Store, answer: Answer) -> OnRecord | None:
    """Whether a stored answer is what was recorded; None where it is not stored."""
    try:
        return store.on_record(answer.id)
    except NotFoundError:
        return None


def recorded(store: Store, answer_id: str, *, so: str) -> tuple[Answer, Document]:
    """A stored answer that is what was recorded, with what it was given on.

    Args:
        so: what is not done with one that is not.

    Raises:
        RecordError: it was changed.
        NotFoundError: there is none, or its content was removed.
    """
    answer = store.get_answer(answer_id)
    found = store.on_record(answer.id)
    if found.problems:
        raise RecordError(
            f"The answer {answer.id} is not what was recorded, so {so}: verify the audit log.", remedies=("verify",)
        )
    if found.redactions:
        raise NotFoundError(f"The content of the answer {answer.id} was removed: {found.redactions[-1].said}.")
    return answer, document_of(store, answer)


def refuse_changed(store: Store, original: Answer) -> None:
    """Nothing is built on an answer that was changed, or whose content was removed. Raises StorageError."""
    found = on_record(store, original)
    if said := changed(found):
        raise StorageError(said, remedies=("verify",))
    if said := redacted(found):
        raise StorageError(f"The content of answer {original.id} is gone {said}: ask the question anew.")


def library(store: Store, options: ingest.ParseOptions, listener: Listener) -> Collection:
    """All stored documents as one, in the order in which they were first stored.

    Of several parses of a file it is the one that reading it under ``options`` would give, or else the newest, one of
    all pages before one of some. Files that need a password are left out, since nobody has given it, and so are those
    without paragraphs; the listener hears of that.

    Raises:
        NotFoundError: there is no document that can be asked.
        StorageError: see there.
    """
    by_file: dict[str, list[StoredParse]] = {}
    gone: set[str] = set()
    for parse in store.stored_parses():
        if parse.redacted:
            gone.add(parse.sha256)
        else:
            by_file.setdefault(parse.sha256, []).append(parse)
    found = [_best(store, parses, options) for parses in by_file.values()]
    locked = [document for document in found if document.coverage.protected]
    empty = [document for document in found if not document.paragraphs and document not in locked]
    asked = [document for document in found if document.paragraphs and not document.coverage.protected]
    if not asked:
        raise NotFoundError("The library holds no document that can be asked: store some first.", remedies=("ingest",))
    collection = Collection.of(asked)
    counts = f"{counted(len(asked), 'document')}, {counted(len(collection.paragraphs), 'paragraph')}"
    listener(Notice(f"The library is asked as a whole: {counts}.{_left_out(locked, empty)}{_redacted(gone)}"))
    return collection


def _best(store: Store, parses: Sequence[StoredParse], options: ingest.ParseOptions) -> Document:
    stored = {parse.parser for parse in parses}
    find = partial(store.find_document, parses[0].sha256)
    wanted = ingest.find_parse(lambda parser: find(parser) if parser in stored else None, options)
    if wanted is not None:
        return wanted
    newest = [store.get_document(parse.sha256, parse.parser) for parse in reversed(parses)]
    return next((document for document in newest if not document.coverage.only_pages), newest[0])


def _redacted(files: set[str]) -> str:
    return f" Left out: {counted(len(files), 'redacted document')}." if files else ""


def _left_out(locked: Iterable[Document], empty: Iterable[Document]) -> str:
    said = ""
    for documents, why in ((locked, "needs a password"), (empty, "has no paragraphs")):
        names = [one_line(document.name, 60) for document in documents]
        if names:
            said += f" Left out: {shortened(names, 5)} ({'each ' if len(names) > 1 else ''}{why})."
    return said
