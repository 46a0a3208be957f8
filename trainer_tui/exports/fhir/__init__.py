"""FHIR R4 (4.0.1): one document Bundle an incident, for the system of whoever treats the athlete."""

from __future__ import annotations

import json
from collections.abc import Iterator

from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.handover import Again, Leaving, Packet, Streams
from trainer_tui.exports.archive import zipped
from trainer_tui.exports.fhir.bundle import bundle
from trainer_tui.exports.fhir.codes import Codes
from trainer_tui.exports.fhir.leaving import leaving_of

__all__ = ["leaving", "render"]


def render(packet: Packet) -> Streams:
    """Write one incident as JSON, or as an archive with a file for each, one in memory at a time.

    Raises BadInput for several incidents in one file, InvalidBundle for a defect of ours, in an archive
    while it is read.
    """
    codes = Codes(packet.codes)
    if packet.archive:
        return {"": Again(lambda: zipped(_bundles(packet, codes), packet.written_at))}
    if len(packet.cases) > 1:
        raise BadInput(
            f"One FHIR file holds one incident, and {len(packet.cases)} were chosen; "
            "let its name end in .zip for a file of each."
        )
    document = bundle(packet.cases[0], packet, codes, on_paper=True)
    return {"": f"{json.dumps(document, ensure_ascii=False, indent=1)}\n".encode()}


def leaving(packet: Packet) -> Leaving:
    """Tell which sections of the documents say something, and which kinds of data stand behind them."""
    return leaving_of(packet, Codes(packet.codes))


def _bundles(packet: Packet, codes: Codes) -> Iterator[tuple[str, bytes]]:
    for case in packet.cases:
        # A PDF for each would take far longer than all the rest: the letter goes along as text.
        document = bundle(case, packet, codes, on_paper=False)
        written = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        yield f"{document['id']}.json", written.encode()
