"""Two processes that write at once, and four threads in one open store."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from typing import Any

from tests.faults.children import CRASHED, Child, Say
from tests.faults.judging import Check, Refused, Tally, attempt
from tests.faults.subjects import Home, Subject, new_home
from tests.faults.workload import Content, read

TABLE = "incidents"
EACH = 25
"""How many documents each writer writes."""

THREADS = 4
ROUNDS = 10
NOTE = "x" * 500


def run_processes(subject: Subject, seed: int, amount: float) -> Tally:
    """Let two processes open one store at the same time and write what they are let."""
    tally = Tally()
    for number in range(max(1, round(6 * amount))):
        with new_home() as home:
            older = number % 2 == 0
            tally.count(f"two processes {seed}/{number}", _two_processes(subject, home, older=older))
    with new_home() as home:
        tally.count(f"two processes {seed}, one after the other", _second_opener(subject, home))
    return tally


def _second_opener(subject: Subject, home: Home) -> list[str]:
    """Let a process write what another one has open: only one of them may."""
    first = subject.open(home)
    first.table(TABLE).insert({"uid": "first"})

    def work(say: Say) -> None:
        try:
            attempt(_open_and_insert, subject, home, "second")
            say("second")
        except Refused as refusal:
            say("refused" if refusal.proper else f"{CRASHED} {refusal}")

    said = Child(work).end()
    acknowledged = ["first", *[line for line in said if line == "second"]]
    with suppress(Refused):
        attempt(first.table(TABLE).insert, {"uid": "third"})
        acknowledged.append("third")
    first.close()
    faults = ["both may write"] if subject.ours and said != ["refused"] else []
    return faults + _compare(subject, home, acknowledged)


def _two_processes(subject: Subject, home: Home, *, older: bool) -> list[str]:
    if older:
        with_past = subject.open(home)
        with_past.table(TABLE).insert({"uid": "past"})
        with_past.close()
    start = home.folder / "start"

    def work(name: str, say: Say) -> None:
        say("ready")
        while not start.exists():
            pass
        for number in range(EACH):
            try:
                attempt(_open_and_insert, subject, home, f"{name}-{number}")
                say(f"{name}-{number}")
            except Refused as refusal:
                say("refused" if refusal.proper or not subject.ours else f"{CRASHED} {refusal}")

    children = [Child(lambda say, name=name: work(name, say)) for name in "ab"]  # type: ignore[misc]
    for child in children:
        child.wait_for_line()
    start.touch()
    lines = [child.end() for child in children]
    said = [line for child_lines in lines for line in child_lines]
    faults = [line for line in said if line.startswith(CRASHED)]
    acknowledged = [line for line in said if line[:2] in ("a-", "b-")] + ["past"] * older
    if not acknowledged:
        faults.append("neither could write")
    return faults + _compare(subject, home, acknowledged)


def _open_and_insert(subject: Subject, home: Home, uid: str) -> None:
    database = subject.open(home)
    try:
        database.table(TABLE).insert({"uid": uid, "note": NOTE})
    finally:
        database.close()


def run_threads(subject: Subject, seed: int, amount: float) -> Tally:
    """Let four threads write, change and read through one open store."""
    tally = Tally()
    for number in range(max(1, round(4 * amount))):
        with new_home() as home:
            tally.count(f"four threads {seed}/{number}", _four_threads(subject, home))
    return tally


def _four_threads(subject: Subject, home: Home) -> list[str]:
    database = subject.open(home)
    acknowledged, faults, together = list[str](), list[str](), threading.Barrier(THREADS)

    def work(name: int) -> None:
        try:
            for number in range(ROUNDS):
                together.wait()
                if subject.ours and number % 5 == name:
                    attempt(database.compact)
                # Each round is in a table that nobody has used before.
                attempt(_insert_and_change, database, f"{TABLE} {number}", f"{name}-{number}")
                acknowledged.append(f"{name}-{number}")
        except threading.BrokenBarrierError:
            pass
        except Refused as refusal:
            faults.append(f"{refusal}")
            together.abort()

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=work, args=(name,)) for name in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    try:
        faults += _what_differs(attempt(read, database), acknowledged)
        attempt(database.close)
    except Refused as refusal:
        faults.append(f"{refusal}")
    return faults + _compare(subject, home, acknowledged)


def _insert_and_change(database: Any, name: str, uid: str) -> None:
    table = database.table(name)
    numbers = [table.insert({"uid": f"{uid} {more}", "note": "x" * 200}) for more in "abc"]
    table.remove(doc_ids=numbers[:1])
    table.update({"uid": uid}, doc_ids=numbers[1:2])
    table.remove(doc_ids=numbers[2:])
    if table.get(doc_id=numbers[1])["uid"] != uid:
        raise LookupError(f"{uid} does not show")


def _compare(subject: Subject, home: Home, acknowledged: list[str]) -> list[str]:
    try:
        database = attempt(subject.open, home)
        found = attempt(read, database)
        attempt(database.close)
    except Refused as refusal:
        return [f"cannot be read: {refusal}"]
    return _what_differs(found, acknowledged)


def _what_differs(found: Content, acknowledged: list[str]) -> list[str]:
    there = sorted(document["uid"] for documents in found.values() for document in documents.values())
    missing = sorted(set(acknowledged) - set(there))
    strange = sorted(set(there) - set(acknowledged))
    faults = [f"{len(missing)} of {len(acknowledged)} are missing"] if missing else []
    faults += [f"not acknowledged: {strange[:3]}"] if strange else []
    return faults + (["some are there twice"] if len(there) != len(set(there)) else [])


PROCESSES = Check("two processes", run_processes, forks=True)
THREADED = Check("four threads", run_threads)
