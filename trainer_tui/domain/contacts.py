"""Whom somebody told about an athlete or an incident, how, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trainer_tui.domain.dates import parse_moment
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.input_fields import as_object, choice, line, refuse_unknown
from trainer_tui.domain.revisions import View
from trainer_tui.domain.vocabulary import Reached, Told, Way

FIELDS = ("incident", "athlete", "at", "whom", "name", "how", "result", "note")
DONE = (Reached.REACHED, Reached.GIVEN_UP)
"""What ends the waiting for a guardian."""


@dataclass(frozen=True, slots=True)
class ContactMade:
    """One try to tell somebody; never edited, only voided."""

    id: str
    incident: str | None
    athlete: str | None
    """None where the incident says who."""
    at: str
    """ISO time with offset."""
    by: str
    whom: Told
    name: str
    how: Way | None
    result: Reached
    note: str
    view: View

    @property
    def words(self) -> str:
        """Who was told, how, and what became of it, in one line."""
        who = f"{self.whom.words} {self.name}".strip()
        how = f", {self.how.words}" if self.how else ""
        note = f" ({self.note})" if self.note else ""
        return f"{who}{how}: {self.result.words}{note}"


def contact_from(view: View) -> ContactMade:
    """Read a contact from the folded record."""
    return ContactMade(
        view.record,
        view["incident"],
        view["athlete"],
        view["at"],
        view.created_by,
        Told(view["whom"]),
        view["name"] or "",
        Way(view["how"]) if view["how"] else None,
        Reached(view["result"]),
        view["note"] or "",
        view,
    )


def parse_contact(raw: object, now: datetime) -> dict[str, Any]:
    """Read a contact as inputs give it, without incident and athlete; raises FieldError naming the field."""
    given: Mapping[str, Any] = as_object("contact", raw)
    refuse_unknown("", given, FIELDS)
    whom, result = choice("whom", given.get("whom"), Told), choice("result", given.get("result"), Reached)
    if whom is None:
        raise FieldError("whom", f"is needed: one of {', '.join(Told)}.")
    if result is None:
        raise FieldError("result", f"is needed: one of {', '.join(Reached)}.")
    how, note = choice("how", given.get("how"), Way), line("note", given.get("note"))
    if how is None and result is not Reached.GIVEN_UP:
        raise FieldError("how", f"is needed: one of {', '.join(Way)}.")
    if result is Reached.GIVEN_UP and not note:
        raise FieldError("note", "is needed: say in a few words why it is no longer tried.")
    at = now if given.get("at") is None else parse_moment("at", given["at"], now)
    fields: dict[str, Any] = {
        "at": at.isoformat(),
        "whom": whom.value,
        "name": line("name", given.get("name")),
    }
    return fields | {"how": how and how.value, "result": result.value, "note": note}
