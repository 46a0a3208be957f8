"""What the arguments of all commands are made from: the parser, commands, and options they share."""

from __future__ import annotations

import os
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, HelpFormatter, _SubParsersAction
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

from trainer_tui import __version__
from trainer_tui.domain.errors import UsageError

PROGRAM = "trainer-tui"
FILE_HELP = "a JSON file, or - for stdin"

if TYPE_CHECKING:
    Commands = _SubParsersAction["Parser"]
    Adder = Callable[[Commands, "Parser"], None]


class _Formatter(HelpFormatter):
    """Lays out help without loading what only asking for the width of the terminal needs."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


def _columns() -> int:
    try:
        return os.get_terminal_size().columns
    except OSError:
        return 80


class Parser(ArgumentParser):
    """A parser whose refusal is one sentence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_Formatter, **options)

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments."""
        raise UsageError(f"{message[:1].upper()}{message[1:]}; see {self.prog} --help.")


def command(commands: Commands, name: str, run: str, text: str, options: Parser) -> Parser:
    """Add a command; `run` names module and function of what it does."""
    parser = commands.add_parser(
        name, help=text, description=text[:1].upper() + text[1:] + ".", parents=[options], allow_abbrev=False
    )
    parser.set_defaults(run=run)
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}", help=SUPPRESS)
    return parser


def new_group(commands: Commands, name: str, text: str, options: Parser) -> Commands:
    """Add a group of commands, and return where they are added."""
    parser = command(commands, name, "", text, options)
    return parser.add_subparsers(metavar="COMMAND", title="commands", required=True)


def added_and_listed(group: Commands, module: str, text: str, options: Parser) -> Parser:
    """Add `add` and `list`, and return the second."""
    add = command(group, "add", f"{module}.add", text, options)
    add.add_argument("file", metavar="FILE", help=FILE_HELP)
    listed = command(group, "list", f"{module}.show_list", f"{module}, newest first", options)
    listed.add_argument("--since", metavar="DATE", type=day, help="first day, such as 2026-08-01")
    listed.add_argument("--until", metavar="DATE", type=day, help="last day")
    return listed


def voided(group: Commands, module: str, options: Parser) -> Parser:
    """Add the `void` of a module, and return it."""
    void = command(group, "void", f"{module}.void", "mark as entered in error", options)
    void.add_argument("id", metavar="ID")
    void.add_argument("--reason", metavar="TEXT", required=True, help="kept in the history")
    return void


def in_error(group: Commands, kind: str, options: Parser) -> None:
    """Add the `void` of single entries of a kind."""
    voided(group, "mistakes", options).set_defaults(kind=kind)


def span(parser: Parser) -> None:
    """Add the first and the last day of onset."""
    parser.add_argument("--since", metavar="DATE", type=day, help="first day of onset, such as 2026-08-01")
    parser.add_argument("--until", metavar="DATE", type=day, help="last day of onset")


def day(text: str) -> date:
    """Read a date; raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date such as 2026-10-09") from None


def mapping(text: str) -> tuple[str, str]:
    """Read COLUMN=FIELD; raises ArgumentTypeError."""
    column, equals, field = text.partition("=")
    if not equals or not column.strip() or not field.strip():
        raise ArgumentTypeError(f"{text!r} is not COLUMN=FIELD")
    return column.strip(), field.strip()
