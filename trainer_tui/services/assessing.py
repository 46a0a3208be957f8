"""Red-flag triage of an incident: its answers, what the roster knows, and the sweep of its region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trainer_tui.domain.answers import Answers, with_roster
from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.dates import local_day
from trainer_tui.domain.findings import Sweep, derive
from trainer_tui.domain.incidents import Assessment, Diagnosis, Incident
from trainer_tui.domain.lasting import AnswerSet, known_answers, moment
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
        stored = _sets(self._records.assessments(incident.id))
        return known_answers([*stored, *new], incident.onset_at, self.rules)

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
            by_then = [known for known in pool if moment(known) <= moment(entry)]
            answers = known_answers(by_then, setting.onset_at, self.rules)
            found.append(Taken(*entry, self.triage(answers, setting)))
        return found, self.triage(known_answers(pool, setting.onset_at, self.rules), setting)


def _sets(assessments: Iterable[Assessment]) -> list[AnswerSet]:
    return [(a.at, a.findings, a.vitals) for a in assessments if not a.view.voided]


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
