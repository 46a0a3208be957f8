"""Triage: unknown is not no, the highest tier wins, and nothing is ever cleared."""

from __future__ import annotations

import json
import random
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trainer_tui.domain.errors import FieldError, TrainerError
from trainer_tui.domain.expressions import NotPresent, evaluate, literals
from trainer_tui.domain.findings import ABSENT_IN_BULK, Answer, AnswerType, derive
from trainer_tui.domain.triage import (
    RuleSet,
    Triage,
    assess,
    first_steps,
    highest,
    questions_of,
    roster_first,
    triage_to_json,
    undecided,
)
from trainer_tui.domain.vocabulary import Hold, Tier

DATA = Path(__file__).parents[3] / "data"
RULES_DATA, FINDINGS_DATA = (
    tomllib.loads((DATA / name).read_text(encoding="utf-8")) for name in ("red_flags.toml", "findings.toml")
)
SHIPPED = RuleSet.from_data(RULES_DATA, FINDINGS_DATA)
NOT_CLEARANCE = "Based only on the answers entered. Absence of a flag is not clearance."


def rule(
    ident: str, when: str, tier: str = "EMS_NOW", hold: str = "until_cleared", **more: Any
) -> dict[str, Any]:
    return {
        "id": ident,
        "version": 3,
        "when": when,
        "tier": tier,
        "hold": hold,
        "action": f"Act on {ident}.",
        "why": "Because.",
        "sources": ["B06"],
        "basis": "source",
    } | more


def finding(ident: str, kind: str = "bool") -> dict[str, Any]:
    bounds = {} if kind == "bool" else {"min": 0}
    return {"id": ident, "type": kind, "prompt": f"Sign {ident}", "help": "Look.", "ask": "sign"} | bounds


FINDINGS = {"finding": [*(finding(name) for name in "abcd"), finding("n", "int")]}


def ruleset(*rules: dict[str, Any]) -> RuleSet:
    return RuleSet.from_data({"version": "7", "rule": list(rules)}, FINDINGS)


def matched(triage: Triage) -> list[str]:
    return [match.rule.id for match in triage.matches]


def possible(triage: Triage) -> list[str]:
    return [found.rule.id for found in triage.possible]


def test_no_answers_match_nothing_and_everything_is_not_assessed() -> None:
    triage = assess({}, SHIPPED)
    assert (triage.tier, triage.hold, triage.matches, triage.possible) == (None, None, (), ())
    assert triage.not_assessed == SHIPPED.read
    assert triage.statement == f"No red flag among the answers given; 142 items not assessed. {NOT_CLEARANCE}"


def test_a_null_answer_is_the_same_as_none_given() -> None:
    assert assess({"back_pain": None, "gcs": None}, SHIPPED) == assess({}, SHIPPED)


def test_one_negative_does_not_cancel_a_positive() -> None:
    triage = assess({"saddle_numbness": True, "bladder_bowel_loss": False, "gcs": 15, "spo2": 99}, SHIPPED)
    assert triage.tier is Tier.EMS_NOW


@pytest.mark.parametrize(
    ("name", "fires", "does_not"), [("gcs", 14, 15), ("spo2", 91, 92), ("sbp", 89, 90), ("rr", 31, 30)]
)
def test_each_vital_sign_fires_beyond_its_bound(name: str, fires: int, does_not: int) -> None:
    assert assess({name: fires}, SHIPPED).tier is Tier.EMS_NOW
    assert assess({name: does_not}, SHIPPED).tier is None


def test_absent_in_bulk_counts_as_absent_and_stays_told_apart() -> None:
    rules = ruleset(rule("R", "a and not b"))
    assert assess({"a": ABSENT_IN_BULK}, rules).matches == ()
    assert assess({"a": ABSENT_IN_BULK}, rules).possible == ()
    assert assess({"a": ABSENT_IN_BULK}, rules).not_assessed == ("b",)
    triage = assess({"a": True, "b": ABSENT_IN_BULK}, rules)
    assert triage.matches[0].because == {"a": True, "b": ABSENT_IN_BULK}


def test_not_holds_while_unknown_and_says_so() -> None:
    triage = assess({"unilateral_neuro": True}, SHIPPED)
    match = triage.matches[0]
    assert match.rule.id == "RF-SPN-05"
    assert match.because == {"unilateral_neuro": True, "root_pattern_single_leg": None}
    assert "root_pattern_single_leg" in triage.not_assessed


def test_because_holds_every_literal_that_is_true_and_no_other() -> None:
    triage = assess(
        {"gcs": 12, "spo2": 99, "hr": 130, "hypotension_signs": True, "clinician_concern": False}, SHIPPED
    )
    assert triage.matches[0].rule.id == "RF-GEN-01"
    assert triage.matches[0].because == {"gcs": 12, "hr": 130, "hypotension_signs": True}


def test_a_begun_rule_is_possible_and_asks_what_would_decide() -> None:
    triage = assess({"back_pain": True, "saddle_numbness": True, "age": 17}, SHIPPED)
    assert matched(triage) == ["RF-SPN-01"]
    by_rule = {found.rule.id: found.ask for found in triage.possible}
    assert by_rule["RF-SPN-02"] == ("sexual_dysfunction_new", "bilateral_leg_symptoms")
    assert by_rule["RF-SPN-11"] == ("fever", "neuro_deficit_any", "infection_risk")
    assert by_rule["RF-SPN-16"] == ("extension_pain", "pain_weeks")


def test_a_rule_with_a_required_sign_absent_is_not_possible() -> None:
    rules = ruleset(rule("R", "a and b and c"))
    assert possible(assess({"a": True}, rules)) == ["R"]
    assert possible(assess({"a": True, "b": False}, rules)) == []


def test_absent_signs_alone_make_nothing_possible() -> None:
    rules = ruleset(rule("R", "a or (b and not c)"))
    assert possible(assess({"a": False, "c": False}, rules)) == []


def test_a_comparison_that_holds_begins_a_rule() -> None:
    rules = ruleset(rule("R", "a and n>=2"))
    assert possible(assess({"n": 2}, rules)) == ["R"]
    assert possible(assess({"n": 1}, rules)) == []


def test_a_question_is_asked_once_however_often_a_rule_reads_it() -> None:
    triage = assess({"a": True}, ruleset(rule("R", "(a and b) or (a and b and c)")))
    assert triage.possible[0].ask == ("b", "c")
    assert triage.possible[0].deciding == ("b",)


def test_matches_and_possible_come_by_tier_then_by_id() -> None:
    rules = ruleset(
        rule("R-9", "a", "ROUTINE", "today"),
        rule("R-3", "a", "EMS_NOW"),
        rule("R-4", "a", "H24_72"),
        rule("R-1", "a", "SAME_DAY"),
        rule("R-2", "a", "EMS_NOW"),
        rule("P-2", "a and b", "H24_72"),
        rule("P-3", "a and c", "EMS_NOW"),
        rule("P-1", "a and b", "H24_72"),
    )
    triage = assess({"a": True}, rules)
    assert matched(triage) == ["R-2", "R-3", "R-1", "R-4", "R-9"]
    assert possible(triage) == ["P-3", "P-1", "P-2"]
    assert triage.tier is Tier.EMS_NOW


def test_the_strictest_hold_counts_even_from_a_lower_tier() -> None:
    rules = ruleset(rule("R-1", "a", "SAME_DAY", "today"), rule("R-2", "b", "H24_72", "until_cleared"))
    assert assess({"a": True}, rules).hold is Hold.TODAY
    assert assess({"a": True, "b": True}, rules).hold is Hold.UNTIL_CLEARED
    assert assess({"a": False, "b": False}, rules).hold is None


def test_not_assessed_is_counted_within_the_sweep_when_there_is_one() -> None:
    triage = assess({"saddle_numbness": False}, SHIPPED, scope=["saddle_numbness", "urinary_retention"])
    assert triage.not_assessed == ("urinary_retention",)
    assert "1 item not assessed." in triage.statement


def test_a_fever_that_the_thermometer_shows_counts_in_the_rules() -> None:
    triage = assess({"back_pain": True, "temp_other_c": 38.0}, SHIPPED)
    assert matched(triage) == ["RF-SPN-12"]
    assert triage.matches[0].because == {"back_pain": True, "fever": True}
    assert "fever" not in triage.not_assessed


def test_heat_of_exertion_leaves_the_fever_question_open() -> None:
    triage = assess({"back_pain": True, "temp_other_c": 38.0, "exertion_now": True}, SHIPPED)
    assert "RF-SPN-12" in possible(triage)
    assert "fever" in triage.not_assessed


def test_no_fever_beside_a_high_temperature_is_refused() -> None:
    with pytest.raises(FieldError, match="fever"):
        assess({"fever": False, "temp_rectal_c": 39.0}, SHIPPED)


def test_a_possible_emergency_that_outranks_the_matches_comes_first_in_the_statement() -> None:
    rules = ruleset(rule("R-1", "a and b"), rule("R-2", "a", "SAME_DAY"))
    assert assess({"a": True}, rules).statement == (
        "Undecided: may be an emergency. Answer: Sign b. "
        f"Physician or emergency department today; 1 item not assessed. {NOT_CLEARANCE}"
    )


def test_a_possible_emergency_without_a_match_never_reads_as_no_red_flag() -> None:
    triage = assess({"back_pain": True}, SHIPPED)
    assert triage.tier is None
    assert triage.statement.startswith("Undecided: may be an emergency. Answer: ")
    assert "No red flag" not in triage.statement
    assert triage.statement.endswith(NOT_CLEARANCE)


def test_at_most_three_questions_are_spelled_out_and_the_last_missing_ones_come_first() -> None:
    rules = ruleset(rule("R-1", "n>=1 and c and d"), rule("R-2", "n>=1 and (a or b)"))
    triage = assess({"n": 1}, rules)
    assert "Answer: Sign a; Sign b; Sign c; and 1 more. 4 items" in triage.statement


def test_a_match_says_its_tier_in_words() -> None:
    triage = assess({"saddle_numbness": True}, SHIPPED)
    assert triage.statement == f"Activate EMS now; 141 items not assessed. {NOT_CLEARANCE}"


def test_what_may_be_more_urgent_below_an_emergency_is_said_too() -> None:
    rules = ruleset(rule("R-1", "a and b", "H24_72"), rule("R-2", "a", "ROUTINE", "today"))
    assert assess({"a": True}, rules).statement == (
        "Routine follow-up; 1 item not assessed. "
        "Undecided: may be more urgent (Physician in 24 to 72 hours). "
        f"Answer: Sign b. {NOT_CLEARANCE}"
    )


def test_the_json_has_the_promised_shape() -> None:
    rules = ruleset(
        rule("R-1", "a", first="Cool first."), rule("R-2", "a and not b", "SAME_DAY"), rule("R-3", "a and c")
    )
    triage = triage_to_json(assess({"a": True}, rules))
    assert json.loads(json.dumps(triage)) == {
        "tier": "EMS_NOW",
        "hold": "until_cleared",
        "matches": [
            {
                "rule": "R-1",
                "version": 3,
                "tier": "EMS_NOW",
                "hold": "until_cleared",
                "first": "Cool first.",
                "action": "Act on R-1.",
                "why": "Because.",
                "sources": ["B06"],
                "because": {"a": True},
            },
            {
                "rule": "R-2",
                "version": 3,
                "tier": "SAME_DAY",
                "hold": "until_cleared",
                "first": None,
                "action": "Act on R-2.",
                "why": "Because.",
                "sources": ["B06"],
                "because": {"a": True, "b": None},
            },
        ],
        "possible": [{"rule": "R-3", "tier": "EMS_NOW", "ask": ["c"]}],
        "not_assessed": ["b", "c"],
        "ruleset": {"version": "7", "sha256": rules.sha256},
        "statement": f"Activate EMS now; 2 items not assessed. {NOT_CLEARANCE}",
    }


def test_a_reminder_stands_beside_the_rules_without_an_urgency() -> None:
    reminder = {"id": "RM-1", "when": "a and not b", "text": "Keep still.", "sources": ["B91"]}
    data = {"version": "7", "rule": [rule("R-1", "c")], "reminder": [reminder]}
    rules = RuleSet.from_data(data, FINDINGS)
    triage = assess({"a": True}, rules)
    assert [(found.id, found.text, found.sources) for found in triage.reminders] == [
        ("RM-1", "Keep still.", ("B91",))
    ]
    assert triage.tier is None
    assert rules.sha256 == ruleset(rule("R-1", "c")).sha256
    with pytest.raises(TrainerError, match="RM-1"):
        RuleSet.from_data({**data, "reminder": [{**reminder, "when": "a and"}]}, FINDINGS)


def test_the_json_of_no_match_has_nulls() -> None:
    triage = triage_to_json(assess({}, SHIPPED))
    assert (triage["tier"], triage["hold"], triage["matches"]) == (None, None, [])


def test_the_hash_follows_the_rules_and_not_their_order() -> None:
    one, two = rule("R-1", "a"), rule("R-2", "b")
    assert ruleset(one, two).sha256 == ruleset(two, one).sha256
    assert len(ruleset(one).sha256) == 64
    for key, value in (("when", "a or b"), ("tier", "SAME_DAY"), ("version", 4), ("action", "Act.")):
        assert ruleset(one | {key: value}, two).sha256 != ruleset(one, two).sha256


def test_the_findings_that_can_lower_the_tier_are_known() -> None:
    assert ruleset(rule("R-1", "a and not b"), rule("R-2", "c")).lowering == {"b"}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (rule("R", "a and e"), "rule “R” when: “a and e”: “e” is not in findings.toml."),
        (rule("R", "a and f(b)"), "rule “R” when: “a and f(b)”: “f(b)” is neither"),
        (rule("R", "a >= 2"), "“a” is present or absent"),
        (rule("R", "n"), "“n” is a number"),
        (rule("R", "not n"), "“n” is a number"),
        (rule("R", ""), "when: is empty"),
        (rule("R", "a", "LATER"), "tier: “LATER” is unknown"),
        (rule("R", "a", hold="forever"), "hold: “forever” is unknown"),
        (rule("R", "a", sources=[]), "sources: is empty"),
        (rule("R", "a", basis="hearsay"), "basis: “hearsay” is unknown"),
        (rule("R", "a", dose="much"), "“dose”: is an unknown key"),
        ({"id": "R", "when": "a"}, "is missing"),
    ],
)
def test_a_faulty_rule_is_refused_with_its_name(table: dict[str, Any], said: str) -> None:
    with pytest.raises(TrainerError) as refused:
        ruleset(table)
    assert refused.value.message.startswith("red_flags.toml: rule “R” ")
    assert said in refused.value.message


def test_a_rule_from_memory_may_have_no_source_yet() -> None:
    rules = ruleset(rule("R", "a", sources=[], basis="memory"))
    assert rules.rules[0].sources == ()


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(TrainerError, match="“R” stands there twice"):
        ruleset(rule("R", "a"), rule("R", "b"))


@pytest.mark.parametrize(
    ("a", "b", "top"),
    [
        (None, None, None),
        (Tier.ROUTINE, None, Tier.ROUTINE),
        (None, Tier.H24_72, Tier.H24_72),
        (Tier.SAME_DAY, Tier.EMS_NOW, Tier.EMS_NOW),
        (Tier.SAME_DAY, Tier.ROUTINE, Tier.SAME_DAY),
    ],
)
def test_a_tier_latches_at_the_highest(a: Tier | None, b: Tier | None, top: Tier | None) -> None:
    assert highest(a, b) is top


BOOLEANS = [f.id for f in SHIPPED.vocabulary.findings.values() if f.type is AnswerType.BOOL]
TEMPERATURES = ("temp_rectal_c", "temp_other_c")
RULES_WITH_NOT = {
    r.id for r in SHIPPED.rules if any(isinstance(found, NotPresent) for found in literals(r.expression))
}


def numbers() -> dict[str, st.SearchStrategy[Any]]:
    found: dict[str, st.SearchStrategy[Any]] = {}
    for entry in SHIPPED.vocabulary.findings.values():
        if entry.type is AnswerType.INT:
            found[entry.id] = st.integers(int(entry.min or 0), int(entry.max or 60))
        elif entry.type is AnswerType.FLOAT:
            found[entry.id] = st.sampled_from([36.6, 37.9, 38.0, 38.5, 39.0, 40.0, 40.4, 40.5, 41.2])
    return found


@st.composite
def answer_sets(draw: st.DrawFn) -> dict[str, Answer]:
    """Draw the answers of a few findings, without fever denied beside a temperature."""
    names = draw(st.lists(st.sampled_from(BOOLEANS), max_size=14, unique=True))
    weighted = st.sampled_from([True, True, False, ABSENT_IN_BULK, None])
    answers: dict[str, Answer] = {name: draw(weighted) for name in names}
    answers |= draw(st.fixed_dictionaries({}, optional=numbers()))
    if answers.get("fever") in (False, ABSENT_IN_BULK):
        answers = {name: answer for name, answer in answers.items() if name not in TEMPERATURES}
    return answers


def rank(tier: Tier | None) -> int:
    return len(Tier) if tier is None else tier.rank


@given(answer_sets(), st.sampled_from(BOOLEANS))
def test_one_more_sign_present_never_lowers_the_tier(answers: dict[str, Answer], added: str) -> None:
    assume(added not in SHIPPED.lowering)
    before = assess(answers, SHIPPED)
    if added == "exertion_now" and answers.get("fever") is None:
        # Exertion alone withdraws the fever that a temperature stood for; the question is then asked.
        answers = {name: answer for name, answer in answers.items() if name not in TEMPERATURES}
        before = assess(answers, SHIPPED)
    after = assess(answers | {added: True}, SHIPPED)
    assert rank(after.tier) <= rank(before.tier)
    assert set(matched(before)) <= set(matched(after))


@given(answer_sets(), st.data())
def test_forgetting_an_answer_never_reads_as_no(answers: dict[str, Answer], data: st.DataObject) -> None:
    assume(answers)
    forgotten = data.draw(st.sampled_from(sorted(answers)))
    assume(forgotten not in (*TEMPERATURES, "fever", "exertion_now"))
    rest = {name: answer for name, answer in answers.items() if name != forgotten}
    whole, part = assess(answers, SHIPPED), assess(rest, SHIPPED)
    assert forgotten in part.not_assessed
    # Nothing that matched is lost: it matches still, is asked for, or nothing else of it was answered yes.
    for match in whole.matches:
        if match.rule.id not in matched(part):
            others = [answer for name, answer in match.because.items() if name != forgotten]
            begun = any(answer is not None and answer not in (False, ABSENT_IN_BULK) for answer in others)
            open_rules = {found.rule.id: found.ask for found in part.possible}
            assert not begun or forgotten in open_rules[match.rule.id]


@given(answer_sets(), st.sampled_from(BOOLEANS))
def test_an_absent_sign_made_unknown_loses_neither_match_nor_question(
    answers: dict[str, Answer], name: str
) -> None:
    assume(name not in ("fever", "exertion_now"))
    absent = assess(answers | {name: False}, SHIPPED)
    unknown = assess(answers | {name: None}, SHIPPED)
    assert set(matched(absent)) <= set(matched(unknown))
    assert set(possible(absent)) <= set(possible(unknown)) | set(matched(unknown))


@given(answer_sets(), st.randoms(use_true_random=False))
def test_the_order_in_which_answers_are_given_never_matters(
    answers: dict[str, Answer], chance: random.Random
) -> None:
    shuffled = list(answers.items())
    chance.shuffle(shuffled)
    assert assess(dict(shuffled), SHIPPED) == assess(answers, SHIPPED)


def closed(answers: dict[str, Answer]) -> set[str]:
    """Return the rules that these answers rule out, whatever the others turn out to be."""
    known = {name: False if a == ABSENT_IN_BULK else a for name, a in derive(answers).items()}
    given_answers = {name: answer for name, answer in known.items() if answer is not None}
    return {r.id for r in SHIPPED.rules if evaluate(r.expression, given_answers) is False}


@given(answer_sets(), st.sampled_from(BOOLEANS))
def test_an_unknown_sign_rules_nothing_out_and_acts_only_under_not_towards_the_higher_tier(
    answers: dict[str, Answer], name: str
) -> None:
    assume(name not in ("fever", "exertion_now"))
    rest = {other: answer for other, answer in answers.items() if other != name}
    unknown, present, absent = (assess(rest | {name: a}, SHIPPED) for a in (None, True, False))
    assert closed(rest) <= closed(rest | {name: True}) & closed(rest | {name: False})
    early = set(matched(unknown)) - set(matched(present))
    assert early <= RULES_WITH_NOT
    assert rank(unknown.tier) <= rank(absent.tier)
    if name not in SHIPPED.lowering:
        assert not early


LOWERED = {
    "root_pattern_single_leg": ("RF-SPN-05", {"RF-SPN-08"}),
    "shoulder_reduced": ("RF-SHO-02", {"RF-SHO-03", "RF-SHO-10", "RF-UNX-09"}),
    "tape_applied": ("RF-TOE-08", {"RF-TOE-07"}),
}


@given(answer_sets(), st.sampled_from(sorted(LOWERED)))
def test_each_of_the_three_exceptions_takes_back_one_rule_and_leaves_another_in_its_place(
    answers: dict[str, Answer], name: str
) -> None:
    rest = {other: answer for other, answer in answers.items() if other != name}
    taken_back, instead = LOWERED[name]
    before, after = assess(rest, SHIPPED), assess(rest | {name: True}, SHIPPED)
    lost = set(matched(before)) - set(matched(after))
    assert lost <= {taken_back}
    if lost:
        assert instead & set(matched(after))


WITHOUT_FLOORS = RuleSet.from_data(
    RULES_DATA | {"rule": [table for table in RULES_DATA["rule"] if not table["id"].startswith("RF-UNX-")]},
    FINDINGS_DATA,
)


@given(answer_sets())
def test_the_floor_under_a_sign_alone_adds_and_takes_nothing_away(answers: dict[str, Answer]) -> None:
    without, whole = assess(answers, WITHOUT_FLOORS), assess(answers, SHIPPED)
    assert [rule for rule in matched(whole) if not rule.startswith("RF-UNX-")] == matched(without)
    assert [rule for rule in possible(whole) if not rule.startswith("RF-UNX-")] == possible(without)
    assert rank(whole.tier) <= rank(without.tier)
    assert whole.hold is without.hold or without.hold is not Hold.UNTIL_CLEARED


@given(answer_sets())
def test_bulk_absence_decides_as_absence_does(answers: dict[str, Answer]) -> None:
    plain = {name: False if answer == ABSENT_IN_BULK else answer for name, answer in answers.items()}
    one, other = assess(answers, SHIPPED), assess(plain, SHIPPED)
    assert (matched(one), possible(one), one.tier, one.hold) == (
        matched(other),
        possible(other),
        other.tier,
        other.hold,
    )


@given(answer_sets())
def test_every_result_says_that_it_clears_nobody(answers: dict[str, Answer]) -> None:
    triage = assess(answers, SHIPPED)
    assert triage.statement.endswith(NOT_CLEARANCE)
    urgent = [found for found in triage.possible if found.rule.tier is Tier.EMS_NOW]
    undecided = triage.statement.startswith("Undecided: may be an emergency. Answer: ")
    assert undecided is (bool(urgent) and triage.tier is not Tier.EMS_NOW)
    said_no_flag = triage.statement.startswith("No red flag among the answers given; ")
    assert said_no_flag is (triage.tier is None and not urgent)


def test_first_steps_stand_in_the_order_that_saves_a_life_each_once() -> None:
    answers = {
        "exertion_now": True,
        "cns_dysfunction": True,
        "allergen_or_exercise_reaction": True,
        "airway_breathing_signs": True,
        "bleeding_uncontrolled": True,
        "chest_blow": True,
        "unresponsive": True,
        "toe_open_wound": True,
    }
    steps = [match.rule.first for match in first_steps(assess(answers, SHIPPED))]
    assert [str(step).split()[0] for step in steps] == ["CPR", "Firm", "Epinephrine", "If", "Control"]


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ({"exertion_now": True, "cramp_pain_weakness": True}, "sct_known"),
        ({"exertion_now": True, "cramp_pain_weakness": True, "dyspnoea": True}, "sct_known"),
        ({"exertion_now": True, "dyspnoea": True}, "chest_pain"),
    ],
)
def test_what_decides_with_one_answer_comes_first_and_of_that_what_a_word_answers(
    answers: dict[str, Answer], first: str
) -> None:
    open_rules = undecided(assess(answers, SHIPPED))
    questions = questions_of(open_rules)
    assert questions[0] == first
    alone = {name for possible in open_rules for name in possible.deciding}
    assert set(questions[: len(alone)]) == alone
    assert roster_first(questions)[0] == "sct_known"
