"""When somebody is expected back, as a person typed it: a day, a range of days, or a few words.

Nothing here is ever computed, least of all from a grade or a protocol.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from trainer_tui.domain.dates import parse_date
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.input_fields import line

_DAYS = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:to|until|–|-|/)\s*(\d{4}-\d{1,2}-\d{1,2}))?")
FIELD = "expected"


def parse_expected(value: object, since: date, now: datetime) -> str:
    """Read an expected range, empty for none: dates as "2026-10-20 to 2026-10-27", anything else as typed.

    Raises FieldError for a date that is none, one that lies before `since`, and an end before its start.
    """
    typed = line(FIELD, value)
    days = _DAYS.fullmatch(typed)
    if days is None:
        return typed
    start, end = (parse_date(FIELD, part, now, future=True) if part else None for part in days.groups())
    assert start is not None
    if end is not None and end < start:
        raise FieldError(FIELD, f"ends on {end} before it starts on {start}; give the earlier day first.")
    if start < since:
        raise FieldError(FIELD, f"lies on {start}, before the change itself on {since}; check both days.")
    return f"{start} to {end}" if end else f"{start}"
