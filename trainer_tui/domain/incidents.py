"""Incidents: what happened to an athlete, and the records that gather around it.

Field names and values follow the IOC consensus statement 2020; one incident carries one or more diagnoses,
exactly one of them principal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trainer_tui.domain.dates import is_late_entry
from trainer_tui.domain.revisions import View
from trainer_tui.domain.vocabulary import (
    Availability,
    Certainty,
    Contact,
    Direction,
    IncidentKind,
    ModeOfOnset,
    Purpose,
    ReferralState,
    Region,
    Relation,
    Removed,
    SessionKind,
    Side,
    State,
    Tier,
    TimeLossMode,
    Tissue,
)

NOTE_LIMIT = 20_000
NARRATIVE = "narrative"
SOAP = ("subjective", "objective", "assessment", "plan")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found, where, and how sure it is."""

    principal: bool = True
    region: Region = Region.UNSPECIFIED
    side: Side = Side.UNKNOWN
    tissue: Tissue | None = None
    osiics: str | None = None
    grade: int | None = None
    direction: Direction | None = None
    certainty: Certainty = Certainty.PROVISIONAL

    def to_json(self) -> dict[str, Any]:
        """Return the diagnosis as plain data."""
        return {
            "principal": self.principal,
            "region": self.region.value,
            "side": self.side.value,
            "tissue": self.tissue.value if self.tissue else None,
            "osiics": self.osiics,
            "grade": self.grade,
            "direction": self.direction.value if self.direction else None,
            "certainty": self.certainty.value,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Diagnosis:
        """Build a diagnosis from plain data as `to_json` gave it."""
        return cls(
            principal=data["principal"],
            region=Region(data["region"]),
            side=Side(data["side"]),
            tissue=Tissue(data["tissue"]) if data.get("tissue") else None,
            osiics=data.get("osiics"),
            grade=data.get("grade"),
            direction=Direction(data["direction"]) if data.get("direction") else None,
            certainty=Certainty(data.get("certainty") or "provisional"),
        )


@dataclass(frozen=True, slots=True)
class Incident:
    """One health problem of one athlete, or of a guest."""

    id: str
    athlete: str | None
    """Id of the athlete, None for a guest."""
    guest: str | None
    """How a guest was named, such as "14 Riverside"."""
    kind: IncidentKind
    onset_at: str
    reported_at: str
    session_kind: SessionKind
    mode_of_onset: ModeOfOnset
    contact: Contact
    condition: str | None
    """Id of the condition in the reference library."""
    causes: tuple[str, ...]
    diagnoses: tuple[Diagnosis, ...]
    removed: Removed
    relation: Relation
    time_loss_mode: TimeLossMode
    tier: Tier | None
    """The latched tier: the highest any assessment reached, unless a person lowered it with a reason."""
    closed: bool
    view: View

    @property
    def principal(self) -> Diagnosis:
        """The principal diagnosis."""
        return next((d for d in self.diagnoses if d.principal), Diagnosis())

    @property
    def region(self) -> Region:
        """The body region of the principal diagnosis."""
        return self.principal.region

    @property
    def side(self) -> Side:
        """The side of the principal diagnosis."""
        return self.principal.side

    @property
    def late_entry(self) -> bool:
        """Whether it was recorded more than an hour after it happened."""
        return is_late_entry(self.onset_at, self.reported_at)

    @property
    def state(self) -> State:
        """Where the record stands."""
        return self.view.state

    @property
    def open(self) -> bool:
        """Whether anything is still to be done: not closed, not entered in error."""
        return not self.closed and not self.view.voided


@dataclass(frozen=True, slots=True)
class Assessment:
    """One set of answers and vital signs at one time, with the triage it led to."""

    id: str
    incident: str
    at: str
    by: str
    findings: Mapping[str, Any]
    """Finding id to true, false, "absent_in_bulk" or a number; a missing id was not assessed."""
    vitals: Mapping[str, Any] | None
    triage: Mapping[str, Any] | None
    """The triage of the incident at this assessment, with rule versions and inputs."""
    view: View


@dataclass(frozen=True, slots=True)
class Note:
    """Text added to an incident; notes are added, never rewritten."""

    id: str
    incident: str
    at: str
    by: str
    heading: str
    """`narrative`, or a SOAP heading: subjective, objective, assessment, plan."""
    text: str
    view: View


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A dated change of what an athlete may do."""

    id: str
    athlete: str
    incident: str | None
    at: str
    """ISO date."""
    availability: Availability
    restrictions: tuple[str, ...]
    decided_by: str
    cleared_by: str
    """Who cleared and where the paper is, in words."""
    clearance: str | None
    """Id of the clearance it rests on."""
    expected: str
    """When the athlete is expected back, only ever as a person typed it; empty otherwise."""
    reason: str
    """Why, in a few words."""
    view: View


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Somebody saw the red flags of an incident and said so."""

    id: str
    incident: str
    at: str
    by: str
    tier: Tier
    rules: tuple[str, ...]
    view: View


@dataclass(frozen=True, slots=True)
class Referral:
    """A hand-over of the athlete to somebody else, and where it stands."""

    id: str
    incident: str
    at: str
    tier: Tier | None
    to: str
    route: str
    reason: str
    question: str
    state: ReferralState
    state_at: str
    outcome: str
    """What came back."""
    state_reason: str
    """Why it was declined, set back or opened again; empty for a step forward."""
    view: View


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What left this laptop: to whom, why, and the hash of what was written."""

    id: str
    at: str
    by: str
    format: str
    recipient: str
    purpose: Purpose
    records: frozenset[str]
    """Looked through whenever an incident is opened, and a whole season may be in it."""
    athletes: tuple[str, ...]
    sha256: str
    view: View


def incident_from(view: View) -> Incident:
    """Read an incident from the folded record."""
    return Incident(
        id=view.record,
        athlete=view["athlete"],
        guest=view["guest"],
        kind=IncidentKind(view["kind"]),
        onset_at=view["onset_at"],
        reported_at=view["reported_at"],
        session_kind=SessionKind(view["session_kind"] or "unknown"),
        mode_of_onset=ModeOfOnset(view["mode_of_onset"] or "unknown"),
        contact=Contact(view["contact"] or "unknown"),
        condition=view["condition"],
        causes=tuple(view["causes"] or ()),
        diagnoses=tuple(Diagnosis.from_json(d) for d in view["diagnoses"] or ()),
        removed=Removed(view["removed"] or "unknown"),
        relation=Relation(view["relation"] or "unknown"),
        time_loss_mode=TimeLossMode(view["time_loss_mode"] or "continuous"),
        tier=Tier(view["tier"]) if view["tier"] else None,
        closed=bool(view["closed"]),
        view=view,
    )


def assessment_from(view: View) -> Assessment:
    """Read an assessment from the folded record."""
    return Assessment(
        view.record,
        view["incident"],
        view["at"],
        view.created_by,
        view["findings"] or {},
        view["vitals"],
        view["triage"],
        view,
    )


def note_from(view: View) -> Note:
    """Read a note from the folded record."""
    return Note(
        view.record, view["incident"], view["at"], view.created_by, view["heading"], view["text"], view
    )


def status_change_from(view: View) -> StatusChange:
    """Read a status change from the folded record."""
    return StatusChange(
        view.record,
        view["athlete"],
        view["incident"],
        view["at"],
        Availability(view["availability"]),
        tuple(view["restrictions"] or ()),
        view["decided_by"] or "",
        view["cleared_by"] or "",
        view["clearance"],
        view["expected"] or "",
        view["reason"] or "",
        view,
    )


def acknowledgement_from(view: View) -> Acknowledgement:
    """Read an acknowledgement from the folded record."""
    return Acknowledgement(
        view.record,
        view["incident"],
        view["at"],
        view.created_by,
        Tier(view["tier"]),
        tuple(view["rules"] or ()),
        view,
    )


def referral_from(view: View) -> Referral:
    """Read a referral from the folded record."""
    return Referral(
        view.record,
        view["incident"],
        view["at"],
        Tier(view["tier"]) if view["tier"] else None,
        view["to"] or "",
        view["route"] or "",
        view["reason"] or "",
        view["question"] or "",
        ReferralState(view["state"] or "recommended"),
        view["state_at"] or view["at"],
        view["outcome"] or "",
        view["state_reason"] or "",
        view,
    )


def disclosure_from(view: View) -> Disclosure:
    """Read a disclosure from the folded record."""
    return Disclosure(
        view.record,
        view["at"],
        view.created_by,
        view["format"],
        view["recipient"],
        Purpose(view["purpose"]),
        frozenset(view["records"] or ()),
        tuple(view["athletes"] or ()),
        view["sha256"] or "",
        view,
    )
