"""Who is hurt: a jersey or some letters; a guest; somebody unknown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from trainer_tui.domain.athletes import Athlete, alert_words
from trainer_tui.services.capture import UNKNOWN_PERSON
from trainer_tui.ui.actions import TYPING, Command
from trainer_tui.ui.capture.step import ChoiceStep, Option, Step, typed_row
from trainer_tui.ui.text import Row, Span, columns, row

LISTED_MOST = 60
NONE_KNOWN = "none_known"
OTHER = "other"
GUEST = "guest"


class WhoStep(Step):
    """Type a jersey or letters; the list narrows at once and enter takes the marked line."""

    COMMANDS: ClassVar[Sequence[Command]] = TYPING

    def rows(self) -> list[Row]:
        """Return what is typed, who it may be, and the way to somebody who is not on the roster."""
        typed = self.draft.typed.strip()
        found = self._found()
        people = [_athlete_row(athlete) for athlete in found[:LISTED_MOST]]
        if len(found) > LISTED_MOST:
            people.append(row(Span(f"… and {len(found) - LISTED_MOST} more: type on", "muted")))
        head = typed_row("Who? Jersey or name:", self.draft.typed)
        if not typed:
            return [head, row("Not on the roster: a guest, or somebody unknown", key=OTHER), *people]
        guest = row("Not on the roster: record as guest “", Span(typed, "strong"), "”", key=GUEST)
        return [head, *people, guest]

    def _found(self) -> list[Athlete]:
        """Return whom the letters may mean; whoever was chosen before, or is likely, stands first."""
        found = self.flow.desk.chart.match_athletes(self.draft.typed.strip())
        if self.draft.typed or self._first is None:
            return found
        return sorted(found, key=lambda athlete: athlete.id != self._first)

    @property
    def _first(self) -> str | None:
        return self.draft.athlete or self.flow.likely

    def start(self) -> str | None:
        """Start on whoever was chosen before, or is likely."""
        return None if self.draft.typed else self._first

    @property
    def typing(self) -> bool:
        """A name is typed here."""
        return True

    def takes(self, character: str) -> bool:
        """Take everything that can stand in a name."""
        return character not in "?!"

    def enter(self, key: str | None) -> None:
        """Take the marked line; a jersey that several wear leads to a choice between them."""
        typed = self.draft.typed.strip()
        chosen_by_hand = self.draft.cursor is not None
        if key == OTHER:
            self.flow.go("guest")
        elif key == GUEST:
            self.flow.name_guest(typed)
        elif not chosen_by_hand and len(self.flow.wearers(typed)) > 1:
            self.flow.go("which", asked=typed)
        elif key is not None:
            self.flow.name_athlete(key)


class WhichStep(ChoiceStep):
    """Two teams have this jersey: which of them?"""

    def title(self) -> str:
        """Return the question."""
        return f"Several wear {self.draft.asked}: who is it?"

    def options(self) -> Sequence[Option]:
        """Return those who wear it."""
        wearers = self.flow.wearers(self.draft.asked or "")
        return [Option(a.id, f"{a.jersey} {a.name}", a.team or "no team") for a in wearers]

    def choose(self, key: str) -> None:
        """Take one of them."""
        self.flow.name_athlete(key)

    def back(self) -> None:
        """Go back to typing."""
        self.flow.go("who")


class GuestStep(ChoiceStep):
    """Somebody who is not on the roster."""

    def title(self) -> str:
        """Return the question."""
        return "Not on the roster: who is it?"

    def options(self) -> Sequence[Option]:
        """Return the two ways."""
        return (
            Option("unknown", "Unknown person"),
            Option("guest", "Guest: type jersey and team, such as 14 Riverside"),
        )

    def choose(self, key: str) -> None:
        """Record an unknown person, or ask for the guest's words."""
        if key == "unknown":
            self.flow.name_guest(UNKNOWN_PERSON)
        else:
            self.flow.go("guest-words")

    def back(self) -> None:
        """Go back to typing."""
        self.flow.go("who")


class GuestWordsStep(Step):
    """Type how the guest is called."""

    COMMANDS: ClassVar[Sequence[Command]] = TYPING

    def rows(self) -> list[Row]:
        """Return what is typed."""
        return [
            typed_row("Guest, jersey and team:", self.draft.typed),
            row("Take it: enter", key=GUEST),
        ]

    @property
    def typing(self) -> bool:
        """A name is typed here."""
        return True

    def takes(self, character: str) -> bool:
        """Take everything."""
        return True

    def enter(self, key: str | None) -> None:
        """Take the words; none at all is an unknown person."""
        self.flow.name_guest(self.draft.typed.strip() or UNKNOWN_PERSON)

    def back(self) -> None:
        """Go back to the choice."""
        self.flow.go("guest")


def _athlete_row(athlete: Athlete) -> Row:
    alerts = ", ".join(alert_words(alert) for alert in athlete.warnings or athlete.alerts)
    alerts = f"! {alerts}" if athlete.warnings else alerts
    cells = columns((4, 28, 14), (athlete.jersey, athlete.name, athlete.team), ("label", "text", "muted"))
    return Row((*cells, Span(alerts, "warning" if athlete.warnings else "muted")), athlete.id, hang=4)
