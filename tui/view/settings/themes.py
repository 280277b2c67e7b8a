"""The themes that a user chooses by name; two of them are our own, with all text in high contrast."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from textual.theme import Theme


def _high_contrast(
    name: str, *, dark: bool, ink: str, page: str, panel: str, colours: tuple[str, str, str, str]
) -> Theme:
    """A theme in which text that is less important is as readable as the rest.

    Args:
        colours: of what has the focus, of warnings, of errors, and of what went well; readable on ``page``.
    """
    focus, warning, error, success = colours
    cursor = {"block-cursor-background": focus, "block-cursor-foreground": page, "block-cursor-text-style": "bold"}
    blurred = {
        "block-cursor-blurred-background": panel,
        "block-cursor-blurred-foreground": ink,
        "block-cursor-blurred-text-style": "bold underline",
        "border-blurred": ink,
    }
    text = {
        "text": ink,
        "text-muted": ink,
        "text-disabled": ink,
        "foreground-muted": ink,
        "foreground-disabled": ink,
        "footer-foreground": ink,
        "footer-background": panel,
        "footer-key-foreground": focus,
        "footer-description-foreground": ink,
        "input-cursor-background": ink,
        "input-cursor-foreground": page,
        "input-selection-background": focus,
        "input-selection-foreground": page,
        "scrollbar": ink,
        "scrollbar-background": panel,
        "link-color": focus,
    }
    return Theme(
        name=name,
        primary=focus,
        secondary=focus,
        accent=focus,
        warning=warning,
        error=error,
        success=success,
        foreground=ink,
        background=page,
        surface=page,
        panel=panel,
        boost=panel,
        dark=dark,
        text_alpha=1.0,
        variables=text | cursor | blurred,
    )


HIGH_CONTRAST = _high_contrast(
    "high-contrast", dark=True, ink="#ffffff", page="#000000", panel="#1c1c1c",
    colours=("#7fd4ff", "#ffd75f", "#ff9d9d", "#87ff87"),
)  # fmt: skip
HIGH_CONTRAST_LIGHT = _high_contrast(
    "high-contrast-light", dark=False, ink="#000000", page="#ffffff", panel="#ececec",
    colours=("#003f7d", "#5a3d00", "#8b0000", "#004d1a"),
)  # fmt: skip
OWN = (HIGH_CONTRAST, HIGH_CONTRAST_LIGHT)
"""What the app has to register."""

THEMES: Mapping[str, str] = MappingProxyType(
    {
        "dark": "textual-dark",
        "light": "textual-light",
        HIGH_CONTRAST.name: HIGH_CONTRAST.name,
        HIGH_CONTRAST_LIGHT.name: HIGH_CONTRAST_LIGHT.name,
        "terminal": "ansi-dark",
    }
)
"""By the names in the settings, the names that Textual knows them by."""


def name_of(theme: str) -> str:
    """The name in the settings of one of Textual's themes; its own where the settings have none."""
    return next((name for name, known in THEMES.items() if known == theme), theme)
