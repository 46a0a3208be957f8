"""The smallest Textual app: what every start and every key is compared with."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class EmptyApp(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        """Yield the line."""
        yield Static("READY")


if __name__ == "__main__":
    EmptyApp().run()
