"""Taking vital signs in seconds: one line a measurement, digits and enter alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from trainer_tui.domain.dates import local_moment, parse_moment
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.vitals import VITALS, range_words, read_typed
from trainer_tui.ui.dialogs.details import DetailsDialog
from trainer_tui.ui.widgets.form import FieldSpec

if TYPE_CHECKING:
    from trainer_tui.bootstrap import Services

LABELS = {
    "hr": "Heart rate",
    "sbp": "Pressure, upper",
    "dbp": "Pressure, lower",
    "rr": "Breaths",
    "spo2": "SpO2",
    "gcs": "GCS",
    "temp_rectal_c": "Rectal temperature",
    "temp_other_c": "Other temperature",
    "glucose": "Glucose",
}
AT = "at"
CLOCK_TIME = re.compile(r"(\d{1,2}):?(\d{2})")
MINUTE = "%Y-%m-%d %H:%M"


def vitals_dialog(services: Services, incident: str, done: Callable[[str], None]) -> DetailsDialog:
    """Return the dialog that adds a set of vital signs to an incident; `done` is told in a sentence."""
    chart, vocabulary = services.chart, services.rules.vocabulary
    specs = []
    for name, label in LABELS.items():
        finding = VITALS[name]
        helping = vocabulary[finding].help if finding else "Lower value."
        specs.append(FieldSpec(name, label, helping, beside=range_words(name, vocabulary)))
    specs.append(FieldSpec(AT, "Taken", "When it was measured.", beside="or such as 19:55"))

    def act(given: Mapping[str, str]) -> None:
        typed = {name: text for name, text in given.items() if name != AT and text.strip()}
        if not typed:
            raise BadInput("Nothing is measured yet; type at least one value, or escape leaves.")
        now = services.clock()
        at = _after_its_minute(_moment(given[AT], now), now, services, incident)
        measured = {name: read_typed(name, text) for name, text in typed.items()}
        try:
            chart.add_assessments(incident, [{"vitals": {AT: at.isoformat(), **measured}}])
        except FieldError as error:
            raise FieldError(error.field.rpartition(".")[2], error.problem) from None
        done(f"Vital signs of {local_moment(at.isoformat(), now):%H:%M} added.")

    now = services.clock()
    values = {**dict.fromkeys(LABELS, ""), AT: f"{local_moment(now.isoformat(), now):{MINUTE}}"}
    title = f"Vital signs of {chart.incident(incident).who}"
    return DetailsDialog(title, specs, act, values=values, draft=f"form-vitals-{incident}")


def _moment(text: str, now: datetime) -> datetime:
    """Read when it was taken; hours and minutes alone are of today."""
    typed = text.strip()
    if clock := CLOCK_TIME.fullmatch(typed):
        typed = f"{local_moment(now.isoformat(), now):%Y-%m-%d} {clock[1]:0>2}:{clock[2]}"
    return parse_moment(AT, typed, now)


def _after_its_minute(at: datetime, now: datetime, services: Services, incident: str) -> datetime:
    """Return a time given to the minute as later than whatever was recorded within that minute.

    Else a measurement could stand before the one it was taken after, and the older would count.
    """
    made = [
        datetime.fromisoformat(each.at)
        for each in services.chart.incident(incident).assessments
        if not each.view.voided
    ]
    within = [each for each in (*made, now) if 0 <= (each - at).total_seconds() < 60]
    return max(within, default=at)
