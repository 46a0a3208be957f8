"""The record: incidents and status changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from trainer_tui.cli import assessments, output
from trainer_tui.cli.context import Context
from trainer_tui.cli.inputs import as_list, read_json
from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.input_fields import as_object
from trainer_tui.domain.records import kind_words
from trainer_tui.domain.vocabulary import Region

if TYPE_CHECKING:
    from trainer_tui.bootstrap import Services
    from trainer_tui.services.chart import IncidentChart, IncidentRow


def add(context: Context) -> None:
    """Record incidents, all or none."""
    raws = as_list(read_json(context.given.file))
    output.ids(context.services.chart.add_incidents(raws), as_json=context.json)


def add_status(context: Context) -> None:
    """Record availability changes, all or none; what does not decide what holds now is said."""
    raws = as_list(read_json(context.given.file))  # before anything is opened: a refused file leaves no trace
    board = context.services.availability
    ids = board.add_statuses(raws)
    output.ids(ids, as_json=context.json)
    for sentence in board.overruled(ids):
        output.say(sentence)


def amend(context: Context) -> None:
    """Change just the given fields."""
    raw = as_object("incident", read_json(context.given.file))
    context.services.chart.amend_incident(context.given.id, raw, context.given.reason)
    output.ids([context.given.id], as_json=context.json)


def void(context: Context) -> None:
    """Mark as entered in error."""
    context.services.chart.void_incident(context.given.id, context.given.reason)
    output.ids([context.given.id], as_json=context.json)


def show_list(context: Context) -> None:
    """Write incidents, newest first."""
    services, given = context.services, context.given
    if given.athlete is not None:
        services.chart.athlete(given.athlete)
    rows = services.chart.incidents(
        athlete=given.athlete, since=given.since, until=given.until, open_only=given.open
    )
    if context.json:
        output.data([_row_to_json(row, services) for row in rows])
        return
    if not rows:
        output.say("No incident fits.")
    output.table(
        ("Onset", "Who", "Condition", "Where", "Urgency", "Availability", "Days", "State", "Id"),
        (_cells(row, services) for row in rows),
    )


def _row_to_json(row: IncidentRow, services: Services) -> dict[str, Any]:
    incident = row.incident
    return {
        "id": incident.id,
        "athlete": {"id": incident.athlete} if incident.athlete else {"guest": incident.guest},
        "who": row.who,
        "kind": incident.kind.value,
        "onset_at": incident.onset_at,
        "condition": incident.condition,
        "condition_name": services.chart.condition_name(incident) or None,
        "region": incident.region.value,
        "side": incident.side.value,
        "tier": incident.tier and incident.tier.value,
        "availability": row.availability and row.availability.value,
        "time_loss_days": row.time_loss.days if incident.athlete else None,
        "needs_acknowledgement": row.needs_acknowledgement,
        "late_entry": incident.late_entry,
        "closed": incident.closed,
        "state": incident.state.value,
    }


def _cells(row: IncidentRow, services: Services) -> tuple[str, ...]:
    incident = row.incident
    return (
        f"{local_moment(incident.onset_at, services.clock()):%Y-%m-%d %H:%M}",
        row.who,
        services.chart.condition_name(incident) or "-",
        where(incident.region, incident.side.words),
        f"{incident.tier.symbol} {incident.tier.words}" if incident.tier else "-",
        row.availability.words if row.availability else "-",
        str(row.time_loss.days) if incident.athlete else "-",
        incident.state.words,
        incident.id,
    )


def where(region: Region, side: str) -> str:
    """Return region and side in words."""
    return "-" if region is Region.UNSPECIFIED else f"{region.words}, {side}"


def show(context: Context) -> None:
    """Write everything about one incident."""
    services = context.services
    if context.json:
        output.data(services.chart.incident_json(context.given.id))
        return
    chart = services.chart.incident(context.given.id)
    output.labelled((*_facts(chart, services), *assessments.facts(chart, services)))
    assessments.write_trend(chart, services)
    output.line()
    output.lines(services.handoff.letter_text(context.given.id))


def _facts(chart: IncidentChart, services: Services) -> Iterator[tuple[str, str]]:
    incident = chart.incident
    yield "Id", incident.id
    yield "Who", chart.who
    yield "State", incident.state.words
    yield "Void because", incident.view.void_reason or ""
    yield "Days lost", f"{chart.time_loss.days}" if incident.athlete else ""
    yield "Red flags", "not acknowledged yet" if chart.needs_acknowledgement else ""
    for seen in chart.acknowledgements:
        yield (
            "Seen",
            f"{local_moment(seen.at, services.clock()):%Y-%m-%d %H:%M} by {seen.by}: {', '.join(seen.rules)}",
        )
    for told in chart.disclosures:
        at = local_moment(told.at, services.clock())
        yield "Handed over", f"{at:%Y-%m-%d %H:%M} {told.format} to {told.recipient} for {told.purpose.words}"


def history(context: Context) -> None:
    """Write what was written, by whom and when."""
    services = context.services
    entries = services.chart.history(context.given.id)
    if context.json:
        output.data(
            [
                {
                    "id": entry.revision,
                    "record": entry.record,
                    "at": entry.at,
                    "by": entry.by,
                    "reason": entry.reason,
                    "kind": entry.record_kind,
                    "lines": list(entry.lines),
                }
                for entry in entries
            ]
        )
        return
    for entry in entries:
        at = local_moment(entry.at, services.clock())
        reason = f": {entry.reason}" if entry.reason else ""
        own = "" if entry.record == context.given.id else f"  {entry.record}"
        output.line(f"{at:%Y-%m-%d %H:%M}  {entry.by}  {kind_words(entry.record_kind)}{reason}{own}")
        for text in entry.lines:
            output.line(f"    {text}")
