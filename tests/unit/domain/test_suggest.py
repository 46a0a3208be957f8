"""What it could also be: why a condition is listed, what stands first, and what an absent sign may do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sample_library import Table, condition, statement
from tests.team import shipped_library
from trainer_tui.domain.clues import Clues
from trainer_tui.domain.conditions import Condition, NamedCondition
from trainer_tui.domain.content_reader import read_condition
from trainer_tui.domain.findings import ABSENT_IN_BULK, Vocabulary
from trainer_tui.domain.library import build_catalogue
from trainer_tui.domain.suggest import Shelf, suggest
from trainer_tui.domain.suggestions import Case, Suggestion, grouped
from trainer_tui.domain.table_reader import LintFinding
from trainer_tui.domain.triage import highest
from trainer_tui.domain.vocabulary import Contact, ModeOfOnset, Region, Tier

VOCABULARY = Vocabulary.from_data(
    {
        "finding": [
            {"id": ident, "type": "bool", "prompt": ident.capitalize(), "help": "Look.", "ask": "sign"}
            for ident in ("cold", "hot", "stiff", "swollen", "ache")
        ]
        + [
            {"id": "degrees", "type": "float", "prompt": "Degrees", "help": "Measure.", "ask": "measure"}
            | {"min": 25.0, "max": 45.0, "unit": "°C"}
        ]
    }
)


def tiers(*words: str) -> list[Table]:
    return [{"tier": word, "text": "when", "sources": ["EDITORIAL"]} for word in words]


def sign(*findings: str, tier: str = "EMS_NOW", **more: Any) -> Table:
    return statement(f"sign-{'-'.join(findings)}", findings=list(findings), urgency=tiers(tier), **more)


def serious(link: str, *words: str, kind: str = "differential") -> Table:
    return statement(f"to-{link}", link=link, kind=kind, urgency=tiers(*words))


def named(ident: str, tier: Tier, *regions: Region) -> NamedCondition:
    return NamedCondition(ident, ident.title(), regions or (Region.KNEE,), "B01", tier, "Flag", ("B01",))


def shelf(*tables: Table, entries: tuple[NamedCondition, ...] = (), firing: tuple[str, ...] = ()) -> Shelf:
    """Return a library of these pages, in which the findings in `firing` are red flags by themselves."""
    problems: list[LintFinding] = []
    pages: list[Condition] = [read_condition(table, "page.toml", problems) for table in tables]
    assert problems == []
    clues = Clues.build(pages, entries)
    again = Clues.from_json(json.loads(json.dumps(clues.to_json())))
    assert (again.tiers, again.by_finding) == (clues.tiers, clues.by_finding)
    return Shelf(
        build_catalogue(pages, entries),
        again,
        VOCABULARY,
        lambda known: any(name in firing and value is not False for name, value in known.items()),
    )


def ids(found: list[Suggestion]) -> list[str]:
    return [suggestion.id for suggestion in found]


def words(found: list[Suggestion], ident: str) -> list[str]:
    return [reason.words for each in found if each.id == ident for reason in each.why]


def knee(**findings: Any) -> Case:
    return Case(Region.KNEE, findings=findings)


def test_the_region_alone_lists_its_conditions_with_the_region_as_the_reason() -> None:
    found = suggest(knee(), shelf(condition("a"), condition("b", regions=["hip_groin"])))
    assert ids(found) == ["a"]
    assert words(found, "a") == ["knee"]


def test_nothing_known_lists_nothing() -> None:
    assert suggest(Case(), shelf(condition("a"), entries=(named("b", Tier.EMS_NOW),))) == []


def test_a_present_sign_is_told_with_its_kind_and_sources_and_raises_its_page() -> None:
    found = suggest(knee(cold=True), shelf(condition("a", emergency_signs=[sign("cold")])))
    assert words(found, "a") == [
        "knee",
        "Cold, present: emergency sign of this page [B01, no source: editorial]",
    ]
    assert (found[0].tier, found[0].must_not_miss) == (Tier.EMS_NOW, True)
    assert found[0].why[1].finding == "cold"


def test_a_sign_that_needs_a_second_finding_is_not_told_as_present() -> None:
    page = condition("a", emergency_signs=[sign("ache", "hot", name="Ache with heat")])
    library = shelf(page, condition("other", regions=["head"], serious=[serious("a", "ROUTINE")]))
    half = suggest(knee(ache=True), library)[0]
    assert half.tier is Tier.ROUTINE
    assert half.why[1].text == "Ache, present: part of its emergency sign “Ache with heat”"
    whole = suggest(knee(ache=True, hot=True), library)[0]
    assert whole.tier is Tier.EMS_NOW
    assert [reason.finding for reason in whole.why] == ["", "ache", "hot"]


def test_a_finding_that_is_a_red_flag_by_itself_makes_a_sign_of_several_present() -> None:
    page = condition("a", emergency_signs=[sign("cold", "swollen")])
    assert suggest(knee(cold=True), shelf(page, firing=("cold",)))[0].tier is Tier.EMS_NOW


def test_a_number_counts_only_where_it_is_a_red_flag() -> None:
    page = condition("a", emergency_signs=[sign("degrees")])
    assert words(suggest(knee(degrees=37.0), shelf(page)), "a") == ["knee"]
    found = suggest(knee(degrees=40.6), shelf(page, firing=("degrees",)))
    assert "Degrees, 40.6 °C: emergency sign of this page" in words(found, "a")[1]


def test_symptoms_causes_and_mechanisms_are_told_as_what_they_are() -> None:
    page = condition(
        "a",
        symptoms=[statement("s", findings=["stiff"], name="Stiff")],
        causes=[statement("c", finding="hot", kind="risk", name="Heat")],
        mechanism=[statement("m", name="Fall", onset=["acute_sudden"], contact=["none"])],
    )
    case = Case(Region.KNEE, onset=ModeOfOnset.ACUTE_SUDDEN, contact=Contact.NONE, findings={})
    assert words(suggest(case, shelf(page)), "a") == [
        "knee",
        "acute, sudden: mechanism “Fall” of this page [B01]",
        "no contact: mechanism “Fall” of this page [B01]",
    ]
    assert words(suggest(knee(stiff=True, hot=True), shelf(page)), "a") == [
        "knee",
        "Stiff, present: symptom “Stiff” of this page [B01]",
        "Hot, present: risk factor “Heat” of this page [B01]",
    ]


def test_a_mechanism_of_another_kind_is_no_reason() -> None:
    page = condition(
        "a", mechanism=[statement("m", onset=["repetitive_gradual"], contact=["direct_athlete"])]
    )
    case = Case(Region.KNEE, onset=ModeOfOnset.ACUTE_SUDDEN, contact=Contact.UNKNOWN)
    assert words(suggest(case, shelf(page)), "a") == ["knee"]


def test_a_cause_counts_where_the_other_page_names_the_same_one() -> None:
    def with_cause(ident: str, name: str) -> Table:
        return condition(ident, causes=[statement("previous", kind="cause", name=name)])

    library = shelf(with_cause("a", "A fall"), with_cause("b", "A fall"), with_cause("c", "Earlier sprain"))
    found = suggest(Case(Region.KNEE, "a", ("previous",)), library)
    assert ids(found) == ["b", "c"]
    assert words(found, "b")[1] == "cause “A fall”: on this page too [B01]"
    assert words(found, "c") == ["knee"]


def test_what_the_page_of_the_present_condition_leads_to_is_listed_from_any_region() -> None:
    page = condition("a", serious=[serious("far", "SAME_DAY"), serious("near", "H24_72", kind="associated")])
    entries = (
        named("far", Tier.H24_72, Region.HEAD),
        named("near", Tier.ROUTINE),
        named("x", Tier.EMS_NOW, Region.HEAD),
    )
    found = suggest(Case(Region.KNEE, "a"), shelf(page, entries=entries))
    assert ids(found) == ["far", "near"]
    assert words(found, "far") == ["on the page of A: can look like [B01]"]
    assert found[0].must_not_miss


def test_the_condition_it_is_taken_for_is_not_suggested_and_a_lost_one_is_no_error() -> None:
    library = shelf(condition("a"), condition("b"))
    assert ids(suggest(Case(Region.KNEE, "a"), library)) == ["b"]
    assert ids(suggest(Case(Region.KNEE, "lost"), library)) == ["a", "b"]


@pytest.mark.parametrize(
    ("signs", "stated", "tier"),
    [
        ([sign("cold"), sign("hot", tier="H24_72")], [], Tier.H24_72),
        ([sign("cold"), sign("hot", tier="SAME_DAY")], [], Tier.SAME_DAY),
        ([sign("cold")], ["H24_72", "ROUTINE"], Tier.H24_72),
        ([], ["ROUTINE", "EMS_NOW"], Tier.EMS_NOW),
        ([], [], None),
    ],
)
def test_the_urgency_is_what_others_state_else_the_least_of_its_own_signs(
    signs: list[Table], stated: list[str], tier: Tier | None
) -> None:
    pages = [condition("a", emergency_signs=signs)]
    if stated:
        pages.append(condition("other", regions=["head"], serious=[serious("a", *stated)]))
    found = suggest(knee(), shelf(*pages))
    assert [(each.id, each.tier) for each in found] == [("a", tier)]


def test_what_must_not_be_missed_stands_first_then_by_urgency_then_by_what_points_to_it() -> None:
    pages = [
        condition("often", symptoms=[statement("s", findings=["stiff", "swollen", "ache"])]),
        condition("worse", emergency_signs=[sign("cold")]),
    ]
    entries = (named("today", Tier.SAME_DAY), named("now", Tier.EMS_NOW), named("week", Tier.H24_72))
    found = suggest(knee(stiff=True, swollen=True, ache=True, cold=True), shelf(*pages, entries=entries))
    assert ids(found) == ["worse", "now", "today", "often", "week"]
    assert [(title, ids(group)) for title, group in grouped(found)] == [
        ("Must not be missed", ["worse", "now", "today"]),
        ("Less urgent", ["often", "week"]),
    ]


def test_a_page_that_its_own_sign_raises_stands_behind_those_others_call_urgent() -> None:
    mild = condition("aa", emergency_signs=[sign("cold"), sign("hot", tier="ROUTINE")])
    found = suggest(knee(cold=True), shelf(mild, entries=(named("zz", Tier.EMS_NOW),)))
    assert ids(found) == ["zz", "aa"]


def test_an_emergency_sign_points_beyond_its_region_only_to_what_must_not_be_missed() -> None:
    head = {"regions": ["head"], "emergency_signs": [sign("cold")]}
    mild = condition("mild", **{**head, "emergency_signs": [sign("cold"), sign("hot", tier="ROUTINE")]})
    found = suggest(knee(cold=True), shelf(condition("here"), condition("far", **head), mild))
    assert ids(found) == ["far", "here"]


def test_a_condition_of_the_whole_body_needs_more_than_a_region() -> None:
    library = shelf(condition("all", regions=["multiple"], symptoms=[statement("s", findings=["hot"])]))
    assert suggest(knee(), library) == []
    assert ids(suggest(knee(hot=True), library)) == ["all"]
    assert ids(suggest(Case(Region.MULTIPLE), library)) == ["all"]


def test_absent_signs_lower_only_what_may_wait() -> None:
    def page(ident: str, *findings: str) -> Table:
        return condition(ident, symptoms=[statement("s", findings=list(findings))])

    library = shelf(page("a", "hot"), page("b", "stiff"))
    assert ids(suggest(knee(), library)) == ["a", "b"]
    assert ids(suggest(knee(hot=False), library)) == ["b", "a"]
    assert ids(suggest(knee(hot=ABSENT_IN_BULK), library)) == ["b", "a"]
    urgent = shelf(
        condition("a", emergency_signs=[sign("hot")]), condition("b", emergency_signs=[sign("stiff")])
    )
    assert ids(suggest(knee(hot=False), urgent)) == ["a", "b"]


SHIPPED = shipped_library()
BOOLEANS = [name for name in SHIPPED.rules.vocabulary if SHIPPED.rules.vocabulary[name].type == "bool"]


@given(
    st.sampled_from(list(Region)),
    st.none() | st.sampled_from(sorted(SHIPPED.reference.catalogue.entries)),
    st.sets(st.sampled_from(BOOLEANS), max_size=6),
    st.sets(st.sampled_from(BOOLEANS), max_size=12),
    st.randoms(use_true_random=False),
)
def test_absent_answers_hide_nothing_that_must_not_be_missed_and_order_never_matters(
    region: Region, taken_for: str | None, present: set[str], absent: set[str], random: Any
) -> None:
    known = dict.fromkeys(sorted(present), True)
    without = SHIPPED.suggesting.suggest(Case(region, taken_for, findings=known))
    answers = list({**dict.fromkeys(sorted(absent), False), **known}.items())
    with_absent = SHIPPED.suggesting.suggest(Case(region, taken_for, findings=dict(answers)))
    random.shuffle(answers)
    assert SHIPPED.suggesting.suggest(Case(region, taken_for, findings=dict(answers))) == with_absent
    assert [s for s in without if s.must_not_miss] == [s for s in with_absent if s.must_not_miss]
    assert set(ids(without)) == set(ids(with_absent))
    urgent = [s.must_not_miss for s in with_absent]
    assert urgent == sorted(urgent, reverse=True)


@given(st.sampled_from(list(Region)), st.sets(st.sampled_from(BOOLEANS), min_size=1, max_size=6), st.data())
def test_one_more_present_finding_takes_nothing_off_the_list_and_lowers_no_urgency(
    region: Region, present: set[str], data: st.DataObject
) -> None:
    fewer = present - {data.draw(st.sampled_from(sorted(present)))}
    before = {s.id: s for s in SHIPPED.suggesting.suggest(Case(region, findings=dict.fromkeys(fewer, True)))}
    after = {s.id: s for s in SHIPPED.suggesting.suggest(Case(region, findings=dict.fromkeys(present, True)))}
    assert before.keys() <= after.keys()
    for ident, suggestion in before.items():
        now = after[ident].tier
        assert highest(now, suggestion.tier) is now
