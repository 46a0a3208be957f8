"""The trend on the page of an incident: a column for each set, a line for each measurement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trainer_tui.domain.findings import Vocabulary
from trainer_tui.domain.trend import Trend, TrendRow, sparkline, trend_of
from trainer_tui.domain.vocabulary import Tier
from trainer_tui.services.chart import IncidentChart
from trainer_tui.ui.record_page import INDENT, RecordPage
from trainer_tui.ui.text import Span, fit
from trainer_tui.ui.words import Words, prompt, tier_span

LABEL = 14
CELL = 11
"""Cells of a column; the widest words are a symbol with its tier, and a day with its time."""
SPARKS = 8


def add_trend(
    page: RecordPage, chart: IncidentChart, vocabulary: Vocabulary, words: Words, width: int
) -> None:
    """Add how the incident went from set to set, where there are two or more; the last ones that fit."""
    trend = trend_of(chart.assessments)
    if trend is None:
        return
    count = len(trend.times)
    sparks = min(count, SPARKS)
    shown = min(count, max(1, (width - INDENT - LABEL - 1 - sparks - 1) // CELL))
    page.head(f"Trend ({count} sets{f', the last {shown}' if shown < count else ''})")
    clock = trend.clock(words.now)
    page.entry("trend", *_line("", "", sparks, [Span(each, "label") for each in clock[-shown:]]))
    for each in trend.rows:
        if not each.label:
            page.entry(f"trend.{each.finding}.name", Span(prompt(each.finding, vocabulary), "label"))
        cells = [Span(cell, _style(cell)) for cell in each.cells[-shown:]]
        page.entry(f"trend.{each.finding}", *_line(each.label, _spark(each), sparks, cells))
    tiers = [_tier(tier) for tier in trend.tiers[-shown:]]
    page.entry("trend.tier", *_line("Tier", "", sparks, tiers))
    page.entry("trend.tiers", *_over_time(trend, clock, chart.incident.tier))


def _line(label: str, spark: str, sparks: int, cells: Sequence[Span]) -> Iterator[Span]:
    yield Span(fit(label, LABEL) + " ", "label")
    yield Span(fit(spark, sparks) + " ", "text")
    for cell in cells[:-1]:
        yield Span(fit(cell.text, CELL - 1), cell.style)
        yield Span(" ")
    yield cells[-1]


def _spark(row: TrendRow) -> str:
    return sparkline(row.numbers[-SPARKS:])


def _style(cell: str) -> str:
    return "warning" if cell.startswith("+") else "text"


def _tier(tier: Tier | None) -> Span:
    return tier_span(tier, short=True) if tier else Span("no match", "muted")


def _over_time(trend: Trend, clock: Sequence[str], latched: Tier | None) -> Iterator[Span]:
    yield Span("Tier over time: ", "label")
    for number, (at, tier) in enumerate(zip(clock, trend.tiers, strict=True)):
        yield Span(f"{' → ' if number else ''}{at} ")
        yield _tier(tier)
    yield Span(" · kept for this incident: ", "label")
    yield tier_span(latched, short=True)
