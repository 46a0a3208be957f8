"""Where a course stands, and what stands against a stage: time that passes never moves anybody on."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from tests.sample_protocol import protocol
from trainer_tui.domain.protocol_course import (
    Act,
    ProtocolStep,
    course_of,
    may_begin,
    next_stage,
    shown_standing,
    standing_of,
    tried_from,
)

START = datetime.fromisoformat("2026-10-09T18:00:00-05:00")
STEPS = protocol()
RUN_WELL = {"walk-well": True, "calm": True}


def step(act: Act, stage: str = "", hours: float = 0, *, voided: bool = False, **more: Any) -> ProtocolStep:
    at = (START + timedelta(hours=hours)).isoformat()
    given = {"answers": {}, "cleared_by": "", "against": (), "override_reason": "", "note": "", **more}
    view = cast(Any, SimpleNamespace(voided=voided))
    return ProtocolStep(
        id=f"{act}-{stage}-{hours}",
        incident="i",
        at=at,
        by="Sam",
        protocol="knee-return",
        protocol_version=2,
        act=act,
        stage=stage,
        view=view,
        **given,
    )


def after(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def against(place: int, steps: list[ProtocolStep], hours: float, **said: Any) -> list[str]:
    answers, cleared = said.get("answers", {}), said.get("cleared_by", "")
    return may_begin(STEPS, place, standing_of(steps), after(hours), answers, cleared)


STARTED = [step(Act.STARTED)]
WALKING = [*STARTED, step(Act.BEGUN, "walk")]
RUNNING = [*WALKING, step(Act.BEGUN, "run", 24)]
RUN = [*RUNNING, step(Act.COMPLETED, "run", 30)]


def test_nothing_is_begun_by_starting_and_nothing_by_time() -> None:
    assert standing_of([]) is None
    standing = standing_of(STARTED)
    assert standing is not None
    assert (standing.act, standing.stage) == (Act.STARTED, "")
    assert next_stage(STEPS, standing) == 0
    assert shown_standing(course_of("i", "knee-return", STEPS, WALKING)) == "stage 1 (Walking) under way"


def test_the_first_stage_asks_its_gate_and_no_time() -> None:
    assert against(0, STARTED, 0) == ["“Did the athlete rest?” was not answered."]
    assert against(0, STARTED, 0, answers={"rested": False}) == [
        "“Did the athlete rest?” was answered with no."
    ]
    assert against(0, STARTED, 0, answers={"rested": True}) == []


def test_the_hours_of_a_stage_are_counted_to_the_minute() -> None:
    sentence = " of 24 h have passed since stage 1 (Walking) was begun."
    assert against(1, WALKING, 0.5, answers=RUN_WELL) == ["30 min" + sentence]
    assert against(1, WALKING, 14.9, answers=RUN_WELL) == ["14 h" + sentence]
    assert against(1, WALKING, 23.99, answers=RUN_WELL) == ["23 h 59 min" + sentence]
    assert against(1, WALKING, 24, answers=RUN_WELL) == []


def test_unknown_is_not_yes_and_each_gate_is_named() -> None:
    assert against(1, WALKING, 24, answers={"calm": False}) == [
        "“Did walking go well?” was not answered.",
        "“Is the athlete calm?” was answered with no.",
    ]


def test_a_wait_since_completion_needs_the_completion() -> None:
    said = {"answers": {"run-well": True}, "cleared_by": "Dr Bell"}
    assert against(2, RUNNING, 500, **said) == ["It is not recorded that stage 2 (Running) was completed."]
    assert against(2, RUN, 30 + 47, **said) == [
        "47 h of 48 h have passed since stage 2 (Running) was completed."
    ]
    assert against(2, RUN, 30 + 48, **said) == []


def test_a_clearance_that_is_not_recorded_stands_against_the_stage() -> None:
    said = {"answers": {"run-well": True}}
    assert against(2, RUN, 100, **said) == ["Cleared by a physician: not recorded."]
    assert against(2, RUN, 100, cleared_by="  ", **said) == ["Cleared by a physician: not recorded."]


def test_a_stage_that_was_left_out_is_named_beside_the_rest() -> None:
    found = against(2, STARTED, 1000, answers={"run-well": True}, cleared_by="Dr Bell")
    assert found == ["Stage 1 (Walking) was not begun.", "Stage 2 (Running) was not begun."]


def test_a_clock_that_was_set_back_gives_no_time() -> None:
    assert against(1, WALKING, -100, answers=RUN_WELL) == [
        "0 min of 24 h have passed since stage 1 (Walking) was begun."
    ]
    late = [step(Act.STARTED, hours=10), step(Act.BEGUN, "walk", -500)]
    assert against(1, late, 11, answers=RUN_WELL) == [
        "1 h of 24 h have passed since stage 1 (Walking) was begun."
    ]


def test_from_when_a_stage_may_be_tried_comes_from_its_hours_alone() -> None:
    assert tried_from(STEPS, standing_of(STARTED)) is None
    assert tried_from(STEPS, standing_of(WALKING)) == after(24)
    assert tried_from(STEPS, standing_of(RUNNING)) is None
    assert tried_from(STEPS, standing_of(RUN)) == after(30 + 48)
    last = [*RUN, step(Act.BEGUN, "play", 80)]
    assert (tried_from(STEPS, standing_of(last)), next_stage(STEPS, standing_of(last))) == (None, None)


def test_symptoms_send_back_a_stage_and_everything_is_asked_again() -> None:
    back = [*RUNNING, step(Act.SYMPTOMS_RETURNED, "run", 26)]
    assert next_stage(STEPS, standing_of(back)) == 0
    assert tried_from(STEPS, standing_of(back)) == after(50)
    assert against(0, back, 36) == [
        "10 h of 24 h have passed since symptoms returned.",
        "“Did the athlete rest?” was not answered.",
    ]
    assert against(1, back, 60, answers=RUN_WELL) == ["Symptoms returned: stage 1 (Walking) comes first."]
    assert against(0, back, 60, answers={"rested": True}) == []
    again = [*back, step(Act.BEGUN, "walk", 60)]
    assert tried_from(STEPS, standing_of(again)) == after(84)


def test_symptoms_in_the_first_stage_lead_back_to_it() -> None:
    back = [*WALKING, step(Act.SYMPTOMS_RETURNED, "walk", 2)]
    assert next_stage(STEPS, standing_of(back)) == 0


def test_going_back_by_ones_own_decision_meets_nothing_and_its_hours_count_anew() -> None:
    assert against(0, RUNNING, 25) == []
    back = [*RUNNING, step(Act.STEPPED_BACK, "walk", 25)]
    assert next_stage(STEPS, standing_of(back)) == 1
    assert tried_from(STEPS, standing_of(back)) == after(49)


def test_what_was_entered_in_error_does_not_count() -> None:
    wrong = [*WALKING, step(Act.BEGUN, "run", 1, voided=True)]
    assert standing_of(wrong) == standing_of(WALKING)


def test_a_protocol_that_was_stopped_has_no_next_stage_until_it_is_started_again() -> None:
    stopped = [*RUNNING, step(Act.STOPPED, "run", 40)]
    standing = standing_of(stopped)
    assert standing is not None
    assert not standing.running
    assert next_stage(STEPS, standing) is None
    assert shown_standing(course_of("i", "knee-return", STEPS, stopped)) == "stopped in stage 2 (Running)"
    again = standing_of([*stopped, step(Act.STARTED, hours=41)])
    assert next_stage(STEPS, again) == 0


def test_only_the_stages_begun_early_in_the_present_run_are_told_as_such() -> None:
    early = step(Act.BEGUN, "run", 1, override_reason="physician on the phone", against=("x",))
    course = course_of("i", "knee-return", STEPS, [*WALKING, early])
    assert course.overrides == (early,)
    newer = course_of("i", "knee-return", STEPS, [*WALKING, early, step(Act.STARTED, hours=50)])
    assert newer.overrides == ()


def test_a_stage_of_another_version_is_said_and_readable() -> None:
    gone = [*STARTED, step(Act.BEGUN, "swim")]
    assert against(0, gone, 100, answers={"rested": True}) == [
        "The last stage recorded, “swim”, is not in this version of the protocol."
    ]
    assert shown_standing(course_of("i", "knee-return", None, gone)) == "stage “swim” under way"


def test_a_moment_at_the_end_of_all_dates_is_no_failure() -> None:
    begun = step(Act.BEGUN, "walk")
    far = ProtocolStep(
        **{**{f: getattr(begun, f) for f in begun.__slots__}, "at": "9999-12-31T23:59:00+00:00"}
    )
    assert tried_from(STEPS, standing_of([*STARTED, far])) is None


ACTS = st.lists(
    st.tuples(
        st.sampled_from([Act.BEGUN, Act.COMPLETED, Act.SYMPTOMS_RETURNED, Act.STEPPED_BACK, Act.STARTED]),
        st.sampled_from(["walk", "run", "play", "gone"]),
        st.floats(-1000, 1000),
    ),
    max_size=8,
)


@given(ACTS, st.floats(-2000, 2000), st.sampled_from([0, 1, 2]))
def test_a_gate_that_was_not_asked_always_stands_against_a_stage_one_does_not_go_back_to(
    acts: list[tuple[Act, str, float]], hours: float, place: int
) -> None:
    steps = [*STARTED, *(step(act, "" if act is Act.STARTED else stage, at) for act, stage, at in acts)]
    standing = standing_of(steps)
    assert standing is not None
    here = STEPS.place(standing.stage)
    back = standing.act in (Act.BEGUN, Act.COMPLETED) and here is not None and place < here
    found = may_begin(STEPS, place, standing, after(hours), {}, "")
    assert bool(found) is not back


@given(ACTS, st.floats(0, 2000), st.floats(0, 2000))
def test_more_time_never_adds_to_what_stands_against_a_stage(
    acts: list[tuple[Act, str, float]], one: float, other: float
) -> None:
    steps = [*STARTED, *(step(act, "" if act is Act.STARTED else stage, at) for act, stage, at in acts)]
    early, late = sorted((one, other))
    for place in range(3):
        assert len(against(place, steps, late)) <= len(against(place, steps, early))
