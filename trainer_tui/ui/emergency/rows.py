"""What stands on the emergency screen, as rows of plain text."""

from __future__ import annotations

from collections.abc import Sequence

from trainer_tui.domain.dates import Clock, local_moment
from trainer_tui.domain.emergencies import KEYS, Known, Log, after_words, entry_words
from trainer_tui.domain.guidance import Guidance
from trainer_tui.domain.venues import VenueBook, number_of, plan_lines
from trainer_tui.domain.wording import EDITORIAL
from trainer_tui.ui.record_page import ERROR_MARK
from trainer_tui.ui.text import Row, Span, fit, row

COLUMNS = 4
CELL = 18
LABEL = 13
STEPS = 4
NOT_WRITTEN = "not written down yet: f writes it"
NOT_SET = "not set: dial the local emergency number (f writes it down)"
UNKEPT = "not in the record yet"


def plan_rows(book: VenueBook, in_settings: str) -> list[Row]:
    """Return the card of the venue in use; what is missing says how to fill it, it is never blank."""
    problems = [row(Span(f"▲ {sentence}", "warning"), hang=2) for sentence in book.problems]
    venue, number = book.current, number_of(book.current, in_settings)
    called = (
        Span(f"▲▲ Call {number}", "ems_now") if number else Span(f"▲ Emergency number {NOT_SET}", "warning")
    )
    if venue is None:
        missing = "No venue's emergency plan is written down yet: address, gate, AED, roles, hospital. "
        how = row(
            Span(missing, "warning"), Span("f", "strong"), " writes one now, without the records.", hang=2
        )
        return [*problems, row(called), how]
    more = Span(f"  v: the next of {len(book.venues)} venues", "muted") if len(book.venues) > 1 else Span("")
    rows = [row(called, Span(f"  {venue.name}", "title"), more)]
    for label, text in plan_lines(venue, in_settings)[2:]:
        words = Span(text) if text else Span(NOT_WRITTEN, "warning")
        rows.append(row(Span(fit(label, LABEL) + " ", "label"), words, hang=LABEL + 1))
    return [*problems, *rows]


def person_rows(known: Known | None) -> list[Row]:
    """Return what a helper must know of the person; nothing where nobody was looked up."""
    if known is None:
        return []
    age = f", {known.age} years" if known.age is not None else ", age not recorded"
    about = f"{known.jersey} {known.name}".strip() + age
    alerts = Span(f"! {'; '.join(known.alerts)}", "warning") if known.alerts else Span("never asked", "muted")
    medication = Span("; ".join(known.medication) or "not recorded", "text" if known.medication else "muted")
    contacts = Span("; ".join(known.contacts) or "not recorded", "text" if known.contacts else "muted")
    label = [Span(f"{word} ", "label") for word in ("Alerts", "Medication", "Contacts")]
    parts = (label[0], alerts, "  ", label[1], medication, "  ", label[2], contacts)
    return [row(Span(about, "title"), Span(f"  {known.team}", "muted")), row(*parts, hang=2)]


def guidance_rows(guidance: Guidance, log: Log | None, *, brief: bool = False) -> list[Row]:
    """Return the first steps in their order, the first not logged yet in front, and what to keep in mind.

    `brief`, where there is little room: the next step alone, and one thing to keep in mind.
    """
    if guidance.problem:
        return [row(Span(f"▲ {guidance.problem}", "warning"), hang=2)]
    log = log or Log("", "")
    first = [
        row(Span(f"▲▲ {r.text}", "ems_now"), _source(r.sources))
        for r in guidance.remarks
        if r.starts and r.holds(log)
    ]
    steps = [step for step in guidance.steps if not log.has(*step.done_by)][: 1 if brief else STEPS]
    then = "".join(f" › {step.text}" for step in steps[1:])
    order = [row(Span(steps[0].text, "strong"), _source(steps[0].sources), Span(then))] if steps else []
    kept: list[Span] = []
    for remark in [r for r in guidance.remarks if not r.starts and r.holds(log)][: 1 if brief else None]:
        kept += [Span(" · " if kept else ""), Span(remark.text), _source(remark.sources)]
    return [*first, *order, *([row(*kept)] if kept else [])]


def _source(sources: Sequence[str]) -> Span:
    words = ", ".join(EDITORIAL if source == "EDITORIAL" else source for source in sources)
    return Span(f" [{words}]", "muted")


def key_rows(log: Log | None) -> list[Row]:
    """Return the keys of the events; a tick marks those that are logged."""
    pressed = {entry.kind for entry in log.standing} if log else set()
    rows = []
    for start in range(0, len(KEYS), COLUMNS):
        spans: list[Span] = []
        for each in KEYS[start : start + COLUMNS]:
            done = each.kind in pressed
            spans.append(Span(each.key, "title"))
            spans.append(Span(fit(f"{'✓' if done else ' '}{each.words}", CELL), "strong" if done else "text"))
        rows.append(Row(tuple(spans)))
    return rows


def log_rows(log: Log | None, clock: Clock) -> list[Row]:
    """Return the events, the newest first; one that the record does not have says so."""
    if log is None:
        return [
            row(
                Span(
                    "Nothing is logged yet. The first key starts the clock; nothing has to be typed.", "muted"
                )
            )
        ]
    rows = []
    for entry in reversed([entry for entry in log.entries if entry.shown]):
        at = local_moment(entry.at, clock())
        error = [Span(ERROR_MARK, "warning")] if entry.void else []
        unkept = [] if entry.kept else [Span(f"  {UNKEPT}", "warning")]
        style = "muted" if entry.void else "strong"
        rows.append(
            row(
                Span(f"{at:%H:%M:%S} ", "label"),
                Span(f"{after_words(log.started_at, entry.at):>7}  ", "muted"),
                *error,
                Span(entry_words(entry, log), style),
                *unkept,
                hang=18,
            )
        )
    return rows
