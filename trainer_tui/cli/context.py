"""What a command works on, each part opened when it is first asked for."""

from __future__ import annotations

from argparse import Namespace
from functools import cached_property
from typing import TYPE_CHECKING

from trainer_tui.cli.output import say
from trainer_tui.cli.secrets import passphrase_notes

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from trainer_tui.bootstrap import Library, Services
    from trainer_tui.config import Config
    from trainer_tui.domain.credentials import Credentials
    from trainer_tui.domain.ports import Upkeep
    from trainer_tui.paths import Directories


class Context:
    """Directories, settings, library and records of one command."""

    def __init__(self, given: Namespace) -> None:
        """Remember the arguments; nothing is opened yet."""
        self.given = given
        self.user: str = getattr(given, "user", None) or ""
        self.json: bool = getattr(given, "json", False)
        self._data_dir: str | None = getattr(given, "data_dir", None)
        self._services: Services | None = None
        self.said: list[str] = []
        """What opening the records found, told already."""

    def elsewhere(self, folder: Path) -> Context:
        """Return the context of the same arguments on the records of another folder."""
        return Context(Namespace(**{**vars(self.given), "data_dir": str(folder)}))

    @cached_property
    def directories(self) -> Directories:
        """Where the person's files are."""
        from trainer_tui.paths import Directories

        return Directories.find(self._data_dir)

    @cached_property
    def config(self) -> Config:
        """The settings; what could not be taken from them is said."""
        from trainer_tui.config import read_config

        loaded = read_config(self.directories.settings)
        for warning in loaded.warnings:
            say(warning)
        return loaded.config

    @cached_property
    def library(self) -> Library:
        """The reference library; what was left out of it is said."""
        from trainer_tui.bootstrap import open_library

        library = open_library(self.directories, self.config)
        for sentence in library.reference.report:
            say(sentence)
        return library

    @property
    def services(self) -> Services:
        """Everything that works on the records; what opening them found is said."""
        if self._services is None:
            from trainer_tui.bootstrap import open_records

            self._services = open_records(
                self.directories, self.config, self.library, user=self.user, credentials=self.credentials
            )
            self.said += self._services.store.report
            for sentence in (*self.said, *passphrase_notes(self._services, self.credentials)):
                say(sentence)
        return self._services

    @property
    def upkeep(self) -> Upkeep:
        """What looks after the record file; it also works on one that does not open."""
        from trainer_tui.bootstrap import open_upkeep

        return open_upkeep(self.directories, self.config, self.credentials)

    @cached_property
    def credentials(self) -> Credentials:
        """What opens encrypted records; asked for when a person sits at the terminal and gave nothing."""
        from trainer_tui.cli.secrets import credentials

        return credentials(self.given, self.directories)

    @property
    def now(self) -> datetime:
        """The present moment by the clock of the app."""
        from trainer_tui.bootstrap import clock_from_environment

        return clock_from_environment()()

    def close(self) -> None:
        """Let go of the records."""
        if self._services is not None:
            self._services.close()
