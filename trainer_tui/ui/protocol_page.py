"""A protocol as rows of text: on the page of an incident, as a course to work in, and to be read alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from trainer_tui.domain.conditions import Source
from trainer_tui.domain.protocol_course import Act, Course, next_stage, shown_standing, tried_from
from trainer_tui.ui.record_page import RecordPage, Target, in_error
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.words import Words

if TYPE_CHECKING:
    from trainer_tui.domain.protocols import Protocol, Stage

MARKS = {True: "✓ yes", False: "× no", None: "? not asked"}
ACT_MARKS = {
    Act.BEGUN: ("▶", "under way"),
    Act.COMPLETED: ("✓", "completed"),
    Act.SYMPTOMS_RETURNED: ("▲", "symptoms returned"),
}
AVAILABILITY = "What the athlete may do is changed by a person: v. Any hold stands."
AGAIN = "Assess again: R on the page of the incident."
CLEARED = "cleared"


def add_protocols(page: RecordPage, courses: Sequence[Course], offered: Sequence[str], words: Words) -> None:
    """Add where each protocol of an incident stands, what was begun early and why, and every step."""
    if not courses and not offered:
        return
    page.head(f"Protocol ({len(courses)})")
    for course in courses:
        _add_course(page, course, words)
    for name in () if courses else offered:
        page.entry("protocol", Span(f"{name}: ", "text"), Span("not started; P starts it", "muted"))


def _add_course(page: RecordPage, course: Course, words: Words) -> None:
    key = f"protocol.{course.id}"
    since = words.moment(course.standing.since.isoformat()) if course.standing else ""
    page.entry(
        key,
        Span(course.name, "link"),
        Span(f"  {shown_standing(course)}", "strong"),
        Span(f"  since {since}" if since else "", "label"),
        target=Target("protocol", course.id),
    )
    if tried := _tried(course, words):
        page.entry(f"{key}.next", Span(tried, "muted"), indent=3)
    if _at_the_end(course):
        page.entry(f"{key}.end", Span(AVAILABILITY, "muted"), indent=3)
    for step in course.steps:
        stage = course.stage_words(step.stage) if step.stage else ""
        cleared = f"  cleared by {step.cleared_by}" if step.cleared_by else ""
        page.entry(
            f"step.{step.id}",
            *in_error(step.view.voided),
            Span(f"{words.moment(step.at)}  {step.by}  ", "label"),
            f"{step.act.words} {stage}".strip() + cleared,
            Span(f"  {step.note}" if step.note else "", "muted"),
            indent=3,
        )
        if step.override_reason:
            early = Span(f"▲ begun early, reason: {step.override_reason}", "warning")
            page.entry(f"step.{step.id}.early", early, Span("  " + " ".join(step.against), "muted"), indent=5)


def _tried(course: Course, words: Words) -> str:
    """Say from when the hours allow the next stage to be tried, with the other gates in one breath."""
    if course.protocol is None:
        return "This library no longer has the protocol; what was recorded stays."
    place, at = next_stage(course.protocol, course.standing), tried_from(course.protocol, course.standing)
    if place is None:
        return ""
    stage = course.protocol.stages[place]
    gates = [f"{len(stage.gates)} {'question' if len(stage.gates) == 1 else 'questions'}"]
    gates += [f"cleared by {stage.clearance.by}"] if stage.clearance else []
    when = f"may be tried from {words.moment(at.isoformat())} if" if at else "may be tried if"
    met = "all gates are met"
    return f"{_capital(course.protocol.words(place))} {when} {met}: {', '.join(gates)}."


def _at_the_end(course: Course) -> bool:
    standing, protocol = course.standing, course.protocol
    return bool(
        protocol
        and standing
        and standing.act is Act.COMPLETED
        and protocol.place(standing.stage) == len(protocol.stages) - 1
    )


def course_rows(
    course: Course, answers: Mapping[str, bool], cleared_by: str, against: Sequence[str], words: Words
) -> list[Row]:
    """Lay out a course to work in: the stages, the gates of the next one, and what stands against it."""
    protocol = course.protocol
    if protocol is None:
        return [row(Span(_tried(course, words), "warning"))]
    rows = [_stage_row(course, protocol, place, words) for place in range(len(protocol.stages))]
    place = next_stage(protocol, course.standing)
    if course.standing and course.standing.act is Act.SYMPTOMS_RETURNED and protocol.symptoms_return:
        back = protocol.symptoms_return
        rows += [row(""), _said(Span(f"▲ {back.text}", "warning"), back.sources)]
        rows.append(row(Span(AGAIN, "strong"), indent=1))
    if _at_the_end(course):
        rows += [row(""), row(Span(AVAILABILITY, "strong"))]
    if place is None:
        return rows
    stage = protocol.stages[place]
    rows += [row(""), row(Span(f"Before {protocol.words(place)}", "heading"))]
    rows.append(_said(Span(stage.text), stage.sources))
    rows += _gate_rows(stage, answers, cleared_by)
    rows.append(row(""))
    rows.append(row(Span(_tried(course, words), "muted"), hang=2))
    head = (
        "Against it now"
        if against
        else "Nothing recorded stands against trying it, which is no clearance. enter begins it."
    )
    rows.append(row(Span(head, "warning" if against else "strong")))
    return rows + [row(Span(f"▲ {sentence}"), indent=1, hang=2) for sentence in against]


def _stage_row(course: Course, protocol: Protocol, place: int, words: Words) -> Row:
    stage, standing = protocol.stages[place], course.standing
    following = next_stage(protocol, standing)
    here = protocol.place(standing.stage) if standing else None
    mark, state = "·", "not begun"
    if standing and here == place and standing.act in ACT_MARKS:
        mark, state = ACT_MARKS[standing.act]
        state += f" since {words.moment(standing.since.isoformat())}"
    elif following is not None and place == following:
        mark, state = "○", "next"
    elif here is not None and place < (here if following is None else following):
        mark, state = "✓", "done"
    style = "strong" if mark in "▶▲" else "text"
    parts = (Span(f"{mark} ", style), Span(f"{place + 1} {stage.name}  ", style), Span(state, "muted"))
    return row(*parts, key=f"stage.{stage.id}", hang=4)


def _gate_rows(stage: Stage, answers: Mapping[str, bool], cleared_by: str) -> Iterator[Row]:
    for gate in stage.gates:
        answer = answers.get(gate.id)
        mark = Span(f"{MARKS[answer]}  ", "strong" if answer else "warning")
        yield _said(mark, gate.sources, Span(gate.text), key=f"gate.{gate.id}")
    if stage.clearance:
        said = cleared_by or "not recorded; c says who"
        mark = Span(f"Cleared by {stage.clearance.by}: ", "label")
        shown = Span(f"{said}  ", "strong" if cleared_by else "warning")
        yield _said(mark, stage.clearance.sources, shown, Span(stage.clearance.text, "muted"), key=CLEARED)


def _said(first: Span, sources: Sequence[str], *more: Span, key: str | None = None) -> Row:
    cited = Span(f" [{', '.join(sources)}]", "muted")
    return row(first, *more, cited, key=key, indent=1, hang=2)


def protocol_rows(protocol: Protocol, sources: Sequence[Source]) -> list[Row]:
    """Lay out a protocol to be read: every statement with its sources, and the bibliography at the end."""
    rows = [row(Span(protocol.review.statement, "warning"), Span(f"  version {protocol.version}", "muted"))]
    rows += [
        _said(Span(each.text), each.sources, key=f"summary.{n}") for n, each in enumerate(protocol.summary)
    ]
    for place, stage in enumerate(protocol.stages):
        rows += [row(""), row(Span(f"{place + 1} {stage.name}", "heading"))]
        said = list(stage.statements())
        rows += [_said(Span(each.text), each.sources, key=f"{stage.id}.{n}") for n, each in enumerate(said)]
    if back := protocol.symptoms_return:
        rows += [row(""), row(Span("When symptoms return", "heading"))]
        rows.append(_said(Span(back.text), back.sources, key="symptoms_return"))
    for number, conflict in enumerate(protocol.conflicts):
        rows += [row(""), row(Span(f"Where sources differ: {conflict.topic}", "heading"))]
        for letter, each in zip("ABCDEFGH", conflict.positions, strict=False):
            rows.append(
                _said(Span(f"{letter}: ", "label"), each.sources, Span(each.text), key=f"c{number}{letter}")
            )
    if protocol.pointers:
        rows += [row(""), row(Span("Tools, named and not reproduced", "heading"))]
        rows += [
            _said(Span(each.text), each.sources, key=f"p.{n}") for n, each in enumerate(protocol.pointers)
        ]
    rows += [row(""), row(Span("Sources", "heading"))]
    rows += [
        row(Span(f"{each.id}  ", "label"), each.words, key=f"source.{each.id}", indent=1, hang=2)
        for each in sources
    ]
    return rows


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
