"""What was done: the keys of an emergency with their times, and the services that were given."""

from __future__ import annotations

from collections import Counter

from trainer_tui.domain.emergencies import Log, entry_words
from trainer_tui.domain.handover import Case
from trainer_tui.domain.treatments import Treatment
from trainer_tui.exports.letter_words import Entry, Times, count, joined, sentence

EVENTS_AT_MOST = 14
TREATMENTS_AT_MOST = 4
"""More are counted on page one and listed among the notes."""


def done(case: Case, times: Times) -> str:
    """Say in short what was done; empty when nothing is on record."""
    return joined((*(_emergency(log, times) for log in case.emergencies), _services(case, times)), "\n")


def _emergency(log: Log, times: Times) -> str:
    said = [f"{entry_words(entry, log)} {times.clock(entry.at)}" for entry in log.standing]
    more = len(said) - EVENTS_AT_MOST
    if more > 0:
        said = [*said[:EVENTS_AT_MOST], f"{count(more, 'more event')} under Notes"]
    venue = f", {log.venue}" if log.venue else ""
    began = f"Emergency begun {times.moment(log.started_at)}{venue}"
    return f"{began}: {', '.join(said)}." if said else f"{began}: no event logged."


def _services(case: Case, times: Times) -> str:
    given = case.treatments
    if len(given) <= TREATMENTS_AT_MOST:
        return " ".join(_treatment(each, times) for each in given)
    counted = Counter(service.words for each in given for service in each.services)
    services = ", ".join(f"{name} {number}" for name, number in counted.most_common())
    return f"{count(len(given), 'treatment')} (under Notes): {services}. Last: {_treatment(given[-1], times)}"


def _treatment(given: Treatment, times: Times) -> str:
    services = ", ".join(service.words for service in given.services)
    minutes = f"{given.minutes} min" if given.minutes is not None else ""
    told = joined((services, minutes, given.place, given.by), ", ")
    return sentence(f"{times.moment(given.at)}: {told}")


def log_entries(case: Case, times: Times) -> tuple[Entry, ...]:
    """Return what page one has no room for, to stand among the notes."""
    found = [
        Entry(
            f"Emergency log · {times.moment(log.started_at)}",
            joined((f"{times.clock(e.at)} {entry_words(e, log)}" for e in log.standing), "; "),
        )
        for log in case.emergencies
        if len(log.standing) > EVENTS_AT_MOST
    ]
    if len(case.treatments) > TREATMENTS_AT_MOST:
        found.append(Entry("Treatments", " ".join(_treatment(each, times) for each in case.treatments)))
    remarks = [f"{times.moment(each.at)}: {each.note}" for each in case.treatments if each.note]
    if remarks:
        found.append(Entry("Remarks on treatments", "\n".join(remarks)))
    return tuple(found)
