"""The services that were logged, as rows of a page."""

from __future__ import annotations

from collections.abc import Sequence

from trainer_tui.domain.treatments import Treatment
from trainer_tui.ui.record_page import RecordPage, Target, in_error
from trainer_tui.ui.text import Span
from trainer_tui.ui.words import Words

SERVICES_MOST = 30


def add_services(page: RecordPage, treatments: Sequence[Treatment], words: Words) -> None:
    """Add the services that were logged, newest first, as many as can be read."""
    page.head(f"Services ({sum(len(t.services) for t in treatments if not t.view.voided)})")
    for each in treatments[:SERVICES_MOST]:
        minutes = "" if each.minutes is None else f"{each.minutes} min"
        more = (each.place, minutes, each.kind.words, each.note, f"by {each.by}")
        page.entry(
            f"treatment.{each.id}",
            *in_error(each.view.voided),
            Span(f"{words.moment(each.at)}  ", "label"),
            " + ".join(service.words for service in each.services),
            Span(f"  {' · '.join(filter(None, more))}", "muted"),
            target=Target("incident", each.incident) if each.incident else None,
        )
    if len(treatments) > SERVICES_MOST:
        page.remark(f"… and {len(treatments) - SERVICES_MOST} earlier ones: trainer-tui treatment list")
    if not treatments:
        page.entry("treatments", Span("None.", "muted"))
