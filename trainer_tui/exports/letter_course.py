"""What was measured and checked at which time: neurovascular findings and vital signs beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from trainer_tui.domain.findings import ABSENT_IN_BULK, Answer
from trainer_tui.domain.handover import Case
from trainer_tui.domain.incidents import Assessment
from trainer_tui.domain.trend import trend_of
from trainer_tui.domain.vitals import findings_of
from trainer_tui.exports.letter_words import NOT_ASSESSED, Entry, Table, Times, Words, count, joined, sentence

LABEL = "Nerves, vessels, vital signs"
NEUROVASCULAR = (
    "arm_pulse_or_colour_bad",
    "arm_neuro_deficit",
    "limb_pulseless",
    "toe_perfusion_bad",
    "limb_sensation_loss",
    "limb_weakness",
    "neuro_deficit_any",
    "weak_after_reduction",
)
"""Findings with a row of their own: when, by whom, before and after a reduction."""
REDUCED = "shoulder_reduced"
BEFORE, AFTER = "before reduction", "after reduction"
COLUMNS_AT_MOST = 6
UNKNOWN = "–"
_MEASURED = {
    "hr": "Heart rate /min",
    "sbp": "Blood pressure mmHg",
    "rr": "Breaths /min",
    "spo2": "SpO2 %",
    "gcs": "GCS",
    "temp_rectal_c": "Rectal temperature °C",
    "temp_other_c": "Temperature, another site °C",
    "glucose_mgdl": "Glucose mg/dL",
}
_WORDS = {True: "PRESENT", False: "absent", ABSENT_IN_BULK: "absent*"}


@dataclass(slots=True)
class _Check:
    """What was found within one minute."""

    at: str
    phase: str
    """Before or after a reduction; empty where there was none."""
    by: list[str] = field(default_factory=list)
    found: dict[str, Answer] = field(default_factory=dict)
    lower: object = None
    """The lower value of the blood pressure."""

    @property
    def nerves(self) -> bool:
        """Whether nerves or vessels were looked at."""
        return any(self.found.get(name) is not None for name in NEUROVASCULAR)

    @property
    def measured(self) -> bool:
        """Whether anything was measured."""
        return any(self.found.get(name) is not None for name in _MEASURED) or self.lower is not None


def course(case: Case, times: Times, words: Words) -> Entry:
    """Lay out the checks by time; what was never checked is said under the table."""
    checks = _telling(case, times)
    shown = _shown(checks)
    notes = _not_checked(checks, case)
    if not shown:
        return Entry(LABEL, " ".join(notes))
    rows = [*_nerve_rows(shown, words), *_measured_rows(shown)]
    if any("absent*" in row for row in rows):
        notes.append("* marked together with other items, not examined singly.")
    if len(shown) < len(checks):
        notes.append(f"{count(len(checks) - len(shown), 'check')} in between under Notes.")
    return Entry(LABEL, " ".join(notes), Table(_heads(shown), tuple(rows)))


def checks_between(case: Case, times: Times, words: Words) -> tuple[Entry, ...]:
    """Return the checks that the table has no room for, to stand among the notes."""
    checks = _telling(case, times)
    shown = _shown(checks)
    told = []
    for check in (each for each in checks if each not in shown):
        rows = (*_nerve_rows([check], words), *_measured_rows([check]))
        found = joined(f"{name}: {answer}" for name, answer in rows).replace("*", ", marked with other items")
        told.append(f"{joined((times.moment(check.at), check.phase, *check.by), ', ')}: {found}")
    return (Entry("Checks in between", "\n".join(told)),) if told else ()


def _telling(case: Case, times: Times) -> list[_Check]:
    """Return the checks in which nerves, vessels or vital signs were looked at."""
    return [check for check in _checks(case.assessments, times) if check.nerves or check.measured]


def _checks(assessments: Sequence[Assessment], times: Times) -> list[_Check]:
    """Put together what belongs to the same minute, told apart by a reduction where there was one."""
    reduced = next((n for n, a in enumerate(assessments) if a.findings.get(REDUCED) is True), None)
    checks: dict[tuple[str, str], _Check] = {}
    for number, each in enumerate(assessments):
        phase = "" if reduced is None else AFTER if number >= reduced else BEFORE
        check = checks.setdefault((times.moment(each.at), phase), _Check(each.at, phase))
        if each.by not in check.by:
            check.by.append(each.by)
        check.found.update({**each.findings, **findings_of(each.vitals or {})})
        check.lower = (each.vitals or {}).get("dbp", check.lower)
    return list(checks.values())


def _shown(checks: Sequence[_Check]) -> list[_Check]:
    """Return what a page has room for: the first, the two around a reduction, and the latest."""
    if len(checks) <= COLUMNS_AT_MOST:
        return list(checks)
    places = [0]
    places += [n for n, check in enumerate(checks) if check.phase == BEFORE and check.nerves][-1:]
    places += [n for n, check in enumerate(checks) if check.phase == AFTER and check.nerves][:1]
    for latest in reversed(range(len(checks))):
        if len(set(places)) == COLUMNS_AT_MOST:
            break
        places.append(latest)
    return [checks[place] for place in sorted(set(places))]


def _heads(shown: Sequence[_Check]) -> tuple[str, ...]:
    """Return the head of each column: the time, the day where days differ, who, before or after what."""
    days = {check.at[:10] for check in shown}
    people = {name for check in shown for name in check.by}
    return (
        joined((f"by {people.copy().pop()}" if len(people) == 1 else "", f"{UNKNOWN} {NOT_ASSESSED}")),
        *(_head(check, several_days=len(days) > 1, several_people=len(people) > 1) for check in shown),
    )


def _head(check: _Check, *, several_days: bool, several_people: bool) -> str:
    at = check.at[5:16].replace("T", " ") if several_days else check.at[11:16]
    return joined((at, check.phase, ", ".join(check.by) if several_people else ""), "\n")


def _nerve_rows(shown: Sequence[_Check], words: Words) -> list[tuple[str, ...]]:
    named = [name for name in NEUROVASCULAR if any(check.found.get(name) is not None for check in shown)]
    return [
        (words.prompt(name), *(_WORDS.get(check.found.get(name), UNKNOWN) for check in shown))
        for name in named
    ]


def _measured_rows(shown: Sequence[_Check]) -> list[tuple[str, ...]]:
    rows = [(label, *(_measured(check, name) for check in shown)) for name, label in _MEASURED.items()]
    return [row for row in rows if set(row[1:]) != {UNKNOWN}]


def _measured(check: _Check, name: str) -> str:
    number = check.found.get(name)
    known = f"{number:g}" if isinstance(number, int | float) else UNKNOWN
    if name == "sbp" and (number is not None or check.lower is not None):
        return f"{known}/{UNKNOWN if check.lower is None else check.lower}"
    return known


def _not_checked(checks: Sequence[_Check], case: Case) -> list[str]:
    """Say what nobody looked at, of nerves and vessels also before and after a reduction."""
    reduced = any(a.findings.get(REDUCED) is True for a in case.assessments)
    notes = [
        f"{sentence(phase)[:-1]}, nerves and vessels: {NOT_ASSESSED}."
        for phase in ((BEFORE, AFTER) if reduced else ())
        if not any(check.nerves and check.phase == phase for check in checks)
    ]
    if not reduced and not any(check.nerves for check in checks):
        notes.append(f"Nerves and vessels: {NOT_ASSESSED}.")
    if not any(check.measured for check in checks):
        notes.append(f"Vital signs: {NOT_ASSESSED}.")
    return notes


def changes(case: Case, times: Times, words: Words) -> str:
    """Tell in one line which findings were answered otherwise later, and the tier of each set by its answers.

    Empty while there are less than two sets, or nothing changed.
    """
    trend = trend_of(case.assessments)
    if trend is None:
        return ""
    clock = trend.clock(times.now)
    told = [
        f"{words.prompt(row.finding)}: {_steps(row.cells, clock)}"
        for row in trend.rows
        if not row.label and row.finding not in NEUROVASCULAR
    ]
    tiers = [tier.words if tier else "no urgency derived" for tier in trend.tiers]
    if len(set(tiers)) > 1:
        told.insert(0, f"urgency by the answers: {_steps(tiers, clock)}")
    return sentence(joined(told))


def _steps(cells: Sequence[str], clock: Sequence[str]) -> str:
    """Name each value with the time since which it stands."""
    steps: list[str] = []
    last = ""
    for cell, at in zip(cells, clock, strict=True):
        if cell not in ("·", last):
            steps.append(f"{cell.lstrip('+− ')} {at}")
            last = cell
    return ", then ".join(steps)
