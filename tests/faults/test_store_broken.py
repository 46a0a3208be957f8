"""The checks notice every store that was broken on purpose."""

from __future__ import annotations

import pytest

from tests.faults.broken import BREAKAGES, Breakage
from tests.faults.table import SEED

ENOUGH = 0.3
"""How much of a check has to be done."""


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda breakage: breakage.name)
def test_a_broken_store_is_noticed(breakage: Breakage) -> None:
    if not breakage.check.applies_to(breakage.subject):
        pytest.skip(f"{breakage.check.name} cannot be done on this system")
    with breakage.in_force() as subject:
        assert breakage.check.run(subject, SEED, ENOUGH).faults
