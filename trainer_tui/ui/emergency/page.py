"""The emergency log on the page of an incident."""

from __future__ import annotations

from collections.abc import Sequence

from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.emergencies import Log, after_words, entry_words
from trainer_tui.ui.record_page import RecordPage, in_error
from trainer_tui.ui.text import Span
from trainer_tui.ui.words import Words


def add_emergencies(page: RecordPage, logs: Sequence[Log], words: Words) -> None:
    """Add what was logged in emergency mode, with its times; nothing where there was no emergency."""
    if not logs:
        return
    page.head("Emergency log")
    for log in logs:
        ended = f"ended {words.moment(log.ended_at)}" if log.ended_at else "goes on: F9"
        venue = f"{log.venue} · " if log.venue else ""
        key = f"emergency.{log.id}"
        page.entry(
            key, Span(f"Began {words.moment(log.started_at)}  ", "strong"), Span(f"{venue}{ended}", "muted")
        )
        for entry in log.entries:
            if entry.shown:
                after = after_words(log.started_at, entry.at)
                at = f"{local_moment(entry.at, words.now):%H:%M:%S}  {after:>7}  "
                page.entry(
                    f"{key}.{entry.id}",
                    Span(at, "label"),
                    *in_error(bool(entry.void)),
                    entry_words(entry, log),
                    Span(f"  {entry.by}", "muted"),
                    indent=3,
                )
