"""Today in plain text: what the app shows first, for when there is no terminal to show it in."""

from __future__ import annotations

from trainer_tui.bootstrap import Services
from trainer_tui.cli import output
from trainer_tui.cli.incidents import where
from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.due import how_long
from trainer_tui.domain.ports import CAPTURES
from trainer_tui.domain.referrals import deadline_words
from trainer_tui.services.open_details import DETAILS_MOST


def write(services: Services) -> None:
    """Write what is due, who is out or limited, and what is still open."""
    output.line(f"Today, {services.clock():%Y-%m-%d}")
    _flags(services)
    _due(services)
    _board(services)
    _details(services)
    _referrals(services)
    _open(services)
    parked = len(services.drafts.names(CAPTURES))
    if parked:
        output.line()
        output.line(f"Half recorded: {parked}. Open the app in a terminal to go on with it.")


def _heading(title: str, count: int) -> None:
    output.line()
    output.line(f"{title} ({count})")


def _flags(services: Services) -> None:
    rows = [row for row in services.chart.incidents(open_only=True) if row.needs_acknowledgement]
    if rows:
        _heading("Red flags nobody has acknowledged", len(rows))
        output.table(
            ("Who", "Urgency", "Incident"),
            (
                (row.who, row.incident.tier.words if row.incident.tier else "", row.incident.id)
                for row in rows
            ),
        )


def _due(services: Services) -> None:
    items, now = services.due.items(), services.clock()
    if items:
        _heading("Due", len(items))
        output.table(
            ("When", "Who", "What", "Urgency", "Incident"),
            (
                (
                    how_long(each, now),
                    _about(services, each.incident) if each.incident else each.who,
                    each.what,
                    each.tier.words if each.tier else "-",
                    each.incident or "-",
                )
                for each in items
            ),
        )


def _board(services: Services) -> None:
    rows = services.availability.board()
    _heading("Out or limited", len(rows))
    if not rows:
        output.line("Nobody is recorded as out or limited.")
    output.table(
        ("Availability", "Who", "Since", "Days lost", "Next", "Restriction", "Expected", "Decided by"),
        (
            (
                row.availability.words,
                f"{row.athlete.jersey} {row.athlete.name}".strip(),
                row.since,
                str(row.days),
                f"{row.next.kind.word} {how_long(row.next, services.clock())}" if row.next else "-",
                "; ".join(filter(None, (*row.restrictions, row.reason))) or "-",
                row.expected or "-",
                row.decided_by,
            )
            for row in rows
        ),
    )


def _details(services: Services) -> None:
    found = services.chart.details.listed()
    if found:
        _heading("Details open", len(found))
        output.table(
            ("Who", "Not given", "Incident"),
            (
                (_about(services, each.incident.id), each.words, each.incident.id)
                for each in found[:DETAILS_MOST]
            ),
        )


def _about(services: Services, incident: str) -> str:
    return services.chart.who(services.chart.records.incident(incident))


def _referrals(services: Services) -> None:
    rows, now = services.chart.referrals.not_due(), services.clock()
    if rows:
        _heading("Open referrals", len(rows))
        output.table(
            ("Who", "To", "State", "When", "Incident"),
            (
                (
                    row.who,
                    row.referral.to,
                    row.referral.state.words,
                    deadline_words(row.due.at, now) if row.due else "-",
                    row.referral.incident,
                )
                for row in rows
            ),
        )


def _open(services: Services) -> None:
    rows = services.chart.incidents(open_only=True)
    _heading("Open incidents", len(rows))
    output.table(
        ("Onset", "Who", "Condition", "Where", "Incident"),
        (
            (
                f"{local_moment(row.incident.onset_at, services.clock()):%Y-%m-%d %H:%M}",
                row.who,
                services.chart.condition_name(row.incident) or "-",
                where(row.incident.region, row.incident.side.words),
                row.incident.id,
            )
            for row in rows
        ),
    )
