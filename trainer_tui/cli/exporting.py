"""Handing records over."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.cli.secrets import first_line
from trainer_tui.domain.errors import BadInput, Unprintable, UsageError
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.services.consents import consent_warning

if TYPE_CHECKING:
    from trainer_tui.services.handoff import Handoff

LETTERS = ("pdf", "text", "fhir")
PAPERS_OF_A_TEAM = ("packet", "travel")
OF_A_TEAM = ("coach", *PAPERS_OF_A_TEAM)


def run(context: Context) -> None:
    """Write an export and say what was recorded."""
    _check_selection(context.given)
    handoff, given = context.services.handoff, context.given
    recipient, purpose = _to_whom(given, handoff)
    target = Path(given.output).expanduser().absolute()
    handoff.check_target(given.format, target, force=given.force)
    chosen: dict[str, Any] = {
        "incidents": given.incident,
        "athlete": given.athlete,
        "since": given.since,
        "until": given.until,
        "team": given.team,
        "password": _password(given),
        "valid_until": given.valid_until,
    }
    leaving = handoff.leaving(given.format, purpose, **chosen)
    for warning in leaving.warnings:
        output.say(warning)

    def write() -> Path:
        return handoff.export(
            given.format,
            target,
            recipient=recipient,
            purpose=purpose,
            force=given.force,
            bom=given.bom,
            **chosen,
        )

    try:
        path = write()
    except Unprintable as refusal:
        if not refusal.others:
            raise
        if not given.leave_out:
            raise BadInput(f"{refusal.message} --leave-out leaves them out.") from None
        chosen["incidents"] = refusal.others
        leaving = handoff.leaving(given.format, purpose, **chosen)
        path = write()
        output.say(f"Left out, because no font can show them: {refusal.left_out}.")
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
    if given.format in PAPERS_OF_A_TEAM and (chosen or given.all):
        raise UsageError(
            f"A {given.format} is about a team; choose it with --team, or leave it out for everybody."
        )
    if given.team and given.format not in OF_A_TEAM:
        raise UsageError("--team is for coach, packet and travel; leave it out.")
    if given.valid_until and given.format != "travel":
        raise UsageError("--valid-until is printed on a travel pack alone; leave it out.")
    if given.unprotected and (given.format != "travel" or given.password_file):
        raise UsageError("--unprotected is for a travel pack without a password; leave it out.")
    if given.format in LETTERS and not (chosen or given.all):
        raise UsageError("Say which incidents: --incident ID, --athlete ID, --since and --until, or --all.")
    if given.leave_out and given.format != "pdf":
        raise UsageError("--leave-out is for pdf alone; leave it out.")
    if given.bom and given.format != "csv":
        raise UsageError("--bom is for csv alone; leave it out.")


def _password(given: Namespace) -> str:
    """Return the password of the file: from the file that is named; a travel pack asks for one."""
    if given.password_file:
        return first_line(given.password_file, "password")
    if given.format != "travel" or given.unprotected:
        return ""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "A travel pack is protected: give --password-file with its password, or say --unprotected."
        )
    from getpass import getpass

    typed = getpass("Password of the travel pack: ", stream=sys.stderr)
    if typed != getpass("The same once more: ", stream=sys.stderr):
        raise BadInput("The two passwords were not the same; nothing was written.")
    return typed or " "  # an empty one is refused as such


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
