"""Fields to type into, in which nothing that is typed, pasted or read back can act on the terminal."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Input, TextArea

from trainer_tui.domain.plain_text import visible


class TypedLine(Input):
    """A line of text; a control character shows as a mark of one cell and is kept as it is."""

    @property
    def _value(self) -> Text:
        # One mark for each character, so that the cursor stands where the person sees it.
        return Text(visible(self.value), no_wrap=True, overflow="ignore", end="")


class TypedText(TextArea):
    """A text of several lines, shown as safely as a `TypedLine`."""

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is drawn; a tab stays, for the widget gives it its width."""
        parts = self.document.get_line(line_index).split("\t")
        return Text("\t".join(visible(part) for part in parts), end="", no_wrap=True)


class SecretLine(Input):
    """A line that shows a mark for each character and gives none of them to the clipboard."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(password=True, select_on_focus=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Copy and cut nothing."""
        return action not in ("copy", "cut")

    def _position_to_cell(self, position: int) -> int:
        # A mark takes one cell, however wide the character is.
        return position
