"""What is known about the paragraph under the cursor."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from docexplain.records import BlockClass, Paragraph
from tui.rows import heading
from tui.shading import WORDS_COLOUR, Kind, Shade, signed, times


class Detail(Static):
    """Place and class of a paragraph, and its effect on the answer in words and numbers."""

    DEFAULT_CSS = """
    Detail {
        height: auto;
        max-height: 6;
        border-top: solid $panel-lighten-2;
        border-title-color: $text-muted;
        background: $surface;
        &.-empty { display: none; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)
        self.border_title = "Paragraph"

    def fill(self, paragraph: Paragraph | None, shade: Shade | None, cited: int = 0) -> None:
        """Show a paragraph; ``shade`` is None when no answer is shown, ``cited`` how many paragraphs it cites."""
        self.set_class(paragraph is None, "-empty")
        if paragraph is not None:
            self.border_title = f"Paragraph {paragraph.index}"
            self.update(Content.assemble(_place(paragraph), *_effect(shade, cited)))


def _place(paragraph: Paragraph) -> str:
    pages = sorted({box.page for box in paragraph.boxes})
    parts = [f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]}–{pages[-1]}"]
    if paragraph.block_class is not BlockClass.TEXT:
        parts.append(paragraph.block_class.replace("-", " "))
    if paragraph.heading_path:
        parts.append(heading(paragraph.heading_path))
    return " · ".join(parts)


def _effect(shade: Shade | None, cited: int) -> list[tuple[str, str]]:
    if shade is None:
        return []
    if shade.kind is Kind.UNREAD:
        return [("\nNot read by the model for this answer: its effect is unknown.", "dim")]
    numbers = f"{signed(shade.effect)} nats · probability drop {signed(shade.probability_drop)}"
    if shade.kind is Kind.NOISE:
        return [("\nNo clear effect: within the noise of the computation.\n", ""), (numbers, "dim")]
    style = f"bold {WORDS_COLOUR[shade.kind]}"
    if shade.kind is Kind.AGAINST:
        return [
            (f"\nCounter-evidence: without it the answer is {times(shade.effect)} likelier.\n", style),
            (numbers, ""),
        ]
    place = f" · cited {shade.rank} of {cited}" if shade.rank else ""
    return [
        (f"\nSupports: without it the answer is {times(shade.effect)} less likely.\n", style),
        (numbers + place, ""),
    ]
