"""The colours of shades and verdicts. Colour never stands alone: beside it are a bar or a sign, a number and a word.

Blue for, orange against: the pair that the common colour blindnesses tell apart. Backgrounds are dark, so that text
stays readable on them.
"""

from __future__ import annotations

from docexplain.answers import Kind
from docexplain.records import Verdict
from tui.view.shading import Shade

_BACKGROUND = {
    Kind.SUPPORTS: ("#17212b", "#18293a", "#1a344c", "#1c4162", "#1f507c"),
    Kind.AGAINST: ("#2a2018", "#38281a", "#48311b", "#5a3a1b", "#6e441a"),
}
_ACCENT = {
    Kind.SUPPORTS: ("#3d6a94", "#4a83b8", "#569bd9", "#6bb3f0", "#8cc8ff"),
    Kind.AGAINST: ("#8a6236", "#ad7a3f", "#cc8f47", "#e8a450", "#ffbb66"),
}
_JOINT_BACKGROUND, _JOINT_ACCENT = "#2a2140", "#c4a7ff"
"""For paragraphs that count in a group only: their own effect says little, so there is one intensity."""

WORDS_COLOUR = {
    Kind.SUPPORTS: "#8cc8ff",
    Kind.AGAINST: "#ffbb66",
    Kind.EITHER: _JOINT_ACCENT,
    Kind.TOGETHER: _JOINT_ACCENT,
}
"""Colour of numbers and words: always bright, so that a weak effect is no less readable."""

VERDICT_STYLE = {Verdict.SUPPORTED: "bold #8cc8ff", Verdict.WEAK: "bold #e8c95a", Verdict.UNSUPPORTED: "bold #f2a3d4"}
"""No green or red, which say "right" and "wrong": the blue of what supports an answer where it was caused."""
MARK_COLOUR = "#ffffff"


def background(shade: Shade) -> str | None:
    """Background colour of a text, or None for the panel's own."""
    if shade.kind.is_joint:
        return _JOINT_BACKGROUND
    return _BACKGROUND[shade.tone][shade.level - 1] if shade.level else None


def accent(shade: Shade) -> str | None:
    """Colour of a paragraph's gutter and bar, or None for the panel's own."""
    if shade.kind.is_joint:
        return _JOINT_ACCENT
    return _ACCENT[shade.tone][shade.level - 1] if shade.level else None
