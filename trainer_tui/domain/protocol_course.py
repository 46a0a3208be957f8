"""Where an athlete stands in a protocol, as a fold over what was recorded, and what stands against a stage.

Nothing here moves anybody on: time that passes makes a stage one that may be tried, never one that is begun.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from trainer_tui.domain.revisions import View
from trainer_tui.domain.vocabulary import Since, Worded

if TYPE_CHECKING:
    from trainer_tui.domain.protocols import Protocol, Stage

SAID_IN_HOURS = timedelta(hours=1)


class Act(Worded):
    """What a person recorded of a protocol."""

    STARTED = "started"
    """The protocol was taken up for an incident; no stage is begun by that."""
    BEGUN = "begun"
    COMPLETED = "completed"
    SYMPTOMS_RETURNED = "symptoms_returned"
    STEPPED_BACK = "stepped_back"
    STOPPED = "stopped"


STAGED = frozenset({Act.BEGUN, Act.COMPLETED, Act.SYMPTOMS_RETURNED, Act.STEPPED_BACK})
"""The acts that name a stage."""


@dataclass(frozen=True, slots=True)
class ProtocolStep:
    """One entry in the course of a protocol; never edited, only voided."""

    id: str
    incident: str
    at: str
    by: str
    protocol: str
    protocol_version: int
    act: Act
    stage: str
    """Id of the stage, empty for acts on the whole protocol."""
    answers: Mapping[str, bool]
    """By gate; one that is missing was not asked."""
    cleared_by: str
    against: tuple[str, ...]
    """What stood against the stage when it was begun all the same."""
    override_reason: str
    """Why it was begun all the same; empty when nothing stood against it."""
    note: str
    view: View


def protocol_step_from(view: View) -> ProtocolStep:
    """Read a step from the folded record."""
    return ProtocolStep(
        view.record,
        view["incident"],
        view["at"],
        view.created_by,
        view["protocol"],
        view["protocol_version"] or 1,
        Act(view["act"]),
        view["stage"] or "",
        view["answers"] or {},
        view["cleared_by"] or "",
        tuple(view["against"] or ()),
        view["override_reason"] or "",
        view["note"] or "",
        view,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the course of a protocol stands."""

    act: Act
    """The last act that counts."""
    stage: str
    """The stage it was about: the one under way, completed, or left because symptoms returned."""
    since: datetime
    """When that was."""
    begun: datetime | None = None
    """When the stage was begun."""

    @property
    def running(self) -> bool:
        """Whether the course was not stopped."""
        return self.act is not Act.STOPPED


def standing_of(steps: Iterable[ProtocolStep]) -> Standing | None:
    """Fold the steps of one protocol, in the order they were recorded; None when it was never started.

    A step never counts as earlier than the one before it, so that a clock that was set back gives no time.
    """
    found: Standing | None = None
    for step in steps:
        if step.view.voided:
            continue
        at = datetime.fromisoformat(step.at)
        at = max(at, found.since) if found else at
        if step.act in (Act.STARTED, Act.STOPPED):
            stage = "" if step.act is Act.STARTED or found is None else found.stage
            found = Standing(step.act, stage, at)
        elif step.act in (Act.BEGUN, Act.STEPPED_BACK):
            found = Standing(Act.BEGUN, step.stage, at, begun=at)
        else:
            begun = found.begun if found and found.stage == step.stage else None
            found = Standing(step.act, step.stage, at, begun=begun)
    return found


def next_stage(protocol: Protocol, standing: Standing | None) -> int | None:
    """Return the place of the stage that comes next; None after the last one, and when the course stopped."""
    if standing is None or not standing.running:
        return None
    if standing.act is Act.STARTED:
        return 0
    here = protocol.place(standing.stage)
    if here is None:
        return 0
    if standing.act is Act.SYMPTOMS_RETURNED:
        return _back_to(protocol, here)
    return here + 1 if here + 1 < len(protocol.stages) else None


def _back_to(protocol: Protocol, here: int) -> int:
    back = protocol.symptoms_return.back if protocol.symptoms_return else 1
    return max(0, here - back)


def tried_from(protocol: Protocol, standing: Standing | None) -> datetime | None:
    """Return from when the hours allow the next stage to be tried; None where no hours are counted.

    Every other gate is asked then: this is no time of return.
    """
    counted = _counted(protocol, standing)
    if counted is None:
        return None
    hours, since, _ = counted
    try:
        return since + timedelta(hours=hours) if since else None
    except OverflowError:  # a moment at the end of all dates, out of a file
        return None


def _counted(protocol: Protocol, standing: Standing | None) -> tuple[int, datetime | None, str] | None:
    """Return the hours that count before the next stage, from when, and from what in words."""
    if standing is None or next_stage(protocol, standing) is None:
        return None
    if standing.act is Act.SYMPTOMS_RETURNED:
        hours = protocol.symptoms_return.hours if protocol.symptoms_return else 0
        return (hours, standing.since, "symptoms returned") if hours else None
    here = protocol.place(standing.stage)
    wait = protocol.stages[here].wait if here is not None else None
    if wait is None or here is None:
        return None
    name = f"{protocol.words(here)} was {wait.since.value}"
    if wait.since is Since.BEGUN:
        return wait.hours, standing.begun, name
    return wait.hours, standing.since if standing.act is Act.COMPLETED else None, name


def may_begin(
    protocol: Protocol,
    place: int,
    standing: Standing | None,
    now: datetime,
    answers: Mapping[str, bool],
    cleared_by: str,
) -> list[str]:
    """Return what stands against beginning a stage now, in sentences; empty when nothing does.

    Going back to an earlier stage by one's own decision meets nothing; after symptoms returned it does.
    """
    if goes_back(protocol, place, standing):
        return []
    stage = protocol.stages[place]
    return [
        *_order(protocol, place, standing),
        *_time(protocol, standing, now),
        *_questions(stage, answers),
        *_cleared(stage, cleared_by),
    ]


def goes_back(protocol: Protocol, place: int, standing: Standing | None) -> bool:
    """Tell whether beginning a stage is a step back that nobody's symptoms forced."""
    here = protocol.place(standing.stage) if standing else None
    moved = standing is not None and standing.act in (Act.BEGUN, Act.COMPLETED)
    return moved and here is not None and place < here


def _order(protocol: Protocol, place: int, standing: Standing | None) -> list[str]:
    first = next_stage(protocol, standing)
    if standing and standing.stage and protocol.place(standing.stage) is None:
        return [f"The last stage recorded, “{standing.stage}”, is not in this version of the protocol."]
    if first is None or place <= first:
        return []
    if standing and standing.act is Act.SYMPTOMS_RETURNED:
        return [f"Symptoms returned: {protocol.words(first)} comes first."]
    return [f"{_capital(protocol.words(n))} was not begun." for n in range(first, place)]


def _time(protocol: Protocol, standing: Standing | None, now: datetime) -> list[str]:
    counted = _counted(protocol, standing)
    if counted is None:
        return []
    hours, since, name = counted
    if since is None:
        return [f"It is not recorded that {name}."]
    passed = max(timedelta(), now - since)
    if passed >= timedelta(hours=hours):
        return []
    return [f"{_span(passed, hours)} of {hours} h have passed since {name}."]


def _span(passed: timedelta, hours: int) -> str:
    """Return a time that is short of some hours, never rounded up to them."""
    minutes = int(passed.total_seconds()) // 60
    if passed < SAID_IN_HOURS:
        return f"{minutes} min"
    near = timedelta(hours=hours) - passed < SAID_IN_HOURS
    return f"{minutes // 60} h {minutes % 60} min" if near else f"{minutes // 60} h"


def _questions(stage: Stage, answers: Mapping[str, bool]) -> list[str]:
    found = []
    for gate in stage.gates:
        answer = answers.get(gate.id)
        if answer is None:
            found.append(f"“{gate.text}” was not answered.")
        elif not answer:
            found.append(f"“{gate.text}” was answered with no.")
    return found


def _cleared(stage: Stage, cleared_by: str) -> list[str]:
    if stage.clearance is None or cleared_by.strip():
        return []
    return [f"Cleared by {stage.clearance.by}: not recorded."]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class Course:
    """One protocol on one incident: the data, everything recorded, and where that leaves it."""

    incident: str
    id: str
    """Id of the protocol."""
    protocol: Protocol | None
    """None when the library no longer has it; what was recorded stays readable."""
    steps: tuple[ProtocolStep, ...]
    """In the order they were recorded, those entered in error among them."""
    standing: Standing | None

    @property
    def name(self) -> str:
        """The name of the protocol, its id when the library no longer has it."""
        return self.protocol.name if self.protocol else self.id

    @property
    def overrides(self) -> tuple[ProtocolStep, ...]:
        """The stages of the present run that were begun although something stood against them."""
        return tuple(step for step in self._run() if step.override_reason)

    def _run(self) -> Sequence[ProtocolStep]:
        standing = [step for step in self.steps if not step.view.voided]
        first = max((n for n, step in enumerate(standing) if step.act is Act.STARTED), default=0)
        return standing[first:]

    def stage_words(self, stage: str) -> str:
        """Return a stage's number and name; its id when this version does not have it."""
        place = self.protocol.place(stage) if self.protocol else None
        return self.protocol.words(place) if self.protocol and place is not None else f"stage “{stage}”"


def course_of(incident: str, ident: str, protocol: Protocol | None, steps: Iterable[ProtocolStep]) -> Course:
    """Put together the course of one protocol on one incident."""
    own = tuple(step for step in steps if step.protocol == ident)
    return Course(incident, ident, protocol, own, standing_of(own))


def shown_standing(course: Course) -> str:
    """Return where a course stands, in words and without its moment."""
    standing = course.standing
    if standing is None:
        return "not started"
    if standing.act is Act.STARTED:
        return "started, no stage begun"
    if standing.act is Act.STOPPED:
        return f"stopped in {course.stage_words(standing.stage)}" if standing.stage else "stopped"
    words = {Act.BEGUN: "under way", Act.COMPLETED: "completed", Act.SYMPTOMS_RETURNED: "symptoms returned"}
    return f"{course.stage_words(standing.stage)} {words[standing.act]}"
