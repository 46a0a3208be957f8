"""The letter that goes with the data, and who made both: DocumentReference and Provenance."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from trainer_tui.domain.errors import BadInput
from trainer_tui.exports.fhir.codes import SHA256
from trainer_tui.exports.fhir.making import Making, Resource, concept, reference
from trainer_tui.exports.letter import TITLE


def letter_reference(making: Making, *, on_paper: bool) -> Resource:
    """Return the letter with its hashes: the PDF, or the plain text where paper is not asked for.

    The text also stands in for a PDF that no font on this computer can show.
    """
    content, kind = _letter(making, on_paper)
    digest = hashlib.sha256(content).hexdigest()
    author = making.practitioner(making.writer)
    return making.resource(
        "DocumentReference",
        f"{making.case.incident.id}:{digest}",
        identifier=[{"system": SHA256, "value": digest}],
        status=making.status("current"),
        type=concept(TITLE, [making.codes.loinc("referral")]),
        subject=making.subject,
        date=making.packet.written_at.isoformat(),
        author=[author] if author else None,
        content=[{"attachment": _attachment(content, kind)}],
    )


def _letter(making: Making, on_paper: bool) -> tuple[bytes, str]:
    if on_paper:
        from trainer_tui.exports.letter_pdf import typeset

        try:
            return typeset([making.letter], making.packet.written_at), "application/pdf"
        except BadInput:
            pass
    from trainer_tui.exports.text import letter_text

    return f"{letter_text(making.letter)}\n".encode(), "text/plain; charset=utf-8"


def _attachment(content: bytes, kind: str) -> dict[str, Any]:
    return {
        "contentType": kind,
        "language": "en",
        "data": b64encode(content).decode(),
        "size": len(content),
        # R4 wants SHA-1 in this element; the SHA-256 is the identifier of the document.
        "hash": b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode(),
        "title": TITLE,
    }


def provenance(making: Making, written: Sequence[Resource]) -> Resource:
    """Return who wrote the document and when, with the SHA-256 of the resources that were written."""
    composition = written[0]
    digest = hashlib.sha256(canonical(written)).hexdigest()
    triage = making.case.triage
    author = making.practitioner(making.writer) or {"display": "not known"}
    return making.resource(
        "Provenance",
        f"{composition['id']}:{digest}",
        target=[reference(composition)],
        recorded=making.packet.written_at.isoformat(),
        agent=[{"type": making.codes.stated("provenance-participant-type", "author"), "who": author}],
        entity=[
            _source(digest, "SHA-256 of the resources of this document without this one, as canonical JSON"),
            _source(triage.sha256, f"red-flag rules, version {triage.version}"),
        ],
    )


def _source(digest: str, words: str) -> dict[str, Any]:
    what = {"identifier": {"system": SHA256, "value": digest}, "display": words}
    return {"role": "source", "what": what}


def canonical(resources: Sequence[Resource]) -> bytes:
    """Return resources as JSON with sorted keys and no spaces, in which equal content is equal bytes."""
    return json.dumps(list(resources), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
