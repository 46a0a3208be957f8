"""Records come in while the screen reads: nobody takes what was there before for what is there now."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

from tests.fakes import FixedClock, MemoryRecordStore
from trainer_tui.domain.records import ATHLETES
from trainer_tui.services.ledger import Ledger
from trainer_tui.services.records import Records


class AskedMeanwhile(dict[str, Any]):
    """Shelves after which somebody else asks while they are being cleared."""

    def __init__(self, records: Records, pool: ThreadPoolExecutor) -> None:
        super().__init__(records._shelves)
        self._records, self._pool = records, pool

    def _look(self) -> tuple[int, int]:
        return self._records.version, len(self._records.athletes)

    def clear(self) -> None:
        self.answer = self._pool.submit(self._look)
        wait([self.answer], timeout=0.2)
        super().clear()


def test_who_asks_while_everything_is_forgotten_waits_for_what_is_new() -> None:
    store = MemoryRecordStore()
    records, elsewhere = (Records(Ledger(store, FixedClock(), name)) for name in ("mo", "sam"))
    assert not records.athletes
    with elsewhere.change() as change:
        change.create(ATHLETES, {"family": "Ortiz"})

    with ThreadPoolExecutor(1) as pool:
        shelves = records._shelves = AskedMeanwhile(records, pool)
        now = records.version
        assert shelves.answer.result() == (now, 1)
