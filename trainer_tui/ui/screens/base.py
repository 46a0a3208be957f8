"""What every mode screen shares: the bar of modes, the line of keys, the way to the services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from trainer_tui.ui.actions import Command
from trainer_tui.ui.widgets.bars import KeyBar, ModeBar

if TYPE_CHECKING:
    from trainer_tui.bootstrap import Services
    from trainer_tui.ui.app import TrainerApp


class BaseScreen(Screen[None]):
    """A screen with a mode, commands and help; subclasses compose `body`."""

    MODE: ClassVar[str] = ""
    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = ()
    HELP_TEXT: ClassVar[str] = ""
    """What this screen is for, in two or three sentences."""
    LISTS: ClassVar[bool] = True
    """Whether its help explains the keys of lists."""
    AUTO_FOCUS = ""
    # What is too high scrolls by itself; a screen that scrolled would take its line of keys along.
    DEFAULT_CSS = """
    BaseScreen { overflow: hidden; }
    """

    def __init__(self) -> None:
        super().__init__()
        # It is styled as it is made; for one that seems older Textual would read all style sheets again.
        self._css_update_count = self.trainer.sheets_read

    @property
    def help_title(self) -> str:
        """The name of the screen in its help."""
        return self.MODE.capitalize() or "Help"

    @property
    def help_commands(self) -> Sequence[Command]:
        """The commands its help explains: those of the moment."""
        return self.COMMANDS_SHOWN

    @property
    def trainer(self) -> TrainerApp:
        """The app, by its own type."""
        return cast("TrainerApp", self.app)

    @property
    def services(self) -> Services:
        """The services; only to be asked for once the records are open."""
        return self.trainer.services

    def compose(self) -> ComposeResult:
        """Yield the bars around the body."""
        yield ModeBar(self.MODE, self.trainer.notice)
        yield from self.body()
        yield KeyBar(self.COMMANDS_SHOWN)

    def body(self) -> ComposeResult:
        """Yield what stands between the bars."""
        yield from ()

    def show_notice(self, notice: str) -> None:
        """Show what must be seen from everywhere, such as parked drafts."""
        for bar in self.query(ModeBar):
            bar.notice = notice

    def takes(self, character: str) -> bool:
        """Tell whether a character is text here though no field has the cursor."""
        return False

    def reload(self) -> None:
        """Read the records again; called when they changed and when the screen comes back."""

    def time_passed(self) -> None:
        """Show again what is said of the time, such as in how many minutes a check is due."""

    def restore(self) -> None:
        """Take up what is remembered, which could not be read yet when the screen was made."""

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Catch up with what happened while another screen was shown."""
        # Shown for the first time, it was styled a moment ago.
        event.refresh_styles = bool(self.stack_updates)
        self.show_notice(self.trainer.notice)
        if self.trainer.records_open:
            self.reload()
