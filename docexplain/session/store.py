"""What the session needs of a store. ``storage`` implements it; :class:`NullStore` keeps nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

from docexplain.errors import NotFoundError
from docexplain.records import (
    Answer,
    AnswerSummary,
    Document,
    OnRecord,
    RecordedEntry,
    StoredDocument,
    StoredParse,
)


class Store(Protocol):
    """Where documents and answers are kept. Every method raises StorageError when the store cannot do its work."""

    def telling(self, tell: Callable[[float], None]) -> AbstractContextManager[None]:
        """While a block saves something, wait minutes for another program that is writing; ``tell`` gets the seconds
        waited, several times each, and may raise to end it."""

    def find_document(self, sha256: str, parser: str) -> Document | None:
        """The stored parse of the file with these bytes by this parser, if any."""

    def add_document(self, document: Document) -> None:
        """Store a parse; storing the same (sha256, parser) twice changes nothing."""

    def unfinished_pages(self, sha256: str, parser: str) -> Mapping[int, str]:
        """Pages that an interrupted parse of the file with these bytes has kept, by number."""

    def keep_pages(self, sha256: str, parser: str, pages: Mapping[int, str]) -> None:
        """Keep pages of a parse under way; they go when its document is added, or with :meth:`drop_pages`."""

    def drop_pages(self, sha256: str) -> None:
        """Forget what was kept of interrupted parses of a file."""

    def note_file(self, sha256: str, path: str) -> None:
        """Note where a file with these bytes is."""

    def file_places(self, sha256: str) -> list[str]:
        """Where a file with these bytes was seen, the latest first."""

    def find_vectors(self, sha256: str, parser: str, model: str) -> Mapping[int, bytes]:
        """What :meth:`keep_vectors` kept, by the position of the paragraph."""

    def keep_vectors(self, sha256: str, parser: str, model: str, vectors: Mapping[int, bytes]) -> None:
        """Keep vectors of paragraphs by an embedding model, float16, by position; of a parse that is stored."""

    def add_answer(self, answer: Answer) -> None:
        """Store an answer and its audit entry in one transaction. Its documents must be stored."""

    def checkpoint_when_due(self) -> None:
        """Sign the audit log if the user has set a key and it is time. Raises DocexplainError: it could not be done."""

    def get_answer(self, answer_id: str) -> Answer:
        """The answer with this id or unambiguous id prefix. Raises NotFoundError."""

    def on_record(self, answer_id: str) -> OnRecord:
        """Whether the answer with this id, and what it was given on, is what was recorded. Raises NotFoundError."""

    def get_document(self, sha256: str, parser: str, *, checked: bool = True) -> Document:
        """The stored parse; ``checked`` refuses one that is not what was recorded. Raises NotFoundError."""

    def stored_parses(self) -> list[StoredParse]:
        """Which parses of which files there are, in the order in which they were stored."""

    def stored_documents(self) -> list[StoredDocument]:
        """Every file that is stored and not redacted, the one used last first."""

    def entry(self, answer_id: str) -> RecordedEntry:
        """The entry of the answer with this id in the audit log, looked at now. Raises NotFoundError, and RecordError
        where there is no entry."""

    def bundle(self, answer_id: str, originals: Mapping[str, tuple[str, bytes]]) -> bytes:
        """An answer with what proves it, as a zip; ``originals`` are the documents to put in: by their SHA-256 the
        ending of the name, such as ``.pdf``, and the bytes. Raises NotFoundError, UsageError."""

    def history(
        self,
        *,
        document_sha256: str | None = None,
        limit: int | None = None,
        checked: bool = False,
        containing: str = "",
    ) -> list[AnswerSummary]:
        """Answers, newest first, of one document, also where others were asked with it, or of all; ``checked``: each
        with whether it is what was recorded; ``containing``: words that all stand in the question or the answer, in
        any case."""


class LateStore:
    """A store that is opened when it is first needed, once, on whatever thread that is: a screen need not wait for it.

    Args:
        opens: opens it; raises what the call that needs it raises.
    """

    def __init__(self, opens: Callable[[], Store]) -> None:
        self._opens, self._opened = opens, threading.Lock()
        self._store: Store | None = None

    def open(self) -> Store:
        """The store itself. Raises StorageError where it cannot be opened; the next call tries again."""
        with self._opened:
            if self._store is None:
                self._store = self._opens()
            return self._store

    def __getattr__(self, name: str) -> Any:
        return getattr(self.open(), name)


class NullStore:
    """Keeps nothing (``--no-save``, notebooks)."""

    def telling(self, tell: Callable[[float], None]) -> AbstractContextManager[None]:
        """Nothing is waited for."""
        return nullcontext()

    def find_document(self, sha256: str, parser: str) -> Document | None:
        """None: nothing is kept."""
        return None

    def add_document(self, document: Document) -> None:
        """Keep nothing."""

    def unfinished_pages(self, sha256: str, parser: str) -> Mapping[int, str]:
        """None: nothing is kept."""
        return {}

    def keep_pages(self, sha256: str, parser: str, pages: Mapping[int, str]) -> None:
        """Keep nothing."""

    def drop_pages(self, sha256: str) -> None:
        """Nothing was kept."""

    def note_file(self, sha256: str, path: str) -> None:
        """Note nothing."""

    def file_places(self, sha256: str) -> list[str]:
        """Nothing was noted."""
        return []

    def find_vectors(self, sha256: str, parser: str, model: str) -> Mapping[int, bytes]:
        """None: nothing is kept."""
        return {}

    def keep_vectors(self, sha256: str, parser: str, model: str, vectors: Mapping[int, bytes]) -> None:
        """Keep nothing."""

    def add_answer(self, answer: Answer) -> None:
        """Keep nothing."""

    def checkpoint_when_due(self) -> None:
        """There is nothing to sign."""

    def get_answer(self, answer_id: str) -> Answer:
        """Raises NotFoundError."""
        raise NotFoundError(f"There is no stored answer {answer_id}: answers are not being saved.")

    def on_record(self, answer_id: str) -> OnRecord:
        """Raises NotFoundError."""
        raise NotFoundError(f"There is no stored answer {answer_id}: answers are not being saved.")

    def get_document(self, sha256: str, parser: str, *, checked: bool = True) -> Document:
        """Raises NotFoundError."""
        raise NotFoundError(f"There is no stored document {sha256[:12]}: documents are not being saved.")

    def stored_parses(self) -> list[StoredParse]:
        """None: nothing is kept."""
        return []

    def stored_documents(self) -> list[StoredDocument]:
        """None: nothing is kept."""
        return []

    def entry(self, answer_id: str) -> RecordedEntry:
        """Raises NotFoundError."""
        raise NotFoundError(f"There is no stored answer {answer_id}: answers are not being saved.")

    def bundle(self, answer_id: str, originals: Mapping[str, tuple[str, bytes]]) -> bytes:
        """Raises NotFoundError."""
        raise NotFoundError(f"There is no stored answer {answer_id}: answers are not being saved.")

    def history(
        self,
        *,
        document_sha256: str | None = None,
        limit: int | None = None,
        checked: bool = False,
        containing: str = "",
    ) -> list[AnswerSummary]:
        """Empty."""
        return []
