"""A question in another language than the document's, and what that means for the answer."""

from __future__ import annotations

from docexplain import ingest
from docexplain.records import Document
from docexplain.session.events import Listener, Notice


def tell_language(document: Document, question: str, read: int, listener: Listener) -> None:
    """Say it where the question is plainly in a language that the document is not in.

    Args:
        read: how many of the document's paragraphs the model reads.
    """
    texts = [paragraph.text for paragraph in document.paragraphs]
    language = ingest.other_language(question, texts)
    if not language:
        return
    says = f"The question seems to be in another language than {document.name} ({language})"
    if read == len(texts):
        listener(Notice(f"{says}: the answer may be worse than to one in {language}."))
        return
    why = "paragraphs are chosen by the question's words, and other languages have few of them"
    therefore = f"what answers it may not be among the {read} that are read"
    listener(Notice(f"{says}: {why}, so {therefore}. Ask in {language}."))
