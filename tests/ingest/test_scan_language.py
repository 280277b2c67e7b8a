"""A scan in another language than OCR was told to read is told; one in a language that it was told is not."""

from __future__ import annotations

import pytest

from docexplain.ingest import language_not_told
from docexplain.records import Box, Coverage, Document, Paragraph, RecognisedPage

GERMAN = (
    "Die Klagerin verlangt Ersatz fur die Verspatung der Bruicke in der Hohe von 52.000 Euro vom Auftraggeber.",
    "Die Beklagte bestreitet den Vorwurf, und der Zeuge hat dem Gericht gesagt, dass die Arbeiten begonnen haben.",
    "Der Vertrag beginnt am ersten Mai und endet mit einer Frist von drei Monaten zum Ende eines Jahres.",
)
ENGLISH = (
    "The petitioner asks for damages of 52,000 dollars for the delay of the bridge that was to be built in March.",
    "The respondent denies that any delay occurred, and the witness told the court that the work had begun.",
    "The agreement begins on the first of May and ends with three months' notice at the end of a year.",
)
FRENCH = (
    "La demanderesse reclame une indemnite de 52.000 euros pour le retard du pont qui devait etre construit en mars.",
    "La defenderesse conteste tout retard, et le temoin a declare au tribunal que les travaux avaient commence.",
    "Le contrat commence le premier mai et prend fin avec un preavis de trois mois avant la fin de l'annee.",
)


def scanned(texts: tuple[str, ...], told: str = "eng", *, pages: tuple[int, ...] = (1,)) -> Document:
    """A document of one paragraph a page, of which OCR read some."""
    paragraphs = tuple(Paragraph(i, text, (Box(i, 0, 0, 10, 10),)) for i, text in enumerate(texts, 1))
    recognised = tuple(RecognisedPage(page, 0.9) for page in pages)
    parser = f"docexplain-layout/0 pymupdf/2.0 tesseract/5.3.0+{told}" if told else "docexplain-layout/0 pymupdf/2.0"
    return Document("ab" * 32, "scan.pdf", parser, paragraphs, (), Coverage(3, 100, 100, 0, recognised=recognised))


ALL = (1, 2, 3)


@pytest.mark.parametrize(
    ("texts", "told", "expected"),
    [
        (GERMAN, "eng", ("German", "deu", "eng")),
        (FRENCH, "eng", ("French", "fra", "eng")),
        (FRENCH, "eng+deu", ("French", "fra", "eng+deu")),
        (ENGLISH, "deu", ("English", "eng", "deu")),
        (GERMAN, "deu", None),
        (GERMAN, "eng+deu", None),
        (ENGLISH, "eng", None),
        (GERMAN, "script/Latin", None),
        (GERMAN[:1], "eng", None),
        ((GERMAN[0], ENGLISH[0], FRENCH[0]), "eng", None),
    ],
)
def test_what_ocr_was_not_told(texts: tuple[str, ...], told: str, expected: tuple[str, str, str] | None) -> None:
    assert language_not_told(scanned(texts, told, pages=ALL[: len(texts)])) == expected


def test_only_what_ocr_read_counts() -> None:
    assert language_not_told(scanned((*ENGLISH[:2], GERMAN[0]), pages=(3,))) is None
    assert language_not_told(scanned(GERMAN, "", pages=())) is None
