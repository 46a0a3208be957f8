"""Logging what was done for an athlete, or for many at once: the key of the service is enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from trainer_tui.domain.errors import FieldError, TrainerError
from trainer_tui.domain.treatments import LONGEST, place_words
from trainer_tui.domain.vocabulary import Region, Service, Side, TreatmentKind
from trainer_tui.ui.actions import LOG_SERVICE, bindings
from trainer_tui.ui.dialogs.ask import AskDialog
from trainer_tui.ui.dialogs.base import Dialog, keys_row, still
from trainer_tui.ui.dialogs.choose import MARKS, Choice, ChooseDialog
from trainer_tui.ui.text import Row, Span, row, tied
from trainer_tui.ui.widgets.lines import Lines

KEYS = "123456789ro"
AGAIN = "again"
NOT_SAID = "not said"
SIDES = (Side.UNKNOWN, Side.LEFT, Side.RIGHT, Side.BILATERAL)


@dataclass(frozen=True, slots=True)
class Cared:
    """Whom a service is logged for."""

    words: str
    people: tuple[dict[str, str], ...]
    """References of the contract, one for each person."""
    incidents: tuple[tuple[str, str, TreatmentKind], ...] = ()
    """Open incidents it may be for: id, words, and the kind that then fits."""
    incident: str | None = None
    """The one it is for unless the person says otherwise."""


@dataclass(frozen=True, slots=True)
class Again:
    """What was logged last, to be offered again."""

    services: tuple[Service, ...]
    region: Region | None
    side: Side
    minutes: int | None

    @property
    def words(self) -> str:
        """The services, where and for how long."""
        minutes = "" if self.minutes is None else f"{self.minutes} min"
        services = " + ".join(service.words for service in self.services)
        return ", ".join(filter(None, (services, place_words(self.region, self.side), minutes)))

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "services": [service.value for service in self.services],
            "region": self.region and self.region.value,
            "side": self.side.value,
            "minutes": self.minutes,
        }

    @classmethod
    def from_json(cls, data: Any) -> Again | None:
        """Build it from what `to_json` gave, None from anything else."""
        try:
            services = tuple(Service(service) for service in data["services"])
            region = Region(data["region"]) if data["region"] else None
            minutes = None if data["minutes"] is None else int(data["minutes"])
            return cls(services, region, Side(data["side"]), minutes) if services else None
        except (KeyError, TypeError, ValueError):
            return None


class ServiceDialog(Dialog):
    """One key logs a service; what else is to be said has a key of its own and comes before it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(LOG_SERVICE),
        *(Binding(key, f"pick({n})", show=False, priority=True) for n, key in enumerate(KEYS) if n),
    ]

    def __init__(
        self, cared: Cared, last: Again | None, done: Callable[[Sequence[dict[str, Any]], Again], None]
    ) -> None:
        """Ask what was done; `done` gets treatments of the contract, and raises TrainerError to refuse."""
        super().__init__()
        self.cared = cared
        self.last = last
        self.marked: set[str] = set()
        self.said: dict[str, Any] = {"side": Side.UNKNOWN, "region": None, "minutes": None, "note": ""}
        self.incident = cared.incident
        self.kind = self._usual_kind()
        self._done = done

    def content(self) -> ComposeResult:
        """Yield whom it is for, the services, and what else was said."""
        yield still([row(Span("Service for ", "title"), Span(self.cared.words, "title"))])
        yield Lines(self._rows(), classes="dialog-choices")
        yield Lines(self._more(), id="service-more")
        yield still([keys_row(LOG_SERVICE)])

    def first(self) -> Lines:
        """Return the services."""
        return self.query_one(".dialog-choices", Lines)

    def on_mount(self) -> None:
        """Let the services have the keys; what was done last is taken by enter."""
        self.query_one("#service-more", Lines).can_focus = False
        self.first().move_to(AGAIN)
        super().on_mount()

    def _rows(self) -> list[Row]:
        rows = [
            row(
                Span(f"{key} ", "label"),
                Span(f"{MARKS[service.value in self.marked]} ", "strong"),
                service.words,
                key=service.value,
            )
            for key, service in zip(KEYS, Service, strict=True)
        ]
        again = self.last.words if self.last else "nothing was logged yet"
        return [row(Span("0 ", "label"), "  again: ", Span(again, "strong"), key=AGAIN), *rows]

    def _more(self, refusal: str = "") -> list[Row]:
        said, region = self.said, self.said["region"]
        minutes = NOT_SAID if said["minutes"] is None else f"{said['minutes']} min"
        what = next(
            (words for ident, words, _ in self.cared.incidents if ident == self.incident), "no incident"
        )
        more = f" of {len(self.cared.incidents)} open" if self.cared.incidents else ""
        parts = (
            ("c", f"kind: {self.kind.words}"),
            ("d", f"side: {NOT_SAID if said['side'] is Side.UNKNOWN else said['side'].words}"),
            ("w", f"where: {region.words if region else NOT_SAID}"),
            ("m", f"minutes: {minutes}"),
            ("i", f"for: {what}{more}"),
            ("t", f"note: {said['note'] or NOT_SAID}"),
        )
        spans = [
            span
            for key, words in parts
            for span in (Span(tied(f"{key} "), "label"), Span(f"{tied(words)}   "))
        ]
        refused = [row(Span(f"▲ {refusal}", "warning"), hang=2)] if refusal else []
        return [row(""), row(*spans), *refused, row("")]

    def _show(self, refusal: str = "") -> None:
        if self.is_mounted:
            lines = self.first()
            lines.set_rows(self._rows(), cursor=lines.cursor_key, keep_scroll=True)
            more = self.query_one("#service-more", Lines)
            more.set_rows(self._more(refusal))
            more.refresh(layout=True)

    def _usual_kind(self) -> TreatmentKind:
        kinds = {ident: kind for ident, _, kind in self.cared.incidents}
        return kinds.get(self.incident or "", TreatmentKind.PREVENTIVE)

    # --- logging ---------------------------------------------------------------------------------

    def action_pick(self, number: int) -> None:
        """Log a service at once; when several are being marked, mark it."""
        service = list(Service)[number]
        if self.marked:
            self._toggle(service.value)
        else:
            self._log([service])

    def action_again(self) -> None:
        """Log once more what was logged last."""
        if self.last is None:
            self._show("Nothing was logged yet, so there is nothing to log again.")
            return
        for name in ("side", "region", "minutes"):
            if self.said[name] in (None, Side.UNKNOWN):
                self.said[name] = getattr(self.last, name)
        self._log(self.last.services)

    def action_mark(self) -> None:
        """Mark the service under the cursor, or take its mark away."""
        key = self.first().cursor_key
        if key is not None and key != AGAIN:
            self._toggle(key)

    def _toggle(self, key: str) -> None:
        self.marked ^= {key}
        self._show()

    @on(Lines.Selected, ".dialog-choices")
    def _selected(self, event: Lines.Selected) -> None:
        event.stop()
        if self.marked:
            self._log([service for service in Service if service in self.marked])
        elif event.key == AGAIN:
            self.action_again()
        else:
            self._log([Service(event.key)])

    def _log(self, services: Sequence[Service]) -> None:
        if not self.is_current:
            return
        raw: dict[str, Any] = {"services": [service.value for service in services], "kind": self.kind.value}
        raw |= {name: value for name, value in self.said.items() if value}
        if self.incident:
            raw["incident"] = self.incident
        again = Again(tuple(services), self.said["region"], self.said["side"], self.said["minutes"])
        try:
            self._done([{**raw, "athlete": person} for person in self.cared.people], again)
        except TrainerError as error:
            self._show(error.message)
        else:
            self.close()

    # --- what else is said -----------------------------------------------------------------------

    def action_kind(self) -> None:
        """Go to the next kind."""
        kinds = list(TreatmentKind)
        self.kind = kinds[(kinds.index(self.kind) + 1) % len(kinds)]
        self._show()

    def action_side(self) -> None:
        """Go to the next side that fits where it was done."""
        region = self.said["region"]
        fitting = [side for side in SIDES if region is None or side in region.sides]
        here = fitting.index(self.said["side"]) if self.said["side"] in fitting else -1
        self.said["side"] = fitting[(here + 1) % len(fitting)]
        self._show()

    def action_place(self) -> None:
        """Choose the body area."""

        def chosen(key: str) -> None:
            self.said["region"] = Region(key)
            if self.said["side"] not in Region(key).sides:
                self.said["side"] = Side.UNKNOWN
            self._show()

        choices = [Choice(r.value, r.words) for r in Region if r is not Region.UNSPECIFIED]
        self.app.push_screen(ChooseDialog("Where?", choices, chosen, chosen=self.said["region"]))

    def action_minutes(self) -> None:
        """Type the minutes."""

        def act(text: str) -> None:
            if text.strip() and not (text.strip().isdecimal() and int(text) <= LONGEST):
                raise FieldError("minutes", f"write a whole number of minutes, 0 to {LONGEST}.")
            self.said["minutes"] = int(text) if text.strip() else None
            self._show()

        self.app.push_screen(AskDialog("How many minutes?", act))

    def action_incident(self) -> None:
        """Go to the next open incident, and after the last one to none."""
        idents: list[str | None] = [None, *(ident for ident, _, _ in self.cared.incidents)]
        self.incident = idents[(idents.index(self.incident) + 1) % len(idents)]
        self.kind = self._usual_kind()
        self._show("" if len(idents) > 1 else "No open incident is known here.")

    def action_note(self) -> None:
        """Type a note."""

        def act(text: str) -> None:
            self.said["note"] = text.strip()
            self._show()

        self.app.push_screen(AskDialog("Note", act, value=self.said["note"]))
