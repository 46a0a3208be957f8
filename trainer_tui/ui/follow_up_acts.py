"""Setting a follow-up with two digits, and saying that one was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trainer_tui.domain.dates import parse_date
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.follow_ups import OFFERED, day_in
from trainer_tui.services.follow_ups import FollowUps
from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog

if TYPE_CHECKING:
    from trainer_tui.ui.app import TrainerApp

USUAL = ("Look again", "Ask how it is", "Tell the guardian", "Ask for what the physician says")
A_DAY = "day"
WRITE = "write"
DONE = "done"


class FollowUpActs:
    """The acts on the follow-ups of one incident."""

    def __init__(self, app: TrainerApp, incident: str) -> None:
        self._app = app
        self.incident = incident

    @property
    def _follow_ups(self) -> FollowUps:
        return self._app.services.chart.follow_ups

    def set(self) -> None:
        """Ask when, then for what; those that are open are offered to be done."""
        choices = [Choice(str(days), words) for words, days in OFFERED.items()]
        choices.append(Choice(A_DAY, "on a day: type it"))
        choices += [
            Choice(f"{DONE}:{each.id}", f"done: {each.text}", more=f"for {each.on}")
            for each in self._follow_ups.of(self.incident)
            if each.open
        ]
        self._app.push_screen(ChooseDialog("Follow up when?", choices, self._when))

    def _when(self, key: str) -> None:
        if key.startswith(DONE):
            self.done(key.partition(":")[2])
        elif key == A_DAY:
            self._ask_day()
        else:
            self._ask_what(day_in(int(key), self._app.services.clock()))

    def _ask_day(self) -> None:
        from trainer_tui.ui.dialogs.ask import AskDialog

        days: list[str] = []

        def act(typed: str) -> None:
            now = self._app.services.clock()
            day = parse_date("on", typed, now, future=True)
            if day < now.date():
                raise FieldError("on", f"{day} is past; give a day from {now.date()} on.")
            days.append(day.isoformat())

        self._app.push_screen(
            AskDialog(
                "Follow up on which day?",
                act,
                help="Such as 2026-10-20.",
                then=lambda: self._ask_what(days[-1]),
            )
        )

    def _ask_what(self, day: str) -> None:
        choices: Sequence[Choice] = [
            *(Choice(words, words) for words in USUAL),
            Choice(WRITE, "other: write it"),
        ]

        def chosen(key: str) -> None:
            if key == WRITE:
                self._write(day)
            else:
                self._app.attempt(lambda: self._add(day, key))

        self._app.push_screen(ChooseDialog(f"Follow up on {day}: for what?", choices, chosen))

    def _write(self, day: str) -> None:
        from trainer_tui.ui.dialogs.ask import AskDialog

        self._app.push_screen(
            AskDialog(
                f"Follow up on {day}: for what?",
                lambda text: self._add(day, text),
                help="A few words.",
                draft=f"form-followup-{self.incident}",
            )
        )

    def _add(self, day: str, text: str) -> None:
        self._follow_ups.add(self.incident, {"on": day, "text": text})
        self._told(f"Follow-up on {day}: {text.strip()}.")

    def done(self, follow_up: str) -> None:
        """Say that a follow-up was done, with what came of it where that is worth a line."""
        found = self._app.services.chart.records.follow_up(follow_up)
        choices = [Choice(DONE, "done"), Choice(WRITE, "done: write what came of it")]

        def act(note: str) -> None:
            self._follow_ups.done(follow_up, note)
            self._told("Follow-up done.")

        def chosen(key: str) -> None:
            from trainer_tui.ui.dialogs.ask import AskDialog

            if key == DONE:
                self._app.attempt(lambda: act(""))
            else:
                self._app.push_screen(AskDialog("What came of it?", act))

        self._app.push_screen(ChooseDialog(f"{found.text}, for {found.on}", choices, chosen))

    def _told(self, sentence: str) -> None:
        self._app.records_changed()
        self._app.say(sentence)
