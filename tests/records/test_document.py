"""A paragraph by its index."""

from __future__ import annotations

import pytest

from docexplain.errors import DocexplainError
from docexplain.records import Box, Coverage, Document, Paragraph

PARAGRAPHS = tuple(Paragraph(i, text, (Box(1, 0, 0, 1, 1),)) for i, text in enumerate(("one", "two", "three"), 1))
DOCUMENT = Document("cd" * 32, "three.pdf", "by hand/1", PARAGRAPHS, (), Coverage(1, 1, 1, 0))


def test_every_index_gives_its_paragraph():
    assert [DOCUMENT.paragraph(index).text for index in (1, 2, 3)] == ["one", "two", "three"]


@pytest.mark.parametrize("index", [0, -1, 4, 1000])
def test_an_index_that_is_none_is_refused_by_name(index):
    with pytest.raises(DocexplainError, match=rf"three.pdf has no paragraph {index}: its 3 paragraphs"):
        DOCUMENT.paragraph(index)
