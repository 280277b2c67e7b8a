"""Contrast by the formula of WCAG 2, worked out here from what Textual makes of the themes."""

from __future__ import annotations

import re

import pytest
from textual.theme import BUILTIN_THEMES

from docexplain.session.settings.entries import THEMES as NAMES
from tui.view.colours import DARK, LIGHT
from tui.view.settings.themes import HIGH_CONTRAST, OWN, THEMES, name_of

PAGES = ("background", "surface", "panel")
INKS = (
    "text", "text-muted", "text-disabled", "foreground", "foreground-muted", "primary", "accent", "warning", "error",
    "success", "text-primary", "text-accent", "text-warning", "text-error", "text-success", "footer-foreground",
    "footer-key-foreground", "footer-description-foreground", "link-color", "border",
)  # fmt: skip
PAIRS = (
    ("block-cursor-foreground", "block-cursor-background"),
    ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
    ("input-cursor-foreground", "input-cursor-background"),
    ("input-selection-foreground", "input-selection-background"),
)


def luminance(colour):
    assert re.fullmatch(r"#[0-9A-Fa-f]{6}", colour), f"{colour} is seen through, or depends on what is below"
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_the_formula():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # as WebAIM's checker has it


@pytest.mark.parametrize("theme", OWN, ids=lambda theme: theme.name)
def test_all_text_is_in_high_contrast(theme):
    colours = theme.to_color_system().generate()
    low = {
        (ink, page): round(contrast(colours[ink], colours[page]), 2)
        for ink, page in [*((ink, page) for ink in INKS for page in PAGES), *PAIRS]
        if contrast(colours[ink], colours[page]) < 7
    }
    assert low == {}


@pytest.mark.parametrize(
    ("theme", "ours"), [(OWN[0], DARK), (OWN[1], LIGHT)], ids=lambda each: getattr(each, "name", "")
)
def test_words_about_effects_and_verdicts_are_readable_on_it(theme, ours):
    page = theme.to_color_system().generate()["background"]
    for colour in (*ours.words.values(), *ours.variables.values()):
        assert contrast(colour, page) >= 7, colour


def test_each_name_of_the_settings_is_a_theme():
    known = set(BUILTIN_THEMES) | {theme.name for theme in OWN}
    assert tuple(THEMES) == NAMES
    assert set(THEMES.values()) <= known
    assert [name_of(known) for known in THEMES.values()] == list(NAMES)
    assert name_of("nord") == "nord"


def test_the_terminals_own_colours_are_not_mixed():
    assert BUILTIN_THEMES[THEMES["terminal"]].ansi
    assert not HIGH_CONTRAST.ansi
