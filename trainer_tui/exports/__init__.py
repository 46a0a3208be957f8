"""The formats in which records leave this laptop, each a small module behind one name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

from trainer_tui.domain.errors import BadInput, UsageError
from trainer_tui.domain.file_password import checked_password
from trainer_tui.domain.handover import Again, Leaving, Material, Packet, Streams
from trainer_tui.domain.vocabulary import Purpose

ZIP = ".zip"


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what it is written from and the module that writes it, imported when it is used.

    The module has two functions: `render(packet)` returns the files, piece by piece where they grow with the
    records, and `leaving(packet)` tells from the same rows what would stand in them.
    """

    module: str
    material: Material
    folder: bool = False
    """Whether it is a folder of files, or one archive of them when the name of the target ends in .zip."""
    coded: bool = False
    """Whether it carries codes, so that its module needs the tables of them."""
    lockable: bool = False
    """Whether it can ask for a password when it is opened."""
    deidentified: Material | None = None
    """What it is written from when nobody may be recognised; None when it always names people."""


FORMATS = MappingProxyType(
    {
        "pdf": Format("letter_pdf", Material.CASES, lockable=True),
        "text": Format("text", Material.CASES),
        "fhir": Format("fhir", Material.CASES, coded=True),
        "csv": Format("csv", Material.TABLES, folder=True, deidentified=Material.TABLES),
        "json": Format("json", Material.REVISIONS, deidentified=Material.TABLES),
        "coach": Format("coach", Material.ROSTER),
        "packet": Format("packet", Material.OPEN, lockable=True),
        "travel": Format("travel", Material.PEOPLE, lockable=True),
    }
)


class Exporters:
    """The `Exporters` of `domain.ports`."""

    def __init__(self, codes: Callable[[], Mapping[str, Mapping[str, Any]]]) -> None:
        """Take what reads the tables of codes, for the formats that carry any."""
        self._codes = codes

    @property
    def formats(self) -> tuple[str, ...]:
        """The names of the formats."""
        return tuple(FORMATS)

    def material(self, name: str, purpose: Purpose) -> Material:
        """Return what a format is written from for a purpose.

        Raises UsageError for an unknown format and BadInput when it cannot be de-identified.
        """
        found = _format(name)
        if purpose is not Purpose.AGGREGATE:
            return found.material
        if found.deidentified is None:
            raise BadInput(
                f"The format {name} names people, so it cannot go out for aggregate use; choose csv or json."
            )
        return found.deidentified

    def check_password(self, name: str, password: str) -> str:
        """Return the password as it is used, empty for none.

        Raises UsageError for a format that cannot ask for one, FieldError for one that protects nothing.
        """
        if not password:
            return ""
        if not _format(name).lockable:
            able = ", ".join(each for each, form in FORMATS.items() if form.lockable)
            raise UsageError(f"The format {name} cannot be protected with a password; {able} can.")
        return checked_password(password)

    def render(self, name: str, packet: Packet) -> Streams:
        """Return the content of a format; raises BadInput, also while it is read, when it cannot show what
        it is given.
        """
        files: Streams = _module(name).render(self._coded(name, packet))
        return files

    def leaving(self, name: str, packet: Packet) -> Leaving:
        """Tell what a file would hold, from the rows that would be written."""
        told: Leaving = _module(name).leaving(self._coded(name, packet))
        return told

    def _coded(self, name: str, packet: Packet) -> Packet:
        return replace(packet, codes=self._codes()) if _format(name).coded else packet

    def check_target(self, name: str, target: Path, *, force: bool) -> None:
        """Refuse a target that cannot or must not be written; raises BadInput."""
        from trainer_tui.exports.outbox import check_target

        check_target(target, folder=_as_folder(name, target), force=force)

    @contextmanager
    def placed(
        self, name: str, packet: Packet, target: Path, told: Callable[[int], None] | None = None
    ) -> Iterator[Mapping[str, str]]:
        """Write a format beside its place, run the block with the SHA-256 of each file, then put it in place
        in one step.

        `told` hears how many bytes are written so far. An error there or in the block leaves nothing behind.
        Raises BadInput when it cannot be rendered or written.
        """
        from trainer_tui.exports.outbox import placed

        files = self.render(name, replace(packet, archive=target.suffix.lower() == ZIP))
        if _format(name).folder and not _as_folder(name, target):
            from trainer_tui.exports.archive import zipped

            whole = files
            files = {"": Again(lambda: zipped(whole.items(), packet.written_at))}
        with placed(target, files, told) as hashes:
            yield hashes


def _format(name: str) -> Format:
    if name not in FORMATS:
        raise UsageError(f"There is no export format {name}; choose one of {', '.join(FORMATS)}.")
    return FORMATS[name]


def _module(name: str) -> Any:
    return import_module(f"trainer_tui.exports.{_format(name).module}")


def _as_folder(name: str, target: Path) -> bool:
    return _format(name).folder and target.suffix.lower() != ZIP
