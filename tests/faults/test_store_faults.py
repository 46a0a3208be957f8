"""Our store comes through every accident; stock TinyDB does not, so the accidents are real ones.

`python -m tests.faults.table --full` does more of each and prints the table.
"""

from __future__ import annotations

import pytest

from tests.faults import cuts, flips, missing_files
from tests.faults.judging import Check
from tests.faults.subjects import OURS, STOCK, Subject
from tests.faults.table import CHECKS, SEED, main

TRIALS = [(check, subject) for check in CHECKS for subject in OURS if check.applies_to(subject)]


@pytest.mark.parametrize(
    ("check", "subject"), [pytest.param(*each, id=f"{each[0].name}: {each[1].name}") for each in TRIALS]
)
def test_nothing_acknowledged_is_lost_torn_or_invented_and_no_damage_is_kept_quiet(
    check: Check, subject: Subject
) -> None:
    tally = check.run(subject, SEED, 1)

    assert not tally.faults, f"{len(tally.faults)} of {tally.trials}:\n" + "\n".join(tally.faults[:20])
    assert tally.trials


@pytest.mark.parametrize(
    "check", [cuts.CHECK, flips.CHECK, missing_files.CHECK], ids=lambda check: check.name
)
def test_stock_tinydb_loses_records_in_the_same_accidents(check: Check) -> None:
    assert check.run(STOCK, SEED, 0.1).faults


def test_the_table_has_a_row_for_each_check_and_shows_what_failed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--only", "emptied", "--seed", "7"])
    printed = capsys.readouterr().out

    assert "seed 7" in printed
    assert "log emptied or removed           | 16 / 16         | 0 / 16 " in printed
    assert "[missing 7, main emptied while closed]" in printed
