"""Files that are kept beside a store are sealed as it is: nothing stays readable that it would not show."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from trainer_tui.domain.errors import StoreError
from trainer_tui.storage.documents import Snapshot
from trainer_tui.storage.frames import START, Header, NotALog
from trainer_tui.storage.generations import kept_files, previous_of, read_state, set_aside
from trainer_tui.storage.log import Keys, new_id, write_log
from trainer_tui.storage.old_form import Unreadable
from trainer_tui.storage.pair import Pair


def seal_kept_files(pair: Pair, former: Keys | None, also: Sequence[Path] = ()) -> None:
    """Write every file of an earlier state anew that is not sealed, or left plain, as the store is now.

    `former` opens those that are sealed otherwise. The generation before, and what was set aside damaged,
    cannot outlive a change of passphrase and is removed then, also when that change was cut short. What could
    not be done is reported.
    """
    for file in (previous_of(pair.path), *set_aside(pair.path)):
        if former is not None or _fits(pair, file) is False:
            _remove(pair, file)
    for file in (*kept_files(pair.path), *also):
        fits = _fits(pair, file)
        # One of the form before the journal may be kept plain by a plain store only.
        if fits is False or (fits is None and pair.keys.ring is not None):
            _write_anew(pair, file, former)


def _fits(pair: Pair, file: Path) -> bool | None:
    """Tell whether a file is sealed, or left plain, as the store is; None when its header says nothing."""
    try:
        return pair.keys.fits(Header.from_bytes(pair.disk.begin(file, START)))
    except (NotALog, OSError):
        return None


def _write_anew(pair: Pair, file: Path, former: Keys | None) -> None:
    spare = file.with_name(file.name + ".tmp")
    try:
        payloads = Snapshot(read_state(file, former, pair.disk))
        header = Header(pair.store, new_id(), 1, 1, len(payloads))
        write_log(pair.disk, spare, header, pair.keys, payloads)
        pair.disk.replace(spare, file)
        pair.disk.sync_folder(file.parent)
    except Unreadable as problem:
        if former is None:  # nobody asked for a change now, so nothing is taken away
            pair.say(f"{file} {problem} It may not be encrypted; remove it when nobody needs it.")
            return
        pair.say(f"{file} {problem} It was removed, because it was not encrypted as the records are now.")
        _remove(pair, file)
    except StoreError:
        pair.say(f"{file} opens only with a former passphrase; remove it when nobody needs it.")
    except OSError as error:
        with suppress(OSError):
            pair.disk.remove(spare)
        pair.say(
            f"{file} could not be encrypted as the records are now ({error.strerror or error}); make room, "
            "then start the app again, or remove the file."
        )


def _remove(pair: Pair, file: Path) -> None:
    try:
        pair.disk.remove(file)
    except OSError as error:
        pair.say(f"{file} could not be removed ({error.strerror or error}); remove it yourself.")
