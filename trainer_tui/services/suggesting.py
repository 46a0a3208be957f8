"""What it could also be: cases from records, drafts and inputs, looked up in the library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trainer_tui.domain.answers import current_answers, with_roster
from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.expressions import Known, evaluate
from trainer_tui.domain.findings import derive
from trainer_tui.domain.incident_input import FIELDS, IncidentInput, Reading, parse_amendment
from trainer_tui.domain.input_fields import as_object, refuse_unknown
from trainer_tui.domain.ports import ContentStore
from trainer_tui.domain.suggest import Shelf, suggest
from trainer_tui.domain.suggestions import Case, Suggestion
from trainer_tui.domain.triage import RuleSet
from trainer_tui.domain.vocabulary import Contact, ModeOfOnset, Region
from trainer_tui.services.capture import CaptureDraft, onset_of
from trainer_tui.services.incident_views import IncidentChart

HEADING = "Could also be"
FOOT = "Not a diagnosis; what must not be missed stands first."
NOTHING = "Nothing in this library is pointed to; a region, a condition or findings point further."


class Suggesting:
    """Suggests from what the library says."""

    def __init__(self, content: ContentStore, rules: RuleSet) -> None:
        self._content = content
        self._rules = rules
        self._shelf: Shelf | None = None
        self._fired: dict[frozenset[tuple[str, bool | int | float]], bool] = {}

    def suggest(self, case: Case) -> list[Suggestion]:
        """Return what a case could also be, what must not be missed first.

        Raises FieldError when fever is answered as absent beside a temperature that makes it present.
        """
        if self._shelf is None:
            vocabulary = self._rules.vocabulary
            self._shelf = Shelf(self._content.catalogue(), self._content.clues(), vocabulary, self._fires)
        self._fired.clear()
        return suggest(case, self._shelf)

    def _fires(self, known: Known) -> bool:
        key = frozenset(known.items())
        if key not in self._fired:
            self._fired[key] = any(evaluate(rule.expression, known) for rule in self._rules.rules)
        return self._fired[key]


def case_of_chart(chart: IncidentChart) -> Case:
    """Return the case of a recorded incident: its current answers, and what the roster knows."""
    incident = chart.incident
    return Case(
        incident.region,
        incident.condition,
        incident.causes,
        incident.mode_of_onset,
        incident.contact,
        chart.triage.answers,
    )


def case_of_draft(draft: CaptureDraft, athlete: Athlete | None) -> Case:
    """Return the case of an incident while it is recorded."""
    answers = current_answers([(draft.findings, draft.vitals)])
    return Case(
        draft.body_region,
        draft.condition,
        tuple(draft.causes),
        ModeOfOnset(draft.mode_of_onset or ModeOfOnset.UNKNOWN),
        Contact(draft.contact or Contact.UNKNOWN),
        derive(with_roster(answers, athlete, onset_of(draft).date())),
    )


def read_case(raw: object, reading: Reading) -> Case:
    """Read a case as scripts give it: the fields of an incident, or region and side without a diagnosis.

    Raises FieldError naming the field.
    """
    given = dict(as_object("suggest", raw))
    refuse_unknown("", given, ("region", "side", *FIELDS))
    place = {name: given.pop(name) for name in ("region", "side") if name in given}
    if place and given.get("diagnoses"):
        raise FieldError(next(iter(place)), "stands beside diagnoses, which say it; leave one of them out.")
    if place:
        given["diagnoses"] = [place]
    if not given:
        return Case()
    try:
        return _case(parse_amendment(given, reading, {}))
    except FieldError as error:
        short = error.field.removeprefix("diagnoses[0].") if place else error.field
        raise FieldError(short, error.problem) from None


def _case(found: IncidentInput) -> Case:
    fields: Mapping[str, Any] = found.fields
    principal: Mapping[str, Any] = next((d for d in fields.get("diagnoses") or () if d["principal"]), {})
    answers = current_answers([(found.findings, None), *(({}, taken) for taken in found.vitals)])
    return Case(
        Region(principal.get("region") or Region.UNSPECIFIED),
        fields.get("condition"),
        tuple(fields.get("causes") or ()),
        ModeOfOnset(fields.get("mode_of_onset") or ModeOfOnset.UNKNOWN),
        Contact(fields.get("contact") or Contact.UNKNOWN),
        derive(answers),
    )
