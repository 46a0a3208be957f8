"""Loading the invented season: one commit, every date moved so that it ends today, all of it valid."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from tests.fakes import FixedClock
from tests.team import Team, shipped_library
from trainer_tui.domain.errors import BadInput, FieldError, StoreError
from trainer_tui.domain.exposure import levels_of
from trainer_tui.domain.records import ASSESSMENTS, ATHLETES, NOTES, STATUS_CHANGES
from trainer_tui.domain.revisions import broken_link
from trainer_tui.domain.vocabulary import Availability, Participation, ReferralState, Tier
from trainer_tui.paths import data_root
from trainer_tui.services.demo import load_demo

EVENING = "2026-10-09T20:00:00-05:00"


def loaded(moment: str = EVENING, today: date | None = None) -> Team:
    """Return a team on which the season was loaded at a moment."""
    team = Team(clock=FixedClock(moment))
    library = shipped_library()
    load_demo(team.ledger, library.reference, library.rules, library.sweeps, data_root() / "demo", today)
    return team


@pytest.fixture(scope="module")
def team() -> Team:
    return loaded()


def test_the_season_is_one_commit_and_an_unbroken_chain(team: Team) -> None:
    assert len(team.store.commits) == 1
    assert broken_link(team.store.revisions()) is None


def test_the_season_ends_today_and_nothing_lies_in_the_future(team: Team) -> None:
    now = datetime.fromisoformat(EVENING)
    rows = team.chart.incidents()
    newest = datetime.fromisoformat(rows[0].incident.onset_at)
    assert newest.date() == now.date() - timedelta(days=1)
    assert max(datetime.fromisoformat(revision.at) for revision in team.store.revisions()) <= now
    days = [view["at"] for view in team.store.all(STATUS_CHANGES)]
    assert max(days) == "2026-10-09"
    stored = [view["at"] for kind in (ASSESSMENTS, NOTES) for view in team.store.all(kind)]
    assert max(datetime.fromisoformat(at) for at in stored) <= now


@pytest.mark.parametrize("moment", ["2024-02-29T00:05:00+00:00", "2026-03-09T06:30:00-05:00"])
def test_it_loads_at_any_hour_and_in_any_year(moment: str) -> None:
    team = loaded(moment)
    onsets = [datetime.fromisoformat(row.incident.onset_at) for row in team.chart.incidents()]
    assert max(onsets).date() == date.fromisoformat(moment[:10]) - timedelta(days=1)
    assert len(onsets) == 169


def test_it_can_end_on_an_earlier_day() -> None:
    team = loaded(today=date(2026, 9, 30))
    assert team.chart.incidents()[0].incident.onset_at.startswith("2026-09-29")


def test_a_season_that_would_end_after_the_clock_is_refused() -> None:
    with pytest.raises(FieldError, match="future"):
        loaded(today=date(2026, 12, 24))


def test_ages_move_with_the_season(team: Team) -> None:
    now = datetime.fromisoformat(EVENING)
    ages = [age for athlete in team.chart.athletes() if (age := athlete.age_at(now)) is not None]
    assert len(ages) == 69
    assert (min(ages), max(ages)) == (14, 22)


def test_sessions_keep_their_hour_in_the_zone_of_the_clock(team: Team) -> None:
    onsets = [row.incident.onset_at for row in team.chart.incidents()]
    assert all(onset.endswith("-05:00") for onset in onsets)
    assert {datetime.fromisoformat(onset).hour for onset in onsets} <= {6, 7, *range(12, 22)}


def test_tiers_are_believable(team: Team) -> None:
    tiers = Counter(row.incident.tier for row in team.chart.incidents())
    total = sum(tiers.values())
    assert all(tiers[tier] for tier in Tier)
    assert tiers[Tier.EMS_NOW] <= 0.06 * total
    assert tiers[Tier.SAME_DAY] <= 0.15 * total
    assert tiers[None] >= 0.5 * total


def test_saddle_numbness_is_held_acknowledged_and_answered_by_a_hospital(team: Team) -> None:
    told = next(
        chart
        for row in team.chart.incidents()
        if row.incident.tier is Tier.EMS_NOW and row.incident.condition == "back-spasms"
        for chart in [team.chart.incident(row.incident.id)]
        if any(assessment.findings.get("saddle_numbness") is True for assessment in chart.assessments)
    )
    assert told.triage is not None
    assert "RF-SPN-01" in {match.rule.id for match in told.triage.matches}
    assert told.status_changes[0].decided_by.startswith("red-flag rule RF-SPN-01")
    assert not told.needs_acknowledgement
    assert told.referrals[0].route == "ambulance"
    assert told.athlete is not None
    assert team.board.current(told.athlete.id) is Availability.OUT


def test_nearly_all_urgent_incidents_were_acknowledged(team: Team) -> None:
    urgent = [r for r in team.chart.incidents() if r.incident.tier in (Tier.EMS_NOW, Tier.SAME_DAY)]
    waiting = [row for row in urgent if row.needs_acknowledgement]
    assert 1 <= len(waiting) <= 3
    assert len(urgent) > 20


def test_a_tier_was_lowered_by_a_person_with_a_reason(team: Team) -> None:
    lowered = [
        entry
        for row in team.chart.incidents()
        for entry in team.chart.history(row.incident.id)
        if entry.reason and entry.reason.startswith("Pink and warm")
    ]
    assert len(lowered) == 1


def test_old_incidents_are_mostly_closed_and_recent_ones_open(team: Team) -> None:
    month_ago = date(2026, 9, 9)
    rows = team.chart.incidents()
    old = [row for row in rows if row.incident.onset_at < month_ago.isoformat()]
    recent = [row for row in rows if row.incident.onset_at > "2026-10-02"]
    assert sum(row.incident.open for row in old) <= 0.2 * len(old)
    assert sum(row.incident.open for row in recent) >= 0.8 * len(recent)
    assert len(recent) >= 5


def test_some_are_out_and_some_limited_at_the_end(team: Team) -> None:
    board = Counter(row.availability for row in team.board.board())
    assert 3 <= board[Availability.OUT] <= 10
    assert 3 <= board[Availability.LIMITED] <= 15


def test_days_lost_differ_and_end(team: Team) -> None:
    losses = [row.time_loss for row in team.chart.incidents()]
    assert len({loss.days for loss in losses}) > 20
    assert sum(loss.ongoing for loss in losses) < 0.15 * len(losses)


def test_everybody_returns_by_the_word_of_a_person(team: Team) -> None:
    back = [view for view in team.store.all(STATUS_CHANGES) if view["availability"] != "out"]
    assert all(view["decided_by"] for view in back)
    assert not [view for view in back if view["decided_by"].startswith("red-flag rule")]


def test_one_incident_was_entered_in_error_and_several_amended(team: Team) -> None:
    voided = [row for row in team.chart.incidents() if row.incident.view.voided]
    assert [row.incident.view.void_reason for row in voided] == [
        "Entered twice by two of us; the first record is kept"
    ]
    reasons = [
        entry.reason
        for row in team.chart.incidents()
        for entry in team.chart.history(row.incident.id)
        if entry.record_kind == "incidents" and entry.reason
    ]
    assert reasons.count("Wrong side ticked in the hurry") == 2
    assert reasons.count("Details added after capture") >= 2


def test_referrals_are_open_and_done(team: Team) -> None:
    states = Counter(view["state"] for view in team.store.all("referrals"))
    assert states.keys() >= {ReferralState.RECOMMENDED, ReferralState.SEEN, ReferralState.CLOSED}
    assert states.keys() >= {ReferralState.ACKNOWLEDGED, ReferralState.DECLINED}
    assert 3 <= len(team.chart.referrals.listed(open_only=True)) <= 15


def test_entries_carry_the_name_of_the_team_s_trainer(team: Team) -> None:
    names = {revision.by for revision in team.store.revisions()}
    assert names == {"N. Halvorsen-Quist, ATC", "T. Beauregard-Osei, ATC"}
    for row in team.chart.incidents():
        if row.athlete and row.athlete.team == "Football":
            assert row.incident.view.created_by == "N. Halvorsen-Quist, ATC"


def test_sessions_have_those_whom_availability_kept_out(team: Team) -> None:
    sessions = team.sessions.listed()
    assert len(sessions) > 200
    levels = sum((levels_of(session) for session in sessions), Counter())
    assert all(levels[level] for level in Participation)
    assert levels[Participation.FULL] > 0.7 * sum(levels.values())
    exposure = team.sessions.exposure()
    assert {group.team for group in exposure} == {athlete.team for athlete in team.chart.athletes()}
    assert {group.kind.value for group in exposure} == {"competition", "practice", "strength_conditioning"}
    latest = max(datetime.fromisoformat(session.start) for session in sessions)
    assert latest.date() == date(2026, 10, 8)


def test_services_of_the_last_weeks_are_logged_with_and_without_an_incident(team: Team) -> None:
    load = team.treatments.workload()
    assert load.services > 200
    assert {kind.value for kind, _, _ in load.by_kind} == {"preventive", "new_injury", "current_injury"}
    assert load.incidents > 10
    since = date(2026, 10, 9) - timedelta(days=23)
    assert len(team.treatments.listed(since=since)) == len(team.treatments.listed())


def test_a_jersey_that_two_teams_share_is_ambiguous(team: Team) -> None:
    with pytest.raises(FieldError, match="fits 3 athletes"):
        team.chart.resolve_athlete({"jersey": "10"})
    athlete, guest = team.chart.resolve_athlete({"jersey": "22"})
    assert guest is None
    assert team.chart.athlete(athlete or "").team == "Football"


def test_a_store_with_records_is_refused_and_left_alone() -> None:
    team = Team()
    team.athlete()
    library = shipped_library()
    with pytest.raises(BadInput, match="empty store"):
        load_demo(team.ledger, library.reference, library.rules, library.sweeps, data_root() / "demo")
    assert len(team.store.all(ATHLETES)) == 1


def test_a_full_disk_leaves_nothing_half_loaded() -> None:
    team = Team()
    team.store.full = True
    library = shipped_library()
    with pytest.raises(StoreError, match="full"):
        load_demo(team.ledger, library.reference, library.rules, library.sweeps, data_root() / "demo")
    assert not list(team.store.revisions())
