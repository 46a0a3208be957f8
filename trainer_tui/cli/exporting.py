"""Handing records over."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.domain.errors import BadInput, UsageError
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.services.consents import consent_warning

if TYPE_CHECKING:
    from trainer_tui.services.handoff import Handoff

LETTERS = ("pdf", "text", "fhir")


def run(context: Context) -> None:
    """Write an export and say what was recorded."""
    _check_selection(context.given)
    handoff, given = context.services.handoff, context.given
    recipient, purpose = _to_whom(given, handoff)
    target = Path(given.output).expanduser().absolute()
    chosen: dict[str, Any] = {
        "incidents": given.incident,
        "athlete": given.athlete,
        "since": given.since,
        "until": given.until,
        "team": given.team,
    }
    handoff.check_target(given.format, target, force=given.force)
    leaving = handoff.leaving(given.format, purpose, **chosen)
    for warning in leaving.warnings:
        output.say(warning)
    path = handoff.export(
        given.format,
        target,
        recipient=recipient,
        purpose=purpose,
        force=given.force,
        bom=given.bom,
        **chosen,
    )
    if context.json:
        output.data({"path": str(path)})
    else:
        output.line(str(path))
    for section in leaving.sections:
        output.say(f"{section.title} ({section.entries}): {', '.join(section.fields)}")
    output.say(f"Recorded: handed to {recipient} for {purpose.words}.")
    told = handoff.last_disclosure(given.format)
    records = context.services.chart.records
    if told and (warning := consent_warning(records, purpose, told.athletes)):
        output.say(warning)


def _check_selection(given: Namespace) -> None:
    bounds = [given.incident, given.athlete, given.since, given.until]
    chosen = any(bound is not None for bound in bounds)
    if given.all and chosen:
        raise UsageError("--all leaves nothing out; give it without a selection such as --incident.")
    if given.format == "coach" and chosen:
        raise UsageError("The sheet for the coach has the whole roster; leave the selection out.")
    if given.team and given.format != "coach":
        raise UsageError("--team is for the sheet of the coach alone; leave it out.")
    if given.format in LETTERS and not (chosen or given.all):
        raise UsageError("Say which incidents: --incident ID, --athlete ID, --since and --until, or --all.")
    if given.bom and given.format != "csv":
        raise UsageError("--bom is for csv alone; leave it out.")


def _to_whom(given: Namespace, handoff: Handoff) -> tuple[str, Purpose]:
    """Return recipient and purpose; what is missing is asked when somebody sits at the terminal."""
    last = handoff.last_disclosure(given.format)
    recipient = given.recipient
    if recipient is None:
        recipient = _ask("--recipient", "Who gets it?", last.recipient if last else "")
    purpose = given.purpose
    if purpose is None:
        words = f"Why ({', '.join(Purpose)})?"
        purpose = _ask("--purpose", words, last.purpose.value if last else Purpose.TREATMENT.value)
    if purpose not in set(Purpose):
        raise BadInput(f"The purpose is one of {', '.join(Purpose)}.")
    return recipient, Purpose(purpose)


def _ask(option: str, question: str, usual: str) -> str:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"{option} is missing: every export names to whom and why it was made.")
    sys.stderr.write(f"{question} [{usual}] " if usual else f"{question} ")
    sys.stderr.flush()
    return sys.stdin.readline().strip() or usual
