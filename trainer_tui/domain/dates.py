"""Moments and dates: stored as ISO 8601 with an offset, shown in local time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from trainer_tui.domain.errors import FieldError

Clock = Callable[[], datetime]

CLOCK_DRIFT = timedelta(minutes=5)
LATE_ENTRY = timedelta(minutes=60)
FIRST_YEAR = 1900


def system_clock() -> datetime:
    """Return the present moment with the local offset."""
    return datetime.now(UTC).astimezone()


def parse_moment(field: str, value: object, now: datetime) -> datetime:
    """Read an ISO time; one without offset is local. More than 5 minutes ahead is refused as the future."""
    if not isinstance(value, str):
        raise FieldError(field, "must be a time such as 2026-10-09T19:42:00-05:00.")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise FieldError(
            field, f"{shown(value)} is not a time; write it as 2026-10-09T19:42:00-05:00."
        ) from None
    if moment.year < FIRST_YEAR:
        raise FieldError(field, f"{shown(value)} lies before {FIRST_YEAR}; check the year.")
    if moment.tzinfo is None:
        moment = _with_local_offset(moment, now)
    if moment > now + CLOCK_DRIFT:
        raise FieldError(field, f"{shown(value)} lies in the future; check the date and the clock.")
    return moment


def _with_local_offset(moment: datetime, now: datetime) -> datetime:
    """Read a wall-clock time as local: in this computer's zone, or in the clock's when that is another."""
    if _is_system_zone(now):
        return moment.astimezone()
    return moment.replace(tzinfo=now.tzinfo)


def _is_system_zone(now: datetime) -> bool:
    return now.utcoffset() == now.astimezone().utcoffset()


def local_moment(moment: str, now: datetime) -> datetime:
    """Return a stored moment in the zone of the clock."""
    found = datetime.fromisoformat(moment)
    return found.astimezone(None if _is_system_zone(now) else now.tzinfo)


def local_day(moment: str, now: datetime) -> date:
    """Return the day of a stored moment in the zone of the clock."""
    return local_moment(moment, now).date()


def next_midnight(moment: datetime, now: datetime) -> datetime:
    """Return the end of a local moment's day in the zone of the clock, whatever its offset is by then."""
    return _with_local_offset(datetime.combine(moment.date() + timedelta(days=1), time()), now)


def parse_date(field: str, value: object, now: datetime, *, future: bool = False) -> date:
    """Read a date such as 2026-10-09; a date after today is refused unless `future` is true."""
    if not isinstance(value, str):
        raise FieldError(field, "must be a date such as 2026-10-09.")
    try:
        day = datetime.fromisoformat(value.strip()).date()
    except ValueError:
        raise FieldError(field, f"{shown(value)} is not a date; write it as 2026-10-09.") from None
    if day.year < FIRST_YEAR:
        raise FieldError(field, f"{shown(value)} lies before {FIRST_YEAR}; check the year.")
    if not future and day > now.date():
        raise FieldError(field, f"{shown(value)} lies in the future.")
    return day


def age_on(birth: date, day: date) -> int:
    """Return the age in whole years on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def is_late_entry(onset_at: str, reported_at: str) -> bool:
    """Tell whether an incident was recorded more than 60 minutes after it happened."""
    return datetime.fromisoformat(reported_at) - datetime.fromisoformat(onset_at) > LATE_ENTRY


def shown(value: object) -> str:
    """Return a value quoted for an error sentence, shortened and without control characters."""
    text = "".join(c if c.isprintable() else "�" for c in str(value))
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
