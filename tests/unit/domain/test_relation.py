"""The relation of an incident to earlier ones is proposed with its reason: which one decides, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from trainer_tui.domain.incidents import Diagnosis, Incident, incident_from
from trainer_tui.domain.relation import Ground, Proposal, proposed_relation
from trainer_tui.domain.revisions import View
from trainer_tui.domain.time_loss import Change
from trainer_tui.domain.vocabulary import Availability, Region, Relation, Side, State, Tissue

ANKLE = Diagnosis(region=Region.ANKLE, side=Side.RIGHT, tissue=Tissue.JOINT_SPRAIN)
OUT, LIMITED, FULL = Availability.OUT, Availability.LIMITED, Availability.FULL


def incident(day: str, diagnosis: Diagnosis = ANKLE, **more: Any) -> Incident:
    fields = {"kind": "injury", "onset_at": f"{day}T10:00:00-05:00", "reported_at": f"{day}T10:00:00-05:00"}
    view = View(day, "incidents", {**fields, "athlete": "a", "diagnoses": [diagnosis.to_json()], **more})
    return incident_from(view)


def proposed(now: Incident, *earlier: Incident, said: tuple[Change, ...] = ()) -> Proposal:
    return proposed_relation(now, earlier, lambda _: said)


NOW = incident("2026-10-09")
BEFORE = incident("2026-08-14")


def test_without_an_earlier_incident_it_is_new() -> None:
    later = incident("2026-11-01")
    voided = replace(BEFORE, view=replace(BEFORE.view, state=State.ENTERED_IN_ERROR))

    assert proposed(NOW) == Proposal(Relation.NEW, Ground.NOTHING_EARLIER)
    assert proposed(NOW, later, voided) == Proposal(Relation.NEW, Ground.NOTHING_EARLIER)


def test_a_healed_one_of_the_same_place_and_tissue_makes_a_re_injury_and_says_since_when() -> None:
    said = ((date(2026, 8, 14), OUT), (date(2026, 9, 2), FULL), (date(2026, 9, 5), FULL))

    assert proposed(NOW, BEFORE, said=said) == Proposal(
        Relation.RE_INJURY, Ground.SAME_TISSUE, BEFORE, FULL, date(2026, 9, 2)
    )


def test_one_that_came_back_from_full_to_limited_has_not_healed() -> None:
    said = (
        (date(2026, 8, 14), OUT),
        (date(2026, 9, 2), FULL),
        (date(2026, 10, 1), OUT),
        (date(2026, 10, 5), LIMITED),
    )

    assert proposed(NOW, BEFORE, said=said) == Proposal(
        Relation.EXACERBATION, Ground.SAME_TISSUE, BEFORE, LIMITED, date(2026, 10, 1)
    )


def test_one_of_which_nothing_was_said_kept_nobody_out() -> None:
    assert proposed(NOW, BEFORE) == Proposal(Relation.RE_INJURY, Ground.SAME_TISSUE, BEFORE)


def test_the_latest_that_fits_decides() -> None:
    latest = incident("2026-09-20")
    other_place = incident("2026-10-01", replace(ANKLE, side=Side.LEFT))

    assert proposed(NOW, BEFORE, latest, other_place).index is latest


@pytest.mark.parametrize(
    ("diagnosis", "relation", "ground"),
    [
        (replace(ANKLE, tissue=Tissue.FRACTURE), Relation.LOCAL, Ground.OTHER_TISSUE),
        (replace(ANKLE, tissue=None), Relation.UNKNOWN, Ground.TISSUE_UNKNOWN),
        (replace(ANKLE, side=Side.UNKNOWN), Relation.UNKNOWN, Ground.PLACE_UNKNOWN),
        (replace(ANKLE, region=Region.UNSPECIFIED), Relation.UNKNOWN, Ground.PLACE_UNKNOWN),
    ],
)
def test_other_tissue_is_local_and_what_nobody_said_stays_unknown(
    diagnosis: Diagnosis, relation: Relation, ground: Ground
) -> None:
    before = incident("2026-08-14", diagnosis)

    assert proposed(NOW, before) == Proposal(relation, ground, before)


def test_other_places_alone_are_no_relation() -> None:
    knee = incident("2026-08-14", replace(ANKLE, region=Region.KNEE))

    assert proposed(NOW, knee) == Proposal(Relation.NEW, Ground.OTHER_PLACES)


def test_a_known_index_goes_before_one_that_may_be() -> None:
    unclear = incident("2026-09-20", replace(ANKLE, tissue=None))

    assert proposed(NOW, BEFORE, unclear).index is BEFORE
