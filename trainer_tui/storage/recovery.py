"""Opening the two logs of a store: what one has lost is taken from the other, and all that is wrong is said.

An unfinished last frame is cut off. Damage before it is passed over, filled from the other log, and what
neither has is named; the damaged file is set aside untouched and a whole one is written. Nothing is ever
made in place of a file that cannot be read at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from trainer_tui.domain.credentials import WrongCredentials
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.plain_text import counted
from trainer_tui.files import disk_problem
from trainer_tui.storage.documents import Snapshot, Tables, apply
from trainer_tui.storage.frames import Header, NotALog
from trainer_tui.storage.generations import rescue
from trainer_tui.storage.log import Log, Reading, read_log
from trainer_tui.storage.pair import Pair

_WAITS = (0.0, 0.02, 0.02, 0.04, 0.08)
"""How long a reader waits before it takes an unfinished end for more than a save going on beside it."""


@dataclass(slots=True)
class Collected:
    """A log with the payloads of its frames."""

    reading: Reading
    frames: dict[int, bytes] = field(default_factory=dict)


def open_pair(pair: Pair, *, indexed: bool, writable: bool, followed: bool) -> Tables:
    """Read a store into its tables, mend what is damaged and leave the pair ready for the next commit.

    `followed`: another process is writing, so an end that is not whole yet is none of our business. Raises
    StoreError, LockedRecords and WrongCredentials among them, when the store cannot be used.
    """
    try:
        for wait in (0.0,) if writable else _WAITS:
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
        if main.unbroken and not _ahead(twin, main):
            if main.scan.tail:
                _cut_tail(pair, main, twin, writable=writable)
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
        return Reading(pair.twin_path, f"cannot be read ({error.strerror or error}).")
    if main.unbroken and main.header and twin.header and main.header.store != twin.header.store:
        pair.say(
            f"{pair.twin_path} is the second copy of other records; it was left alone, and these have none."
        )
        pair.twin_path = None
    return twin


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
    pair.write_twin(list(_collect(pair, pair.path).frames.values()))


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


def _cut_tail(pair: Pair, main: Reading, twin: Reading, *, writable: bool) -> None:
    """Cut off what stands behind the last whole frame: a save that was not finished, nor said to be."""
    what = (
        f"The end of {pair.path} ({counted(main.scan.tail, 'byte')}) is no whole entry: the last save was "
        "not finished"
    )
    if not writable:
        pair.say(f"{what}. It was passed over.")
        return
    assert main.header is not None
    kept = ""
    if not _agrees(twin, main):  # nobody can tell an unfinished end from a damaged one here
        tail = pair.disk.read(pair.path, main.scan.end)
        aside = pair.keep_tail(tail)
        kept = f" or was damaged, and was kept as {aside}" if aside else " or was damaged"
    try:
        log = Log(pair.disk, pair.path, main.header, main.sealer, main.scan.end)
        try:
            log.undo()
            log.sync()
        finally:
            log.close()
    except OSError as error:
        pair.say(f"{what}{kept}.")
        pair.give_up(_only_read(error, pair.path))
        return
    pair.say(f"{what}{kept}. It was cut off; everything before it is there.")
    main.scan.size = main.scan.end
    _carry_on(pair, main, twin)


# --- the main log is damaged -------------------------------------------------------------------------


def _mend(pair: Pair, main: Reading, *, indexed: bool, writable: bool) -> Tables:
    """Put together what the two logs still have; raises StoreError when that is nothing."""
    logs = [Collected(main) if main.header is None else _collect(pair, pair.path)]
    if pair.twin_path is not None:
        logs.append(_collect(pair, pair.twin_path, alone=main.header is None))
    readable = [log for log in logs if log.reading.header is not None]
    if not readable or main.newer:
        raise StoreError(
            f"The record file {pair.path} {main.problem} It was left as it is. {rescue(pair.path, pair.keys)}"
        )
    if len({log.reading.header.store for log in readable if log.reading.header}) > 1:
        # One of the two is not what its header says it is: the one that is whole is believed.
        readable = [log for log in readable if log.reading.whole] or readable[:1]
    payloads, lost, head = _merged(readable)
    tables: Tables = {}
    for payload in payloads:
        apply(tables, payload, indexed=indexed)
    pair.header, pair.last = head, max(log.reading.through for log in readable)
    pair.found = max(log.reading.last for log in readable)
    sentence = _what_was_wrong(pair, main, lost, len(logs) > len(readable) or len(logs) < 2)
    if not writable:
        pair.say(sentence)
        return tables
    aside = pair.set_aside() if pair.disk.stamp(pair.path) is not None else None
    kept = f" The damaged file is kept as {aside}." if aside else ""
    try:
        pair.begin_anew(Snapshot(tables))
    except StoreError as error:  # what can be read is shown all the same
        pair.give_up(error.message)
    pair.say(sentence + kept)
    return tables


def _collect(pair: Pair, path: Path, *, alone: bool = True) -> Collected:
    """Read a log with its payloads; a second one that these credentials do not open counts for nothing."""
    frames: dict[int, bytes] = {}
    try:
        return Collected(read_log(pair.disk, path, pair.keys, frames.__setitem__), frames)
    except WrongCredentials:
        if alone:
            raise
        return Collected(Reading(path, "is sealed with another passphrase."))


def _merged(logs: Sequence[Collected]) -> tuple[list[bytes], list[int], Header]:
    """Return the payloads that logs of one store have together, the numbers neither has, and the head.

    The logs differ in generation when a new one was cut short between the two: then the older log holds what
    the newer one began with.
    """
    heads = [log.reading.header for log in logs if log.reading.header is not None]
    head = max(heads, key=lambda header: header.generation)
    ours = [log for log in logs if log.reading.header and log.reading.header.store == head.store]
    newest = [log for log in ours if log.reading.header and log.reading.header.generation == head.generation]
    older = [log for log in ours if log.reading.header and log.reading.header.generation < head.generation]
    frames: dict[int, bytes] = {}
    for log in reversed(newest):
        frames |= log.frames
    through = max(log.reading.through for log in newest)
    begun = head.first + head.snapshot
    lost = [number for number in range(head.first, through + 1) if number not in frames]
    if lost and lost[0] < begun:
        for log in older:
            if log.reading.unbroken and log.reading.last == head.first - 1:
                frames = log.frames | {number: frames[number] for number in frames if number >= begun}
                lost = [number for number in lost if number >= begun]
    return [frames[number] for number in sorted(frames)], lost, head


def _what_was_wrong(pair: Pair, main: Reading, lost: Sequence[int], alone: bool) -> str:
    problem = main.problem or ("was damaged." if main.scan.gaps or main.scan.tail else "lacked entries.")
    begin = f"The record file {pair.path} {problem}"
    if not lost:
        source = "" if alone else f" from the second copy, {pair.twin_path}"
        return f"{begin} Everything was restored{source}."
    spans = ", ".join(_spans(lost))
    return (
        f"{begin} {counted(len(lost), 'part')} of it (number {spans}) cannot be read any more and "
        f"{'is' if len(lost) == 1 else 'are'} lost; everything else is there. {rescue(pair.path, pair.keys)}"
    )


def _spans(numbers: Sequence[int]) -> list[str]:
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return [f"{first}" if first == last else f"{first} to {last}" for first, last in spans]
