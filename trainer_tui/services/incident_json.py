"""An incident as plain data for scripts: the fields of its input, and what the record knows beyond them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trainer_tui.domain.answers import current_answers
from trainer_tui.domain.incidents import NARRATIVE, SOAP, Assessment, Incident, Note
from trainer_tui.domain.tier_story import Lowering
from trainer_tui.domain.time_loss import TimeLoss
from trainer_tui.domain.triage import triage_to_json
from trainer_tui.domain.vitals import vitals_to_json
from trainer_tui.domain.vocabulary import Relation
from trainer_tui.services.incident_views import IncidentChart

BETWEEN_NOTES = "\n\n"


def incident_to_json(chart: IncidentChart, relation: Relation) -> dict[str, Any]:
    """Return an incident in the shape of its input, with what follows from the record."""
    incident = chart.incident
    standing = [a for a in chart.assessments if not a.view.voided]
    notes = [note for note in chart.notes if not note.view.voided]
    return {
        "id": incident.id,
        "state": incident.state.value,
        **_fields(incident),
        "findings": _findings(standing),
        "vitals": [vitals_to_json(a.vitals) for a in standing if a.vitals],
        "narrative": joined(notes, NARRATIVE) or None,
        "soap": {heading: joined(notes, heading) or None for heading in SOAP},
        "tier": incident.tier and incident.tier.value,
        "lowered": chart.lowering and _lowering(chart.lowering),
        "triage": triage_to_json(chart.triage),
        "relation": relation.value,
        "time_loss_days": _days(incident, chart.time_loss),
        "revisions": incident.view.revisions,
    }


def _lowering(lowering: Lowering) -> dict[str, str]:
    """Return who made an incident less urgent than it was, and why."""
    return {
        "from": lowering.original.value,
        "by": lowering.by,
        "at": lowering.at,
        "reason": lowering.reason,
    }


def _findings(assessments: Sequence[Assessment]) -> dict[str, Any]:
    """Return the current answers to what was asked; what was measured stands among the vital signs."""
    answers = current_answers((a.findings, a.vitals) for a in assessments)
    asked = {finding for a in assessments for finding in a.findings}
    return {finding: answer for finding, answer in answers.items() if finding in asked}


def _fields(incident: Incident) -> dict[str, Any]:
    who = {"id": incident.athlete} if incident.athlete else {"guest": incident.guest}
    return {
        "athlete": who,
        "kind": incident.kind.value,
        "onset_at": incident.onset_at,
        "reported_at": incident.reported_at,
        "mode_of_onset": incident.mode_of_onset.value,
        "contact": incident.contact.value,
        "session_kind": incident.session_kind.value,
        "condition": incident.condition,
        "causes": list(incident.causes),
        "diagnoses": [diagnosis.to_json() for diagnosis in incident.diagnoses],
        "removed": incident.removed.value,
        "time_loss_mode": incident.time_loss_mode.value,
    }


def joined(notes: Sequence[Note], heading: str) -> str:
    """Return the notes under one heading, oldest first, with an empty line between them."""
    return BETWEEN_NOTES.join(note.text for note in notes if note.heading == heading)


def _days(incident: Incident, loss: TimeLoss) -> int | None:
    """Return the days lost; None for a guest, of whose days nothing is known."""
    return loss.days if incident.athlete else None
