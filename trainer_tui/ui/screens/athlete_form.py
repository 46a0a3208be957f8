"""The form of an athlete: kept as a draft from the first key, checked field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from trainer_tui.domain.athletes import FIELDS, Athlete, parse_athlete
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.input_fields import UNKNOWN
from trainer_tui.domain.vocabulary import ALERTS, Sex
from trainer_tui.services.amending import reason_for
from trainer_tui.ui.actions import ATHLETE_FORM, Command, bindings
from trainer_tui.ui.dialogs.reason import ReasonDialog
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.text import Span, row
from trainer_tui.ui.widgets.bars import ModeBar
from trainer_tui.ui.widgets.form import FieldSpec, Form
from trainer_tui.ui.widgets.lines import Lines

LABELS: Mapping[str, tuple[str, str]] = {
    "jersey": ("Number", "The number on the jersey."),
    "given": ("Given name", ""),
    "family": ("Family name", "The one field that is needed."),
    "preferred": ("Called", "The name the athlete goes by, when it is not the given name."),
    "birth_date": ("Born", "Such as 2008-04-01. Rules that read an age stay undecided without it."),
    "sex": ("Sex", f"{', '.join(Sex)}; f and m will do."),
    "team": ("Team", "The right arrow key completes a team that is there already."),
    "position": ("Position", ""),
    "height_cm": ("Height in cm", ""),
    "mass_kg": ("Body mass in kg", ""),
    "alerts": (
        "Alerts",
        f"Separate with “;”: {', '.join(ALERTS)}, allergy:…, medication:…. none_known says that you asked "
        "and there is nothing, the other two of one kind; an empty field, that nobody asked.",
    ),
    "emergency_contact": ("First call", "Who is called first: a guardian of a minor."),
    "emergency_phone": ("Telephone", ""),
    "emergency_relation": ("Relation", "Such as mother, uncle, host family."),
    "second_contact": ("Second call", "Who is called when the first cannot be reached."),
    "second_phone": ("Telephone", ""),
    "second_relation": ("Relation", "Such as father, grandmother."),
    "grade": ("Grade", "The year at school."),
    "dominant_side": ("Dominant side", "right, left or both; r and l will do."),
    "physical_until": ("Physical until", "The last day the physical counts, such as 2027-07-31."),
    "baseline_on": ("Baseline test", "The day of the last baseline concussion test."),
    "inhaler_place": ("Inhaler is", "Where it is during practice and games."),
    "auto_injector_place": ("Auto-injector is", "Where it is during practice and games."),
    "insurance": ("Insurance", "Company and number."),
    "family_physician": ("Family physician", ""),
    "family_physician_phone": ("Telephone", ""),
    "consent_by": ("Consent by", "Who consented to treatment; empty: nobody is on record."),
    "consent_on": ("Given on", "Such as 2026-08-01."),
    "consent_until": ("Until", "The last day it counts; empty: it has no end."),
    "disclosure_by": ("Consent by", "Who consented that the record is told to others."),
    "disclosure_to": ("To", "Who may be told, such as school nurse; empty: not limited."),
    "disclosure_on": ("Given on", "Such as 2026-08-01."),
    "disclosure_until": ("Until", "The last day it counts; empty: it has no end."),
}
GROUPS: Mapping[str, tuple[str, ...]] = {
    "": ("jersey", "given", "family", "preferred", "birth_date", "sex", "team", "position", "grade"),
    "Must be known": ("alerts", "inhaler_place", "auto_injector_place", "physical_until", "baseline_on"),
    "Who is called": (
        "emergency_contact",
        "emergency_phone",
        "emergency_relation",
        "second_contact",
        "second_phone",
        "second_relation",
    ),
    "Consent to treat": ("consent_by", "consent_on", "consent_until"),
    "Consent to tell others": ("disclosure_by", "disclosure_to", "disclosure_on", "disclosure_until"),
    "Body, physician, insurance": (
        "height_cm",
        "mass_kg",
        "dominant_side",
        "family_physician",
        "family_physician_phone",
        "insurance",
    ),
}
"""The fields from top to bottom, under the heading of their group."""
ORDER = tuple(name for names in GROUPS.values() for name in names)


class AthleteFormScreen(BaseScreen):
    """Adds an athlete, or changes one."""

    MODE = "athletes"
    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = ATHLETE_FORM
    LISTS = False
    HELP_TEXT = (
        "Only a family name is needed. What you type is kept from the first key, also when you leave or the "
        "power goes. A value that was recorded and changes needs a reason; filling an empty one does not."
    )
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(ATHLETE_FORM))
    DEFAULT_CSS = """
    #athlete-form-title { height: 2; padding: 0 1; }
    AthleteFormScreen Form { padding: 0 1; }
    #athlete-form-help { height: 5; border-top: solid $panel-lighten-2; padding: 0 1; }
    """

    def __init__(self, athlete: str | None) -> None:
        """Change an athlete; None adds one."""
        super().__init__()
        self.athlete = athlete
        self.draft = f"form-athlete-{athlete or 'new'}"

    @property
    def help_title(self) -> str:
        """The name of the screen in its help."""
        return "Athlete"

    @property
    def form(self) -> Form:
        """The fields."""
        return self.query_one(Form)

    def body(self) -> ComposeResult:
        """Yield title, fields and help."""
        teams = tuple(self.services.chart.teams())
        specs = [
            FieldSpec(
                name,
                *LABELS[name],
                suggestions=teams if name == "team" else (),
                head=head if name == names[0] else "",
            )
            for head, names in GROUPS.items()
            for name in names
        ]
        kept = self.trainer.backstage.drafts.load(self.draft)
        values = {name: str(text) for name, text in (kept or self.recorded).items()}
        title = Lines(id="athlete-form-title", wrapped=False)
        help_lines = Lines(id="athlete-form-help")
        title.can_focus = help_lines.can_focus = False
        yield title
        yield Form(specs, values, save="Save")
        yield help_lines

    def on_mount(self) -> None:
        """Put the cursor into the first field."""
        self.query_one(ModeBar).mode = self.app.current_mode
        self._show_title()
        self.form.enter(ORDER[0])

    @property
    def recorded(self) -> dict[str, str]:
        """The values as they are recorded now, as text."""
        if self.athlete is None:
            return dict.fromkeys(FIELDS, "")
        return {name: field_text(self.services.chart.athlete(self.athlete), name) for name in FIELDS}

    @property
    def changed(self) -> dict[str, str]:
        """The fields that differ from what is recorded."""
        recorded = self.recorded
        return {name: text for name, text in self.form.values.items() if text != recorded[name]}

    def _show_title(self) -> None:
        if self.athlete is None:
            who = "A new athlete"
        else:
            who = f"Change {self.services.chart.athlete(self.athlete).name}"
        changed = self.changed
        state = f"  {len(changed)} not saved, kept as a draft" if changed else ""
        self.query_one("#athlete-form-title", Lines).set_rows(
            [row(Span(who, "title"), Span(state, "warning"))]
        )

    # --- typing ----------------------------------------------------------------------------------

    @on(Form.Entered)
    def _entered(self, event: Form.Entered) -> None:
        words = event.spec.help if event.spec else "Saves what you typed."
        self.query_one("#athlete-form-help", Lines).set_rows([row(Span(words, "muted"))])

    @on(Form.Changed)
    def _typed(self) -> None:
        drafts = self.trainer.backstage.drafts
        if self.changed:
            self.trainer.attempt(lambda: drafts.save(self.draft, self.form.values))
        else:
            self.trainer.attempt(lambda: drafts.discard(self.draft))
        self._show_title()

    # --- saving ----------------------------------------------------------------------------------

    def _parsed(self) -> dict[str, Any]:
        """Return the changed fields as they will be stored; shows every problem and raises the first."""
        fields: dict[str, Any] = {}
        problems: dict[str, str] = {}
        given = self.form.values if self.athlete is None else self.changed
        for name, text in given.items():
            try:
                fields |= parse_athlete({name: text}, self.services.clock(), partial=True)
            except FieldError as error:
                problems[error.field] = error.problem
        if self.athlete is None and not given["family"].strip():
            problems["family"] = "a family name is needed."
        self.form.show_problems(problems)
        for name, problem in problems.items():
            raise FieldError(name, problem)
        return fields

    @on(Form.Saved)
    def action_save(self) -> None:
        """Save what was typed; ask why when a recorded value changes."""
        try:
            fields = self._parsed()
        except FieldError:
            return
        if self.athlete is None:
            self.trainer.attempt(lambda: self._add(fields))
        elif not fields:
            self._leave("Nothing was changed.")
        elif reason_for(self.services.chart.athlete(self.athlete).view, fields, ""):
            if self.trainer.attempt(lambda: self._amend(fields, "")):
                self._saved(fields)
        else:
            title = "Change what was recorded"
            self.app.push_screen(
                ReasonDialog(
                    title, lambda reason: self._amend(fields, reason), then=lambda: self._saved(fields)
                )
            )

    def _add(self, fields: dict[str, Any]) -> None:
        chart = self.services.chart
        self._leave(f"Added to the roster. {chart.same_jersey(chart.add_athlete(fields))}".strip())

    def _saved(self, fields: dict[str, Any]) -> None:
        """Leave; who else wears a jersey is said when it may have become so."""
        moved = {"jersey", "team"}.intersection(fields)
        doubt = self.services.chart.same_jersey(self.athlete) if self.athlete and moved else ""
        self._leave(f"Saved. {doubt}".strip())

    def _amend(self, fields: Mapping[str, Any], reason: str) -> None:
        assert self.athlete is not None
        self.services.chart.amend_athlete(self.athlete, fields, reason)

    def _leave(self, sentence: str) -> None:
        self._discard()
        self.app.pop_screen()
        self.trainer.records_changed()
        self.trainer.say(sentence)

    def _discard(self) -> None:
        drafts = self.trainer.backstage.drafts
        self.trainer.attempt(lambda: drafts.discard(self.draft))

    def action_start_over(self) -> None:
        """Give up what was typed and not saved."""
        self.form.fill(self.recorded)
        self._discard()
        self._show_title()

    def action_back(self) -> None:
        """Leave; what was typed stays as a draft."""
        if self.is_current:
            if self.changed:
                self.trainer.say("Kept as a draft; it is there when you open this form again.")
            self.app.pop_screen()


def field_text(athlete: Athlete, name: str) -> str:
    """Return a field as one types it."""
    value = athlete.view[name]
    if name == "alerts":
        return "; ".join(athlete.alerts)
    if isinstance(value, float | int):
        return f"{value:g}"
    unknown = name in ("sex", "dominant_side") and value == UNKNOWN
    return "" if value is None or unknown else str(value)
