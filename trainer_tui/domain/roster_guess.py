"""Guessing what the columns of a roster file hold, by the words of their header and by their values.

A person sees the guess beside the values and changes it. What could do harm is never guessed: a body mass
without its unit may be in pounds, a height below a metre in inches, and a telephone that is nobody's in
particular may be the athlete's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from trainer_tui.domain.athletes import FIELDS, RANGES
from trainer_tui.domain.roster_file import BIRTH_DATE, IGNORE, DateOrder
from trainer_tui.domain.search import unaccented

SAMPLE = 200
"""Rows that are looked at."""
_MOST = 0.8
"""The share of values that must fit."""
_ENOUGH = 5
"""Values without which a column of unknown header is not judged by its values."""
_SHORTEST_CM = 100.0
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2\d{4}")
_PERSON = r"emergency|parent|guardian|mother|father"
_PHONE = r"phone|telephone|tel|cell|mobile"

_NAMES: Mapping[str, str] = {
    "jersey": r"#|no|nr|num|number|(?:jersey|shirt|uniform)(?: (?:no|nr|num|number))?|jersey #",
    "given": r"(?:first|given|fore)(?: ?names?)?",
    "family": r"(?:last|family|sur)(?: ?names?)?",
    "preferred": r"preferred(?: name)?|nick ?name|goes by|called|known as",
    "birth_date": r"dob|d o b|born|birth ?da(?:te|y)|date of birth|birth",
    "sex": r"sex|gender",
    "team": r"team|squad|group|level",
    "position": r"pos|position",
    "height_cm": r"height(?: ?(?:in )?cm)?|cm",
    "mass_kg": r"(?:body ?)?(?:mass|weight|wt)(?: ?in)? ?(?:kg|kilos?)|kg",
    "alerts": r"alerts?|medical alerts?",
    "emergency_contact": rf"(?:{_PERSON})(?: (?:contact|name))*",
    "emergency_phone": rf"(?:{_PERSON})(?: contact)? (?:{_PHONE})(?: (?:no|number))?",
}
_HEADER = {field: re.compile(pattern) for field, pattern in _NAMES.items()}
_WHOLE_NAME = re.compile(r"(?:full )?name|athlete|player|student")


def guess_fields(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return what each column seems to hold, each field once; a column that cannot be told is left out."""
    columns = [_values(rows[:SAMPLE], place) for place in range(len(header))]
    guessed = [IGNORE] * len(header)
    for guess in (_by_own_name, _by_header, _by_whole_name, _by_values):
        for place, (title, values) in enumerate(zip(header, columns, strict=True)):
            field = guess(title, values)
            if guessed[place] == IGNORE and field in FIELDS and field not in guessed:
                guessed[place] = field
    return guessed


def guess_dates(values: Sequence[str]) -> DateOrder:
    """Return how dates are written; where both orders would do, month first, as spreadsheets of the US do."""
    found = [match for value in values if (match := _DATE.fullmatch(value.strip()))]
    if not found:
        return DateOrder.ISO
    day_first = sum(int(match.group(1)) > 12 for match in found)
    month_first = sum(int(match.group(3)) > 12 for match in found)
    return DateOrder.DAY if day_first > month_first else DateOrder.MONTH


def _values(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [cell for row in rows if place < len(row) and (cell := row[place].strip())]


def _by_own_name(title: str, _: Sequence[str]) -> str:
    return title.lower().replace(" ", "_")


def _by_header(title: str, values: Sequence[str]) -> str:
    words = _plain(title)
    for field, pattern in _HEADER.items():
        if pattern.fullmatch(words) and _mostly(values, _FITS.get(field, _anything)):
            return field
    return ""


def _by_whole_name(title: str, _: Sequence[str]) -> str:
    return "family" if _WHOLE_NAME.fullmatch(_plain(title)) else ""


def _by_values(title: str, values: Sequence[str]) -> str:
    """Judge a column whose header says nothing; numbers that repeat, such as ages, are no jerseys."""
    if len(values) < _ENOUGH:
        return ""
    if _mostly(values, _is_date):
        return BIRTH_DATE
    if _mostly(values, _is_sex):
        return "sex"
    if not _plain(title) and _mostly(values, _is_jersey) and len(set(values)) >= _MOST * len(values):
        return "jersey"
    return ""


def _plain(title: str) -> str:
    """Return a header in small letters without accents, points and brackets."""
    kept = "".join(c if c.isalnum() or c == "#" else " " for c in unaccented(title))
    return " ".join(kept.split())


def _mostly(values: Sequence[str], fits: Callable[[str], bool]) -> bool:
    return sum(map(fits, values)) >= _MOST * len(values)


def _anything(_: str) -> bool:
    return True


def _is_date(value: str) -> bool:
    return bool(_ISO_DATE.fullmatch(value) or _DATE.fullmatch(value))


def _is_sex(value: str) -> bool:
    return value.casefold() in ("f", "m", "female", "male")


def _is_jersey(value: str) -> bool:
    return value.isdecimal() and len(value) <= 3


def _number(value: str) -> float:
    try:
        return float(value.replace(",", "."))
    except ValueError:
        return 0.0


def _is_height(value: str) -> bool:
    return _SHORTEST_CM <= _number(value) <= RANGES["height_cm"][1]


def _is_mass(value: str) -> bool:
    low, high = RANGES["mass_kg"]
    return low <= _number(value) <= high


_FITS: Mapping[str, Callable[[str], bool]] = {
    BIRTH_DATE: _is_date,
    "height_cm": _is_height,
    "mass_kg": _is_mass,
}
