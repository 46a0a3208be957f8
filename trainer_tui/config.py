"""The person's settings: read from `config.toml`, written by the app."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints

from trainer_tui.domain.errors import StoreError
from trainer_tui.files import write_whole

_HEADER = "# Settings of trainer-tui. The app writes this file anew when a setting changes.\n"


@dataclass(frozen=True, slots=True)
class Config:
    """What a person has chosen; every setting has a default."""

    theme: str = ""
    """The name of the colour theme; empty: the app's own."""
    user: str = ""
    """The name that new entries carry; empty: the login name."""
    call_back: str = ""
    """The telephone number printed on letters for questions; empty: a blank to fill in."""
    emergency_number: str = ""
    """The local emergency number, where a venue does not say another one; empty: not set."""
    first_start_seen: bool = False
    """Whether the welcome of the first start has been shown."""
    second_copy: str = ""
    """Where the second copy of the records is kept: a folder, such as one on another disk; empty: beside the
    first; "off": nowhere."""
    backup_folder: str = ""
    """A second place for the daily backups, such as a folder on another disk; empty: none."""
    packs: tuple[str, ...] = ()
    """Folders with the person's own additions to the reference library."""
    lock_after: int = 120
    """Seconds without a key after which the screen is blanked; 0: never."""
    pin_lock_after: int = 1200
    """The same while a PIN is set, as on a game day; 0: never."""
    pin_hours: int = 12
    """Hours after which the passphrase is asked for in place of the PIN."""
    pin_tries: int = 5
    """Wrong PINs in a row after which the passphrase is asked for."""
    initials_only: bool = False
    """Whether lists show jersey and initials in place of names."""


@dataclass(frozen=True, slots=True)
class LoadedConfig:
    """The settings in force, and what could not be taken from the file."""

    config: Config
    warnings: tuple[str, ...] = ()
    """Sentences for the person, empty when all was understood."""


def read_config(path: Path) -> LoadedConfig:
    """Read the settings; what is missing or cannot be taken has its default. Never fails."""
    import tomllib

    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return LoadedConfig(Config())
    except OSError as error:
        return LoadedConfig(Config(), (_unread(path, error.strerror or "it cannot be opened"),))
    except ValueError as error:
        return LoadedConfig(Config(), (_unread(path, str(error)),))
    kinds = get_type_hints(Config)
    taken: dict[str, Any] = {}
    warnings = []
    for key, value in table.items():
        if key not in kinds:
            warnings.append(f"{path}: there is no setting {key!r}; it is ignored.")
        elif (fitting := _fitting(kinds[key], value)) is None:
            wanted = _WANTED[kinds[key]]
            warnings.append(f"{path}: the setting {key!r} must be {wanted}; its default is used.")
        else:
            taken[key] = fitting
    return LoadedConfig(Config(**taken), tuple(warnings))


def write_config(path: Path, config: Config) -> None:
    """Write the settings, whole or not at all, readable by their owner alone.

    A file that is not TOML is kept beside it as `config.toml.damaged`. Raises StoreError when that fails.
    """
    lines = (f"{field.name} = {_toml(getattr(config, field.name))}\n" for field in fields(config))
    text = _HEADER + "".join(lines)
    try:
        _keep_damaged(path)
        write_whole(path, text.encode("utf-8"))
    except UnicodeEncodeError:
        raise StoreError(
            f"The settings hold a name that is not text, so {path} was left as it was."
        ) from None
    except OSError as error:
        raise StoreError(
            f"The settings cannot be written to {path} ({error.strerror}); they hold until the app is closed."
        ) from None


def _unread(path: Path, problem: str) -> str:
    return f"The settings in {path} cannot be read ({problem}); the defaults are used. Correct the file."


_WANTED: dict[Any, str] = {
    str: "a text in quotes",
    bool: "true or false",
    int: "a whole number, 0 or more",
    tuple[str, ...]: "a list of texts",
}


def _fitting(kind: Any, value: object) -> object:
    """Return the value as the setting holds it, None when it is of another kind."""
    if isinstance(value, list):
        fits = kind == tuple[str, ...] and all(isinstance(item, str) for item in value)
        return tuple(value) if fits else None
    fits = type(value) is kind and not (isinstance(value, int) and value < 0)
    return value if fits else None


def _toml(value: object) -> str:
    import json

    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    # JSON writes true and "text" as TOML does; only the delete character must not stand as it is in TOML.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _keep_damaged(path: Path) -> None:
    import tomllib

    try:
        tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    except ValueError:
        path.replace(path.with_name(path.name + ".damaged"))
