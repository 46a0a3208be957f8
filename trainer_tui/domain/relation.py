"""How an incident relates to earlier ones of the same athlete, by the classes of the IOC consensus statement.

Same site and same tissue as a healed earlier incident: re-injury; as one that had not healed: exacerbation.
Same site, other tissue: local. Anything else: new. Healed means fully available for training and competition.
Where the record does not tell whether it is the same site or tissue, the relation is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from trainer_tui.domain.incidents import Incident
from trainer_tui.domain.vocabulary import Region, Relation, Side

_UNCERTAIN_SIDES = (Side.UNKNOWN, Side.BILATERAL, Side.NOT_APPLICABLE)


def proposed_relation(
    incident: Incident, others: Iterable[Incident], healed: Callable[[Incident], bool]
) -> Relation:
    """Propose the relation of an incident to the other incidents of its athlete.

    `healed` tells whether an earlier incident had healed when this one began.
    """
    began = _began(incident)
    earlier = [other for other in others if not other.view.voided and _began(other) < began]
    sites = [(other, _same_site(incident, other)) for other in sorted(earlier, key=_began, reverse=True)]
    here = [(other, _same_tissue(incident, other)) for other, same in sites if same]
    index = next((other for other, same in here if same), None)
    if index is not None:
        return Relation.RE_INJURY if healed(index) else Relation.EXACERBATION
    if any(same is None for _, same in [*here, *sites]):
        return Relation.UNKNOWN
    return Relation.LOCAL if here else Relation.NEW


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
