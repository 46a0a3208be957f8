"""What was written to a record, by whom and when, each change as a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trainer_tui.domain import vocabulary
from trainer_tui.domain.athletes import alert_words
from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.emergencies import BY_KIND, EventKind
from trainer_tui.domain.errors import NotFound
from trainer_tui.domain.findings import ABSENT_IN_BULK, Vocabulary
from trainer_tui.domain.plain_text import counted
from trainer_tui.domain.protocol_course import Act
from trainer_tui.domain.records import unpack
from trainer_tui.domain.revisions import VOID, Revision, ordered
from trainer_tui.domain.sessions import Exempt, exempt_from
from trainer_tui.services.people import label_of
from trainer_tui.services.records import Records
from trainer_tui.services.reference import Reference

NOTHING = "not recorded"
TIMES = frozenset({"onset_at", "reported_at", "state_at", "started_at", "ended_at", "start", "done_at"})
UNSAID = frozenset(
    {"incident", "emergency", "athletes", "records", "sha256", "rules", "cosigned_note", "clearance"}
)
"""Fields that say nothing to a reader: ids and hashes."""
WORDS: Mapping[str, type[vocabulary.Worded]] = {
    "kind": vocabulary.IncidentKind,
    "mode_of_onset": vocabulary.ModeOfOnset,
    "contact": vocabulary.Contact,
    "session_kind": vocabulary.SessionKind,
    "removed": vocabulary.Removed,
    "relation": vocabulary.Relation,
    "time_loss_mode": vocabulary.TimeLossMode,
    "tier": vocabulary.Tier,
    "availability": vocabulary.Availability,
    "state": vocabulary.ReferralState,
    "act": Act,
    "purpose": vocabulary.Purpose,
    "sex": vocabulary.Sex,
    "region": vocabulary.Region,
    "side": vocabulary.Side,
    "tissue": vocabulary.Tissue,
    "direction": vocabulary.Direction,
    "certainty": vocabulary.Certainty,
    "surface": vocabulary.Surface,
    "dominant_side": vocabulary.DominantSide,
    "whom": vocabulary.Told,
    "how": vocabulary.Way,
    "result": vocabulary.Reached,
    "cleared_for": vocabulary.ClearanceScope,
}


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One revision in words."""

    revision: str
    """Id of the revision."""
    record: str
    """Id of the record it belongs to, such as one note of an incident."""
    at: str
    """When it was saved, ISO time with offset."""
    by: str
    reason: str | None
    record_kind: str
    """The table of the record, such as `incidents`."""
    lines: tuple[str, ...]
    """What was written: "side: right", or "side: left → right" where a value changed."""


class History:
    """Puts revisions into words."""

    def __init__(self, records: Records, reference: Reference, findings: Vocabulary) -> None:
        self._records = records
        self._reference = reference
        self._findings = findings

    def of(self, record: str) -> list[HistoryEntry]:
        """Return the revisions of a record, oldest first; of an incident, with all that belongs to it.

        Raises NotFound when there is no such record.
        """
        members = [record, *self._belonging(record)]
        histories = [self._records.ledger.store.history(member) for member in members]
        if not histories[0]:
            raise NotFound(f"There is no record with the id {record[:64]}.")
        entries: dict[str, HistoryEntry] = {}
        for history in histories:
            entries |= {entry.revision: entry for entry in self._entries(history)}
        return [entries[r.id] for r in ordered(r for history in histories for r in history)]

    def _belonging(self, record: str) -> Iterator[str]:
        records = self._records
        incident = records.incidents.get(record)
        if incident is None:
            return
        yield from (entry.id for entry in records.assessments_made(record))
        yield from (entry.id for entry in records.notes(record))
        yield from (entry.id for entry in records.cosigns(record))
        yield from (entry.id for entry in records.acknowledgements(record))
        yield from (entry.id for entry in records.referrals_of(record))
        yield from (entry.id for entry in records.protocol_steps(record))
        yield from (entry.id for entry in records.follow_ups_of(record))
        yield from (entry.id for entry in records.statuses_of_incident(incident))
        yield from (entry.id for entry in records.clearances_of(record))
        yield from (entry.id for entry in records.contacts_of(record))
        yield from (entry.id for entry in records.disclosures.values() if record in entry.records)
        for emergency in records.emergencies_of(record):
            yield emergency.id
            yield from (event.id for event in records.events_of(emergency.id))

    def _entries(self, history: Sequence[Revision]) -> Iterator[HistoryEntry]:
        before: dict[str, Any] = {}
        for revision in ordered(history):
            units = {unit: value for unit, value in revision.changes.items() if unit != VOID}
            after = unpack(revision.kind, units)
            lines = [
                line
                for name, value in after.items()
                if name != "state_reason" or value not in ("", revision.reason)
                for line in self._lines(name, before.get(name), value)
            ]
            if revision.changes.get(VOID):
                lines.append("entered in error")
            before |= after
            yield HistoryEntry(
                revision.id,
                revision.record,
                revision.at,
                revision.by,
                revision.reason,
                revision.kind,
                tuple(lines),
            )

    def _lines(self, name: str, old: Any, new: Any) -> Iterator[str]:
        """Yield what changed in a field; nested values one by one."""
        if (
            name in UNSAID
            or (name == "at" and not _is_day(new))
            or old == new
            or (not old and not new and new is not False)
        ):
            return
        if name == "diagnoses":
            yield from self._diagnoses(old or [], new or [])
        elif name == "findings":
            yield from (f"{self._prompt(finding)}: {_answer(value)}" for finding, value in new.items())
        elif name == "vitals":
            yield from (f"{key}: {value}" for key, value in new.items() if key != "at")
        elif name == "answers":
            yield from (f"{gate}: {'yes' if value else 'no'}" for gate, value in new.items())
        elif name == "triage":
            yield f"triage: {self._triage(new)}"
        else:
            yield _changed(name, self._words(name, old), self._words(name, new))

    def _diagnoses(self, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        for number in range(max(len(old), len(new))):
            label = f"diagnosis {number + 1} " if max(len(old), len(new)) > 1 else ""
            if number >= len(new):
                yield f"{label}removed: {self._words('region', old[number].get('region'))}"
                continue
            before = old[number] if number < len(old) else {}
            for name, value in new[number].items():
                if name == "principal" and not label:
                    continue
                if value != before.get(name) and not (value is None and not before):
                    words = self._words(name, before.get(name)), self._words(name, value)
                    yield _changed(label + name, *words)

    def _prompt(self, finding: str) -> str:
        return self._findings[finding].prompt if finding in self._findings else finding

    @staticmethod
    def _triage(triage: Mapping[str, Any]) -> str:
        tier = triage.get("tier")
        rules = ", ".join(match["rule"] for match in triage.get("matches", ()))
        return f"{vocabulary.Tier(tier).words} ({rules})" if tier else "no rule matched"

    def _words(self, name: str, value: Any) -> str:
        """Return a stored value for a person to read."""
        if value in (None, "", [], ()):
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if name == "alerts":
            return ", ".join(alert_words(alert) for alert in value)
        if name == "roster":
            return counted(len(value), "athlete")
        if name == "exceptions":
            return "; ".join(exempt_words(exempt_from(entry), self._records) for entry in value)
        if isinstance(value, list | tuple):
            return ", ".join(str(part) for part in value)
        if name in TIMES:
            return f"{local_moment(value, self._records.ledger.clock()):%Y-%m-%d %H:%M}"
        if name == "athlete":
            return _person(value, self._records)
        if name == "condition":
            catalogue = self._reference.catalogue
            found = catalogue.entries.get(value) or catalogue.named.get(value)
            return found.name if found else str(value)
        if name == "kind" and value in set(EventKind):
            return BY_KIND[EventKind(value)].words
        words = WORDS.get(name)
        return words(value).words if words and value in set(words) else str(value)


def exempt_words(entry: Exempt, records: Records) -> str:
    """Return who took part otherwise, how far and for how long."""
    minutes = "" if entry.minutes is None else f", {entry.minutes} min"
    return f"{_person(entry.athlete, records)}: {entry.level.words}{minutes}"


def _person(ident: str, records: Records) -> str:
    athlete = records.athletes.get(ident)
    return label_of(athlete) if athlete else ident


def _is_day(value: Any) -> bool:
    """Tell whether a value is a day: what a status change is dated by; other entries carry their moment."""
    return isinstance(value, str) and len(value) == len("2026-10-09")


def _changed(name: str, old: str, new: str) -> str:
    label = name.replace("_", " ").removesuffix(" at")
    return f"{label}: {old} → {new or NOTHING}" if old else f"{label}: {new}"


def _answer(value: Any) -> str:
    if value is None:
        return "not assessed"
    if value == ABSENT_IN_BULK:
        return "absent (answered with the rest)"
    if isinstance(value, bool):
        return "present" if value else "absent"
    return str(value)
