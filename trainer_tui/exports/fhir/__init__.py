"""FHIR R4 (4.0.1): one document Bundle an incident, for the system of whoever treats the athlete."""

from __future__ import annotations

import json
import zipfile
from typing import IO

from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.handover import Packet
from trainer_tui.exports.fhir.bundle import bundle
from trainer_tui.exports.fhir.codes import Codes, CodeTables


def write(packet: Packet, codes: CodeTables, stream: IO[bytes], *, archive: bool) -> None:
    """Write one incident as JSON, or as an archive with a file for each, one in memory at a time.

    Raises BadInput for several incidents in one file, InvalidBundle for a defect of ours.
    """
    tables = Codes(codes)
    if archive:
        _write_archive(packet, tables, stream)
    elif len(packet.cases) == 1:
        document = bundle(packet.cases[0], packet, tables, on_paper=True)
        stream.write(f"{json.dumps(document, ensure_ascii=False, indent=1)}\n".encode())
    else:
        raise BadInput(
            f"One FHIR file holds one incident, and {len(packet.cases)} were chosen; "
            "let its name end in .zip for a file of each."
        )


def _write_archive(packet: Packet, codes: Codes, stream: IO[bytes]) -> None:
    at = packet.written_at
    moment = (max(at.year, 1980), *at.timetuple()[1:6])
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for case in packet.cases:
            # A PDF for each would take far longer than all the rest: the letter goes along as text.
            document = bundle(case, packet, codes, on_paper=False)
            entry = zipfile.ZipInfo(f"{document['id']}.json", moment)
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())
