"""The answers and vital signs of an invented incident, as the sweep of its region asks for them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from dice import Dice

LIFE_QUESTIONS = ("unresponsive", "not_breathing_normally", "bleeding_uncontrolled")

# Known from elsewhere, or lowering the tier when present: answered only where a story says so.
ONLY_BY_STORY = frozenset(
    {
        "age",
        "clinician_concern",
        "diabetes_known",
        "exertion_now",
        "first_episode",
        "pregnancy_possible",
        "root_pattern_single_leg",
        "scrotal_pain_sudden",
        "sct_known",
        "shoulder_reduced",
        "tape_applied",
        "weak_after_reduction",
    }
)

# How often a question of the first page is answered at all, by the way it is asked.
ANSWERED = {"sign": 0.85, "private": 0.6, "exam": 0.8, "history": 0.75, "context": 0.85, "measure": 0.0}

VITALS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "calm": {"hr": (68, 98), "sbp": (110, 132), "dbp": (64, 82), "rr": (13, 18), "spo2": (97, 99)},
    "raised": {
        "hr": (96, 118),
        "sbp": (114, 138),
        "dbp": (68, 86),
        "rr": (18, 26),
        "spo2": (95, 98),
        "gcs": (15, 15),
    },
    "fever": {"hr": (96, 108), "sbp": (108, 118), "dbp": (62, 74), "rr": (16, 20), "spo2": (97, 99)},
    "hot": {"hr": (108, 118), "sbp": (104, 116), "dbp": (60, 72), "rr": (20, 26), "gcs": (15, 15)},
}
TEMPERATURES = {"fever": ("temp_other_c", 38.6), "hot": ("temp_rectal_c", 39.1)}


class Sweeper:
    """Asks the questions of a region and makes up the answers."""

    def __init__(self, data: Path) -> None:
        """Take the reference library, whose findings and sweeps are what can be asked."""
        self._findings = {f["id"]: f for f in _read(data / "findings.toml")["finding"]}
        self._sweeps = {path.stem: _read(path) for path in sorted((data / "sweeps").glob("*.toml"))}

    def answers(self, story: Mapping[str, Any], region: str, dice: Dice) -> dict[str, Any]:
        """Return what was answered; a finding that is missing was not assessed."""
        sweep = self._sweeps[region]
        urgent = story["tier"] not in ("none", "ROUTINE")
        told = _told(story, dice)
        found: dict[str, Any] = dict.fromkeys(LIFE_QUESTIONS, False)
        found |= self._page(sweep["page_one"], story, told, dice, share=1.0, bulk=0.75)
        if dice.chance(0.8 if urgent else 0.35):
            found |= self._page(sweep["page_two"], story, told, dice, share=0.45, bulk=0.5)
        return found | told

    def _page(
        self,
        names: Sequence[str],
        story: Mapping[str, Any],
        told: Mapping[str, Any],
        dice: Dice,
        *,
        share: float,
        bulk: float,
    ) -> dict[str, Any]:
        """Answer one page: item by item, and the signs that are left with one key when that is pressed."""
        all_the_rest = dice.chance(bulk)
        answers = {}
        for name in names:
            finding = self._findings[name]
            if name in told:
                answers[name] = told[name]
            elif finding["type"] != "bool" or name in ONLY_BY_STORY or name in story.get("skip", ()):
                continue
            elif all_the_rest and finding["ask"] == "sign":
                answers[name] = "absent_in_bulk"
            elif dice.chance(ANSWERED[finding["ask"]] * share):
                answers[name] = False
        return answers

    def vitals(self, story: Mapping[str, Any], onset: datetime, dice: Dice) -> list[dict[str, Any]]:
        """Return the sets of vital signs: two for what is urgent, one or none for the rest."""
        kind = story.get("vitals", "")
        if kind == "sometimes":
            kind = "calm" if dice.chance(0.3) else ""
        if not kind:
            return []
        times = (3, 11) if story["tier"] == "EMS_NOW" else (6,)
        return [_vital_signs(kind, onset + timedelta(minutes=minutes), dice) for minutes in times]


def _told(story: Mapping[str, Any], dice: Dice) -> dict[str, Any]:
    """Return the answers that the story itself gives."""
    told: dict[str, Any] = dict.fromkeys(story["present"], True)
    told |= dict.fromkeys(story.get("absent", ()), False)
    numbers = story.get("numbers", {})
    return told | {name: dice.between(low, high) for name, (low, high) in numbers.items()}


def _vital_signs(kind: str, at: datetime, dice: Dice) -> dict[str, Any]:
    taken: dict[str, Any] = {"at": at.isoformat()}
    taken |= {name: dice.between(low, high) for name, (low, high) in VITALS[kind].items()}
    if kind in TEMPERATURES:
        name, celsius = TEMPERATURES[kind]
        taken[name] = celsius
    return taken


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
