"""How an incident relates to earlier ones of the same athlete, by the classes of the IOC consensus statement.

Same site and same tissue as a healed earlier incident: re-injury; as one that had not healed: exacerbation.
Same site, other tissue: local. Anything else: new. Healed means fully available for training and competition.
Where the record does not tell whether it is the same site or tissue, the relation is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto

from trainer_tui.domain.incidents import Incident
from trainer_tui.domain.time_loss import Change
from trainer_tui.domain.vocabulary import Availability, Region, Relation, Side

_UNCERTAIN_SIDES = (Side.UNKNOWN, Side.BILATERAL, Side.NOT_APPLICABLE)


class Ground(Enum):
    """What a proposal rests on."""

    NOTHING_EARLIER = auto()
    """The athlete has no earlier incident here."""
    OTHER_PLACES = auto()
    """Every earlier incident is of another place."""
    OTHER_TISSUE = auto()
    """The earlier incident is of the same place and another tissue."""
    SAME_TISSUE = auto()
    """The earlier incident is of the same place and tissue."""
    PLACE_UNKNOWN = auto()
    """Nobody said enough to tell whether it is the same place as the earlier incident."""
    TISSUE_UNKNOWN = auto()
    """It is the same place; nobody said enough to tell whether it is the same tissue."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A relation that the record speaks for, and why; a person confirms or changes it."""

    relation: Relation
    ground: Ground
    index: Incident | None = None
    """The earlier incident that decides, the latest where several would."""
    availability: Availability | None = None
    """What that one had left of the athlete's availability when this one began; None when nobody said."""
    since: date | None = None
    """The first day on which that held without a break."""


def proposed_relation(
    incident: Incident, others: Iterable[Incident], said_of: Callable[[Incident], Sequence[Change]]
) -> Proposal:
    """Propose the relation of an incident to the other incidents of its athlete.

    `said_of` returns what was said of the athlete's availability for an earlier incident, by day, up to the
    day this one began; an incident of which nothing was said kept nobody out and counts as healed.
    """
    began = _began(incident)
    earlier = [other for other in others if not other.view.voided and _began(other) < began]
    if not earlier:
        return Proposal(Relation.NEW, Ground.NOTHING_EARLIER)
    sites = [(other, _same_site(incident, other)) for other in sorted(earlier, key=_began, reverse=True)]
    here = [(other, _same_tissue(incident, other)) for other, same in sites if same]
    if index := next((other for other, same in here if same), None):
        return _of_index(index, said_of(index))
    if index := next((other for other, same in here if same is None), None):
        return Proposal(Relation.UNKNOWN, Ground.TISSUE_UNKNOWN, index)
    if index := next((other for other, same in sites if same is None), None):
        return Proposal(Relation.UNKNOWN, Ground.PLACE_UNKNOWN, index)
    if here:
        return Proposal(Relation.LOCAL, Ground.OTHER_TISSUE, here[0][0])
    return Proposal(Relation.NEW, Ground.OTHER_PLACES)


def _of_index(index: Incident, said: Sequence[Change]) -> Proposal:
    """Tell re-injury from exacerbation by whether the earlier incident had healed."""
    if not said:
        return Proposal(Relation.RE_INJURY, Ground.SAME_TISSUE, index)
    since, last = said[-1]
    healed = last is Availability.FULL
    for day, availability in reversed(said):
        if (availability is Availability.FULL) is not healed:
            break
        since = day
    relation = Relation.RE_INJURY if healed else Relation.EXACERBATION
    return Proposal(relation, Ground.SAME_TISSUE, index, last, since)


def _began(incident: Incident) -> datetime:
    return datetime.fromisoformat(incident.onset_at)


def _same_site(one: Incident, other: Incident) -> bool | None:
    """Tell whether two incidents are at the same place; None when the record does not say."""
    if Region.UNSPECIFIED in (one.region, other.region):
        return None if one.kind == other.kind else False
    if one.region is not other.region:
        return False
    if one.side is other.side and one.side is not Side.UNKNOWN:
        return True
    return None if {one.side, other.side} & set(_UNCERTAIN_SIDES) else False


def _same_tissue(one: Incident, other: Incident) -> bool | None:
    """Tell whether two incidents concern the same tissue; the same condition does."""
    mine, theirs = one.principal.tissue, other.principal.tissue
    if mine and theirs:
        return mine is theirs
    if one.condition and other.condition and one.condition == other.condition:
        return True
    return None
