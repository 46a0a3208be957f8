"""Assessing an incident once more: the life questions and the sweep of its region, added to what is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.findings import LIFE_QUESTIONS, Answer
from trainer_tui.domain.ports import DraftStore
from trainer_tui.domain.triage import Triage, not_begun_here
from trainer_tui.domain.vocabulary import Region
from trainer_tui.services.amending import ADDED_LATER
from trainer_tui.services.capture import CaptureDraft, Captures, add_reasons
from trainer_tui.ui.capture.flow import Desk, Flow


class NewAssessment(Captures):
    """Keeps the answers of a new assessment and adds it to its incident; earlier ones stay as they are."""

    def __init__(self, desk: Desk, drafts: DraftStore, incident: str) -> None:
        super().__init__(drafts, desk.chart, desk.vocabulary, desk.clock)
        self.incident = desk.chart.incident(incident).incident

    def free_name(self) -> str:
        """Return the one name such a draft has: an incident is assessed once at a time."""
        return f"form-assess-{self.incident.id}"

    def start(self) -> CaptureDraft:
        """Return an empty draft of the incident."""
        incident, now = self.incident, self._clock()
        before = now - datetime.fromisoformat(incident.onset_at)
        return replace(
            super().start(),
            step="life",
            athlete=incident.athlete,
            guest=incident.guest,
            who_words=self._chart.incident(incident.id).who,
            region=None if incident.region is Region.UNSPECIFIED else incident.region.value,
            side=incident.side.value,
            condition=incident.condition,
            onset_minutes=max(0, int(before.total_seconds() // 60)),
        )

    def answers(self, draft: CaptureDraft) -> Mapping[str, Answer]:
        """Return what is known: the answers given now over those given before."""
        return self._chart.answers_with(
            self.incident, (self._clock().isoformat(), draft.findings, draft.vitals)
        )

    def triage(self, draft: CaptureDraft, athlete: Athlete | None) -> Triage:
        """Return what the rules make of everything known."""
        incident = self.incident
        return self._chart.preview_triage(
            self.answers(draft), None, incident.region, athlete, incident.onset_at
        )

    def save(self, name: str | None, draft: CaptureDraft) -> str:
        """Add the assessment; raises BadInput when nothing was answered."""
        findings = {finding: answer for finding, answer in draft.findings.items() if answer is not None}
        raw: dict[str, object] = {"findings": findings} if findings else {}
        if draft.vitals:
            raw["vitals"] = [{"at": draft.vitals_at or self._clock().isoformat(), **draft.vitals}]
        if not raw:
            raise BadInput("Nothing is answered yet; answer at least one question, or escape leaves.")
        self._chart.amend_incident(self.incident.id, add_reasons(raw, draft, self._vocabulary), ADDED_LATER)
        draft.incident = self.incident.id
        if name is not None:
            self.discard(name)
        return self.incident.id


@dataclass
class AgainFlow(Flow):
    """The capture's steps without who and where, which are known."""

    def go(self, step: str, *, cursor: str | None = None, typed: str = "", asked: str | None = None) -> None:
        """Show another step; what would be asked before or after is passed over."""
        if step in ("side", "region"):
            forward = self.draft.step == "life"
            step, cursor = ("sweep", None) if forward else ("life", LIFE_QUESTIONS[-1])
        if step == "who":
            self.leave()
        elif step == "details":
            self.finished = True
            self.said = "Added as a new assessment; the earlier ones stay."
        else:
            super().go(step, cursor=cursor, typed=typed, asked=asked)

    def leave(self) -> None:
        """Leave with the answers kept; without any there is nothing to keep."""
        super().leave()
        if self.finished and self.draft.incident is None and not (self.draft.findings or self.draft.vitals):
            self.discard()

    @property
    def number(self) -> int | None:
        """Such a draft has no number: it is found again on its incident."""
        return None

    @property
    def quiet(self) -> Collection[str]:
        """The undecided rules below an emergency that only the roster has begun."""
        captures = self.desk.captures
        assert isinstance(captures, NewAssessment)
        return not_begun_here(self.triage, captures.answers(self.draft))


def again_flow(desk: Desk, drafts: DraftStore, incident: str) -> AgainFlow:
    """Return the flow of a new assessment, with what was answered before the app stopped."""
    captures = NewAssessment(desk, drafts, incident)
    desk = replace(desk, captures=captures)
    kept = captures.load(captures.free_name())
    return AgainFlow(desk, kept or captures.start(), captures.free_name() if kept else None)
