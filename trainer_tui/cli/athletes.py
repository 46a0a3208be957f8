"""The roster: athlete list, add, amend and import."""

from __future__ import annotations

from typing import Any

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.cli.inputs import read_bytes, read_json
from trainer_tui.domain.athletes import Athlete, alert_words, field_values
from trainer_tui.domain.errors import BadInput, UsageError
from trainer_tui.domain.input_fields import as_object
from trainer_tui.domain.vocabulary import Availability
from trainer_tui.services.roster import RosterPlan
from trainer_tui.services.roster_undo import athletes_in_drafts


def show_list(context: Context) -> None:
    """Write everybody on the roster."""
    services = context.services
    athletes = services.chart.athletes(team=context.given.team)
    if context.json:
        output.data([_to_json(a, services.availability.current(a.id)) for a in athletes])
        return
    if not athletes:
        team = context.given.team
        output.say(f"Nobody on the roster is in the team “{team}”." if team else "Nobody is on the roster.")
    output.table(
        ("No.", "Name", "Team", "Born", "Availability", "Alerts", "Id"),
        (
            (
                athlete.jersey,
                f"{athlete.family}, {athlete.preferred or athlete.given}".rstrip(", "),
                athlete.team,
                athlete.birth_date or "",
                services.availability.current(athlete.id).words,
                "; ".join(alert_words(alert) for alert in athlete.alerts),
                athlete.id,
            )
            for athlete in athletes
        ),
    )


def _to_json(athlete: Athlete, availability: Availability) -> dict[str, Any]:
    return {"id": athlete.id, **field_values(athlete), "availability": availability.value}


def add(context: Context) -> None:
    """Put an athlete on the roster."""
    raw = as_object("athlete", read_json(context.given.file))
    ident = context.services.chart.add_athlete(raw)
    output.ids([ident], as_json=context.json)
    _say_same_jersey(context, ident)


def amend(context: Context) -> None:
    """Change fields of an athlete."""
    raw = as_object("athlete", read_json(context.given.file))
    context.services.chart.amend_athlete(context.given.id, raw, context.given.reason)
    output.ids([context.given.id], as_json=context.json)
    if "jersey" in raw or "team" in raw:
        _say_same_jersey(context, context.given.id)


def _say_same_jersey(context: Context, athlete: str) -> None:
    sentence = context.services.chart.same_jersey(athlete)
    if sentence:
        output.say(sentence)


def import_roster(context: Context) -> None:
    """Take in a roster file, say what would happen, or take the last import back."""
    _check_usage(context)
    if context.given.undo:
        _undo(context)
        return
    content = read_bytes(context.given.file)
    roster = context.services.roster
    plan = roster.plan(content, dict(context.given.map))
    for new in plan.new:
        if new.same_jersey:
            output.say(f"Row {new.row}: {new.name} has the same jersey as {new.same_jersey}.")
    for changed in plan.changed:
        if changed.same_jersey:
            output.say(f"Row {changed.row}: {changed.athlete.name} gets the jersey of {changed.same_jersey}.")
    if context.given.dry_run:
        _show_plan(plan, as_json=context.json)
        output.say(f"Nothing was written. {plan.counts}.")
        return
    ids = roster.apply(plan)
    output.ids(ids, as_json=context.json)
    output.say(f"{plan.counts}.")


def _show_plan(plan: RosterPlan, *, as_json: bool) -> None:
    rows = [(new.row, "new", new.name) for new in plan.new]
    rows += [(c.row, "changed", f"{c.athlete.name}: {', '.join(c.fields)}") for c in plan.changed]
    rows += [(twice.row, "there already", twice.athlete.name) for twice in plan.duplicates]
    rows += [(bad.row, "cannot be taken", bad.sentence) for bad in plan.bad]
    if as_json:
        output.data(
            [{"id": str(row), "row": row, "plan": plan_, "what": what} for row, plan_, what in sorted(rows)]
        )
    else:
        output.table(("Row", "Plan", "What"), ((str(row), plan_, what) for row, plan_, what in sorted(rows)))


def _check_usage(context: Context) -> None:
    given = context.given
    if given.undo and (given.file is not None or given.map or given.dry_run):
        raise UsageError("--undo takes the last import back; it stands alone, without a file.")
    if not given.undo and given.file is None:
        raise UsageError("Name the roster file, or - for stdin; --undo takes the last import back.")
    if given.leave_used and not given.undo:
        raise UsageError("--leave-used belongs to --undo.")


def _undo(context: Context) -> None:
    services = context.services
    undoing = services.roster.last_import(athletes_in_drafts(services.drafts))
    if undoing is None:
        raise BadInput("There is no roster import to undo.")
    try:
        services.roster.undo(undoing, leave_used=context.given.leave_used)
    except BadInput as error:
        if not undoing.used:
            raise
        raise BadInput(f"{error.message} Undo the rest with --undo --leave-used.") from None
    touched = [athlete.id for athlete in (*undoing.added, *(each for each, _ in undoing.changed))]
    output.ids(touched, as_json=context.json)
    left = f" Left as they are: {undoing.used_words}." if undoing.used else ""
    output.say(f"Undone: {len(undoing.added)} added, {len(undoing.changed)} changed.{left}")
