"""The library in two calls, for scripts and notebooks; they save nothing. For more, use :class:`docexplain.Session`,
and :func:`open_store` where the answers are to be kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from docexplain import ingest
from docexplain.common.lazy_imports import lean_imports
from docexplain.common.own_packages import own_package
from docexplain.errors import InputError
from docexplain.session import AskOptions, Session

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel
    from docexplain.records import Answer, Document
    from storage import SqlStore


def read_document(
    path: str | PathLike[str],
    *,
    password: str | None = None,
    options: ingest.ParseOptions = ingest.ParseOptions(),  # noqa: B008 - frozen
) -> Document:
    """Parse a file into paragraphs.

    Args:
        path: the file; its kind is told by what stands in it.
        password: of an encrypted file.
        options: how it is read.

    Raises:
        PasswordError: the file is encrypted and the password is missing or wrong.
        InputError: the file cannot be read as a document.
    """
    if not isinstance(path, str | PathLike):
        raise InputError(
            f"A document is read from a file, by its path, not from {type(path).__name__}: write it to a file first."
        )
    return ingest.read_document(Path(path), password=password, options=options)


def document_from_text(text: str | Iterable[str], *, name: str = "text") -> Document:
    """A document of your own text, without a file: nothing is parsed.

    White space is made one space, line breaks too, and what cannot be seen is taken out, as in what is read from files.
    All of it is on page 1. The record identifies it by the SHA-256 of the paragraphs in UTF-8 with an empty line
    between two.

    Args:
        text: paragraphs, one each, so that the first has index 1; or one text with empty lines between them.
        name: what the record and the verdict call it.

    Raises:
        InputError: there is no text, or one of several paragraphs has none or is not a str.
    """
    return ingest.document_from_text(text, name=name)


def ask(
    document: Document | Sequence[Document],
    question: str,
    *,
    model: LanguageModel | str | PathLike[str] | None = None,
    options: AskOptions = AskOptions(),  # noqa: B008 - frozen
) -> Answer:
    """Answer a question from a document and explain the answer.

    Each call with a model's name loads the model: for several questions pass a loaded
    :class:`docexplain.LanguageModel`, or keep a :class:`docexplain.Session`.

    Args:
        document: one; or several, which are asked together.
        model: your own loaded model, a hub id or folder, or None for the default model.
        options: how it is answered and explained.

    Raises:
        QuestionError: the question is empty or does not fit the model's context.
        ModelError: the model cannot be loaded, or attention suppression cannot be done right on it.
        InputError: there is nothing in the document that can be asked.
        NotFoundError: ``options.include`` names a paragraph that is not there.
        UsageError: the options ask for what cannot be done on this model.
    """
    return Session(model=model).ask(document, question, options=options)


def open_store(
    where: str | PathLike[str] | None = None,
    *,
    read_only: bool = False,
    notice: Callable[[str], None] | None = None,
) -> SqlStore:
    """Open the database that keeps documents, answers and the audit log, creating it when it is missing. Give it to
    ``docexplain.Session(store=...)``; a ``with`` block closes it.

    Args:
        where: path, or URL (``sqlite:///...``, ``postgresql+psycopg://...``). None takes the environment variable
            ``DOCEXPLAIN_DB``, or else a file in the user's data folder.
        read_only: change nothing; a database that is named must exist then.
        notice: told, in a sentence, where an SQLite file of an older docexplain is kept as it was before its upgrade.

    Raises:
        StorageError: it cannot be opened.
        InstallationError: another module called ``storage`` is found instead of docexplain's.
    """
    with lean_imports():
        own_package("storage")
        from storage import open_store as open_sql_store

    place = where if where is None or isinstance(where, str) else Path(where)
    return open_sql_store(place, read_only=read_only, notice=notice)
