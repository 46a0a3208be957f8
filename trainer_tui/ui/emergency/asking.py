"""What the emergency screen asks for in its one line: a number, a jersey, whether it is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.emergencies import BY_KIND, Asked, Entry
from trainer_tui.ui.capture.step import CARET
from trainer_tui.ui.text import Row, Span, row

TYPED_MOST = 8


class Asking:
    """One open question; `done` is called when it is answered or given up."""

    def prompt(self) -> Row:
        """Return the line that asks."""
        raise NotImplementedError

    def press(self, key: str, character: str | None) -> bool:
        """Act on a key; False leaves it to the screen, with the question given up."""
        raise NotImplementedError


@dataclass
class NumberAsked(Asking):
    """The number of an event that is logged already; whole, it needs no enter."""

    entry: Entry
    take: Callable[[Entry, str], None]
    done: Callable[[], None]
    typed: str = ""

    @property
    def asked(self) -> Asked:
        """What is asked."""
        asked = BY_KIND[self.entry.kind].asked
        if asked is None:
            raise ValueError(f"{self.entry.kind} has no number")
        return asked

    def prompt(self) -> Row:
        """Return the line that asks."""
        return row(
            Span(f"{self.asked.words}: ", "heading"),
            Span(self.typed, "strong"),
            Span(CARET, "title"),
            Span("  enter leaves it out", "muted"),
        )

    def press(self, key: str, character: str | None) -> bool:
        """Take digits; enter and escape leave the number out, any other key is for the screen."""
        if character and character in "0123456789":
            self.typed += character
            if len(self.typed) == self.asked.digits:
                self.done()
                self.take(self.entry, self.typed)
            return True
        if key == "backspace":
            self.typed = self.typed[:-1]
            return True
        self.done()
        return key in ("enter", "escape")


@dataclass
class JerseyAsked(Asking):
    """The jersey of who it is about, before a locked screen; several that wear it get a digit each."""

    find: Callable[[str], Sequence[Athlete]]
    take: Callable[[str], None]
    refuse: Callable[[str], None]
    done: Callable[[], None]
    typed: str = ""
    wearers: Sequence[Athlete] = ()

    def prompt(self) -> Row:
        """Return the line that asks; of those who wear one jersey only the team is told."""
        if self.wearers:
            teams = [f"{number} {a.team or 'no team'}" for number, a in enumerate(self.wearers[:9], start=1)]
            return row(Span(f"Several wear {self.typed}, which team? ", "heading"), "  ".join(teams), hang=2)
        return row(
            Span("Jersey: ", "heading"),
            Span(self.typed, "strong"),
            Span(CARET, "title"),
            Span("  enter shows alerts, medication, contacts; recorded as looked up while locked", "muted"),
        )

    def press(self, key: str, character: str | None) -> bool:
        """Take what is typed; enter looks, escape gives up."""
        if key == "escape":
            self.done()
        elif self.wearers:
            if character and character in "123456789" and int(character) <= len(self.wearers):
                self.done()
                self.take(self.wearers[int(character) - 1].id)
        elif key == "backspace":
            self.typed = self.typed[:-1]
        elif key == "enter":
            self._look()
        elif character and character.isalnum() and len(self.typed) < TYPED_MOST:
            self.typed += character
        return True

    def _look(self) -> None:
        found = self.find(self.typed)
        if len(found) > 1:
            self.wearers = found
            return
        self.done()
        if found:
            self.take(found[0].id)
        else:
            self.refuse(f"Nobody on the roster wears “{self.typed}”. j asks again.")


@dataclass
class LeaveAsked(Asking):
    """Whether it is over; the screen takes the two answers in the app's own turn."""

    done: Callable[[], None]

    def prompt(self) -> Row:
        """Return the line that asks."""
        return row(
            Span("Is it over? ", "heading"),
            Span("1", "title"),
            " over  ",
            Span("2", "title"),
            " it goes on, F9 comes back  ",
            Span("esc", "title"),
            " stay",
        )

    def press(self, key: str, character: str | None) -> bool:
        """Stay; any other key than escape is for the screen."""
        self.done()
        return key == "escape"
