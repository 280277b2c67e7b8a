"""The colours of shades and verdicts. Colour never stands alone: beside it are a bar or a sign, a number and a word.

Blue for, orange against: the pair that the common colour blindnesses tell apart. No green or red, which say "right" and
"wrong". Backgrounds are close to the page's, so that text stays readable on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from docexplain.answers import Kind
from docexplain.records import Verdict
from tui.view.shading import Shade

Shades = tuple[str | None, str | None, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one kind of theme.

    Attributes:
        backgrounds, accents: of texts, and of signs and bars, by kind and intensity; None: the page's own.
        joint: background and accent of paragraphs that count in a group only: their own effect says little, so there is
            one intensity.
        words: of numbers and words: always clear, so that a weak effect is no less readable.
        variables: what the styles of widgets call by name, such as ``$weak``.
        dim: of what is less important; ``strong``: of marks and the cursor; ``found``: background of what was found.
    """

    backgrounds: Mapping[Kind, Shades]
    accents: Mapping[Kind, Shades]
    joint: tuple[str | None, str]
    words: Mapping[Kind, str]
    variables: Mapping[str, str]
    dim: str
    strong: str
    found: str

    def background(self, shade: Shade) -> str | None:
        """Background colour of a text, or None for the page's own."""
        if shade.kind.is_joint:
            return self.joint[0]
        return self.backgrounds[shade.tone][shade.level - 1] if shade.level else None

    def accent(self, shade: Shade) -> str | None:
        """Colour of a paragraph's sign and bar, or None for the page's own."""
        if shade.kind.is_joint:
            return self.joint[1]
        return self.accents[shade.tone][shade.level - 1] if shade.level else None


def _words(supports: str, against: str, joint: str) -> Mapping[Kind, str]:
    by_kind = {Kind.SUPPORTS: supports, Kind.AGAINST: against, Kind.EACH: joint, Kind.TOGETHER: joint}
    return MappingProxyType(by_kind)


def _variables(supports: str, against: str, joint: str, others: tuple[str, str, str, str]) -> Mapping[str, str]:
    weak, unsupported, caution, strong = others
    named = {"supports": supports, "against": against, "joint": joint, "weak": weak}
    return MappingProxyType(named | {"unsupported": unsupported, "caution": caution, "strong": strong})


DARK = Colours(
    backgrounds={
        Kind.SUPPORTS: ("#17212b", "#18293a", "#1a344c", "#1c4162", "#1f507c"),
        Kind.AGAINST: ("#2a2018", "#38281a", "#48311b", "#5a3a1b", "#6e441a"),
    },
    accents={
        Kind.SUPPORTS: ("#3d6a94", "#4a83b8", "#569bd9", "#6bb3f0", "#8cc8ff"),
        Kind.AGAINST: ("#8a6236", "#ad7a3f", "#cc8f47", "#e8a450", "#ffbb66"),
    },
    joint=("#2a2140", "#c4a7ff"),
    words=_words("#8cc8ff", "#ffbb66", "#c4a7ff"),
    variables=_variables("#8cc8ff", "#ffbb66", "#c4a7ff", ("#e8c95a", "#f2a3d4", "#ffb4ab", "#ffffff")),
    dim="#9a9a9a",
    strong="#ffffff",
    found="#6b5a00",
)
LIGHT = Colours(
    backgrounds={
        Kind.SUPPORTS: ("#eaf2fa", "#dbe9f6", "#c8def3", "#b3d1ee", "#9cc3e9"),
        Kind.AGAINST: ("#fbf1e2", "#fae7cd", "#f8dab3", "#f5cc97", "#f1bc78"),
    },
    accents={
        Kind.SUPPORTS: ("#7fa8cf", "#5b8fc2", "#3d78b4", "#2263a5", "#0d4f93"),
        Kind.AGAINST: ("#c9a06a", "#b88746", "#a66f28", "#94580f", "#824600"),
    },
    joint=("#e6dcf8", "#5c2fa3"),
    words=_words("#0d4f93", "#7a4200", "#5c2fa3"),
    variables=_variables("#0d4f93", "#7a4200", "#5c2fa3", ("#6b5200", "#8f1d63", "#a11212", "#000000")),
    dim="#5c5c5c",
    strong="#000000",
    found="#ffe46b",
)
_NONE: Shades = (None, None, None, None, None)
TERMINAL = Colours(
    backgrounds={Kind.SUPPORTS: _NONE, Kind.AGAINST: _NONE},
    accents={Kind.SUPPORTS: ("blue",) * 5, Kind.AGAINST: ("yellow",) * 5},
    joint=(None, "magenta"),
    words=_words("blue", "yellow", "magenta"),
    variables=_variables(
        "ansi_blue", "ansi_yellow", "ansi_magenta", ("ansi_yellow", "ansi_magenta", "ansi_red", "ansi_default")
    ),
    dim="bright_black",
    strong="default",
    found="yellow",
)
"""The terminal's own sixteen: no backgrounds, which may be any."""


def colours_for(*, dark: bool, ansi: bool) -> Colours:
    """The colours that go with a theme."""
    return TERMINAL if ansi else DARK if dark else LIGHT


VERDICT_STYLE = {
    Verdict.SUPPORTED: "bold $supports",
    Verdict.WEAK: "bold $weak",
    Verdict.UNSUPPORTED: "bold $unsupported",
}
WORDS_STYLE = {
    Kind.SUPPORTS: "bold $supports",
    Kind.AGAINST: "bold $against",
    Kind.EACH: "bold $joint",
    Kind.TOGETHER: "bold $joint",
}
CAUTION_STYLE = "bold $caution"
"""Of what is not to be overlooked: an answer that is not saved, or not what was recorded."""
