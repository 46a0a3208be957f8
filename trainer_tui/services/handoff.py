"""Handing records over: what is chosen, to whom and why, written whole and recorded as a disclosure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.findings import Vocabulary
from trainer_tui.domain.handover import Material, Packet
from trainer_tui.domain.incidents import Disclosure, Incident
from trainer_tui.domain.input_fields import line
from trainer_tui.domain.ports import Exporters
from trainer_tui.domain.records import ATHLETES, INCIDENTS
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.services.chart import Chart
from trainer_tui.services.gathering import Gathering, Selection, Watch
from trainer_tui.services.reference import Reference


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

        `watch` is told how far it is, a last time before anything is put in place: what it raises stops the
        export and leaves nothing behind.

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
        with self._exporters.placed(format, packet, target) as sha256:
            if watch is not None:
                watch(len(packet.cases), len(packet.cases))
            told, named = self._disclosed(packet)
            self._chart.add_disclosure(
                format=format,
                recipient=packet.recipient,
                purpose=purpose,
                records=told,
                athletes=named,
                sha256=sha256,
            )
        return target

    def open_incidents(self, team: str) -> list[Incident]:
        """Return what a packet for review is about: of one team, or of everybody."""
        return self._gathering.open_incidents(team)

    def letter_text(self, incident_id: str) -> str:
        """Return the letter of one incident in plain text, to be read before it is sent."""
        packet = self._gathering.packet(Material.CASES, Selection((incident_id,)), "", Purpose.TREATMENT)
        return self._exporters.render("text", packet)[""].decode()

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

    @staticmethod
    def _disclosed(packet: Packet) -> tuple[list[str], list[str]]:
        """Return the incidents and the athletes of whom something left."""
        if packet.people:
            return [], [athlete.id for athlete in packet.people]
        if packet.roster:
            return [], [row.athlete for row in packet.roster]
        if packet.revisions:
            records = {r.record: r.kind for r in packet.revisions}
            incidents = [ident for ident, kind in records.items() if kind == INCIDENTS]
            return incidents, [ident for ident, kind in records.items() if kind == ATHLETES]
        told = packet.incidents or packet.tables.incidents
        named = [incident.athlete for incident in told if incident.athlete]
        named += [athlete.id for athlete in packet.tables.athletes]
        return [incident.id for incident in told], list(dict.fromkeys(named))
