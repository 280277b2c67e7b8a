"""docexplain: ask a document a question and see which paragraphs caused the answer.

    import docexplain

    document = docexplain.read_document("contract.pdf")
    answer = docexplain.ask(document, "What is the pay per hour?")

Where the answers are to be kept, in a record that a third party can check, a session is given a store:

    with docexplain.open_store("answers.db") as store:
        session = docexplain.Session(store=store)
        answer = session.ask(document, "What is the pay per hour?")
        assert not store.verify().problems

Heavy parts (torch, transformers, PyMuPDF) are imported when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docexplain.api import ask, document_from_text, open_store, read_document
    from docexplain.errors import DocexplainError
    from docexplain.model.language_model import LanguageModel
    from docexplain.model.loading.load_options import LoadOptions
    from docexplain.records import Answer, Collection, Document, Paragraph, ParagraphEffect, Steer, Verdict
    from docexplain.session import AskOptions, ExportOptions, Session

_HOMES = {
    "Answer": "records",
    "AskOptions": "session",
    "Collection": "records",
    "Document": "records",
    "DocexplainError": "errors",
    "ExportOptions": "session",
    "LanguageModel": "model.language_model",
    "LoadOptions": "model.loading.load_options",
    "Paragraph": "records",
    "ParagraphEffect": "records",
    "Session": "session",
    "Steer": "records",
    "Verdict": "records",
    "ask": "api",
    "document_from_text": "api",
    "open_store": "api",
    "read_document": "api",
}

__all__ = [
    "Answer",
    "AskOptions",
    "Collection",
    "DocexplainError",
    "Document",
    "ExportOptions",
    "LanguageModel",
    "LoadOptions",
    "Paragraph",
    "ParagraphEffect",
    "Session",
    "Steer",
    "Verdict",
    "ask",
    "document_from_text",
    "open_store",
    "read_document",
]


if not TYPE_CHECKING:  # a type checker would take any name for one that is there

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'docexplain' has no attribute {name!r}")
        return getattr(import_module(f"docexplain.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """What ``dir`` and ``help`` show: also what is not imported yet."""
    return sorted({*globals(), *__all__})
