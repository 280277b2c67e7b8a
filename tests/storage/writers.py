"""Programs that write to a database, to be started many at a time and killed."""

from __future__ import annotations

from dataclasses import replace
from multiprocessing.connection import Connection

from docexplain.records import Answer, Document
from storage import open_store


def write(url: str, name: str, document: Document, answer: Answer, number: int, told: Connection) -> None:
    """Save answers as ``ask`` does, each with the parse of a document of its own, and say which are saved."""
    with open_store(url) as store:
        told.send("")
        for n in range(number):
            own = replace(document, sha256=f"{name}{n:04x}".rjust(64, "0"))
            store.add_document(own)
            store.add_answer(
                replace(answer, id=f"{name}{n:04x}", document_sha256=own.sha256, question=f"Question {n % 3}?")
            )
            told.send(f"{name}{n:04x}")
    told.close()
