"""What the emergency screen says: every sentence sourced, the order of the steps, no doses."""

from __future__ import annotations

import re

from tests.content.full_pages import DATA, read
from trainer_tui.domain.emergencies import EventKind, Log
from trainer_tui.domain.guidance import Guidance, Remark, Step

GUIDANCE = Guidance.from_data(read(DATA / "emergency.toml"))
SOURCES = {source["id"] for source in read(DATA / "sources.toml")["source"]}
EVERY: tuple[Step | Remark, ...] = (*GUIDANCE.steps, *GUIDANCE.remarks)
DOSE = re.compile(r"\d\s*(mg|g|mcg|ml|l/min|units|tablets)\b", re.IGNORECASE)


def test_every_sentence_names_sources_of_the_bibliography() -> None:
    for each in EVERY:
        assert each.sources
        assert set(each.sources) <= SOURCES, each.id


def test_the_steps_stand_in_the_order_that_saves_life_first() -> None:
    order = ["scene", "cpr", "bleeding", "airway", "glucose", "cooling", "position"]
    assert [step.id for step in GUIDANCE.steps] == order


def test_no_sentence_holds_a_dose() -> None:
    assert not [each.id for each in EVERY if DOSE.search(each.text)]


def test_cool_first_stands_in_view_from_the_cooling_or_the_temperature_to_the_end_of_the_cooling() -> None:
    remark = next(each for each in GUIDANCE.remarks if each.id == "cool-first")
    assert remark.text == "Cool first, transport second."
    assert set(remark.starts) == {EventKind.COOLING_STARTED, EventKind.TEMP_RECTAL}
    assert remark.ends == (EventKind.COOLING_STOPPED,)
    assert not remark.holds(Log("", ""))


def test_the_spine_stands_in_view_from_the_beginning() -> None:
    first = next(each for each in GUIDANCE.remarks if not each.starts)
    assert first.id == "spine"
    assert first.holds(Log("", ""))
