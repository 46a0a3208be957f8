"""Handing records over: what is chosen, to whom and why, written whole and recorded as a disclosure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.findings import Vocabulary
from trainer_tui.domain.handover import Leaving, Material
from trainer_tui.domain.incidents import Disclosure, Incident
from trainer_tui.domain.input_fields import line
from trainer_tui.domain.ports import Exporters
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.services.chart import Chart
from trainer_tui.services.gathering import Gathering, Selection, Watch
from trainer_tui.services.reference import Reference

MEGABYTE = 1 << 20


class Handoff:
    """Writes exports and remembers them."""

    def __init__(
        self,
        chart: Chart,
        reference: Reference,
        vocabulary: Vocabulary,
        exporters: Exporters,
        *,
        call_back: str = "",
    ) -> None:
        """Wire the parts; `call_back` is the telephone number printed on letters."""
        self._chart = chart
        self._exporters = exporters
        self._gathering = Gathering(chart, reference, vocabulary, call_back)

    @property
    def formats(self) -> Sequence[str]:
        """The names of the formats."""
        return self._exporters.formats

    def export(
        self,
        format: str,  # noqa: A002 - what it is called everywhere
        target: Path,
        *,
        incidents: Sequence[str] | None = None,
        athlete: str | None = None,
        since: date | None = None,
        until: date | None = None,
        recipient: str,
        purpose: Purpose,
        force: bool = False,
        bom: bool = False,
        team: str = "",
        password: str = "",
        valid_until: date | None = None,
        watch: Watch | None = None,
    ) -> Path:
        """Write an export and record it as a disclosure; returns where it stands.

        `watch` is told in words how far it is, a last time before anything is put in place: what it raises
        stops the export and leaves nothing behind.

        `team` bounds what is about a team. With `password` the file asks for it when it is opened.

        It appears whole or not at all, and only once the disclosure is on record. Raises BadInput when the
        target is taken (without `force`) or cannot be written, NotFound for an unknown incident or athlete,
        StoreError when the disclosure cannot be recorded.
        """
        material = self._exporters.material(format, purpose)
        password = self._exporters.check_password(format, password)
        self._exporters.check_target(format, target, force=force)
        chosen = Selection(None if incidents is None else tuple(incidents), athlete, since, until, team)
        packet = self._gathering.packet(
            material, chosen, self._recipient(recipient), purpose, bom=bom, watch=watch
        )
        packet = replace(packet, password=password, valid_until=valid_until)
        with self._exporters.placed(format, packet, target, _bytes_told(watch)) as hashes:
            if watch is not None:
                watch("the last step")
            self._chart.add_disclosure(
                format=format,
                recipient=packet.recipient,
                purpose=purpose,
                records=list(packet.incidents),
                athletes=list(packet.athletes),
                sha256=fingerprint(hashes),
            )
        return target

    def check_target(self, format: str, target: Path, *, force: bool) -> None:  # noqa: A002
        """Refuse a target that cannot or must not be written; raises BadInput."""
        self._exporters.check_target(format, target, force=force)

    def leaving(
        self,
        format: str,  # noqa: A002
        purpose: Purpose,
        *,
        incidents: Sequence[str] | None = None,
        athlete: str | None = None,
        since: date | None = None,
        until: date | None = None,
        team: str = "",
        password: str = "",
        valid_until: date | None = None,
        watch: Watch | None = None,
    ) -> Leaving:
        """Tell which fields an export would hold, from what would be written, and what to look at before.

        Nothing is written. Raises as `export` does for a purpose, a password, an incident, an athlete or a
        team.
        """
        material = self._exporters.material(format, purpose)
        password = self._exporters.check_password(format, password)
        chosen = Selection(None if incidents is None else tuple(incidents), athlete, since, until, team)
        packet = self._gathering.packet(material, chosen, "", purpose, watch=watch)
        packet = replace(packet, password=password, valid_until=valid_until)
        return self._exporters.leaving(format, packet)

    def sample(
        self,
        format: str,  # noqa: A002
        purpose: Purpose,
        *,
        incidents: Sequence[str] | None = None,
        most: int,
    ) -> Mapping[str, str]:
        """Return the beginning of every file an export would hold, `most` characters at the most."""
        material = self._exporters.material(format, purpose)
        chosen = Selection(None if incidents is None else tuple(incidents))
        packet = self._gathering.packet(material, chosen, "", purpose)
        files = self._exporters.render(format, packet)
        return {name: _beginning(content, most) for name, content in files.items()}

    def open_incidents(self, team: str) -> list[Incident]:
        """Return what a packet for review is about: of one team, or of everybody."""
        return self._gathering.open_incidents(team)

    def letter_text(self, incident_id: str, recipient: str = "", purpose: Purpose | None = None) -> str:
        """Return the letter of one incident in plain text, to be read before it is sent."""
        why = purpose or Purpose.TREATMENT
        packet = self._gathering.packet(Material.CASES, Selection((incident_id,)), recipient, why)
        return _whole(self._exporters.render("text", packet)[""]).decode()

    def last_disclosure(self, format: str) -> Disclosure | None:  # noqa: A002
        """Return the last hand-over in a format, whose recipient and purpose are offered again."""
        found = [
            d for d in self._chart.records.disclosures.values() if d.format == format and not d.view.voided
        ]
        return found[-1] if found else None

    @staticmethod
    def _recipient(given: str) -> str:
        recipient = line("recipient", given)
        if not recipient:
            raise FieldError("recipient", "is needed: who gets the records?")
        return recipient


def _bytes_told(watch: Watch | None) -> Callable[[int], None] | None:
    return None if watch is None else lambda written: watch(f"{written / MEGABYTE:.1f} MB")


def _whole(content: bytes | Iterable[bytes]) -> bytes:
    return content if isinstance(content, bytes) else b"".join(content)


def _beginning(content: bytes | Iterable[bytes], most: int) -> str:
    found = b""
    for piece in (content,) if isinstance(content, bytes) else content:
        found += piece
        if len(found) > most:
            break
    return found.decode("utf-8", "replace")[:most]


def fingerprint(hashes: Mapping[str, str]) -> str:
    """Return the SHA-256 of a file; of several, that of the list of their names and hashes."""
    if set(hashes) == {""}:
        return hashes[""]
    listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(hashes.items()))
    return hashlib.sha256(listed.encode()).hexdigest()
