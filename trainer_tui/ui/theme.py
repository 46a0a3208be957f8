"""The themes: dark for a night bus, light for a desk, sunlight for a sideline at noon."""

from __future__ import annotations

from functools import cache

from rich.style import Style
from textual.theme import Theme

DEFAULT = "trainer-dark"

THEMES = (
    Theme(
        name="trainer-dark",
        primary="#8fc7ff",
        secondary="#9fd8c4",
        accent="#ffd479",
        warning="#ffb454",
        error="#ff8f84",
        success="#9fd8c4",
        foreground="#e8eaed",
        background="#101418",
        surface="#151a1f",
        panel="#232a31",
        dark=True,
        variables={"muted": "#a5afb8", "cursor-row": "#2a3d50", "cursor-row-away": "#26303a"},
    ),
    Theme(
        name="trainer-light",
        primary="#0b4f8a",
        secondary="#1c5c4a",
        accent="#6a3d00",
        warning="#7a4a00",
        error="#9c1c12",
        success="#1c5c4a",
        foreground="#14181c",
        background="#ffffff",
        surface="#f7f8f9",
        panel="#e4e8ec",
        dark=False,
        variables={"muted": "#46515b", "cursor-row": "#c4dbf2", "cursor-row-away": "#e3e9ef"},
    ),
    Theme(
        name="trainer-sunlight",
        primary="#002f6b",
        secondary="#003b2a",
        accent="#4a1f00",
        warning="#5a2d00",
        error="#7a0000",
        success="#003b2a",
        foreground="#000000",
        background="#ffffff",
        surface="#ffffff",
        panel="#dfe6ee",
        dark=False,
        text_alpha=1.0,
        variables={
            "text-muted": "#222222",
            "muted": "#222222",
            "cursor-row": "#c4dbf9",
            "cursor-row-away": "#dfe6ee",
        },
    ),
)

NAMES = {
    "trainer-dark": "Dark",
    "trainer-light": "Light",
    "trainer-sunlight": "Sunlight (high contrast)",
}

# The styles of rows: attributes, and a colour of the theme by its name. Taken from here and not from style
# sheets, because a sheet would be matched against every list and page once more for each style.
STYLES = {
    "text": "",
    "muted": "muted",
    "title": "bold primary",
    "heading": "bold primary",
    "label": "secondary",
    "link": "underline accent",
    "strong": "bold",
    "ems_now": "bold background on error",
    "same_day": "bold error",
    "h24_72": "bold warning",
    "routine": "bold",
    "warning": "bold warning",
    "match": "bold underline",
    "cursor": "on cursor-row",
    "cursor-away": "on cursor-row-away",
}


@cache
def styles(theme: str) -> dict[str, Style]:
    """Return the styles of rows in one of our themes."""
    found = next(each for each in THEMES if each.name == theme)
    colours = {**vars(found), **found.variables}
    return {
        name: Style.parse(" ".join(str(colours.get(word) or word) for word in words.split()))
        for name, words in STYLES.items()
    }
