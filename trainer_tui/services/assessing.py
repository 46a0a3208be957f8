"""Red-flag triage of an incident: its answers, what the roster knows, and the sweep of its region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trainer_tui.domain.answers import Answers, current_answers, with_roster
from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.dates import local_day
from trainer_tui.domain.findings import Sweep, derive
from trainer_tui.domain.incidents import Assessment, Diagnosis, Incident
from trainer_tui.domain.triage import RuleSet, Triage, assess
from trainer_tui.domain.vitals import findings_of
from trainer_tui.domain.vocabulary import Region
from trainer_tui.services.records import Records


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands around the answers: where it hurts, who it is and when it began."""

    region: Region
    athlete: Athlete | None
    onset_at: str


@dataclass(frozen=True, slots=True)
class Taken:
    """One set of answers at one time, not stored yet."""

    at: str
    findings: Answers
    vitals: Mapping[str, Any] | None
    triage: Triage
    """Of everything known when this set was added."""


class Assessing:
    """Applies the rules to incidents."""

    def __init__(self, records: Records, rules: RuleSet, sweeps: Mapping[Region, Sweep]) -> None:
        self._records = records
        self.rules = rules
        self._sweeps = sweeps

    def sweep(self, region: Region) -> Sweep:
        """Return the questions of a region; a region without its own has the general ones."""
        return self._sweeps.get(region) or self._sweeps.get(Region.UNSPECIFIED) or Sweep(region, (), ())

    def triage(self, answers: Answers, setting: Setting) -> Triage:
        """Assess answers; not assessed is what the sweep of the region asks and nobody answered."""
        onset = local_day(setting.onset_at, self._records.ledger.clock())
        known = with_roster(answers, setting.athlete, onset)
        return assess(known, self.rules, scope=self.sweep(setting.region).findings)

    def current(self, incident: Incident, setting: Setting | None = None) -> Triage:
        """Assess all current answers of an incident."""
        return self.triage(self.answers(incident.id), setting or self.setting(incident))

    def answers(self, incident: str) -> Answers:
        """Return the current answers of an incident, vital signs among them."""
        standing = [a for a in self._records.assessments(incident) if not a.view.voided]
        return current_answers((a.findings, a.vitals) for a in standing)

    def setting(self, incident: Incident) -> Setting:
        """Return what stands around the answers of an incident."""
        athlete = self._records.athletes.get(incident.athlete or "")
        return Setting(incident.region, athlete, incident.onset_at)

    def take(
        self,
        setting: Setting,
        findings: Answers,
        at: str,
        vitals: Sequence[Mapping[str, Any]],
        before: Sequence[Assessment] = (),
    ) -> list[Taken]:
        """Return answers and vital signs as assessments, oldest first, added to those before."""
        pool = [(a.at, a.findings, a.vitals) for a in before if not a.view.voided]
        sets: list[tuple[str, Answers, Mapping[str, Any] | None]] = [(at, findings, None)] if findings else []
        sets += [(taken["at"], {}, taken) for taken in vitals]
        found = []
        for entry in sorted(sets, key=_instant):
            pool = sorted([*pool, entry], key=_instant)
            triage = self.triage(current_answers((answers, taken) for _, answers, taken in pool), setting)
            found.append(Taken(*entry, triage))
        return found


def _instant(entry: tuple[str, Answers, Mapping[str, Any] | None]) -> datetime:
    return datetime.fromisoformat(entry[0])


def answered_by(entry: Taken) -> set[str]:
    """Return the findings that one set of answers and vital signs speaks for, derived ones included."""
    given = derive({**entry.findings, **findings_of(entry.vitals or {})})
    return {name for name, answer in given.items() if answer is not None}


def matched_before(assessments: Sequence[Assessment]) -> set[str]:
    """Return the rules that matched at the last of these assessments, those in error left out."""
    standing = [a for a in assessments if not a.view.voided]
    triage: Mapping[str, Any] = (standing[-1].triage or {}) if standing else {}
    return {match["rule"] for match in triage.get("matches", ())}


def triage_to_store(triage: Triage) -> dict[str, Any]:
    """Return what an assessment keeps of its triage: which rules, in which version, held because of what.

    Their wording is not repeated in every record: version and hash name it.
    """
    return {
        "tier": triage.tier and triage.tier.value,
        "hold": triage.hold and triage.hold.value,
        "matches": [
            {
                "rule": match.rule.id,
                "version": match.rule.version,
                "tier": match.rule.tier.value,
                "hold": match.rule.hold.value,
                "because": dict(match.because),
            }
            for match in triage.matches
        ],
        "possible": [possible.rule.id for possible in triage.possible],
        "ruleset": {"version": triage.version, "sha256": triage.sha256},
    }


def region_of(diagnoses: Sequence[Mapping[str, Any]] | None) -> Region:
    """Return the region of the principal diagnosis as stored, unspecified without one."""
    found = [Diagnosis.from_json(data) for data in diagnoses or ()]
    return next((d.region for d in found if d.principal), Region.UNSPECIFIED)
