"""What can be asked of the record: people, lists, one incident, its history and its plain data."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.team import MARA, NOA, ONSET, Team, diagnosis, shipped_library
from trainer_tui.domain.errors import BadInput, FieldError, NotFound
from trainer_tui.domain.vocabulary import Purpose, Region, Tier
from trainer_tui.services.chart import Chart
from trainer_tui.services.ledger import Ledger

RED = {"findings": {"saddle_numbness": True}}
NASTY = ["[/b] [R] knee", "\x1b[2Jgone", "محمد \u202eabc", "=cmd|' /C calc'!A0", "O’Brien-Ñandú 🏈"]


@pytest.fixture
def team() -> Team:
    found = Team()
    found.athlete(**MARA)
    found.athlete(**NOA)
    return found


def names(athletes: list[Any]) -> list[str]:
    return [athlete.full_name for athlete in athletes]


# --- people ---------------------------------------------------------------------------------------


def test_the_roster_stands_by_family_name_and_is_filtered_by_team_and_text(team: Team) -> None:
    team.athlete(family="Álvarez", given="Zoë", team="Junior")

    assert names(team.chart.athletes()) == ["Zoë Álvarez", "Noa Lindqvist", "Mara Ortiz"]
    assert names(team.chart.athletes("alva")) == ["Zoë Álvarez"]
    assert names(team.chart.athletes(team="Varsity")) == ["Noa Lindqvist", "Mara Ortiz"]
    assert names(team.chart.athletes("22")) == ["Mara Ortiz"]
    assert team.chart.teams() == ["Junior", "Varsity"]


def test_typed_letters_find_the_jersey_first_then_beginnings_then_the_middle(team: Team) -> None:
    team.athlete(family="Ma", given="Li", jersey="220")
    team.athlete(family="Oyama", given="Kei", jersey="2")

    assert names(team.chart.match_athletes("22")) == ["Mara Ortiz", "Li Ma"]
    assert names(team.chart.match_athletes("ma")) == ["Li Ma", "Mara Ortiz", "Kei Oyama"]
    assert names(team.chart.match_athletes("or ma")) == ["Mara Ortiz"]
    assert team.chart.match_athletes("xyz") == []


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_name_is_kept_found_and_listed_as_typed(team: Team, name: str) -> None:
    athlete = team.athlete(family=name, jersey="66")
    incident = team.incident("66", narrative=name)

    assert team.chart.athlete(athlete).family == name
    assert team.chart.incident(incident).who == f"66 {name}"
    assert team.chart.incident_json(incident)["narrative"] == name
    assert team.chart.resolve_athlete({"family": name}) == (athlete, None)


def test_a_change_of_an_athlete_is_seen_at_once(team: Team) -> None:
    mara = team.chart.match_athletes("22")[0].id
    incident = team.incident()
    assert team.chart.incidents()[0].who == "22 Mara Ortiz"

    team.chart.amend_athlete(mara, {"jersey": "23"}, "New jersey")
    assert team.chart.incidents()[0].who == "23 Mara Ortiz"
    assert team.chart.match_athletes("22") == []
    assert team.chart.incident(incident).who == "23 Mara Ortiz"


def test_filling_an_athlete_needs_no_reason_and_changing_does(team: Team) -> None:
    noa = team.chart.match_athletes("7")[0].id
    team.chart.amend_athlete(noa, {"birth_date": "2010-01-02"}, "")
    with pytest.raises(BadInput, match="reason"):
        team.chart.amend_athlete(noa, {"birth_date": "2010-02-01"}, "")

    assert team.chart.athlete(noa).birth_date == "2010-01-02"


def test_an_athlete_that_does_not_exist_is_not_found(team: Team) -> None:
    with pytest.raises(NotFound):
        team.chart.athlete("none")


# --- lists ----------------------------------------------------------------------------------------


def onsets(team: Team, **filters: Any) -> list[str]:
    return [row.incident.onset_at[:10] for row in team.chart.incidents(**filters)]


def test_incidents_stand_newest_first_whatever_their_offset(team: Team) -> None:
    team.incident(onset_at="2026-10-08T23:30:00-05:00")
    team.incident(onset_at="2026-10-09T03:00:00+00:00")
    team.incident(onset_at="2026-10-01T10:00:00-05:00")

    assert onsets(team) == ["2026-10-08", "2026-10-09", "2026-10-01"]


def test_incidents_are_filtered_by_athlete_local_day_and_being_open(team: Team) -> None:
    mara = team.chart.match_athletes("22")[0].id
    first = team.incident(onset_at="2026-10-01T10:00:00-05:00")
    team.incident("7", onset_at="2026-10-08T23:30:00-05:00")
    team.chart.close_incident(first, "Fully back")

    assert onsets(team, athlete=mara) == ["2026-10-01"]
    assert onsets(team, since=date(2026, 10, 8)) == ["2026-10-08"]
    assert onsets(team, until=date(2026, 10, 7)) == ["2026-10-01"]
    assert onsets(team, open_only=True) == ["2026-10-08"]


CAUSE = shipped_library().reference.causes("shoulder-instability")[0]


@pytest.mark.parametrize("text", ["ortiz", "22", "instability", "shoulder", "ORTIZ shoul", CAUSE.text])
def test_text_is_sought_in_who_condition_region_and_causes(team: Team, text: str) -> None:
    team.incident(condition="shoulder-instability", causes=[CAUSE.id], diagnoses=[diagnosis()])
    team.incident("7", diagnoses=[diagnosis("knee")])

    assert [row.who for row in team.chart.incidents(text=text)] == ["22 Mara Ortiz"]


def test_a_row_tells_availability_and_days_lost(team: Team) -> None:
    mara = team.chart.match_athletes("22")[0].id
    incident = team.incident(onset_at="2026-10-01T10:00:00-05:00")
    team.status(mara, "2026-10-01", "out", incident)
    assert team.chart.incidents()[0].time_loss.days == 7

    team.status(mara, "2026-10-05", "full", incident)
    row = team.chart.incidents()[0]
    assert (row.availability, row.time_loss.days, row.time_loss.ongoing) == ("full", 3, False)


def test_days_lost_grow_when_a_day_passes(team: Team) -> None:
    mara = team.chart.match_athletes("22")[0].id
    team.status(mara, "2026-10-01", "out", team.incident(onset_at="2026-10-01T10:00:00-05:00"))
    before = team.chart.incidents()[0].time_loss.days
    team.clock.move(days=1)

    assert team.chart.incidents()[0].time_loss.days == before + 1


def test_what_another_copy_wrote_is_seen(team: Team) -> None:
    assert team.chart.incidents() == []
    library = shipped_library()
    other = Chart(Ledger(team.store, team.clock, "Kim"), library.reference, library.rules, library.sweeps)
    other.add_incidents([{"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": ONSET}])

    assert [row.incident.view.created_by for row in team.chart.incidents()] == ["Kim"]


# --- flags ----------------------------------------------------------------------------------------


def test_red_flags_need_acknowledgement_until_somebody_has_seen_them(team: Team) -> None:
    incident = team.incident(**RED)
    assert team.chart.incidents()[0].needs_acknowledgement

    team.chart.acknowledge(incident)
    chart = team.chart.incident(incident)
    assert not chart.needs_acknowledgement
    assert not team.chart.incidents()[0].needs_acknowledgement
    assert (chart.acknowledgements[0].by, chart.acknowledgements[0].tier) == ("Sam Reyes", Tier.EMS_NOW)
    assert set(chart.acknowledgements[0].rules) == {match.rule.id for match in chart.triage.matches}


def test_a_new_flag_needs_acknowledgement_again(team: Team) -> None:
    incident = team.incident(**RED)
    team.chart.acknowledge(incident)
    team.chart.amend_incident(incident, {"findings": {"unresponsive": True}}, "")

    assert team.chart.incident(incident).needs_acknowledgement


def test_there_is_nothing_to_acknowledge_without_a_flag(team: Team) -> None:
    with pytest.raises(BadInput, match="nothing to acknowledge"):
        team.chart.acknowledge(team.incident())


def test_a_tier_is_lowered_only_with_a_reason_that_stays(team: Team) -> None:
    incident = team.incident(**RED)
    with pytest.raises(FieldError, match="reason"):
        team.chart.change_tier(incident, Tier.SAME_DAY, "  ")
    assert team.chart.incident(incident).incident.tier is Tier.EMS_NOW

    team.chart.change_tier(incident, Tier.SAME_DAY, "Examined by the team physician")
    assert team.chart.incident(incident).incident.tier is Tier.SAME_DAY
    entry = team.chart.history(incident)[-1]
    assert entry.reason == "Examined by the team physician"
    assert entry.lines == ("tier: Activate EMS now → Physician or emergency department today",)


def test_a_tier_is_raised_at_once(team: Team) -> None:
    incident = team.incident()
    team.chart.change_tier(incident, Tier.H24_72, "")
    team.chart.change_tier(incident, Tier.EMS_NOW, "")

    assert team.chart.incident(incident).incident.tier is Tier.EMS_NOW


def test_not_assessed_is_what_the_sweep_asks_and_nobody_answered(team: Team) -> None:
    sweep = team.chart.sweep(Region.LUMBOSACRAL)
    left = team.chart.not_assessed(Region.LUMBOSACRAL, {sweep.findings[0]: False, sweep.findings[1]: None})

    assert left == sweep.findings[1:]
    incident = team.incident("7", diagnoses=[diagnosis("lumbosacral")])
    assert team.chart.incident(incident).triage.not_assessed == sweep.findings


def test_a_region_without_a_sweep_of_its_own_has_the_general_one() -> None:
    library, team = shipped_library(), Team()
    sweeps = {Region.UNSPECIFIED: library.sweeps[Region.UNSPECIFIED]}
    chart = Chart(team.ledger, library.reference, library.rules, sweeps)

    assert chart.sweep(Region.KNEE) is sweeps[Region.UNSPECIFIED]


def test_a_preview_knows_what_the_record_will_say(team: Team) -> None:
    mara = team.chart.match_athletes("22")[0]
    findings, vitals = {"back_pain": True, "fever": None}, {"temp_other_c": 38.4}
    preview = team.chart.preview_triage(findings, vitals, Region.LUMBOSACRAL, mara)
    incident = team.incident(
        diagnoses=[diagnosis("lumbosacral", "midline")], findings=findings, vitals=[vitals]
    )

    assert preview == team.chart.incident(incident).triage
    assert preview.tier is not None


# --- notes, closing, disclosures ------------------------------------------------------------------


def test_notes_are_added_under_known_headings_and_never_empty(team: Team) -> None:
    incident = team.incident(narrative="Fell.")
    team.chart.add_note(incident, "narrative", "Stood up again.")
    with pytest.raises(FieldError, match="heading"):
        team.chart.add_note(incident, "gossip", "x")
    with pytest.raises(FieldError, match="text"):
        team.chart.add_note(incident, "plan", " \n")
    with pytest.raises(FieldError, match="20,000"):
        team.chart.add_note(incident, "plan", "x" * 20_001)

    assert team.chart.incident_json(incident)["narrative"] == "Fell.\n\nStood up again."


def test_an_incident_is_closed_and_reopened_with_a_reason(team: Team) -> None:
    incident = team.incident()
    with pytest.raises(BadInput, match="reason"):
        team.chart.close_incident(incident, "")
    team.chart.close_incident(incident, "Fully back")
    with pytest.raises(BadInput, match="closed already"):
        team.chart.close_incident(incident, "Again")
    team.chart.reopen_incident(incident, "Pain came back")

    assert team.chart.incident(incident).incident.open


def test_a_disclosure_is_part_of_the_chart_and_its_history(team: Team) -> None:
    incident = team.incident()
    team.chart.add_disclosure(
        format="pdf",
        recipient="Dr. Bell",
        purpose=Purpose.TREATMENT,
        records=[incident],
        athletes=[],
        sha256="0" * 64,
    )

    assert team.chart.incident(incident).disclosures[0].recipient == "Dr. Bell"
    assert "recipient: Dr. Bell" in team.chart.history(incident)[-1].lines


# --- history and plain data -----------------------------------------------------------------------


def test_the_history_tells_who_wrote_what_and_when_in_order(team: Team) -> None:
    incident = team.incident(findings={"back_pain": True, "fever": "absent_in_bulk"}, narrative="Fell.")
    team.clock.move(minutes=5)
    team.chart.amend_incident(incident, {"kind": "illness"}, "Felt ill before")

    entries = team.chart.history(incident)
    assert [entry.record_kind for entry in entries] == ["incidents", "assessments", "notes", "incidents"]
    assert {entry.by for entry in entries} == {"Sam Reyes"}
    assert "Back pain: present" in entries[1].lines
    assert any(line.endswith("absent (answered with the rest)") for line in entries[1].lines)
    assert entries[-1].lines == ("kind: injury → illness",)
    assert (entries[-1].reason, entries[-1].at) == ("Felt ill before", "2026-10-09T20:05:00-05:00")


def test_history_of_nothing_is_not_found(team: Team) -> None:
    with pytest.raises(NotFound):
        team.chart.history("none")


def test_plain_data_has_the_fields_of_the_input_and_what_follows(team: Team) -> None:
    given: dict[str, Any] = {
        "kind": "injury",
        "onset_at": ONSET,
        "reported_at": "2026-10-09T19:44:00-05:00",
        "mode_of_onset": "acute_sudden",
        "contact": "direct_athlete",
        "session_kind": "competition",
        "condition": "shoulder-instability",
        "causes": [],
        "diagnoses": [
            {
                "principal": True,
                "region": "shoulder",
                "side": "right",
                "tissue": "joint_sprain",
                "osiics": "SDA",
                "grade": None,
                "direction": "anterior",
                "certainty": "provisional",
            }
        ],
        "removed": "immediately",
        "findings": {"shoulder_dislocated": True, "arm_pulse_or_colour_bad": False},
        "time_loss_mode": "continuous",
        "narrative": "Arm pulled back in a tackle.",
        "soap": {"subjective": "Pain.", "objective": None, "assessment": None, "plan": "Sling."},
    }
    vitals = {"at": "2026-10-09T19:45:00-05:00", "hr": 104, "sbp": 118, "dbp": 76, "temp_rectal_c": None}
    incident = team.incident(**given, vitals=[vitals])

    found = team.chart.incident_json(incident)
    assert {name: found[name] for name in given} == given
    assert found["athlete"] == {"id": team.chart.match_athletes("22")[0].id}
    assert found["vitals"][0] | vitals == found["vitals"][0]
    assert found["vitals"][0]["gcs"] is None
    derived = {name: found[name] for name in ("id", "state", "relation", "time_loss_days", "revisions")}
    assert derived == {
        "id": incident,
        "state": "final",
        "relation": "new",
        "time_loss_days": 0,
        "revisions": 1,
    }
    assert found["triage"]["tier"] == "EMS_NOW"


def test_plain_data_of_a_guest_claims_nothing_about_days_lost(team: Team) -> None:
    found = team.chart.incident_json(team.incident({"guest": "14 Riverside"}))

    assert (found["athlete"], found["time_loss_days"]) == ({"guest": "14 Riverside"}, None)


# --- relation -------------------------------------------------------------------------------------


def later(team: Team, **fields: Any) -> str:
    """Return the relation of an incident of 9 October, after a right shoulder sprain of 1 October."""
    return str(team.chart.incident_json(team.incident(**fields))["relation"])


@pytest.fixture
def earlier(team: Team) -> str:
    return team.incident(onset_at="2026-10-01T10:00:00-05:00", diagnoses=[diagnosis(tissue="joint_sprain")])


def test_a_first_incident_is_new(team: Team) -> None:
    assert later(team, diagnoses=[diagnosis(tissue="joint_sprain")]) == "new"


@pytest.mark.parametrize(
    ("second", "relation"),
    [
        (diagnosis(tissue="joint_sprain"), "re_injury"),
        (diagnosis(tissue="fracture"), "local"),
        (diagnosis(side="left", tissue="joint_sprain"), "new"),
        (diagnosis("knee", tissue="joint_sprain"), "new"),
        (diagnosis(side="unknown", tissue="joint_sprain"), "unknown"),
        (diagnosis(), "unknown"),
    ],
)
def test_relation_follows_site_and_tissue(
    team: Team, earlier: str, second: dict[str, Any], relation: str
) -> None:
    assert later(team, diagnoses=[second]) == relation


def test_the_same_before_full_availability_is_an_exacerbation(team: Team, earlier: str) -> None:
    team.status(team.chart.match_athletes("22")[0].id, "2026-10-01", "limited", earlier)

    assert later(team, diagnoses=[diagnosis(tissue="joint_sprain")]) == "exacerbation"


def test_the_same_condition_stands_for_the_same_tissue(team: Team) -> None:
    same = {"condition": "shoulder-instability", "diagnoses": [diagnosis()]}
    team.incident(onset_at="2026-10-01T10:00:00-05:00", **same)

    assert later(team, **same) == "re_injury"


def test_a_stated_relation_stands(team: Team, earlier: str) -> None:
    assert (
        later(team, diagnoses=[diagnosis(tissue="joint_sprain")], relation="exacerbation") == "exacerbation"
    )


def test_an_incident_in_error_relates_to_nothing(team: Team, earlier: str) -> None:
    team.chart.void_incident(earlier, "Recorded twice")

    assert later(team, diagnoses=[diagnosis(tissue="joint_sprain")]) == "new"


def test_the_open_incidents_are_those_of_the_whole_list_and_follow_every_change() -> None:
    team = Team()
    team.athlete(**MARA)
    first, second, third = (team.incident(onset_at=f"2026-10-0{day}T12:00:00-05:00") for day in (3, 5, 4))

    def listed() -> list[str]:
        rows = team.chart.incidents(open_only=True)
        assert rows == [row for row in team.chart.incidents() if row.incident.open]
        return [row.incident.id for row in rows]

    assert listed() == [second, third, first]
    team.chart.close_incident(third, "recovered")
    assert listed() == [second, first]
    team.chart.reopen_incident(third, "came back")
    team.chart.void_incident(second, "wrong athlete")
    assert listed() == [third, first]
    team.chart.amend_incident(first, {"onset_at": "2026-10-06T12:00:00-05:00"}, "asked again")
    assert listed() == [first, third]


def test_what_an_athlete_may_do_is_kept_and_follows_every_change() -> None:
    team = Team()
    mara = team.athlete(**MARA)
    incident = team.incident()
    for availability in ("out", "limited", "full", "out"):
        team.status(mara, "2026-10-09", availability, incident)
        assert team.chart.records.standing(mara).availability == availability
        [row] = team.chart.incidents(open_only=True)
        assert row.availability == availability
    team.chart.void_incident(incident, "wrong athlete")
    assert team.chart.records.standing(mara).availability == "full"
