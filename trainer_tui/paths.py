"""Where things are: the only module that knows directories."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from trainer_tui.domain.errors import StoreError, TrainerError, UsageError
from trainer_tui.files import make_folder

APP = "trainer-tui"
DATA_DIR_VARIABLE = "TRAINER_TUI_DATA_DIR"

_PACKAGE = Path(__file__).resolve().parent


def data_root() -> Path:
    """Return the folder of the reference library: the one in the installed package, or the checkout's.

    Raises TrainerError when neither is there.
    """
    candidates = (_PACKAGE / "_data", _PACKAGE.parent / "data")
    for folder in candidates:
        # Beside an installed package there may be a folder `data` of somebody else.
        if (folder / "conditions").is_dir():
            return folder
    raise TrainerError(
        f"The reference library is missing: neither {candidates[0]} nor {candidates[1]} holds it. "
        "Install trainer-tui again."
    )


@dataclass(frozen=True, slots=True)
class Directories:
    """The folders of one person on this computer."""

    data: Path
    """The records and what belongs to them; private."""
    config: Path
    """The settings."""
    cache: Path
    """What can be made again, nothing about people."""
    log: Path
    """What went wrong, nothing about people."""

    @classmethod
    def find(cls, data_dir: str | os.PathLike[str] | None = None) -> Directories:
        """Return the folders: in `data_dir` or TRAINER_TUI_DATA_DIR when given, else the system's own.

        Nothing is made yet; `ensure` does that.
        """
        if data_dir == "":
            raise UsageError("The data directory is an empty name; give a folder, or leave the option out.")
        given = data_dir or os.environ.get(DATA_DIR_VARIABLE)
        if given:
            # Absolute, because the command may change its folder later.
            data = Path(os.path.abspath(os.path.expanduser(given)))  # noqa: PTH100, PTH111 - links stay, no error
            return cls(data=data, config=data, cache=data / "cache", log=data / "log")
        from platformdirs import PlatformDirs

        system = PlatformDirs(APP, appauthor=False)
        data = system.user_data_path
        return cls(data=data, config=system.user_config_path, cache=system.user_cache_path, log=data / "log")

    @property
    def records(self) -> Path:
        """The file of the records."""
        return self.data / "records.tdb"

    @property
    def backups(self) -> Path:
        """The folder of the copies of the records."""
        return self.data / "backups"

    @property
    def drafts(self) -> Path:
        """The folder of what was typed and not saved yet."""
        return self.data / "drafts"

    @property
    def emergencies(self) -> Path:
        """The folder of emergencies that the record does not have yet."""
        return self.data / "emergencies"

    @property
    def venues(self) -> Path:
        """The file of the venues and their emergency plans."""
        return self.config / "venues.toml"

    @property
    def editing(self) -> Path:
        """The folder of texts while an editor has them."""
        return self.data / "editing"

    @property
    def packs(self) -> Path:
        """The folder of the person's own additions to the reference library."""
        return self.data / "packs"

    @property
    def settings(self) -> Path:
        """The file of the settings."""
        return self.config / "config.toml"

    def ensure(self) -> None:
        """Make the folders that are missing, readable by their owner alone.

        Raises StoreError when one cannot be made. Folders that exist are left as they are.
        """
        for folder in (self.data, self.config, self.cache, self.log, self.backups, self.drafts):
            try:
                make_folder(folder)
            except OSError as error:
                raise StoreError(
                    f"The folder {error.filename} cannot be made ({error.strerror}). "
                    "Give another one with --data-dir, or ask who looks after this computer."
                ) from None
