"""What opens encrypted records: the passphrase a person knows, or the recovery key that was printed."""

from __future__ import annotations

from dataclasses import dataclass, field

from trainer_tui.domain.errors import StoreError


@dataclass(frozen=True, slots=True)
class Credentials:
    """One of two ways in; never shown by a failure."""

    passphrase: str = field(default="", repr=False)
    recovery_key: str = field(default="", repr=False)
    """As it was printed; spaces, hyphens and small letters do not matter."""

    def __bool__(self) -> bool:
        """Whether there is anything to try."""
        return bool(self.passphrase or self.recovery_key)


class LockedRecords(StoreError):
    """The records are encrypted and neither passphrase nor recovery key was given."""


class WrongCredentials(StoreError):
    """The passphrase or recovery key does not open these records."""
