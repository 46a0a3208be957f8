"""Venues from the command line, with the records open, locked or broken."""

from __future__ import annotations

from tests.command import Command

FIELD = {"name": "Home field", "aed": "Gym door", "emergency_number": "112"}


def test_a_venue_is_added_listed_and_shown_as_a_card(run: Command) -> None:
    assert run.given("venue", "add", run.file([FIELD, {"name": "Pool"}])).ids == ["Home", "field", "Pool"]
    listed = run.given("venue", "list", "--json").data
    assert [(each["id"], each["chosen"]) for each in listed] == [("Home field", True), ("Pool", False)]
    card = run.given("venue", "show").out
    assert card.startswith("EMERGENCY ACTION PLAN\n")
    assert "Emergency number  112\n" in card
    assert "Gate for EMS      not written down yet\n" in card
    assert "Pool" in run.given("venue", "show", "Pool").out


def test_the_number_of_the_settings_stands_on_the_card(run: Command) -> None:
    run.data_dir.mkdir(exist_ok=True)
    (run.data_dir / "config.toml").write_text('emergency_number = "911"\n')
    run.given("venue", "add", run.file({"name": "Pool"}))
    assert "Emergency number  911\n" in run.given("venue", "show").out


def test_nothing_is_replaced_without_force_and_a_bad_one_writes_none(run: Command) -> None:
    run.given("venue", "add", run.file(FIELD))
    assert run("venue", "add", run.file({**FIELD, "aed": "elsewhere"})).failed(3, "name", "already")
    assert run("venue", "add", run.file([{"name": "Pool"}, {"aed": "x"}])).failed(3, "[1].name")
    assert [each["id"] for each in run.given("venue", "list", "--json").data] == ["Home field"]
    run.given("venue", "add", "--force", run.file({**FIELD, "aed": "elsewhere"}))
    assert run.given("venue", "show", "--json").data["aed"] == "elsewhere"


def test_a_venue_that_is_not_there_is_no_such_thing(run: Command) -> None:
    assert run("venue", "show").failed(5, "no venue")
    assert run("venue", "show", "Pool").failed(5, "Pool")


def test_the_plans_need_no_records(run: Command) -> None:
    run.given("venue", "add", run.file(FIELD))
    (run.data_dir / "records.tdb").write_bytes(b"damaged")
    assert "Gym door" in run.given("venue", "show").out


def test_the_demo_has_venues(run: Command) -> None:
    folder = run.folder / "demo"
    run.given("demo", "--write", str(folder))
    assert "Gym door" in run.given("venue", "show", "Home field", "--data-dir", str(folder)).out
    assert (folder / "venues.toml").stat().st_mode & 0o777 == 0o600
