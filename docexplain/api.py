"""The library in two calls, for scripts and notebooks; nothing is saved. For more, use :class:`docexplain.Session`."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from docexplain import ingest
from docexplain.session import AskOptions, Session

if TYPE_CHECKING:
    from docexplain.model.language_model import LanguageModel
    from docexplain.records import Answer, Document


def read_document(
    path: str | PathLike[str],
    *,
    password: str | None = None,
    options: ingest.ParseOptions = ingest.ParseOptions(),  # noqa: B008 - frozen
) -> Document:
    """Parse a file into paragraphs.

    Raises:
        InputError: the file cannot be read as a document.
    """
    return ingest.read_document(Path(path), password=password, options=options)


def ask(
    document: Document,
    question: str,
    *,
    model: LanguageModel | str | None = None,
    options: AskOptions = AskOptions(),  # noqa: B008 - frozen
) -> Answer:
    """Answer a question from a document and explain the answer.

    Each call with a model's name loads the model: for several questions pass a loaded
    :class:`docexplain.LanguageModel`, or keep a :class:`docexplain.Session`.

    Args:
        model: your own loaded model, a hub id or folder, or None for the default model.

    Raises:
        QuestionError: the question is empty or does not fit the model's context.
        ModelError: the model cannot be loaded, or attention suppression cannot be done right on it.
    """
    return Session(model=model).ask(document, question, options=options)
