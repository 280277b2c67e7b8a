"""Documents of text that a program has."""

from __future__ import annotations

from hashlib import sha256

import pytest

import docexplain
from docexplain.errors import InputError
from storage import open_store


def test_each_text_is_a_paragraph():
    document = docexplain.document_from_text(iter(["One  two\nthree", "\tFour\u200b ", "One  two\nthree"]), name="mine")
    assert [(each.index, each.text, each.page) for each in document.paragraphs] == [
        (1, "One two three", 1),
        (2, "Four", 1),
        (3, "One two three", 1),
    ]
    assert document.name == "mine"
    assert document.sha256 == sha256(b"One two three\n\nFour\n\nOne two three").hexdigest()
    assert (document.coverage.characters, document.coverage.kept, document.size) == (26, 26, 34)


@pytest.mark.parametrize(
    "text", ["a b\n\nc\nd", "\n\na b\r\n\r\nc d\r\n", "a b\n \t\n\n\nc\nd\n\n\n", "a b\n\n\u200b\n\nc d"]
)
def test_one_text_is_taken_apart_at_empty_lines(text):
    assert [each.text for each in docexplain.document_from_text(text).paragraphs] == ["a b", "c d"]


def test_other_paragraphs_are_another_document():
    texts = (["ab"], ["a", "b"], ["b", "a"], ["a\n\nb"], "a\n\nb")
    hashes = [docexplain.document_from_text(text).sha256 for text in texts]
    assert hashes[1] == hashes[4] and len({*hashes}) == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ([], "no paragraph"),
        (["a", " "], "Paragraph 2 has no text"),
        (["a", b"b"], "Paragraph 2 is bytes"),
        (b"a", "not of bytes"),
        (3, "not of int"),
        (None, "not of NoneType"),
    ],
)
def test_what_is_no_text_is_told(text, said):
    with pytest.raises(InputError, match=said):
        docexplain.document_from_text(text)


def test_it_is_asked_and_recorded_as_a_file_is(tmp_path, language_model):
    document = docexplain.document_from_text(["The pay is ten dollars.", "Work starts in May.", "Ohio law applies."])
    with open_store(tmp_path / "answers.db") as store:
        session = docexplain.Session(model=language_model, store=store)
        answer = session.ask(document, "What is the pay?", options=docexplain.AskOptions(answer="ten", read="all"))
        assert answer.read == (1, 2, 3)
        assert store.get_document(document.sha256, document.parser) == document
        assert store.get_answer(answer.id) == answer
        assert session.library().documents == (document,)
        assert store.verify().problems == ()
        session.export(answer.id, "html", tmp_path / "answer.html")
    assert "The pay is ten dollars." in (tmp_path / "answer.html").read_text("utf-8")
