"""The pages of a session that is being recorded: the team, the kind, and the roll."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from trainer_tui.domain.dates import local_day, local_moment
from trainer_tui.domain.sessions import KINDS, Session, exempt_from
from trainer_tui.domain.vocabulary import Participation, SessionKind, Surface
from trainer_tui.services.history import exempt_words
from trainer_tui.services.records import Records
from trainer_tui.services.sessions import Sessions
from trainer_tui.ui.roll_call import RollCall, RollDraft
from trainer_tui.ui.text import Row, Span, fit, row

SAVE = "save"
KEPT = "kept"
LAST_WEEK = "last-week"
NO_TEAM = "athletes without a team"
SAID_MOST = 42
"""Cells for what the last key did."""

Choices = list[tuple[str, str, str]]
"""Digit, key and words of what can be chosen; beyond the ninth the cursor chooses."""


def team_choices(sessions: Sessions) -> Choices:
    """Return the teams."""
    return [(str(number), team, team or NO_TEAM) for number, team in enumerate(sessions.teams(), 1)]


def kind_choices(sessions: Sessions, team: str, now: datetime) -> Choices:
    """Return the kinds, and last week's plan where there is one."""
    found = [(str(number), kind.value, kind.words) for number, kind in enumerate(KINDS, 1)]
    plan = sessions.last_week(team)
    if plan is not None:
        words = f"as on the last {now:%A}: {plan.kind.words}, {plan.start:%H:%M}"
        found.append(("0", LAST_WEEK, f"{words}, {plan.planned_min} min  {plan.venue}"))
    return found


def choice_rows(choices: Choices) -> list[Row]:
    """Return choices with their digits."""
    rows = [
        row(Span(f" {digit if len(digit) == 1 else ' '}  ", "label"), words, key=f"choice:{key}")
        for digit, key, words in choices
    ]
    return rows or [row(Span("Nobody is on the roster yet; a on Athletes adds somebody.", "muted"))]


def kept_page(draft: RollDraft) -> tuple[list[Row], list[Row]]:
    """Return the page that asks what becomes of a draft."""
    kind = SessionKind(draft.kind).words if draft.kind else ""
    words = f"Go on with {draft.team or NO_TEAM}: {kind}, {len(draft.levels)} not in full"
    head = [row(Span("This session was begun and not saved.", "title"))]
    return head, [row(words, Span("   enter goes on, ^r starts over", "muted"), key=KEPT)]


def roll_head(roll: RollCall, now: datetime) -> list[Row]:
    """Return what the session is, how many take part, and what a key marks."""
    draft, start = roll.draft, local_moment(roll.draft.start, now)
    marking = Participation(draft.marking)
    said = f"Jersey: {roll.typed}▏" if roll.typed else fit(roll.said, SAID_MOST).rstrip()
    title = f"{draft.team or NO_TEAM}: {SessionKind(draft.kind or '').words}"
    when = f"  {start:%A %Y-%m-%d %H:%M} · {draft.planned_min} min"
    return [
        row(Span(title, "title"), Span(when, "label")),
        row(Span(roll.count_words(), "strong"), hang=2),
        row(
            Span("Marking: ", "label"),
            Span(f"{marking.symbol} {marking.words}", "strong"),
            Span(f"   {said}", "label"),
        ),
    ]


def roll_rows(roll: RollCall, now: datetime, recorded: Session | None) -> list[Row]:
    """Return the line that saves, what else is known of the session, and the athletes."""
    draft = roll.draft
    facts = (
        ("start", "Start", f"{local_moment(draft.start, now):%Y-%m-%d %H:%M}"),
        ("planned_min", "Planned", f"{draft.planned_min} min"),
        ("venue", "Venue", draft.venue or "not said"),
        ("surface", "Surface", Surface(draft.surface).words if draft.surface else "not said"),
    )
    save = "Save the change" if recorded else "Save"
    rows = [row(Span(save, "strong"), Span("   enter here, or ^s anywhere", "muted"), key=SAVE)]
    rows += [row(Span(f"{name:<9}", "label"), words, key=f"fact:{key}") for key, name, words in facts]
    return [*rows, *(roll.row(athlete) for athlete in roll.athletes)]


def doubt_rows(
    draft: RollDraft, recorded: Session | None, sessions: Sessions, records: Records
) -> Sequence[Row]:
    """Say that two laptops differ, or that a new session may be recorded already."""
    if recorded is not None:
        return _differing(recorded, records)
    now = records.ledger.clock()
    day = local_day(draft.start, now)
    same = [s for s in sessions.listed(since=day, until=day, team=draft.team) if s.kind == draft.kind]
    return [
        row(Span(f"One that began at {local_moment(s.start, now):%H:%M} is recorded already.", "warning"))
        for s in same
        if not s.view.voided
    ]


def _differing(recorded: Session, records: Records) -> list[Row]:
    rows = []
    for unit, values in recorded.view.conflicts.items():
        for letter, value in zip("ABCDEFGH", values, strict=False):
            words = str(value)
            if unit == "exceptions":
                words = "; ".join(exempt_words(exempt_from(entry), records) for entry in value)
            rows.append(row(Span(f"Two laptops differ in {unit}, {letter}: ", "warning"), words or "none"))
    return rows
