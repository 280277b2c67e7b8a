"""What is known about the paragraph under the cursor."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from docexplain.answers import Kind
from docexplain.answers.said.wording import share
from docexplain.common.display_text import one_line
from docexplain.records import BlockClass, Paragraph
from tui.view.colours import WORDS_STYLE
from tui.view.document.rows import heading
from tui.view.explained import FocusedPassage, UnderCursor
from tui.view.shading import Shade, signed, times


class Detail(Static):
    """Place and class of a paragraph, and its effect on the answer in words and numbers.

    Attributes:
        more_key: the key that reads the paragraph, as people write it; empty where there is none.
    """

    DEFAULT_CSS = """
    Detail {
        height: 5;
        border-top: solid $panel-lighten-2;
        border-title-color: $text-muted;
        background: $surface;
        &.-empty { display: none; }
        &.-bare { height: 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.more_key = ""
        self.border_title = "Paragraph"

    def fill(self, spot: UnderCursor | None) -> None:
        """Show what is known about the place under the cursor."""
        self.set_class(spot is None, "-empty")
        if spot is not None:
            self.border_title = Content(
                _place(spot.paragraph, spot.label, spot.name)
            )  # as it is: a heading may look like markup
            mark = [(spot.mark, "bold $strong")] if spot.mark else []
            table = [(spot.table, "dim")] if spot.table else []
            lines = [*_effect(spot, self.more_key), *table, *_part(spot.part, self.size.width), *mark]
            self.set_class(spot.shade is None and not lines, "-bare")
            self.update(Content("\n").join(Content.styled(text, style) for text, style in lines), layout=False)


def _place(paragraph: Paragraph, label: str, name: tuple[str, str]) -> str:
    called, of = name
    pages = sorted({box.page for box in paragraph.boxes})
    where = f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]}–{pages[-1]}"
    parts = [f"Paragraph {called or paragraph.index}", *([of] if of else [])]
    parts.append(f"{where} (labelled {one_line(label)})" if label else where)
    if paragraph.block_class is not BlockClass.TEXT:
        parts.append(paragraph.block_class.replace("-", " "))
    if paragraph.heading_path:
        parts.append(heading(paragraph.heading_path))
    return " · ".join(parts)


def _effect(spot: UnderCursor, more: str) -> list[tuple[str, str]]:
    shade = spot.shade
    if shade is None:
        return []
    if shade.kind is Kind.UNREAD:
        reads = f": {more} reads it" if more else ""
        return [(f"Not read by the model for this answer, so its effect is unknown{reads}.", "dim")]
    numbers = _numbers(shade) + (f" · cited {shade.rank} of {spot.cited}" if shade.rank else "")
    doubt = [(shade.doubt, "$weak")] if shade.doubt else []
    if shade.kind is Kind.NOISE:
        return [("No clear effect: within the noise of the computation.", ""), (numbers, "dim"), *doubt]
    if shade.kind is Kind.SHARE:
        return [("Not hidden on its own: only its share of the document effect is known.", ""), (numbers, "dim")]
    style = WORDS_STYLE[shade.kind]
    if shade.kind.is_joint:
        alone = "Hidden by itself: " if shade.effect is not None else ""
        return [(spot.joint, style), (f"{alone}{numbers}", ""), *doubt]
    gone = times(shade.effect or 0.0)
    if shade.kind is Kind.AGAINST:
        says = f"Counter-evidence: without it {spot.of} is {gone} likelier."
    else:
        says = f"Supports: without it {spot.of} is {gone} less likely."
    return [(says, style), (numbers, ""), *doubt]


def _numbers(shade: Shade) -> str:
    """Its share, and what hiding it does, as far as each is known."""
    known = [] if shade.share is None else [f"share {share(shade.share)}"]
    if shade.effect is not None:
        known += [f"{signed(shade.effect)} nats", f"probability drop {signed(shade.probability_drop)}"]
    elif shade.kind is Kind.NOISE:
        known.append("not hidden on its own")
    return " · ".join(known) or "share unknown"


def _part(part: FocusedPassage | None, width: int) -> list[tuple[str, str]]:
    """The sentence or token in focus, its own effect, and as much of it as fits: it is underlined in the document."""
    if part is None:
        return []
    shade = part.shade
    figure = f"share {share(shade.share)}" if shade.share is not None else f"{signed(shade.effect or 0.0)} nats"
    says = f"{part.noun} {part.number} of {part.of} (← → to move): {figure}, {shade.kind}"
    room = width - len(says) - 3
    return [(says + (f" “{one_line(part.text, room)}”" if room > 12 else ""), "")]
