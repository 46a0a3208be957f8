"""What an incident was and what it is to become, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from trainer_tui.domain.incidents import Diagnosis, Incident
from trainer_tui.domain.records import UNITS
from trainer_tui.domain.vocabulary import (
    Certainty,
    Contact,
    Direction,
    IncidentKind,
    ModeOfOnset,
    Region,
    Relation,
    Removed,
    SessionKind,
    Side,
    TimeLossMode,
    Tissue,
    Worded,
)
from trainer_tui.ui.dialogs.choose import Choice
from trainer_tui.ui.words import NOT_RECORDED, Words

OF_DIAGNOSIS = ("region", "side", "tissue", "grade", "direction", "certainty")
GRADES = ("1", "2", "3")


class Ask(Enum):
    """How a field is asked."""

    CHOICE = auto()
    MANY = auto()
    FIND = auto()
    TIME = auto()


@dataclass(frozen=True, slots=True)
class AmendField:
    """One field that can be changed."""

    name: str
    label: str
    ask: Ask = Ask.CHOICE
    kind: type[Worded] | None = None
    """The vocabulary it is chosen from."""
    may_be_empty: bool = False
    help: str = ""


FIELDS = (
    AmendField("athlete", "Who", Ask.FIND),
    AmendField(
        "onset_at", "When", Ask.TIME, help="Such as 2026-10-09 19:42, or 19:42 for another time that day."
    ),
    AmendField("condition", "Condition", Ask.FIND),
    AmendField("causes", "Causes", Ask.MANY),
    AmendField("region", "Region", kind=Region),
    AmendField("side", "Side", kind=Side),
    AmendField("mode_of_onset", "Mode of onset", kind=ModeOfOnset),
    AmendField("contact", "Contact", kind=Contact),
    AmendField("session_kind", "Session", kind=SessionKind),
    AmendField("removed", "Left play", kind=Removed),
    AmendField("kind", "Kind", kind=IncidentKind),
    AmendField("tissue", "Tissue", kind=Tissue, may_be_empty=True),
    AmendField("grade", "Grade", may_be_empty=True),
    AmendField("direction", "Direction", kind=Direction, may_be_empty=True),
    AmendField("certainty", "Certainty", kind=Certainty),
    AmendField("relation", "Relation", kind=Relation),
    AmendField("time_loss_mode", "Days are counted", kind=TimeLossMode),
)


class Amendment:
    """The changes to an incident that are chosen and not saved yet."""

    def __init__(self, incident: Incident, words: Words, kept: Mapping[str, Any] | None = None) -> None:
        """Begin with the incident as it is, and with what was kept of an earlier try."""
        self._incident = incident
        self._words = words
        names = {field.name for field in FIELDS}
        self.changes: dict[str, Any] = {}
        """New values by field; nothing, an empty text or list takes the value away."""
        for name, value in (kept or {}).items():
            if name in names:
                self.set(name, value)

    def clear(self) -> None:
        """Take every change back."""
        self.changes.clear()

    # --- values ----------------------------------------------------------------------------------

    def before(self, name: str) -> Any:
        """Return the value as it is recorded."""
        incident, principal = self._incident, self._incident.principal
        if name in OF_DIAGNOSIS:
            value = getattr(principal, name)
            return "" if value is None else str(value)
        if name == "athlete":
            return incident.athlete
        if name == "causes":
            return list(incident.causes)
        value = getattr(incident, name)
        return "" if value is None else str(value)

    def value(self, name: str) -> Any:
        """Return the value as it will be."""
        return self.changes.get(name, self.before(name))

    def set(self, name: str, value: Any) -> None:
        """Choose a value; choosing what is recorded takes the change back, unless it settles a conflict."""
        if value == self.before(name) and not self.conflicting(name):
            self.changes.pop(name, None)
        else:
            self.changes[name] = value
        if name == "condition":
            known = self._words.causes(self.value("condition"))
            self._follow("causes", [cause for cause in self.value("causes") if cause in known])
        if name == "region" and self.value("side") not in Region(self.value("region")).sides:
            self._follow("side", Side.UNKNOWN.value)

    def _follow(self, name: str, value: Any) -> None:
        """Change what no longer fits."""
        if value != self.value(name):
            self.set(name, value)

    def conflicting(self, name: str) -> bool:
        """Tell whether two laptops wrote different values of a field, or of its unit."""
        return self._unit(name) in self._incident.view.conflicts

    @property
    def settles(self) -> bool:
        """Whether a change chooses between values that stand beside each other."""
        return any(self.conflicting(name) for name in self.changes)

    def _unit(self, name: str) -> str:
        stored = "diagnoses" if name in OF_DIAGNOSIS else name
        units = UNITS[self._incident.view.kind]
        return next((unit for unit, names in units.items() if stored in names), "")

    def choices(self, field: AmendField) -> Sequence[Choice]:
        """Return what can be chosen, as it fits the values now chosen."""
        none = [Choice("", NOT_RECORDED)] if field.may_be_empty else []
        if field.name == "grade":
            return [*(Choice(grade, f"grade {grade}") for grade in GRADES), *none]
        if field.name == "causes":
            known = self._words.causes(self.value("condition"))
            return [Choice(ident, text) for ident, text in known.items()]
        kind: Sequence[Worded] = (
            Region(self.value("region")).sides if field.name == "side" else tuple(field.kind or ())
        )
        return [*(Choice(value.value, value.words) for value in kind), *none]

    # --- words -----------------------------------------------------------------------------------

    def words_before(self, field: AmendField) -> str:
        """Return the recorded value in words."""
        if field.name == "athlete" and self._incident.guest:
            return self._incident.guest
        return self._in_words(field, self.before(field.name), self._incident.condition)

    def words_after(self, field: AmendField) -> str:
        """Return the chosen value in words."""
        return self._in_words(field, self.value(field.name), self.value("condition"))

    def _in_words(self, field: AmendField, value: Any, condition: str | None) -> str:
        if value in (None, "", []):
            return NOT_RECORDED
        if field.name == "causes":
            known = self._words.causes(condition)
            return ", ".join(known.get(cause, cause) for cause in value)
        if field.kind is not None:
            return field.kind(value).words
        return f"grade {value}" if field.name == "grade" else self._words.value(field.name, value)

    def conflicting_words(self, field: AmendField) -> Iterator[str]:
        """Yield the other values of a field that stand beside the one shown."""
        if not self.conflicting(field.name):
            return
        unit = self._unit(field.name)
        shown = self.words_before(field)
        for stored in self._incident.view.conflicts[unit]:
            value: Any = stored
            if unit == "diagnoses":
                found = [Diagnosis.from_json(each) for each in stored or ()]
                value = next((getattr(d, field.name) for d in found if d.principal), None)
            elif isinstance(stored, Mapping):
                value = stored.get(field.name)
            words = self._in_words(field, value if isinstance(value, list) else value and str(value), None)
            if words != shown:
                yield words

    # --- saving ----------------------------------------------------------------------------------

    def raw(self) -> dict[str, Any]:
        """Return the changes as the contract takes them."""
        raw: dict[str, Any] = {}
        for name, value in self.changes.items():
            if name in OF_DIAGNOSIS:
                raw["diagnoses"] = self._diagnoses()
            elif name == "athlete":
                raw["athlete"] = {"id": value}
            else:
                raw[name] = value or None if name == "condition" else value
        return raw

    def _diagnoses(self) -> list[dict[str, Any]]:
        found = [each.to_json() for each in self._incident.diagnoses] or [Diagnosis().to_json()]
        principal = next(each for each in found if each["principal"])
        for name in OF_DIAGNOSIS:
            if name in self.changes:
                value = self.changes[name]
                principal[name] = (int(value) if name == "grade" else value) if value else None
        return found

    def stored(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Return the changes as the record stores them, to tell filling from changing."""
        fields = dict(raw)
        if "athlete" in fields:
            fields["athlete"] = fields["athlete"]["id"]
        return fields
