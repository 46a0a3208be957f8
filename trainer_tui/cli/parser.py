"""The arguments of every command; what runs is named by `run` and imported only then."""

from __future__ import annotations

from argparse import SUPPRESS, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from trainer_tui import __version__
from trainer_tui.cli.arguments import (
    FILE_HELP,
    PROGRAM,
    Parser,
    added_and_listed,
    command,
    day,
    in_error,
    mapping,
    new_group,
    span,
    voided,
)
from trainer_tui.domain.errors import UsageError

if TYPE_CHECKING:
    from trainer_tui.cli.arguments import Adder, Commands

FORMATS = ("pdf", "text", "fhir", "csv", "json", "coach", "packet", "travel")
REFERRAL_STATES = ("recommended", "sent", "acknowledged", "seen", "closed", "declined")
PURPOSES = ("treatment", "consent", "emergency", "aggregate")
PRINTS = ("sheet", "roster", "advice", "note", "coach", "plan")
REGIONS = (
    "head",
    "neck",
    "shoulder",
    "upper_arm",
    "elbow",
    "forearm",
    "wrist",
    "hand",
    "chest",
    "thoracic_spine",
    "lumbosacral",
    "abdomen",
    "hip_groin",
    "thigh",
    "knee",
    "lower_leg",
    "ankle",
    "foot",
    "unspecified",
    "multiple",
)


def parse(arguments: Sequence[str]) -> Namespace:
    """Return what the arguments say; raises UsageError, and SystemExit after help or version.

    Only the commands that can be meant are built: all of them take longer than opening the app should.
    """
    groups = _groups()
    if not {"-h", "--help"}.intersection(arguments):
        try:
            return _parser([add for name, add in groups.items() if name in arguments]).parse_args(arguments)
        except UsageError:
            pass  # the whole parser knows every command and says it better
    return _parser(list(groups.values())).parse_args(arguments)


def _groups() -> dict[str, Adder]:
    return {
        "demo": _demo,
        "condition": _condition,
        "athlete": _athlete,
        "incident": _incident,
        "assessment": _assessment,
        "status": _status,
        "referral": _referral,
        "follow-up": _follow_up,
        "protocol": _protocol,
        "session": _session,
        "treatment": _treatment,
        "note": _note,
        "triage": _triage,
        "suggest": _suggest,
        "venue": _venue,
        "export": _export,
        "print": _print,
        "contact": _contact,
        "clearance": _clearance,
        "handover": _handover,
        "import": _import,
        "store": _store,
    }


def _parser(groups: Sequence[Adder]) -> Parser:
    options = _global_options()
    parser = Parser(
        prog=PROGRAM,
        description="An injury reference and incident record. Without a command it opens the app.",
        parents=[options],
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    parser.set_defaults(run="app.run")
    if groups:
        commands = parser.add_subparsers(metavar="COMMAND", title="commands")
        for add in groups:
            add(commands, options)
    return parser


def _global_options() -> Parser:
    """Options that may stand before or after the command."""
    options = Parser(add_help=False, argument_default=SUPPRESS)
    group = options.add_argument_group("global options")
    group.add_argument("--user", metavar="NAME", help="in whose name changes are written")
    group.add_argument("--data-dir", metavar="DIR", help="where the records are")
    group.add_argument(
        "--passphrase-file", metavar="FILE", help="its first line opens, or begins, encrypted records"
    )
    group.add_argument(
        "--recovery-key-file", metavar="FILE", help="the printed key, instead of the passphrase"
    )
    group.add_argument("--json", action="store_true", help="print data as JSON")
    return options


def _demo(commands: Commands, options: Parser) -> None:
    demo = command(commands, "demo", "demo.run", "an invented season to try the app on", options)
    demo.add_argument("--write", metavar="DIR", help="write it as an ordinary store into an empty folder")


def _condition(commands: Commands, options: Parser) -> None:
    group = new_group(commands, "condition", "the reference library", options)
    command(group, "list", "conditions.show_list", "all conditions, head to foot", options)
    show = command(group, "show", "conditions.show", "one condition with its sources", options)
    show.add_argument("id", metavar="ID")
    search = command(group, "search", "conditions.search", "conditions by name, cause, sign or text", options)
    search.add_argument("text", metavar="TEXT", nargs="+")
    lint = command(group, "lint", "conditions.lint", "check content files and folders", options)
    lint.add_argument("paths", metavar="PATH", nargs="*", help="the shipped library when none is given")


def _athlete(commands: Commands, options: Parser) -> None:
    group = new_group(commands, "athlete", "the roster", options)
    listed = command(group, "list", "athletes.show_list", "everybody on the roster", options)
    listed.add_argument("--team", metavar="NAME", default="", help="one team only")
    add = command(group, "add", "athletes.add", "put an athlete on the roster", options)
    add.add_argument("file", metavar="FILE", help=FILE_HELP)
    amend = command(group, "amend", "athletes.amend", "change fields of an athlete", options)
    amend.add_argument("id", metavar="ID")
    amend.add_argument("file", metavar="FILE", help=FILE_HELP)
    amend.add_argument("--reason", metavar="TEXT", default="", help="needed to change what was there")
    taken = command(group, "import", "athletes.import_roster", "take in a roster file", options)
    taken.add_argument("file", metavar="FILE.csv", nargs="?", help="a CSV file with a header, or - for stdin")
    taken.add_argument(
        "--map",
        metavar="COLUMN=FIELD",
        action="append",
        default=[],
        type=mapping,
        help="what a column holds; FIELD - leaves it out",
    )
    taken.add_argument("--dry-run", action="store_true", help="only say what would happen")
    taken.add_argument("--undo", action="store_true", help="take the last import back")
    taken.add_argument(
        "--leave-used", action="store_true", help="with --undo: leave who was used or changed since"
    )


def _incident(commands: Commands, options: Parser) -> None:
    group = new_group(commands, "incident", "the record", options)
    add = command(group, "add", "incidents.add", "record one incident or an array of them", options)
    add.add_argument("file", metavar="FILE", help=FILE_HELP)
    listed = command(group, "list", "incidents.show_list", "incidents, newest first", options)
    listed.add_argument("--athlete", metavar="ID", help="of one athlete")
    span(listed)
    listed.add_argument("--open", action="store_true", help="only those still open")
    for name, run, text in (
        ("show", "incidents.show", "everything about one incident"),
        ("history", "incidents.history", "what was written, by whom and when"),
    ):
        command(group, name, run, text, options).add_argument("id", metavar="ID")
    amend = command(group, "amend", "incidents.amend", "change just the given fields", options)
    amend.add_argument("id", metavar="ID")
    amend.add_argument("file", metavar="FILE", help=FILE_HELP)
    amend.add_argument("--reason", metavar="TEXT", required=True, help="kept in the history")
    voided(group, "incidents", options)


def _assessment(commands: Commands, options: Parser) -> None:
    group = new_group(commands, "assessment", "answers and vital signs, taken again", options)
    add = command(group, "add", "assessments.add", "add one assessment or an array of them", options)
    add.add_argument("id", metavar="INCIDENT")
    add.add_argument("file", metavar="FILE", help=FILE_HELP)


def _status(commands: Commands, options: Parser) -> None:
    group = new_group(commands, "status", "availability", options)
    add = command(group, "add", "incidents.add_status", "a dated availability change", options)
    add.add_argument("file", metavar="FILE", help=FILE_HELP)
    in_error(group, "status_changes", options)


def _referral(commands: Commands, options: Parser) -> None:
    group = new_group(commands, "referral", "hand-overs of an athlete to somebody else", options)
    listed = command(group, "list", "referrals.show_list", "referrals, in the order they were made", options)
    listed.add_argument("--incident", metavar="ID", help="of one incident")
    listed.add_argument("--open", action="store_true", help="only those somebody still has to follow")
    add = command(group, "add", "referrals.add", "record a referral of an incident", options)
    add.add_argument("id", metavar="INCIDENT")
    add.add_argument("file", metavar="FILE", help=FILE_HELP)
    advance = command(group, "advance", "referrals.advance", "say where a referral stands now", options)
    advance.add_argument("id", metavar="ID")
    states = ", ".join(REFERRAL_STATES)
    advance.add_argument("state", metavar="STATE", choices=REFERRAL_STATES, help=f"one of {states}")
    advance.add_argument("--outcome", metavar="TEXT", default="", help="what came back")
    advance.add_argument(
        "--reason", metavar="TEXT", default="", help="needed to decline, set back or open again"
    )


def _follow_up(commands: Commands, options: Parser) -> None:
    group = new_group(commands, "follow-up", "what to come back to, and on which day", options)
    listed = command(group, "list", "follow_ups.show_list", "follow-ups, by their day", options)
    listed.add_argument("--incident", metavar="ID", help="of one incident")
    listed.add_argument("--open", action="store_true", help="only those somebody still has to see to")
    add = command(group, "add", "follow_ups.add", "set one: on which day, for what", options)
    add.add_argument("id", metavar="INCIDENT")
    add.add_argument("file", metavar="FILE", help=FILE_HELP)
    done = command(group, "done", "follow_ups.done", "say that it was done", options)
    done.add_argument("id", metavar="ID")
    done.add_argument("--note", metavar="TEXT", default="", help="what came of it")
    in_error(group, "follow_ups", options)


def _protocol(commands: Commands, options: Parser) -> None:
    group = new_group(commands, "protocol", "protocols of return, stage by stage", options)
    command(group, "list", "protocols.show_list", "all protocols", options)
    show = command(group, "show", "protocols.show", "one protocol with its sources", options)
    show.add_argument("id", metavar="ID")
    status = command(group, "status", "protocols.status", "where an incident stands", options)
    status.add_argument("incident", metavar="INCIDENT")
    step = command(group, "step", "protocols.step", "record one step of a protocol", options)
    step.add_argument("incident", metavar="INCIDENT")
    step.add_argument("file", metavar="FILE", help=FILE_HELP)


def _session(commands: Commands, options: Parser) -> None:
    group = new_group(commands, "session", "practices and matches, and who took part", options)
    listed = added_and_listed(group, "sessions", "an exposure session with its exceptions", options)
    listed.add_argument("--team", metavar="NAME", help="of one team")
    amend = command(group, "amend", "sessions.amend", "change just the given fields", options)
    amend.add_argument("id", metavar="ID")
    amend.add_argument("file", metavar="FILE", help=FILE_HELP)
    amend.add_argument("--reason", metavar="TEXT", required=True, help="kept in the history")
    voided(group, "sessions", options)


def _treatment(commands: Commands, options: Parser) -> None:
    group = new_group(commands, "treatment", "the log of services", options)
    listed = added_and_listed(group, "treatments", "one treatment or an array of them", options)
    listed.add_argument("--athlete", metavar="ID", help="of one athlete")
    in_error(group, "treatments", options)


def _note(commands: Commands, options: Parser) -> None:
    group = new_group(commands, "note", "notes of an incident", options)
    add = command(group, "add", "notes.add", "add notes; none is ever rewritten", options)
    add.add_argument("incident", metavar="INCIDENT")
    add.add_argument("file", metavar="FILE", help=FILE_HELP)
    in_error(group, "notes", options)


def _triage(commands: Commands, options: Parser) -> None:
    triage = command(commands, "triage", "triage.run", "red-flag rules on findings; stores nothing", options)
    triage.add_argument("file", metavar="FILE", help=FILE_HELP)


def _suggest(commands: Commands, options: Parser) -> None:
    text = "what it could also be; stores nothing"
    command(commands, "suggest", "suggest.run", text, options).add_argument(
        "file", metavar="FILE", help=FILE_HELP
    )


def _venue(commands: Commands, options: Parser) -> None:
    group = new_group(commands, "venue", "venues and their emergency plans", options)
    command(group, "list", "venues.show_list", "all venues", options)
    show = command(group, "show", "venues.show", "the emergency plan of a venue, to print", options)
    show.add_argument("name", metavar="NAME", nargs="?", default="", help="the one in use when none is given")
    add = command(group, "add", "venues.add", "write down the plan of one venue or an array of them", options)
    add.add_argument("file", metavar="FILE", help=FILE_HELP)
    add.add_argument("--force", action="store_true", help="replace plans of the same names")


def _export(commands: Commands, options: Parser) -> None:
    export = command(commands, "export", "exporting.run", "hand records over", options)
    export.add_argument("format", metavar="FORMAT", choices=FORMATS, help="one of " + ", ".join(FORMATS))
    export.add_argument("--output", metavar="PATH", required=True, help="the file or folder to write")
    export.add_argument("--incident", metavar="ID", action="append", help="one incident; may be given again")
    export.add_argument("--athlete", metavar="ID", help="all incidents of one athlete")
    span(export)
    export.add_argument("--team", metavar="NAME", default="", help="one team, for coach, packet and travel")
    export.add_argument("--all", action="store_true", help="everything")
    export.add_argument("--recipient", metavar="NAME", help="who gets it")
    export.add_argument("--purpose", choices=PURPOSES, help="why; aggregate leaves out who people are")
    export.add_argument("--bom", action="store_true", help="CSV for spreadsheets that need a byte order mark")
    export.add_argument(
        "--password-file", metavar="FILE", help="a PDF asks for the password in its first line"
    )
    export.add_argument("--unprotected", action="store_true", help="write a travel pack without a password")
    export.add_argument(
        "--valid-until", metavar="DATE", type=day, help="printed on a travel pack; else 14 days"
    )
    export.add_argument(
        "--leave-out", action="store_true", help="write a PDF without the letters that no font can show"
    )
    export.add_argument("--force", action="store_true", help="replace what is there")


def _print(commands: Commands, options: Parser) -> None:
    prints = command(commands, "print", "printing.run", "write a sheet to print", options)
    prints.add_argument("kind", metavar="KIND", choices=PRINTS, help="one of " + ", ".join(PRINTS))
    prints.add_argument(
        "--output", metavar="PATH", required=True, help="the file; a PDF where it ends in .pdf"
    )
    for name, text in (
        ("team", "one team, for roster and coach"),
        ("incident", "for note and advice"),
        ("region", "for sheet"),
        ("venue", "for plan; the one in use without it"),
        ("restriction", "for note: what the athlete is not to do"),
    ):
        choices = REGIONS if name == "region" else None
        prints.add_argument(f"--{name}", metavar=name.upper(), default="", choices=choices, help=text)
    prints.add_argument("--from", dest="first", metavar="DATE", default="", help="for note: the first day")
    prints.add_argument("--until", dest="last", metavar="DATE", default="", help="for note: the last day")
    prints.add_argument(
        "--with-diagnosis", action="store_true", help="for note; needs a consent to tell others on record"
    )
    prints.add_argument("--recipient", metavar="NAME", help="who gets it")
    prints.add_argument("--purpose", choices=PURPOSES[:3], help="why")
    prints.add_argument("--force", action="store_true", help="replace what is there")


def _contact(commands: Commands, options: Parser) -> None:
    group = new_group(commands, "contact", "who was told about an athlete", options)
    add = command(
        group, "add", "people.add_contact", "record that somebody was told, or not reached", options
    )
    add.add_argument("file", metavar="FILE", help=FILE_HELP)
    listed = command(group, "list", "people.list_contacts", "who was told, by time", options)
    about = listed.add_mutually_exclusive_group(required=True)
    about.add_argument("--incident", metavar="ID", help="of one incident")
    about.add_argument("--athlete", metavar="ID", help="about one athlete, with all incidents")
    in_error(group, "contacts", options)


def _clearance(commands: Commands, options: Parser) -> None:
    group = new_group(commands, "clearance", "clearances that came back", options)
    add = command(group, "add", "people.add_clearance", "record one; status add ends the hold", options)
    listed = command(group, "list", "people.list_clearances", "the clearances of an incident", options)
    for parser in (add, listed):
        parser.add_argument("id", metavar="INCIDENT")
    add.add_argument("file", metavar="FILE", help=FILE_HELP)
    in_error(group, "clearances", options)


def _handover(commands: Commands, options: Parser) -> None:
    shift = command(
        commands, "handover", "handover.run", "what others changed since you left the app", options
    )
    shift.add_argument("--since", metavar="TIME", help="since a day or time, such as 2026-10-09T18:00")


def _import(commands: Commands, options: Parser) -> None:
    taken = command(commands, "import", "importing.run", "take in records from another laptop", options)
    taken.add_argument("file", metavar="FILE.json", help="made by export json, or - for stdin")
    taken.add_argument("--check", action="store_true", help="say what it would bring; nothing is written")


def _store(commands: Commands, options: Parser) -> None:
    group = new_group(commands, "store", "the database", options)
    command(group, "info", "stores.info", "where the records are and what they hold", options)
    command(group, "verify", "stores.verify", "check that nothing is damaged or missing", options)
    backup = command(group, "backup", "stores.backup", "write a verified copy", options)
    backup.add_argument("path", metavar="PATH", help="a new file, or a folder")
    command(group, "compact", "stores.compact", "write the records anew without what was superseded", options)
    passphrase = command(
        group,
        "passphrase",
        "stores.passphrase",
        "encrypt the records, or change or remove the passphrase",
        options,
    )
    new = passphrase.add_mutually_exclusive_group(required=True)
    new.add_argument("--new-passphrase-file", metavar="FILE", help="its first line is the new passphrase")
    new.add_argument("--remove", action="store_true", help="leave the records readable by anybody here")
    restore = command(group, "restore", "stores.restore", "put a backup in place of the records", options)
    restore.add_argument("path", metavar="PATH", help="the backup")
    restore.add_argument("--force", action="store_true", help="even when the present records are newer")
