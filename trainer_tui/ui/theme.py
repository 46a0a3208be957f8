"""The themes: dark for a night bus, light for a desk, sunlight for a sideline at noon."""

from __future__ import annotations

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
        variables={"cursor-row": "#33475a", "cursor-row-away": "#26303a"},
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
        variables={"cursor-row": "#c4dbf2", "cursor-row-away": "#e3e9ef"},
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
        variables={"text-muted": "#222222", "cursor-row": "#b9d3f5", "cursor-row-away": "#dfe6ee"},
    ),
)

# What the cursor's row looks like in a theme that is not ours.
VARIABLES = {"cursor-row": "#33475a", "cursor-row-away": "#26303a"}

NAMES = {
    "trainer-dark": "Dark",
    "trainer-light": "Light",
    "trainer-sunlight": "Sunlight (high contrast)",
}
