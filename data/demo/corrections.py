"""What is corrected later in an invented season: a wrong side, a time, a diagnosis, an entry made twice."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from course import Course
from telling import Telling

OTHER_SIDE = {"left": "right", "right": "left"}


def correct(told: Sequence[Telling], incidents: list[dict[str, Any]], course: Course) -> list[dict[str, Any]]:
    """Return the corrections; incidents are changed to what was wrong at first, and one is added twice."""
    found = [
        _wrong_side(_first(told, "toe-mild", skip=2), course),
        _wrong_side(_first(told, "shoulder-slip", skip=5), course),
        _grade_from_imaging(_first(told, "toe-sesamoid"), course),
        _onset_from_film(_first(told, "back-overload", skip=4), course),
    ]
    found += [_completed(telling, course) for telling in told if _left_open(telling)]
    return [*found, _entered_twice(_first(told, "toe-mild", skip=7), incidents, course)]


def _first(told: Sequence[Telling], story: str, skip: int = 0) -> Telling:
    """Return a telling of a story that has all its details and whose diagnosis has one side."""
    fitting = [
        t
        for t in told
        if t.story["id"] == story and t.person and t.side in OTHER_SIDE and "narrative" in t.incident
    ]
    return fitting[skip]


def _wrong_side(telling: Telling, course: Course) -> dict[str, Any]:
    right = telling.incident["diagnoses"]
    wrong = copy.deepcopy(right)
    wrong[0]["side"] = OTHER_SIDE[telling.side]
    telling.incident["diagnoses"] = wrong
    at = telling.reported + timedelta(minutes=35)
    reason = "Wrong side ticked in the hurry"
    return course.entry(telling, at, "amend", change={"diagnoses": right}, reason=reason)


def _grade_from_imaging(telling: Telling, course: Course) -> dict[str, Any]:
    better = copy.deepcopy(telling.incident["diagnoses"])
    better[0] |= {"tissue": "joint_sprain", "certainty": "confirmed"}
    at = telling.reported + timedelta(days=4, hours=1)
    reason = "X-ray and MRI reports came in: sesamoids whole, plate partly torn"
    return course.entry(telling, at, "amend", change={"diagnoses": better}, reason=reason)


def _onset_from_film(telling: Telling, course: Course) -> dict[str, Any]:
    earlier = datetime.fromisoformat(telling.incident["onset_at"]) - timedelta(minutes=25)
    at = telling.reported + timedelta(hours=2)
    reason = "Practice film shows when it happened"
    return course.entry(telling, at, "amend", change={"onset_at": earlier.isoformat()}, reason=reason)


def _left_open(telling: Telling) -> bool:
    """Tell whether somebody filled in later what there was no time for; every second one stays open."""
    return "narrative" not in telling.incident and telling.turn % 2 == 0


def _completed(telling: Telling, course: Course) -> dict[str, Any]:
    story = telling.story
    change: dict[str, Any] = {
        "mode_of_onset": story["modes"][0],
        "contact": story["contacts"][0],
        "removed": story["removed"][0],
    }
    if story.get("causes"):
        change["causes"] = story["causes"][0]
    at = telling.reported + timedelta(minutes=55)
    return course.entry(telling, at, "amend", change=change, reason="")


def _entered_twice(telling: Telling, incidents: list[dict[str, Any]], course: Course) -> dict[str, Any]:
    again = copy.deepcopy(telling.incident)
    reported = telling.reported + timedelta(minutes=12)
    again |= {"reported_at": reported.isoformat(), "narrative": "Big toe, taped, out for today."}
    again.pop("soap", None)
    incidents.append(again)
    number = len(incidents)
    at = telling.reported + timedelta(hours=1)
    reason = "Entered twice by two of us; the first record is kept"
    return course.entry(telling, at, "void", reason=reason) | {"incident": number}
