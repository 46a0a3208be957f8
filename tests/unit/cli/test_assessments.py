"""Assessments from the command line: taken in all or nothing, shown as a trend."""

from __future__ import annotations

from tests.command import NOW, Command
from tests.handing_over import MARA_IN_FULL
from tests.team import ONSET


def incident(run: Command, **fields: object) -> str:
    run.given("athlete", "add", run.file(MARA_IN_FULL))
    raw = {"athlete": {"jersey": "22"}, "kind": "injury", "onset_at": ONSET, **fields}
    return run.given("incident", "add", run.file(raw)).ids[0]


def at(clock: str) -> str:
    return f"2026-10-09T{clock}:00-05:00"


def test_one_or_an_array_prints_ids(run: Command) -> None:
    ident = incident(run)
    (first,) = run.given("assessment", "add", ident, run.file({"vitals": {"hr": 104}})).ids
    several = [{"at": at("19:50"), "vitals": {"hr": 120}}, {"findings": {"back_pain": True}}]
    added = run.given("assessment", "add", ident, run.file(several), "--json").data
    assert list(added) == ["ids"]
    assert len({first, *added["ids"]}) == 3
    shown = run.given("incident", "show", ident, "--json").data
    assert [each["hr"] for each in shown["vitals"]] == [120, 104]
    assert shown["findings"] == {"back_pain": True}


def test_it_is_read_from_stdin(run: Command) -> None:
    ident = incident(run)
    assert run.given("assessment", "add", ident, "-", stdin='{"vitals": {"gcs": 15}}').ids


def test_what_is_wrong_is_a_sentence_with_its_place_and_nothing_is_written(run: Command) -> None:
    ident = incident(run)

    def add(content: object) -> tuple[str, ...]:
        return ("assessment", "add", ident, run.file(content))

    assert run(*add([{"vitals": {"hr": 80}}, {"vitals": {"spo2": 20}}])).failed(
        3, "[1].vitals.spo2", "40 to 100"
    )
    assert run(*add({"vitals": {"temp_rectal_c": 104}})).failed(3, "vitals.temp_rectal_c", "looks like °F")
    assert run(*add({"at": "2026-10-09T20:36:00-05:00", "vitals": {"hr": 80}})).failed(3, "at", "future")
    assert run(*add({"findings": {"fever": False}, "vitals": {"temp_other_c": 38.0}})).failed(
        3, "findings.fever"
    )
    assert run(*add([])).failed(3, "empty")
    assert run(*add("{")).failed(3)
    assert run(*add(7)).failed(3, "curly brackets")
    assert run("assessment", "add", "nope", run.file({"vitals": {"hr": 80}})).failed(5, "nope")
    assert run("assessment", "add", ident).failed(2, "FILE")
    assert run.given("incident", "show", ident, "--json").data["vitals"] == []
    run.given("incident", "void", ident, "--reason", "wrong athlete")
    assert run(*add({"vitals": {"hr": 80}})).failed(3, "entered in error")


def test_an_incident_shows_its_next_check_and_its_trend(run: Command) -> None:
    ident = incident(run, findings={"limb_weakness": True}, reported_at=at("19:44"))
    sets = [
        {"at": at("19:50"), "vitals": {"hr": 104, "sbp": 118, "dbp": 76, "temp_rectal_c": 37.9}},
        {"at": at("20:05"), "vitals": {"hr": 96}, "findings": {"limb_weakness": True}},
        {
            "at": at("20:20"),
            "vitals": {"hr": 118, "temp_other_c": 37.1},
            "findings": {"limb_weakness": False},
        },
    ]
    run.given("assessment", "add", ident, run.file(sets[:2]))
    shown = run.given("incident", "show", ident).out
    assert "Next check  overdue by 10 min, due 20:20 (RF-SPN-04: recheck after 15 min)" in shown
    run.given("assessment", "add", ident, run.file(sets[2]))
    shown = run.given("incident", "show", ident).out
    assert "Next check" not in shown
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert "Trend 19:44 19:50 20:05 20:20" in lines
    assert "HR /min ·▄▁█ · 104 96 118" in lines
    assert "BP mmHg · 118/76 · ·" in lines
    assert "Rectal °C · 37.9 · ·" in lines
    assert "Other °C · · · 37.1" in lines
    assert "New weakness in an arm or leg + present · + present − absent" in lines
    today = "▲ Physician or emergency department today"
    assert (
        f"Tier over time: 19:44 {today} -> 19:50 {today} -> 20:05 {today} -> 20:20 no match; kept: {today}"
        in lines
    )


def test_one_set_has_no_trend(run: Command) -> None:
    ident = incident(run, vitals=[{"at": NOW, "hr": 80}])
    assert "Trend" not in run.given("incident", "show", ident).out
