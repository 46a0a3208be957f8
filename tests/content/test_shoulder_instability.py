"""The page on shoulder instability is complete and sourced; it names techniques and teaches none."""

from __future__ import annotations

import re

from tests.content import full_pages

PAGE = full_pages.page("shoulder-instability")
ITEMS = dict(full_pages.items(PAGE))
MANOEUVRE = re.compile(
    r"\b(?:pull (?:on|along) the arm|apply traction|longitudinal traction|countertraction with|oscillat\w+"
    r"|rotate the arm (?:out|in)\w* until|lever the|push the head back|towel|sheet around)\b",
    re.IGNORECASE,
)


def test_every_row_of_the_account_stands_on_the_page_or_says_why_not() -> None:
    assert full_pages.open_rows("shoulder-instability") == []


def test_nothing_stands_on_the_page_that_the_account_does_not_know() -> None:
    assert full_pages.unaccounted("shoulder-instability") == set()


def test_the_page_has_every_cause_serious_condition_red_flag_and_test() -> None:
    counts = {name: len(PAGE[name]) for name in ("causes", "serious", "emergency_signs", "grades", "tests")}
    assert counts == {"causes": 8, "serious": 14, "emergency_signs": 14, "grades": 8, "tests": 7}
    assert sorted(cause["id"] for cause in PAGE["causes"] if cause["kind"] == "cause") == [
        "microtrauma",
        "seizure_shock",
        "trauma",
    ]


def test_each_special_test_says_how_it_is_done_and_what_is_positive() -> None:
    for test in PAGE["tests"]:
        assert {"How", "Positive"} <= {note["label"] for note in test["notes"]}, test["id"]


def test_reduction_is_a_policy_and_a_list_of_names_without_a_step() -> None:
    decide = {note["label"]: note["text"] for note in ITEMS["assessment.decide"]["notes"]}
    assert "trained and authorised" in decide["Do not reduce unless"]
    assert all(name in decide["Named in sources"] for name in ("counter-traction", "FARES", "chair"))
    assert MANOEUVRE.search("Grasp the wrist and apply traction.")
    texts = [text for item in ITEMS.values() for text, _ in full_pages.statements(item)]
    assert [text for text in texts if MANOEUVRE.search(text)] == []


def test_nerves_and_pulse_are_examined_before_and_after() -> None:
    steps = [step["id"] for step in PAGE["assessment"]]
    assert steps.index("pulse-colour") < steps.index("decide")
    for step in ("pulse-colour", "axillary-nerve", "plexus"):
        assert "after" in ITEMS[f"assessment.{step}"]["name"]
    assert "nerves and pulse again" in ITEMS["treatment.reduced"]["text"]


def test_an_unreduced_bloodless_or_locked_shoulder_is_an_emergency() -> None:
    highest = {sign["id"]: sign["urgency"][0]["tier"] for sign in PAGE["emergency_signs"]}
    emergencies = ("perfusion", "still-dislocated", "locked-overhead", "locked-internal", "inner-clavicle")
    assert {highest[sign] for sign in emergencies} == {"EMS_NOW"}
    assert highest["first-dislocation"] == "SAME_DAY"


def test_the_classifications_are_carried_by_scheme() -> None:
    assert {grade["scheme"] for grade in PAGE["grades"]} == {"FEDS", "TUBS", "AMBRI", "Other systems"}


def test_conflicts_show_every_figure() -> None:
    assert len(ITEMS["conflicts.anterior-share"]["positions"]) == 3
    jerk = " ".join(position["text"] for position in ITEMS["conflicts.jerk-accuracy"]["positions"])
    assert all(figure in jerk for figure in ("73%", "98%", "90%", "85%", "62.5%", "96.4%"))


def test_every_coded_diagnosis_that_has_a_side_has_both() -> None:
    sides: dict[str, set[str]] = {}
    for code in PAGE["codes"]:
        sides.setdefault(code["id"].rpartition("-")[0], set()).add(code["side"])
    assert [name for name, found in sides.items() if not {"right", "left"} <= found] == []


def test_back_spasms_is_the_page_before_and_no_page_comes_next() -> None:
    order = {link["type"]: link["to"] for link in PAGE["links"] if link["type"] in {"previous", "next"}}
    assert order == {"previous": "back-spasms"}
