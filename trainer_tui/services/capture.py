"""Recording an incident at the sideline: a draft kept from the first key, then saved in one step.

Drafts are plural: up to nine can be half recorded, numbered 1 to 9. A draft is plain data, so that one found
again after a crash holds every answer up to the last key.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer_tui.domain.answers import FEVER
from trainer_tui.domain.dates import Clock, local_moment
from trainer_tui.domain.errors import BadInput, NotFound
from trainer_tui.domain.findings import FEVER_FROM_C, TEMPERATURES, Answer
from trainer_tui.domain.incidents import NARRATIVE
from trainer_tui.domain.ports import CAPTURES, DraftStore
from trainer_tui.domain.vitals import VITALS
from trainer_tui.domain.vocabulary import Region
from trainer_tui.files import disk_problem, free_name, write_whole
from trainer_tui.services.amending import ADDED_LATER

if TYPE_CHECKING:
    from trainer_tui.domain.athletes import Athlete
    from trainer_tui.domain.findings import Vocabulary
    from trainer_tui.domain.incidents import Incident
    from trainer_tui.domain.triage import Triage
    from trainer_tui.services.chart import Chart

MOST = 9
UNKNOWN_PERSON = "unknown person"
DETAILS = ("kind", "condition", "causes", "relation", "mode_of_onset", "contact", "removed", "session_kind")
"""What is asked after the save, one key each and never before it."""
_VITAL_OF = {finding: vital for vital, finding in VITALS.items() if finding}


@dataclass(slots=True)
class CaptureDraft:
    """An incident while it is recorded: what has been answered, and where the person is."""

    started_at: str
    """When the capture began, ISO time with offset: it is also when the incident was reported."""
    step: str = "who"
    cursor: str | None = None
    """What the cursor stands on in this step."""
    page: int = 0
    """Which nine of a list of choices are shown."""
    sweep_page: int = 0
    """Which screen of the sweep is shown."""
    deciding: list[str] = field(default_factory=list)
    """The questions shown in place of a screen of the sweep, because they decide what is undecided."""
    typed: str = ""
    """What is typed and not taken yet: letters of a name, the digits of a number."""
    asked: str | None = None
    """The finding about which a further question is open."""
    athlete: str | None = None
    """Id of the athlete on the roster."""
    guest: str | None = None
    """The words for somebody who is not on the roster."""
    who_words: str = ""
    """Jersey and family name, for lists of drafts."""
    region: str | None = None
    side: str | None = None
    condition: str | None = None
    findings: dict[str, Answer] = field(default_factory=dict)
    """The life questions and the sweep; what is not here was not assessed."""
    vitals: dict[str, int | float] = field(default_factory=dict)
    vitals_at: str | None = None
    """When the last measurement was taken."""
    reasons: dict[str, str] = field(default_factory=dict)
    """For answers that can lower the urgency or stand against the roster: why they are right."""
    onset_minutes: int = 0
    """How long before the report it happened, in minutes."""
    kind: str | None = None
    causes: list[str] = field(default_factory=list)
    relation: str | None = None
    """How it relates to earlier incidents, as a person stated it."""
    mode_of_onset: str | None = None
    contact: str | None = None
    removed: str | None = None
    session_kind: str | None = None
    narrative: str = ""
    incident: str | None = None
    """Id of the incident once it is saved; then only its details are still asked."""

    def to_json(self) -> dict[str, Any]:
        """Return the draft as plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> CaptureDraft:
        """Build a draft from plain data; keys of another version are left out."""
        known = {entry.name for entry in fields(cls)}
        return cls(**{"started_at": "", **{name: value for name, value in data.items() if name in known}})

    def answer_to(self, finding: str) -> Answer:
        """Return the answer to a finding, None while it is not assessed."""
        vital = _VITAL_OF.get(finding)
        return self.vitals.get(vital) if vital else self.findings.get(finding)

    def put(self, finding: str, answer: Answer, at: str) -> None:
        """Take an answer given at a moment; None takes it back. A measurement goes to the vital signs."""
        vital = _VITAL_OF.get(finding)
        if vital is None:
            self.findings.pop(finding, None)
            if answer is not None:
                self.findings[finding] = answer
            return
        self.vitals.pop(vital, None)
        if isinstance(answer, int | float):
            self.vitals[vital] = answer
            self.vitals_at = at
            # A fever that was absent does not outlive a temperature taken later.
            if finding in TEMPERATURES and answer >= FEVER_FROM_C and self.findings.get(FEVER) is False:
                del self.findings[FEVER]

    @property
    def body_region(self) -> Region:
        """Where it hurts; unspecified until that is said."""
        return Region(self.region) if self.region else Region.UNSPECIFIED


def onset_of(draft: CaptureDraft) -> datetime:
    """Return when it happened, as far as it is known."""
    return datetime.fromisoformat(draft.started_at) - timedelta(minutes=draft.onset_minutes)


def to_incident(draft: CaptureDraft, clock: Clock) -> dict[str, Any]:
    """Return a draft as an incident of the contract; raises BadInput while nobody is named."""
    if not draft.athlete and not draft.guest:
        raise BadInput("Nobody is named yet: choose who is hurt, or “unknown person”, then save.")
    incident: dict[str, Any] = {
        "athlete": {"id": draft.athlete} if draft.athlete else {"guest": draft.guest},
        "kind": draft.kind or "injury",
        "onset_at": onset_of(draft).isoformat(),
        "reported_at": draft.started_at,
        **_given_details(draft),
    }
    if draft.region:
        diagnosis = {"principal": True, "region": draft.region, "side": draft.side or "unknown"}
        incident["diagnoses"] = [diagnosis]
    findings = {name: answer for name, answer in draft.findings.items() if answer is not None}
    if findings:
        incident["findings"] = findings
    if draft.vitals:
        incident["vitals"] = [{"at": draft.vitals_at or clock().isoformat(), **draft.vitals}]
    return incident


def _given_details(draft: CaptureDraft) -> dict[str, Any]:
    """Return the details that were answered; an empty one stays unknown."""
    given = {name: value for name in DETAILS if (value := getattr(draft, name))}
    if draft.narrative.strip():
        given["narrative"] = draft.narrative
    return given


def add_reasons(incident: dict[str, Any], draft: CaptureDraft, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the incident with the reasons of answers as a note, so that they stand in the record."""
    lines = [
        f"{vocabulary[name].prompt}: {reason}"
        for name, reason in draft.reasons.items()
        if draft.findings.get(name) is not None and name in vocabulary
    ]
    return {**incident, "soap": {"assessment": "\n".join(lines)}} if lines else incident


def words(
    draft: CaptureDraft, now: datetime | None = None, named: Callable[[str], str] = lambda name: name
) -> str:
    """Return a draft in a line: who, put into words by `named`, where, and when it was started."""
    who = named(draft.who_words or draft.guest or "")
    if not who:
        who = f"“{named(draft.typed)}”" if draft.typed else "nobody named yet"
    where = draft.body_region.words if draft.region else "region not said"
    started = datetime.fromisoformat(draft.started_at)
    at = started.strftime("%H:%M")
    if now is not None:
        here = local_moment(draft.started_at, now)
        at = here.strftime("%H:%M" if here.date() == now.date() else "%Y-%m-%d %H:%M")
    saved = "saved, details open · " if draft.incident else ""
    return f"{who} · {where} · {saved}started {at}"


def number_of(name: str) -> int:
    """Return the number of a parked draft from its name."""
    return int(name.removeprefix(CAPTURES))


def parked(
    drafts: DraftStore, now: datetime | None = None, named: Callable[[str], str] = lambda name: name
) -> list[tuple[str, str]]:
    """Return name and words of every parked draft by number; one that cannot be read is left out."""
    found = []
    for name in drafts.names(CAPTURES):
        draft = read_draft(drafts, name)
        if draft is not None:
            found.append((name, words(draft, now, named)))
    return found


def read_draft(drafts: DraftStore, name: str) -> CaptureDraft | None:
    """Return a parked draft, None for one that is gone or that another hand has made unusable."""
    data = drafts.load(name)
    if data is None:
        return None
    try:
        draft = CaptureDraft.from_json(data)
        datetime.fromisoformat(draft.started_at)
        Region(draft.region or Region.UNSPECIFIED)
    except (TypeError, ValueError):
        return None
    return draft


class Captures:
    """Keeps drafts and turns them into incidents."""

    def __init__(self, drafts: DraftStore, chart: Chart, vocabulary: Vocabulary, clock: Clock) -> None:
        self._drafts = drafts
        self._chart = chart
        self._vocabulary = vocabulary
        self._clock = clock

    def start(self) -> CaptureDraft:
        """Return an empty draft that began now; nothing is kept until `keep`."""
        return CaptureDraft(self._clock().isoformat())

    def free_name(self) -> str:
        """Return the name with the lowest free number; raises BadInput when nine are parked."""
        taken = set(self._drafts.names(CAPTURES))
        for number in range(1, MOST + 1):
            if f"{CAPTURES}{number}" not in taken:
                return f"{CAPTURES}{number}"
        raise BadInput(
            f"{MOST} incidents are half recorded already; save or discard one of them (p), "
            "then record the next."
        )

    def keep(self, name: str, draft: CaptureDraft) -> None:
        """Keep a draft under its name; raises StoreError."""
        self._drafts.save(name, draft.to_json())

    def load(self, name: str) -> CaptureDraft | None:
        """Return a parked draft, None when there is none that can be read."""
        return read_draft(self._drafts, name)

    def resume(self, name: str) -> CaptureDraft:
        """Return a parked draft to go on with; raises NotFound when there is none that can be read."""
        draft = self.load(name)
        if draft is None:
            raise NotFound("This draft is gone or cannot be read; n records the incident anew.")
        return draft

    def discard(self, name: str) -> None:
        """Forget a draft; raises StoreError when it has to stay."""
        self._drafts.discard(name)

    def triage(self, draft: CaptureDraft, athlete: Athlete | None) -> Triage:
        """Return what the rules make of the answers so far; raises FieldError for a contradiction."""
        onset = onset_of(draft).isoformat()
        return self._chart.preview_triage(draft.findings, draft.vitals, draft.body_region, athlete, onset)

    def save(self, name: str | None, draft: CaptureDraft) -> str:
        """Record the incident in one commit, forget the draft and return the incident's id.

        A failure before the commit raises and keeps the draft. Once recorded, `draft.incident` is set, and
        saving the same draft again records nothing twice.
        """
        if draft.incident is None:
            raw = add_reasons(to_incident(draft, self._clock), draft, self._vocabulary)
            draft.incident = self._chart.add_incidents([raw])[0]
        if name is not None:
            self.discard(name)
        return draft.incident

    def write_elsewhere(self, draft: CaptureDraft, place: Path) -> Path:
        """Write a draft to a new file, or into a folder, in the form that `incident add` takes in.

        It is for a disk that refuses the records, and it is not encrypted. Returns the file. Raises BadInput
        for a file that exists, StoreError when this place refuses it too.
        """
        named = draft if draft.athlete or draft.guest else replace(draft, guest=UNKNOWN_PERSON)
        content = json.dumps(add_reasons(to_incident(named, self._clock), named, self._vocabulary), indent=2)
        started = datetime.fromisoformat(draft.started_at)
        target = free_name(place / f"incident-{started:%Y%m%d-%H%M}.json") if place.is_dir() else place
        if target.exists():
            raise BadInput(f"{target} exists already; name another file, or a folder.")
        try:
            write_whole(target, content.encode("ascii"))
        except OSError as error:
            raise disk_problem(error, "The draft", target) from error
        return target

    def saved_as(self, draft: CaptureDraft) -> str | None:
        """Return the incident a draft became when the app stopped between the save and forgetting it."""
        if draft.incident is not None:
            return draft.incident
        rows = self._chart.incidents(since=onset_of(draft).date() - timedelta(days=1))
        return next((row.incident.id for row in rows if self._is_saved(draft, row.incident)), None)

    def _is_saved(self, draft: CaptureDraft, incident: Incident) -> bool:
        who = (draft.athlete, None if draft.athlete else draft.guest)
        if incident.reported_at != draft.started_at or (incident.athlete, incident.guest) != who:
            return False
        answers: dict[str, Any] = {}
        for assessment in self._chart.incident(incident.id).assessments:
            answers |= assessment.findings
        return incident.region is draft.body_region and answers == draft.findings

    def add_details(self, name: str | None, draft: CaptureDraft) -> None:
        """Write the details answered since the save to the incident, as one change, and forget the draft."""
        if draft.incident is not None and (changes := self._changes(draft, draft.incident)):
            self._chart.amend_incident(draft.incident, changes, ADDED_LATER)
        if name is not None:
            self.discard(name)

    def _changes(self, draft: CaptureDraft, incident_id: str) -> dict[str, Any]:
        """Return the details that the incident does not have yet."""
        chart = self._chart.incident(incident_id)
        incident = chart.incident
        given = _given_details(draft)
        changes = {name: value for name, value in given.items() if not _has(incident.view[name], value)}
        if any(note.heading == NARRATIVE and note.text == draft.narrative for note in chart.notes):
            changes.pop("narrative", None)
        onset = onset_of(draft)
        if onset != datetime.fromisoformat(incident.onset_at):
            changes["onset_at"] = onset.isoformat()
        return changes


def _has(stored: Any, value: Any) -> bool:
    return bool(list(stored) == value if isinstance(stored, list | tuple) else stored == value)
