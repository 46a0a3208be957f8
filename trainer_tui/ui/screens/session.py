"""A session of a team: who trains or plays, said by exception in as few keys as there are exceptions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType

from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.errors import BadInput, TrainerError
from trainer_tui.domain.sessions import Session
from trainer_tui.domain.vocabulary import SessionKind
from trainer_tui.services.people import label_of
from trainer_tui.services.sessions import Plan
from trainer_tui.ui.actions import SESSION, Command, bindings
from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog
from trainer_tui.ui.dialogs.reason import ReasonDialog
from trainer_tui.ui.roll_call import RollCall, RollDraft, draft_of
from trainer_tui.ui.roll_lines import RollLines
from trainer_tui.ui.roll_page import (
    KEPT,
    LAST_WEEK,
    NO_TEAM,
    SAVE,
    choice_rows,
    doubt_rows,
    kept_page,
    kind_choices,
    roll_head,
    roll_rows,
    team_choices,
)
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.bars import ModeBar
from trainer_tui.ui.widgets.lines import Lines


class SessionScreen(BaseScreen):
    """Team, kind, then the roll; enter on its first line saves."""

    MODE = "athletes"
    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = SESSION
    HELP_TEXT = (
        "Everybody of the team takes part in full unless you mark them. Who is out or limited is proposed, "
        "and marked so; nothing is stored before you save. The letter before a name marks it, and so do the "
        "digits of a jersey; enter on a name offers every level and the minutes. It is all kept as a draft."
    )
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(SESSION))
    DEFAULT_CSS = """
    #session-head { height: auto; max-height: 8; padding: 0 1; }
    #session-roll { height: 1fr; padding: 0 1; }
    """

    def __init__(self, session: str | None = None) -> None:
        """Record a session, or change one that was recorded."""
        super().__init__()
        self.session = session
        self.draft_name = f"form-session-{session or 'new'}"
        self.draft = RollDraft()
        self.roll: RollCall | None = None
        self.problem = ""
        self.kept = False
        """Whether a draft was found that nobody has gone on with yet."""
        self._early: list[events.Key] | None = []

    @property
    def help_title(self) -> str:
        """The name of the screen in its help."""
        return "Recording a session"

    @property
    def lines(self) -> Lines:
        """The choices, and then the roll."""
        return self.query_one("#session-roll", Lines)

    def body(self) -> ComposeResult:
        """Yield the head and the list."""
        yield Lines(id="session-head")
        yield Lines([row(Span("Opening the records …", "muted"))], wrapped=False, id="session-roll")

    def on_mount(self) -> None:
        """Begin as soon as the records are open."""
        self.query_one(ModeBar).mode = self.app.current_mode
        self.query_one("#session-head", Lines).can_focus = False
        self.set_focus(self.lines)
        self.trainer.when_open(self._begin)

    def _begin(self) -> None:
        kept = self.trainer.backstage.drafts.load(self.draft_name)
        if kept is not None:
            self.draft, self.kept = RollDraft.from_json(kept), True
        elif self.session is not None:
            self.draft = draft_of(self._recorded())
        teams = self.services.sessions.teams()
        if self.draft.team is None and len(teams) == 1:
            self.draft.team = teams[0]
        if self.draft.kind is not None and not self.kept:
            self._call_roll()
        self._show()
        early, self._early = self._early or [], None
        for key in early:
            self._press(key.key, key.character)

    def _go_on(self) -> None:
        self.kept = False
        self._call_roll()
        self._show(SAVE)

    def _recorded(self) -> Session:
        return self.services.sessions.session(self.session or "")

    def _call_roll(self) -> None:
        athletes = self.services.chart.records.athletes
        if self.session is not None:
            named = [entry.athlete for entry in self._recorded().levels()]
            roster = [athletes[ident] for ident in named if ident in athletes]
        else:
            roster = self.services.sessions.roster(self.draft.team or "")
        self.roll = RollCall(self.draft, roster)

    # --- what is shown ---------------------------------------------------------------------------

    def _show(self, cursor: str | None = None) -> None:
        head, rows = self._page()
        told = [row(Span(f"▲ {self.problem}", "warning"), hang=2)] if self.problem else []
        self.query_one("#session-head", Lines).set_rows([*head, *told])
        self.query_one("#session-head", Lines).refresh(layout=True)
        self.lines.set_rows(rows, cursor=cursor, keep_scroll=cursor is None)

    def _page(self) -> tuple[list[Row], list[Row]]:
        draft, sessions = self.draft, self.services.sessions
        if self.kept:
            return kept_page(draft)
        if draft.team is None:
            return [row(Span("A session: which team?", "title"))], choice_rows(team_choices(sessions))
        if self.roll is None:
            title = row(Span(f"{draft.team or NO_TEAM}: what is it?", "title"))
            return [title], choice_rows(kind_choices(sessions, draft.team, self.services.clock()))
        recorded = self._recorded() if self.session else None
        head = roll_head(self.roll, self.services.clock())
        doubts = doubt_rows(draft, recorded, sessions, self.services.chart.records)
        return [*head, *doubts], roll_rows(self.roll, self.services.clock(), recorded)

    # --- keys ------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Take digits, letters and what goes back; the rest moves the cursor or is a command."""
        if self._early is not None and event.key != "escape":  # typed ahead of the records
            self._early.append(event)
            event.stop()
        elif self._press(event.key, event.character):
            event.stop()

    def action_press(self, key: str) -> None:
        """Act on a key that came by its command."""
        self._press(key, key if len(key) == 1 else None)

    def _press(self, key: str, character: str | None) -> bool:
        self.problem = ""
        if key == "escape" and not (self.roll and self.roll.typed):
            self._leave()
            return True
        if key == "ctrl+r":
            self._start_over()
        elif self.kept:  # a digit typed by habit must not mark anybody
            if not (character and character.isdecimal()):
                return False
            self.problem = "Enter goes on with what is kept, ^r starts over."
            self._show()
        elif key == "ctrl+s":
            self.save()
        elif self._press_roll(self.roll, key, character) if self.roll else self._press_choice(key, character):
            self._keep()
            self._show()
        else:
            return False
        return True

    def _leave(self) -> None:
        """Go back; how one goes on with what is not saved is said, beside its line on Today."""
        if self.is_current:
            self.app.pop_screen()
            if self.trainer.backstage.drafts.names(self.draft_name):
                way = "enter on the session" if self.session else "s"
                self.trainer.say(f"Not saved: the session is kept as a draft; {way} goes on with it.")

    def _press_choice(self, key: str, character: str | None) -> bool:
        choices = self._choices()
        if key == "left":
            self.draft = RollDraft()
        elif character and character.isdecimal():
            chosen = next((each for digit, each, _ in choices if digit == character), None)
            if chosen is None:
                self.problem = f"There is no choice {character} here."
            else:
                self._choose(chosen)
        else:
            return False
        return True

    def _choices(self) -> list[tuple[str, str, str]]:
        sessions, team = self.services.sessions, self.draft.team
        return team_choices(sessions) if team is None else kind_choices(sessions, team, self.services.clock())

    def _choose(self, key: str) -> None:
        sessions, now = self.services.sessions, self.services.clock()
        if self.draft.team is None:
            self.draft.team = key
            return
        plan: Plan | None = None
        start = now
        if key == LAST_WEEK and (plan := sessions.last_week(self.draft.team)):
            start = min(now, datetime.combine(now.date(), plan.start, now.tzinfo))
        self.draft.begin(plan or sessions.plan(self.draft.team, SessionKind(key)), start)
        self.draft.propose(sessions.proposals(self.draft.team))
        self._call_roll()

    def _press_roll(self, roll: RollCall, key: str, character: str | None) -> bool:
        at = self.lines.cursor_key or SAVE
        on_athlete = at in roll.letters or at in {athlete.id for athlete in roll.athletes}
        if roll.typed and key in ("escape", "backspace"):
            roll.typed = "" if key == "escape" else roll.typed[:-1]
        elif character and character.isdecimal():
            self._which(roll.digit(character))
        elif roll.typed and key == "enter":
            self._which(roll.decide())
        elif roll.typed and (key == "space" or (character or "").isalpha()):
            self.problem = self._undecided(roll)
        elif key == "space" and on_athlete:
            roll.mark(at)
            self.lines.action_move(1)
        elif key == "left" and self.session is None:
            self.roll = None
        elif key == "tab":
            roll.next_marking()
        elif not (character and len(character) == 1 and roll.letter(character)):
            return False
        return True

    @staticmethod
    def _undecided(roll: RollCall) -> str:
        return f"Jersey {roll.typed} is typed and others begin so: enter takes it, esc forgets it."

    def _which(self, wearers: Sequence[Athlete]) -> None:
        """Let the person choose between those who wear one jersey."""
        if not wearers or self.roll is None:
            return
        choices = [Choice(a.id, label_of(a), more=a.position) for a in wearers]
        self.app.push_screen(
            ChooseDialog(
                f"Several wear {wearers[0].jersey}: who is it?", choices, self._changing(self.roll.mark)
            )
        )

    def _changing(self, act: Callable[[str], object]) -> Callable[[str], None]:
        """Return an act after which the draft is kept and shown."""

        def acted(value: str) -> None:
            act(value)
            self._keep()
            self._show()

        return acted

    def _keep(self) -> None:
        if self.roll is None:
            return
        drafts = self.trainer.backstage.drafts
        self.trainer.attempt(lambda: drafts.save(self.draft_name, self.draft.to_json()))

    @on(Lines.Selected, "#session-roll")
    def _selected(self, event: Lines.Selected) -> None:
        kind, _, name = event.key.partition(":")
        if kind == "choice":
            self._choose(name)
            self._keep()
            self._show(SAVE if self.roll else None)
        elif event.key == SAVE:
            self.save()
        elif event.key == KEPT:
            self._go_on()
        elif self.roll is not None:
            lines = RollLines(self.trainer, self.roll, self._changing)
            lines.change_fact(name) if kind == "fact" else lines.change_level(event.key)

    # --- saving ----------------------------------------------------------------------------------

    def _start_over(self) -> None:
        drafts = self.trainer.backstage.drafts
        self.trainer.attempt(lambda: drafts.discard(self.draft_name))
        self.draft, self.roll, self.kept = RollDraft(), None, False
        self._begin()

    def save(self) -> None:
        """Store the session; a change of a recorded one asks why."""
        if self.roll is None:
            self.problem = "Choose team and kind first."
            self._show()
        elif self.roll.typed:
            self.problem = self._undecided(self.roll)
            self._show()
        elif self.session is not None:
            self.app.push_screen(ReasonDialog("Change this session", self._amend, then=self._done))
        else:
            try:
                self.services.sessions.add([{"team": self.draft.team, **self._raw(self.roll)}])
            except TrainerError as error:
                self.problem = error.message
                self._show()
            else:
                self._done()

    def _amend(self, reason: str) -> None:
        if self.roll is None:
            raise BadInput("Nothing is there to be changed.")
        self.services.sessions.amend(self.session or "", self._raw(self.roll), reason)

    def _raw(self, roll: RollCall) -> dict[str, Any]:
        draft = self.draft
        fields = {name: getattr(draft, name) for name in ("kind", "start", "planned_min", "venue", "surface")}
        return {**fields, "exceptions": roll.exceptions()}

    def _done(self) -> None:
        drafts = self.trainer.backstage.drafts
        self.trainer.attempt(lambda: drafts.discard(self.draft_name))
        if self.roll is not None:
            self.trainer.say(f"Saved: {self.roll.count_words()}.")
        if self.is_current:
            self.app.pop_screen()
        self.trainer.records_changed()
