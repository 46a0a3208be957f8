"""What every step of a capture has in common, and the steps that are a numbered list of choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from trainer_tui.services.capture import CaptureDraft
from trainer_tui.ui.actions import CHOICES, Command
from trainer_tui.ui.text import Row, Span, row

if TYPE_CHECKING:
    from trainer_tui.ui.capture.flow import Flow

CARET = "▏"
PER_PAGE = 9


class Step:
    """One question of the capture; it reads and writes the draft and says where to go next."""

    COMMANDS: ClassVar[Sequence[Command]] = CHOICES

    def __init__(self, flow: Flow) -> None:
        """Belong to a flow."""
        self.flow = flow

    @property
    def draft(self) -> CaptureDraft:
        """The draft being filled."""
        return self.flow.draft

    @property
    def commands(self) -> Sequence[Command]:
        """The keys of this step."""
        return self.COMMANDS

    def rows(self) -> list[Row]:
        """Return what is shown; a row with a key can be taken with enter."""
        raise NotImplementedError

    def start(self) -> str | None:
        """Return the row where the cursor starts; None for the first."""
        return None

    def hint(self) -> list[Row]:
        """Return a line or two about what the cursor stands on."""
        return []

    @property
    def typing(self) -> bool:
        """Whether what is typed belongs to this step, so that backspace deletes it."""
        return False

    def takes(self, character: str) -> bool:
        """Tell whether a character is text here, not a command."""
        return False

    def typed(self) -> None:
        """Act on a change of the typed text."""
        self.draft.cursor = None

    def digit(self, digit: str) -> None:
        """Act on a digit."""

    def enter(self, key: str | None) -> None:
        """Act on enter with the cursor on a row."""

    def moves(self, key: str) -> bool:
        """Act on a key that means something else here than elsewhere; False for every other."""
        return False

    def picture(self) -> list[Row]:
        """Return what stands beside the rows where there is room, nothing for most steps."""
        return []

    def turn(self, direction: int) -> bool:
        """Turn to another page; False where there is none."""
        return False

    def leave_row(self) -> bool:
        """Take what is pending before the cursor moves away; False keeps it there."""
        return True

    def back(self) -> None:
        """Go one step back with all answers kept."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list."""

    key: str
    words: str
    note: str = ""
    style: str = "text"


class ChoiceStep(Step):
    """A list in which a digit chooses: 1 to 9, and 0 for the next nine when there are more."""

    def title(self) -> str:
        """Return the question."""
        raise NotImplementedError

    def options(self) -> Sequence[Option]:
        """Return all choices."""
        raise NotImplementedError

    def choose(self, key: str) -> None:
        """Act on a choice."""
        raise NotImplementedError

    def rows(self) -> list[Row]:
        """Return the question and the numbered choices of this page."""
        return [row(Span(self.title(), "heading")), *option_rows(self.options(), self.draft.page)]

    def digit(self, digit: str) -> None:
        """Choose, or turn the page."""
        options = self.options()
        if digit == "0" and len(options) > PER_PAGE:
            self.draft.page = (self.draft.page + 1) % pages_of(options)
            self.draft.cursor = None
        elif (picked := pick(options, self.draft.page, digit)) is not None:
            self.choose(picked)
        else:
            self.flow.problem = f"There is no choice {digit} here."

    def enter(self, key: str | None) -> None:
        """Choose what the cursor stands on."""
        if key is not None:
            self.choose(key)


def pages_of(options: Sequence[object]) -> int:
    """Return how many pages of nine there are."""
    return max(1, -(-len(options) // PER_PAGE))


def pick(options: Sequence[Option], page: int, digit: str) -> str | None:
    """Return the key a digit stands for on a page, None when it stands for none."""
    shown = options[page * PER_PAGE : (page + 1) * PER_PAGE]
    number = int(digit)
    return shown[number - 1].key if 1 <= number <= len(shown) else None


def option_rows(options: Sequence[Option], page: int) -> list[Row]:
    """Return the choices of a page with their digits."""
    shown = options[page * PER_PAGE : (page + 1) * PER_PAGE]
    rows = [numbered(str(number), option) for number, option in enumerate(shown, start=1)]
    if len(options) > PER_PAGE:
        rows.append(row(Span(" 0  ", "label"), f"more (page {page + 1} of {pages_of(options)})"))
    return rows


def numbered(digit: str, option: Option) -> Row:
    """Return one choice with the digit that chooses it."""
    spans = [Span(f" {digit}  ", "label"), Span(option.words, option.style)]
    if option.note:
        spans.append(Span(f"  {option.note}", "muted"))
    return row(*spans, key=option.key, hang=4)


def typed_row(label: str, typed: str) -> Row:
    """Return the line that shows what has been typed."""
    return row(Span(f"{label} ", "heading"), Span(typed, "strong"), Span(CARET, "title"))
