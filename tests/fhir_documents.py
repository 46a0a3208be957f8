"""FHIR documents of invented records, for the tests of the export and for validators that are not ours."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tests.handing_over import MARA_IN_FULL, Office, whole
from tests.team import ONSET, shipped_library
from trainer_tui.domain.emergencies import Entry, EventKind, Log
from trainer_tui.domain.handover import Material
from trainer_tui.domain.identifiers import uuid7
from trainer_tui.exports import Exporters
from trainer_tui.paths import data_root
from trainer_tui.services.demo import load_demo

Bundle = dict[str, Any]


def written(office: Office, incidents: Sequence[str] | None = None, *, archive: bool = False) -> bytes:
    """Return what an export writes."""
    packet = replace(office.packet(Material.CASES, incidents), archive=archive)
    exporters = Exporters(shipped_library().reference.codes)
    return whole(exporters.render("fhir", packet))[""]


def bundle_of(office: Office, incident: str) -> Bundle:
    """Return the Bundle of one incident."""
    return json.loads(written(office, [incident]))  # type: ignore[no-any-return]


def demo_bundles() -> list[Bundle]:
    """Return every Bundle of the demo season."""
    office, library = Office(), shipped_library()
    load_demo(office.ledger, library.reference, library.rules, library.sweeps, data_root() / "demo")
    with zipfile.ZipFile(io.BytesIO(written(office, archive=True))) as archive:
        return [json.loads(archive.read(name)) for name in archive.namelist()]


def full_incident(office: Office) -> str:
    """Record an incident to which every kind of resource belongs."""
    office.athlete(
        **{**MARA_IN_FULL, "alerts": ["sickle_trait", "allergy:penicillin", "medication:salbutamol"]}
    )
    ident = office.shoulder()
    office.chart.users.add({"name": "Sam Reyes", "credential": "AT", "role": "trainer"})
    office.chart.referrals.add(
        ident, {"to": "Dr Lee", "question": "Is it in place?", "reason": "Shoulder out"}
    )
    log_emergency(office, ident, ("cooling_started", ""), ("temp_rectal", "40.6"), ("guardian_reached", ""))
    office.treatments.add([{"incident": ident, "services": ["taping_bracing"]}])
    return ident


def log_emergency(office: Office, incident: str, *events: tuple[str, str]) -> None:
    """Record an emergency of an incident: its events a minute apart, each with its detail."""
    begun = datetime.fromisoformat(ONSET)
    entries = [
        Entry(uuid7(0), EventKind(kind), (begun + timedelta(minutes=n)).isoformat(), detail)
        for n, (kind, detail) in enumerate(events, start=1)
    ]
    athlete = office.chart.incident(incident).incident.athlete
    log = Log(uuid7(0), ONSET, athlete=athlete, incident=incident, left=True, entries=entries)
    office.emergencies.write(log)


def full_bundle() -> Bundle:
    """Return the Bundle of an incident with every kind of resource."""
    office = Office()
    return bundle_of(office, full_incident(office))
