"""Reading JSON from outside: one meaning or none, and every refusal a sentence with its place."""

from __future__ import annotations

import json
import math
from typing import Any

from trainer_tui.domain.dates import shown
from trainer_tui.domain.errors import BadInput


def parse_json(text: str, *, remedy: str = "correct it there") -> Any:
    """Return the value of a JSON text; `remedy` says what to do about one that is none.

    Raises BadInput for what other programs read in different ways or not at all: a key that stands twice in
    one object, NaN and infinite numbers, half characters, nesting beyond reason, and plain mistakes.
    """
    try:
        value = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_refuse_constant, parse_float=_finite
        )
    except json.JSONDecodeError as error:
        what, place = error.msg.removesuffix(" at"), f"line {error.lineno}, column {error.colno}"
        raise BadInput(f"This is not JSON: {what} at {place}; {remedy}.") from None
    except RecursionError:
        raise BadInput("This JSON is nested too deeply to be a record.") from None
    except ValueError:
        raise BadInput("This JSON holds a number of too many digits.") from None
    if "\\ud" in text.lower():
        _refuse_half_characters(value)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadInput(f"The key {shown(twice)} stands twice in one object; remove one of the two.")
    return found


def _refuse_constant(name: str) -> Any:
    raise BadInput(f"{name} is not a number that a record can hold; use null for unknown.")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise BadInput(f"{shown(text)} is too large a number.")
    return number


def _refuse_half_characters(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise BadInput("The text holds half of a character (a lone surrogate); type it again.") from None
