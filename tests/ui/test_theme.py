"""The themes can be read: at least 4.5 to 1 at night and at a desk, at least 7 to 1 in sunlight (WCAG 2)."""

from __future__ import annotations

from itertools import product

import pytest
from textual.color import Color
from textual.theme import Theme

from trainer_tui.ui.theme import DEFAULT, NAMES, STYLES, THEMES, styles

LEAST = {"trainer-dark": 4.5, "trainer-light": 4.5, "trainer-sunlight": 7.0}
INKS = ("foreground", "muted", "primary", "secondary", "accent", "warning", "error")
GROUNDS = ("background", "surface", "panel", "cursor-row", "cursor-row-away")


def colour(theme: Theme, name: str) -> Color:
    return Color.parse(str({**vars(theme), **theme.variables}[name]))


def luminance(colour: Color) -> float:
    """Return the relative luminance as WCAG 2 defines it."""
    parts = [part / 255 for part in colour.rgb]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(a: Color, b: Color) -> float:
    darker, lighter = sorted((luminance(a), luminance(b)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize(("ink", "ground"), list(product(INKS, GROUNDS)))
def test_text_stands_out_from_what_it_is_on(theme: Theme, ink: str, ground: str) -> None:
    ratio = contrast(colour(theme, ground), colour(theme, ink))
    assert ratio >= LEAST[theme.name], f"{ink} on {ground}: {ratio:.2f}"


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_an_emergency_is_shown_inverted_and_readable(theme: Theme) -> None:
    ratio = contrast(colour(theme, "error"), colour(theme, "background"))
    assert ratio >= LEAST[theme.name]


@pytest.mark.parametrize("name", NAMES)
def test_every_theme_has_every_style(name: str) -> None:
    assert set(styles(name)) == set(STYLES)


def test_the_first_theme_exists() -> None:
    assert DEFAULT in NAMES
    assert set(NAMES) == {theme.name for theme in THEMES}
