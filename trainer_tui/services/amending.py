"""Telling apart a detail that is added and a value that is changed: only the second needs a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trainer_tui.domain.revisions import View

ADDED_LATER = "Details added after capture"

_EMPTY = (None, "", "unknown", "unspecified")


def reason_for(view: View, fields: Mapping[str, Any], reason: str) -> str:
    """Return the reason as typed, or the standing one when the change only fills what was unknown.

    Returns an empty text when a reason is needed and was not given; the ledger refuses that.
    """
    if reason.strip():
        return reason
    filling = all(only_fills(view[name], value) for name, value in fields.items())
    return ADDED_LATER if filling else ""


def only_fills(old: Any, new: Any) -> bool:
    """Tell whether every value that was known is still the same."""
    if old == new or old in _EMPTY or old == [] or old == {}:
        return True
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return all(only_fills(old.get(name), value) for name, value in new.items()) and set(old) <= set(new)
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return len(old) <= len(new) and all(only_fills(a, b) for a, b in zip(old, new, strict=False))
    return False
