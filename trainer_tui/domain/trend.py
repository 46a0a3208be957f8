"""How an incident went from one assessment to the next: measurements, changed answers and the tier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.findings import ABSENT_IN_BULK, Answer
from trainer_tui.domain.incidents import Assessment
from trainer_tui.domain.vitals import findings_of
from trainer_tui.domain.vocabulary import Tier

BARS = "▁▂▃▄▅▆▇█"
GAP = "·"
LABELS: Mapping[str, str] = {
    "hr": "HR /min",
    "sbp": "BP mmHg",
    "rr": "RR /min",
    "spo2": "SpO2 %",
    "gcs": "GCS",
    "temp_rectal_c": "Rectal °C",
    "temp_other_c": "Other °C",
    "glucose_mgdl": "Glucose mg/dL",
}
_WORDS = {True: "+ present", False: "− absent", ABSENT_IN_BULK: "− in bulk", None: "taken back"}


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One measurement or one finding through all sets."""

    finding: str
    label: str
    """A short name; empty for a finding that is named by its prompt."""
    numbers: tuple[float | None, ...]
    """By set; None where it was not measured. Of a blood pressure the upper value."""
    cells: tuple[str, ...]
    """By set, in words."""


@dataclass(frozen=True, slots=True)
class Trend:
    """The standing assessments of an incident beside each other, oldest first."""

    times: tuple[str, ...]
    """ISO times."""
    tiers: tuple[Tier | None, ...]
    """The tier each set was triaged to when it was added."""
    rows: tuple[TrendRow, ...]
    """What was measured, then the findings whose answer changed."""

    def clock(self, now: datetime) -> tuple[str, ...]:
        """Return the times of the sets in the zone of the clock, with the day where days differ."""
        moments = [local_moment(each, now) for each in self.times]
        pattern = "%H:%M" if len({each.date() for each in moments}) == 1 else "%m-%d %H:%M"
        return tuple(f"{each:{pattern}}" for each in moments)


def trend_of(assessments: Iterable[Assessment]) -> Trend | None:
    """Return how an incident went, None while there are less than two sets; those in error are left out."""
    sets = sorted(
        (each for each in assessments if not each.view.voided), key=lambda a: datetime.fromisoformat(a.at)
    )
    if len(sets) < 2:
        return None
    given = [{**each.findings, **findings_of(each.vitals or {})} for each in sets]
    rows = [row for name in LABELS if (row := _measured(name, given, sets))]
    others = dict.fromkeys(name for answers in given for name in answers if name not in LABELS)
    rows += [_answered(name, given) for name in others if _changed(name, given)]
    return Trend(tuple(each.at for each in sets), tuple(_tier(each) for each in sets), tuple(rows))


def _tier(assessment: Assessment) -> Tier | None:
    tier = (assessment.triage or {}).get("tier")
    return Tier(tier) if tier else None


def _measured(name: str, given: Sequence[Mapping[str, Any]], sets: Sequence[Assessment]) -> TrendRow | None:
    numbers = tuple(_number(answers.get(name)) for answers in given)
    cells = tuple(GAP if number is None else f"{number:g}" for number in numbers)
    if name == "sbp":
        lower = [(each.vitals or {}).get("dbp") for each in sets]
        pairs = zip(cells, lower, strict=True)
        cells = tuple(f"{c.replace(GAP, '–')}/{d}" if d is not None else c for c, d in pairs)
    if all(cell == GAP for cell in cells):
        return None
    return TrendRow(name, LABELS[name], numbers, cells)


def _number(answer: Answer) -> float | None:
    return answer if isinstance(answer, int | float) and not isinstance(answer, bool) else None


def _changed(name: str, given: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a finding was answered in more than one way; absent in bulk is absent."""
    answers = [answers[name] for answers in given if name in answers]
    return len({False if answer == ABSENT_IN_BULK else answer for answer in answers}) > 1


def _answered(name: str, given: Sequence[Mapping[str, Any]]) -> TrendRow:
    numbers = tuple(_number(answers.get(name)) for answers in given)
    cells = tuple(_word(answers[name]) if name in answers else GAP for answers in given)
    return TrendRow(name, "", numbers, cells)


def _word(answer: Answer) -> str:
    number = _number(answer)
    return _WORDS[answer] if number is None else f"{number:g}"


def sparkline(numbers: Sequence[float | None]) -> str:
    """Draw numbers as bars between their least and their greatest; a missing one is a gap, never guessed.

    Returns nothing for less than two numbers: one alone has no course.
    """
    known = [number for number in numbers if number is not None]
    if len(known) < 2:
        return ""
    low, span = min(known), max(known) - min(known)
    top = len(BARS) - 1

    def bar(number: float) -> str:
        return BARS[round((number - low) / span * top) if span else top // 2]

    return "".join(GAP if number is None else bar(number) for number in numbers)
