"""Exposure and workload of a season as tables of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trainer_tui.domain.exposure import Exposure, Group
from trainer_tui.services.treatments import Workload
from trainer_tui.ui.text import Row, Span, columns, row

WIDTHS = (7, 14, 25, 8, 7, 8)


def exposure_rows(exposure: Mapping[Group, Exposure]) -> list[Row]:
    """Return sessions, athlete-exposures and hours by season, team and kind, with the sum of each team."""
    rows = [row(""), row(Span("Exposure", "heading"))]
    if not exposure:
        return [*rows, _remark("No session is recorded yet; s on Today records one.")]
    rows.append(_remark("AE: one athlete taking part in one session. Hours: of all together."))
    rows.append(_line(("season", "team", "kind", "sessions", "     AE", "   hours"), None, "label"))
    for (season, team), groups in _by_team(exposure).items():
        for group in groups:
            rows.append(_exposure_line((season, team, group.kind.words), exposure[group]))
        if len(groups) > 1:
            together = sum((exposure[group] for group in groups), Exposure())
            rows.append(_exposure_line((season, team, "all sessions"), together, "strong"))
    return rows


def _by_team(exposure: Mapping[Group, Exposure]) -> dict[tuple[str, str], list[Group]]:
    found: dict[tuple[str, str], list[Group]] = {}
    for group in exposure:
        found.setdefault((group.season, group.team), []).append(group)
    return found


def _exposure_line(names: tuple[str, str, str], found: Exposure, style: str = "text") -> Row:
    numbers = (f"{found.sessions:>8}", f"{found.athlete_exposures:>7}", f"{found.hours:>8.1f}")
    season, team, kind = names
    return _line((season, team or "(no team)", kind, *numbers), f"exposure:{':'.join(names)}", style)


def _line(cells: Sequence[str], key: str | None, style: str) -> Row:
    return Row(columns(WIDTHS, cells, [style] * len(WIDTHS)), key, 1)


def workload_rows(load: Workload) -> list[Row]:
    """Return visits and services, by kind and by service, and how many there were for an incident."""
    rows = [row(""), row(Span("Care given", "heading"))]
    if not load.services:
        return [*rows, _remark("No service is logged yet; y on Today or Athletes logs one.")]
    words = f"{load.services} services in {load.visits} visits; a visit is one person on one day."
    rows.append(row(words, key="care:total", indent=1))
    for kind, visits, services in load.by_kind:
        rows.append(_care_line(kind.words, f"{services} services", f"{visits} visits", f"care:kind:{kind}"))
    for service, times in load.by_service:
        rows.append(_care_line(service.words, f"{times} times", "", f"care:service:{service}"))
    if load.minutes:
        rows.append(_care_line("minutes, where recorded", f"{load.minutes} min", "", "care:minutes"))
    if load.incidents:
        each = load.incident_services / load.incidents, load.incident_visits / load.incidents
        cells = "for each incident cared for", f"{each[0]:.1f} services", f"{each[1]:.1f} visits"
        rows.append(_care_line(*cells, "care:each"))
    return rows


def _care_line(name: str, one: str, other: str, key: str) -> Row:
    return Row(columns((28, 14, 14), (name, one, other), ("text", "text", "muted")), key, 1)


def _remark(text: str) -> Row:
    return row(Span(text, "muted"), indent=1)
