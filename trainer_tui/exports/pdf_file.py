"""Whole PDF files: several joined as one, and locked with a password."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PdfWriter

ALGORITHM = "AES-256"


def joined_as_one(parts: Sequence[bytes]) -> bytes:
    """Return the pages of several documents as one; a single document comes back as it is.

    The joined document keeps title and date of the first, not the tags for screen readers.
    """
    if len(parts) == 1:
        return parts[0]
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part), import_outline=False)
    for page in writer.pages:
        page.pop("/StructParents", None)  # they would point at tags that are not there
    metadata = PdfReader(io.BytesIO(parts[0])).metadata
    if metadata:
        writer.add_metadata(dict(metadata))
    return _written(writer)


def locked(document: bytes, password: str) -> bytes:
    """Return a document that opens only with a password (AES-256); without one it comes back as it is."""
    if not password:
        return document
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(document)))
    writer.encrypt(password, algorithm=ALGORITHM)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
