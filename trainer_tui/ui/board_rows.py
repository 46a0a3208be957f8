"""The availability board as rows: one line each where the screen is narrow, all of it where it is wide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.due import how_long
from trainer_tui.domain.incidents import Incident
from trainer_tui.services.availability import BoardRow
from trainer_tui.ui.text import Row, Span, columns, row
from trainer_tui.ui.words import STATUS_STYLES

WIDE_FROM = 100
"""Cells of the screen from which a line holds everything."""
KEY = "athlete"


def board_rows(
    board: Sequence[BoardRow],
    name: Callable[[Athlete], str],
    condition: Callable[[Incident], str],
    now: datetime,
    width: int,
) -> list[Row]:
    """Lay out the board for a screen of `width` cells; the key of a line is `athlete:` with the id."""
    if width < WIDE_FROM:
        return [_narrow(each, name(each.athlete), now) for each in board]
    return [
        made
        for each in board
        for made in _wide(each, name(each.athlete), condition(each.incident) if each.incident else "", now)
    ]


def _narrow(each: BoardRow, who: str, now: datetime) -> Row:
    """Show status, who, since when, days lost, and what comes next or is restricted."""
    since = each.since if each.since[:4] != f"{now:%Y}" else each.since[5:]
    rest, style = _next(each, now) if each.next else (_limits(each), "text")
    cells = columns((9, 22, 10, 5), (_status(each), who, since, f"{each.days} d"), _styles(each))
    return Row((*cells, Span(rest, style)), f"{KEY}:{each.athlete.id}", 1)


def _wide(each: BoardRow, who: str, condition: str, now: datetime) -> Iterator[Row]:
    """Show the same and for what, and under it what is restricted, why, and what a person expects."""
    cells = columns(
        (9, 24, 16, 10, 22),
        (_status(each), who, f"since {each.since}", f"{each.days} d lost", condition),
        (*_styles(each), "text"),
    )
    yield Row((*cells, Span(*_next(each, now))), f"{KEY}:{each.athlete.id}", 1)
    told = [_limits(each), f"expected {each.expected}" if each.expected else ""]
    if any(told):
        told.append(f"decided by {each.decided_by}")
        yield row(Span(" · ".join(filter(None, told)), "muted"), indent=11)


def _status(each: BoardRow) -> str:
    return f"{each.availability.symbol} {each.availability.words}"


def _styles(each: BoardRow) -> tuple[str, ...]:
    return STATUS_STYLES[each.availability], "text", "muted", "text"


def _limits(each: BoardRow) -> str:
    return " · ".join(filter(None, ("; ".join(each.restrictions), each.reason)))


def _next(each: BoardRow, now: datetime) -> tuple[str, str]:
    """Return what has to be done next and the style of it; nothing where nothing waits."""
    if each.next is None:
        return "", "text"
    words = f"{each.next.kind.word} {how_long(each.next, now)}"
    return words, "warning" if each.next.overdue(now) else "text"
