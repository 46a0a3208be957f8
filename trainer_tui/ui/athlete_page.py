"""Everything about one athlete as rows of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.contacts import ContactMade
from trainer_tui.domain.incidents import Disclosure, StatusChange
from trainer_tui.domain.plain_text import counted
from trainer_tui.domain.treatments import Treatment
from trainer_tui.domain.vocabulary import Sex
from trainer_tui.services.chart import HistoryEntry, IncidentRow
from trainer_tui.ui.care_rows import add_services
from trainer_tui.ui.incident_page import add_alerts, add_conflicts, add_disclosures
from trainer_tui.ui.people_rows import add_roster_facts, add_told
from trainer_tui.ui.record_page import ERROR_MARK, RecordPage, Target, add_history, in_error
from trainer_tui.ui.text import Span
from trainer_tui.ui.words import NOT_RECORDED, Words, place, status_span, status_words, tier_span


@dataclass(frozen=True, slots=True)
class ShownAthlete:
    """What an athlete's page is made of."""

    athlete: Athlete
    incidents: Sequence[IncidentRow]
    """Newest first."""
    changes: Sequence[StatusChange]
    treatments: Sequence[Treatment]
    """Newest first."""
    disclosures: Sequence[Disclosure]
    history: Sequence[HistoryEntry]
    words: Words
    told: Sequence[ContactMade] = ()
    """Who was told about the person, with all incidents."""


def athlete_page(shown: ShownAthlete) -> RecordPage:
    """Lay out an athlete with everything that belongs to the person."""
    page = RecordPage()
    athlete = shown.athlete
    number = f"{athlete.jersey} " if athlete.jersey else ""
    page.title(Span(f"{number}{athlete.name}", "title"), Span(f"  {athlete.team}", "muted"))
    if athlete.view.voided:
        page.entry("voided", Span(ERROR_MARK, "warning"), athlete.view.void_reason or "no reason kept")
    page.fact("now", "Now", shown.words.availability(athlete.id))
    add_alerts(page, athlete)
    if not athlete.birth_date:
        page.entry(
            "ask.birth_date", Span("Birth date: please ask and enter it (e); rules need the age.", "warning")
        )
    if athlete.physical_ended(shown.words.now.date()):
        page.entry("physical", Span(f"Physical ended {athlete.physical_until}.", "warning"))
    add_conflicts(page, athlete.view, shown.words)
    _facts(page, athlete, shown.words)
    _incidents(page, shown)
    _changes(page, shown.changes)
    add_services(page, shown.treatments, shown.words)
    add_told(page, shown.told, None, shown.words)
    page.head(f"Handed over ({len(shown.disclosures)})")
    add_disclosures(page, shown.disclosures, shown.words)
    add_history(page, shown.history, shown.words)
    return page


def _facts(page: RecordPage, athlete: Athlete, words: Words) -> None:
    page.head("Facts")
    age = athlete.age_at(words.now)
    born = f"{athlete.birth_date}  {age} years" if athlete.birth_date else ""
    missing = Span("not recorded: rules that read an age stay undecided", "warning")
    page.fact("full_name", "Name on paper", athlete.full_name)
    page.fact("birth_date", "Born", born or missing)
    for name, title, value in (
        ("sex", "Sex", athlete.sex.words if athlete.sex is not Sex.UNKNOWN else ""),
        ("team", "Team", athlete.team),
        ("position", "Position", athlete.position),
        ("height_cm", "Height", f"{athlete.height_cm:g} cm" if athlete.height_cm is not None else ""),
        ("mass_kg", "Body mass", f"{athlete.mass_kg:g} kg" if athlete.mass_kg is not None else ""),
    ):
        page.fact(name, title, value or Span(NOT_RECORDED, "muted"))
    add_roster_facts(page, athlete, words)


def _incidents(page: RecordPage, shown: ShownAthlete) -> None:
    words = shown.words
    page.head(f"Incidents ({len(shown.incidents)})")
    for each in shown.incidents:
        incident = each.incident
        where = place(incident.region, incident.side)
        loss = f"{counted(each.time_loss.days, 'day')} lost" if each.time_loss.days else ""
        state = "" if incident.view.voided else "open" if incident.open else "closed"
        unseen = "flags not acknowledged" if each.needs_acknowledgement else ""
        lowering = words.chart.lowering(incident)
        lowered = lowering.words(words.now) if lowering else ""
        page.entry(
            f"incident.{incident.id}",
            *in_error(incident.view.voided),
            Span(f"{words.day(incident.onset_at)}  ", "label"),
            Span(words.condition(incident.condition) if incident.condition else "condition not set", "link"),
            Span("  "),
            tier_span(incident.tier, short=True),
            Span("  " + " · ".join(filter(None, (lowered, where, state, loss, unseen))), "muted"),
            target=Target("incident", incident.id),
        )
    if not shown.incidents:
        page.entry("incidents", Span("None.", "muted"))


def _changes(page: RecordPage, changes: Sequence[StatusChange]) -> None:
    page.head(f"Availability, as it was said ({len(changes)})")
    for change in changes:
        target = Target("incident", change.incident) if change.incident else None
        page.entry(
            f"status.{change.id}",
            *in_error(change.view.voided),
            Span(f"{change.at}  ", "label"),
            status_span(change.availability),
            Span(f"  {status_words(change)}", "muted"),
            target=target,
        )
    if not changes:
        page.entry("status", Span("Nobody said anything.", "muted"))
