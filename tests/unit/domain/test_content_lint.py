"""What the library refuses to say, and what it must let pass."""

from __future__ import annotations

import pytest

from tests.sample_library import (
    FINDINGS,
    HIP,
    KNEE,
    NAMED,
    RULES,
    SWEEP,
    Table,
    condition,
    knee,
    statement,
    urgency,
)
from trainer_tui.domain.content_lint import Known, drug_quantity, lint_condition, lint_named
from trainer_tui.domain.content_reader import read_condition, read_named
from trainer_tui.domain.rules_lint import lint_findings, lint_rules, lint_sweep, rules_or_none

KNOWN = Known(
    sources=frozenset({"B01", "B02*", "EDITORIAL"}),
    conditions=frozenset({"knee-ache", "hip-ache", "joint-infection"}),
    findings={str(finding["id"]): str(finding["prompt"]) for finding in FINDINGS},
)


def lint(table: Table, file: str = "conditions/knee-ache.toml") -> list[str]:
    """Return what is wrong with a page that reads well."""
    return [finding.sentence for finding in lint_condition(read_condition(table, file, []), file, KNOWN)]


def test_a_sound_page_passes() -> None:
    assert lint(KNEE) == []
    assert lint(HIP, "hip-ache.toml") == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"summary": [statement("a") | {"sources": ["B99"]}]},
            "summary a sources: “B99” is not in the bibliography",
        ),
        (
            {"summary": [statement("a", notes=[{"label": "How", "text": "A.", "sources": ["B99"]}])]},
            "summary a sources: “B99” is not in the bibliography",
        ),
        (
            {"summary": [statement("a") | {"sources": ["EDITORIAL"]}]},
            "summary a sources: EDITORIAL is allowed for",
        ),
        (
            {"summary": [statement("a", notes=[{"label": "How", "text": "A.", "sources": ["EDITORIAL"]}])]},
            "summary a sources: EDITORIAL is allowed for urgency alone",
        ),
        ({"summary": [statement("a"), statement("a")]}, "summary a: stands 2 times in summary"),
        (
            {"causes": [statement("a", kind="cause", link="nowhere")]},
            "causes a link: “nowhere” is neither a page",
        ),
        ({"links": [statement("a", type="mimic", to="nowhere")]}, "links a to: “nowhere” is neither a page"),
        (
            {"links": [statement("a", type="mimic", to="knee-ache")]},
            "links a to: leads to the page it stands on",
        ),
        (
            {"links": [statement(i, type="mimic", to="hip-ache") for i in ("a", "b")]},
            "links: mimic to hip-ache is stated 2 times",
        ),
        (
            {"symptoms": [statement("a", finding="bad_luck")]},
            "symptoms a findings: “bad_luck” is not in findings.toml",
        ),
        (
            {"emergency_signs": [statement("a", findings=["bad_luck"], urgency=[urgency()])]},
            "emergency_signs a findings: “bad_luck” is not in findings.toml",
        ),
        ({"grades": [statement("a", grade=4)]}, "grades a grade: must be 1, 2 or 3"),
        (
            {"review": {"reviewed_by": "Dr. Ito", "reviewed_on": "2026-01-02", "due": ""}},
            "review due: is missing although a reviewer is named",
        ),
        (
            {"treatment": [statement("a", phase="First, 5 mg")]},
            "treatment a text: “5 mg” reads as a drug quantity",
        ),
        (
            {"citations": [statement("a", n=1, source="B99")]},
            "citations a source: “B99” is not in the bibliography",
        ),
        (
            {"citations": [statement("a", n=1, duplicate_of=2)]},
            "citations a duplicate_of: there is no other citation 2",
        ),
        (
            {"citations": [statement("a", n=1, duplicate_of=1)]},
            "citations a duplicate_of: there is no other citation 1",
        ),
        (
            {"summary": [statement("a", "Take 400 mg now.")]},
            "summary a text: “400 mg” reads as a drug quantity",
        ),
        (
            {"summary": [statement("a", name="Two tablets")]},
            "summary a text: “Two tablets” reads as a drug quantity",
        ),
        (
            {
                "summary": [
                    statement(
                        "a", notes=[{"label": "How", "text": "Oxygen at 15 L/min.", "sources": ["B01"]}]
                    )
                ]
            },
            "summary a text: “15 L/min” reads as a drug quantity",
        ),
        (
            {
                "serious": [
                    statement("a", link="hip-ache", kind="associated", urgency=[urgency() | {"text": "5 mg"}])
                ]
            },
            "serious a text: “5 mg” reads as a drug quantity",
        ),
    ],
)
def test_a_refusal_names_file_and_place(changes: Table, expected: str) -> None:
    found = lint(knee(**changes))
    assert len(found) == 1, found
    assert found[0].startswith(f"conditions/knee-ache.toml: {expected}")


def test_a_page_with_a_reviewer_and_a_due_date_passes_even_when_that_is_over() -> None:
    review = {"reviewed_by": "Dr. Ito", "reviewed_on": "2020-01-02", "due": "2021-01-02"}
    assert lint(knee(review=review)) == []


def test_the_id_of_a_page_is_its_file_name() -> None:
    assert lint(KNEE, "knee.toml") == [
        "knee.toml: id: “knee-ache” must be the file's name; rename the file or the id."
    ]


def test_an_urgency_may_rest_on_our_own_judgement() -> None:
    signs = [statement("a", findings=["foot_cold"], urgency=[urgency()])]
    assert lint(knee(emergency_signs=signs)) == []


@pytest.mark.parametrize(
    "text",
    [
        "400 mg",
        "400mg",
        "4,000 mg/day",
        "0.3 MG",
        "200–400 mg",
        "1 g",
        "1.5 g of it",
        "50 mcg",
        "50 µg",
        "50 μg",
        "5 mL",
        "5ml",
        "15 L/min",
        "10 l/min",
        "10-15 litres per minute",
        "6 lpm",
        "10 units",
        "1 unit",
        "100 IU",
        "2 tablets",
        "1/2 tablet",
        "two tablets",
        "Half a tablet",
        "one-puff",
        "4 puffs",
        "3 capsules",
        "500 milligrams",
        "500\u00a0mg",
    ],
)
def test_a_drug_quantity_is_recognised(text: str) -> None:
    assert drug_quantity(f"Give {text} at once.")


@pytest.mark.parametrize(
    "text",
    [
        "20 to 30 minutes of ice",
        "15–20 min",
        "for 72 h",
        "72 hours or less",
        "13.3° on average, others 7.9°",
        "40.5 °C (105 °F)",
        "0.22 °C/min",
        "8 in 10 people",
        "91% sensitive",
        "up to 3-fold",
        "L4/5 and L1",
        "grade 2 or 3",
        "within 14 days",
        "move as one unit",
        "4.7 months",
        "5 games",
        "10.1 days lost",
        "2 generations",
        "BMI over 25",
        "10 unitary steps",
        "62 mm",
        "about 5 minutes a month",
    ],
)
def test_what_is_no_drug_quantity_stays(text: str) -> None:
    assert drug_quantity(f"It was {text}.") == ""


@pytest.mark.parametrize(
    "text",
    [
        "Loss of bladder or bowel control.",
        "Losing control of the bladder",
        "Bowel incontinence",
        "Muscle weakness in arms or legs.",
        "Leg weakness",
        "Weak legs",
        "Weakness in both legs",
        "Odd sensations, numbness or weakness on one side of your body.",
        "One-sided numbness",
        "Tingling on one side of body",
        "Loss of balance and coordination.",
        "Loses coordination",
        "Loss of a sense of feeling in a limb/limbs.",
        "Loss of feeling in a limb",
    ],
)
def test_the_five_signs_of_the_source_page_are_never_symptoms(text: str) -> None:
    found = lint(knee(symptoms=[statement("a", text)]))
    assert len(found) == 1
    assert "is an emergency sign; list it under emergency_signs, never as a symptom." in found[0]
    assert found[0].startswith("conditions/knee-ache.toml: symptoms a: ")


@pytest.mark.parametrize(
    "sign",
    ["bladder_bowel_loss", "limb_weakness", "unilateral_neuro", "balance_loss", "limb_sensation_loss"],
)
def test_the_finding_of_one_of_the_five_is_never_a_symptom(sign: str) -> None:
    known = Known(KNOWN.sources, KNOWN.conditions, {**KNOWN.findings, sign: "A prompt"})
    for item in (statement("a", finding=sign), statement(sign), statement(sign.replace("_", "-"))):
        page = read_condition(knee(symptoms=[item]), "knee-ache.toml", [])
        found = lint_condition(page, "knee-ache.toml", known)
        assert [f.problem for f in found] == [
            f"“{sign}” is an emergency sign; list it under emergency_signs, never as a symptom."
        ]


@pytest.mark.parametrize(
    "symptom",
    [
        statement("a", finding="foot_cold"),
        statement("foot_cold"),
        statement("a", "Foot: cold and pale"),
        statement("a", name="Foot cold and pale"),
    ],
)
def test_a_sign_that_the_page_lists_is_not_a_symptom_of_it_too(symptom: Table) -> None:
    assert len(lint(knee(symptoms=[symptom]))) == 1
    assert lint(knee(symptoms=[symptom], emergency_signs=[])) == []


@pytest.mark.parametrize(
    "text",
    [
        "Weak push-off.",
        "The shoulder feels loose.",
        "A bladder stone may be felt.",
        "Tight, cramping pain in the back.",
        "Pain spreads to hip or leg.",
        "Poor balance on the sprained ankle.",
    ],
)
def test_ordinary_symptoms_pass(text: str) -> None:
    assert lint(knee(symptoms=[statement("a", text)])) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sources": ["B99"]}, "“B99” is not in the bibliography"),
        ({"source": "B99"}, "“B99” is not in the bibliography"),
        ({"sources": ["EDITORIAL"]}, "rests on EDITORIAL alone"),
        ({"red_flag": "Pain after 5 mg"}, "“5 mg” reads as a drug quantity"),
        ({"id": "knee-ache"}, "stands in the library already"),
    ],
)
def test_a_named_condition_is_held_to_the_same(changes: Table, expected: str) -> None:
    entry = read_named(NAMED | changes, "named.toml", [])
    assert entry is not None
    found = lint_named(entry, {"knee-ache"}, "named.toml", KNOWN)
    assert len(found) == 1
    assert found[0].sentence.startswith(f"named.toml: {entry.id}: {expected}")


def rule(**changes: object) -> Table:
    """Return the rules with the one rule changed."""
    return RULES | {"rule": [RULES["rule"][0] | changes]}


def test_sound_rules_findings_and_sweeps_pass() -> None:
    assert lint_rules(RULES, {"finding": FINDINGS}, "red_flags.toml", KNOWN) == []
    assert lint_findings({"finding": FINDINGS}, "findings.toml") == []
    ruleset = rules_or_none(RULES, {"finding": FINDINGS})
    assert ruleset is not None
    assert lint_sweep(SWEEP, {"finding": FINDINGS}, ruleset, "sweeps/knee.toml", "knee") == []


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (
            {"version": "1", "rule": [{k: v for k, v in rule()["rule"][0].items() if k != "tier"}]},
            "tier: is missing",
        ),
        (rule(tier="SOON"), "tier: “SOON” is unknown"),
        (rule(when="foot_blue"), "“foot_blue” is not in findings.toml"),
        (rule(sources=["B99"]), "RF-01 sources: “B99” is not in the bibliography"),
        (rule(sources=[]), "sources: is empty"),
        (rule(action="Give 5 mg."), "RF-01 action: “5 mg” reads as a drug quantity"),
        ({"version": "1", "rule": RULES["rule"] * 2}, "“RF-01” stands there twice"),
    ],
)
def test_a_wrong_rule_is_refused(rules: Table, expected: str) -> None:
    found = lint_rules(rules, {"finding": FINDINGS}, "data/red_flags.toml", KNOWN)
    assert len(found) == 1
    assert found[0].file == "data/red_flags.toml"
    assert expected in found[0].sentence


def test_a_prompt_that_no_trainer_could_read_at_a_glance_is_refused() -> None:
    long = [FINDINGS[0] | {"prompt": "x" * 61}]
    assert [f.sentence for f in lint_findings({"finding": long}, "findings.toml")] == [
        "findings.toml: foot_cold prompt: is longer than 60 characters; shorten it."
    ]


def test_a_finding_that_stands_twice_is_refused() -> None:
    found = lint_findings({"finding": [FINDINGS[0], FINDINGS[0]]}, "findings.toml")
    assert ["“foot_cold” stands there twice" in f.problem for f in found] == [True]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"page_one": ["foot_blue"]}, "page_one “foot_blue”: is not in findings.toml"),
        ({"page_one": [f"f{n}" for n in range(9)]}, "holds more than 8"),
        ({"region": "hip_groin"}, "must be the file's name"),
    ],
)
def test_a_wrong_sweep_is_refused(changes: Table, expected: str) -> None:
    found = lint_sweep(SWEEP | changes, {"finding": FINDINGS}, None, "sweeps/knee.toml", "knee")
    assert expected in found[0].sentence
    assert all(finding.file == "sweeps/knee.toml" for finding in found)


def test_a_page_may_lead_to_a_named_condition() -> None:
    links = [statement("a", type="mimic", to="joint-infection")]
    assert lint(condition("knee-ache", links=links)) == []
