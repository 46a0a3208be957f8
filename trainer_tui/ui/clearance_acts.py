"""Ending a hold and recording a clearance that came back: each asks what it needs, then calls one service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from trainer_tui.domain.clearances import Clearance, Held
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.vocabulary import Availability, ClearanceScope
from trainer_tui.ui.widgets.form import FieldSpec

if TYPE_CHECKING:
    from trainer_tui.ui.app import TrainerApp

CLINICIAN = FieldSpec("clinician", "Cleared by", "The clinician, by name.")
CREDENTIAL = FieldSpec("credential", "Credential", "", ("MD", "DO", "NP", "PA"))
CLEARED_ON = FieldSpec("cleared_on", "Cleared on", "The day the clinician cleared, such as 2026-10-09.")
SCOPE = FieldSpec("scope", "For", "full, or limited with restrictions.", tuple(ClearanceScope))
RESTRICTIONS = FieldSpec("restrictions", "Not allowed", "Of a limited clearance; separate with “;”.")
PAPER = FieldSpec("paper", "Paper is", "Where the paper is: a folder, a file; or that there is none.")
SEEN = FieldSpec("seen_original", "Original seen", "yes when you saw the original, else no.", ("yes", "no"))
RETURN = (
    FieldSpec("at", "From", "The first day it holds, such as 2026-10-09."),
    FieldSpec("decided_by", "Decided by", "Who decides the return."),
)
FIELD_OF = {"at": "cleared_on"}
"""How the day of a clearance is called where the day of the return stands beside it."""


def clearance_of(given: Mapping[str, str], scope: str = "") -> dict[str, Any]:
    """Return typed lines as a clearance; raises FieldError for an answer that is neither yes nor no."""
    seen = {"yes": True, "y": True, "no": False, "n": False, "": None}
    word = given["seen_original"].strip().lower()
    if word not in seen:
        raise FieldError("seen_original", "is answered with yes or no.")
    parts = given.get("restrictions", "").split(";")
    return {
        "clinician": given["clinician"],
        "credential": given["credential"],
        "at": given["cleared_on"],
        "scope": scope or given["scope"].strip().lower() or None,
        "restrictions": [part.strip() for part in parts if part.strip()],
        "paper": given["paper"],
        "seen_original": seen[word],
    }


def return_from_hold(app: TrainerApp, held: Held, availability: Availability) -> None:
    """Ask for the return of an athlete whom a rule holds until cleared."""
    from trainer_tui.ui.dialogs.details import DetailsDialog

    known = held.clearance
    on_record = known is not None and known.covers(availability)
    specs = [*RETURN] if on_record else [*RETURN, CLINICIAN, CREDENTIAL, CLEARED_ON]
    if availability is Availability.LIMITED:
        specs.append(RESTRICTIONS)
    specs += [] if on_record else [PAPER, SEEN]
    today = app.services.clock().date().isoformat()
    values = {spec.name: "" for spec in specs} | {"at": today}
    if on_record and known and availability is Availability.LIMITED:
        values["restrictions"] = "; ".join(known.restrictions)

    def act(given: Mapping[str, str]) -> None:
        raw = _status(held.incident, availability, given)
        if not on_record:
            raw["clearance"] = clearance_of(given, availability.value)
        try:
            app.services.availability.add_statuses([raw])
        except FieldError as error:
            raise _beside(error) from None
        app.records_changed()
        app.say(f"Recorded: {availability.words} from {given['at'].strip()}.")

    app.push_screen(
        DetailsDialog(
            f"{availability.symbol} {availability.words} for this incident",
            specs,
            act,
            values=values,
            draft=f"form-status-{availability.value}-{held.incident}",
            remark=_remark(known if on_record else None),
        )
    )


def _remark(known: Clearance | None) -> str:
    if known is not None:
        return f"Cleared by {known.words}."
    return "Held until a named clinician clears: say who did."


def _status(incident: str, availability: Availability, given: Mapping[str, str]) -> dict[str, Any]:
    parts = given.get("restrictions", "").split(";")
    return {
        "incident": incident,
        "availability": availability.value,
        "at": given["at"],
        "decided_by": given["decided_by"],
        "restrictions": [part.strip() for part in parts if part.strip()],
    }


def _beside(error: FieldError) -> FieldError:
    """Return the refusal with the name its field has in the dialog."""
    owner, _, name = error.field.rpartition(".")
    return FieldError(FIELD_OF.get(name, name) if owner == "clearance" else error.field, error.problem)


def record_clearance(app: TrainerApp, incident: str, clinician: str = "") -> None:
    """Record a clearance that came back; the athlete stays out until somebody says otherwise."""
    from trainer_tui.ui.dialogs.details import DetailsDialog

    specs = (CLINICIAN, CREDENTIAL, CLEARED_ON, SCOPE, RESTRICTIONS, PAPER, SEEN)
    values = {spec.name: "" for spec in specs} | {"clinician": clinician}

    def act(given: Mapping[str, str]) -> None:
        try:
            app.services.chart.holds.add_clearance(incident, clearance_of(given))
        except FieldError as error:
            raise FieldError(FIELD_OF.get(error.field, error.field), error.problem) from None
        app.records_changed()
        app.say("The clearance is recorded. The athlete stays out until v says otherwise.")

    app.push_screen(
        DetailsDialog(
            "A clearance that came back",
            specs,
            act,
            values=values,
            draft=f"form-clearance-{incident}",
            save="Record this clearance",
        )
    )
