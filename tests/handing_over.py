"""An invented incident in full, and the packets its exports are written from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.fakes import MemoryRecordStore
from tests.team import Team, diagnosis, shipped_library
from trainer_tui.domain.handover import Case, Files, Material, Packet, Streams
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.exports import Exporters
from trainer_tui.exports.letter import Letter, compose
from trainer_tui.paths import data_root
from trainer_tui.services.demo import load_demo
from trainer_tui.services.gathering import Gathering, Selection
from trainer_tui.services.handoff import Handoff

MARA_IN_FULL = {
    "jersey": "22",
    "given": "Mara",
    "family": "Ortiz",
    "team": "Varsity Soccer",
    "position": "goalkeeper",
    "birth_date": "2009-03-14",
    "sex": "female",
    "alerts": ["sickle_trait", "allergy:penicillin"],
    "emergency_contact": "Ana Ortiz (mother)",
    "emergency_phone": "555 0100",
}
SHOULDER: dict[str, Any] = {
    "reported_at": "2026-10-09T19:44:00-05:00",
    "mode_of_onset": "acute_sudden",
    "contact": "direct_athlete",
    "session_kind": "competition",
    "condition": "shoulder-instability",
    "causes": ["trauma"],
    "diagnoses": [diagnosis(tissue="joint_sprain", osiics="SDA", direction="anterior")],
    "removed": "immediately",
    "findings": {
        "unresponsive": False,
        "bleeding_uncontrolled": "absent_in_bulk",
        "shoulder_dislocated": True,
        "arm_pulse_or_colour_bad": False,
        "arm_neuro_deficit": True,
    },
    "vitals": [{"at": "2026-10-09T19:46:00-05:00", "hr": 104, "sbp": 118, "dbp": 76, "temp_other_c": 37.1}],
    "narrative": "Dived for a ball and landed on the outstretched right arm.",
    "soap": {"subjective": "Felt it slip.", "plan": "Sling, hospital."},
}


def whole(files: Streams) -> Files:
    """Return files with all their pieces put together."""
    return {n: c if isinstance(c, bytes) else b"".join(c) for n, c in files.items()}


class Office(Team):
    """A team that hands its records over."""

    def __post_init__(self) -> None:
        super().__post_init__()
        library = shipped_library()
        self.gathering = Gathering(self.chart, library.reference, library.rules.vocabulary, "555 0177")
        self.handoff = Handoff(
            self.chart, library.reference, library.rules.vocabulary, Exporters(library.reference.codes)
        )

    def shoulder(self, **changes: Any) -> str:
        """Record Mara's shoulder with everything a sideline record has."""
        if not self.chart.athletes():
            self.athlete(**MARA_IN_FULL)
        return self.incident(**{**SHOULDER, **changes})

    def packet(
        self,
        material: Material,
        incidents: Sequence[str] | None = None,
        *,
        purpose: Purpose = Purpose.TREATMENT,
        **options: Any,
    ) -> Packet:
        """Gather a packet for a physician."""
        chosen = Selection(None if incidents is None else tuple(incidents))
        return self.gathering.packet(material, chosen, "Dr Lee, Mercy Clinic", purpose, **options)

    def case(self, incident: str) -> tuple[Case, Packet]:
        """Return one incident as a letter needs it."""
        packet = self.packet(Material.CASES, [incident])
        return packet.cases[0], packet

    def letter(self, incident: str) -> Letter:
        """Write the letter of one incident."""
        return compose(*self.case(incident))


def laptop(device: str) -> Office:
    """Return an empty laptop."""
    store = MemoryRecordStore()
    store.device = device
    return Office(store=store)


def season(device: str = "laptop-1") -> Office:
    """Return the demo season with a record of every kind that it does not have by itself."""
    office, library = laptop(device), shipped_library()
    load_demo(office.ledger, library.reference, library.rules, library.sweeps, data_root() / "demo")
    at = office.clock().isoformat()
    records = office.chart.records
    athlete, incident = next(iter(records.athletes)), next(iter(records.incidents))
    note = office.store.all("notes")[0].record
    with office.ledger.change() as change:
        emergency = change.create(
            "emergencies", {"started_at": at, "venue": "Main field", "athlete": athlete, "incident": incident}
        )
        change.create(
            "emergency_events", {"emergency": emergency, "at": at, "kind": "aed_on", "detail": "the gym's"}
        )
        change.create("break_glass", {"at": at, "athlete": athlete, "emergency": emergency})
        change.create("users", {"name": "Kim Student", "credential": "", "role": "student"})
        change.create("cosigns", {"cosigned_note": note, "incident": incident, "at": at, "credential": "ATC"})
        change.create("roster_imports", {"at": at, "added": [athlete], "changed": [], "revisions": []})
        step = {"protocol": "concussion", "protocol_version": 1, "act": "started", "note": "told by phone"}
        change.create("protocol_steps", {"incident": incident, "at": at, "answers": {}, **step})
    told = {"whom": "guardian", "name": "Ruth Sandoval", "how": "phone", "result": "reached"}
    office.chart.contacts.add({**told, "incident": incident, "note": "will come at once"})
    office.chart.follow_ups.add(incident, {"on": office.clock().date().isoformat(), "text": "Call the aunt"})
    for ident, row in records.incidents.items():
        if row.tier is not None and not row.view.voided:
            office.chart.acknowledge(ident)
            break
    office.chart.add_disclosure(
        format="pdf",
        recipient="=Dr Lee",
        purpose=Purpose.CONSENT,
        records=[incident],
        athletes=[athlete],
        sha256="0" * 64,
    )
    return office
