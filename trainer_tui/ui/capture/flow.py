"""The capture as a whole: which step is shown, what a key does, and that every key is kept before it is seen.

Nothing here draws or knows the terminal: keys come in by name, rows go out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from trainer_tui.domain.answers import with_roster
from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.conditions import NamedCondition
from trainer_tui.domain.dates import Clock
from trainer_tui.domain.errors import FieldError, StoreError, TrainerError
from trainer_tui.domain.findings import Answer, Finding, Vocabulary
from trainer_tui.domain.incidents import NOTE_LIMIT, Incident
from trainer_tui.domain.input_fields import LINE_LIMIT
from trainer_tui.domain.library import Entry
from trainer_tui.domain.relation import Proposal
from trainer_tui.domain.triage import Triage, not_begun_here, questions_of, undecided
from trainer_tui.domain.vitals import findings_of
from trainer_tui.domain.vocabulary import IncidentKind, Region
from trainer_tui.services.capture import DETAILS, CaptureDraft, Captures, number_of, onset_of, words
from trainer_tui.services.chart import Chart
from trainer_tui.services.earlier import earlier_concussions
from trainer_tui.services.reference import Reference
from trainer_tui.ui.capture.after import Detail, DetailsStep, FlagsStep
from trainer_tui.ui.capture.doubts import ReasonStep, RosterStep
from trainer_tui.ui.capture.people import GuestStep, GuestWordsStep, WhichStep, WhoStep
from trainer_tui.ui.capture.place import LifeStep, RegionStep, SearchStep, SideStep
from trainer_tui.ui.capture.step import Step
from trainer_tui.ui.capture.sweep import SweepStep
from trainer_tui.ui.text import Row

STEPS: Mapping[str, Callable[[Flow], Step]] = {
    "who": WhoStep,
    "which": WhichStep,
    "guest": GuestStep,
    "guest-words": GuestWordsStep,
    "life": LifeStep,
    "region": RegionStep,
    "search": SearchStep,
    "side": SideStep,
    "sweep": SweepStep,
    "roster": RosterStep,
    "reason": ReasonStep,
    "flags": FlagsStep,
    "details": DetailsStep,
}
_TURNS = {"right": 1, "pagedown": 1, "pageup": -1}


@dataclass(frozen=True, slots=True)
class Desk:
    """What a capture works with."""

    captures: Captures
    chart: Chart
    reference: Reference
    vocabulary: Vocabulary
    lowering: Collection[str]
    """Findings whose presence can lower the urgency."""
    clock: Clock


@dataclass
class Flow:
    """One capture from the first key to the last detail."""

    desk: Desk
    draft: CaptureDraft
    name: str | None = None
    """The name the draft is parked under; None until the first key."""
    problem: str = ""
    """What went wrong with the last key, in a sentence."""
    unkept: bool = False
    """Whether the draft on the disk is older than what is shown, because the disk refused it."""
    refused_by_disk: str = ""
    """The last problem that came from a disk: what is on the screen can be written to another one."""
    said: str = ""
    """What the last key did, where that cannot be seen."""
    finished: bool = False
    """Whether nothing is left to do here."""
    likely: str | None = None
    """Who is offered first while nobody is named."""
    recorded: bool = False
    """Whether the last key changed the records."""
    refer: bool = False
    """Whether the last key asked for a referral."""
    told_of_loss: bool = False
    """Whether the person was told that leaving loses what is typed, because it cannot be kept."""
    held_words: str = ""
    athlete: Athlete | None = None
    roster_answers: Mapping[str, Answer] = field(default_factory=dict)
    """What the roster answers by itself."""
    concussions: Sequence[Incident] = ()
    """The earlier concussions that the record holds of the athlete, oldest first."""
    triage: Triage = field(init=False)

    def __post_init__(self) -> None:
        """Take up the draft where it stands."""
        self._step = STEPS.get(self.draft.step, WhoStep)(self)
        self._know_athlete()
        self._details_saved = self._details()
        self._judge()

    # --- keys ------------------------------------------------------------------------------------

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self._step

    @property
    def cursor(self) -> str | None:
        """The row the cursor stands on."""
        return self.cursor_in(self.step.rows())

    def cursor_in(self, rows: Sequence[Row]) -> str | None:
        """Return on which of the step's rows the cursor stands."""
        keys = _keys(rows)
        if self.draft.cursor in keys:
            return self.draft.cursor
        start = self.step.start()
        return start if start in keys else next(iter(keys), None)

    def press(self, key: str, character: str | None) -> bool:
        """Act on a key and keep the draft; tell whether the key meant anything here."""
        self.problem = self.said = ""
        self.recorded = False
        if not self._act(key, character):
            return False
        self.keep()
        return True

    def _act(self, key: str, character: str | None) -> bool:
        if character is not None and character.isprintable() and self.step.takes(character):
            self.write(character)
        elif self.step.moves(key):
            return True
        elif character is not None and character.isascii() and character.isdigit():
            self.step.digit(character)
        elif key == "enter":
            self.step.enter(self.cursor)
        elif key == "backspace" and self.draft.typed and self.step.typing:
            self.draft.typed = self.draft.typed[:-1]
            self.step.typed()
        elif key in ("backspace", "left"):
            self.step.back()
        elif key in _TURNS and self.step.turn(_TURNS[key]):
            return True
        elif key == "slash" and self.draft.step in ("region", "details"):
            self._search()
        else:
            return self._move(key)
        return True

    def write(self, text: str) -> None:
        """Add text to what is typed."""
        self.draft.typed += text
        self.step.typed()

    def _move(self, key: str) -> bool:
        rows = self.step.rows()
        keys, cursor = _keys(rows), self.cursor_in(rows)
        if not keys:
            return False
        here = keys.index(cursor) if cursor in keys else 0
        targets = {"down": here + 1, "j": here + 1, "up": here - 1, "k": here - 1}
        targets |= {"home": 0, "g": 0, "end": len(keys) - 1, "G": len(keys) - 1}
        targets |= {"pagedown": here + 10, "pageup": here - 10}
        if key not in targets:
            return False
        if self.step.leave_row():
            self.draft.cursor = keys[min(max(targets[key], 0), len(keys) - 1)]
        return True

    def point(self, key: str) -> None:
        """Put the cursor on a row, as the mouse does."""
        if self.step.leave_row():
            self.draft.cursor = key

    def keep(self) -> None:
        """Keep the draft under its name; the first key gives it one."""
        if self.finished or (self.draft.incident is not None and self.name is None and not self._detailed()):
            return
        try:
            self.name = self.name or self.desk.captures.free_name()
            self.desk.captures.keep(self.name, self.draft)
        except TrainerError as error:
            self.unkept = True
            self._refused(error)
        else:
            self.unkept = False

    def _refused(self, error: TrainerError) -> None:
        """Say why something was not written; what a disk refuses can be written to another one."""
        self.problem = error.message
        self.refused_by_disk = error.message if isinstance(error, StoreError) else ""

    def _detailed(self) -> bool:
        """Tell whether a detail was given since the save: before that there is nothing to lose."""
        return self._details() != self._details_saved

    def _details(self) -> tuple[object, ...]:
        draft = self.draft
        return (*(str(getattr(draft, name)) for name in DETAILS), draft.onset_minutes, draft.narrative)

    @property
    def number(self) -> int | None:
        """The number the draft is parked under."""
        return number_of(self.name) if self.name else None

    # --- where to --------------------------------------------------------------------------------

    def go(self, step: str, *, cursor: str | None = None, typed: str = "", asked: str | None = None) -> None:
        """Show another step."""
        draft = self.draft
        draft.step, draft.cursor, draft.typed, draft.asked = step, cursor, typed, asked
        draft.page = 0
        self._step = STEPS[step](self)

    def back_to_sweep(self, answered: str | None) -> None:
        """Show the sweep again, after a question about one of its items."""
        here = self.draft.asked
        self.go("sweep", cursor=here)
        if answered is not None and isinstance(self.step, SweepStep):
            self.step.move_on(answered)

    def _search(self) -> None:
        self.go("search", asked=self.draft.step)

    def leave_search(self) -> None:
        """Go back to where the search was opened."""
        self.go("details" if self.draft.asked == "details" else "region")

    def after_condition(self) -> None:
        """Go on once a condition was found by name."""
        if self.draft.incident is not None:
            self.go("details", cursor=Detail.CAUSES.value)
        else:
            self.go_to_place()

    def go_to_place(self) -> None:
        """Ask where it hurts, then the side; what is not one part of the body has no side to ask for."""
        if self.draft.region is None:
            self.go("region")
        elif self._sideless:
            self.go("sweep")
            self.said = "No side is asked: this is not one part of the body."
        else:
            self.go("side")

    def go_back_to_place(self) -> None:
        """Go back from the sweep to the last question of the place."""
        self.go("region" if self._sideless else "side")

    @property
    def _sideless(self) -> bool:
        return self.draft.body_region is Region.UNSPECIFIED

    # --- answers ---------------------------------------------------------------------------------

    def name_athlete(self, athlete_id: str) -> None:
        """Record for an athlete of the roster."""
        self.draft.athlete, self.draft.guest = athlete_id, None
        self._know_athlete()
        if self.athlete is not None:
            self.draft.who_words = f"{self.athlete.jersey} {self.athlete.family}".strip()
        self._judge()
        self.go("life")

    def name_guest(self, words: str) -> None:
        """Record for somebody who is not on the roster; words that no record takes are said at once."""
        words = " ".join(words.split())
        if len(words) > LINE_LIMIT:
            self.problem = (
                f"This is {len(words):,} characters long; a guest's words hold {LINE_LIMIT}: shorten them."
            )
            return
        self.draft.athlete, self.draft.guest, self.draft.who_words = None, words, words
        self._know_athlete()
        self._judge()
        self.go("life")

    def _know_athlete(self) -> None:
        draft = self.draft
        found = [a for a in self.desk.chart.athletes() if a.id == draft.athlete] if draft.athlete else []
        self.athlete = found[0] if found else None
        self.roster_answers = with_roster({}, self.athlete, onset_of(draft).date())
        self.concussions = earlier_concussions(self.desk.chart.records, draft.athlete, onset_of(draft))

    def wearers(self, jersey: str) -> list[Athlete]:
        """Return everybody who wears exactly this jersey."""
        wanted = jersey.strip().casefold()
        return [a for a in self.desk.chart.match_athletes(jersey) if wanted and a.jersey.casefold() == wanted]

    def answer_to(self, finding: str) -> Answer:
        """Return the answer to a finding, None while it is not assessed."""
        return self.draft.answer_to(finding)

    def answer(self, finding: str, answer: Answer) -> bool:
        """Take an answer; one that contradicts another is said and not taken."""
        before = dict(self.draft.findings), dict(self.draft.vitals)
        self.draft.put(finding, answer, self.desk.clock().isoformat())
        try:
            self.triage = self.desk.captures.triage(self.draft, self.athlete)
        except FieldError as error:
            self.draft.findings, self.draft.vitals = before
            self.problem = f"{self.desk.vocabulary[finding].prompt}: {error.problem}"
            return False
        return True

    @property
    def quiet(self) -> Collection[str]:
        """The undecided rules below an emergency that only the roster has begun."""
        return not_begun_here(self.triage, {**self.draft.findings, **findings_of(self.draft.vitals)})

    @property
    def open_questions(self) -> tuple[str, ...]:
        """The questions that decide whether it is more urgent than it looks."""
        return questions_of(undecided(self.triage, self.quiet))

    @property
    def asked_finding(self) -> Finding:
        """The finding about which a further question is open."""
        return self.desk.vocabulary[self.draft.asked or ""]

    def set_region(self, region: Region) -> None:
        """Say where it hurts; a side that the region does not have falls away."""
        if self.draft.region != region.value:
            self.draft.sweep_page, self.draft.deciding = 0, []
        self.draft.region = region.value
        if self._sideless or self.draft.side not in [side.value for side in region.sides]:
            self.draft.side = None
        self._judge()

    def set_condition(self, condition: str) -> None:
        """Say which condition it is; before the save it brings its region along."""
        if condition != self.draft.condition:
            self.draft.condition, self.draft.causes = condition, []
        regions = self.condition_regions()
        if self.draft.incident is not None or self.draft.body_region in regions:
            return
        self.draft.region = None
        if len(regions) == 1:
            self.set_region(regions[0])

    def condition_entry(self) -> Entry | NamedCondition | None:
        """Return the condition that was given, None without one or when the library has lost it."""
        condition, catalogue = self.draft.condition or "", self.desk.reference.catalogue
        return catalogue.entries.get(condition) or catalogue.named.get(condition)

    def condition_regions(self) -> tuple[Region, ...]:
        """Return the regions of the condition that was given."""
        entry = self.condition_entry()
        return entry.regions if entry is not None else ()

    def narrate(self, text: str) -> None:
        """Take what happened in a person's own words."""
        self.problem = self.said = ""
        self.draft.narrative = text
        self.keep()
        if len(text) > NOTE_LIMIT:
            self.problem = (
                f"This is {len(text):,} characters long; a note holds {NOTE_LIMIT:,}: shorten it, "
                "or write the rest as a second note."
            )

    def _judge(self) -> None:
        self.triage = self.desk.captures.triage(self.draft, self.athlete)

    @property
    def proposal(self) -> Proposal | None:
        """How the saved incident relates to earlier ones by what the draft says of it; None for a guest."""
        draft = self.draft
        if draft.incident is None:
            return None
        known = self.desk.chart.records.incident(draft.incident)
        onset = onset_of(draft).isoformat()
        kind = IncidentKind(draft.kind) if draft.kind else known.kind
        told = replace(known, condition=draft.condition, onset_at=onset, kind=kind)
        return self.desk.chart.proposed_relation(told)

    # --- the end ---------------------------------------------------------------------------------

    def save(self) -> None:
        """Record the incident in one commit; a failure keeps the draft and is said."""
        draft = self.draft
        try:
            incident = self.desk.captures.save(self.name, draft)
        except TrainerError as error:
            self._refused(error)
            if draft.incident is None:
                return
            incident = draft.incident
        else:
            self.name = None
        self.recorded = True
        self._after_save(incident)

    def _after_save(self, incident: str) -> None:
        self._details_saved = self._details()
        chart = self.desk.chart.incident(incident)
        self.triage = chart.triage
        out = chart.status_changes[-1].availability.words if chart.status_changes else ""
        self.held_words = f"{chart.who} is {out.upper()} from now on." if out else ""
        self.go("flags" if chart.needs_acknowledgement else "details")

    def acknowledge(self, *, refer: bool = False) -> None:
        """Store that the red flags were seen, and go on to the details, by way of a referral when wanted."""
        if self.draft.incident is None:
            return
        try:
            self.desk.chart.acknowledge(self.draft.incident)
        except TrainerError as error:
            self.problem = error.message
            return
        self.recorded, self.refer = True, refer
        self.go("details")

    def finish(self) -> None:
        """Write the details to the incident and end; a failure keeps them and is said."""
        try:
            self.desk.captures.add_details(self.name, self.draft)
        except TrainerError as error:
            self.problem = error.message
            return
        self.recorded = self.finished = True

    def discard(self) -> None:
        """Forget the draft for good."""
        try:
            if self.name is not None:
                self.desk.captures.discard(self.name)
        except TrainerError as error:
            self.problem = error.message
            return
        self.finished = True

    @property
    def discard_words(self) -> str:
        """What would be lost."""
        saved = self.draft.incident is not None
        return "the details not written yet; the incident stays" if saved else words(self.draft)

    def save_now(self) -> None:
        """Save from any step; after the save, write the details and end."""
        self.problem = self.said = ""
        if self.draft.incident is not None:
            self.finish()
        elif self.step.leave_row():
            self.save()
            self.keep()

    def take_up(self) -> None:
        """Go on with a parked draft; one that was saved just before the app stopped is not saved twice."""
        incident = self.desk.captures.saved_as(self.draft)
        if incident is None or self.draft.incident is not None:
            return
        self.draft.incident = incident
        self._after_save(incident)
        self.said = "This incident was saved already; only its details are open."

    def leave(self) -> None:
        """Do what escape does: close what is half typed, else leave with the draft parked."""
        self.problem = self.said = ""
        if self.draft.step in ("search", "roster", "reason"):
            self.step.back()
            self.keep()
        elif self.draft.step == "sweep" and self.draft.typed:
            self.draft.typed = ""
            self.keep()
        elif self.draft.step == "flags":
            self.go("details")
            self.said = "Not acknowledged: these red flags stay on Today."
        elif self.draft.incident is not None:
            self.finish()
        else:
            self._park()

    def _park(self) -> None:
        """Leave with the draft kept; where it cannot be kept, say so first and leave at the second escape."""
        if self.name is not None:
            self.keep()
        if self.problem and not self.told_of_loss:
            self.told_of_loss = True
            self.problem += " Leaving now loses what is typed; escape again leaves all the same."
            return
        self.finished = True
        if self.number is not None and not self.problem:
            self.said = f"Parked as draft {self.number}: p goes on with it."


def _keys(rows: Sequence[Row]) -> list[str]:
    return [row.key for row in rows if row.key is not None]
