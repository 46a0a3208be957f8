"""How an incident relates to earlier ones, in words: what the record proposes, and why."""

from __future__ import annotations

from collections.abc import Sequence

from trainer_tui.domain.incidents import Incident
from trainer_tui.domain.relation import Ground, Proposal
from trainer_tui.domain.vocabulary import Availability, Relation
from trainer_tui.services.chart import Chart
from trainer_tui.ui.record_page import RecordPage, Target
from trainer_tui.ui.text import Span
from trainer_tui.ui.words import place

STATED = tuple(relation for relation in Relation if relation is not Relation.UNKNOWN)


def why(proposal: Proposal, chart: Chart) -> str:
    """Return what a proposal rests on: which earlier incident, and what held of availability since."""
    index = proposal.index
    if index is None:
        return {
            Ground.NOTHING_EARLIER: "no earlier incident of this athlete is recorded",
            Ground.OTHER_PLACES: "the earlier incidents are of other places",
        }[proposal.ground]
    named = index_words(index, chart)
    if proposal.ground is Ground.OTHER_TISSUE:
        return f"same place as {named}, another tissue"
    if proposal.ground is Ground.TISSUE_UNKNOWN:
        return f"same place as {named}; whether it is the same tissue is not recorded"
    if proposal.ground is Ground.PLACE_UNKNOWN:
        return f"there is {named}; whether it is the same place is not recorded"
    return f"{named}, {_availability_words(proposal)}"


def index_words(incident: Incident, chart: Chart) -> str:
    """Return an earlier incident in words: where, what, and the day it began."""
    principal, day = incident.principal, chart.records.onset_day(incident)
    where = place(principal.region, principal.side)
    name = chart.condition_name(incident)
    if name:
        return f"{name}{f' ({where})' if where else ''} of {day}"
    what = principal.tissue.words if principal.tissue else incident.kind.words
    return f"{where} {what} of {day}".strip()


def _availability_words(proposal: Proposal) -> str:
    if proposal.availability is None:
        return "of which no day out or limited was recorded"
    if proposal.availability is Availability.FULL:
        return f"fully available since {proposal.since}"
    return f"not fully available since {proposal.since}"


def in_order(proposal: Proposal | None) -> Sequence[Relation]:
    """Return what can be stated, the proposal first, so that the first key confirms it."""
    proposed = proposal.relation if proposal else Relation.UNKNOWN
    return sorted(STATED, key=lambda relation: relation is not proposed)


def add_relation(page: RecordPage, incident: Incident, proposal: Proposal | None, chart: Chart) -> None:
    """Add the relation as stated, or as the record proposes it, with its reason."""
    stated = incident.relation
    target = Target("relation", incident.id)
    if proposal is None:
        page.fact("relation", "Relation", Span(stated.words, "muted" if stated == "unknown" else "text"))
        return
    reason = why(proposal, chart)
    if stated is not Relation.UNKNOWN:
        other = "" if stated is proposal.relation else f"the record proposes {proposal.relation.words}: "
        page.fact("relation", "Relation", stated.words, Span(f"  {other}{reason}", "muted"), target=target)
    elif proposal.relation is Relation.UNKNOWN:
        parts = ("unknown", Span(f"  {reason}; enter says which", "muted"))
        page.fact("relation", "Relation", *parts, target=target)
    else:
        parts = (f"{proposal.relation.words}?", Span(f"  proposed: {reason}; enter confirms", "muted"))
        page.fact("relation", "Relation", *parts, target=target)
