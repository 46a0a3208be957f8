"""Working through a protocol: the gates of the next stage, trying it, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from trainer_tui.domain.protocol_course import Act, Course, next_stage
from trainer_tui.ui.actions import PROTOCOL, PROTOCOL_READ, bindings
from trainer_tui.ui.dialogs.ask import AskDialog
from trainer_tui.ui.dialogs.base import Dialog, keys_row, still
from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog
from trainer_tui.ui.dialogs.reason import ReasonDialog
from trainer_tui.ui.protocol_page import course_rows, protocol_rows
from trainer_tui.ui.text import Span, row
from trainer_tui.ui.widgets.lines import Lines

if TYPE_CHECKING:
    from trainer_tui.domain.protocols import Protocol
    from trainer_tui.ui.protocol_acts import ProtocolActs

ANSWERS = {1: True, 2: False, 3: None}


class ProtocolDialog(Dialog):
    """The course of one protocol on one incident; nothing in it happens by itself."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings(PROTOCOL))
    DEFAULT_CSS = """
    ProtocolDialog #course { max-height: 18; }
    """

    def __init__(self, acts: ProtocolActs, protocol: str) -> None:
        """Open a protocol; `acts` reads and writes it."""
        super().__init__()
        self.acts = acts
        self.protocol = protocol
        self.answers: dict[str, bool] = {}
        self.cleared_by = ""

    def content(self) -> ComposeResult:
        """Yield title, course and keys."""
        yield still([row(Span(self.course.name, "title"), Span(f"  {self._review()}", "warning"))])
        yield Lines(id="course")
        yield still([keys_row(PROTOCOL)])

    def _review(self) -> str:
        known = self.course.protocol
        return known.review.statement if known else ""

    @property
    def course(self) -> Course:
        """The course as it is recorded."""
        return self.acts.course(self.protocol)

    @property
    def lines(self) -> Lines:
        """The rows one works in."""
        return self.query_one("#course", Lines)

    def on_mount(self) -> None:
        """Take up answers that were given and not recorded."""
        self.answers, self.cleared_by = self.acts.kept(self.course)
        self._show(self._first_gate())
        super().on_mount()

    def on_screen_resume(self) -> None:
        """Catch up with what a dialog over this one recorded."""
        if self.is_mounted:
            self._show()

    def _first_gate(self) -> str | None:
        course = self.course
        place = next_stage(course.protocol, course.standing) if course.protocol else None
        if course.protocol is None or place is None:
            return None
        return f"gate.{course.protocol.stages[place].gates[0].id}"

    def _show(self, cursor: str | None = None) -> None:
        rows = course_rows(
            self.course,
            self.answers,
            self.cleared_by,
            self.acts.against(self.course, self.answers, self.cleared_by),
            self.acts.words,
        )
        self.lines.set_rows(rows, cursor=cursor or self.lines.cursor_key, keep_scroll=cursor is None)
        self.lines.refresh(layout=True)

    def _keep(self) -> None:
        self.acts.keep(self.course, self.answers, self.cleared_by)
        self._show()

    def _recorded(self) -> None:
        self.answers, self.cleared_by = {}, ""
        self.acts.discard()
        self._show(self._first_gate())

    # --- commands --------------------------------------------------------------------------------

    def action_answer(self, number: int) -> None:
        """Answer the gate under the cursor and go to the next line."""
        key = self.lines.cursor_key or ""
        if not self.is_current or not key.startswith("gate."):
            return
        answer = ANSWERS[number]
        if answer is None:
            self.answers.pop(key[5:], None)
        else:
            self.answers[key[5:]] = answer
        self._keep()
        self.lines.action_move(1)

    def action_cleared(self) -> None:
        """Say who cleared the athlete for this stage."""
        if not self.is_current:
            return

        def act(text: str) -> None:
            self.cleared_by = text.strip()
            self._keep()

        help_words = "The person, and where the paper is. It is recorded for this stage alone."
        self.app.push_screen(AskDialog("Who cleared?", act, value=self.cleared_by, help=help_words))

    @on(Lines.Selected, "#course")
    def action_try(self) -> None:
        """Begin the next stage; what stands against it is said, and a reason begins it all the same."""
        if not self.is_current:
            return
        given = {"act": Act.BEGUN.value, "answers": self.answers, "cleared_by": self.cleared_by}
        self._enter(given)

    def _enter(self, given: dict[str, Any]) -> None:
        refused = self.acts.enter(self.protocol, given)
        if refused is None:
            return
        if not refused:
            self._recorded()
            return

        def act(reason: str) -> None:
            self.acts.record(self.protocol, {**given, "reason": reason})

        self.app.push_screen(OverrideDialog(refused, act, then=self._recorded))

    def action_symptoms(self) -> None:
        """Record that symptoms returned."""
        self._ask("Symptoms returned: what came back?", Act.SYMPTOMS_RETURNED)

    def action_stop(self) -> None:
        """Record that the protocol is stopped."""
        self._ask("Stop this protocol: why?", Act.STOPPED)

    def _ask(self, title: str, act: Act) -> None:
        if not self.is_current:
            return

        def record(text: str) -> None:
            self.acts.record(self.protocol, {"act": act.value, "note": text})

        words = "May stay empty; enter records it."
        self.app.push_screen(AskDialog(title, record, help=words, then=self._recorded))

    def action_completed(self) -> None:
        """Record that the stage under way is completed."""
        done = {"act": Act.COMPLETED.value}
        if self.is_current and self.trainer.attempt(lambda: self.acts.record(self.protocol, done)):
            self._recorded()

    def action_step_back(self) -> None:
        """Go back to an earlier stage."""
        course = self.course
        here = course.protocol.place(course.standing.stage) if course.protocol and course.standing else None
        if not self.is_current or course.protocol is None or not here:
            return
        choices = [Choice(stage.id, stage.name) for stage in course.protocol.stages[:here]]

        def chosen(stage: str) -> None:
            given = {"act": Act.BEGUN.value, "stage": stage}
            if self.trainer.attempt(lambda: self.acts.record(self.protocol, given)):
                self._recorded()

        self.app.push_screen(ChooseDialog("Go back to", choices, chosen))


class OverrideDialog(ReasonDialog):
    """Says what stands against a stage and asks for the reason to begin it all the same."""

    def __init__(
        self, against: Sequence[str], act: Callable[[str], None], *, then: Callable[[], None]
    ) -> None:
        """Show what stands against the stage; `act` gets the reason, `then` follows it."""
        super().__init__("Begin it all the same?", act, then=then)
        self.against = tuple(against)

    def content(self) -> ComposeResult:
        """Yield the sentences above the line for the reason."""
        head = row(Span("Not begun. This stands against it:", "warning"))
        yield still([head, *(row(Span(f"▲ {each}"), indent=1, hang=2) for each in self.against), row("")])
        yield from super().content()


class ProtocolReader(Dialog):
    """A protocol to be read, with its sources."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings(PROTOCOL_READ))
    DEFAULT_CSS = """
    ProtocolReader #protocol { max-height: 19; }
    """

    def __init__(self, protocol: Protocol) -> None:
        """Show a protocol."""
        super().__init__()
        self.protocol = protocol

    def content(self) -> ComposeResult:
        """Yield title, protocol and keys."""
        sources = self.trainer.backstage.library.reference.sources(self.protocol.all_sources())
        yield still([row(Span(self.protocol.name, "title"))])
        yield Lines(protocol_rows(self.protocol, sources), id="protocol")
        yield still([keys_row(PROTOCOL_READ)])

    def first(self) -> Lines:
        """Return the protocol."""
        return self.query_one("#protocol", Lines)
