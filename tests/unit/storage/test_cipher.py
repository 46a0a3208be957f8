"""What was sealed opens with the passphrase or the recovery key, at its own place, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.unit.storage.cheap import CHEAP
from trainer_tui.domain.credentials import Credentials, LockedRecords, WrongCredentials
from trainer_tui.storage.cipher import Box, KeyCost, Keyring
from trainer_tui.storage.frames import Header

PASSPHRASE = "on the bus"
HEADER = Header(store="s" * 32, file="f" * 32, generation=1, first=1, snapshot=1)


@pytest.fixture(scope="module")
def made() -> tuple[Keyring, str]:
    return Keyring.new(PASSPHRASE, CHEAP)


@pytest.fixture
def ring(made: tuple[Keyring, str]) -> Keyring:
    return made[0]


@pytest.fixture
def recovery(made: tuple[Keyring, str]) -> str:
    return made[1]


@pytest.fixture
def box() -> Box:
    return Box(b"k" * 32, "file")


def test_what_was_sealed_opens_at_its_place(box: Box) -> None:
    sealed = box.seal(7, b"Ortiz")

    assert box.open(7, sealed) == b"Ortiz"
    assert b"Ortiz" not in sealed
    assert len(sealed) == len(b"Ortiz") + 12 + 16
    assert box.open(7, box.seal(7, b"")) == b""


def test_what_was_sealed_does_not_open_elsewhere(box: Box) -> None:
    sealed = box.seal(7, b"Ortiz")

    assert box.open(8, sealed) is None
    assert Box(b"k" * 32, "other file").open(7, sealed) is None
    assert Box(b"o" * 32, "file").open(7, sealed) is None


def test_what_was_altered_cut_or_lengthened_does_not_open(box: Box) -> None:
    sealed = box.seal(7, b"Ortiz")

    for at in range(len(sealed)):
        assert box.open(7, sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]) is None
        assert box.open(7, sealed[:at]) is None
    assert box.open(7, sealed + b"\0") is None


def test_the_same_is_never_sealed_the_same_way_twice(box: Box) -> None:
    assert len({box.seal(7, b"Ortiz")[:12] for _ in range(200)}) == 200


def test_the_passphrase_and_the_recovery_key_open_the_same_key(ring: Keyring, recovery: str) -> None:
    for credentials in (
        Credentials(passphrase=PASSPHRASE),
        Credentials(recovery_key=recovery),
        Credentials(passphrase="wrong", recovery_key=recovery),
    ):
        assert Keyring.opened(ring.slots, credentials).key == ring.key


def test_a_recovery_key_is_typed_from_paper(ring: Keyring, recovery: str) -> None:
    assert len(recovery) == 39
    misread = recovery.translate(str.maketrans("OLB", "018"))
    for typed in (recovery.lower(), recovery.replace("-", ""), f"  {recovery.replace('-', ' ')}\n", misread):
        assert Keyring.opened(ring.slots, Credentials(recovery_key=typed)).key == ring.key


@pytest.mark.parametrize("typed", ["AAAA-" * 7 + "AAAA", "AAAA", "999", "Ü", " - ", PASSPHRASE])
def test_a_wrong_recovery_key_is_said_to_be_wrong(ring: Keyring, typed: str) -> None:
    with pytest.raises(WrongCredentials, match="The recovery key does not open these records"):
        Keyring.opened(ring.slots, Credentials(recovery_key=typed))


@pytest.mark.parametrize("typed", ["on the bus ", "On the bus", "in the locker"])
def test_a_wrong_passphrase_is_said_to_be_wrong(ring: Keyring, typed: str) -> None:
    with pytest.raises(WrongCredentials, match="The passphrase does not open these records"):
        Keyring.opened(ring.slots, Credentials(passphrase=typed))


def test_without_credentials_the_records_are_said_to_be_locked(ring: Keyring) -> None:
    with pytest.raises(LockedRecords, match="is needed"):
        Keyring.opened(ring.slots, Credentials())


def test_letters_typed_as_other_code_points_are_the_same_passphrase() -> None:
    ring, _ = Keyring.new("Zo\u00eb", CHEAP)

    assert Keyring.opened(ring.slots, Credentials(passphrase="Zoe\u0308")).key == ring.key


def test_a_passphrase_that_is_not_whole_unicode_is_one_too() -> None:
    ring, _ = Keyring.new("half \udcff", CHEAP)

    assert Keyring.opened(ring.slots, Credentials(passphrase="half \udcff")).key == ring.key


def test_the_cost_is_kept_with_the_slot_and_is_that_of_rfc_9106_unless_given(ring: Keyring) -> None:
    slot = ring.slots[0]
    assert (slot["memory_kib"], slot["iterations"], slot["lanes"]) == (64, 1, 1)
    assert KeyCost() == KeyCost(memory_kib=65536, iterations=3, lanes=4)


def test_nothing_secret_is_shown_by_a_failure_or_kept_in_a_slot(ring: Keyring, recovery: str) -> None:
    shown = repr(ring) + repr(Credentials(PASSPHRASE, recovery))

    for secret in (PASSPHRASE, recovery, repr(ring.key), ring.key.hex()):
        assert secret not in shown


def test_every_file_has_a_key_of_its_own_that_the_key_of_the_store_opens(ring: Keyring) -> None:
    key, box = ring.new_file(HEADER)
    sealed = box.seal(1, b"Ortiz")
    again = ring.box(replace(HEADER, key=key))
    other, _ = ring.new_file(HEADER)

    assert again is not None
    assert again.open(1, sealed) == b"Ortiz"
    assert key["file"] != other["file"]
    elsewhere = ring.box(replace(HEADER, key=other))
    assert elsewhere is not None
    assert elsewhere.open(1, sealed) is None


ALTERED: Sequence[Header] = [
    replace(HEADER, store="t" * 32),
    replace(HEADER, file="g" * 32),
    replace(HEADER, generation=2),
    replace(HEADER, first=2),
    replace(HEADER, snapshot=0),
]


@pytest.mark.parametrize("altered", ALTERED)
def test_a_header_that_was_altered_opens_nothing(ring: Keyring, altered: Header) -> None:
    key, _ = ring.new_file(HEADER)

    assert ring.box(replace(altered, key=key)) is None


def test_drafts_have_a_key_that_follows_from_the_store_and_is_no_file_key(ring: Keyring) -> None:
    sealed = ring.box_for("drafts").seal(0, b"Ortiz")

    assert ring.box_for("drafts").open(0, sealed) == b"Ortiz"
    assert ring.box_for("others").open(0, sealed) is None
    assert Keyring.new(PASSPHRASE, CHEAP)[0].box_for("drafts").open(0, sealed) is None
