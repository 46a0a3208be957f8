"""Who signs entries, and the second signature under the notes of a student."""

from __future__ import annotations

import pytest

from tests.handing_over import MARA_IN_FULL, Office
from tests.team import Team
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.handover import Material
from trainer_tui.domain.records import COSIGNS, NOTES
from trainer_tui.domain.revision_check import check_view
from trainer_tui.domain.users import Role
from trainer_tui.exports.tables import rows_of

KIM = {"name": "Kim Student", "credential": "", "role": "student"}
ADA = {"name": "Ada Bell", "credential": "ATC", "role": "trainer"}


@pytest.fixture
def team() -> Team:
    team = Team()
    team.athlete()
    team.chart.users.add(KIM)
    team.chart.users.add(ADA)
    return team


def note_by(team: Team, name: str, incident: str) -> str:
    team.chart.users.sign_in(name)
    return team.chart.add_note(incident, "plan", "Ice, seen again tomorrow.")


def test_users_stand_in_the_list_by_name_and_sign_with_their_credential(team: Team) -> None:
    assert [user.signature for user in team.chart.users.listed()] == ["Ada Bell, ATC", "Kim Student"]


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"name": " ", "role": "trainer"}, "name"),
        ({"name": "x" * 61, "role": "trainer"}, "name"),
        ({"name": "two\nlines", "role": "trainer"}, "name"),
        ({"name": "Mo", "role": "boss"}, "role"),
        ({"name": "Mo", "role": ""}, "role"),
        ({"name": "Mo"}, "role"),
        ({"name": "Mo", "role": "trainer", "credential": "y" * 31}, "credential"),
        ({"name": "Mo", "role": "trainer", "pin": "1"}, "pin"),
        ({"name": "ADA BELL", "role": "trainer"}, "name"),
    ],
)
def test_what_cannot_stand_in_the_list_is_refused(team: Team, raw: dict[str, str], field: str) -> None:
    with pytest.raises(FieldError) as refused:
        team.chart.users.add(raw)
    assert refused.value.field == field
    assert len(team.chart.users.listed()) == 2


@pytest.mark.parametrize("role", [None, "", " "])
def test_a_role_that_is_not_given_is_asked_for(team: Team, role: str | None) -> None:
    with pytest.raises(FieldError, match="is needed: one of trainer, student"):
        team.chart.users.add({"name": "Mo", "role": role})


def test_entries_carry_the_name_of_who_is_signed_in(team: Team) -> None:
    incident = team.incident()
    team.chart.users.sign_in("Ada Bell")
    team.chart.add_note(incident, "plan", "Ice.")
    assert [note.by for note in team.chart.incident(incident).notes] == ["Ada Bell"]
    assert team.chart.incident(incident).incident.view.created_by == "Sam Reyes"


def test_an_act_that_is_under_way_keeps_the_name_it_began_with(team: Team) -> None:
    team.chart.users.sign_in("Ada Bell")
    with team.chart.records.change() as change:
        change.create(NOTES, {"incident": "x", "at": "2026-10-09T20:00:00-05:00", "heading": "", "text": "a"})
        team.chart.users.sign_in("Kim Student")
        change.create(NOTES, {"incident": "x", "at": "2026-10-09T20:00:00-05:00", "heading": "", "text": "b"})
    assert [revision.by for revision in team.store.commits[-1]] == ["Ada Bell", "Ada Bell"]


def test_nobody_signs_in_without_a_name(team: Team) -> None:
    with pytest.raises(BadInput, match="A name is needed"):
        team.chart.users.sign_in(" ")
    assert team.ledger.user == "Sam Reyes"


def test_a_name_that_is_not_on_the_list_still_signs(team: Team) -> None:
    assert team.chart.users.current is None
    assert team.chart.users.signature == "Sam Reyes"


def test_the_note_of_a_student_waits_until_somebody_with_a_credential_signs(team: Team) -> None:
    incident = team.incident()
    note = note_by(team, "Kim Student", incident)
    assert [each.id for each in team.chart.incident(incident).waiting] == [note]
    team.chart.users.sign_in("Ada Bell")
    team.chart.users.cosign(incident, [note])
    chart = team.chart.incident(incident)
    assert chart.waiting == ()
    assert chart.cosigns[note].signature == "Ada Bell, ATC"
    assert [entry.by for entry in team.chart.history(incident) if entry.record_kind == COSIGNS] == [
        "Ada Bell"
    ]


def test_notes_of_the_capture_wait_as_well(team: Team) -> None:
    team.chart.users.sign_in("Kim Student")
    incident = team.incident(narrative="Fell.", soap={"plan": "Ice."})
    assert len(team.chart.incident(incident).waiting) == 2


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("Kim Student", "A student cannot co-sign"),
        ("Sam Reyes", "sign in first"),
    ],
)
def test_who_may_not_co_sign_is_told_why(team: Team, who: str, sentence: str) -> None:
    incident = team.incident()
    note = note_by(team, "Kim Student", incident)
    team.chart.users.sign_in(who)
    with pytest.raises(BadInput, match=sentence):
        team.chart.users.cosign(incident, [note])
    assert len(team.chart.incident(incident).waiting) == 1


def test_a_note_is_co_signed_once_and_only_a_students(team: Team) -> None:
    incident = team.incident()
    note, own = note_by(team, "Kim Student", incident), note_by(team, "Ada Bell", incident)
    team.chart.users.cosign(incident, [note])
    for ident in (note, own, "no such note"):
        with pytest.raises(BadInput, match="waits for no co-signature"):
            team.chart.users.cosign(incident, [ident])


def test_the_role_of_the_time_of_writing_counts(team: Team) -> None:
    users, incident = team.chart.users, team.incident()
    kim = users.named("Kim Student")
    assert kim is not None
    as_student = note_by(team, "Kim Student", incident)
    team.clock.move(days=200)
    users.change(kim.id, {"credential": "AT", "role": "trainer"})
    team.clock.move(days=1)
    note_by(team, "Kim Student", incident)
    assert [note.id for note in team.chart.incident(incident).waiting] == [as_student]
    with pytest.raises(BadInput, match="note of their own"):
        users.cosign(incident, [as_student])


def test_a_clock_that_went_back_does_not_make_a_student_anything_else(team: Team) -> None:
    incident = team.incident()
    team.clock.move(days=-3)
    note = note_by(team, "Kim Student", incident)
    assert [each.id for each in team.chart.incident(incident).waiting] == [note]


def test_who_is_taken_off_the_list_stays_under_what_was_written(team: Team) -> None:
    users, incident = team.chart.users, team.incident()
    note_by(team, "Kim Student", incident)
    kim = users.named("kim student")
    assert kim is not None
    users.remove(kim.id, "left the school")
    assert [user.name for user in users.listed()] == ["Ada Bell"]
    assert len(team.chart.incident(incident).waiting) == 1


def test_a_void_note_waits_for_nobody(team: Team) -> None:
    incident = team.incident()
    note_by(team, "Kim Student", incident)
    [note] = team.chart.incident(incident).notes
    with team.chart.records.change() as change:
        change.void(note.view, "wrong athlete")
    assert team.chart.incident(incident).waiting == ()


def test_users_and_co_signatures_of_another_laptop_have_their_form(team: Team) -> None:
    incident = team.incident()
    note = note_by(team, "Kim Student", incident)
    team.chart.users.sign_in("Ada Bell")
    team.chart.users.cosign(incident, [note])
    records = team.chart.records
    for view in [user.view for user in records.users.values()] + [records.cosigns(incident)[0].view]:
        check_view(view, lambda kind, ident: team.store.get(kind, ident) is not None)
    cosign = records.cosigns(incident)[0].view
    with pytest.raises(BadInput, match="names a record that is not there"):
        check_view(cosign, lambda kind, ident: kind != NOTES)


def test_exports_say_whose_note_is_a_students_and_who_stands_for_it() -> None:
    office = Office()
    office.athlete(**MARA_IN_FULL)
    for raw in (KIM, ADA):
        office.chart.users.add(raw)
    office.chart.users.sign_in("Kim Student")
    incident = office.shoulder(narrative="Fell.", soap={})
    [before] = [entry.label for entry in office.letter(incident).story]
    assert before.endswith("Kim Student (student, not co-signed)")
    assert next(iter(rows_of(office.packet(Material.TABLES))["notes"]))["needs_cosign"] is True

    office.chart.users.sign_in("Ada Bell")
    [note] = office.chart.incident(incident).waiting
    office.chart.users.cosign(incident, [note.id])
    letter = office.letter(incident)
    assert letter.story[0].label.endswith("Kim Student (student, co-signed by Ada Bell, ATC)")
    assert "from Ada Bell, ATC ·" in letter.addressed
    assert letter.reply_to.startswith("Ada Bell, ATC, telephone")
    row = next(iter(rows_of(office.packet(Material.TABLES))["notes"]))
    assert (row["needs_cosign"], row["cosigned_by"]) == (False, "Ada Bell, ATC")
    kinds = {revision.kind for revision in office.packet(Material.REVISIONS, [incident]).revisions}
    assert COSIGNS in kinds


def test_every_role_has_a_word() -> None:
    assert {role.words for role in Role} == set(Role)
