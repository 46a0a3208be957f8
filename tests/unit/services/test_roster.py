"""A roster file is planned row by row and taken in whole or not at all."""

from __future__ import annotations

import pytest

from tests.team import MARA, NOA, Team
from trainer_tui.domain.errors import BadInput

HEADER = "jersey,given,family,birth_date,team\n"


@pytest.fixture
def team() -> Team:
    return Team()


def imported(team: Team, text: str | bytes, mapping: dict[str, str] | None = None) -> list[str]:
    return team.roster.apply(team.roster.plan(text, mapping))


def test_a_roster_is_taken_in_with_one_commit(team: Team) -> None:
    ids = imported(team, HEADER + "22,Mara,Ortiz,2009-03-04,Varsity\n7,Noa,Lindqvist,,Varsity\n")

    assert len(team.store.commits) == 1
    assert len(ids) == 2
    found = [(a.jersey, a.full_name, a.birth_date, a.team) for a in team.chart.athletes()]
    assert found == [("7", "Noa Lindqvist", None, "Varsity"), ("22", "Mara Ortiz", "2009-03-04", "Varsity")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_spreadsheet_is_read(team: Team, delimiter: str, start: str, end: str) -> None:
    rows = [["Jersey", "Family", "Alerts"], ["22", '"Ortiz, Jr."', '"asthma;diabetes"']]
    imported(team, start.encode() + end.join(delimiter.join(row) for row in rows).encode())

    athlete = team.chart.athletes()[0]
    assert (athlete.jersey, athlete.family, athlete.alerts) == ("22", "Ortiz, Jr.", ("asthma", "diabetes"))


def test_only_a_family_name_is_needed(team: Team) -> None:
    imported(team, "family\nOrtiz\n")

    assert team.chart.athletes()[0].full_name == "Ortiz"


def test_columns_of_another_name_are_mapped_or_left_out(team: Team) -> None:
    text = "No,Surname,Locker\n22,Ortiz,B4\n"
    with pytest.raises(BadInput, match="“No” is not known"):
        team.roster.plan(text)
    imported(team, text, {"No": "jersey", "Surname": "family", "Locker": "-"})

    assert (team.chart.athletes()[0].jersey, team.chart.athletes()[0].family) == ("22", "Ortiz")


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"Number": "jersey"}, "no column “Number”"),
        ({"jersey": "shirt"}, "“shirt” is no field"),
        ({"given": "family"}, "Two columns give family"),
        ({"family": "-"}, "No column gives the family name"),
    ],
)
def test_a_mapping_that_does_not_fit_is_a_sentence(
    team: Team, mapping: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        team.roster.plan(HEADER + "22,Mara,Ortiz,,\n", mapping)


def test_one_bad_row_refuses_all_and_every_bad_row_is_told(team: Team) -> None:
    plan = team.roster.plan(
        HEADER + "22,Mara,Ortiz,2009-03-04,Varsity\n7,Noa,,,\n\n8,Ada,Bo,2030-01-01,\n9,A,B,,V,extra\n"
    )

    assert [(bad.row, bad.sentence.split(":")[0]) for bad in plan.bad] == [
        (3, "family"),
        (5, "birth_date"),
        (6, "row"),
    ]
    with pytest.raises(BadInput, match=r"Nothing was imported\. Row 3: family"):
        team.roster.apply(plan)
    assert team.chart.athletes() == []


def test_a_second_import_of_the_same_file_finds_duplicates_alone(team: Team) -> None:
    text = HEADER + "22,Mara,Ortiz,2009-03-04,Varsity\n7,Noa,Lindqvist,,Varsity\n"
    imported(team, text)
    plan = team.roster.plan(text)

    assert (plan.new, plan.changed, plan.bad) == ((), (), ())
    assert [duplicate.athlete.family for duplicate in plan.duplicates] == ["Ortiz", "Lindqvist"]
    assert team.roster.apply(plan) == []
    assert len(team.store.commits) == 1


def test_a_known_person_is_changed_where_the_file_says_more(team: Team) -> None:
    mara = team.athlete(**MARA, sex="female", alerts="asthma")
    header = "jersey,given,family,birth_date,team,sex,alerts\n"
    plan = team.roster.plan(header + "23,MARA,Ortiz,2009-03-04,,,\n")

    assert [dict(changed.fields) for changed in plan.changed] == [{"jersey": "23", "given": "MARA"}]
    assert team.roster.apply(plan) == [mara]
    athlete = team.chart.athlete(mara)
    assert (athlete.jersey, athlete.team, athlete.alerts) == ("23", "Varsity", ("asthma",))
    assert athlete.sex == "female"


def test_the_same_jersey_and_family_name_is_the_same_person(team: Team) -> None:
    noa = team.athlete(**NOA)
    plan = team.roster.plan(HEADER + "7,Noah,Lindqvist,2010-05-06,Varsity\n")

    assert [changed.athlete.id for changed in plan.changed] == [noa]


def test_another_birth_date_is_another_person(team: Team) -> None:
    team.athlete(**MARA)
    plan = team.roster.plan(HEADER + "22,Mara,Ortiz,2010-03-04,Varsity\n")

    assert [(new.name, new.same_jersey) for new in plan.new] == [("Mara Ortiz", "22 Mara Ortiz")]


def test_a_shared_jersey_is_shown_and_changes_nobody(team: Team) -> None:
    team.athlete(**MARA)
    imported(team, HEADER + "22,Kai,Brandt,,Varsity\n")

    assert [a.full_name for a in team.chart.athletes()] == ["Kai Brandt", "Mara Ortiz"]


def test_a_person_twice_in_the_file_is_a_bad_row(team: Team) -> None:
    plan = team.roster.plan(HEADER + "22,Mara,Ortiz,2009-03-04,\n22,Mara,Ortiz,2009-03-04,\n")

    assert [(bad.row, "line 2" in bad.sentence) for bad in plan.bad] == [(3, True)]


def test_a_row_that_fits_two_people_asks_for_the_birth_date(team: Team) -> None:
    team.athlete(**{**MARA, "birth_date": ""})
    team.athlete(**{**MARA, "jersey": "23", "birth_date": ""})
    plan = team.roster.plan("given,family\nMara,Ortiz\n")

    assert "birth date" in plan.bad[0].sentence


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"family\nOrt\xedz\n", "byte 11, on line 2"),
        ("family\nOrtiz".encode("utf-16"), "not UTF-8"),
        (b"family\nOr\x00tiz\n", "null"),
        (b'family\n"Ortiz\n', "Line 2: the quotes"),
        (b"family\n" + b"x" * (10 * 1024 * 1024), "10 MB"),
        (b"family\n" + b"x\n" * 20_001, "20,000 rows"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_a_sentence(team: Team, data: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        team.roster.plan(data)


@pytest.mark.parametrize("cell", ["=HYPERLINK(A1)", "+1", "@x", "\x1b[31mred", "[/b]", "\u202eabc"])
def test_a_hostile_cell_is_kept_as_text(team: Team, cell: str) -> None:
    imported(team, f"family,given\n{cell},A\n")

    assert team.chart.athletes()[0].family == cell


def test_a_cell_of_two_lines_or_of_endless_text_is_a_bad_row(team: Team) -> None:
    plan = team.roster.plan('family\n"two\nlines"\n' + "x" * 201 + "\n")

    assert [bad.row for bad in plan.bad] == [2, 4]
