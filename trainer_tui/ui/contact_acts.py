"""Recording with one key who was told, and how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.vocabulary import Reached, Told, Way
from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog
from trainer_tui.ui.widgets.form import FieldSpec

if TYPE_CHECKING:
    from trainer_tui.ui.app import TrainerApp

OTHER = "other"
GIVE_UP = "give_up"
TRIES = (
    (Way.PHONE, Reached.REACHED),
    (Way.PHONE, Reached.NOT_REACHED),
    (Way.VOICEMAIL, Reached.LEFT_MESSAGE),
    (Way.IN_PERSON, Reached.REACHED),
)
SPECS = (
    FieldSpec("whom", "Who", f"{', '.join(Told)}.", tuple(Told)),
    FieldSpec("name", "Name", "The person, by name."),
    FieldSpec("how", "How", f"{', '.join(way.words for way in Way)}.", tuple(way.words for way in Way)),
    FieldSpec("result", "Result", ", ".join(r.words for r in Reached), tuple(r.words for r in Reached)),
    FieldSpec("at", "When", "Such as 2026-10-09T19:50; empty: now."),
    FieldSpec("note", "Note", "What was said, or why it is no longer tried."),
)


class ContactActs:
    """The log of who was told, for one incident or for an athlete."""

    def __init__(self, app: TrainerApp, *, incident: str = "", athlete: Athlete | None = None) -> None:
        """Log for an incident; without one for the athlete."""
        self._app = app
        self._about: dict[str, Any] = {"incident": incident} if incident else {}
        if athlete is not None and not incident:
            self._about = {"athlete": {"id": athlete.id}}
        self._athlete = athlete
        self._owner = incident or (athlete.id if athlete else "")

    def tell(self) -> None:
        """Offer every contact of the roster with what usually comes of calling, each by one key."""
        known = self._athlete.contacts if self._athlete else ()
        people = [(person.name or "first contact", person.words) for person in known] or [("", "guardian")]
        self._tries = {
            f"{number}.{way}.{result}": {"whom": "guardian", "name": name, "how": way, "result": result}
            for number, (name, _) in enumerate(people)
            for way, result in TRIES
        }
        words = [words for _, words in people for _ in TRIES]
        choices = [
            Choice(key, f"{who}: {Way(raw['how']).words}, {Reached(raw['result']).words}")
            for (key, raw), who in zip(self._tries.items(), words, strict=True)
        ]
        choices.append(Choice(OTHER, "somebody else, or another time: write it"))
        choices.append(Choice(GIVE_UP, "the guardian is no longer tried: say why"))
        self._app.push_screen(ChooseDialog("Who was told?", choices, self._chosen))

    def _chosen(self, key: str) -> None:
        if key in (OTHER, GIVE_UP):
            self._write(given_up=key == GIVE_UP)
        else:
            self._app.attempt(lambda: self._record(self._tries[key]))

    def _record(self, raw: Mapping[str, Any]) -> None:
        self._app.services.chart.contacts.add({**raw, **self._about})
        self._app.records_changed()
        self._app.say(f"Recorded: {raw['name'] or raw['whom']}, {Reached(raw['result']).words}.")

    def _write(self, *, given_up: bool) -> None:
        from trainer_tui.ui.dialogs.details import DetailsDialog

        values = {spec.name: "" for spec in SPECS}
        if given_up:
            values |= {"whom": Told.GUARDIAN.value, "result": Reached.GIVEN_UP.words}

        def act(given: Mapping[str, str]) -> None:
            raw: dict[str, Any] = {name: text.strip() or None for name, text in given.items()}
            for name in ("how", "result", "whom"):
                raw[name] = (raw[name] or "").lower().replace(" ", "_") or None
            by_words = {each.words.replace(" ", "_"): each.value for each in (*Reached, *Told)}
            for name in ("result", "whom"):
                raw[name] = by_words.get(raw[name] or "", raw[name])
            self._record({**raw, "name": raw["name"] or ""})

        draft = f"form-told-{self._owner}"
        begin = "note" if given_up else "whom"
        self._app.push_screen(
            DetailsDialog("Who was told?", SPECS, act, values=values, draft=draft, begin=begin)
        )
