"""Which earlier concussions count when an athlete is hurt again."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.team import MARA, NOA, ONSET, Team, diagnosis
from trainer_tui.services.earlier import earlier_concussions

NOW = datetime.fromisoformat(ONSET)


def test_only_standing_concussions_of_the_same_athlete_before_the_moment_count() -> None:
    team = Team()
    mara, noa = team.athlete(**MARA), team.athlete(**NOA)

    def concussion(who: str, days: int, **fields: object) -> str:
        onset = (NOW - timedelta(days=days)).isoformat()
        return team.incident({"id": who}, condition="concussion", onset_at=onset, **fields)

    later, early = concussion(mara, 10), concussion(mara, 300)
    concussion(noa, 5)
    concussion(mara, 0)
    concussion(mara, 20, diagnoses=[diagnosis("head", "unknown", certainty="refuted")])
    team.chart.void_incident(concussion(mara, 30), "wrong athlete")
    team.incident({"id": mara}, condition="back-spasms", onset_at=(NOW - timedelta(days=1)).isoformat())

    found = earlier_concussions(team.chart.records, mara, NOW)
    assert [incident.id for incident in found] == [early, later]
    assert earlier_concussions(team.chart.records, None, NOW) == []
