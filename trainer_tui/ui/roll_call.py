"""The roll of a session while it is being called: who is otherwise than in full, and the keys that say so.

Nothing here is stored before a person saves: what availability proposes is marked as proposed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.sessions import Session
from trainer_tui.domain.vocabulary import Participation, SessionKind
from trainer_tui.services.people import folded, label_of
from trainer_tui.services.sessions import Plan
from trainer_tui.ui.text import Row, Span, columns

# Without g, j and k, which move the cursor, and without n and p, which record incidents from everywhere.
LABELS = "abcdefhilmoqrstuvwxyzABCDEFHIJKLMNOPQRSTUVWXYZ"
MARKING = (
    Participation.ABSENT_OTHER,
    Participation.ABSENT_HEALTH,
    Participation.MODIFIED,
    Participation.DID_NOT_PLAY,
)
"""What can be marked, in the order in which one key goes through it."""
COUNTED = {
    Participation.MODIFIED: "modified",
    Participation.ABSENT_HEALTH: "absent (health)",
    Participation.ABSENT_OTHER: "absent (other)",
    Participation.DID_NOT_PLAY: "did not play",
}
STYLES = {
    Participation.FULL: "muted",
    Participation.MODIFIED: "h24_72",
    Participation.ABSENT_HEALTH: "same_day",
    Participation.ABSENT_OTHER: "strong",
    Participation.DID_NOT_PLAY: "strong",
}


@dataclass
class RollDraft:
    """What was said so far, as plain data that survives a crash."""

    team: str | None = None
    kind: str | None = None
    start: str = ""
    planned_min: int = 0
    venue: str = ""
    surface: str | None = None
    levels: dict[str, str] = field(default_factory=dict)
    """Whoever is otherwise than in full, by athlete."""
    minutes: dict[str, int] = field(default_factory=dict)
    proposed: list[str] = field(default_factory=list)
    """Those whose level was proposed and whom nobody has touched."""
    marking: str = Participation.ABSENT_OTHER.value

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> RollDraft:
        """Build a draft from what `to_json` gave; unknown parts are left out."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})

    def to_json(self) -> dict[str, Any]:
        """Return the draft as plain data."""
        return asdict(self)

    def begin(self, plan: Plan, start: datetime) -> None:
        """Take kind, length and place from a plan; in a match those not named most often did not play."""
        self.kind, self.planned_min = plan.kind.value, plan.planned_min
        self.start = start.replace(second=0, microsecond=0).isoformat()
        self.venue, self.surface = plan.venue, plan.surface and plan.surface.value
        match = plan.kind is SessionKind.COMPETITION
        self.marking = (Participation.DID_NOT_PLAY if match else Participation.ABSENT_OTHER).value

    def propose(self, levels: Mapping[str, Participation]) -> None:
        """Fill in what availability says; it stays a proposal until the session is saved."""
        for athlete, level in levels.items():
            if athlete not in self.levels:
                self.levels[athlete] = level.value
                self.proposed.append(athlete)


def draft_of(session: Session) -> RollDraft:
    """Return a recorded session as a draft, to be changed."""
    return RollDraft(
        team=session.team,
        kind=session.kind.value,
        start=session.start,
        planned_min=session.planned_min,
        venue=session.venue,
        surface=session.surface and session.surface.value,
        levels={e.athlete: e.level.value for e in session.exceptions},
        minutes={e.athlete: e.minutes for e in session.exceptions if e.minutes is not None},
    )


class RollCall:
    """The athletes of a session with their levels; a letter or the digits of a jersey mark each."""

    def __init__(self, draft: RollDraft, athletes: Sequence[Athlete]) -> None:
        """Call a roll; those proposed stand first and get the letters that are left."""
        self.draft = draft
        proposed = set(draft.proposed)
        self.athletes = sorted(athletes, key=lambda athlete: athlete.id not in proposed)
        in_need = sorted(self.athletes, key=lambda athlete: athlete.id in proposed)
        self.letters = {athlete.id: letter for letter, athlete in zip(LABELS, in_need, strict=False)}
        self._by_letter = {letter: athlete for athlete, letter in self.letters.items()}
        self._names = {athlete.id: label_of(athlete) for athlete in athletes}
        self.typed = ""
        """Digits of a jersey, not decided yet."""
        self.said = ""
        """What the last key did."""

    # --- marking ---------------------------------------------------------------------------------

    def level(self, athlete: str) -> Participation:
        """Return how far an athlete takes part as it stands."""
        return Participation(self.draft.levels.get(athlete, Participation.FULL))

    def mark(self, athlete: str) -> None:
        """Mark somebody as what is being marked now; whoever is so already takes part in full again."""
        marking = Participation(self.draft.marking)
        self.put(athlete, Participation.FULL if self.level(athlete) is marking else marking)

    def put(self, athlete: str, level: Participation, minutes: int | None = None) -> None:
        """Say how far somebody takes part, and for how long when that is not the planned time."""
        self.draft.levels.pop(athlete, None)
        self.draft.minutes.pop(athlete, None)
        if athlete in self.draft.proposed:
            self.draft.proposed.remove(athlete)
        if level is not Participation.FULL or minutes is not None:
            self.draft.levels[athlete] = level.value
        if minutes is not None:
            self.draft.minutes[athlete] = minutes
        self.said = f"{self._names[athlete]}: {level.words}"

    def next_marking(self) -> None:
        """Go to the next thing that can be marked."""
        here = MARKING.index(Participation(self.draft.marking))
        self.draft.marking = MARKING[(here + 1) % len(MARKING)].value

    def letter(self, character: str) -> bool:
        """Mark whoever has a letter; tell whether somebody has it."""
        athlete = self._by_letter.get(character)
        if athlete is not None:
            self.mark(athlete)
        return athlete is not None

    # --- jerseys ---------------------------------------------------------------------------------

    def digit(self, digit: str) -> list[Athlete]:
        """Take a digit of a jersey: the only fitting person is marked at once, several are returned."""
        self.typed += digit
        longer = [a for a in self.athletes if folded(a.jersey).startswith(self.typed)]
        wearers = self._wearers()
        if not longer:
            self.said = f"Nobody in this team wears {self.typed}."
            self.typed = ""
            return []
        return self.decide() if len(longer) == len(wearers) else []

    def decide(self) -> list[Athlete]:
        """Take the typed digits as the whole jersey; return those to choose from when several wear it."""
        wearers, typed = self._wearers(), self.typed
        self.typed = ""
        if not wearers:
            self.said = f"Nobody in this team wears {typed}."
        if len(wearers) == 1:
            self.mark(wearers[0].id)
        return wearers if len(wearers) > 1 else []

    def _wearers(self) -> list[Athlete]:
        return [athlete for athlete in self.athletes if folded(athlete.jersey) == self.typed]

    # --- what is shown and stored ----------------------------------------------------------------

    def exceptions(self) -> list[dict[str, Any]]:
        """Return the exceptions of the contract."""
        return [
            {"athlete": {"id": athlete}, "level": level, "minutes": self.draft.minutes.get(athlete)}
            for athlete, level in self.draft.levels.items()
            if athlete in self._names  # somebody can leave the team while a draft lies
        ]

    def count_words(self) -> str:
        """Return how many take part, and how many do not and why."""
        levels = Counter(self.level(athlete.id) for athlete in self.athletes)
        taking_part = sum(n for level, n in levels.items() if level.takes_part)
        parts = [f"{taking_part} of {len(self.athletes)} take part"]
        for level, words in COUNTED.items():
            if levels[level]:
                parts.append(f"{levels[level]} {words}")
        return " · ".join(parts)

    def row(self, athlete: Athlete) -> Row:
        """Return the line of an athlete."""
        level = self.level(athlete.id)
        minutes = self.draft.minutes.get(athlete.id)
        status = f"{level.symbol} {level.words}"
        cells = columns(
            (2, 4, 26, 23),
            (self.letters.get(athlete.id, ""), athlete.jersey, athlete.name, status),
            ("label", "label", "text", STYLES[level]),
        )
        remark = "proposed" if athlete.id in self.draft.proposed else ""
        remark = ", ".join(filter(None, (remark, "" if minutes is None else f"{minutes} min")))
        return Row((*cells, Span(remark, "warning")), athlete.id)
