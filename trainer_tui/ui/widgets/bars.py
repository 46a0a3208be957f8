"""The line at the top that says where one is, and the line at the bottom that says which keys work."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from trainer_tui.domain.plain_text import visible
from trainer_tui.ui.actions import Command

MODES = (
    ("today", "F2", "Today"),
    ("reference", "F3", "Reference"),
    ("incidents", "F4", "Incidents"),
    ("athletes", "F5", "Athletes"),
    ("season", "F6", "Season"),
)


class ModeBar(Widget):
    """The modes with the present one marked, and what must be seen from everywhere."""

    DEFAULT_CSS = """
    ModeBar { height: 1; dock: top; background: $panel; color: $foreground; }
    """
    notice: reactive[str] = reactive("")

    def __init__(self, mode: str, notice: str = "") -> None:
        """Show a mode as the present one."""
        super().__init__()
        self.mode = mode
        self.set_reactive(ModeBar.notice, notice)

    def render(self) -> Content:
        """Return the line."""
        notice = f" {visible(self.notice)} " if self.notice else ""
        words = [f"{'▸' if mode == self.mode else ' '}{key} {title} " for mode, key, title in MODES]
        if 1 + sum(map(len, words)) + len(notice.rstrip()) > self.size.width:
            # A notice is worth more than the names of the modes, whose keys stay.
            words = [
                word if mode == self.mode else f" {key} "
                for word, (mode, key, _) in zip(words, MODES, strict=True)
            ]
        parts: list[tuple[str, str] | str] = [" "]
        for word, (mode, _, _) in zip(words, MODES, strict=True):
            parts.append((word, "bold $primary" if mode == self.mode else "$text-muted"))
        parts.append((notice, "bold $warning"))
        return Content.assemble(*parts)


class KeyBar(Widget):
    """The keys that work here, as many as the line holds; `?` shows all."""

    DEFAULT_CSS = """
    KeyBar { height: 1; dock: bottom; background: $panel; color: $foreground; }
    """

    def __init__(self, commands: Sequence[Command]) -> None:
        """Show the commands that are declared to be shown."""
        super().__init__()
        self.commands = tuple(commands)

    def show(self, commands: Sequence[Command]) -> None:
        """Show other commands."""
        self.commands = tuple(commands)
        self.refresh()

    def render(self) -> Content:
        """Return the line."""
        parts: list[tuple[str, str]] = [(" ", "")]
        shown = [command for command in self.commands if command.shown]
        if not any(command.action == HELP_IN_FORMS for command in shown):
            shown.append(HELP)
        for command in shown:
            parts.append((f"{command.first_key}", "bold $accent"))
            parts.append((f" {command.title}  ", "$foreground"))
        return Content.assemble(*parts)


HELP_IN_FORMS = "app.help"
HELP = Command("question_mark", "help", "Help", "")
