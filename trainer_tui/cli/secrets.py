"""Passphrases and recovery keys: read from files or asked for, never from the command line itself."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from trainer_tui.domain.credentials import Credentials
from trainer_tui.domain.errors import BadInput

if TYPE_CHECKING:
    from trainer_tui.bootstrap import Services
    from trainer_tui.paths import Directories

PASSPHRASE_VARIABLE = "TRAINER_TUI_PASSPHRASE_FILE"  # noqa: S105 - the name of a variable


def credentials(given: Namespace, directories: Directories, *, ask: bool = True) -> Credentials:
    """Return what opens the records: from the files that are named, else typed at the terminal if needed.

    Raises BadInput for a file that cannot be read or is empty.
    """
    if recovery_file := getattr(given, "recovery_key_file", None):
        return Credentials(recovery_key=first_line(recovery_file, "recovery key"))
    if passphrase_file := getattr(given, "passphrase_file", None) or os.environ.get(PASSPHRASE_VARIABLE):
        return Credentials(passphrase=first_line(passphrase_file, "passphrase"))
    if ask and sys.stdin.isatty() and sys.stderr.isatty():
        from trainer_tui.bootstrap import are_sealed

        if are_sealed(directories):
            return Credentials(passphrase=_typed("Passphrase of the records: "))
    return Credentials()


def first_line(path: str, what: str) -> str:
    """Return the first line of a file; raises BadInput when there is none."""
    from trainer_tui.cli.inputs import MEGABYTE, read_bytes

    content = read_bytes(path, MEGABYTE)
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not UTF-8 text; save the {what} as UTF-8.") from None
    if not lines or not lines[0]:
        raise BadInput(f"{path} holds no {what}: its first line is empty.")
    return lines[0]


def passphrase_notes(services: Services, used: Credentials) -> list[str]:
    """Return what a person must know about the encryption of the records that were just opened."""
    if services.upkeep.recovery_key:
        return [
            f"The records are encrypted. Recovery key, shown this once, to be printed: "
            f"{services.upkeep.recovery_key}. Without it and the passphrase nobody can open them."
        ]
    if used and not services.upkeep.sealed and services.store.all("athletes"):
        return [
            "The records are not encrypted, so the passphrase was not needed. To encrypt them: "
            "store passphrase --new-passphrase-file FILE."
        ]
    return []


def _typed(prompt: str) -> str:
    from getpass import getpass

    return getpass(prompt, stream=sys.stderr)
