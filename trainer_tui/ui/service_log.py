"""Logging services from any screen: for one athlete, for all that are marked, or for an incident."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from trainer_tui.domain.incidents import Incident
from trainer_tui.domain.plain_text import counted
from trainer_tui.services.people import label_of
from trainer_tui.ui.dialogs.service import Again, Cared, ServiceDialog
from trainer_tui.ui.words import place

if TYPE_CHECKING:
    from trainer_tui.bootstrap import Services
    from trainer_tui.ui.app import TrainerApp

LAST = "services.last"
"""What is remembered of the last entry, so that it can be made again."""


def log_services(app: TrainerApp, athletes: Sequence[str], *, then: Callable[[], None] | None = None) -> None:
    """Ask what was done for athletes and log it for all of them as one entry; `then` follows it."""
    services = app.services
    people: tuple[dict[str, str], ...] = tuple({"id": athlete} for athlete in athletes)
    if len(athletes) == 1:
        athlete = services.chart.athlete(athletes[0])
        open_ones = [
            row.incident for row in services.chart.incidents(athlete=athlete.id) if row.incident.open
        ]
        _ask(app, Cared(label_of(athlete), people, _offered(services, open_ones)), then)
    else:
        _ask(app, Cared(counted(len(athletes), "athlete"), people), then)


def log_for_incident(app: TrainerApp, ident: str) -> None:
    """Ask what was done for an incident and log it for whoever it is of."""
    chart = app.services.chart.incident(ident)
    incident = chart.incident
    if incident.view.voided:
        app.say("This incident was entered in error; log the service from the page of the athlete.")
        return
    person = {"id": incident.athlete} if incident.athlete else {"guest": incident.guest or ""}
    _ask(app, Cared(chart.who, (person,), _offered(app.services, [incident]), ident))


def _offered(services: Services, incidents: Sequence[Incident]) -> tuple[Any, ...]:
    now = services.clock().isoformat()
    return tuple(
        (
            incident.id,
            services.chart.condition_name(incident) or place(incident.region, incident.side) or "an incident",
            services.treatments.usual_kind(incident, now),
        )
        for incident in incidents
    )


def _ask(app: TrainerApp, cared: Cared, then: Callable[[], None] | None = None) -> None:
    def done(raws: Sequence[Mapping[str, Any]], again: Again) -> None:
        app.services.treatments.add(raws)
        app.remember(LAST, again.to_json())
        app.records_changed()
        if then is not None:
            then()
        app.say(f"Logged for {cared.words}: {again.words}.")

    app.push_screen(ServiceDialog(cared, Again.from_json(app.state.get(LAST)), done))
