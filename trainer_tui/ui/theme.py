"""The themes: dark for a night bus, light for a desk, sunlight for a sideline at noon, the terminal's own.

Where the terminal's own sixteen colours are used, or none, only what can be read on black and on white says
something: bold, underline and reverse, and beside them red and magenta, each with its word and its symbol.
"""

from __future__ import annotations

from functools import cache

from rich.style import Style
from textual.theme import Theme

DEFAULT = "trainer-dark"
PLAIN = "trainer-ansi"
"""The theme of the terminal's own colours; with `NO_COLOR` it is the only one, and has none."""


def _told_apart(foreground: str, background: str, muted: str, row: str, away: str) -> dict[str, str]:
    """Return the variables that Textual would make from others with too little contrast to be read."""
    marked = {"background": foreground, "foreground": background}
    return {
        "muted": muted,
        "text-muted": muted,
        "text-disabled": muted,
        "cursor-row": row,
        "cursor-row-away": away,
        "block-cursor-blurred-background": row,
        **{f"input-selection-{part}": colour for part, colour in marked.items()},
        **{f"screen-selection-{part}": colour for part, colour in marked.items()},
    }


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
        variables=_told_apart("#e8eaed", "#101418", "#a5afb8", "#2a3d50", "#26303a"),
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
        variables=_told_apart("#14181c", "#ffffff", "#46515b", "#c4dbf2", "#e3e9ef"),
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
        variables=_told_apart("#000000", "#ffffff", "#222222", "#c4dbf9", "#dfe6ee"),
    ),
    Theme(
        name=PLAIN,
        ansi=True,
        primary="ansi_default",
        secondary="ansi_default",
        accent="ansi_default",
        warning="ansi_magenta",
        error="ansi_red",
        success="ansi_default",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        dark=True,
        variables={
            "muted": "ansi_default",
            "text-muted": "ansi_default",
            "text-disabled": "ansi_default",
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "border": "ansi_default",
            "scrollbar": "ansi_default",
            "block-cursor-blurred-text-style": "reverse",
        },
    ),
)

NAMES = {
    "trainer-dark": "Dark",
    "trainer-light": "Light",
    "trainer-sunlight": "Sunlight (high contrast)",
    PLAIN: "The terminal's own",
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

# The same where the terminal says how a colour looks: what is told apart is told apart without colour too.
PLAIN_STYLES = {
    **STYLES,
    "muted": "",
    "title": "bold",
    "heading": "bold",
    "label": "bold",
    "link": "underline",
    "ems_now": "bold reverse",
    "same_day": "bold red",
    "h24_72": "bold magenta",
    "warning": "bold magenta",
    "cursor": "reverse",
    "cursor-away": "",
}


@cache
def styles(theme: str) -> dict[str, Style]:
    """Return the styles of rows in one of our themes."""
    if theme == PLAIN:
        return {name: Style.parse(words) for name, words in PLAIN_STYLES.items()}
    found = next(each for each in THEMES if each.name == theme)
    colours = {**vars(found), **found.variables}
    return {
        name: Style.parse(" ".join(str(colours.get(word) or word) for word in words.split()))
        for name, words in STYLES.items()
    }
