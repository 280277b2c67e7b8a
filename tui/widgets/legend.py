"""What the signs beside the paragraphs mean, in words: those that the answer shown has."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from docexplain.answers import Kind, kind_in
from docexplain.records import Answer
from tui.view.colours import WORDS_STYLE
from tui.view.document.drawing import CITED_SIGN, GUTTER_SIGNS

WORDS = {
    Kind.SUPPORTS: "supports",
    Kind.EACH: "each gives it",
    Kind.TOGETHER: "together only",
    Kind.AGAINST: "speaks against",
    Kind.SHARE: "share only",
    Kind.NOISE: "noise",
}


class Legend(Static):
    """One line, under the document."""

    DEFAULT_CSS = """
    Legend {
        height: 1;
        color: $text-muted;
        background: $surface;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        &.-empty { display: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.set_class(True, "-empty")

    def fill(self, answer: Answer | None) -> None:
        """Explain the signs of an answer; without one there are none."""
        kinds = set() if answer is None else {kind_in(answer, effect) for effect in answer.effects}
        parts: list[Content] = []
        if answer is not None and answer.cited is not None:
            parts.append(Content.assemble((CITED_SIGN, "bold $supports"), " cited"))
        for kind, words in WORDS.items():
            if kind in kinds:
                parts.append(Content.assemble((GUTTER_SIGNS[kind], WORDS_STYLE.get(kind, "")), f" {words}"))
        self.set_class(not parts, "-empty")
        self.update(Content("   ").join([*parts, Content("deeper shade: larger share")] if parts else []))
