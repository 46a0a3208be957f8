"""For the tests of the screens: after a key the app is idle and drawn, and that is noticed soon."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.ui.capture_stage import Stage
from tests.ui.vault import Vault

LOOK_EVERY = 1 / 200
"""Seconds. Textual looks every fiftieth of a second, which would be most of the time these tests take."""


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look more often whether the app is idle; idle remains the same share of the time without work."""
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", LOOK_EVERY)
    monkeypatch.setattr("textual._wait.SLEEP_IDLE", LOOK_EVERY / 20)


@pytest.fixture(autouse=True)
def draws_after_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what the keys did be drawn before the test looks at the screen."""
    press = Pilot.press

    async def pressed(pilot: Pilot[Any], *keys: str) -> None:
        await press(pilot, *keys)
        await pilot.pause()

    monkeypatch.setattr(Pilot, "press", pressed)


@pytest.fixture(autouse=True)
def _nothing_stays_frozen() -> Iterator[None]:
    """Let go of what an app has put beyond the search for garbage: the next test has an app of its own."""
    yield
    gc.unfreeze()


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """Give an app with a small roster to record incidents in."""
    return Stage(tmp_path)


@pytest.fixture
def vault() -> Iterator[Vault]:
    """Give encrypted records."""
    made = Vault()
    yield made
    made.go_on.set()


@pytest.fixture
def plain() -> Iterator[Vault]:
    """Give records without a passphrase."""
    made = Vault("")
    yield made
    made.go_on.set()
