"""What is due as rows: counted by kind in the heading, the overdue first, each line opening its record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from trainer_tui.domain.dates import local_day
from trainer_tui.domain.due import Due, DueKind, how_long
from trainer_tui.domain.incidents import Incident
from trainer_tui.domain.plain_text import counted
from trainer_tui.domain.vocabulary import Region, Side
from trainer_tui.services.open_details import DETAILS_MOST, OpenDetails
from trainer_tui.ui.text import Row, Span, columns, row

DUE_MOST = 50


def due_rows(items: Sequence[Due], who: Callable[[Due], str], now: datetime) -> list[Row]:
    """Lay out what is due; keys begin with `incident:`, of drafts about no incident with `draft:`."""
    if not items:
        return []
    counts = Counter(each.kind for each in items)
    kinds = [counted(counts[kind], kind.word) for kind in DueKind if counts[kind]]
    heading = row(Span(f"Due ({len(items)})", "heading"), Span(f"  {' · '.join(kinds)}", "muted"))
    rows = [row(""), heading, *(_line(each, who(each), now) for each in items[:DUE_MOST])]
    if len(items) > DUE_MOST:
        rows.append(
            row(Span(f"… and {len(items) - DUE_MOST} more, less urgent than these", "muted"), indent=1)
        )
    return rows


def _line(each: Due, who: str, now: datetime) -> Row:
    tier = each.tier
    words, style = (tier.words, tier.value.lower()) if tier else ("", "text")
    cells = columns(
        (2, 20, 24, 28),
        (tier.symbol if tier else "", how_long(each, now), who, each.what),
        (style, "warning" if each.overdue(now) else "muted", "text", "text"),
    )
    return Row((*cells, Span(words, style)), _key(each), 1)


def _key(each: Due) -> str:
    if each.kind is DueKind.DRAFT:
        return f"draft:{each.record}:{each.incident}"
    return f"incident:{each.incident}:{each.kind}:{each.record}"


def details_rows(found: Sequence[OpenDetails], who: Callable[[OpenDetails], str], now: datetime) -> list[Row]:
    """Lay out incidents whose details are open, the latest few of them; each opens its form.

    Of those that name one person alike, each says which it is.
    """
    if not found:
        return []
    heading = Span(f"Details open ({len(found)})", "heading")
    rows = [row(""), row(heading, Span("  not given yet, enter gives them", "muted"))]
    shown = [(each, who(each)) for each in found[:DETAILS_MOST]]
    named = Counter(name for _, name in shown)
    for each, name in shown:
        which = (Span(f"{_which(each.incident, now)}: "),) if named[name] > 1 else ()
        cells = columns((24,), (name,))
        rows.append(Row((*cells, *which, Span(each.words, "muted")), f"details:{each.incident.id}", 1))
    if len(found) > DETAILS_MOST:
        words = f"… and {len(found) - DETAILS_MOST} more, once these are given"
        rows.append(row(Span(words, "muted"), indent=1))
    return rows


def _which(incident: Incident, now: datetime) -> str:
    """Tell an incident of somebody from another: its day, and where it is."""
    where = [incident.side.words] if incident.side in (Side.LEFT, Side.RIGHT) else []
    where += [incident.region.words] if incident.region is not Region.UNSPECIFIED else []
    return " ".join((f"{local_day(incident.onset_at, now):%m-%d}", *where))
