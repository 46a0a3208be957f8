"""How lists name people: in full, or by jersey and initials where others can read along.

Only lists ask here. An opened record always shows the full name, and so does choosing whom a record is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from trainer_tui.domain.athletes import Athlete
from trainer_tui.services.people import initials_of, label_of

if TYPE_CHECKING:
    from trainer_tui.services.chart import Chart


class Named(Protocol):
    """A line or page about one person."""

    @property
    def athlete(self) -> Athlete | None: ...

    @property
    def who(self) -> str: ...


@dataclass(slots=True)
class Names:
    """The one place that decides what lists show."""

    initials_only: bool = False

    def listed(self, entry: Named) -> str:
        """Return whom a line is about: jersey and name, or the words for a guest."""
        return self.label(entry.athlete) if entry.athlete else self.words(entry.who)

    def about(self, incident: str, chart: Chart) -> str:
        """Return whom an incident is about; raises NotFound."""
        found = chart.records.incident(incident)
        return self.of(found.athlete, found.guest, chart)

    def of(self, athlete: str | None, guest: str | None, chart: Chart) -> str:
        """Return somebody of the roster by id, or a guest by the words for them."""
        found = chart.records.athletes.get(athlete or "")
        return self.label(found) if found else self.words(guest or "")

    def label(self, athlete: Athlete) -> str:
        """Return jersey and name of an athlete."""
        return label_of(athlete, initials=self.initials_only)

    def name(self, athlete: Athlete) -> str:
        """Return the name of an athlete without the jersey."""
        return self.words(athlete.name)

    def words(self, words: str) -> str:
        """Return words that name somebody, such as those for a guest."""
        return initials_of(words) if self.initials_only else words
