"""The steps of a referral, by when somebody is to be seen, and what a match offers."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from tests.team import shipped_library
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.referrals import (
    DONE,
    Move,
    Offer,
    check_first,
    check_move,
    deadline,
    deadline_words,
    move,
    offer,
)
from trainer_tui.domain.triage import Match, Rule, assess
from trainer_tui.domain.vocabulary import ReferralState, Tier

RECOMMENDED, SENT, ACKNOWLEDGED, SEEN, CLOSED, DECLINED = ReferralState
OPEN = (RECOMMENDED, SENT, ACKNOWLEDGED, SEEN)
EVENING = "2026-10-09T20:00:00-05:00"


# --- steps ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new"), list(product(OPEN, [*OPEN, CLOSED])))
def test_forward_skips_what_real_life_skips_and_back_is_a_correction(
    old: ReferralState, new: ReferralState
) -> None:
    order = list(ReferralState)
    if new is old:
        with pytest.raises(BadInput, match="already"):
            move(old, new)
    else:
        later = order.index(new) > order.index(old)
        assert move(old, new) is (Move.FORWARD if later else Move.CORRECTION)


@pytest.mark.parametrize("old", OPEN)
def test_any_open_referral_can_be_declined_with_a_reason(old: ReferralState) -> None:
    assert move(old, DECLINED) is Move.DECLINE
    with pytest.raises(FieldError, match="reason: is needed: say in a few words why there is no referral"):
        check_move(old, DECLINED, outcome="", reason=" \n")
    check_move(old, DECLINED, outcome="", reason="The family said no")


@pytest.mark.parametrize(("old", "new"), list(product(DONE, OPEN)))
def test_what_is_done_with_is_opened_again_only_with_a_reason(old: ReferralState, new: ReferralState) -> None:
    assert move(old, new) is Move.REOPENING
    with pytest.raises(FieldError, match="opened again"):
        check_move(old, new, outcome="seen", reason="")
    check_move(old, new, outcome="", reason="Closed by mistake")


@pytest.mark.parametrize(("old", "new"), [(CLOSED, DECLINED), (DECLINED, CLOSED)])
def test_from_one_end_to_the_other_there_is_no_step(old: ReferralState, new: ReferralState) -> None:
    with pytest.raises(BadInput, match=f"is “{old.words}”; say first where it stands"):
        check_move(old, new, outcome="x", reason="x")


@pytest.mark.parametrize("old", [RECOMMENDED, SENT, ACKNOWLEDGED])
def test_closing_what_nobody_saw_says_what_came_of_it(old: ReferralState) -> None:
    with pytest.raises(FieldError, match="outcome: is needed, because nobody was recorded as having seen"):
        check_move(old, CLOSED, outcome=" ", reason="")
    check_move(old, CLOSED, outcome="Letter: no fracture", reason="")


def test_closing_after_a_visit_may_stay_without_an_outcome() -> None:
    check_move(SEEN, CLOSED, outcome="", reason="")


def test_a_correction_needs_a_reason() -> None:
    with pytest.raises(FieldError, match="the later step was not so"):
        check_move(SEEN, SENT, outcome="", reason="")


def test_a_new_referral_says_what_its_first_state_needs() -> None:
    check_first(RECOMMENDED, outcome="", reason="")
    check_first(SENT, outcome="", reason="")
    with pytest.raises(FieldError) as declined:
        check_first(DECLINED, outcome="", reason="")
    with pytest.raises(FieldError) as closed:
        check_first(CLOSED, outcome="", reason="")
    assert (declined.value.field, closed.value.field) == ("state_reason", "outcome")


# --- by when --------------------------------------------------------------------------------------


def due(tier: Tier, since: str = EVENING, now: str = EVENING) -> str:
    return deadline(tier, since, datetime.fromisoformat(now)).isoformat()


@pytest.mark.parametrize(
    ("tier", "expected"),
    [
        (Tier.EMS_NOW, EVENING),
        (Tier.SAME_DAY, "2026-10-10T00:00:00-05:00"),
        (Tier.H24_72, "2026-10-12T20:00:00-05:00"),
        (Tier.ROUTINE, "2026-10-23T20:00:00-05:00"),
    ],
)
def test_each_tier_has_its_deadline(tier: Tier, expected: str) -> None:
    assert due(tier) == expected


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2026-10-09T00:00:00-05:00", "2026-10-10T00:00:00-05:00"),
        ("2026-10-09T23:59:59-05:00", "2026-10-10T00:00:00-05:00"),
        ("2026-10-10T00:00:00-05:00", "2026-10-11T00:00:00-05:00"),
        # Stored in another zone: the day is the one of the clock here.
        ("2026-10-10T04:30:00+00:00", "2026-10-10T00:00:00-05:00"),
        ("2026-12-31T22:00:00-05:00", "2027-01-01T00:00:00-05:00"),
    ],
)
def test_the_same_day_ends_at_the_next_local_midnight(since: str, expected: str) -> None:
    assert due(Tier.SAME_DAY, since, "2027-01-02T12:00:00-05:00") == expected


CHICAGO = ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("day", "midnight"),
    [
        ((2026, 3, 8), "2026-03-09T00:00:00-05:00"),  # the clocks go forward: 23 hours
        ((2026, 11, 1), "2026-11-02T00:00:00-06:00"),  # and back: 25 hours
    ],
)
def test_midnight_has_the_offset_of_its_own_day(day: tuple[int, int, int], midnight: str) -> None:
    early = datetime(*day, 0, 30, tzinfo=CHICAGO)

    assert deadline(Tier.SAME_DAY, early.isoformat(), early).isoformat() == midnight


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of this computer cannot be set here")
def test_midnight_has_its_own_offset_in_the_zone_of_the_computer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        with monkeypatch.context() as zone:
            zone.setenv("TZ", "America/Chicago")
            time.tzset()
            now = datetime(2026, 3, 8, 0, 30).astimezone()
            found = deadline(Tier.SAME_DAY, now.isoformat(), now).isoformat()
    finally:
        time.tzset()

    assert (now.isoformat(), found) == ("2026-03-08T00:30:00-06:00", "2026-03-09T00:00:00-05:00")


def test_seventy_two_hours_are_that_over_a_change_of_the_clocks() -> None:
    before = datetime(2026, 10, 31, 12, tzinfo=CHICAGO)

    found = deadline(Tier.H24_72, before.isoformat(), before)
    assert (found - datetime.fromisoformat(before.isoformat())).total_seconds() == 72 * 3600
    assert found.isoformat() == "2026-11-03T11:00:00-06:00"


@pytest.mark.parametrize("tier", Tier)
def test_a_clock_that_went_back_makes_nothing_wait_longer(tier: Tier) -> None:
    earlier = "2026-10-08T09:00:00-05:00"

    assert due(tier, EVENING, earlier) == due(tier, earlier, earlier)


def test_a_deadline_is_said_for_today_and_for_later() -> None:
    now = datetime.fromisoformat(EVENING)

    assert deadline_words(deadline(Tier.SAME_DAY, EVENING, now), now) == "by the end of today"
    assert deadline_words(deadline(Tier.H24_72, EVENING, now), now) == "by 2026-10-12 20:00"


# --- what a match offers --------------------------------------------------------------------------


def offered(tier: Tier | None, condition: str = "", **findings: bool | float) -> Offer:
    rules = shipped_library().rules
    return offer(tier, assess(findings, rules), condition, rules.vocabulary)


@pytest.mark.parametrize(
    ("tier", "to", "route"),
    [
        (Tier.EMS_NOW, "Emergency department", "EMS"),
        (Tier.SAME_DAY, "Physician or emergency department", ""),
        (Tier.H24_72, "Team physician", ""),
        (Tier.ROUTINE, "Team physician", ""),
    ],
)
def test_the_tier_says_to_whom_and_how(tier: Tier, to: str, route: str) -> None:
    found = offered(tier)
    assert (found.tier, found.to, found.route) == (tier, to, route)


def test_the_reason_names_what_was_found_and_the_question_says_why_it_matters() -> None:
    found = offered(Tier.EMS_NOW, saddle_numbness=True, limb_weakness=False, gcs=9)
    words = shipped_library().rules.vocabulary

    assert words["saddle_numbness"].prompt in found.reason.split("; ")
    assert f"{words['gcs'].prompt}: 9" in found.reason
    assert words["limb_weakness"].prompt not in found.reason
    assert found.question.startswith("Please assess. ")
    assert found.question.endswith(" What may the athlete do, and from when?")


def test_the_question_carries_the_most_urgent_why() -> None:
    rules = shipped_library().rules
    triage = assess({"saddle_numbness": True}, rules)

    assert triage.matches[0].rule.why in offered(Tier.EMS_NOW, saddle_numbness=True).question


def test_the_condition_is_named_as_suspected_only() -> None:
    assert "Suspected: Back Spasms, a provisional impression." in offered(Tier.H24_72, "Back Spasms").question


@pytest.mark.parametrize("rule", shipped_library().rules.rules, ids=lambda rule: rule.id)
def test_no_offer_speaks_of_clearance(rule: Rule) -> None:
    rules = shipped_library().rules
    triage = replace(assess({}, rules), matches=(Match(rule, {}),))
    question = offer(rule.tier, triage, "Back Spasms", rules.vocabulary).question

    assert rule.why in question
    assert not re.search(r"\b(clear|cleared|clearance|safe|fit|OK) (for|to)\b", question, re.IGNORECASE)
    assert len(question) < 400


def test_without_a_tier_nothing_is_proposed() -> None:
    assert offered(None, "Back Spasms", back_pain=True) == Offer(None)
