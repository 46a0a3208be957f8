"""Measuring engines in turn, and the table that shows what came out."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Operation = Callable[[int], object]


@dataclass
class Times:
    """How many seconds the rounds of an operation took, and what each answered, the warm-up too."""

    taken: list[float] = field(default_factory=list)
    answers: list[object] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The round in the middle."""
        return statistics.median(self.taken)

    @property
    def p95(self) -> float:
        """What nineteen of twenty rounds stay below."""
        return sorted(self.taken)[min(len(self.taken) - 1, len(self.taken) * 95 // 100)]

    def __str__(self) -> str:
        return f"{_figure(self.median)} ({_figure(self.p95)})"


def in_turn(
    operations: Mapping[str, Operation], rounds: int, after: Callable[[Any], object] | None = None
) -> dict[str, Times]:
    """Call every operation once a round with the round's number; the first round is a warm-up.

    Each round has an order of its own, so that none always runs after the same neighbour. What shall be done
    `after` an operation gets its answer, is not timed, and returns the answer to keep.
    """
    times = {name: Times() for name in operations}
    names = list(operations)
    for number in range(rounds + 1):
        for name in random.Random(number).sample(names, len(names)):
            operation = operations[name]
            began = time.perf_counter()
            answer = operation(number)
            took = time.perf_counter() - began
            times[name].answers.append(answer if after is None else after(answer))
            if number:
                times[name].taken.append(took)
    return times


class Table:
    """Rows of the printed table, with the verdict of each."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, ...]] = []

    def at_most(self, what: str, ours: Times, against: str, other: Times, limit: float | None = None) -> None:
        """Add a row whose ratio is ours to the other; without a limit it is shown for information."""
        ratio = ours.median / other.median
        self._add(what, str(ours), f"{against} {other}", f"{ratio:.2f}x", _verdict("<=", limit, ratio, "x"))

    def at_least(self, what: str, ours: Times, against: str, other: Times, limit: float) -> None:
        """Add a row that says how many times faster ours is than the other."""
        ratio = other.median / ours.median
        self._add(what, str(ours), f"{against} {other}", f"{ratio:,.0f}x", _verdict(">=", limit, ratio, "x"))

    def figure(self, what: str, value: float, unit: str, limit: float | None = None) -> None:
        """Add a row that stands for itself."""
        shown = f"{value:,.2f} {unit}"
        self._add(what, shown, "", "", _verdict("<=", limit, value, f" {unit}"))

    def time(self, what: str, ours: Times, limit: float | None = None) -> None:
        """Add a row for a time that stands for itself, with its limit in seconds."""
        target = _verdict("<=", limit and limit * 1000, ours.median * 1000, " ms")
        self._add(what, str(ours), "", "", target)

    def differing(self, what: str, times: Mapping[str, Times]) -> None:
        """Add a row if the engines did not answer alike in the rounds that all of them had."""
        rounds = min(len(each.answers) for each in times.values())
        if len({tuple(each.answers[:rounds]) for each in times.values()}) > 1:
            self._add(what, "", "", "", ("the same answers", "WRONG"))

    def __str__(self) -> str:
        head = ("row", "ours: median (p95)", "against: median (p95)", "ratio", "target", "")
        rows = [head, *self._rows]
        widths = [max(len(row[n]) for row in rows) for n in range(len(head))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )

    def _add(self, what: str, ours: str, against: str, ratio: str, target: tuple[str, str]) -> None:
        self._rows.append((what, ours, against, ratio, *target))


def _verdict(sign: str, limit: float | None, value: float, unit: str) -> tuple[str, str]:
    if limit is None:
        return "-", ""
    met = value <= limit if sign == "<=" else value >= limit
    return f"{sign} {limit:,g}{unit}", "met" if met else "MISSED"


def _figure(seconds: float) -> str:
    """Return a time in milliseconds, with more digits the shorter it is."""
    milliseconds = seconds * 1000
    return f"{milliseconds:,.{0 if milliseconds >= 100 else 1 if milliseconds >= 10 else 3}f} ms"
