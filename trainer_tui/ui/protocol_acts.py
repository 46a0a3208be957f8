"""What one does with the protocols of an incident: start, go on, keep what is half answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from trainer_tui.domain.errors import TrainerError
from trainer_tui.domain.protocol_course import Act, Course, next_stage
from trainer_tui.services.incident_entry import refuse_voided
from trainer_tui.services.protocols import NOT_AVAILABILITY, Protocols, StandsAgainst
from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog
from trainer_tui.ui.words import Words

if TYPE_CHECKING:
    from trainer_tui.ui.app import TrainerApp

OTHER = "other"


class ProtocolActs:
    """The acts on the protocols of one incident."""

    def __init__(self, app: TrainerApp, incident: str) -> None:
        self._app = app
        self.incident = incident
        self.draft = f"form-protocol-{incident}"

    @property
    def protocols(self) -> Protocols:
        """The service."""
        return self._app.services.chart.protocols

    @property
    def words(self) -> Words:
        """What puts stored values into words."""
        services = self._app.services
        return Words(services.chart, services.reference.catalogue, services.clock())

    def course(self, protocol: str) -> Course:
        """Return the course of a protocol as it is recorded."""
        return self.protocols.course(self.incident, protocol)

    # --- opening ---------------------------------------------------------------------------------

    def open(self) -> None:
        """Open the protocol of the incident; of several ask which, without one offer those that serve it."""
        if not self._app.attempt(self._refuse_voided):
            return
        courses = self.protocols.courses(self.incident)
        running = [course for course in courses if course.standing and course.standing.running]
        if not running:
            self._offer()
            return
        choices = [Choice(course.id, course.name) for course in running]
        choices.append(Choice(OTHER, "start another protocol"))
        self._app.push_screen(ChooseDialog("Protocols of this incident", choices, self._chosen))

    def _refuse_voided(self) -> None:
        refuse_voided(self._app.services.chart.incident(self.incident).incident)

    def _chosen(self, key: str) -> None:
        if key == OTHER:
            self._offer()
        else:
            self.work(key)

    def _offer(self) -> None:
        running = {c.id for c in self.protocols.courses(self.incident) if c.standing and c.standing.running}
        offered = [each for each in self.protocols.serving(self.incident) if each.id not in running]
        if not offered:
            self._app.say("Every protocol for this condition is started already.")
            return
        choices = [Choice(each.id, each.name) for each in offered]
        remark = "Starting one begins no stage."
        self._app.push_screen(ChooseDialog("Start a protocol", choices, self._start, remark=remark))

    def _start(self, protocol: str) -> None:
        if self._app.attempt(lambda: self.record(protocol, {"act": Act.STARTED.value})):
            self.work(protocol)

    def work(self, protocol: str) -> None:
        """Open one protocol to work in."""
        from trainer_tui.ui.dialogs.protocol import ProtocolDialog

        if self._app.attempt(self._refuse_voided):
            self._app.push_screen(ProtocolDialog(self, protocol))

    # --- recording -------------------------------------------------------------------------------

    def record(self, protocol: str, given: Mapping[str, Any]) -> None:
        """Record a step; raises TrainerError."""
        self.protocols.record(self.incident, {"protocol": protocol, **given})
        self._app.records_changed()
        course = self.course(protocol)
        last = course.protocol is not None and next_stage(course.protocol, course.standing) is None
        if given["act"] == Act.COMPLETED and last:
            self._app.say(f"{NOT_AVAILABILITY} Key v.")

    def enter(self, protocol: str, given: Mapping[str, Any]) -> tuple[str, ...] | None:
        """Try to begin a stage; return what stands against it, nothing when begun, None when it cannot be."""
        try:
            self.record(protocol, given)
        except StandsAgainst as refusal:
            return refusal.against
        except TrainerError as error:
            self._app.show_error(error)
            return None
        return ()

    def against(self, course: Course, answers: Mapping[str, bool], cleared_by: str) -> list[str]:
        """Return what stands against the next stage now; nothing where there is none."""
        place = next_stage(course.protocol, course.standing) if course.protocol else None
        return [] if place is None else self.protocols.against(course, place, answers, cleared_by)

    # --- answers that are not recorded yet -------------------------------------------------------

    def keep(self, course: Course, answers: Mapping[str, bool], cleared_by: str) -> None:
        """Keep what is answered as a draft."""
        draft = {**self._about(course), "answers": dict(answers), "cleared_by": cleared_by}
        self._app.attempt(lambda: self._app.backstage.drafts.save(self.draft, draft))

    def kept(self, course: Course) -> tuple[dict[str, bool], str]:
        """Return what was answered for the stage that comes next; answers to another stage are not taken."""
        draft = self._app.backstage.drafts.load(self.draft) or {}
        if not draft or any(draft.get(key) != value for key, value in self._about(course).items()):
            return {}, ""
        answers = draft.get("answers")
        given = answers if isinstance(answers, dict) else {}
        return {gate: a for gate, a in given.items() if isinstance(a, bool)}, str(draft.get("cleared_by", ""))

    def discard(self) -> None:
        """Give the draft up: what it held is recorded."""
        self._app.attempt(lambda: self._app.backstage.drafts.discard(self.draft))

    @staticmethod
    def _about(course: Course) -> dict[str, str]:
        place = next_stage(course.protocol, course.standing) if course.protocol else None
        stage = course.protocol.stages[place].id if course.protocol and place is not None else ""
        steps = course.steps[-1].id if course.steps else ""
        return {"protocol": course.id, "stage": stage, "after": steps}
