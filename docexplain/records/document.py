"""What a file says: paragraphs with their places, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from docexplain.errors import NotFoundError
from docexplain.records.grounds import Source


class BlockClass(StrEnum):
    """What a paragraph is on the page, as the layout model names it."""

    TEXT = "text"
    TITLE = "title"
    SECTION_HEADER = "section-header"
    LIST_ITEM = "list-item"
    TABLE = "table"
    PICTURE = "picture"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    FORMULA = "formula"
    PAGE_HEADER = "page-header"
    PAGE_FOOTER = "page-footer"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in PDF points from the page's top left corner."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        if self.page < 1:
            raise ValueError(f"pages count from 1, got {self.page}")
        if self.x1 < self.x0 or self.y1 < self.y0:
            raise ValueError(f"box is inside out: {self}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One citable piece of a document.

    Attributes:
        index: position in reading order, from 1.
        text: the text as read, without line breaks inside (a table keeps one line per row).
        boxes: where it stands; more than one when it runs over a column or a page.
        block_class: what it is on the page.
        heading_path: the section headers above it, outermost first.
        words: where each word of the text stands, packed; see :mod:`docexplain.records.word_boxes`.
    """

    index: int
    text: str
    boxes: tuple[Box, ...]
    block_class: BlockClass = BlockClass.TEXT
    heading_path: tuple[str, ...] = ()
    words: str = ""

    def __post_init__(self) -> None:
        if self.index < 1:
            raise ValueError(f"paragraphs count from 1, got {self.index}")
        if not self.boxes:
            raise ValueError(f"paragraph {self.index} has no box")

    @property
    def page(self) -> int:
        """The page it starts on."""
        return self.boxes[0].page


@dataclass(frozen=True, slots=True)
class Furniture:
    """Text kept apart from the paragraphs because it repeats on pages: running headers and footers."""

    text: str
    box: Box
    block_class: BlockClass


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, of which nothing but its place is known.

    Attributes:
        caption: index of the paragraph that is its caption, if it has one.
    """

    box: Box
    caption: int | None = None


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """A page whose text was read from its picture (OCR).

    Attributes:
        confidence: mean over its words, from 0 to 1, as the recogniser gives it.
    """

    page: int
    confidence: float


MARKS = "no word to OCR"
"""Reason of a :class:`HiddenText` for marks on a scan, such as specks and strokes, that OCR took for letters."""


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Text that the file holds and that nobody sees who looks at the page; or :data:`MARKS`, which are no text.

    Attributes:
        reason: why it is not seen, to follow "text that is": such as "in the colour of what is behind it".
        characters: white space not counted.
        paragraph: index of the paragraph that holds it, where hidden text was asked for; None: it is in none.
    """

    text: str
    box: Box
    reason: str
    characters: int
    paragraph: int | None = None


class Illegible(StrEnum):
    """Why text of a page cannot be read though the file holds some, to follow "text that is"."""

    UNREADABLE = "unreadable: its font does not say which characters it shows"
    GARBLED = "garbled: the file names other characters than the page shows"


@dataclass(frozen=True, slots=True)
class IllegibleText:
    """What the file calls the text of a page, and is not.

    Attributes:
        characters: that many of the page's, white space not counted.
        share: of the characters that the file says stand on the page, from 0 to 1.
        recognised: they were read from the page's picture instead (OCR).
        paragraphs: indices of those that hold them all the same.
    """

    page: int
    reason: Illegible
    characters: int
    share: float
    recognised: bool = False
    paragraphs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """A comment or mark that somebody put on a page.

    Attributes:
        kind: by PDF's name, such as ``Text`` (a note) or ``Highlight``.
        text: what it says; empty for a mark without words.
        shown: the text stands on the page itself, so it is read with it; of others only the file knows.
    """

    page: int
    kind: str
    text: str = ""
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """What ingest did with the characters of a file (white space not counted).

    The fields from ``damaged`` on are not known of a record in which that is None: it is older than they are.

    Attributes:
        pages: pages in the file.
        characters: characters that plain extraction finds.
        kept: of these, characters in paragraphs and in the headings above them.
        furniture: of these, characters set apart as page headers and footers.
        pages_without_text: pages with no extractable text (scans, pictures), not even by OCR.
        failed_pages: (page, reason) of pages that could not be read.
        recognised: pages read by OCR.
        damaged: the file was damaged and put together again as far as possible, so text may be missing.
        damaged_pages: (page, reason) of pages that were read, but not whole.
        hidden: text that nobody sees; its characters are in ``characters``, and in ``kept`` only where it is in a
            paragraph.
        annotations: comments and marks, by page.
        attachments: names of the files in the file, which are not read.
        active: what in the file is not read because it runs or changes it, such as "JavaScript".
        protected: the file cannot be opened without a password.
        illegible: text that cannot be read, by page. What is garbled and was not read by OCR is in paragraphs, since
            nothing proves that it is; ``kept`` counts none of it.
        only_pages: first and last of each run of pages that were read, where not all were to be; what else is told
            here is of them.
    """

    pages: int
    characters: int
    kept: int
    furniture: int
    pages_without_text: tuple[int, ...] = ()
    failed_pages: tuple[tuple[int, str], ...] = ()
    recognised: tuple[RecognisedPage, ...] = ()
    damaged: bool | None = None
    damaged_pages: tuple[tuple[int, str], ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    attachments: tuple[str, ...] = ()
    active: tuple[str, ...] = ()
    protected: bool = False
    illegible: tuple[IllegibleText, ...] = ()
    only_pages: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file as parsed: its paragraphs in reading order and what was set apart.

    Attributes:
        sha256: of the file's bytes, lower-case hex.
        name: file name without its folder.
        parser: name and version of the code that parsed it; another parser may see other paragraphs.
        pictures: those without text, in reading order.
        page_labels: what is printed on each page as its number (i, ii, 1) according to the file, or where that names
            none as the pages show, by physical page; empty when nothing does or they are the physical numbers.
        size: of the file in bytes; 0 in records of earlier versions.
    """

    sha256: str
    name: str
    parser: str
    paragraphs: tuple[Paragraph, ...]
    furniture: tuple[Furniture, ...]
    coverage: Coverage
    pictures: tuple[Picture, ...] = ()
    page_labels: tuple[str, ...] = ()
    size: int = 0

    def __post_init__(self) -> None:
        if [p.index for p in self.paragraphs] != list(range(1, len(self.paragraphs) + 1)):
            raise ValueError("paragraph indices must run from 1 without gaps")

    def __repr__(self) -> str:
        numbers = {"paragraph": len(self.paragraphs), "page": self.coverage.pages}
        said = " on ".join(f"{number} {noun if number == 1 else f'{noun}s'}" for noun, number in numbers.items())
        return f"<{type(self).__name__} {self.name!r}: {said}>"

    def paragraph(self, index: int) -> Paragraph:
        """The paragraph with this index, which counts from 1. Raises NotFoundError for one that there is not."""
        if not 1 <= index <= len(self.paragraphs):
            raise NotFoundError(
                f"{self.name} has no paragraph {index}: its {len(self.paragraphs)} paragraphs count from 1."
            )
        return self.paragraphs[index - 1]

    def hidden_in(self, index: int) -> str:
        """Why nobody sees the text of a paragraph; empty for one that can be seen."""
        return next((hidden.reason for hidden in self.coverage.hidden if hidden.paragraph == index), "")

    def illegible_in(self, index: int) -> str:
        """Why the text of a paragraph cannot be read; empty for one that can."""
        return next((str(text.reason) for text in self.coverage.illegible if index in text.paragraphs), "")

    def caution(self, index: int) -> str:
        """What a list of paragraphs marks a paragraph with that is not to be taken as it is; empty for others."""
        return "hidden text" if self.hidden_in(index) else "garbled text" if self.illegible_in(index) else ""

    @property
    def parts(self) -> tuple[Document, ...]:
        """The documents that it is made of: this one, but for a :class:`docexplain.records.Collection`."""
        return (self,)

    @property
    def sources(self) -> tuple[Source, ...]:
        """What an answer keeps of the documents that it is made of; empty where it is just one."""
        return ()

    def own(self, index: int) -> tuple[Document, int]:
        """The document that a paragraph stands in, and the paragraph's index there. Raises NotFoundError."""
        self.paragraph(index)
        return self, index

    def label_at(self, index: int) -> str:
        """What is printed as its number on the page that a paragraph starts on; see :meth:`page_label`."""
        document, own = self.own(index)
        return document.page_label(document.paragraph(own).page)

    def page_label(self, page: int) -> str:
        """What is printed on a page as its number; empty when that is not known or the physical number."""
        label = self.page_labels[page - 1] if page <= len(self.page_labels) else ""
        return "" if label == str(page) else label
