"""After the save, on the same record: the red flags are acknowledged, details follow one key each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from trainer_tui.domain.dates import is_late_entry
from trainer_tui.domain.recheck import recheck_words
from trainer_tui.domain.relation import Ground, Proposal
from trainer_tui.domain.vocabulary import (
    Contact,
    IncidentKind,
    ModeOfOnset,
    Region,
    Relation,
    Removed,
    SessionKind,
    Worded,
)
from trainer_tui.ui.actions import DETAILS, FLAGS, Command
from trainer_tui.ui.capture.step import PER_PAGE, Option, Step, pages_of, pick
from trainer_tui.ui.relation_words import in_order, why
from trainer_tui.ui.text import Row, Span, fit, row

OFFSETS = {5: "5 min", 10: "10 min", 15: "15 min", 30: "30 min", 60: "60 min"}
LATE_OFFSETS = {120: "2 h", 240: "4 h", 1440: "1 day"}
"""More than an hour before the report: the incident is marked as a late entry."""
LABEL_WIDTH = 16
NARRATIVE_SHOWN = 200
SEEN = "seen"
REFER = "refer"


class FlagsStep(Step):
    """The incident is saved and a red flag matched: somebody says that they saw it."""

    COMMANDS: ClassVar[Sequence[Command]] = FLAGS

    def rows(self) -> list[Row]:
        """Return what happened and what enter does."""
        rows = [row(Span("Saved.", "title"), f" {self.flow.held_words}")]
        if self.draft.incident and (recheck := self.flow.desk.chart.incident(self.draft.incident).recheck):
            words = recheck_words(recheck, self.flow.desk.clock())
            rows.append(row(Span("Next check: ", "label"), Span(words, "strong"), hang=2))
        return [
            *rows,
            row("Read the red flags below. escape leaves them open: they stay on Today."),
            row(Span("enter", "label"), Span(" I have seen these red flags", "strong"), key=SEEN),
            row(Span("    1", "label"), Span(" I have seen them: refer now", "strong"), key=REFER),
        ]

    def enter(self, key: str | None) -> None:
        """Store the acknowledgement, and refer when the cursor stands there."""
        self.flow.acknowledge(refer=key == REFER)

    def digit(self, digit: str) -> None:
        """Store the acknowledgement and go on to the referral."""
        if digit == "1":
            self.flow.acknowledge(refer=True)
        else:
            self.flow.problem = f"There is no choice {digit} here."


class Detail(StrEnum):
    """What is asked after the save, in this order."""

    KIND = "kind"
    CONDITION = "condition"
    CAUSES = "causes"
    RELATION = "relation"
    MODE = "mode_of_onset"
    CONTACT = "contact"
    REMOVED = "removed"
    ONSET = "onset"
    SESSION = "session_kind"
    NARRATIVE = "narrative"


_LABELS: Mapping[Detail, str] = {
    Detail.KIND: "Kind",
    Detail.CONDITION: "Condition",
    Detail.CAUSES: "Causes",
    Detail.RELATION: "Relation",
    Detail.MODE: "Onset was",
    Detail.CONTACT: "Contact",
    Detail.REMOVED: "Left play",
    Detail.ONSET: "When",
    Detail.SESSION: "During",
    Detail.NARRATIVE: "What happened",
}
_VOCABULARIES: Mapping[Detail, type[Worded]] = {
    Detail.KIND: IncidentKind,
    Detail.MODE: ModeOfOnset,
    Detail.CONTACT: Contact,
    Detail.REMOVED: Removed,
    Detail.SESSION: SessionKind,
}


class DetailsStep(Step):
    """Each line one key; enter leaves it unknown, escape is done."""

    COMMANDS: ClassVar[Sequence[Command]] = DETAILS

    @property
    def questions(self) -> list[Detail]:
        """What is asked: the kind only where no part was hurt, causes only of a condition that has some,
        the relation only of somebody who has earlier incidents.
        """
        asked = list(Detail)
        if self._earlier() is None:
            asked.remove(Detail.RELATION)
        if self.draft.region not in (None, Region.UNSPECIFIED.value):
            asked.remove(Detail.KIND)
        if not self._causes():
            asked.remove(Detail.CAUSES)
        return asked

    @property
    def question(self) -> Detail:
        """The question under the cursor."""
        key = self.flow.cursor
        return Detail(key) if key in set(Detail) else self.questions[0]

    # --- what is shown ---------------------------------------------------------------------------

    def rows(self) -> list[Row]:
        """Return every question with its answer; the choices stand under the one with the cursor."""
        rows = [row(Span("Saved. More, if there is time; escape is done", "heading"))]
        # The cursor is looked at directly: where it may stand is read from these rows.
        here = self.draft.cursor or self.questions[0].value
        for question in self.questions:
            answer = self._answer(question)
            spans = [Span(fit(_LABELS[question], LABEL_WIDTH), "label"), Span(answer or "—", "strong")]
            rows.append(row(*spans, *self._proposed(question), key=question.value, hang=LABEL_WIDTH))
            if question.value == here:
                rows += list(self._choices(question))
        return rows

    def _choices(self, question: Detail) -> Iterator[Row]:
        if question is Detail.NARRATIVE:
            return
        options = self._options(question)
        shown = options[self.draft.page * PER_PAGE : (self.draft.page + 1) * PER_PAGE]
        spans: list[Span] = []
        for number, option in enumerate(shown, start=1):
            chosen = option.key in self._chosen(question)
            spans += [Span(f"{number} ", "label"), Span(f"{option.words}   ", "match" if chosen else "text")]
        if len(options) > PER_PAGE:
            spans += [Span("0 ", "label"), Span("more   ")]
        if question is Detail.CONDITION:
            spans += [Span("/ ", "label"), Span("by name")]
        yield row(*spans, indent=LABEL_WIDTH)

    def _earlier(self) -> Proposal | None:
        """Return what the record says of earlier incidents; None for a guest and where there are none."""
        proposal = self.flow.proposal
        return None if proposal is None or proposal.ground is Ground.NOTHING_EARLIER else proposal

    def _proposed(self, question: Detail) -> Iterator[Span]:
        """Say beside the relation what the record proposes, and why."""
        if question is Detail.RELATION and (proposal := self._earlier()):
            known = proposal.relation is not Relation.UNKNOWN
            words = f"proposed {proposal.relation.words}: " if known else ""
            yield Span(f"  {words}{why(proposal, self.flow.desk.chart)}", "muted")

    def _answer(self, question: Detail) -> str:
        if question is Detail.ONSET:
            return self._onset_words(self.draft.onset_minutes)
        if question is Detail.NARRATIVE:
            return self.draft.narrative[:NARRATIVE_SHOWN]
        if question is Detail.CONDITION:
            entry = self.flow.condition_entry()
            return entry.name if entry else ""
        if not (chosen := self._chosen(question)):
            return ""
        options = {option.key: option.words for option in self._options(question)}
        return ", ".join(options.get(key, key) for key in chosen)

    def _chosen(self, question: Detail) -> list[str]:
        if question is Detail.CAUSES:
            return self.draft.causes
        if question is Detail.ONSET:
            return [str(self.draft.onset_minutes)]
        value = getattr(self.draft, question.value)
        return [value] if value else []

    def _options(self, question: Detail) -> Sequence[Option]:
        if question in _VOCABULARIES:
            return [Option(v.value, v.words) for v in _VOCABULARIES[question] if v.value != "unknown"]
        if question is Detail.RELATION:
            return [Option(each.value, each.words) for each in in_order(self._earlier())]
        if question is Detail.ONSET:
            soon, late = (
                [Option(str(minutes), f"−{words}") for minutes, words in offsets.items()]
                for offsets in (OFFSETS, LATE_OFFSETS)
            )
            return [*soon, Option("0", "when it was reported"), *late]
        if question is Detail.CAUSES:
            return self._causes()
        return self._conditions()

    def _causes(self) -> list[Option]:
        condition = self.draft.condition
        causes = self.flow.desk.reference.causes(condition) if condition else ()
        return [Option(label.id, label.text) for label in causes]

    def _conditions(self) -> list[Option]:
        entries = self.flow.desk.reference.catalogue.entries.values()
        return [Option(e.id, e.name) for e in entries if self.draft.body_region in e.regions]

    def _onset_words(self, minutes: int) -> str:
        reported = datetime.fromisoformat(self.draft.started_at)
        moment = reported - timedelta(minutes=minutes)
        span = {**OFFSETS, **LATE_OFFSETS}.get(minutes, f"{minutes} min")
        before = f", {span} before the report" if minutes else ", when it was reported"
        late = ": late entry" if is_late_entry(moment.isoformat(), reported.isoformat()) else ""
        day = f"{moment:%H:%M}" if moment.date() == reported.date() else f"{moment:%Y-%m-%d %H:%M}"
        return f"{day}{before}{late}"

    def hint(self) -> list[Row]:
        """Return what the keys do here."""
        words = {
            Detail.CAUSES: "A digit takes or drops a cause; several may stand. enter goes on.",
            Detail.NARRATIVE: "Type it; enter is done.",
            Detail.RELATION: "A digit confirms the proposal or says otherwise; enter leaves it open.",
        }
        usual = "A digit answers; enter goes on and leaves it as it is."
        return [row(Span(words.get(self.question, usual), "muted"))]

    # --- keys ------------------------------------------------------------------------------------

    def digit(self, digit: str) -> None:
        """Answer the question under the cursor and go on; causes stay, because there may be several."""
        question = self.question
        options = self._options(question)
        if digit == "0" and len(options) > PER_PAGE:
            self.draft.page = (self.draft.page + 1) % pages_of(options)
            return
        picked = pick(options, self.draft.page, digit)
        if picked is None:
            self.flow.problem = f"There is no choice {digit} here."
        elif question is Detail.CAUSES:
            self.draft.causes = _toggled(self.draft.causes, picked)
        else:
            self._take(question, picked)
            self._next(question)

    def _take(self, question: Detail, key: str) -> None:
        if question is Detail.CONDITION:
            self.flow.set_condition(key)
        elif question is Detail.ONSET:
            self.draft.onset_minutes = int(key)
        else:
            setattr(self.draft, question.value, key)

    def _next(self, question: Detail) -> None:
        asked = self.questions
        number = asked.index(question) + 1
        self.draft.page = 0
        if number < len(asked):
            self.draft.cursor = asked[number].value
        else:
            self.flow.finish()

    def enter(self, key: str | None) -> None:
        """Go on; after the last line it is done."""
        self._next(self.question)

    def leave_row(self) -> bool:
        """Start each question on its first choices."""
        self.draft.page = 0
        return True

    def back(self) -> None:
        """Go to the question before."""
        asked = self.questions
        number = asked.index(self.question)
        self.draft.page = 0
        self.draft.cursor = asked[max(0, number - 1)].value


def _toggled(chosen: Sequence[str], key: str) -> list[str]:
    return [each for each in chosen if each != key] if key in chosen else [*chosen, key]
