"""Red-flag triage of an incident: its answers, what the roster knows, and the sweep of its region."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, groupby
from typing import Any

from trainer_tui.domain.answers import FEVER, Answers, with_roster
from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.dates import local_day
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.findings import FEVER_FROM_C, Sweep, derive
from trainer_tui.domain.incidents import Assessment, Diagnosis, Incident
from trainer_tui.domain.lasting import AnswerSet, known_answers, moment
from trainer_tui.domain.records import EMERGENCY_EVENTS
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
    """Of everything known of the time it was taken."""


class Assessing:
    """Applies the rules to incidents."""

    def __init__(self, records: Records, rules: RuleSet, sweeps: Mapping[Region, Sweep]) -> None:
        self._records = records
        self.rules = rules
        self._sweeps = sweeps

    def sweep(self, region: Region) -> Sweep:
        """Return the questions of a region; a region without its own has the general ones."""
        return self._sweeps.get(region) or self._sweeps.get(Region.UNSPECIFIED) or Sweep(region, (), ())

    def triage(self, answers: Answers, setting: Setting, rules: RuleSet | None = None) -> Triage:
        """Assess answers; not assessed is what the sweep of the region asks and nobody answered.

        `rules` are all there are unless only some are of interest.
        """
        onset = local_day(setting.onset_at, self._records.ledger.clock())
        known = with_roster(answers, setting.athlete, onset)
        return assess(known, rules or self.rules, scope=self.sweep(setting.region).findings)

    def current(self, incident: Incident, rules: RuleSet | None = None) -> Triage:
        """Assess all current answers of an incident, by all rules unless only some are of interest."""
        return self.triage(self.answers(incident), self.setting(incident), rules)

    def answers(self, incident: Incident, new: Iterable[AnswerSet] = ()) -> Answers:
        """Return the current answers of an incident, vital signs among them, with sets not stored yet."""
        known = (*self._records.assessments_made(incident.id), *self._records.readings_of(incident.id))
        return known_answers([*_sets(known), *new], incident.onset_at, self.rules)

    def made(self, incident: Incident) -> list[Assessment]:
        """Return the assessments of an incident in the order they were recorded.

        What was measured in its emergencies is among them, triaged by the rules of today.
        """
        made = self._records.assessments_made(incident.id)
        readings = self._records.readings_of(incident.id)
        if not readings:  # as for nearly all incidents
            return made
        standing = [reading for reading in readings if not reading.view.voided]
        try:
            taken, _ = self.measured(incident, standing)
        except FieldError:  # answers of two laptops that contradict each other: their page says so
            return made
        triaged = {
            reading.id: triage_to_store(entry.triage) for reading, entry in zip(standing, taken, strict=True)
        }
        readings = [replace(reading, triage=triaged.get(reading.id)) for reading in readings]
        return sorted((*made, *readings), key=lambda each: datetime.fromisoformat(each.view.created_at))

    def assessments(self, incident: Incident) -> list[Assessment]:
        """Return the assessments of an incident as `made` does, in the order of their times."""
        return _by_time(self.made(incident))

    def assessments_of_each(self, incidents: Iterable[str]) -> Iterator[Assessment]:
        """Yield the assessments of several incidents, for each as `assessments` does."""
        records = self._records
        emergencies = set(records.with_emergencies())
        for measured, found in groupby(incidents, emergencies.__contains__):
            if measured:
                lists = map(self.assessments, map(records.incident, found))
            else:  # as most: one look for many
                lists = map(_by_time, records.assessments_made_of_each(found))
            yield from chain.from_iterable(lists)

    def measured(self, incident: Incident, readings: Sequence[Assessment]) -> tuple[list[Taken], Triage]:
        """Return what was measured in emergencies as `take` returns sets, in the given order."""
        pool = _sets((*self._records.assessments_made(incident.id), *readings))
        setting = self.setting(incident)
        taken = [
            Taken(each.at, {}, each.vitals, self._by_then(pool, (each.at, {}, each.vitals), setting))
            for each in readings
        ]
        return taken, self.triage(known_answers(pool, setting.onset_at, self.rules), setting)

    def setting(self, incident: Incident) -> Setting:
        """Return what stands around the answers of an incident."""
        athlete = self._records.athletes.get(incident.athlete or "")
        return Setting(incident.region, athlete, incident.onset_at)

    def take(
        self,
        setting: Setting,
        sets: Iterable[AnswerSet],
        before: Sequence[Assessment] = (),
    ) -> tuple[list[Taken], Triage]:
        """Return sets as assessments, oldest first, and the triage of everything known now.

        Each is triaged with what was known of its time, so that a set put in later, of an earlier time, shows
        how urgent it was then.
        """
        pool, found = _sets(before), []
        for entry in sorted(sets, key=moment):
            pool.append(entry)
            found.append(Taken(*entry, self._by_then(pool, entry, setting)))
        return found, self.triage(known_answers(pool, setting.onset_at, self.rules), setting)

    def _by_then(self, pool: Sequence[AnswerSet], entry: AnswerSet, setting: Setting) -> Triage:
        """Return the triage of everything known of the time of a set."""
        known = [each for each in pool if moment(each) <= moment(entry)]
        return self.triage(known_answers(known, setting.onset_at, self.rules), setting)


def _by_time(assessments: list[Assessment]) -> list[Assessment]:
    if len(assessments) < 2:  # as for most incidents: no time has to be read
        return assessments
    return sorted(assessments, key=lambda each: datetime.fromisoformat(each.at))


def _sets(assessments: Iterable[Assessment]) -> list[AnswerSet]:
    """Return the standing assessments as sets.

    A fever that was denied while the last rectal temperature, one of an emergency, makes it present counts as
    not assessed: the emergency came to this incident without anybody being asked which of the two is right.
    """
    standing = [each for each in assessments if not each.view.voided]
    if all(each.view.kind != EMERGENCY_EVENTS for each in standing):  # as nearly always
        return [(each.at, each.findings, each.vitals) for each in standing]
    sets: list[AnswerSet] = []
    hot = False
    for each in sorted(standing, key=lambda each: datetime.fromisoformat(each.at)):
        celsius = (each.vitals or {}).get("temp_rectal_c")
        if celsius is not None:
            hot = each.view.kind == EMERGENCY_EVENTS and celsius >= FEVER_FROM_C
        denied = hot and each.findings.get(FEVER) is not True
        findings = {name: a for name, a in each.findings.items() if name != FEVER or not denied}
        sets.append((each.at, findings, each.vitals))
    return sets


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
