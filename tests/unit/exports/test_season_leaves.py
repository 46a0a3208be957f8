"""The whole invented season, with every kind of record there is: out and in again, or out without people."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.handing_over import Office, laptop, season, whole
from trainer_tui.domain.handover import Material
from trainer_tui.domain.records import UNITS
from trainer_tui.domain.revisions import fold
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.exports.csv import GUARD, unguarded
from trainer_tui.exports.json import render
from trainer_tui.exports.leaving import SMALL_CELL
from trainer_tui.services.merging import Merged, Merging

Document = dict[str, Any]
SHORTEST_SECRET = 3
"""Shorter texts, such as the number on a shirt, stand in any file by chance."""


def exported(office: Office) -> Document:
    document: Document = json.loads(whole(render(office.packet(Material.REVISIONS)))[""])
    return document


def take_in(office: Office, document: Document) -> Merged:
    return Merging(office.ledger).take_in(document)


@pytest.fixture(scope="module")
def office() -> Office:
    return season()


def with_conflicts(office: Office) -> tuple[Office, int]:
    """Return a laptop that changed the same things as another one, and has taken the other's changes in."""
    here, there = laptop("laptop-1"), laptop("laptop-2")
    take_in(here, exported(office))
    take_in(there, exported(office))
    there.clock.move(minutes=1)
    ident = next(i for i, each in here.chart.records.incidents.items() if not each.view.voided)
    athlete = next(iter(here.chart.records.athletes))
    here.chart.amend_incident(ident, {"removed": "later"}, "seen on video")
    there.chart.amend_incident(ident, {"removed": "not_removed"}, "asked the coach")
    here.chart.amend_athlete(athlete, {"jersey": "71"}, "new shirt")
    there.chart.amend_athlete(athlete, {"jersey": "72"}, "new shirt")
    return here, take_in(here, exported(there)).conflicts


def test_every_kind_of_record_goes_out_and_in_with_equal_content_conflicts_included(office: Office) -> None:
    here, conflicts = with_conflicts(office)
    document = exported(here)
    assert conflicts == 2
    assert set(document["records"]) == set(UNITS)
    assert sum("conflicts" in row for rows in document["records"].values() for row in rows) == conflicts
    other = laptop("laptop-3")
    merged = take_in(other, document)
    assert (merged.new, merged.conflicts) == (len(document["revisions"]), conflicts)
    assert set(merged.devices) == {"laptop-1", "laptop-2"}
    assert exported(other) == document
    for kind in UNITS:
        assert list(other.store.all(kind)) == list(here.store.all(kind)), kind
    again = take_in(other, document)
    assert (again.new, again.known) == (0, merged.new)
    assert exported(other) == document


def test_records_say_what_their_revisions_add_up_to(office: Office) -> None:
    packet = office.packet(Material.REVISIONS)
    histories: dict[str, list[Any]] = {}
    for revision in packet.revisions:
        histories.setdefault(revision.record, []).append(revision)
    told = {row["id"]: row for rows in exported(office)["records"].values() for row in rows}
    assert told.keys() == histories.keys()
    for ident, history in histories.items():
        view = fold(history)
        assert told[ident] == json.loads(json.dumps({"id": ident, **view.fields, "state": view.state.value}))


CHANGES = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(
            [{"removed": "later"}, {"removed": "not_removed"}, {"kind": "illness"}, {"contact": "none"}, None]
        ),
    ),
    max_size=6,
)


@settings(max_examples=25, deadline=None)
@given(CHANGES)
def test_whatever_two_laptops_do_apart_comes_together_the_same_everywhere(
    changes: list[tuple[int, dict[str, str] | None]],
) -> None:
    both = [laptop("laptop-1"), laptop("laptop-2")]
    ident = both[0].shoulder()
    take_in(both[1], exported(both[0]))
    for number, (which, fields) in enumerate(changes):
        if fields is None:
            take_in(both[which], exported(both[1 - which]))
        else:
            both[which].clock.move(seconds=number + 1)
            both[which].chart.amend_incident(ident, fields, "told so")
    take_in(both[0], exported(both[1]))
    take_in(both[1], exported(both[0]))
    fresh = laptop("laptop-3")
    take_in(fresh, exported(both[0]))
    views = [{kind: {v.record: v for v in each.store.all(kind)} for kind in UNITS} for each in (*both, fresh)]
    assert views[0] == views[1] == views[2]


# --- without people ----------------------------------------------------------------------------------


def texts(value: Any) -> list[str]:
    """Return every text in a value, keys left out."""
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []


def secrets(office: Office) -> set[str]:
    """Return every id, name, day, moment and text that a person typed in the season."""
    found: set[str] = set()
    for revision in office.store.revisions():
        found |= {revision.id, revision.record, revision.at, revision.at[:10], revision.by, revision.device}
        found |= {revision.hash, revision.reason or ""}
    typed = {
        "athletes": ("given", "family", "preferred", "birth_date", "team"),
        "notes": ("text",),
        "referrals": ("to", "route", "reason", "question", "outcome", "state_reason"),
        "treatments": ("note", "guest"),
        "incidents": ("guest", "onset_at", "reported_at"),
        "status_changes": ("restrictions", "decided_by", "cleared_by", "at"),
        "protocol_steps": ("note", "cleared_by", "override_reason"),
        "emergencies": ("venue",),
        "emergency_events": ("detail",),
        "users": ("name",),
        "sessions": ("team", "venue", "start"),
        "disclosures": ("recipient",),
    }
    typed["athletes"] += ("emergency_contact", "emergency_phone")
    for kind, names in typed.items():
        for view in office.store.all(kind):
            for name in names:
                found.update(texts(view[name]))
                if view[name] and re.match(r"\d{4}-\d\d-\d\d", f"{view[name]}"):
                    found.add(f"{view[name]}"[:10])
    words = {word for text in found for word in (text, text.split("T")[0])}
    return {word for word in words if len(word) > SHORTEST_SECRET}


@pytest.mark.parametrize("form", ["csv", "json"])
def test_nothing_of_a_person_is_in_deidentified_files(office: Office, tmp_path: Path, form: str) -> None:
    target = tmp_path / ("out.zip" if form == "csv" else "out.json")
    office.handoff.export(form, target, recipient="League", purpose=Purpose.AGGREGATE)
    if form == "csv":
        with zipfile.ZipFile(target) as archive:
            names = [name for name in archive.namelist() if name != "data_dictionary.csv"]
            parts = [archive.read(name).decode() for name in names]
            cells = {cell for part in parts for row in csv.reader(io.StringIO(part)) for cell in row}
    else:
        document = json.loads(target.read_text(encoding="utf-8"))
        cells = set(texts(document["tables"]))
    hidden = secrets(office)
    assert len(hidden) > 1000
    shared = "\n".join(cells)
    there = [secret for secret in hidden if secret in shared]
    leaked = sorted(secret for secret in there if re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", shared))
    assert leaked == []
    assert re.search(r"\d{4}-W\d\d", shared)
    assert not re.search(r"\d{4}-\d\d-\d\d|\d\d:\d\d", shared)


def test_small_counts_are_warned_about_before_anything_is_written(office: Office, tmp_path: Path) -> None:
    told = office.handoff.leaving("csv", Purpose.AGGREGATE)
    assert f"fewer than {SMALL_CELL} rows" in told.warnings[0]
    assert any(warning.startswith("Small counts in incidents:") for warning in told.warnings)
    assert office.handoff.leaving("csv", Purpose.CONSENT).warnings == ()


def test_an_age_that_was_answered_becomes_a_band(tmp_path: Path) -> None:
    office = laptop("laptop-1")
    office.shoulder(findings={"age": 17, "shoulder_dislocated": True})
    target = tmp_path / "out"
    office.handoff.export("csv", target, recipient="League", purpose=Purpose.AGGREGATE)
    rows = list(csv.DictReader(io.StringIO((target / "findings.csv").read_text(encoding="utf-8"))))
    assert {row["finding"]: row["answer"] for row in rows} == {
        "age": "17-18",
        "shoulder_dislocated": "present",
    }


# --- what leaves is told from what is written ---------------------------------------------------------


@pytest.mark.parametrize("purpose", [Purpose.CONSENT, Purpose.AGGREGATE])
def test_the_columns_told_are_those_that_hold_something(
    office: Office, tmp_path: Path, purpose: Purpose
) -> None:
    target = tmp_path / purpose
    office.handoff.export("csv", target, recipient="League", purpose=purpose)
    told = {section.title: section for section in office.handoff.leaving("csv", purpose).sections}
    for path in target.iterdir():
        rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        title = path.stem.replace("_", " ")
        if title == "data dictionary" or not rows:
            assert title not in told
            continue
        filled = [name.replace("_", " ") for name in rows[0] if any(row[name] for row in rows)]
        assert [field.split(" (")[0] for field in told[title].fields] == filled, title
        assert told[title].entries == len(rows)


def test_every_cell_gives_its_text_back(office: Office, tmp_path: Path) -> None:
    office.handoff.export("csv", tmp_path / "out", recipient="League", purpose=Purpose.CONSENT)
    rows = csv.DictReader((tmp_path / "out" / "notes.csv").open(encoding="utf-8", newline=""), strict=True)
    written = {row["id"]: unguarded(row["text"]) for row in rows}
    assert written == {view.record: view["text"] for view in office.store.all("notes")}
    dictionary = (tmp_path / "out" / "data_dictionary.csv").read_text(encoding="utf-8")
    assert "remove one leading apostrophe to get it back" in dictionary
    assert GUARD == "'"
