"""Opening the two logs of a store: what one has lost is taken from the other, and all that is wrong is said.

An unfinished last frame is cut off. Damage before it is passed over, filled from the other log, and what
neither has is named; the damaged file is set aside untouched and a whole one is written. Nothing is ever
made in place of a file that cannot be read at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from trainer_tui.domain.credentials import WrongCredentials
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.plain_text import counted
from trainer_tui.files import disk_problem
from trainer_tui.storage.documents import Snapshot, Tables, apply
from trainer_tui.storage.frames import NotALog
from trainer_tui.storage.generations import rescue
from trainer_tui.storage.log import Log, Reading, read_log
from trainer_tui.storage.pair import Pair
from trainer_tui.storage.union import Collected, Span, collect, union

_WAITS = (0.0, 0.02, 0.02, 0.04, 0.08)
"""How long a reader waits before it takes an unfinished end for more than a save going on beside it."""


def open_pair(pair: Pair, *, indexed: bool, writable: bool, followed: bool) -> Tables:
    """Read a store into its tables, mend what is damaged and leave the pair ready for the next commit.

    `followed`: another process is writing, so an end that is not whole yet is none of our business. Raises
    StoreError, LockedRecords and WrongCredentials among them, when the store cannot be used.
    """
    try:
        for wait in (0.0,) if writable else _WAITS:
            if wait:
                time.sleep(wait)
            tables: Tables = {}
            main = read_log(pair.disk, pair.path, pair.keys, _taken_by(tables, indexed=indexed))
            pair.header, pair.end = main.header, main.scan.end
            pair.last = pair.found = main.last if main.header else 0
            if followed and main.unbroken:
                return tables
            twin = _look_at_twin(pair, main)
            if main.whole and not _ahead(twin, main):
                break
        if twin.refused:
            _go_without(pair, main, twin)
        if main.unbroken and not _ahead(twin, main):
            if main.scan.tail:
                _cut_tail(pair, main, twin, tables, writable=writable)
            elif writable:
                _carry_on(pair, main, twin)
            return tables
        return _mend(pair, main, indexed=indexed, writable=writable)
    except OSError as error:
        raise StoreError(
            f"The record file {pair.path} cannot be read: the system reports “{error.strerror or error}”. "
            f"{rescue(pair.path, pair.keys)}"
        ) from error


def _taken_by(tables: Tables, *, indexed: bool) -> Callable[[int, bytes], None]:
    return lambda _, payload: apply(tables, payload, indexed=indexed)


# --- the main log is whole ---------------------------------------------------------------------------


def _look_at_twin(pair: Pair, main: Reading) -> Reading:
    """Return what the twin's checksums say; one of other records is not ours to touch."""
    if pair.twin_path is None:
        return Reading(pair.path, "is not kept.")
    try:
        twin = read_log(pair.disk, pair.twin_path, None)
    except OSError as error:
        return Reading(pair.twin_path, f"cannot be read ({error.strerror or error}).", refused=True)
    if main.unbroken and main.header and twin.header and main.header.store != twin.header.store:
        pair.say(
            f"{pair.twin_path} is the second copy of other records; it was left alone, and these have none."
        )
        pair.twin_path = None
    return twin


def _go_without(pair: Pair, main: Reading, twin: Reading) -> None:
    """Leave a twin alone that the disk does not let be read now.

    Raises StoreError when the main log needs it: what seems lost may be there when it can be read again.
    """
    if not main.whole:
        raise StoreError(
            f"The record file {pair.path} is damaged, and its second copy, {pair.twin_path}, {twin.problem} "
            "Both were left as they are. Check the disk, then start the app again."
        )
    pair.say(
        f"The second copy of the records, {pair.twin_path}, {twin.problem} It was left as it is; until the "
        "app is started again there is only one."
    )
    pair.twin_path = None


def _only_read(error: OSError, path: Path) -> str:
    return f"The records are open read-only. {disk_problem(error, 'The records', path).message}"


def _ahead(twin: Reading, main: Reading) -> bool:
    """Tell whether the twin has frames that the main log should have."""
    if twin.header is None or main.header is None or twin.header.store != main.header.store:
        return False
    if twin.header.generation != main.header.generation:
        return twin.header.generation > main.header.generation
    return twin.last > main.last


def _carry_on(pair: Pair, main: Reading, twin: Reading) -> None:
    """Open both logs for writing; a twin that does not hold what the main log holds is written anew."""
    assert main.header is not None
    try:
        log = Log(pair.disk, pair.path, main.header, main.sealer, main.scan.end)
    except OSError as error:
        pair.give_up(_only_read(error, pair.path))
        return
    pair.take_main(main.header, log, main.last)
    if pair.twin_path is None:
        return
    if _agrees(twin, main) and bool(twin.header and twin.header.key) == bool(main.header.key):
        try:
            assert twin.header is not None
            sealer = pair.keys.sealer(twin.header)
            pair.take_twin(Log(pair.disk, pair.twin_path, twin.header, sealer, twin.scan.end))
        except (OSError, NotALog, WrongCredentials):
            pass
        else:
            return
    pair.say(f"The second copy of the records, {pair.twin_path}, {_why_anew(twin)} It was written anew.")
    if main.header.incomplete and twin.header and twin.header.generation < main.header.generation:
        if (kept := pair.set_aside(pair.twin_path, ".damaged-twin")) is None:
            pair.twin_path = None  # what it holds is not there a second time
            return
        pair.say(
            f"It may hold what the main one has lost, so it is kept as {kept}; "
            f"to use it: store restore {kept}."
        )
    pair.write_twin(list(collect(pair, pair.path).frames.values()))


def _agrees(twin: Reading, main: Reading) -> bool:
    assert main.header is not None
    return (
        twin.header is not None
        and (twin.header.generation, twin.header.first) == (main.header.generation, main.header.first)
        and twin.whole
        and twin.last == main.last
    )


def _why_anew(twin: Reading) -> str:
    if twin.header is None:
        return twin.problem
    return "lacked entries of the main one." if twin.whole else "was damaged."


# --- the end of the main log is not whole ------------------------------------------------------------


def _cut_tail(pair: Pair, main: Reading, twin: Reading, tables: Tables, *, writable: bool) -> None:
    """Give up what stands behind the last whole frame: a save that was not finished, nor said to be.

    Without a twin that ends at the same frame nobody can tell that from a damaged one, so it is kept. A twin
    that is away may have it: then the main log begins a new generation, lest its next frame gets the same
    number.
    """
    what = (
        f"The end of {pair.path} ({counted(main.scan.tail, 'byte')}) is no whole entry: the last save was "
        "not finished"
    )
    if not writable:
        pair.say(f"{what}. It was passed over.")
        return
    assert main.header is not None
    if _agrees(twin, main):
        kept = ""
    else:
        aside = pair.keep_tail(pair.disk.read(pair.path, main.scan.end))
        kept = f" or was damaged, and was kept as {aside}" if aside else " or was damaged"
    pair.say(f"{what}{kept}. It was cut off; everything before it is there.")
    if kept and pair.twin_path is not None:
        try:
            pair.begin_anew(Snapshot(tables), incomplete=True)
        except StoreError as error:
            pair.give_up(error.message)
        return
    try:
        log = Log(pair.disk, pair.path, main.header, main.sealer, main.scan.end)
        try:
            log.undo()
            log.sync()
        finally:
            log.close()
    except OSError as error:
        pair.give_up(_only_read(error, pair.path))
        return
    main.scan.size = main.scan.end
    _carry_on(pair, main, twin)


# --- the main log is damaged -------------------------------------------------------------------------


def _mend(pair: Pair, main: Reading, *, indexed: bool, writable: bool) -> Tables:
    """Put together what the two logs still have; raises StoreError when that is nothing."""
    logs = [Collected(main) if main.header is None else collect(pair, pair.path)]
    if pair.twin_path is not None:
        logs.append(collect(pair, pair.twin_path, alone=main.header is None))
    readable = [log for log in logs if log.reading.header is not None]
    if not readable or main.newer:
        raise StoreError(
            f"The record file {pair.path} {main.problem} It was left as it is. {rescue(pair.path, pair.keys)}"
        )
    if len({log.reading.header.store for log in readable if log.reading.header}) > 1:
        # One of the two is not what its header says it is: the one that is whole is believed.
        readable = [log for log in readable if log.reading.whole] or readable[:1]
    found = union(readable)
    tables: Tables = {}
    for payload in found.payloads:
        apply(tables, payload, indexed=indexed)
    pair.header, pair.last = found.header, max(log.reading.through for log in readable)
    pair.found = max(log.reading.last for log in readable)
    sentence = _what_was_wrong(pair, main, found.lost, any(log is not logs[0] for log in readable))
    if not writable:
        pair.say(sentence)
        return tables
    aside = pair.set_aside(pair.path) if pair.disk.stamp(pair.path) is not None else None
    kept = f" The damaged file is kept as {aside}." if aside else ""
    try:
        pair.begin_anew(Snapshot(tables), incomplete=bool(found.lost))
    except StoreError as error:  # what can be read is shown all the same
        pair.give_up(error.message)
    pair.say(sentence + kept)
    return tables


def _what_was_wrong(pair: Pair, main: Reading, lost: Sequence[Span], helped: bool) -> str:
    problem = main.problem or ("was damaged." if main.scan.gaps or main.scan.tail else "lacked entries.")
    begin = f"The record file {pair.path} {problem}"
    if not lost:
        source = f" from the second copy, {pair.twin_path}" if helped else ""
        return f"{begin} Everything was restored{source}."
    parts = sum(last - first + 1 for first, last in lost)
    spans = ", ".join(f"{first}" if first == last else f"{first} to {last}" for first, last in lost)
    return (
        f"{begin} {counted(parts, 'part')} of it (number {spans}) cannot be read any more and "
        f"{'is' if parts == 1 else 'are'} lost; everything else is there. {rescue(pair.path, pair.keys)}"
    )
