"""The few things of an emergency that are chosen or typed, each in a dialog that F9 leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from trainer_tui.domain.athletes import Athlete, alert_words
from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.venues import FIELDS, LABELS, Venue, parse_venue
from trainer_tui.services.capture import UNKNOWN_PERSON
from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog
from trainer_tui.ui.dialogs.details import DetailsDialog
from trainer_tui.ui.dialogs.find import FindDialog
from trainer_tui.ui.widgets.form import FieldSpec

if TYPE_CHECKING:
    from trainer_tui.services.emergency_desk import EmergencyDesk
    from trainer_tui.ui.app import TrainerApp

UNKNOWN = "unknown"
GUEST = "guest:"
DRAFT = "venue"
NEW = "new"
OFFERED_MOST = 30
HELP: Mapping[str, str] = {
    "name": "Such as Home field.",
    "address": "As one says it on the telephone, with the crossing street.",
    "gate": "Where the ambulance comes in, and who meets it.",
    "aed": "Where the AED hangs, and where the next one is.",
    "roles": "Who stays with the athlete, who calls, who fetches the AED, who meets the ambulance.",
    "hospital": "Where the ambulance is expected to go, with its telephone.",
    "emergency_number": "Where it differs from the number in the settings (emergency_number in config.toml).",
}
SPECS = tuple(FieldSpec(name, LABELS[name], HELP[name]) for name in FIELDS)


def ask_person(app: TrainerApp, done: Callable[[str | None, str | None], None]) -> None:
    """Ask who it is about; `done` gets the id of an athlete, or the words for somebody else."""

    def taken(key: str) -> None:
        if key == UNKNOWN:
            done(None, UNKNOWN_PERSON)
        elif key.startswith(GUEST):
            done(None, key.removeprefix(GUEST))
        else:
            done(key, None)

    app.push_screen(FindDialog("Who is it about? Jersey or name", partial(_people, app), taken))


def _people(app: TrainerApp, typed: str) -> list[Choice]:
    found = [_person(athlete) for athlete in app.services.chart.match_athletes(typed.strip())]
    unknown = Choice(UNKNOWN, UNKNOWN_PERSON.capitalize(), more="not on the roster, nobody named")
    if not typed.strip():
        return [unknown, *found]
    guest = Choice(f"{GUEST}{typed.strip()}", f"Guest: {typed.strip()}", more="not on the roster")
    return [*found, guest, unknown]


def _person(athlete: Athlete) -> Choice:
    more = [athlete.team, *map(alert_words, athlete.alerts)]
    return Choice(athlete.id, f"{athlete.jersey} {athlete.name}".strip(), more=" · ".join(filter(None, more)))


def ask_incident(app: TrainerApp, done: Callable[[str], None]) -> None:
    """Ask which open incident it belongs to."""
    now = app.services.clock()
    rows = app.services.chart.incidents(open_only=True)[:OFFERED_MOST]
    choices = [
        Choice(
            each.incident.id,
            f"{local_moment(each.incident.onset_at, now):%Y-%m-%d %H:%M}  {each.who}",
            more=app.services.chart.condition_name(each.incident),
        )
        for each in rows
    ]
    if not choices:
        app.say("There is no open incident; leaving the emergency makes one.")
        return
    app.push_screen(ChooseDialog("Which incident does it belong to?", choices, done))


def ask_plan(app: TrainerApp, desk: EmergencyDesk, done: Callable[[], None]) -> None:
    """Ask which venue's plan to write, the one in use or a new one, then for its lines."""
    current = desk.book.current
    if current is None:
        _form(app, desk, None, done)
        return
    choices = [
        Choice(current.name, f"Change the plan of {current.name}"),
        Choice(NEW, "Write another venue's plan"),
    ]
    app.push_screen(
        ChooseDialog(
            "The emergency plan of a venue",
            choices,
            lambda key: _form(app, desk, None if key == NEW else current, done),
        )
    )


def _form(app: TrainerApp, desk: EmergencyDesk, venue: Venue | None, done: Callable[[], None]) -> None:
    def save(typed: Mapping[str, str]) -> None:
        desk.save_venues(desk.book.put(parse_venue(typed), venue.name if venue else ""))
        done()

    values = {name: getattr(venue, name) if venue else "" for name in FIELDS}
    title = f"Emergency plan of {venue.name}" if venue else "Emergency plan of a venue"
    app.push_screen(DetailsDialog(title, SPECS, save, values=values, draft=DRAFT))
