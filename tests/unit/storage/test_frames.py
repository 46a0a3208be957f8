"""A log is read for what it is: every frame at its place, and what is none is passed over and noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from trainer_tui.storage import frames
from trainer_tui.storage.frames import (
    BLOCK,
    HEAD,
    MARK,
    START,
    Foreign,
    Gap,
    Header,
    Newer,
    NotALog,
    Scan,
    encode,
    walk,
)

HEADER = Header(store="s" * 32, file="f" * 32, generation=3, first=11, snapshot=2, key={"slots": []})
PAYLOADS = [b"one", b"", b"three " + MARK + b" within", b"four"]
FIRST = 7


def _log(payloads: Sequence[bytes] = PAYLOADS) -> bytes:
    return b"".join(encode(number, payload) for number, payload in enumerate(payloads, start=FIRST))


def _places() -> list[int]:
    """Where each frame begins, and where the last one ends."""
    return [len(_log(PAYLOADS[:count])) for count in range(len(PAYLOADS) + 1)]


def _read(content: bytes, first: int = FIRST) -> tuple[Scan, list[tuple[int, bytes]]]:
    found: list[tuple[int, bytes]] = []
    scan = walk(content, first, lambda _, payload: bytes(payload), lambda *frame: found.append(frame), at=0)
    return scan, found


def test_frames_are_read_back_in_their_order() -> None:
    scan, found = _read(_log())

    assert found == list(enumerate(PAYLOADS, start=FIRST))
    assert (scan.sequences, scan.gaps, scan.tail) == ([7, 8, 9, 10], [], 0)


def test_a_frame_costs_twenty_bytes_beside_its_payload() -> None:
    assert len(encode(1, b"payload")) == HEAD + 7 == 27


@pytest.mark.parametrize("cut", range(1, 24))
def test_an_end_that_was_not_written_whole_is_no_frame(cut: int) -> None:
    scan, found = _read(_log()[:-cut])

    assert [number for number, _ in found] == [7, 8, 9]
    assert (scan.gaps, scan.end, scan.tail) == ([], _places()[3], len(encode(10, b"four")) - cut)


def test_every_wrong_bit_is_noticed_and_costs_its_own_frame_alone() -> None:
    content, places = _log(), _places()
    for at in range(places[2], places[3]):
        for bit in range(8):
            wrong = content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]
            scan, found = _read(wrong)

            assert found == [(7, b"one"), (8, b""), (10, b"four")]
            assert scan.gaps == [Gap(places[2], places[3] - places[2])]


def _swapped(parts: list[bytes]) -> list[bytes]:
    return [parts[0], parts[2], parts[1], parts[3]]


def _repeated(parts: list[bytes]) -> list[bytes]:
    return [parts[0], parts[1], parts[1], parts[2], parts[3]]


def _left_out(parts: list[bytes]) -> list[bytes]:
    return [parts[0], parts[2], parts[3]]


def _strange(parts: list[bytes]) -> list[bytes]:
    return [parts[0], b"\0" * 30, *parts[1:]]


@pytest.mark.parametrize("change", [_swapped, _repeated, _left_out, _strange])
def test_a_frame_that_is_not_at_its_place_leaves_a_gap_and_is_never_read_twice(change: object) -> None:
    assert callable(change)
    content, places = _log(), _places()
    parts = [content[start:end] for start, end in pairwise(places)]
    scan, found = _read(b"".join(change(parts)))

    numbers = [number for number, _ in found]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == 10
    assert scan.gaps != []


def test_a_log_that_lacks_its_beginning_says_so() -> None:
    scan, found = _read(_log(), first=5)

    assert [number for number, _ in found] == [7, 8, 9, 10]
    assert scan.gaps == [Gap(0, 0)]


def test_what_does_not_open_is_no_frame() -> None:
    taken: list[int] = []
    scan = walk(
        _log(),
        FIRST,
        lambda number, payload: None if number == 8 else bytes(payload),
        lambda number, _: taken.append(number),
        0,
    )

    assert taken == [7, 9, 10]
    assert len(scan.gaps) == 1


def test_a_header_stands_there_twice_and_is_read_from_either_copy() -> None:
    content = HEADER.to_bytes()

    assert len(content) == START == 2 * BLOCK
    for damaged in (
        content,
        b"\0" * BLOCK + content[BLOCK:],
        content[:BLOCK] + b"\0" * BLOCK,
        content[:BLOCK],
    ):
        assert Header.from_bytes(damaged) == HEADER


def test_a_wrong_bit_in_what_a_header_says_is_not_believed() -> None:
    block = HEADER.to_bytes()[:BLOCK].rstrip(b"\0")
    for at in range(len(block)):
        wrong = (block[:at] + bytes([block[at] ^ 1]) + block[at + 1 :]).ljust(BLOCK, b"\0")
        with pytest.raises(NotALog):
            Header.from_bytes(wrong * 2)


@pytest.mark.parametrize("content", [b"", b"{}", b"SQLite format 3\0", b"\0" * START, bytes(range(256)) * 40])
def test_something_else_is_named_as_such(content: bytes) -> None:
    with pytest.raises(Foreign, match="is not a record file"):
        Header.from_bytes(content)


def test_a_newer_form_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(frames, "VERSION", frames.VERSION + 1)
        content = HEADER.to_bytes()

    with pytest.raises(Newer, match="update the app"):
        Header.from_bytes(content)


def test_a_key_is_bound_to_everything_else_a_header_says() -> None:
    assert HEADER.core == replace(HEADER, key={}).core
    others = [
        replace(HEADER, store="t" * 32),
        replace(HEADER, file="g" * 32),
        replace(HEADER, generation=4),
        replace(HEADER, first=12),
        replace(HEADER, snapshot=3),
    ]
    assert len({header.core for header in (HEADER, *others)}) == 6


def test_what_the_key_is_bound_to_never_changes() -> None:
    """A field more or less in it would make every sealed log of an earlier version look altered."""
    assert Header("s", "f", 3, 2, 1, {"slots": []}).core == (
        b'{"file":"f","first":2,"generation":3,"incomplete":false,"key":null,'
        b'"snapshot":1,"store":"s","version":1}'
    )
