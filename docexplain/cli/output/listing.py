"""Histories and parsed documents as text for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from docexplain.answers.said.record import CHANGED, changed, redacted
from docexplain.cli.output.console import VERDICT_COLOURS
from docexplain.common.display_text import counted, one_line, shortened
from docexplain.records import AnswerSummary, Document, StoredDocument
from docexplain.session.gaps import damage, illegible, ocr_language, only_pages, unseen


def show_history(out: Console, entries: Sequence[AnswerSummary]) -> None:
    """One line per answer, newest first."""
    for entry in entries:
        when = entry.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
        line = Text.assemble(
            (entry.id, "bold"),
            f"  {when}  ",
            (f"{entry.verdict:<11}", VERDICT_COLOURS[entry.verdict]),
            f"  {one_line(entry.document_name) or '(redacted)'}",
            (f"  {CHANGED}" if changed(entry.on_record) else "", "bold red"),
        )
        out.print(line, no_wrap=True)
        steered = f"(what if, to {entry.what_if.original}) " if entry.what_if else ""
        said = redacted(entry.on_record) or f"{one_line(entry.question)}  ->  {one_line(entry.text)}"
        detail = Text(f"    {steered}{said}")
        detail.truncate(max(60, out.width), overflow="ellipsis")
        out.print(detail)


def show_documents(out: Console, entries: Sequence[StoredDocument]) -> None:
    """Two lines per file, the one used last first."""
    for entry in entries:
        used = max(filter(None, (entry.asked_at, entry.stored_at)), default=None)
        when = used.astimezone().strftime("%Y-%m-%d %H:%M") if used else "-"
        name = one_line(entry.name) or "(no name)"
        out.print(Text.assemble((entry.sha256[:12], "bold"), f"  {when:<16}  {name}"), no_wrap=True)
        counts = [counted(entry.pages, "page"), counted(entry.paragraphs, "paragraph")]
        counts.append(counted(entry.questions, "question") if entry.questions else "not asked yet")
        counts += ["needs a password"] if entry.protected else []
        place = one_line(entry.place)
        detail = Text(f"    {', '.join(counts)}{f'  {place}' if place else ''}")
        out.print(detail, no_wrap=True)


def show_document(out: Console, document: Document, *, stored_before: bool, saved: bool = True) -> None:
    """What ingest made of a file: counts, and what was set apart or missing."""
    coverage = document.coverage
    share = coverage.kept / coverage.characters if coverage.characters else 0.0
    state = "already stored" if stored_before else "read" if saved else "read, NOT SAVED"
    out.print(Text.assemble((one_line(document.name), "bold"), f"  {state}, {document.sha256[:12]}"))
    counts = f"{counted(coverage.pages, 'page')}, {counted(len(document.paragraphs), 'paragraph')}"
    found = "the characters found" if coverage.damaged else "characters"
    if coverage.illegible:
        found = "the characters that could be read" if coverage.kept else "the characters"
    out.print(f"  {counts}, {share:.1%} of {found} kept")
    if said := only_pages(coverage):
        out.print(Text(f"  {said}", style="bold"))
    if said := damage(coverage):
        out.print(Text(f"  {said}", style="bold"))
    for page, reason in coverage.damaged_pages:
        out.print(Text(f"  page {page} is damaged: {one_line(reason)}"))
    for said in unseen(coverage):
        out.print(Text(f"  {said}"))
    for said in illegible(coverage):
        out.print(Text(f"  {said}", style="bold"))
    if coverage.furniture:
        out.print(f"  {coverage.furniture} characters set apart as page headers and footers")
    if coverage.recognised:
        pages = [f"{page.page} ({page.confidence:.2f})" for page in coverage.recognised]
        out.print(f"  read by OCR, with confidence: pages {shortened(pages)}")
    if said := ocr_language(document):
        out.print(Text(f"  {said}", style="bold"))
    if coverage.pages_without_text:
        pages = [str(page) for page in coverage.pages_without_text]
        out.print(f"  no text on pages {shortened(pages)} (scans or pictures?)")
    for page, reason in coverage.failed_pages:
        out.print(Text(f"  page {page} could not be read: {one_line(reason)}"))
