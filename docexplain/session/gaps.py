"""What of a file cannot be asked about, or only with care, and what can be done about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from docexplain import ingest
from docexplain.answers.said.instructions import suspected
from docexplain.common.display_text import counted, one_line, shortened
from docexplain.records import MARKS, Coverage, Document, HiddenText, Illegible, Suspect
from docexplain.session.events import Listener, Notice

_KINDS = {"Text": "note", "FreeText": "text", "FileAttachment": "attachment"}
"""Words for annotations whose names in PDF say little; the others are what they are called."""

_LOOKS = {
    Illegible.GARBLED: ("looks garbled", "other ones than the page shows"),
    Illegible.UNREADABLE: ("is unreadable", "the fonts do not say which they are"),
}
_MOST = 0.5
"""Share of a page's characters from which on all of it is said to be so."""
_DONE = {
    Illegible.GARBLED: "paragraphs from there are marked, do not trust them",
    Illegible.UNREADABLE: "they cannot be asked about",
}


def tell_gaps(document: Document, options: ingest.ParseOptions, listener: Listener) -> None:
    """Say it, one notice for each kind of gap.

    Args:
        options: under which the file was read.
    """
    coverage = document.coverage
    for said in (damage(coverage), *unseen(coverage)):
        if said:
            listener(Notice(f"{document.name}: {said}."))
    if said := only_pages(coverage):
        listener(Notice(f"{document.name}: {said}, as asked for."))
    of = f"of {coverage.pages} pages of {document.name}"
    left = any(not text.recognised for text in coverage.illegible)
    for said in illegible(coverage):
        why = ingest.why_not(options) if left and not ingest.used_ocr(document.parser) else None
        listener(
            Notice(f"{document.name}: {said}; {why}.", why.remedies) if why else Notice(f"{document.name}: {said}.")
        )
    silent = {text.page for text in coverage.illegible if text.reason is Illegible.UNREADABLE}
    if without := len(set(coverage.pages_without_text) - silent):
        says = f"{without} {of} hold no text (scans or pictures?) and cannot be asked about"
        if ingest.used_ocr(document.parser):
            listener(Notice(f"{says}; OCR found none either."))
        else:
            why = ingest.why_not(options)
            listener(Notice(f"{says}: {why}.", why.remedies) if why else Notice(f"{says}."))
    if failed := len(coverage.failed_pages):
        listener(Notice(f"{failed} {of} could not be read and cannot be asked about."))
    doubtful = [f"{page.page} ({page.confidence:.2f})" for page in coverage.recognised if page.confidence < ingest.LOW]
    if doubtful:
        where = f"page {doubtful[0]}" if len(doubtful) == 1 else f"pages {shortened(doubtful)}"
        says = f"OCR was unsure about {where} of {document.name}: below {ingest.LOW} every fourth word may be wrong"
        listener(Notice(f"{says}, so check what you cite from there."))
    if said := ocr_language(document):
        listener(Notice(f"{document.name}: {said}.", ("ocr_languages",)))


def ocr_language(document: Document) -> str:
    """What is said of a scan in another language than OCR was told to read; empty for any other file."""
    found = ingest.language_not_told(document)
    if found is None:
        return ""
    language, code, told = found
    return (
        f"what OCR read looks {language}, and it was told to read {told}, so letters that are not in that may be "
        f"wrong: read the file again as {code}, for which Tesseract needs its data for {language}"
    )


def only_pages(coverage: Coverage) -> str:
    """What is said of a file of which not all pages were to be read; empty for another."""
    if not coverage.only_pages:
        return ""
    runs = [str(first) if first == last else f"{first}-{last}" for first, last in coverage.only_pages]
    verb = "was" if len(runs) == 1 and runs[0].isdigit() else "were"
    return f"of its {coverage.pages} pages only {shortened(runs)} {verb} read"


def damage(coverage: Coverage) -> str:
    """What is said of a damaged file; empty for one that is whole, or older than this is looked for."""
    if not coverage.damaged:
        return ""
    pages = [str(page) for page, _ in coverage.damaged_pages]
    where = f", from {'page' if len(pages) == 1 else 'pages'} {shortened(pages)} above all" if pages else ""
    return f"the file is damaged and was repaired; text may be missing{where}"


def illegible(coverage: Coverage) -> list[str]:
    """What is said of text that cannot be read, or that had to be read by OCR: one clause for each reason."""
    said = []
    for reason, looks in _LOOKS.items():
        of_reason = [text for text in coverage.illegible if text.reason is reason]
        for recognised in (True, False):
            pages = [text for text in of_reason if text.recognised is recognised]
            if not pages:
                continue
            where = _on([text.page for text in pages]).removeprefix("on ")
            shares = shortened([f"{text.share:.1%}" for text in pages])
            what = "read by OCR instead" if recognised else _DONE[reason]
            part = "" if max(text.share for text in pages) >= _MOST else " in part"
            said.append(f"the text layer of {where} {looks[0]}{part} ({shares} of its characters: {looks[1]}): {what}")
    return said


def unseen(coverage: Coverage) -> list[str]:
    """What is said of text that only the file knows: hidden text, comments, attachments, scripts and forms."""
    said = []
    texts = [hidden for hidden in coverage.hidden if hidden.reason != MARKS]
    if texts:
        reasons = ", ".join(dict.fromkeys(hidden.reason for hidden in texts))
        said.append(f"{_characters(texts)} of text that nobody sees, {_on_their(texts)} ({reasons}): {_done(texts)}")
    marks = [hidden for hidden in coverage.hidden if hidden.reason == MARKS]
    if marks:
        looks = "that OCR took for letters and that look like no word"
        said.append(f"marks {looks} ({_characters(marks)}) {_on_their(marks)}: {_done(marks)}")
    kinds = Counter(note.kind for note in coverage.annotations if not note.shown)
    if kinds:
        named = ", ".join(f"{number} {_KINDS.get(kind, kind)}" for kind, number in sorted(kinds.items()))
        where = _on([note.page for note in coverage.annotations if not note.shown])
        said.append(f"{counted(kinds.total(), 'comment or mark', 'comments and marks')} {where} ({named}): not read")
    if coverage.attachments:
        names = shortened([one_line(name, 60) for name in coverage.attachments], 5)
        said.append(f"{counted(len(coverage.attachments), 'file')} in the file ({names}): not read")
    if coverage.active:
        said.append(f"{' and '.join(coverage.active)} in the file: not run, so what it would show is not read")
    return said


def _characters(texts: Sequence[HiddenText]) -> str:
    return counted(sum(text.characters for text in texts), "character")


def _on_their(texts: Sequence[HiddenText]) -> str:
    return _on([text.box.page for text in texts])


def _done(texts: Sequence[HiddenText]) -> str:
    return "read, and marked as hidden" if any(text.paragraph is not None for text in texts) else "left out"


def _on(pages: Sequence[int]) -> str:
    """The pages, each once."""
    numbers = [str(page) for page in sorted(set(pages))]
    return f"on {'page' if len(numbers) == 1 else 'pages'} {shortened(numbers)}"


def tell_encoding(path: Path, listener: Listener) -> None:
    """Say it when the characters of a file had to be guessed."""
    if ingest.assumes_encoding(path):
        says = f"{path.name} does not say how its characters are encoded, and is read as Windows-1252"
        listener(Notice(f"{says}: if some look wrong, save it as UTF-8."))


def tell_suspects(document: Document, suspects: Sequence[Suspect], listener: Listener) -> None:
    """Say which of the paragraphs read seem to be meant for the model, not for a reader."""
    if suspects:
        says = suspected(suspects, document.sources)
        listener(Notice(f"{document.name}: paragraph{'s' if len(suspects) > 1 else ''} {says}."))
