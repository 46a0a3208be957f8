"""Kill -9 at a random instant of committing, compacting or changing the passphrase."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from tests.faults.children import Say, kill_after, trouble
from tests.faults.judging import Check, Tally, after_accident, opens
from tests.faults.subjects import Home, Ours, Subject, new_home
from tests.faults.workload import SECRET, Plan, apply

COMMITS = 40
COMPACTIONS = 25
PASSPHRASES = 20
"""How many children are killed."""

LONGEST = 0.02
"""Seconds that a child may work at most after its first commit."""


def run_commits(subject: Subject, seed: int, amount: float) -> Tally:
    """Kill a store that only commits."""
    return _chain(subject, f"kills in commits {seed}", round(COMMITS * amount), _commits)


def run_compactions(subject: Subject, seed: int, amount: float) -> Tally:
    """Kill a store that compacts again and again, with a commit in between."""
    return _chain(subject, f"kills in compaction {seed}", round(COMPACTIONS * amount), _compactions)


Work = Callable[[Any, Plan, Say], None]


def _commits(database: Any, plan: Plan, say: Say) -> None:
    while True:
        _commit(database, plan, say)


def _compactions(database: Any, plan: Plan, say: Say) -> None:
    while True:
        _commit(database, plan, say)
        database.compact()


def _commit(database: Any, plan: Plan, say: Say) -> None:
    step = plan.next()
    apply(database, step)
    plan.accept(step)
    say("committed")


def _chain(subject: Subject, seed: str, kills: int, work: Work) -> Tally:
    """Kill one child after another on the same store; one that is lost is replaced by a new one."""
    tally, chance, done = Tally(), random.Random(seed), 0
    while done < kills:
        with new_home() as home:
            plan = subject.plan(f"{seed}/{done}", letters=1500)
            faults = list[str]()
            while done < kills and not faults:
                faults = _kill_once(subject, home, plan, work, chance.uniform(0, LONGEST))
                tally.count(f"{seed}, kill {done}", faults)
                done += 1
    return tally


def _kill_once(subject: Subject, home: Home, plan: Plan, work: Work, seconds: float) -> list[str]:
    plan.begin_here()

    def do(say: Say) -> None:
        work(subject.open(home), plan, say)

    said = kill_after(do, seconds)
    if failures := trouble(said):
        return failures
    plan.go_on(len(said) + 1)
    return after_accident(subject, home, plan, [len(said), len(said) + 1])


def run_passphrases(subject: Subject, seed: int, amount: float) -> Tally:
    """Kill a store that changes its passphrase again and again; a plain one is sealed and plain in turns."""
    assert isinstance(subject, Ours)
    tally, chance = Tally(), random.Random(f"kills in passphrases {seed}")
    with new_home() as home:
        plan, generation = subject.plan(f"passphrases {seed}"), 0
        database = subject.open(home)
        plan.go_on(5, database)
        database.close()
        for number in range(round(PASSPHRASES * amount)):
            generation, faults = _change_and_kill(subject, home, plan, generation, chance.uniform(0, LONGEST))
            tally.count(f"kills in passphrases {seed}, kill {number}", faults)
            if faults:
                break
    return tally


def _form(subject: Ours, generation: int) -> Ours:
    """Return the subject as it is after so many changes of its passphrase."""
    if not subject.sealed and generation % 2 == 0:
        return subject
    return subject.with_passphrase(f"passphrase {generation}") if generation else subject


def _change_and_kill(
    subject: Ours, home: Home, plan: Plan, generation: int, seconds: float
) -> tuple[int, list[str]]:
    plan.begin_here()

    def do(say: Say) -> None:
        number, database = generation, _form(subject, generation).open(home)
        say("opened")
        while True:
            number += 1
            database.set_passphrase(_form(subject, number).passphrase)
            say("changed")

    said = kill_after(do, seconds)
    if failures := trouble(said):
        return generation, failures
    reached = generation + said.count("changed")
    faults = list[str]()
    for number in (reached, reached + 1):
        found = after_accident(_form(subject, number), home, plan, [0])
        if not found:
            return number, _left_behind(subject, home, number)
        faults += found
    return reached, faults


def _left_behind(subject: Ours, home: Home, number: int) -> list[str]:
    """Look for files beside a sealed store that need no passphrase, or that the one before still opens."""
    if not _form(subject, number).sealed:
        return []
    faults = list[str]()
    for file in home.path.parent.iterdir():
        content = file.read_bytes()
        if SECRET.encode() in content:
            faults.append(f"{file.name} can be read without a passphrase")
        elif _form(subject, number - 1).sealed and opens(_form(subject, number - 1), home, content):
            faults.append(f"{file.name} can be opened with the passphrase before")
    return faults


COMMIT_CHECK = Check("kill -9 in commits", run_commits, forks=True)
COMPACTION_CHECK = Check("kill -9 in compaction", run_compactions, stock=False, forks=True)
PASSPHRASE_CHECK = Check("kill -9 in passphrase change", run_passphrases, stock=False, forks=True)
