"""The formats in which records leave this laptop, each a small module behind one name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from trainer_tui.domain.errors import BadInput, UsageError
from trainer_tui.domain.file_password import checked_password
from trainer_tui.domain.handover import Files, Material, Packet
from trainer_tui.domain.vocabulary import Purpose

ZIP = ".zip"


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what it is written from and the module that writes it, imported when it is used."""

    module: str
    material: Material
    folder: bool = False
    """Whether it is a folder of files, or one archive of them when the name of the target ends in .zip."""
    lockable: bool = False
    """Whether it can ask for a password when it is opened."""
    streamed: bool = False
    """Whether its module writes into the file as it goes, so that memory does not grow with the number."""
    deidentified: Material | None = None
    """What it is written from when nobody may be recognised; None when it always names people."""


FORMATS = MappingProxyType(
    {
        "pdf": Format("letter_pdf", Material.CASES, lockable=True),
        "text": Format("text", Material.CASES),
        "fhir": Format("fhir", Material.CASES, streamed=True),
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

    def render(self, name: str, packet: Packet) -> Files:
        """Return the content of a format; raises BadInput when it cannot show what it is given."""
        module = import_module(f"trainer_tui.exports.{_format(name).module}")
        return cast("Callable[[Packet], Files]", module.render)(packet)

    def check_target(self, name: str, target: Path, *, force: bool) -> None:
        """Refuse a target that cannot or must not be written; raises BadInput."""
        from trainer_tui.exports.outbox import check_target

        check_target(target, folder=_as_folder(name, target), force=force)

    @contextmanager
    def placed(self, name: str, packet: Packet, target: Path) -> Iterator[str]:
        """Write a format aside, run the block with the SHA-256 of it, then put it in place in one step.

        An error in the block leaves nothing behind. Raises BadInput when it cannot be rendered or written.
        """
        from trainer_tui.exports.outbox import fingerprint, placed, streamed

        if _format(name).streamed:
            module = import_module(f"trainer_tui.exports.{_format(name).module}")
            archive = target.suffix.lower() == ZIP
            with streamed(
                target, lambda out: module.write(packet, self._codes(), out, archive=archive)
            ) as digest:
                yield digest
            return
        files = self.render(name, packet)
        if _format(name).folder and not _as_folder(name, target):
            from trainer_tui.exports.csv import zipped

            files = zipped(files, packet.written_at)
        with placed(target, files):
            yield fingerprint(files)


def _format(name: str) -> Format:
    if name not in FORMATS:
        raise UsageError(f"There is no export format {name}; choose one of {', '.join(FORMATS)}.")
    return FORMATS[name]


def _as_folder(name: str, target: Path) -> bool:
    return _format(name).folder and target.suffix.lower() != ZIP
