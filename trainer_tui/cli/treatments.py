"""The log of services: treatment add and list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.cli.inputs import as_list, read_json
from trainer_tui.domain.dates import local_moment

if TYPE_CHECKING:
    from trainer_tui.bootstrap import Services
    from trainer_tui.domain.treatments import Treatment


def add(context: Context) -> None:
    """Record treatments, all or none."""
    raws = as_list(read_json(context.given.file))
    output.ids(context.services.treatments.add(raws), as_json=context.json)


def show_list(context: Context) -> None:
    """Write treatments, newest first."""
    services, given = context.services, context.given
    if given.athlete is not None:
        services.chart.athlete(given.athlete)
    found = services.treatments.listed(since=given.since, until=given.until, athlete=given.athlete)
    if context.json:
        output.data([_to_json(each, services) for each in found])
        return
    if not found:
        output.say("No treatment fits.")
    output.table(
        ("At", "Who", "Kind", "Services", "Where", "Min", "State", "Id"),
        (_cells(each, services) for each in found),
    )


def _to_json(treatment: Treatment, services: Services) -> dict[str, Any]:
    return {
        "id": treatment.id,
        "athlete": {"id": treatment.athlete} if treatment.athlete else {"guest": treatment.guest},
        "who": services.treatments.who(treatment),
        "at": treatment.at,
        "by": treatment.by,
        "kind": treatment.kind.value,
        "services": [service.value for service in treatment.services],
        "minutes": treatment.minutes,
        "region": treatment.region and treatment.region.value,
        "side": treatment.side.value,
        "incident": treatment.incident,
        "note": treatment.note or None,
        "state": treatment.view.state.value,
    }


def _cells(treatment: Treatment, services: Services) -> tuple[str, ...]:
    return (
        f"{local_moment(treatment.at, services.clock()):%Y-%m-%d %H:%M}",
        services.treatments.who(treatment),
        treatment.kind.words,
        ", ".join(service.words for service in treatment.services),
        treatment.place or "-",
        "-" if treatment.minutes is None else str(treatment.minutes),
        treatment.view.state.words,
        treatment.id,
    )
