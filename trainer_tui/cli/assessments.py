"""Assessments: answers and vital signs taken again for an incident, and how it went since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.cli.inputs import as_list, read_json
from trainer_tui.domain.recheck import recheck_words
from trainer_tui.domain.trend import sparkline, trend_of

if TYPE_CHECKING:
    from trainer_tui.bootstrap import Services
    from trainer_tui.domain.vocabulary import Tier
    from trainer_tui.services.chart import IncidentChart

SETS = 8
"""How many of the last sets stand in columns."""


def add(context: Context) -> None:
    """Add one assessment or an array of them to an incident, all or none."""
    raws = as_list(read_json(context.given.file))
    output.ids(context.services.chart.add_assessments(context.given.id, raws), as_json=context.json)


def facts(chart: IncidentChart, services: Services) -> Iterator[tuple[str, str]]:
    """Yield when the next check is due, where one is."""
    if chart.recheck is not None:
        yield "Next check", recheck_words(chart.recheck, services.clock())


def write_trend(chart: IncidentChart, services: Services) -> None:
    """Write what was measured, which answers changed, and the tier of each set beside the one that is kept.

    A single set has no trend.
    """
    trend = trend_of(chart.assessments)
    if trend is None:
        return
    vocabulary, clock = services.rules.vocabulary, trend.clock(services.clock())
    output.line()
    output.table(
        ("Trend", "", *clock[-SETS:]),
        (
            (
                row.label or (vocabulary[row.finding].prompt if row.finding in vocabulary else row.finding),
                sparkline(row.numbers[-SETS:]),
                *row.cells[-SETS:],
            )
            for row in trend.rows
        ),
    )
    sets = " -> ".join(f"{at} {_tier(tier)}" for at, tier in zip(clock, trend.tiers, strict=True))
    output.line(f"Tier over time: {sets}; kept: {_tier(chart.incident.tier)}")


def _tier(tier: Tier | None) -> str:
    return f"{tier.symbol} {tier.words}" if tier else "no match"
