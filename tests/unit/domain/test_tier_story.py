"""How a tier came about: every step is kept, and a lowering stays visible beside the original."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.revision_makers import make_revision
from trainer_tui.domain.records import INCIDENTS
from trainer_tui.domain.tier_story import TierStep, lowering, one_step_up, reached, tier_story
from trainer_tui.domain.vocabulary import Tier

EMS, TODAY, DAYS, ROUTINE = Tier


def story(*tiers: Tier) -> tuple[TierStep, ...]:
    steps = enumerate(tiers)
    return tuple(
        TierStep(tier, f"2026-10-09T19:5{n}:00-05:00", f"user {n}", f"reason {n}", n) for n, tier in steps
    )


def test_a_story_has_only_the_steps_that_changed_the_tier_in_order() -> None:
    changes: list[dict[str, Any]] = [
        {"tier": "SAME_DAY"},
        {"closed": True},
        {"tier": "SAME_DAY"},
        {"tier": "EMS_NOW"},
    ]
    revisions = [
        make_revision(f"r{n}", change, kind=INCIDENTS, hlc=n, reason=f"why {n}" if n else None)
        for n, change in enumerate(changes)
    ]

    found = tier_story(list(reversed(revisions)))
    assert [(step.tier, step.reason) for step in found] == [(TODAY, ""), (EMS, "why 3")]


def test_an_incident_without_a_tier_has_no_story() -> None:
    assert tier_story([make_revision("r", {"tier": None}, kind=INCIDENTS)]) == ()
    assert lowering(()) is None


@pytest.mark.parametrize("tiers", [(EMS,), (ROUTINE, TODAY, EMS), (EMS, ROUTINE, EMS)])
def test_what_is_as_urgent_as_ever_was_not_lowered(tiers: tuple[Tier, ...]) -> None:
    assert lowering(story(*tiers)) is None


@pytest.mark.parametrize(
    ("tiers", "original", "last"),
    [
        ((EMS, TODAY), EMS, 1),
        ((DAYS, EMS, TODAY, ROUTINE), EMS, 3),
        # Raised again, but not to where it was: the lowering still holds.
        ((EMS, ROUTINE, DAYS), EMS, 1),
    ],
)
def test_a_lowering_names_the_original_and_who_lowered_it_last(
    tiers: tuple[Tier, ...], original: Tier, last: int
) -> None:
    found = lowering(story(*tiers))
    assert found is not None
    assert (found.original, found.by, found.reason) == (original, f"user {last}", f"reason {last}")


def test_the_day_of_a_lowering_is_named_unless_it_is_today() -> None:
    found = lowering(story(EMS, TODAY))
    assert found is not None
    words = "lowered from ▲▲ Activate EMS now by user 1, {}: reason 1"
    assert found.words(datetime.fromisoformat("2026-10-09T22:00:00-05:00")) == words.format("19:51")
    assert found.words(datetime.fromisoformat("2026-10-10T00:01:00-05:00")) == words.format(
        "2026-10-09 19:51"
    )


@pytest.mark.parametrize(
    ("tiers", "since"),
    [((EMS,), 0), ((TODAY, EMS), 1), ((EMS, TODAY), 0), ((EMS, TODAY, EMS), 2), ((ROUTINE, EMS, DAYS), 1)],
)
def test_a_tier_is_reached_when_it_was_first_so_urgent_without_a_break(
    tiers: tuple[Tier, ...], since: int
) -> None:
    assert reached(story(*tiers)).hlc == since


def test_one_step_up_ends_at_the_highest() -> None:
    assert [one_step_up(tier) for tier in (None, ROUTINE, DAYS, TODAY, EMS)] == [
        ROUTINE,
        DAYS,
        TODAY,
        EMS,
        EMS,
    ]
