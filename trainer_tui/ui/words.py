"""What the record holds, in the words of its screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.findings import ABSENT_IN_BULK, Vocabulary
from trainer_tui.domain.incidents import Diagnosis, StatusChange
from trainer_tui.domain.library import Catalogue
from trainer_tui.domain.records import UNITS
from trainer_tui.domain.vitals import VITALS
from trainer_tui.domain.vocabulary import Availability, Region, Side, Tier
from trainer_tui.services.chart import Chart
from trainer_tui.services.history import WORDS
from trainer_tui.services.people import label_of
from trainer_tui.ui.text import Span

NOT_RECORDED = "not recorded"
SHORT_TIERS: Mapping[Tier, str] = {
    Tier.EMS_NOW: "EMS now",
    Tier.SAME_DAY: "today",
    Tier.H24_72: "24–72 h",
    Tier.ROUTINE: "routine",
}
LOWERED = "↓"
"""The mark of a tier in a narrow list that was higher before a person lowered it."""
STATUS_STYLES = {Availability.OUT: "same_day", Availability.LIMITED: "h24_72", Availability.FULL: "routine"}
SIDE_LETTERS = {Side.LEFT: "L ", Side.RIGHT: "R ", Side.BILATERAL: "L+R "}
VITAL_WORDS = {
    "hr": "heart rate",
    "rr": "breathing rate",
    "spo2": "SpO2",
    "gcs": "GCS",
    "temp_rectal_c": "rectal temperature",
    "temp_other_c": "other temperature",
    "glucose": "glucose",
}


def tier_span(tier: Tier | None, *, short: bool = False, lowered: bool = False) -> Span:
    """Return a tier with its symbol and words in its style, marked when a person lowered it."""
    if tier is None:
        return Span("no tier", "muted")
    mark = LOWERED if lowered else ""
    return Span(f"{tier.symbol} {SHORT_TIERS[tier] if short else tier.words}{mark}", tier.value.lower())


def status_span(availability: Availability) -> Span:
    """Return an availability with its symbol and word in its style."""
    return Span(f"{availability.symbol} {availability.words}", STATUS_STYLES[availability])


def place(region: Region, side: Side) -> str:
    """Return region and side in words."""
    if region is Region.UNSPECIFIED:
        return "" if side is Side.UNKNOWN else f"region not given, {side.words}"
    if side in (Side.LEFT, Side.RIGHT):
        return f"{side.words} {region.words}"
    if side in (Side.UNKNOWN, Side.NOT_APPLICABLE):
        return region.words
    return f"{region.words}, {side.words}"


def short_place(region: Region, side: Side) -> str:
    """Return region and side for a narrow column."""
    return "" if region is Region.UNSPECIFIED else f"{SIDE_LETTERS.get(side, '')}{region.words}"


def diagnosis_words(diagnosis: Diagnosis) -> str:
    """Return a diagnosis in words, with what is not known of it left out."""
    parts = [place(diagnosis.region, diagnosis.side) or "region not given"]
    if diagnosis.side is Side.UNKNOWN:
        parts.append("side unknown")
    if diagnosis.tissue:
        parts.append(diagnosis.tissue.words)
    if diagnosis.grade:
        parts.append(f"grade {diagnosis.grade}")
    if diagnosis.direction:
        parts.append(f"direction {diagnosis.direction.words}")
    parts.append(diagnosis.certainty.words)
    if diagnosis.osiics:
        parts.append(f"OSIICS {diagnosis.osiics}")
    return " · ".join(parts)


def vitals_words(vitals: Mapping[str, Any], vocabulary: Vocabulary) -> str:
    """Return one set of vital signs in words, with units; what was not measured is left out."""
    parts = []
    if vitals.get("sbp") is not None or vitals.get("dbp") is not None:
        pressure = [str(vitals.get(name) or "–") for name in ("sbp", "dbp")]
        parts.append(f"blood pressure {'/'.join(pressure)} mmHg")
    for name, words in VITAL_WORDS.items():
        if (value := vitals.get(name)) is not None:
            finding = VITALS[name] or ""
            unit = vocabulary[finding].unit if finding in vocabulary else ""
            parts.append(f"{words} {value} {unit}".rstrip())
    return " · ".join(parts)


def prompt(finding: str, vocabulary: Vocabulary) -> str:
    """Return the words of a finding; one that the library no longer has stands for itself."""
    return vocabulary[finding].prompt if finding in vocabulary else finding


def grouped_answers(findings: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Return answers by what was answered, each in words: present, absent, absent with the rest, measured."""
    groups: dict[str, list[str]] = {
        "Present": [],
        "Absent": [],
        "Absent, answered with the rest": [],
        "Measured": [],
        "Taken back": [],
    }
    for name, answer in findings.items():
        words = prompt(name, vocabulary)
        if answer is None:
            groups["Taken back"].append(f"{words}: now not assessed")
        elif answer == ABSENT_IN_BULK:
            groups["Absent, answered with the rest"].append(words)
        elif isinstance(answer, bool):
            groups["Present" if answer else "Absent"].append(words)
        else:
            unit = vocabulary[name].unit if name in vocabulary else ""
            groups["Measured"].append(f"{words}: {answer} {unit}".rstrip())
    return {name: words for name, words in groups.items() if words}


def status_words(change: StatusChange) -> str:
    """Return what stands beside the availability of a status change."""
    parts = [f"{'; '.join(change.restrictions)}"] if change.restrictions else []
    parts += [change.reason] if change.reason else []
    parts += [f"expected {change.expected}"] if change.expected else []
    parts += [f"decided by {change.decided_by}"] if change.decided_by else []
    parts += [f"cleared by {change.cleared_by}"] if change.cleared_by else []
    return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class Words:
    """Puts stored values into words, by the clock and the names of the record."""

    chart: Chart
    catalogue: Catalogue
    now: datetime

    def availability(self, athlete: str | None) -> Span:
        """Return what an athlete may do; what nobody ever said is not taken for full."""
        if athlete is None:
            return Span("guest", "muted")
        standing = self.chart.records.standing(athlete)
        return status_span(standing.availability) if standing.change else Span("not said", "muted")

    def moment(self, stored: str) -> str:
        """Return a stored moment as local date and time."""
        return f"{local_moment(stored, self.now):%Y-%m-%d %H:%M}"

    def day(self, stored: str) -> str:
        """Return the local day of a stored moment."""
        return f"{local_moment(stored, self.now):%Y-%m-%d}"

    def condition(self, ident: str) -> str:
        """Return the name of a condition; an id that the library no longer has stands for itself."""
        found = self.catalogue.entries.get(ident) or self.catalogue.named.get(ident)
        return found.name if found else ident

    def causes(self, condition: str | None) -> dict[str, str]:
        """Return the causes an incident of a condition may name, by id."""
        entry = self.catalogue.entries.get(condition or "")
        return {each.id: each.text for each in entry.causes} if entry else {}

    def value(self, name: str, stored: Any) -> str:
        """Return the value of a field."""
        if stored in (None, "", [], ()):
            return NOT_RECORDED
        if isinstance(stored, bool):
            return "yes" if stored else "no"
        if name == "diagnoses":
            return "; ".join(diagnosis_words(Diagnosis.from_json(each)) for each in stored)
        if name in ("onset_at", "reported_at", "state_at"):
            return self.moment(stored)
        if name == "athlete":
            athlete = self.chart.records.athletes.get(stored)
            return label_of(athlete) if athlete else str(stored)
        if name == "condition":
            return self.condition(str(stored))
        if isinstance(stored, list | tuple):
            return ", ".join(str(each) for each in stored)
        kind = WORDS.get(name)
        return kind(stored).words if kind and stored in set(kind) else str(stored)

    def unit(self, kind: str, unit: str, stored: Any) -> str:
        """Return the value of a unit, field by field where it has several."""
        names = UNITS.get(kind, {}).get(unit, (unit,))
        if names == (unit,):
            return self.value(unit, stored)
        known = {name: value for name, value in (stored or {}).items() if value not in (None, "", [])}
        return "; ".join(f"{label(name)} {self.value(name, value)}" for name, value in known.items())


def label(name: str) -> str:
    """Return the name of a field for a person to read."""
    return name.replace("_", " ").removesuffix(" at")
