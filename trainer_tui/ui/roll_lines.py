"""Changing a line of a session that is being recorded: when, how long, where, and one athlete in detail."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from trainer_tui.domain.dates import local_moment, parse_moment
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.sessions import LONGEST, parse_minutes
from trainer_tui.domain.vocabulary import Participation, Surface
from trainer_tui.services.people import label_of
from trainer_tui.ui.dialogs.ask import AskDialog
from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog
from trainer_tui.ui.roll_call import RollCall

if TYPE_CHECKING:
    from trainer_tui.ui.app import TrainerApp

MINUTES = "minutes"


class RollLines:
    """Asks for the value of a line."""

    def __init__(
        self,
        app: TrainerApp,
        roll: RollCall,
        changing: Callable[[Callable[[str], object]], Callable[[str], None]],
    ) -> None:
        """Change lines of a roll; `changing` makes an act one after which the draft is kept and shown."""
        self._app = app
        self._roll = roll
        self._changing = changing

    def change_fact(self, name: str) -> None:
        """Ask for start, planned minutes, venue or surface."""
        draft = self._roll.draft
        if name == "surface":
            choices = [Choice(surface.value, surface.words) for surface in Surface]
            put = self._changing(lambda key: setattr(draft, "surface", key))
            self._app.push_screen(ChooseDialog("Surface", choices, put, chosen=draft.surface))
            return
        start = f"{local_moment(draft.start, self._app.services.clock()):%Y-%m-%d %H:%M}"
        asked: dict[str, tuple[str, str, str, Callable[[str], Any]]] = {
            "start": ("Start", start, "Such as 16:05, or with its day.", self._read_start),
            "planned_min": ("Planned minutes", str(draft.planned_min), f"0 to {LONGEST}.", _read_minutes),
            "venue": ("Venue", draft.venue, "", str.strip),
        }
        title, value, words, read = asked[name]
        put = self._changing(lambda text: setattr(draft, name, read(text)))
        self._app.push_screen(AskDialog(title, put, value=value, help=words))

    def _read_start(self, text: str) -> str:
        now = self._app.services.clock()
        day = local_moment(self._roll.draft.start, now).date()
        stamp = text.strip() if "-" in text else f"{day.isoformat()} {text.strip().zfill(5)}"
        return parse_moment("start", stamp, now).isoformat()

    def change_level(self, athlete: str) -> None:
        """Ask how far an athlete takes part, or for how long."""
        roll = self._roll
        name = label_of(self._app.services.chart.athlete(athlete))
        choices = [Choice(level.value, f"{level.symbol} {level.words}") for level in Participation]
        choices.append(Choice(MINUTES, "took part for a time of its own: type the minutes"))

        def chosen(key: str) -> None:
            if key == MINUTES:
                self._app.push_screen(AskDialog(f"Minutes of {name}", self._changing(timed)))
            else:
                roll.put(athlete, Participation(key))

        def timed(text: str) -> None:
            level = roll.level(athlete)
            level = level if level.takes_part else Participation.FULL
            minutes = parse_minutes(MINUTES, _read_minutes(text), level, roll.draft.planned_min)
            roll.put(athlete, level, minutes)

        self._app.push_screen(ChooseDialog(name, choices, self._changing(chosen), chosen=roll.level(athlete)))


def _read_minutes(text: str) -> int:
    if not text.strip().isdecimal() or int(text) > LONGEST:
        raise FieldError(MINUTES, f"write a whole number of minutes, 0 to {LONGEST}.")
    return int(text)
