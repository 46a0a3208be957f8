"""What trying a passphrase costs in tests."""

from __future__ import annotations

from trainer_tui.storage.cipher import KeyCost

CHEAP = KeyCost(memory_kib=64, iterations=1, lanes=1)
