"""Reading single values of an input: text of one line, notes, words of a vocabulary, lists.

Every reader raises FieldError with the path of the field. Null and a missing value stay unknown, and
text is kept as typed: what could act on a terminal is made visible where it is shown, not here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from trainer_tui.domain.dates import shown
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.incidents import NOTE_LIMIT

LINE_LIMIT = 200
UNKNOWN = "unknown"

Choice = TypeVar("Choice", bound=StrEnum)


def note_text(path: str, value: object) -> str:
    """Read a text of several lines; raises FieldError over 20,000 characters."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise FieldError(path, "is not text.")
    refuse_unstorable(path, value)
    if len(value) > NOTE_LIMIT:
        raise FieldError(
            path, f"is {len(value):,} characters long; a note holds {NOTE_LIMIT:,}: shorten it or write two."
        )
    return value if value.strip() else ""


def line(path: str, value: object, limit: int = LINE_LIMIT) -> str:
    """Read a text of one line, empty for null; line ends and over-long text are refused."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise FieldError(path, f"{shown(value)} is not text.")
    text = value.strip()
    refuse_unstorable(path, text)
    if len(text.splitlines()) > 1:
        raise FieldError(path, "must stand on one line.")
    if len(text) > limit:
        raise FieldError(path, f"is longer than {limit} characters; shorten it.")
    return text


def refuse_unstorable(path: str, text: str) -> None:
    """Raise FieldError for what no file of ours can hold: a null character or half a character."""
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise FieldError(path, "holds a character that cannot be stored; type it again.")


def choice(path: str, value: object, kind: type[Choice]) -> Choice | None:
    """Read a word of a vocabulary; null, and `unknown` where the vocabulary has no such word, are None."""
    if value is None or (value == UNKNOWN and UNKNOWN not in set(kind)):
        return None
    if not isinstance(value, str) or value not in set(kind):
        raise FieldError(path, f"{shown(value)} is not one of {', '.join(kind)}.")
    return kind(value)


def whole_minutes(path: str, value: object, most: int) -> int | None:
    """Read a number of minutes from 0 to `most`, None for null."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise FieldError(path, f"{shown(value)} is not a whole number of minutes.")
    if not 0 <= value <= most:
        raise FieldError(path, f"{shown(value)} minutes is outside 0 to {most}.")
    return value


def texts(path: str, value: object) -> list[str]:
    """Read a list of one-line texts."""
    return [line(f"{path}[{n}]", text) for n, text in enumerate(array(path, value))]


def array(path: str, value: object) -> Sequence[Any]:
    """Read a list, empty for null."""
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise FieldError(path, "must be a list in square brackets.")
    return value


def refuse_unknown(path: str, given: Mapping[str, Any], known: Sequence[str]) -> None:
    """Raise FieldError for a key that the contract does not have."""
    for name in given:
        if name not in known:
            raise FieldError(
                f"{path}.{shown(name)[1:-1]}".lstrip("."), f"is not known here; use {', '.join(known)}."
            )


def as_object(path: str, value: object) -> Mapping[str, Any]:
    """Read an object of JSON."""
    if not isinstance(value, Mapping):
        raise FieldError(path or "incident", f"{shown(value)} is not an object in curly brackets.")
    return value
