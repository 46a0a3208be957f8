"""Changing what was recorded of an incident: each field shows what it was and what it becomes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from trainer_tui.domain.dates import parse_moment
from trainer_tui.domain.errors import BadInput, FieldError, TrainerError
from trainer_tui.services.amending import reason_for
from trainer_tui.ui.actions import AMEND, Command, bindings
from trainer_tui.ui.amendment import FIELDS, AmendField, Amendment, Ask
from trainer_tui.ui.dialogs.ask import AskDialog
from trainer_tui.ui.dialogs.choose import Choice, ChooseDialog, ChooseManyDialog
from trainer_tui.ui.dialogs.find import FindDialog
from trainer_tui.ui.dialogs.reason import ReasonDialog
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.text import TIED, Row, Span, fit, row, tied
from trainer_tui.ui.widgets.bars import ModeBar
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.words import Words

LABEL = 16
SAVE_ROW = "save"
DIGITS = 9
CLOCK_TIME = re.compile(r"\d{1,2}:\d{2}")


class AmendScreen(BaseScreen):
    """The form that changes an incident."""

    MODE = "incidents"
    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = AMEND
    HELP_TEXT = (
        "A digit or enter changes the field under the cursor; what it was stays beside what it becomes, and "
        "in the history for good. A reason is asked when something recorded changes, not when an empty one "
        "is filled. Findings are never amended: assess again instead."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(AMEND),
        *(Binding(str(n + 1), f"pick({n})", show=False, priority=True) for n in range(1, DIGITS)),
    ]
    DEFAULT_CSS = """
    #amend-title { height: 2; padding: 0 1; }
    #amend-fields { height: 1fr; }
    #amend-values { height: 4; border-top: solid $panel-lighten-2; padding: 0 1; }
    """

    def __init__(self, incident: str) -> None:
        """Change an incident."""
        super().__init__()
        self.incident = incident
        self.draft = f"form-amend-{incident}"
        self.problems: dict[str, str] = {}

    @property
    def help_title(self) -> str:
        """The name of the screen in its help."""
        return "Amend"

    @property
    def fields(self) -> Lines:
        """The fields."""
        return self.query_one("#amend-fields", Lines)

    @property
    def words(self) -> Words:
        """What puts stored values into words."""
        return Words(self.services.chart, self.services.reference.catalogue, self.services.clock())

    def body(self) -> ComposeResult:
        """Yield title, fields and the values of the field under the cursor."""
        title, values = Lines(id="amend-title", wrapped=False), Lines(id="amend-values")
        title.can_focus = values.can_focus = False
        yield title
        yield Lines(id="amend-fields")
        yield values

    def on_mount(self) -> None:
        """Show the fields, with what was typed before."""
        self.query_one(ModeBar).mode = self.app.current_mode
        chart = self.services.chart.incident(self.incident)
        kept = self.trainer.backstage.drafts.load(self.draft)
        self.amendment = Amendment(chart.incident, self.words, (kept or {}).get("values"))
        self.who = chart.who
        self._show()
        self.set_focus(self.fields)

    # --- what is shown ---------------------------------------------------------------------------

    def _show(self, cursor: str | None = None) -> None:
        count = len(self.amendment.changes)
        state = f"  {count} not saved, kept as a draft" if count else ""
        title = row(Span(f"Amend the incident of {self.who}", "title"), Span(state, "warning"))
        self.query_one("#amend-title", Lines).set_rows([title])
        rows: list[Row] = []
        for field in FIELDS:
            rows += self._field_rows(field)
        rows += [
            row(""),
            row(Span("Save", "strong"), Span("   enter, or ctrl+s anywhere", "muted"), key=SAVE_ROW),
        ]
        self.fields.set_rows(rows, cursor=cursor, keep_scroll=True)
        self._show_values()

    def _field_rows(self, field: AmendField) -> list[Row]:
        amendment = self.amendment
        before = amendment.words_before(field)
        spans = [
            Span(fit(field.label, LABEL), "label"),
            Span(before, "muted" if before == "not recorded" else "text"),
        ]
        if field.name in amendment.changes:
            spans += [Span(" → ", "label"), Span(amendment.words_after(field), "strong")]
        rows = [row(*spans, key=field.name, hang=LABEL)]
        for other in amendment.conflicting_words(field):
            rows.append(row(Span(f"also written: {other}", "warning"), indent=LABEL, hang=2))
        if problem := self.problems.get(field.name):
            rows.append(row(Span(f"▲ {problem[:1].upper()}{problem[1:]}", "warning"), indent=LABEL, hang=2))
        return rows

    def _show_values(self) -> None:
        field = self._field
        panel = self.query_one("#amend-values", Lines)
        if field is None:
            panel.set_rows(
                [row(Span("Saves what changed; a reason is asked when something recorded changes.", "muted"))]
            )
            return
        choices = self.amendment.choices(field)
        if field.ask is Ask.CHOICE and len(choices) <= DIGITS:
            parts: list[Span] = []
            for number, choice in enumerate(choices, start=1):
                parts += [Span(f"{number}{TIED}", "label"), Span(tied(choice.words)), Span("   ")]
            panel.set_rows([row(*parts)])
        else:
            panel.set_rows(
                [row(Span("enter opens the list" if field.ask is not Ask.TIME else field.help, "muted"))]
            )

    @property
    def _field(self) -> AmendField | None:
        key = self.fields.cursor_key
        return next((field for field in FIELDS if field.name == key), None)

    @on(Lines.Highlighted, "#amend-fields")
    def _moved(self) -> None:
        self._show_values()

    # --- changing --------------------------------------------------------------------------------

    @on(Lines.Selected, "#amend-fields")
    def _selected(self, event: Lines.Selected) -> None:
        if event.key == SAVE_ROW:
            self.action_save()
        else:
            self.action_choose()

    def action_choose(self) -> None:
        """Change the field under the cursor, with the dialog that fits it."""
        field = self._field
        if field is None:
            return
        choices, now = self.amendment.choices(field), self.amendment.value(field.name)
        if field.ask is Ask.CHOICE:
            self.app.push_screen(
                ChooseDialog(field.label, choices, lambda key: self._set(field, key), chosen=str(now or ""))
            )
        elif field.ask is Ask.MANY:
            if not choices:
                self.trainer.say("Choose the condition first: a cause is one of its own.")
                return
            self.app.push_screen(
                ChooseManyDialog(
                    field.label, choices, lambda keys: self._set(field, list(keys)), marked=now or ()
                )
            )
        elif field.ask is Ask.FIND:
            search = self._people if field.name == "athlete" else self._conditions
            self.app.push_screen(
                FindDialog(field.label, search, lambda key: self._set(field, key), chosen=now)
            )
        else:
            self._ask_time(field)

    def action_pick(self, number: int) -> None:
        """Take one of the values shown for the field under the cursor."""
        field = self._field
        if field is None or field.ask is not Ask.CHOICE:
            return
        choices = self.amendment.choices(field)
        if len(choices) <= DIGITS and number < len(choices):
            self._set(field, choices[number].key)

    def _people(self, typed: str) -> Sequence[Choice]:
        found = self.services.chart.match_athletes(typed)
        return [Choice(each.id, f"{each.jersey} {each.name}".strip(), more=each.team) for each in found]

    def _conditions(self, typed: str) -> Sequence[Choice]:
        hits = self.services.reference.search(typed).hits
        none = [] if typed.strip() else [Choice("", "not set")]
        return [
            *none,
            *(Choice(hit.id, hit.name, more="" if hit.has_page else "no page yet") for hit in hits),
        ]

    def _ask_time(self, field: AmendField) -> None:
        now = self.services.clock()
        shown = self.words.moment(str(self.amendment.value(field.name)))

        def act(text: str) -> None:
            typed = text.strip()
            if CLOCK_TIME.fullmatch(typed):
                typed = f"{shown[:10]} {typed:0>5}"
            self._set(field, parse_moment(field.name, typed, now).isoformat())

        self.app.push_screen(AskDialog(field.label, act, value=shown, help=field.help))

    def _set(self, field: AmendField, value: Any) -> None:
        self.amendment.set(field.name, value)
        self.problems.clear()
        drafts, changes = self.trainer.backstage.drafts, self.amendment.changes
        if changes:
            self.trainer.attempt(lambda: drafts.save(self.draft, {"values": changes}))
        else:
            self._discard()
        self._show(field.name)

    # --- saving ----------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Save what changed; ask why when something recorded changes."""
        raw = self.amendment.raw()
        view = self.services.chart.incident(self.incident).incident.view
        if not raw:
            self._leave("Nothing was changed.")
        elif not self.amendment.settles and reason_for(view, self.amendment.stored(raw), ""):
            self._amend(raw, "")
        else:
            self.app.push_screen(
                ReasonDialog(
                    "Why does the record change?",
                    lambda reason: self._amend_because(raw, reason),
                    draft=f"form-amend-reason-{self.incident}",
                    then=lambda: self._leave("Saved; what was there before stays in the history."),
                )
            )

    def _amend(self, raw: dict[str, Any], reason: str) -> None:
        try:
            self.services.chart.amend_incident(self.incident, raw, reason)
        except FieldError as error:
            self._refused(error)
        except TrainerError as error:
            self.trainer.show_error(error)
        else:
            self._leave("Saved.")

    def _amend_because(self, raw: dict[str, Any], reason: str) -> None:
        try:
            self.services.chart.amend_incident(self.incident, raw, reason)
        except FieldError as error:
            self._refused(error)
            raise BadInput(f"{error.message} Go back and correct it.") from None

    def _refused(self, error: FieldError) -> None:
        """Show a refusal beside its field."""
        name = re.sub(r"\[\d+\]", "", error.field).rpartition(".")[2]
        if any(field.name == name for field in FIELDS):
            self.problems = {name: error.problem}
            self._show(name)
        else:
            self.trainer.show_error(error)

    def _leave(self, sentence: str) -> None:
        self._discard()
        self.app.pop_screen()
        self.trainer.records_changed()
        self.trainer.say(sentence)

    def _discard(self) -> None:
        drafts = self.trainer.backstage.drafts
        self.trainer.attempt(lambda: drafts.discard(self.draft))

    def action_start_over(self) -> None:
        """Give up what was chosen and not saved."""
        self.amendment.clear()
        self.problems.clear()
        self._discard()
        self._show()

    def action_back(self) -> None:
        """Leave; what was chosen stays as a draft."""
        if self.is_current:
            if self.amendment.changes:
                self.trainer.say("Kept as a draft; e goes on with it.")
            self.app.pop_screen()
