"""Asking for a SOAP note of an incident, with what the record holds beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from trainer_tui.domain.plain_text import counted
from trainer_tui.ui.dialogs.soap import SoapDialog
from trainer_tui.ui.incident_acts import SOAP_DRAFT
from trainer_tui.ui.soap_hints import soap_hints
from trainer_tui.ui.words import Words

if TYPE_CHECKING:
    from trainer_tui.ui.app import TrainerApp


def ask_soap(app: TrainerApp, incident: str, done: Callable[[str], None]) -> None:
    """Open the form; what is saved is added in one commit, and `done` is told in a sentence."""
    services = app.services
    chart = services.chart.incident(incident)

    def act(notes: Sequence[tuple[str, str]]) -> None:
        services.chart.add_notes(incident, notes)
        done(f"{counted(len(notes), 'note')} added.")

    words = Words(services.chart, services.reference.catalogue, services.clock())
    hints = soap_hints(chart, services.rules.vocabulary, words)
    draft = f"{SOAP_DRAFT}{incident}"
    app.push_screen(SoapDialog(f"SOAP note of {chart.who}", act, draft=draft, hints=hints))
