"""Vital signs: one set of measurements at one time, which the red-flag rules read as findings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from trainer_tui.domain.dates import parse_moment, shown
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.findings import Vocabulary

VITALS: Mapping[str, str | None] = MappingProxyType(
    {
        "hr": "hr",
        "sbp": "sbp",
        "dbp": None,
        "rr": "rr",
        "spo2": "spo2",
        "gcs": "gcs",
        "temp_rectal_c": "temp_rectal_c",
        "temp_other_c": "temp_other_c",
        "glucose": "glucose_mgdl",
    }
)
"""The measurements of a set, each with the finding it is; the lower blood pressure is read by no rule."""

DIASTOLIC = (20, 200)
FAHRENHEIT = (77.0, 113.0)
"""25 to 45 °C in °F: a number in this range was most likely read in °F."""


NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{0,2})?")


def parse_vitals(value: object, vocabulary: Vocabulary, now: datetime) -> tuple[Mapping[str, Any], ...]:
    """Read a list of vital-sign sets, oldest first; a set without a time was taken now, null is unknown.

    Raises FieldError naming set and measurement, such as `vitals[1].temp_rectal_c`.
    """
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise FieldError("vitals", "must be a list of sets in square brackets.")
    sets = [_parse_set(f"vitals[{n}]", given, vocabulary, now) for n, given in enumerate(value)]
    return tuple(sorted(sets, key=lambda taken: datetime.fromisoformat(taken["at"])))


def _parse_set(path: str, given: object, vocabulary: Vocabulary, now: datetime) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise FieldError(path, f"{shown(given)} is not a set of measurements in curly brackets.")
    at = now if given.get("at") is None else parse_moment(f"{path}.at", given["at"], now)
    taken: dict[str, Any] = {"at": at.isoformat()}
    for name, number in given.items():
        if name == "at" or number is None:
            continue
        if name not in VITALS:
            raise FieldError(
                f"{path}.{shown(name)[1:-1]}", f"is not a vital sign; use at, {', '.join(VITALS)}."
            )
        taken[name] = _measurement(f"{path}.{name}", VITALS[name], number, vocabulary)
    if len(taken) == 1:
        raise FieldError(path, "holds no measurement; give at least one, or leave the set out.")
    if "sbp" in taken and "dbp" in taken and taken["dbp"] >= taken["sbp"]:
        raise FieldError(f"{path}.dbp", "is not below the upper blood pressure; check both.")
    return taken


def _measurement(path: str, finding: str | None, number: object, vocabulary: Vocabulary) -> Any:
    if finding is None:
        return _diastolic(path, number)
    if finding.startswith("temp_") and _looks_like_fahrenheit(number):
        raise FieldError(path, f"{shown(number)} looks like °F; give °C, between 25.0 and 45.0.")
    try:
        return vocabulary[finding].check(number)
    except FieldError as error:
        raise FieldError(path, error.problem) from None


def _looks_like_fahrenheit(number: object) -> bool:
    low, high = FAHRENHEIT
    return isinstance(number, int | float) and not isinstance(number, bool) and low <= number <= high


def _diastolic(path: str, number: object) -> int:
    low, high = DIASTOLIC
    if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
        raise FieldError(
            path, f"{shown(number)} is impossible; use a whole number from {low} to {high} mmHg."
        )
    return number


def read_typed(name: str, typed: str) -> int | float:
    """Return a measurement as a person types it; of a temperature 385 is 38.5.

    What was most likely read in °F stays as it was typed, so that it is refused as such. Raises FieldError
    for what is no number; whether one is possible is for `parse_vitals` to say.
    """
    text = typed.strip().replace(",", ".")
    if not NUMBER.fullmatch(text):
        raise FieldError(name, f"{shown(typed)} is not a number; type digits alone.")
    if not name.startswith("temp_"):
        return float(text) if "." in text else int(text)
    if "." in text or len(text) < 3 or _looks_like_fahrenheit(float(text)):
        return float(text)
    return float(f"{text[:-1]}.{text[-1]}")


def range_words(name: str, vocabulary: Vocabulary) -> str:
    """Return the range of a measurement in words, with its unit."""
    finding = VITALS[name]
    return vocabulary[finding].range_words if finding else f"{DIASTOLIC[0]} to {DIASTOLIC[1]} mmHg"


def findings_of(vitals: Mapping[str, Any]) -> dict[str, int | float]:
    """Return a set of measurements as answers to findings; what is missing stays unknown."""
    return {
        finding: vitals[name] for name, finding in VITALS.items() if finding and vitals.get(name) is not None
    }


def vitals_to_json(vitals: Mapping[str, Any]) -> dict[str, Any]:
    """Return a set with every measurement, null where it is unknown."""
    return {"at": vitals["at"], **{name: vitals.get(name) for name in VITALS}}
