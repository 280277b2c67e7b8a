"""What paragraphs are called where several documents were asked together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docexplain.answers.said.places import page, place
from docexplain.answers.several import about, index_of, located, mark, marks, page_of, source_name
from docexplain.errors import NotFoundError
from docexplain.records import (
    Box,
    Collection,
    Coverage,
    Document,
    HiddenText,
    Illegible,
    IllegibleText,
    Paragraph,
    Source,
)

SIZES = (3, 1, 2)


def document(number: int, size: int, **coverage) -> Document:
    paragraphs = tuple(
        Paragraph(i, f"text {i} of {number}", (Box(10 * number + i, 0, 0, 1, 1),)) for i in range(1, size + 1)
    )
    labels = tuple(f"{number}-{page}" for page in range(1, 50))
    return Document(f"{number}" * 64, f"{number}.pdf", f"p{number}", paragraphs, (), Coverage(9, 90, 80, 7, **coverage),
                    page_labels=labels)  # fmt: skip


DOCUMENTS = [document(n, size) for n, size in enumerate(SIZES, start=1)]
TOGETHER = Collection.of(DOCUMENTS)
CALLED = ["1:1", "1:2", "1:3", "2:1", "3:1", "3:2"]


def test_every_paragraph_is_called_by_its_document_and_its_own_number():
    assert marks(TOGETHER.sources, range(1, 7)) == CALLED
    assert [index_of(TOGETHER.sources, *map(int, name.split(":"))) for name in CALLED] == [1, 2, 3, 4, 5, 6]
    assert [located(TOGETHER.sources, index) for index in (3, 4)] == [(1, 3), (2, 1)]
    assert [source_name(TOGETHER.sources, index) for index in (3, 4, 6)] == ["1.pdf", "2.pdf", "3.pdf"]


def test_of_one_document_it_is_its_number():
    assert (mark((), 12), located((), 12), source_name((), 12)) == ("12", (1, 12), "")
    assert page_of(DOCUMENTS[0], 2) == "page 12"
    assert page_of(TOGETHER, 4) == "2.pdf, page 21"


@pytest.mark.parametrize("pair", [(0, 1), (4, 1), (1, 0), (1, 4), (2, 2)])
def test_what_is_not_there_has_no_index(pair):
    assert index_of(TOGETHER.sources, *pair) is None


def test_a_collection_is_its_documents_counted_through():
    assert [p.text for p in TOGETHER.paragraphs] == [p.text for d in DOCUMENTS for p in d.paragraphs]
    assert [p.index for p in TOGETHER.paragraphs] == [1, 2, 3, 4, 5, 6]
    for index, paragraph in enumerate(TOGETHER.paragraphs, start=1):
        owner, own = TOGETHER.own(index)
        assert owner.paragraph(own).text == paragraph.text
        assert TOGETHER.label_at(index) == f"{owner.name[0]}-{paragraph.page}"
    assert TOGETHER.sources == tuple(
        Source(d.sha256, d.name, d.parser, size) for d, size in zip(DOCUMENTS, SIZES, strict=True)
    )
    with pytest.raises(NotFoundError):
        TOGETHER.own(7)
    with pytest.raises(ValueError, match="needs a document"):
        Collection.of([])


def test_its_hash_says_which_parses_and_in_which_order():
    again = Collection.of([document(n, size) for n, size in enumerate(SIZES, start=1)])
    others = [DOCUMENTS[:2], DOCUMENTS[::-1], [DOCUMENTS[0]], [*DOCUMENTS, document(4, 1)]]
    assert again.sha256 == TOGETHER.sha256
    hashes = {Collection.of(each).sha256 for each in others} | {TOGETHER.sha256} | {d.sha256 for d in DOCUMENTS}
    assert len(hashes) == len(others) + 1 + len(DOCUMENTS)


def test_its_name_names_some():
    assert Collection.of(DOCUMENTS[:1]).name == "1.pdf"
    assert Collection.of(DOCUMENTS[:2]).name == "1.pdf and 2.pdf"
    assert TOGETHER.name == "1.pdf, 2.pdf and 3.pdf"
    assert Collection.of([document(n, 1) for n in range(1, 7)]).name == "1.pdf, 2.pdf and 4 more documents"


def test_how_many_of_them_were_read(make_answer):
    row = (0.8, 0.5)
    found = make_answer(("ten", " dollars"), row, {1: row, 4: row}, (0.1, 0.1))
    assert about(replace(found, sources=TOGETHER.sources)) == "3 documents, from 2 of them"


def test_what_nobody_sees_is_marked_in_the_right_document():
    hidden = HiddenText("text 1 of 2", Box(1, 0, 0, 1, 1), "tiny", 9, 1)
    left_out = HiddenText("other", Box(1, 0, 0, 1, 1), "tiny", 9)
    garbled = IllegibleText(1, Illegible.GARBLED, 3, 1.0, paragraphs=(2,))
    together = Collection.of(
        [DOCUMENTS[0], document(2, 2, hidden=(hidden, left_out)), document(3, 2, illegible=(garbled,))]
    )
    assert [together.caution(index) for index in range(1, 8)] == ["", "", "", "hidden text", "", "", "garbled text"]
    assert together.coverage.pages == 27


def test_documents_of_one_name_are_told_apart_by_their_numbers():
    alike = Collection.of([replace(DOCUMENTS[0], name="r.pdf"), DOCUMENTS[1], replace(DOCUMENTS[2], name="r.pdf")])
    called = [source_name(alike.sources, index) for index in range(1, 7)]
    assert called == [*["r.pdf (document 1)"] * 3, "2.pdf", *["r.pdf (document 3)"] * 2]
    assert page_of(alike, 5).startswith("r.pdf (document 3), page ")
    assert page(5, alike).endswith(" of r.pdf (document 3)")
    assert page(4, alike).endswith(" of 2.pdf")
    assert place(5, alike).startswith("paragraph 3:1 (page ")
