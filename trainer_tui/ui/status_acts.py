"""Saying what an athlete may do: from the page of an incident in full, from the board with two keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from trainer_tui.domain.availability import said
from trainer_tui.domain.clearances import Held
from trainer_tui.domain.dates import parse_date
from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.incidents import Incident
from trainer_tui.domain.vocabulary import Availability, Hold
from trainer_tui.services.incident_entry import decided_by_no_person, refuse_voided
from trainer_tui.services.people import label_of
from trainer_tui.ui.clearance_acts import return_from_hold
from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog
from trainer_tui.ui.widgets.form import FieldSpec
from trainer_tui.ui.words import STATUS_STYLES

if TYPE_CHECKING:
    from trainer_tui.ui.app import TrainerApp

IN_FULL = "in full"
STRICTEST_FIRST = (Availability.OUT, Availability.LIMITED, Availability.FULL)
USUAL: Mapping[Availability, Sequence[str]] = {
    Availability.OUT: (
        "Hurt or ill",
        "Symptoms are back",
        "Waits to be seen by a physician",
        "A physician decided it",
    ),
    Availability.LIMITED: (
        "Takes part in some of it",
        "Coming back step by step",
        "Symptoms with full load",
        "A physician restricts it",
    ),
    Availability.FULL: ("Takes part in everything again", "A physician released the athlete"),
}
"""The usual reasons, in the order of their digits."""
AGAIN = "Save once more to record it all the same."


class StatusActs:
    """Changing the availability of one athlete, as far as one incident is concerned or altogether."""

    def __init__(self, app: TrainerApp, athlete: str, incident: str | None) -> None:
        self._app = app
        self.athlete = athlete
        self.incident = incident
        self._told: list[str] | None = None

    @property
    def _about(self) -> Incident | None:
        return self._app.services.chart.records.incidents.get(self.incident or "")

    @property
    def _hold(self) -> Held | None:
        """What a rule holds: for the incident, else the first that keeps the athlete out until cleared."""
        holds, incident = self._app.services.chart.holds, self._about
        if incident is not None:
            return holds.of(incident)
        return next(iter(holds.holding(self.athlete)), None)

    def choose(self, *, quick: bool) -> None:
        """Ask what the athlete may do; `quick` then takes a reason by its digit, else a form follows."""
        incident, chart = self._about, self._app.services.chart
        if incident is not None and not self._app.attempt(lambda: refuse_voided(incident)):
            return
        now = said(chart.records.status_changes(self.athlete)).get(self.incident)
        choices = [Choice(a.value, f"{a.symbol} {a.words}", STATUS_STYLES[a]) for a in STRICTEST_FIRST]
        held = self._hold
        back = incident is not None and chart.records.last_said_of(incident) is Availability.FULL
        holds = held is not None and not back and held.goes_on(chart.records.today())
        remark = f"Held, {held.words}: {held.by}." if held and holds else ""
        title = f"Availability of {label_of(chart.athlete(self.athlete))}{self._for()}"
        self._app.push_screen(
            ChooseDialog(
                title,
                choices,
                lambda key: self._chosen(Availability(key), quick=quick),
                chosen=now.availability if now else None,
                remark=remark,
            )
        )

    def _for(self) -> str:
        incident = self._about
        if incident is None:
            return ""
        return f" for {self._app.services.chart.condition_name(incident) or 'this incident'}"

    def _chosen(self, availability: Availability, *, quick: bool) -> None:
        """Go on to the reason; what a rule holds is let go only with the names, so in full."""
        held = self._hold
        if held and held.hold is Hold.UNTIL_CLEARED and availability is not Availability.OUT:
            return_from_hold(self._app, held, availability)
        elif quick and (availability is Availability.OUT or not self._held()):
            self._ask_why(availability)
        else:
            self._in_full(availability)

    def _held(self) -> bool:
        changes = said(self._app.services.chart.records.status_changes(self.athlete)).values()
        return any(c.availability is Availability.OUT and decided_by_no_person(c) for c in changes)

    # --- two keys --------------------------------------------------------------------------------

    def _ask_why(self, availability: Availability) -> None:
        doubts = self._app.services.availability.doubts(self.athlete, self.incident, availability)
        choices = [Choice(words, words) for words in USUAL[availability]]
        choices.append(Choice(IN_FULL, "in full: day, restriction, expected back, who decided"))

        def chosen(key: str) -> None:
            if key == IN_FULL:
                self._in_full(availability)
            else:
                self._app.attempt(lambda: self._record(availability, {"reason": key}))

        self._app.push_screen(
            ChooseDialog(
                f"{availability.symbol} {availability.words} from today: why?",
                choices,
                chosen,
                remark=" ".join(f"▲ {sentence}" for sentence in doubts),
                remark_style="warning" if doubts else "muted",
            )
        )

    # --- in full ---------------------------------------------------------------------------------

    def _in_full(self, availability: Availability) -> None:
        from trainer_tui.ui.dialogs.details import DetailsDialog

        services = self._app.services
        specs = _specs(availability)
        values = {spec.name: "" for spec in specs}
        values |= {"at": services.clock().date().isoformat(), "decided_by": services.user}
        title = f"{availability.symbol} {availability.words}{self._for() or ' for the athlete'}"

        def act(given: Mapping[str, str]) -> None:
            self._refuse_once(availability, given)
            self._record(availability, given)

        draft = f"form-status-{availability.value}-{self.incident or self.athlete}"
        self._app.push_screen(DetailsDialog(title, specs, act, values=values, draft=draft))

    def _refuse_once(self, availability: Availability, given: Mapping[str, str]) -> None:
        """Raise BadInput with what stands against the change; the same change again is taken."""
        services = self._app.services
        day, cleared = (
            parse_date("at", given["at"], services.clock()),
            bool(given.get("cleared_by", "").strip()),
        )
        found = services.availability.doubts(self.athlete, self.incident, availability, day, cleared=cleared)
        if found and self._told != found:
            self._told = found
            raise BadInput(" ".join((*found, AGAIN)))

    def _record(self, availability: Availability, given: Mapping[str, str]) -> None:
        services = self._app.services
        raw: dict[str, object] = {"at": services.clock().date().isoformat(), **given}
        raw |= {
            "athlete": {"id": self.athlete},
            "incident": self.incident,
            "availability": availability.value,
        }
        parts = given.get("restrictions", "").split(";")
        raw["restrictions"] = [part.strip() for part in parts if part.strip()]
        services.availability.add_statuses([raw])
        standing = services.chart.records.standing(self.athlete)
        self._app.records_changed()
        still = standing.availability
        all_the_same = f" All in all still {still.symbol} {still.words}." if still is not availability else ""
        self._app.say(f"Recorded: {availability.words} from {str(raw['at']).strip()}.{all_the_same}")


def status_of_athlete(app: TrainerApp, athlete: str) -> None:
    """Ask with two keys what an athlete may do, for the incident that limits most where one does."""
    found = app.services.availability.row(athlete)
    about = found.incident if found else None
    StatusActs(app, athlete, about.id if about else None).choose(quick=True)


def status_for_incident(app: TrainerApp, incident: str) -> None:
    """Ask with two keys what the athlete of an incident may do for it."""
    about = app.services.chart.records.incidents.get(incident)
    if about is not None and about.athlete:
        StatusActs(app, about.athlete, incident).choose(quick=True)
    else:
        app.say("This line is about nobody on the roster; availability is kept for the roster.")


def _specs(availability: Availability) -> list[FieldSpec]:
    specs = [
        FieldSpec("at", "From", "The first day it holds, such as 2026-10-09."),
        FieldSpec("decided_by", "Decided by", "Who decided it."),
    ]
    if availability is Availability.FULL:
        specs.append(
            FieldSpec("cleared_by", "Cleared by", "The clinician who cleared, and where the paper is.")
        )
    else:
        words = "What is not allowed; separate with “;”."
        specs.append(FieldSpec("restrictions", "Restrictions", words))
        words = "Only if somebody said it: 2026-10-20, 2026-10-20 to 2026-10-27, or words. Never computed."
        specs.append(FieldSpec("expected", "Expected back", words))
    return [*specs, FieldSpec("reason", "Why", "In a few words.")]
