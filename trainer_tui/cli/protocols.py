"""Protocols of return: list, show, where an incident stands in them, and recording a step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.cli.inputs import read_json
from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.input_fields import as_object
from trainer_tui.domain.protocol_course import Act, Course, next_stage, shown_standing, tried_from
from trainer_tui.domain.protocols import protocol_to_json
from trainer_tui.services.protocols import NOT_AVAILABILITY

if TYPE_CHECKING:
    from datetime import datetime


def show_list(context: Context) -> None:
    """Write every protocol."""
    found = context.library.reference.protocols.values()
    if context.json:
        output.data(
            [
                {
                    "id": each.id,
                    "name": each.name,
                    "version": each.version,
                    "conditions": list(each.conditions),
                    "stages": len(each.stages),
                    "review": each.review.statement,
                }
                for each in found
            ]
        )
        return
    rows = ((each.name, ", ".join(each.conditions), f"{len(each.stages)}", each.id) for each in found)
    output.table(("Name", "Condition", "Stages", "Id"), rows)


def show(context: Context) -> None:
    """Write one protocol with its sources; raises NotFound."""
    reference = context.library.reference
    document = protocol_to_json(reference.protocol(context.given.id))
    sources = reference.sources(reference.protocol(context.given.id).all_sources())
    if context.json:
        output.data({**document, "bibliography": [source.to_json() for source in sources]})
        return
    output.lines("\n".join(_page(document)))
    output.line()
    output.line("SOURCES")
    for source in sources:
        output.line(f"  {source.id}  {source.words}")


def _page(document: Mapping[str, Any]) -> Iterator[str]:
    yield document["name"]
    yield f"{document['review']['statement']}. Version {document['version']}."
    yield from (_said(each) for each in document["summary"])
    for number, stage in enumerate(document["stages"], start=1):
        yield ""
        yield f"STAGE {number}: {stage['name']} ({stage['id']})"
        yield _said(stage)
        if stage["clearance"]:
            yield _said(stage["clearance"], f"cleared by {stage['clearance']['by']}: ")
        yield from (_said(gate, f"{gate['id']}: ") for gate in stage["gates"])
        if stage["wait"]:
            yield _said(stage["wait"], f"{stage['wait']['hours']} h since {stage['wait']['since']}: ")
    if document["symptoms_return"]:
        yield ""
        yield _said(document["symptoms_return"], "When symptoms return: ")
    for conflict in document["conflicts"]:
        yield ""
        yield f"WHERE SOURCES DIFFER: {conflict['topic']}"
        yield from (_said(position) for position in conflict["positions"])
    if document["pointers"]:
        yield ""
        yield "TOOLS, NAMED AND NOT REPRODUCED"
        yield from (f"- {each['name']} [{', '.join(each['sources'])}]" for each in document["pointers"])


def _said(part: Mapping[str, Any], lead: str = "") -> str:
    return f"- {lead}{part['text']} [{', '.join(part['sources'])}]"


def status(context: Context) -> None:
    """Write where an incident stands in each protocol that was started for it."""
    services = context.services
    services.chart.records.incident(context.given.incident)
    courses = services.chart.protocols.courses(context.given.incident)
    if context.json:
        output.data([_status(course, context) for course in courses])
        return
    if not courses:
        served = ", ".join(each.id for each in services.chart.protocols.serving(context.given.incident))
        output.say(f"No protocol was started for this incident; there are {served}.")
    for course in courses:
        _write_course(course, context)


def _status(course: Course, context: Context) -> dict[str, Any]:
    protocol, standing = course.protocol, course.standing
    place = next_stage(protocol, standing) if protocol else None
    tried = tried_from(protocol, standing) if protocol else None
    against = []
    if protocol is not None and place is not None:
        against = context.services.chart.protocols.against(course, place, {}, "")
    return {
        "id": course.id,
        "name": course.name,
        "act": standing and standing.act.value,
        "stage": (standing.stage or None) if standing else None,
        "since": standing and standing.since.isoformat(),
        "next": protocol.stages[place].id if protocol and place is not None else None,
        "may_be_tried_from": tried and tried.isoformat(),
        "against": against,
        "steps": [
            {
                "id": step.id,
                "at": step.at,
                "by": step.by,
                "act": step.act.value,
                "stage": step.stage or None,
                "answers": dict(step.answers),
                "cleared_by": step.cleared_by,
                "against": list(step.against),
                "override_reason": step.override_reason,
                "note": step.note,
                "state": step.view.state.value,
            }
            for step in course.steps
        ],
    }


def _write_course(course: Course, context: Context) -> None:
    now = context.services.clock()
    status = _status(course, context)
    since = f" since {_moment(status['since'], now)}" if status["since"] else ""
    output.line(f"{course.name}: {shown_standing(course)}{since}")
    if status["next"]:
        tried = status["may_be_tried_from"]
        when = f" from {_moment(tried, now)}" if tried else ""
        output.line(f"  {status['next']} may be tried{when} if all its gates are met:")
        for sentence in status["against"]:
            output.line(f"    {sentence}")
    for step in course.steps:
        words = f"{step.act.words} {course.stage_words(step.stage) if step.stage else ''}".strip()
        cleared = f", cleared by {step.cleared_by}" if step.cleared_by else ""
        state = " (entered in error)" if step.view.voided else ""
        output.line(f"  {_moment(step.at, now)}  {step.by}  {words}{cleared}{state}")
        if step.override_reason:
            output.line(f"    begun early, reason: {step.override_reason}")
            for sentence in step.against:
                output.line(f"      {sentence}")


def _moment(stored: str, now: datetime) -> str:
    return f"{local_moment(stored, now):%Y-%m-%d %H:%M}"


def step(context: Context) -> None:
    """Record a step; a stage against which something stands is refused unless a reason is given."""
    raw = as_object("step", read_json(context.given.file))
    protocols = context.services.chart.protocols
    made = protocols.record(context.given.incident, raw)
    output.ids([made], as_json=context.json)
    course = protocols.course(context.given.incident, str(raw["protocol"]).strip())
    if (
        raw["act"] == Act.COMPLETED
        and course.protocol
        and next_stage(course.protocol, course.standing) is None
    ):
        output.say(NOT_AVAILABILITY)
