"""What stands before an answer that was changed, and in the place of one whose content was removed."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from docexplain.answers.said.record import CHANGED, changed, redacted
from docexplain.answers.several import mark
from docexplain.cli.output.console import VERDICT_COLOURS, labelled
from docexplain.common.display_text import counted, one_line
from docexplain.records import Answer, OnRecord


def show_changed(out: Console, found: OnRecord | None, *, name: str = "") -> None:
    """That an answer is not what was recorded; nothing where it is.

    Args:
        name: what it is, where it is not the one that was asked for.
    """
    if said := changed(found):
        labelled(out, CHANGED, Text(f"{name}: {said}" if name else said, style="bold red"))
        out.print()


def show_redacted(out: Console, answer: Answer, found: OnRecord, *, top: int) -> None:
    """What is left of an answer whose content was removed."""
    labelled(out, "Question", Text(redacted(found)))
    labelled(out, "Asked", Text(answer.created_at.astimezone().strftime("%Y-%m-%d %H:%M:%S %z")))
    labelled(out, "Answer", Text(redacted(found)))
    if answer.given:
        labelled(out, "Given by", Text(one_line(answer.given_by) or "the user"))
    labelled(out, "Verdict", Text(str(answer.verdict), style=f"bold {VERDICT_COLOURS[answer.verdict]}"))
    files = [source.sha256 for source in answer.sources] or [answer.document_sha256]
    labelled(out, "Document", Text(", ".join(f"SHA-256 {sha256}" for sha256 in files)))
    labelled(out, "Effect", Text(f"{answer.document_effect:+.2f} nats"))
    if answer.cited:
        labelled(out, "Cited", Text(" ".join(f"[{mark(answer.sources, index)}]" for index in answer.cited.paragraphs)))
    read = f"{counted(len(answer.read), 'paragraph')} of {answer.paragraphs_total:,}"
    labelled(out, "Read", Text(read))
    best = ", ".join(f"[{mark(answer.sources, each.index)}] {each.effect:+.2f} nats" for each in answer.effects[:top])
    labelled(out, "Best", Text(best or "-"))
    model = f"{one_line(answer.model.name)} {one_line(answer.model.fingerprint)}"
    labelled(out, "Model", Text(model.strip()))
