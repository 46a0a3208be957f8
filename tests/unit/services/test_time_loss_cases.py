"""The six worked examples of the consensus, recorded as a person records them, in both counting modes."""

from __future__ import annotations

import pytest

from tests.team import MARA, Team

Recorded = tuple[str, str]
"""From which day on, and what the athlete may do from then."""
CASES: dict[str, tuple[tuple[Recorded, ...], int, int]] = {
    "1: subbed out, plays another match the same day": (
        (("2026-10-05", "out"), ("2026-10-05", "full")),
        0,
        0,
    ),
    "2: stops with mild illness, trains the next day": (
        (("2026-10-05", "out"), ("2026-10-06", "full")),
        0,
        1,
    ),
    "3: hamstring on Monday, trains on Monday next week": (
        (("2026-10-05", "out"), ("2026-10-12", "full")),
        6,
        7,
    ),
    "4: shoulder on Saturday, could have trained on Tuesday, the team trains on Thursday": (
        (("2026-10-03", "out"), ("2026-10-06", "full")),
        2,
        3,
    ),
    "5: delayed: contusion on Sunday, trains on, unable from Wednesday, back on Sunday": (
        (("2026-10-04", "full"), ("2026-10-07", "out"), ("2026-10-11", "full")),
        3,
        4,
    ),
    "6: intermittent: misses Wednesday and Friday": (
        (("2026-10-07", "out"), ("2026-10-08", "full"), ("2026-10-09", "out"), ("2026-10-10", "full")),
        0,
        2,
    ),
}
"""What is recorded, then the days counted as continuous and as intermittent; in print stand those of the
first mode for the cases 1 to 5, and those of the second for case 6."""
ONSET_DAY = "2026-10-03T15:00:00-05:00"


def hurt(mode: str) -> tuple[Team, str, str]:
    """Return a team whose athlete was hurt long enough ago, with athlete and incident."""
    team = Team()
    team.clock.move(days=10)
    athlete = team.athlete(**MARA)
    return team, athlete, team.incident(onset_at=ONSET_DAY, time_loss_mode=mode)


@pytest.mark.parametrize("mode", ["continuous", "intermittent"])
@pytest.mark.parametrize("case", CASES)
def test_a_worked_example_recorded_through_the_board(case: str, mode: str) -> None:
    changes, continuous, intermittent = CASES[case]
    team, athlete, incident = hurt(mode)
    for at, availability in changes:
        team.status(athlete, at, availability, incident)

    loss = team.board.time_loss(team.chart.incident(incident).incident)
    assert loss.days == {"continuous": continuous, "intermittent": intermittent}[mode]
    assert not loss.ongoing


def test_the_day_that_counts_is_the_one_on_which_the_athlete_could_have_trained() -> None:
    """Entered on Thursday, when the team trains, and dated Tuesday; dated Thursday it is two days more."""
    days = []
    for back in ("2026-10-06", "2026-10-08"):
        team, athlete, incident = hurt("continuous")
        team.status(athlete, "2026-10-03", "out", incident)
        team.status(athlete, back, "full", incident)
        days.append(team.board.time_loss(team.chart.incident(incident).incident).days)
    assert days == [2, 4]


def test_the_mode_can_be_changed_later_and_the_same_changes_are_counted_anew() -> None:
    team, athlete, incident = hurt("continuous")
    for at, availability in CASES["6: intermittent: misses Wednesday and Friday"][0]:
        team.status(athlete, at, availability, incident)
    assert team.board.time_loss(team.chart.incident(incident).incident).days == 0

    team.chart.amend_incident(incident, {"time_loss_mode": "intermittent"}, "comes and goes")
    assert team.board.time_loss(team.chart.incident(incident).incident).days == 2


@pytest.mark.parametrize(("mode", "days"), [("continuous", 8), ("intermittent", 4)])
def test_the_board_counts_in_the_mode_of_the_incident(mode: str, days: int) -> None:
    team, athlete, incident = hurt(mode)
    team.status(athlete, "2026-10-10", "limited", incident)
    team.status(athlete, "2026-10-15", "out", incident)

    [row] = team.board.board()
    assert (row.since, row.days) == ("2026-10-10", days)
