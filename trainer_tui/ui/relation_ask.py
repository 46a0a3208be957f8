"""Confirming how an incident relates to earlier ones, or changing it, from its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainer_tui.domain.vocabulary import Relation
from trainer_tui.services.incident_entry import refuse_voided
from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog
from trainer_tui.ui.relation_words import in_order, why

if TYPE_CHECKING:
    from trainer_tui.ui.app import TrainerApp


def ask_relation(app: TrainerApp, incident_id: str) -> None:
    """Offer the relations, what the record proposes first; changing a stated one asks for a reason."""
    chart = app.services.chart
    incident = chart.incident(incident_id).incident
    if not app.attempt(lambda: refuse_voided(incident)):
        return
    proposal = chart.proposed_relation(incident)
    stated = incident.relation

    def state(key: str, reason: str = "") -> None:
        chart.amend_incident(incident_id, {"relation": key}, reason)
        app.records_changed()
        app.say(f"Recorded: {Relation(key).words}.")

    def chosen(key: str) -> None:
        if stated in (Relation.UNKNOWN, key):
            app.attempt(lambda: state(key))
        else:
            from trainer_tui.ui.dialogs.reason import ReasonDialog

            title = f"From “{stated.words}” to “{Relation(key).words}”"
            app.push_screen(
                ReasonDialog(title, lambda reason: state(key, reason), draft=f"form-relation-{incident_id}")
            )

    choices = [
        Choice(each.value, each.words, more="proposed" if proposal and each is proposal.relation else "")
        for each in in_order(proposal)
    ]
    remark = f"The record: {why(proposal, chart)}." if proposal else ""
    kept = None if stated is Relation.UNKNOWN else stated.value
    app.push_screen(
        ChooseDialog("How does it relate to earlier incidents?", choices, chosen, chosen=kept, remark=remark)
    )
