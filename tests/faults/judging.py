"""What a store is held against after an accident, and the count of the trials it failed."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from tests.faults.simulated_disk import SimulatedDisk
from tests.faults.subjects import Home, Subject
from tests.faults.workload import Plan, apply, differing, fits, invented, read
from trainer_tui.domain.errors import StoreError
from trainer_tui.files import DISK, Disk

Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass
class Tally:
    """How many trials there were, and what went wrong in which of them."""

    trials: int = 0
    faults: list[str] = field(default_factory=list)

    def count(self, seed: object, faults: Sequence[str]) -> None:
        """Count a trial; one that failed is known by its seed."""
        self.trials += 1
        if faults:
            self.faults.append(f"[{seed}] {'; '.join(faults)}")

    def add(self, other: Tally) -> None:
        self.trials += other.trials
        self.faults += other.faults


@dataclass(frozen=True)
class Check:
    """One kind of accident; `run` takes a subject, a seed and how much is to be done, 1 in the tests."""

    name: str
    run: Callable[[Subject, int, float], Tally]
    stock: bool = True
    """Whether stock TinyDB can be put through it."""
    applies: Callable[[Subject], bool] = lambda subject: True
    forks: bool = False
    """Whether it needs child processes, which Windows cannot make this way."""

    def applies_to(self, subject: Subject) -> bool:
        possible = not self.forks or hasattr(os, "fork")
        return possible and (subject.ours or self.stock) and self.applies(subject)


class Refused(Exception):
    """A store did not do what it was asked for; the text says how it said so."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(f"{type(error).__name__}: {error}")
        self.proper = isinstance(error, StoreError)


def attempt(action: Callable[Given, Result], *given: Given.args, **named: Given.kwargs) -> Result:
    """Do something that may fail in any way; raises Refused."""
    try:
        return action(*given, **named)
    except Exception as error:
        raise Refused(error) from error


def let_go(database: Any) -> None:
    """Close a database that may be beyond that."""
    with suppress(Refused):
        attempt(database.close)


def after_accident(
    subject: Subject,
    home: Home,
    plan: Plan,
    candidates: Sequence[int],
    *,
    disk: Disk = DISK,
    go_on: bool = True,
    must_say: bool = False,
) -> list[str]:
    """Open a store whose files nobody damaged: it holds one of the candidates' states, whole, and goes on.

    The history is wound back to the state that was found.
    """
    try:
        database = attempt(subject.open, home, disk=disk)
    except Refused as refusal:
        return [f"does not open: {refusal}"]
    try:
        if getattr(database, "read_only", False):
            return [f"opens read-only: {subject.report(database)}"]
        if getattr(database, "sealed", False) != subject.sealed:
            return ["is plain" if subject.sealed else "is sealed"]
        found = attempt(read, database)
        number = fits(plan, found, candidates)
        if number is None:
            return [_what_differs(plan, found, candidates)]
        if must_say and not subject.report(database):
            return ["nothing is said"]
        plan.wind_back(number)
        if go_on:
            step = plan.next()
            attempt(apply, database, step)
            plan.accept(step)
            if attempt(read, database) != plan.last:
                return ["the next change does not show"]
    except Refused as refusal:
        return [f"cannot be used: {refusal}"]
    finally:
        let_go(database)
    return []


def after_damage(
    subject: Subject,
    home: Home,
    plan: Plan,
    *,
    most: int,
    may_be_silent: Callable[[bool], bool] = lambda whole: False,
    may_refuse: bool = False,
    disk: Disk = DISK,
) -> list[str]:
    """Open a store whose files were damaged: at most so many documents are not as they were, and it is said.

    `may_be_silent` tells from whether all documents are as they were that there is nothing to be said; with
    `may_refuse` not opening, in a sentence, counts as saying it.
    """
    try:
        database = attempt(subject.open, home, disk=disk)
    except Refused as refusal:
        return [] if may_refuse and (refusal.proper or not subject.ours) else [f"does not open: {refusal}"]
    try:
        found = attempt(read, database)
        report = subject.report(database)
    except Refused as refusal:
        return [f"cannot be read: {refusal}"]
    finally:
        let_go(database)
    faults = []
    if made_up := invented(plan, found):
        faults.append(f"shows what never was: {made_up[:3]}")
    wrong = differing(found, plan.last)
    if len(wrong) > most:
        such = sorted(wrong)[:3]
        faults.append(f"{len(wrong)} documents are not as they were, {most} at most may be, such as {such}")
    if not report and not may_be_silent(not wrong):
        faults.append(f"nothing is said, {len(wrong)} documents are not as they were")
    return faults


def opens(subject: Subject, home: Home, content: bytes) -> bool:
    """Tell whether a form of the store shows anything of a file that stands alone."""
    try:
        database = attempt(subject.open, home, disk=SimulatedDisk({home.path: content}))
        found = attempt(read, database)
        let_go(database)
    except Refused:
        return False
    return bool(found)


def _what_differs(plan: Plan, found: Any, candidates: Sequence[int]) -> str:
    nearest = min(candidates, key=lambda number: len(differing(plan.contents[number], found)))
    wrong = differing(plan.contents[nearest], found)
    made_up = invented(plan, found)
    older = next((number for number in range(len(plan.contents)) if plan.contents[number] == found), None)
    text = f"{len(wrong)} documents differ from the state after {nearest} steps, such as {sorted(wrong)[:2]}"
    if older is not None:
        text += f"; it is the state after {older}"
    return text + (f"; invented: {made_up[:2]}" if made_up else "")
