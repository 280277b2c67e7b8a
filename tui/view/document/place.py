"""Where a place of one parse is in another parse of the same file."""

from __future__ import annotations

from docexplain.records import Document


def place_in(document: Document, before: Document, index: int) -> int:
    """The paragraph of ``document`` that stands where paragraph ``index`` of ``before`` does; 0 where there is none.

    Of the same page it is the one that begins alike, or else the one at the same place among the page's paragraphs.
    """
    if not document.paragraphs or not 1 <= index <= len(before.paragraphs):
        return min(1, len(document.paragraphs))
    was = before.paragraph(index)
    page = [paragraph for paragraph in document.paragraphs if paragraph.page == was.page]
    if not page:
        return next((each.index for each in document.paragraphs if each.page > was.page), len(document.paragraphs))
    alike = next((each.index for each in page if each.text[:80] == was.text[:80]), None)
    nth = sum(each.page == was.page for each in before.paragraphs[: index - 1])
    return alike or page[min(nth, len(page) - 1)].index
