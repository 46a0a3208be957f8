"""What another laptop wrote is taken in as a set union, once it has been checked to the letter."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.fakes import MemoryRecordStore
from tests.handing_over import MARA_IN_FULL, Office, whole
from tests.team import CLEARED
from trainer_tui.domain.errors import BadInput, StoreError
from trainer_tui.domain.handover import Material
from trainer_tui.domain.revisions import Revision, seal
from trainer_tui.domain.vocabulary import Availability, Purpose, ReferralState
from trainer_tui.exports.json import render
from trainer_tui.services.gathering import Selection
from trainer_tui.services.merging import Merged, Merging

Document = dict[str, Any]


def laptop(device: str) -> Office:
    store = MemoryRecordStore()
    store.device = device
    return Office(store=store)


@pytest.fixture
def office() -> Office:
    return laptop("laptop-1")


@pytest.fixture
def other() -> Office:
    return laptop("laptop-2")


def exported(
    office: Office, chosen: Selection | None = None, purpose: Purpose = Purpose.TREATMENT
) -> Document:
    material = Material.TABLES if purpose is Purpose.AGGREGATE else Material.REVISIONS
    packet = office.gathering.packet(material, chosen or Selection(), "Dr Lee", purpose)
    document: Document = json.loads(whole(render(packet))[""])
    return document


def take_in(office: Office, document: Any) -> Merged:
    return Merging(office.ledger).take_in(document)


def test_an_empty_store_becomes_the_same_as_the_one_that_was_exported(office: Office, other: Office) -> None:
    ident = office.shoulder()
    office.chart.amend_incident(ident, {"removed": "later"}, "told differently")
    office.chart.acknowledge(ident)
    document = exported(office)
    merged = take_in(other, document)
    assert merged.new == len(document["revisions"])
    assert (merged.known, merged.conflicts) == (0, 0)
    assert exported(other) == document
    assert other.chart.incident_json(ident) == office.chart.incident_json(ident)


def test_twice_changes_nothing(office: Office, other: Office) -> None:
    office.shoulder()
    document = exported(office)
    first = take_in(other, document)
    commits = len(other.store.commits)
    assert take_in(other, document) == Merged(new=0, known=first.new, records=0, conflicts=0)
    assert len(other.store.commits) == commits


def test_two_laptops_can_go_on_and_meet_again(office: Office, other: Office) -> None:
    ident = office.shoulder()
    take_in(other, exported(office))
    other.clock.move(minutes=1)
    other.chart.amend_incident(ident, {"removed": "later"}, "seen on video")
    office.chart.amend_incident(ident, {"removed": "not_removed"}, "asked the coach")
    assert take_in(office, exported(other)).conflicts == 1
    assert take_in(other, exported(office)).conflicts == 1
    assert exported(office)["records"] == exported(other)["records"]


def test_a_part_that_leaves_out_what_it_builds_on_is_refused(office: Office, other: Office) -> None:
    mine = office.shoulder()
    office.athlete(**{**MARA_IN_FULL, "family": "Kimura", "jersey": "8"})
    later = office.incident("8")
    with pytest.raises(BadInput, match="Export everything on the other laptop"):
        take_in(other, exported(office, Selection((later,))))
    assert list(other.store.revisions()) == []
    assert take_in(other, exported(office, Selection((mine,)))).new > 0


def test_a_store_that_is_only_read_takes_nothing_in(office: Office, other: Office) -> None:
    office.shoulder()
    other.store.read_only = True
    with pytest.raises(StoreError, match="read-only"):
        take_in(other, exported(office))


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (None, "not an export of records"),
        ([], "not an export of records"),
        ({"format": "something"}, "not an export of records"),
        ({"format": "trainer-tui-aggregate"}, "de-identified"),
        ({"format": "trainer-tui-records", "version": 99}, "newer version"),
        *(
            ({"format": "trainer-tui-records", "version": version, "revisions": []}, "which version")
            for version in (None, "1", True, 0, -5, 1.0)
        ),
        ({"format": "trainer-tui-records", "version": 1}, "no list of revisions"),
        (
            {"format": "trainer-tui-records", "version": 1, "revisions": [5]},
            r"revisions\[0\]: is not a revision",
        ),
    ],
)
def test_a_file_that_is_something_else_is_refused(office: Office, document: Any, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        take_in(office, document)


def test_a_deidentified_export_is_refused(office: Office, other: Office) -> None:
    office.shoulder()
    with pytest.raises(BadInput, match="de-identified"):
        take_in(other, exported(office, purpose=Purpose.AGGREGATE))


def forged(document: Document, change: Callable[[Document], None]) -> Document:
    """Return the document with each revision changed and given a hash that fits again."""
    changed = copy.deepcopy(document)
    change(changed)
    last: dict[str, str] = {}
    for number, data in enumerate(changed["revisions"]):
        revision = Revision.from_json({**data, "prev": last.get(data["device"], "")})
        sealed = replace(revision, hash=seal(revision))
        last[sealed.device] = sealed.hash
        changed["revisions"][number] = sealed.to_json()
    return changed


def revision_of(document: Document, kind: str) -> Document:
    found: Document = next(data for data in document["revisions"] if data["kind"] == kind)
    return found


def set_unit(kind: str, unit: str, value: Any) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        revision_of(document, kind)["changes"][unit] = value

    return change


def set_field(kind: str, unit: str, field: str, value: Any) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        revision_of(document, kind)["changes"][unit][field] = value

    return change


def drop_field(kind: str, unit: str, field: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        del revision_of(document, kind)["changes"][unit][field]

    return change


def set_plain(name: str, value: Any) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document["revisions"][0][name] = value

    return change


def test_a_forged_hash_chain_alone_is_no_reason_to_refuse(office: Office, other: Office) -> None:
    office.shoulder()
    assert take_in(other, forged(exported(office), lambda document: None)).new > 0


@pytest.mark.parametrize(
    "change",
    [
        set_unit("incidents", "kind", "unicorn"),
        set_unit("incidents", "kind", 42),
        set_unit("incidents", "tier", "SOON"),
        set_unit("incidents", "diagnoses", [{"region": "knee"}]),
        set_unit("incidents", "diagnoses", {"region": "knee"}),
        set_field("incidents", "when_where", "onset_at", "yesterday"),
        set_field("incidents", "when_where", "onset_at", "2026-10-09T19:42:00"),
        set_field("incidents", "who", "athlete", "nobody"),
        set_field("incidents", "condition", "causes", "trauma"),
        set_unit("incidents", "who", {"athlete": None, "guest": None}),
        set_unit("incidents", "who", "Ortiz"),
        set_unit("incidents", "who", {"athlete": None, "guest": "x", "jersey": "22"}),
        set_unit("incidents", "secret", "x"),
        set_unit("incidents", "_void", "yes"),
        set_field("athletes", "name", "family", None),
        set_field("athletes", "name", "family", ["Ortiz"]),
        set_unit("athletes", "birth_date", "14 March"),
        set_unit("athletes", "alerts", "sickle_trait"),
        set_field("assessments", "assessment", "findings", {"back_pain": "maybe"}),
        set_field("assessments", "assessment", "vitals", {"hr": 80}),
        set_field("assessments", "assessment", "triage", {"matches": [{"rule": 5, "version": 1}]}),
        set_field("assessments", "assessment", "incident", "nobody"),
        set_field("status_changes", "status", "at", "2026-10-09T00:00:00Z"),
        set_field("status_changes", "status", "availability", "maybe"),
        set_field("notes", "note", "text", None),
        set_field("contacts", "contact", "result", "perhaps"),
        set_field("contacts", "contact", "whom", None),
        drop_field("contacts", "contact", "note"),
        set_field("clearances", "clearance", "cleared_for", "everything"),
        set_field("clearances", "clearance", "seen_original", "yes"),
        set_field("status_changes", "status", "clearance", "nobody"),
        set_field("referrals", "state", "state_reason", 5),
        set_field("referrals", "state", "surprise", "x"),
        set_field("referrals", "referral", "state_reason", "in the wrong group"),
        drop_field("referrals", "state", "outcome"),
        set_plain("kind", "weapons"),
        set_plain("at", "2026-10-09"),
        set_plain("hlc", -1),
        set_plain("hlc", 2**70),
        set_plain("by", None),
        set_plain("reason", 5),
    ],
)
def test_a_value_this_app_would_not_have_written_is_refused_and_named(
    office: Office, other: Office, change: Callable[[Document], None]
) -> None:
    incident = office.shoulder()
    office.chart.referrals.add(incident, {"to": "Dr Lee"})
    told = {"incident": incident, "whom": "guardian", "how": "phone", "result": "reached"}
    office.chart.contacts.add(told)
    office.chart.holds.add_clearance(incident, CLEARED)
    with pytest.raises(BadInput) as refusal:
        take_in(other, forged(exported(office), change))
    assert refusal.value.message.endswith(".")
    assert list(other.store.revisions()) == []


def test_what_older_versions_did_not_have_is_empty(office: Office, other: Office) -> None:
    incident = office.shoulder()
    older = exported(office)
    for kind, unit, name in (
        ("athletes", "emergency", "emergency_relation"),
        ("status_changes", "status", "clearance"),
    ):
        older = forged(older, drop_field(kind, unit, name))
    take_in(other, older)

    (athlete,) = other.chart.athletes()
    assert (athlete.emergency_relation, athlete.consent.by, athlete.known_of("medication")) == ("", "", None)
    assert other.chart.records.statuses_of(other.chart.records.incident(incident))[0].clearance is None


def test_a_status_change_of_a_version_without_reason_and_expected_range_is_taken_in(
    office: Office, other: Office
) -> None:
    office.athlete(**MARA_IN_FULL)
    status = {"athlete": {"jersey": "22"}, "availability": "out", "reason": "Hurt", "expected": "2026-10-20"}
    office.board.add_statuses([status])
    document = exported(office)
    for name in ("reason", "expected"):
        document = forged(document, drop_field("status_changes", "status", name))
    take_in(other, document)

    [row] = other.board.board()
    assert (row.availability, row.reason, row.expected) == (Availability.OUT, "", "")


def test_a_referral_of_a_version_that_kept_no_reason_of_its_state_is_taken_in_and_followed(
    office: Office, other: Office
) -> None:
    ident = office.chart.referrals.add(office.shoulder(), {"to": "Dr Lee", "state": "sent"})
    take_in(other, forged(exported(office), drop_field("referrals", "state", "state_reason")))
    assert other.chart.records.referral(ident).state_reason == ""

    other.chart.referrals.advance(ident, ReferralState.DECLINED, reason="Moved away")
    taken = other.chart.records.referral(ident)
    assert (taken.state, taken.state_reason) == (ReferralState.DECLINED, "Moved away")
    assert len(exported(other)["revisions"]) == len(exported(office)["revisions"]) + 1


@pytest.mark.parametrize("name", ["id", "hash", "changes", "parents"])
def test_a_revision_with_a_missing_or_additional_field_is_refused(
    office: Office, other: Office, name: str
) -> None:
    office.shoulder()
    short, long = exported(office), exported(office)
    del short["revisions"][0][name]
    long["revisions"][0]["extra"] = 1
    for document in (short, long):
        with pytest.raises(BadInput, match=r"revisions\[0\]: is not a revision"):
            take_in(other, document)


def test_an_altered_revision_is_refused(office: Office, other: Office) -> None:
    office.shoulder()
    document = exported(office)
    document["revisions"][0]["changes"]["jersey"] = "99"
    with pytest.raises(BadInput, match="was altered after it was written"):
        take_in(other, document)


def test_another_form_of_a_revision_that_is_here_is_refused(office: Office) -> None:
    office.shoulder()
    with pytest.raises(BadInput, match="differs from the one that is here"):
        take_in(office, forged(exported(office), set_unit("athletes", "jersey", "99")))


def test_a_revision_that_builds_on_itself_is_refused(office: Office, other: Office) -> None:
    office.shoulder()
    document = exported(office)
    own = document["revisions"][-1]["id"]

    def loop(changed: Document) -> None:
        changed["revisions"][-1]["parents"] = [own]

    with pytest.raises(BadInput, match="leaves out what revision"):
        take_in(other, forged(document, loop))


def test_a_record_of_two_kinds_is_refused(office: Office, other: Office) -> None:
    office.shoulder()

    def mix(changed: Document) -> None:
        changed["revisions"][-1]["record"] = changed["revisions"][0]["record"]

    with pytest.raises(BadInput, match="two kinds"):
        take_in(other, forged(exported(office), mix))


def test_a_revision_of_a_newer_version_is_refused(office: Office, other: Office) -> None:
    office.shoulder()
    with pytest.raises(BadInput, match="newer version"):
        take_in(other, forged(exported(office), set_plain("schema", 99)))
