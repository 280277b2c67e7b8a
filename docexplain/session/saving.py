"""What comes of work that cannot be saved: it is handed over all the same, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from docexplain.common.display_text import counted
from docexplain.errors import DocexplainError, Remedy, StorageError
from docexplain.grounding.resting import is_without, leaving_out
from docexplain.ingest.workers.page_seal import PageSeal
from docexplain.records import Answer, Document
from docexplain.session.call import Call
from docexplain.session.events import Listener, Notice
from docexplain.session.store import Store

_TOLD_AFTER = 2.0
_TOLD_AGAIN = 15.0
"""Seconds until the listener is told that saving waits, and from one time to the next."""


class AnswerNotSaved(StorageError):  # noqa: N818 - says what happened to the answer that it carries
    """The question was answered and explained, but ``answer`` could not be saved; the message says why."""

    def __init__(self, message: str, answer: Answer, *, remedies: Sequence[Remedy] = ()) -> None:
        super().__init__(message, remedies=remedies)
        self.answer = answer


class DocumentNotSaved(StorageError):  # noqa: N818
    """The file was read, but ``document`` could not be saved; the message says why."""

    def __init__(self, message: str, document: Document, *, remedies: Sequence[Remedy] = ()) -> None:
        super().__init__(message, remedies=remedies)
        self.document = document


def save_answer(store: Store, document: Document, answer: Answer) -> None:
    """Save an answer and the documents that it is about. Raises AnswerNotSaved."""
    try:
        for part in document.parts:
            store.add_document(part)
        store.add_answer(answer)
    except StorageError as error:
        raise AnswerNotSaved(str(error), answer, remedies=error.remedies) from error


def sign_when_due(store: Store, listener: Listener) -> None:
    """Have the audit log signed if it is time; where that fails the listener hears of it, as the answer is saved."""
    try:
        store.checkpoint_when_due()
    except DocexplainError as error:
        listener(Notice(f"The answer is saved. Of its automatic checkpoint: {error}", error.remedies))


def told_of_waiting(call: Call) -> Callable[[float], None]:
    """Tells the listener that another program keeps the database from saving, as the seconds pass. Who stops the call
    is not made to wait any longer, and has the answer unsaved."""
    says = "The database is in use by another program: waiting to save"
    at = _TOLD_AFTER

    def tell(seconds: float) -> None:
        nonlocal at
        if call.stopped():
            raise StorageError("The database is in use by another program, and was not waited for any longer.")
        if seconds >= at:
            call.listener(Notice(f"{says}, for {seconds:.0f} s so far." if at > _TOLD_AFTER else f"{says} ..."))
            at = max(seconds, at) + _TOLD_AGAIN

    return tell


def find_without(store: Store, answer: Answer) -> Answer | None:
    """The stored what-if in which an answer's suspects were hidden, if there is one."""
    if not leaving_out(answer):
        return None
    asked = store.history(document_sha256=answer.document_sha256)
    found = next((summary.id for summary in asked if is_without(summary, answer)), None)
    return None if found is None else store.get_answer(found)


def note_files(store: Store, document: Document, paths: Mapping[str, Path]) -> None:
    """Note where the files of a document that is stored are, by their hashes. For exports only: no failure counts."""
    for part in document.parts:
        if part.sha256 in paths:
            with suppress(StorageError):
                store.note_file(part.sha256, str(paths[part.sha256]))


def save_document(store: Store, document: Document) -> None:
    """Save a document. Raises DocumentNotSaved."""
    try:
        store.add_document(document)
    except StorageError as error:
        raise DocumentNotSaved(str(error), document, remedies=error.remedies) from error


class SparePages:
    """Keeps the pages of a parse under way for another try (:class:`docexplain.ingest.workers.kept_pages.PageStore`).

    That is a convenience: where it fails the listener hears of it, and the parse goes on. Pages without the seal are
    read anew, which the listener hears of too.
    """

    def __init__(self, store: Store, seal: PageSeal, listener: Listener) -> None:
        self._store: Store | None = store
        self._seal = seal
        self._listener = listener

    def unfinished_pages(self, sha256: str, parser: str) -> Mapping[int, str]:
        """The pages kept, by number."""
        kept = {} if self._store is None else self._store.unfinished_pages(sha256, parser)
        opened = {page: self._seal.opened(sha256, parser, page, text) for page, text in kept.items()}
        pages = {page: text for page, text in opened.items() if text is not None}
        if others := len(kept) - len(pages):
            self._listener(Notice(f"{counted(others, 'kept page')} not sealed on this machine, read anew."))
        return pages

    def keep_pages(self, sha256: str, parser: str, pages: Mapping[int, str]) -> None:
        """Keep pages."""
        if self._store is not None:
            sealed = {page: self._seal.seal(sha256, parser, page, text) for page, text in pages.items()}
            try:
                self._store.keep_pages(sha256, parser, sealed)
            except StorageError as error:
                self._give_up(error)

    def drop_pages(self, sha256: str) -> None:
        """Forget all pages of a file."""
        if self._store is not None:
            try:
                self._store.drop_pages(sha256)
            except StorageError as error:
                self._give_up(error)

    def _give_up(self, error: StorageError) -> None:
        self._store = None
        says = f"Should the reading be interrupted, it starts from the first page again: {error}"
        self._listener(Notice(says, error.remedies))
