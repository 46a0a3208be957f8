"""The last roster import is taken back in one step, and never over what was recorded since."""

from __future__ import annotations

import pytest

from tests.fakes import MemoryDraftStore
from tests.team import MARA, Team
from trainer_tui.domain.errors import BadInput, StoreError
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.services.roster_undo import Undoing, athletes_in_drafts

HEADER = "jersey,given,family,birth_date,team\n"
MARA_AND_NOA = HEADER + "23,Mara,Ortiz,2009-03-04,JV\n7,Noa,Lindqvist,,Varsity\n"


@pytest.fixture
def team() -> Team:
    team = Team()
    team.athlete(**MARA)
    return team


def imported(team: Team, text: str = MARA_AND_NOA) -> dict[str, str]:
    """Import a file and return the ids by family name."""
    team.roster.apply(team.roster.plan(text))
    return {athlete.family: athlete.id for athlete in team.chart.athletes()}


def last(team: Team) -> Undoing:
    found = team.roster.last_import()
    assert found is not None
    return found


def test_whom_it_added_is_void_and_whom_it_changed_is_as_before_in_one_commit(team: Team) -> None:
    imported(team)
    commits = len(team.store.commits)
    undoing = last(team)
    team.roster.undo(undoing)

    assert len(team.store.commits) == commits + 1
    [mara] = team.chart.athletes()
    assert (mara.jersey, mara.team, mara.full_name) == ("22", "Varsity", "Mara Ortiz")
    assert team.chart.history(mara.id)[-1].reason == "Roster import undone"
    assert team.roster.last_import() is None


def test_the_same_file_can_be_imported_again_afterwards(team: Team) -> None:
    imported(team)
    team.roster.undo(last(team))
    plan = team.roster.plan(MARA_AND_NOA)

    assert [(len(plan.new), len(plan.changed))] == [(1, 1)]
    team.roster.apply(plan)
    assert len(team.chart.athletes()) == 2


def test_the_import_before_it_comes_next(team: Team) -> None:
    imported(team)
    imported(team, HEADER + "9,Kai,Brandt,,Varsity\n")
    team.roster.undo(last(team))

    assert {a.family for a in team.chart.athletes()} == {"Ortiz", "Lindqvist"}
    assert [a.family for a in last(team).added] == ["Lindqvist"]


def test_an_import_that_changed_nothing_is_none_to_undo(team: Team) -> None:
    imported(team, HEADER + "22,Mara,Ortiz,2009-03-04,Varsity\n")

    assert team.roster.last_import() is None


def test_somebody_who_was_hurt_since_is_named_and_nothing_is_undone(team: Team) -> None:
    ids = imported(team)
    team.incident({"id": ids["Lindqvist"]})

    with pytest.raises(BadInput, match="Nothing was undone: 7 Noa Lindqvist was used or changed since"):
        team.roster.undo(last(team))
    assert len(team.chart.athletes()) == 2
    team.roster.undo(last(team), leave_used=True)
    assert {a.family: a.jersey for a in team.chart.athletes()} == {"Ortiz": "22", "Lindqvist": "7"}


@pytest.mark.parametrize("family", ["Ortiz", "Lindqvist"])
def test_somebody_who_was_changed_since_is_named(team: Team, family: str) -> None:
    ids = imported(team)
    team.chart.amend_athlete(ids[family], {"position": "wing"}, "")

    assert [athlete.family for athlete in last(team).used] == [family]


def test_an_incident_in_error_is_no_use(team: Team) -> None:
    ids = imported(team)
    team.chart.void_incident(team.incident({"id": ids["Lindqvist"]}), "Recorded twice")

    assert last(team).used == ()


def test_a_status_and_a_hand_over_are_uses(team: Team) -> None:
    ids = imported(team, HEADER + "1,A,One,,\n2,B,Two,,\n3,C,Three,,\n")
    team.status(ids["One"], "2026-10-09", "out")
    purpose = Purpose.TREATMENT
    team.chart.add_disclosure(
        format="text", recipient="B", purpose=purpose, records=[], athletes=[ids["Two"]], sha256=""
    )

    assert {athlete.family for athlete in last(team).used} == {"One", "Two"}


def test_somebody_half_recorded_is_used(team: Team) -> None:
    ids = imported(team)
    drafts = MemoryDraftStore()
    drafts.save("capture-1", {"athlete": ids["Lindqvist"]})
    drafts.save(f"form-athlete-{ids['Ortiz']}", {"team": "V"})

    undoing = team.roster.last_import(athletes_in_drafts(drafts))
    assert undoing is not None
    assert [athlete.family for athlete in undoing.used] == ["Lindqvist"]


def test_many_are_named_by_the_first_few(team: Team) -> None:
    ids = imported(team, HEADER + "".join(f"{n},A,Name{n},,\n" for n in range(1, 9)))
    for family, ident in ids.items():
        if family != "Ortiz":
            team.status(ident, "2026-10-09", "out")

    assert last(team).used_words.endswith("5 A Name5 and 3 others")


def test_what_was_recorded_between_question_and_answer_refuses(team: Team) -> None:
    ids = imported(team)
    undoing = last(team)
    team.incident({"id": ids["Lindqvist"]})

    with pytest.raises(BadInput, match="changed meanwhile"):
        team.roster.undo(undoing)
    assert len(team.chart.athletes()) == 2


def test_a_full_disk_undoes_nothing(team: Team) -> None:
    imported(team)
    team.store.full = True

    with pytest.raises(StoreError):
        team.roster.undo(last(team))
    assert len(team.chart.athletes()) == 2
    assert last(team).added


def test_a_plan_is_written_to_no_other_roster(team: Team) -> None:
    plan = team.roster.plan(MARA_AND_NOA)
    team.chart.add_athlete({"family": "Lindqvist", "given": "Noa"})

    with pytest.raises(BadInput, match="check it again"):
        team.roster.apply(plan)


def test_progress_is_told_and_what_it_raises_stops_before_anything_is_written(team: Team) -> None:
    plan = team.roster.plan("family\n" + "".join(f"Name{n}\n" for n in range(450)))
    told: list[tuple[int, int]] = []
    commits = len(team.store.commits)

    def stop(done: int, of: int) -> None:
        told.append((done, of))
        if done == 400:
            raise BadInput("Stopped.")

    with pytest.raises(BadInput, match="Stopped"):
        team.roster.apply(plan, stop)
    assert told == [(0, 450), (200, 450), (400, 450)]
    assert (len(team.store.commits), len(team.chart.athletes())) == (commits, 1)


def test_somebody_who_gets_the_jersey_of_another_is_named(team: Team) -> None:
    team.chart.add_athlete({"jersey": "7", "given": "Noa", "family": "Lindqvist", "team": "Varsity"})
    plan = team.roster.plan(HEADER + "7,Mara,Ortiz,2009-03-04,Varsity\n")

    assert [changed.same_jersey for changed in plan.changed] == ["7 Noa Lindqvist"]
    kept = team.roster.plan(HEADER + "7,Noa,Lindqvist,2010-01-01,Varsity\n")
    assert [changed.same_jersey for changed in kept.changed] == [""]
