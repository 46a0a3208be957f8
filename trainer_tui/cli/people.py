"""Who was told, and clearances that came back."""

from __future__ import annotations

from typing import Any

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.cli.inputs import read_json
from trainer_tui.domain.clearances import Clearance
from trainer_tui.domain.contacts import ContactMade
from trainer_tui.domain.dates import local_moment


def add_contact(context: Context) -> None:
    """Record that somebody was told, or was not reached."""
    output.ids([context.services.chart.contacts.add(read_json(context.given.file))], as_json=context.json)


def list_contacts(context: Context) -> None:
    """Write who was told of an incident or about an athlete."""
    chart, given = context.services.chart, context.given
    if given.incident is not None:
        found = chart.contacts.of_incident(chart.records.incident(given.incident).id)
    else:
        found = chart.contacts.of_athlete(chart.athlete(given.athlete).id)
    if context.json:
        output.data([_contact(each) for each in found])
        return
    now = context.services.clock()
    output.table(
        ("When", "By", "What", "State", "Id"),
        (
            (f"{local_moment(c.at, now):%Y-%m-%d %H:%M}", c.by, c.words, c.view.state.words, c.id)
            for c in found
        ),
    )


def _contact(contact: ContactMade) -> dict[str, Any]:
    return {
        "id": contact.id,
        "incident": contact.incident,
        "athlete": contact.athlete,
        "at": contact.at,
        "by": contact.by,
        "whom": contact.whom.value,
        "name": contact.name,
        "how": contact.how and contact.how.value,
        "result": contact.result.value,
        "note": contact.note,
        "state": contact.view.state.value,
    }


def add_clearance(context: Context) -> None:
    """Record a clearance that came back for an incident."""
    raw = read_json(context.given.file)
    output.ids([context.services.chart.holds.add_clearance(context.given.id, raw)], as_json=context.json)


def list_clearances(context: Context) -> None:
    """Write the clearances of an incident."""
    records = context.services.chart.records
    found = records.clearances_of(records.incident(context.given.id).id)
    if context.json:
        output.data([_clearance(each) for each in found])
        return
    output.table(
        ("Clearance", "Recorded by", "State", "Id"),
        ((c.words, c.by, c.view.state.words, c.id) for c in found),
    )


def _clearance(clearance: Clearance) -> dict[str, Any]:
    return {
        "id": clearance.id,
        "incident": clearance.incident,
        "clinician": clearance.clinician,
        "credential": clearance.credential,
        "at": clearance.at,
        "scope": clearance.scope.value,
        "restrictions": list(clearance.restrictions),
        "paper": clearance.paper,
        "seen_original": clearance.seen_original,
        "by": clearance.by,
        "state": clearance.view.state.value,
    }
