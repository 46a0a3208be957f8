"""Clearances: a named clinician says what a held athlete may do again, and where the paper is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from trainer_tui.domain.dates import parse_date
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.input_fields import as_object, choice, line, refuse_unknown, texts
from trainer_tui.domain.revisions import View
from trainer_tui.domain.vocabulary import Availability, ClearanceScope, Hold

FIELDS = ("clinician", "credential", "at", "scope", "restrictions", "paper", "seen_original")


@dataclass(frozen=True, slots=True)
class Clearance:
    """A clearance as it came back; never edited, only voided."""

    id: str
    incident: str
    at: str
    """ISO date on which the clinician cleared."""
    by: str
    """Who recorded it."""
    clinician: str
    credential: str
    scope: ClearanceScope
    restrictions: tuple[str, ...]
    paper: str
    """Where the paper is."""
    seen_original: bool
    """Whether whoever recorded it saw the original."""
    view: View

    def covers(self, availability: Availability) -> bool:
        """Tell whether it lets the athlete do this much."""
        return availability is not Availability.FULL or self.scope is ClearanceScope.FULL

    @property
    def who(self) -> str:
        """The clinician with the credential."""
        return f"{self.clinician}, {self.credential}"

    @property
    def words(self) -> str:
        """Who cleared for what, when, and where the paper is, in one line."""
        limits = f" ({'; '.join(self.restrictions)})" if self.restrictions else ""
        seen = "original seen" if self.seen_original else "original not seen"
        return f"{self.who}, {self.at}: {self.scope.words}{limits} · paper: {self.paper} · {seen}"


@dataclass(frozen=True, slots=True)
class Held:
    """A hold that keeps an athlete out for one incident."""

    incident: str
    hold: Hold
    since: str
    """ISO date of the day it holds from."""
    rules: tuple[str, ...]
    """Ids of the rules that ask for it."""
    clearance: Clearance | None = None
    """The last clearance that came since; None while nobody has cleared."""

    @property
    def by(self) -> str:
        """The rules in words."""
        return f"red-flag rule {', '.join(self.rules)}" if self.rules else "a red-flag rule"

    @property
    def words(self) -> str:
        """What it keeps the athlete from, in words that are true on later days too."""
        if self.hold is Hold.TODAY:
            return f"no return on {self.since}"
        return f"{self.hold.words}, since {self.since}"

    def goes_on(self, today: date) -> bool:
        """Tell whether it still asks for something: one of a single day ends with that day."""
        return self.hold is Hold.UNTIL_CLEARED or self.since == today.isoformat()


def clearance_from(view: View) -> Clearance:
    """Read a clearance from the folded record."""
    return Clearance(
        view.record,
        view["incident"],
        view["at"],
        view.created_by,
        view["clinician"],
        view["clinician_credential"] or "",
        ClearanceScope(view["cleared_for"]),
        tuple(view["restrictions"] or ()),
        view["paper"] or "",
        view["seen_original"] is True,
        view,
    )


def parse_clearance(raw: object, now: datetime) -> dict[str, Any]:
    """Read a clearance as inputs give it, without its incident.

    Nothing of it can be left out: raises FieldError naming the field that is missing or wrong.
    """
    given: Mapping[str, Any] = as_object("clearance", raw)
    refuse_unknown("", given, FIELDS)
    clinician, credential = (
        line("clinician", given.get("clinician")),
        line("credential", given.get("credential")),
    )
    if not clinician:
        raise FieldError("clinician", "is needed: only a named clinician clears.")
    if not credential:
        raise FieldError("credential", "is needed, such as MD, DO or NP.")
    if not given.get("at"):
        raise FieldError("at", "is needed: the day the clinician cleared, such as 2026-10-09.")
    day = parse_date("at", given["at"], now)
    scope = choice("scope", given.get("scope"), ClearanceScope)
    if scope is None:
        raise FieldError("scope", f"is needed: {' or '.join(ClearanceScope)}.")
    restrictions = [text for text in texts("restrictions", given.get("restrictions")) if text]
    if scope is ClearanceScope.LIMITED and not restrictions:
        raise FieldError("restrictions", "are needed: say what a limited clearance does not allow.")
    if scope is ClearanceScope.FULL and restrictions:
        raise FieldError(
            "restrictions", "stand against a full clearance; make the scope limited, or leave them out."
        )
    paper = line("paper", given.get("paper"))
    if not paper:
        raise FieldError(
            "paper", "is needed: where the paper is, such as “file cabinet”, or “told by phone, none”."
        )
    seen = given.get("seen_original")
    if not isinstance(seen, bool):
        raise FieldError("seen_original", "is needed: true when you saw the original, else false.")
    return {
        "at": day.isoformat(),
        "clinician": clinician,
        "clinician_credential": credential,
        "cleared_for": scope.value,
        "restrictions": restrictions,
        "paper": paper,
        "seen_original": seen,
    }
