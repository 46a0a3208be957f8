"""Which emergency rules a sweep reaches with its own questions, and what it would have to ask besides."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sample_library import FINDINGS, RULES, SWEEP, Table
from trainer_tui.domain.expressions import parse
from trainer_tui.domain.findings import Sweep, Vocabulary
from trainer_tui.domain.rules_lint import lint_sweep
from trainer_tui.domain.sweep_reach import lint_reach, missing_questions
from trainer_tui.domain.triage import RuleSet
from trainer_tui.domain.vocabulary import Region

MEASURE = {"id": "spo2", "type": "int", "min": 0, "prompt": "Oxygen", "help": "Read.", "ask": "measure"}
COUNT = {"id": "limbs", "type": "int", "min": 0, "prompt": "Limbs", "help": "Count.", "ask": "exam"}
WORDS = {"finding": [*FINDINGS, MEASURE, COUNT]}
VOCABULARY = Vocabulary.from_data(WORDS)


def rules(when: str, **changes: Any) -> RuleSet:
    return RuleSet.from_data(RULES | {"rule": [RULES["rule"][0] | {"when": when} | changes]}, WORDS)


def gaps(ruleset: RuleSet, sweep: Table = SWEEP) -> list[str]:
    read = Sweep.from_data(sweep, VOCABULARY)
    return [finding.sentence for finding in lint_reach(read, ruleset, "sweeps/knee.toml")]


@pytest.mark.parametrize(
    ("when", "missing"),
    [
        ("foot_cold", ()),
        ("foot_cold and limb_weakness", ()),
        ("foot_cold and bladder_bowel_loss", ("bladder_bowel_loss",)),
        ("foot_cold or bladder_bowel_loss", ("bladder_bowel_loss",)),
        ("bladder_bowel_loss and (limbs>=2 or foot_cold)", ("bladder_bowel_loss", "limbs")),
        ("foot_cold and not bladder_bowel_loss", ()),
        ("not bladder_bowel_loss", ()),
        ("foot_cold or spo2<92", ()),
        ("foot_cold and (limb_weakness or spo2<92)", ()),
        ("foot_cold and spo2<92", ("spo2",)),
        ("spo2<92", ("spo2",)),
        ("limbs>=2 or foot_cold", ("limbs",)),
        ("bladder_bowel_loss or spo2<92", ("bladder_bowel_loss", "spo2")),
    ],
)
def test_every_way_into_a_rule_is_asked_save_an_instrument_it_can_do_without(
    when: str, missing: tuple[str, ...]
) -> None:
    asked = {"foot_cold", "limb_weakness"}
    assert missing_questions(parse(when), asked, VOCABULARY) == missing


def test_a_gap_names_sweep_rule_and_question() -> None:
    assert gaps(rules("foot_cold and bladder_bowel_loss")) == [
        "sweeps/knee.toml: page_two: does not ask bladder_bowel_loss, so RF-01 cannot be reached from knee; "
        "add the question or correct the rule's regions."
    ]
    assert gaps(rules("foot_cold and limb_weakness")) == []


def test_page_two_is_as_good_as_page_one_and_what_is_asked_before_every_sweep_counts() -> None:
    assert gaps(rules("limb_weakness")) == []
    with_life = {"finding": [*WORDS["finding"], FINDINGS[0] | {"id": "unresponsive"}]}
    table = RULES | {"rule": [RULES["rule"][0] | {"when": "unresponsive"}]}
    assert gaps(RuleSet.from_data(table, with_life)) == []


def test_only_emergency_rules_of_the_region_are_held_to_it() -> None:
    assert gaps(rules("bladder_bowel_loss", regions=["ankle"])) == []
    assert gaps(rules("bladder_bowel_loss", tier="SAME_DAY")) == []
    assert len(gaps(rules("bladder_bowel_loss", regions=["any"]))) == 1


def test_any_stands_for_every_region_and_alone() -> None:
    assert rules("foot_cold", regions=["any"]).rules[0].regions == tuple(Region)
    assert rules("foot_cold", regions=["knee", "foot"]).rules[0].regions == (Region.KNEE, Region.FOOT)
    with pytest.raises(Exception, match="“any” is unknown"):
        rules("foot_cold", regions=["any", "knee"])


def test_the_lint_of_a_sweep_reports_its_gaps() -> None:
    found = lint_sweep(SWEEP, WORDS, rules("bladder_bowel_loss"), "sweeps/knee.toml", "knee")
    assert ["RF-01 cannot be reached" in finding.problem for finding in found] == [True]
