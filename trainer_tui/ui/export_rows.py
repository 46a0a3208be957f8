"""The choices of a hand-over as lines: what goes out, in which form, to whom, why and where to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.services.chart import Chart
from trainer_tui.services.consents import consent_warning
from trainer_tui.services.handoff import Handoff
from trainer_tui.ui.export_plan import FORMS, ExportPlan, shown_path
from trainer_tui.ui.text import TIED, Row, Span, fit, row, tied

LABEL = 12
DIGITS = 9
"""How many forms have a digit of their own."""


def plan_rows(
    plan: ExportPlan, forms: Sequence[str], handoff: Handoff, chart: Chart, problems: Mapping[str, str]
) -> list[Row]:
    """Return a line for each choice, what is wrong with it below it, and the forms there are."""
    form, purpose = FORMS[plan.form], plan.purpose(handoff)
    rows = [
        row(Span("Hand over ", "title"), Span(_what(plan, chart), "strong"), hang=2),
        _fact("form", "Form", Span(form.words, "strong"), Span(f"  {form.more}", "muted")),
        _fact("recipient", "To", plan.recipient(handoff) or Span("who gets it?", "warning")),
        _fact("purpose", "Purpose", purpose.words if purpose else Span("why?", "warning")),
        _fact("path", "Save as", shown_path(plan.target)),
    ]
    if form.of_team:
        rows.insert(1, _fact("team", "Team", plan.team or "everybody on the roster"))
    if form.lockable:
        rows.append(_fact("password", "Password", _password_words(plan)))
    told = _told(plan, handoff, chart) if purpose is Purpose.CONSENT else []
    if warning := consent_warning(chart.records, purpose, told):
        rows.append(row(Span(f"▲ {warning}", "warning"), key="consent", hang=2))
    for name, problem in problems.items():
        place = next((i for i, each in enumerate(rows) if each.key == name), len(rows) - 1)
        said = f"▲ {problem[:1].upper()}{problem[1:]}"
        rows.insert(place + 1, row(Span(said, "warning"), indent=LABEL, hang=2))
    return [*rows, _choices(forms)]


def _fact(key: str, label: str, *parts: Span | str) -> Row:
    return row(Span(fit(label, LABEL), "label"), *parts, key=key, hang=LABEL)


def _choices(forms: Sequence[str]) -> Row:
    parts: list[Span] = []
    for number, name in enumerate(forms, start=1):
        key = f"{number}{TIED}" if number <= DIGITS else ""
        parts += [Span(key, "label"), Span(tied(FORMS[name].words), "muted"), Span("   ")]
    return row(*parts)


def _what(plan: ExportPlan, chart: Chart) -> str:
    form = FORMS[plan.form]
    if form.of_team:
        return f"the {form.name} papers of {plan.team or 'everybody on the roster'}"
    if form.whole_team:
        return "the availability of everybody on the roster"
    if not plan.incidents:
        return "all records"
    if len(plan.incidents) > 1:
        return f"{len(plan.incidents)} incidents"
    return f"the incident of {chart.incident(plan.incidents[0]).who}"


def _password_words(plan: ExportPlan) -> Span:
    if plan.password:
        return Span("asked for when the file is opened", "strong")
    if FORMS[plan.form].locked:
        return Span("which one?", "warning")
    return Span("none: whoever has the file can read it", "muted")


def _told(plan: ExportPlan, handoff: Handoff, chart: Chart) -> list[str]:
    """Return the athletes of whom the file tells something."""
    form, team = FORMS[plan.form], plan.team
    if form.locked:
        return [athlete.id for athlete in chart.athletes(team=team)]
    if form.of_team:
        return [each.athlete for each in handoff.open_incidents(team) if each.athlete]
    if form.whole_team or not plan.incidents:
        return list(chart.records.athletes)
    return [athlete for each in plan.incidents if (athlete := chart.records.incident(each).athlete)]
