"""Identifiers that sort by time and can be made on any laptop without asking another (RFC 9562)."""

from __future__ import annotations

import os
import uuid


def uuid7(milliseconds: int) -> str:
    """Make a UUIDv7 for a moment given in milliseconds since 1970 (UTC)."""
    value = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & (1 << 48) - 1) << 80 | value
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
