"""The themes can be read: at least 4.5 to 1 at night and at a desk, at least 7 to 1 in sunlight (WCAG 2).

Tested from the numbers of the themes; `test_look` looks at what is drawn.
"""

from __future__ import annotations

from itertools import product

import pytest
from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from trainer_tui.ui.theme import DEFAULT, NAMES, PLAIN, PLAIN_STYLES, STYLES, THEMES, styles

LEAST = {"trainer-dark": 4.5, "trainer-light": 4.5, "trainer-sunlight": 7.0}
NUMBERED = [theme for theme in THEMES if not theme.ansi]
INKS = ("foreground", "muted", "primary", "secondary", "accent", "warning", "error")
GROUNDS = ("background", "surface", "panel", "panel-lighten-1", "cursor-row", "cursor-row-away")
# What a widget of Textual writes, and on what.
WRITTEN = (
    ("text-disabled", "panel"),
    ("text-disabled", "panel-lighten-1"),
    ("text-muted", "panel"),
    ("text-muted", "background"),
    ("input-cursor-foreground", "input-cursor-background"),
    ("input-selection-foreground", "input-selection-background"),
    ("screen-selection-foreground", "screen-selection-background"),
    ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
    ("text-error", "panel-lighten-1"),
    ("text-warning", "panel-lighten-1"),
    ("text-success", "panel-lighten-1"),
    ("background", "error"),
)
ALIKE_ON_BLACK_AND_WHITE = {None, 1, 5}
"""None, red and magenta: the colours of a terminal that stand out from black as well as from white."""


def colour(theme: Theme, name: str) -> Color:
    """Return a colour of a theme as the style sheets get it; it must not let anything shine through."""
    found = Color.parse({**theme.to_color_system().generate(), **theme.variables}[name])
    assert found.a == 1, f"{name} of {theme.name} is {found}: what it looks like depends on what is below"
    return found


def luminance(colour: Color) -> float:
    """Return the relative luminance as WCAG 2 defines it."""
    parts = [part / 255 for part in colour.rgb]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(a: Color, b: Color) -> float:
    darker, lighter = sorted((luminance(a), luminance(b)))
    return (lighter + 0.05) / (darker + 0.05)


themes = pytest.mark.parametrize("theme", NUMBERED, ids=lambda theme: theme.name)


@themes
@pytest.mark.parametrize(("ink", "ground"), [*product(INKS, GROUNDS), *WRITTEN])
def test_text_stands_out_from_what_it_is_on(theme: Theme, ink: str, ground: str) -> None:
    ratio = contrast(colour(theme, ground), colour(theme, ink))
    assert ratio >= LEAST[theme.name], f"{ink} on {ground}: {ratio:.2f}"


@themes
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("name", STYLES)
def test_every_style_of_rows_stands_out_from_every_ground(theme: Theme, name: str, ground: str) -> None:
    style = styles(theme.name)[name]
    ink = Color.from_rich_color(style.color) if style.color else colour(theme, "foreground")
    paper = Color.from_rich_color(style.bgcolor) if style.bgcolor else colour(theme, ground)
    assert contrast(ink, paper) >= LEAST[theme.name]


def test_the_measure_is_that_of_the_guideline() -> None:
    assert contrast(Color.parse("#000"), Color.parse("#fff")) == pytest.approx(21)
    assert contrast(Color.parse("#777"), Color.parse("#fff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", NAMES)
def test_every_theme_has_every_style(name: str) -> None:
    assert set(styles(name)) == set(STYLES)


def test_the_first_theme_exists() -> None:
    assert DEFAULT in NAMES
    assert set(NAMES) == {theme.name for theme in THEMES}


# --- the terminal's own colours -------------------------------------------------------------------


def test_the_terminals_own_colours_are_those_seen_on_black_and_on_white() -> None:
    for name, style in styles(PLAIN).items():
        assert style.bgcolor is None, name
        assert (style.color.number if style.color else None) in ALIKE_ON_BLACK_AND_WHITE, name


@pytest.mark.parametrize(
    "name", ["ems_now", "same_day", "h24_72", "warning", "title", "link", "cursor", "match"]
)
def test_what_stands_out_does_so_without_any_colour(name: str) -> None:
    bare = Style.parse(PLAIN_STYLES[name]).without_color
    assert bare.bold or bare.reverse or bare.underline
