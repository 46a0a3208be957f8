"""Protocols of return on incidents: what was recorded, what stands against a stage, and writing a step.

Nothing here changes what an athlete may do: that is said by a person, apart from any protocol.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from trainer_tui.domain.dates import parse_moment, shown
from trainer_tui.domain.due import Due, DueKind
from trainer_tui.domain.errors import BadInput, FieldError, NotFound
from trainer_tui.domain.incidents import Incident
from trainer_tui.domain.input_fields import as_object, choice, line, note_text, refuse_unknown
from trainer_tui.domain.protocol_course import (
    Act,
    Course,
    Standing,
    course_of,
    goes_back,
    may_begin,
    next_stage,
    tried_from,
)
from trainer_tui.domain.records import PROTOCOL_STEPS
from trainer_tui.services.incident_entry import refuse_voided
from trainer_tui.services.records import Records
from trainer_tui.services.reference import Reference

if TYPE_CHECKING:
    from trainer_tui.domain.protocols import Protocol, Stage

FIELDS = ("protocol", "act", "stage", "at", "answers", "cleared_by", "reason", "note")
NOT_AVAILABILITY = "What the athlete may do is not changed by this: a person changes it, and any hold stands."
"""Said whenever the last stage is completed."""


class StandsAgainst(BadInput):
    """A stage is not begun: something stands against it and no reason was given."""

    def __init__(self, stage: str, against: Sequence[str]) -> None:
        super().__init__(
            f"{_capital(stage)} was not begun. {' '.join(against)} "
            "Give a reason to begin it all the same; it stays in the record."
        )
        self.stage = stage
        self.against = tuple(against)


class Protocols:
    """Reads and writes the courses of protocols."""

    def __init__(self, records: Records, reference: Reference) -> None:
        self._records = records
        self._reference = reference

    def courses(self, incident: str) -> list[Course]:
        """Return the course of every protocol that was ever started for an incident, oldest first."""
        steps = self._records.protocol_steps(incident)
        known = self._reference.protocols if steps else {}
        started = dict.fromkeys(step.protocol for step in steps)
        return [course_of(incident, ident, known.get(ident), steps) for ident in started]

    def course(self, incident: str, protocol: str) -> Course:
        """Return the course of one protocol, started or not; raises NotFound."""
        self._records.incident(incident)
        steps = self._records.protocol_steps(incident)
        found = self._reference.protocols.get(protocol)
        if found is None and not any(step.protocol == protocol for step in steps):
            self._reference.protocol(protocol)
        return course_of(incident, protocol, found, steps)

    def serving(self, incident: str) -> list[Protocol]:
        """Return the protocols that serve the condition of an incident; all of them when none does."""
        serving = self._reference.protocols_for(self._records.incident(incident).condition)
        known = self._reference.protocols
        return [known[label.id] for label in serving] or list(known.values())

    def against(self, course: Course, place: int, answers: Mapping[str, bool], cleared_by: str) -> list[str]:
        """Return what stands against beginning a stage at this moment, in sentences."""
        protocol = _known(course)
        return may_begin(protocol, place, course.standing, self._now(), answers, cleared_by)

    def record(self, incident_id: str, raw: Mapping[str, Any]) -> str:
        """Record a step and return its id; of an object of the contract `protocol` and `act` are needed.

        Without `stage` it is the one that comes next, or the one under way. Raises StandsAgainst when
        something stands against a stage and no reason is given, FieldError, BadInput and NotFound.
        """
        refuse_voided(self._records.incident(incident_id))
        given = as_object("step", raw)
        refuse_unknown("", given, FIELDS)
        course = self.course(incident_id, self._ident(given))
        act = choice("act", given.get("act"), Act)
        if act is None:
            raise FieldError("act", f"is needed: one of {', '.join(Act)}.")
        fields: dict[str, Any] = {"incident": incident_id, "protocol": course.id, "act": act.value}
        fields |= {"at": self._moment(given), "protocol_version": _known(course).version, "stage": ""}
        fields |= {"cleared_by": line("cleared_by", given.get("cleared_by")), "answers": {}, "against": []}
        fields |= {"override_reason": "", "note": note_text("note", given.get("note"))}
        reason = line("reason", given.get("reason"))
        if act in (Act.BEGUN, Act.STEPPED_BACK):
            fields |= self._entering(course, act, given, fields, reason)
        else:
            fields |= {"stage": _about(course, act, given)}
            fields["note"] = fields["note"] or reason
        with self._records.change() as change:
            return change.create(PROTOCOL_STEPS, fields)

    def _ident(self, given: Mapping[str, Any]) -> str:
        ident = line("protocol", given.get("protocol"))
        if not ident:
            raise FieldError("protocol", f"is needed: one of {', '.join(self._reference.protocols)}.")
        return ident

    def _moment(self, given: Mapping[str, Any]) -> str:
        now, at = self._now(), given.get("at")
        return now.isoformat() if at is None else parse_moment("at", at, now).isoformat()

    def _entering(
        self, course: Course, act: Act, given: Mapping[str, Any], fields: Mapping[str, Any], reason: str
    ) -> dict[str, Any]:
        """Return what is stored of a stage that is begun, early only with a reason."""
        protocol, standing = _running(course)
        place = _place(protocol, given, next_stage(protocol, standing))
        if place is None:
            raise BadInput(f"{protocol.name}: the last stage was begun; there is none after it.")
        stage = protocol.stages[place]
        if standing.stage == stage.id and standing.act in (Act.BEGUN, Act.COMPLETED):
            raise BadInput(f"{_capital(protocol.words(place))} is {standing.act.words} already.")
        back = goes_back(protocol, place, standing)
        if act is Act.STEPPED_BACK and not back:
            raise FieldError("stage", f"{shown(stage.id)} does not lie before the stage of now.")
        answers = _answers(stage, given.get("answers"))
        at = datetime.fromisoformat(fields["at"])
        against = may_begin(protocol, place, standing, at, answers, fields["cleared_by"])
        if against and not reason:
            raise StandsAgainst(protocol.words(place), against)
        return {
            "act": (Act.STEPPED_BACK if back else Act.BEGUN).value,
            "stage": stage.id,
            "answers": answers,
            "against": against,
            "override_reason": reason if against else "",
            "note": fields["note"] or ("" if against else reason),
        }

    def due(self, now: datetime) -> Iterator[Due]:
        """Yield the stages whose hours have passed: their other gates can be asked. None of them is late."""
        for ident in self._records.with_protocols():
            yield from (due for due in self.tries(self._records.incidents[ident]) if due.at <= now)

    def tries(self, incident: Incident) -> Iterator[Due]:
        """Yield from when on the next stages of an open incident may be tried, also later than now."""
        for course in self.courses(incident.id) if incident.open else ():
            if course.protocol is None:
                continue
            at = tried_from(course.protocol, course.standing)
            place = next_stage(course.protocol, course.standing)
            if at is not None and place is not None:
                what = f"stage {place + 1} may be tried: gates to ask"
                yield Due(DueKind.STAGE, course.id, incident.id, at, what)

    def _now(self) -> datetime:
        return self._records.ledger.clock()


def _known(course: Course) -> Protocol:
    if course.protocol is None:
        raise NotFound(f"This library has no protocol {shown(course.id)} any more; what was recorded stays.")
    return course.protocol


def _running(course: Course) -> tuple[Protocol, Standing]:
    if course.standing is None or not course.standing.running:
        raise BadInput(f"{course.name}: not started for this incident, or stopped; start it first.")
    return _known(course), course.standing


def _place(protocol: Protocol, given: Mapping[str, Any], otherwise: int | None) -> int | None:
    stage = line("stage", given.get("stage"))
    if not stage:
        return otherwise
    place = protocol.place(stage)
    if place is None:
        known = ", ".join(each.id for each in protocol.stages)
        raise FieldError("stage", f"{shown(stage)} is no stage of this protocol; it has {known}.")
    return place


def _about(course: Course, act: Act, given: Mapping[str, Any]) -> str:
    """Return the stage that an act is about, empty for the protocol as a whole."""
    if act is Act.STARTED:
        if course.standing is not None and course.standing.running:
            raise BadInput(f"{course.name}: started already.")
        return ""
    protocol, standing = _running(course)
    if act is Act.STOPPED:
        return standing.stage
    allowed = (Act.BEGUN,) if act is Act.COMPLETED else (Act.BEGUN, Act.COMPLETED)
    if standing.act not in allowed:
        raise BadInput(f"{protocol.name}: no stage is under way.")
    place = _place(protocol, given, None)
    if place is not None and protocol.stages[place].id != standing.stage:
        raise FieldError("stage", f"{shown(protocol.stages[place].id)} is not the stage of now.")
    return standing.stage


def _answers(stage: Stage, raw: object) -> dict[str, bool]:
    """Read the answers to the gates of a stage; null is not asked."""
    given = {} if raw is None else as_object("answers", raw)
    gates = [gate.id for gate in stage.gates]
    refuse_unknown("answers", given, gates)
    for gate, answer in given.items():
        if answer is not None and not isinstance(answer, bool):
            raise FieldError(f"answers.{gate}", "must be true, false or null.")
    return {gate: answer for gate, answer in given.items() if answer is not None}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
