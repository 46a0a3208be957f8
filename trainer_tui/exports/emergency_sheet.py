"""The hand-over sheet for the ambulance: plain text of 78 columns, for the screen and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.emergencies import KEYS, EventKind, Known, Sheet, after_words, entry_words
from trainer_tui.exports.outbox import check_target, placed
from trainer_tui.exports.plain import beside, labelled, rule, wrapped
from trainer_tui.files import free_name

LABEL = 21
NOT_RECORDED = "not recorded"
_ASKED_FOR = (EventKind.AED_ON, EventKind.SHOCK, EventKind.TEMP_RECTAL, EventKind.EPINEPHRINE)
"""What a reader looks for first: named even where nobody pressed its key."""


class SheetFile:
    """The `SheetWriter` of `domain.ports`."""

    def text(self, sheet: Sheet) -> str:
        """Return the sheet as plain text of 78 columns."""
        return sheet_text(sheet)

    @contextmanager
    def placed(self, text: str, target: Path) -> Iterator[Path]:
        """Write a sheet beside its place, run a block, then put it there, under a free name.

        Yields where it will stand. Raises BadInput when it cannot be written.
        """
        free = free_name(target)
        check_target(free, folder=False, force=False)
        with placed(free, {"": text.encode()}):
            yield free


def sheet_text(sheet: Sheet) -> str:
    """Lay out the sheet: who, what matters first, then every event with its time."""
    log, now = sheet.log, sheet.written_at
    began = local_moment(log.started_at, now)
    lines = ["EMERGENCY: HAND-OVER TO EMS", ""]
    lines += _labelled("Began", f"{began:%Y-%m-%d %H:%M:%S}")
    lines += _person(sheet.person, log.guest)
    for label, text in sheet.venue:
        lines += _labelled(label, text)
    lines += ["", *_first(sheet), "", rule("Times")]
    for entry in log.standing:
        at = f"{local_moment(entry.at, now):%H:%M:%S}  {after_words(log.started_at, entry.at):>8}  "
        lines += beside(at, entry_words(entry, log))
    lines += ["", rule()]
    lines += wrapped(
        "A log of keys pressed during the emergency. What is not listed was not recorded; that does not mean "
        "that it was not done. No instruction and no diagnosis."
    )
    lines += wrapped(
        f"Written {now:%Y-%m-%d %H:%M} by {sheet.written_by}. Questions: {sheet.call_back or '_' * 20}"
    )
    return "\n".join(lines) + "\n"


def _person(person: Known | None, guest: str | None) -> list[str]:
    if person is None:
        return _labelled("Who", guest or "unknown person")
    age = f"{person.age} years" if person.age is not None else f"age {NOT_RECORDED}"
    born = person.birth_date or NOT_RECORDED
    sex = person.sex or f"sex {NOT_RECORDED}"
    lines = _labelled("Who", f"{person.name}, {age}, {sex}")
    lines += _labelled("Born", born)
    lines += _labelled("Team, jersey", f"{person.team} {person.jersey}".strip() or NOT_RECORDED)
    lines += _labelled("Alerts", "; ".join(person.alerts) or "never asked")
    lines += _labelled("Medication", "; ".join(person.medication) or NOT_RECORDED)
    return lines + _labelled("Contact", "; ".join(person.contacts) or NOT_RECORDED)


def _first(sheet: Sheet) -> list[str]:
    """Return the times that are looked for first."""
    log, lines = sheet.log, []
    for kind in _ASKED_FOR:
        found = [entry for entry in log.standing if entry.kind is kind]
        label = next(key.words for key in KEYS if key.kind is kind)
        times = [f"{local_moment(e.at, sheet.written_at):%H:%M}" for e in found]
        if kind is EventKind.TEMP_RECTAL:
            label = "Rectal temperature"
            times = [
                f"{e.detail + ' °C' if e.detail else 'taken'} at {t}"
                for e, t in zip(found, times, strict=True)
            ]
        elif kind is EventKind.SHOCK and found:
            times = [f"{len(found)}, at {', '.join(times)}"]
        lines += _labelled(label, ", ".join(times) or NOT_RECORDED)
    return lines + _labelled("Cooling", _cooling(sheet))


def _cooling(sheet: Sheet) -> str:
    words = {EventKind.COOLING_STARTED: "from", EventKind.COOLING_STOPPED: "to"}
    found = [entry for entry in sheet.log.standing if entry.kind in words]
    return (
        " ".join(f"{words[e.kind]} {local_moment(e.at, sheet.written_at):%H:%M}" for e in found)
        or NOT_RECORDED
    )


def _labelled(label: str, text: str) -> list[str]:
    return labelled(label, text, LABEL)
