"""What stands above every step of a capture: who it is, what must be known about them, where it hurts."""

from __future__ import annotations

from datetime import datetime

from trainer_tui.domain.athletes import Athlete, alert_words
from trainer_tui.domain.dates import local_day
from trainer_tui.domain.plain_text import counted
from trainer_tui.domain.vocabulary import NONE_KNOWN
from trainer_tui.services.capture import CaptureDraft, onset_of
from trainer_tui.ui.capture.flow import Flow
from trainer_tui.ui.text import Row, Span, row


def head_rows(flow: Flow) -> list[Row]:
    """Return who, where and when in one line, and the alerts in the next as soon as somebody is chosen."""
    draft = flow.draft
    number = f"Draft {flow.number}" if flow.number else "New incident"
    parts = [draft.who_words or "nobody named yet", *_team_and_age(flow.athlete, draft), *_place(flow)]
    state = "" if draft.incident is None else " · saved"
    started = f"{onset_of(draft):%H:%M}"
    first = row(
        Span(f"{number if draft.incident is None else 'Incident'} ", "title"),
        Span(" · ".join(parts), "strong"),
        Span(f" · {started}{state}", "muted"),
        hang=2,
    )
    if draft.athlete is None and draft.guest is None:
        return [first]
    return [first, _alert_row(flow)]


def _team_and_age(athlete: Athlete | None, draft: CaptureDraft) -> list[str]:
    if athlete is None:
        return []
    age = athlete.age_at(datetime.fromisoformat(draft.started_at))
    return [part for part in (athlete.team, f"{age} years" if age is not None else "") if part]


def _place(flow: Flow) -> list[str]:
    draft = flow.draft
    condition = flow.condition_entry()
    parts = [condition.name] if condition else []
    if draft.region:
        side = f", {draft.side}" if draft.side and draft.side not in ("unknown", "not_applicable") else ""
        parts.append(f"{draft.body_region.words}{side}".replace("bilateral", "both sides"))
    return parts


def _alert_row(flow: Flow) -> Row:
    """Return what must be known of the athlete; what nobody asked is not taken for none."""
    athlete = flow.athlete
    if athlete is None:
        return row(Span("Not on the roster: no alerts and no age are known.", "muted"))
    spans: list[Span] = []
    alerts = [alert_words(alert) for alert in athlete.warnings]
    alerts += _concussion_words(flow)
    if alerts:
        spans.append(Span(f"! {' · '.join(alerts)}", "warning"))
    if not athlete.alerts or not alerts:
        words = "No alerts known" if NONE_KNOWN in athlete.alerts else _none_said(athlete)
        spans.append(Span(f"{'  ' if alerts else ''}{words}", "muted"))
    if not athlete.birth_date:
        spans.append(Span("  No birth date: rules that need an age stay undecided.", "warning"))
    if athlete.physical_ended(datetime.fromisoformat(flow.draft.started_at).date()):
        spans.append(Span(f"  Physical ended {athlete.physical_until}.", "warning"))
    return row(*spans, hang=2)


def _concussion_words(flow: Flow) -> list[str]:
    found = flow.concussions
    if not found:
        return []
    last = local_day(found[-1].onset_at, flow.desk.clock()).isoformat()
    return [f"{counted(len(found), 'earlier concussion')} ({'' if len(found) == 1 else 'last '}{last})"]


def _none_said(athlete: Athlete) -> str:
    return " · ".join(map(alert_words, athlete.alerts)) or "Alerts never asked"
