"""Today in plain text: what the app shows first, for when there is no terminal to show it in."""

from __future__ import annotations

from trainer_tui.bootstrap import Services
from trainer_tui.cli import output
from trainer_tui.cli.incidents import where
from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.ports import CAPTURES


def write(services: Services) -> None:
    """Write who is out or limited, and what is still open."""
    output.line(f"Today, {services.clock():%Y-%m-%d}")
    _flags(services)
    _board(services)
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


def _board(services: Services) -> None:
    rows = services.availability.board()
    _heading("Out or limited", len(rows))
    if not rows:
        output.line("Nobody is recorded as out or limited.")
    output.table(
        ("Availability", "Who", "Since", "Days", "Decided by"),
        (
            (
                row.availability.words,
                f"{row.athlete.jersey} {row.athlete.name}".strip(),
                row.since,
                str(row.days),
                row.decided_by,
            )
            for row in rows
        ),
    )


def _referrals(services: Services) -> None:
    referrals = services.chart.open_referrals()
    if referrals:
        _heading("Open referrals", len(referrals))
        output.table(
            ("Who", "To", "State", "Incident"),
            (
                (services.chart.incident(each.incident).who, each.to, each.state.words, each.incident)
                for each in referrals
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
