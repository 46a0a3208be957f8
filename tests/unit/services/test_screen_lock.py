"""What brings a blanked screen back: PIN and passphrase, tries and hours, whatever the clock does."""

from __future__ import annotations

import pytest

from tests.moved_clocks import MovedClocks
from trainer_tui.domain.errors import BadInput
from trainer_tui.services.screen_lock import OPENS_NOTHING, ScreenLock

PASSPHRASE = "a few good words"
PIN = "4821"


def locked(passphrase: str = PASSPHRASE, *, tries: int = 3, hours: int = 12, pin: str = PIN) -> ScreenLock:
    lock = ScreenLock(
        lambda: bool(passphrase), lambda typed: typed == passphrase != "", tries=tries, hours=hours
    )
    if pin:
        lock.set_pin(pin, pin)
    return lock


@pytest.mark.parametrize(
    "pin", ["", "482", "482193047", "48a1", "４８２１", "٤٨٢١", " 4821", "4821 ", "-482", "4.82"]
)
def test_a_pin_is_four_to_eight_digits(pin: str) -> None:
    lock = locked(pin="")
    with pytest.raises(BadInput, match="A PIN is 4 to 8 digits"):
        lock.set_pin(pin, pin)
    assert not lock.has_pin


@pytest.mark.parametrize(
    "pin", ["0000", "1111", "88888888", "1234", "4321", "0123", "7890", "9876", "12345678", "1212", "482482"]
)
def test_what_is_guessed_first_is_refused(pin: str) -> None:
    with pytest.raises(BadInput, match="among the first to be guessed"):
        locked(pin="").set_pin(pin, pin)


@pytest.mark.parametrize("pin", ["4821", "1235", "1223", "90210", "48214820"])
def test_others_are_taken(pin: str) -> None:
    assert locked(pin=pin).refusal(pin) == ""


def test_it_is_typed_twice_alike() -> None:
    lock = locked(pin="")
    with pytest.raises(BadInput, match="once more"):
        lock.set_pin(PIN, "")
    with pytest.raises(BadInput, match="not the same"):
        lock.set_pin(PIN, "4822")
    assert not lock.has_pin


def test_the_passphrase_opens_beside_the_pin() -> None:
    lock = locked()
    assert lock.question == "The PIN, or the passphrase, goes on:"
    assert lock.refusal(PASSPHRASE) == ""
    assert lock.takes_pin


def test_wrong_pins_are_counted_and_said_and_then_only_the_passphrase_opens() -> None:
    lock = locked()
    assert lock.refusal("9999") == "Wrong PIN: 2 tries left, then the passphrase is needed."
    assert lock.refusal("9998") == "Wrong PIN: 1 try left, then the passphrase is needed."
    assert lock.refusal("9997") == "Wrong PIN, and that was the last try: now the passphrase is needed."
    assert lock.refusal(PIN) == OPENS_NOTHING
    assert lock.question == "The passphrase, or the recovery key, goes on:"
    assert lock.refusal(PASSPHRASE) == ""
    assert not lock.has_pin


def test_a_right_pin_begins_the_count_anew() -> None:
    lock = locked()
    for _ in range(5):
        lock.refusal("9999")
        assert lock.refusal(PIN) == ""


def test_what_cannot_be_a_pin_is_no_try() -> None:
    lock = locked()
    for typed in ("48a1", "", "48210000000", "another passphrase"):
        assert lock.refusal(typed) == OPENS_NOTHING
    assert lock.refusal("9999").startswith("Wrong PIN: 2 tries left")


def test_a_passphrase_of_digits_is_not_taken_for_a_wrong_pin() -> None:
    lock = locked("73510264")
    assert lock.refusal("73510264") == ""
    assert lock.refusal("9999").startswith("Wrong PIN: 2 tries left")


@pytest.mark.parametrize("slept", [False, True])
def test_after_its_hours_the_passphrase_is_needed(moved_clocks: MovedClocks, slept: bool) -> None:
    lock = locked(hours=12)
    moved_clocks.go_on(11.9 * 3600, asleep=slept)
    assert lock.takes_pin
    moved_clocks.go_on(0.2 * 3600, asleep=slept)
    assert lock.refusal(PIN) == OPENS_NOTHING
    assert lock.refusal(PASSPHRASE) == ""
    assert not lock.has_pin


def test_a_clock_that_is_set_back_makes_a_pin_no_younger(moved_clocks: MovedClocks) -> None:
    lock = locked(hours=12)
    moved_clocks.set_back(100 * 3600)
    moved_clocks.go_on(13 * 3600)
    assert not lock.takes_pin


def test_without_a_passphrase_the_pin_stays_and_wrong_ones_end_the_run(moved_clocks: MovedClocks) -> None:
    lock = locked("")
    moved_clocks.go_on(1000 * 3600)
    assert (lock.takes_pin, lock.question) == (True, "The PIN goes on:")
    assert lock.refusal("letters") == "The PIN is 4 to 8 digits."
    for _ in range(3):
        lock.refusal("9999")
    assert lock.refusal(PIN) == OPENS_NOTHING
    assert "ctrl+q closes the app; nothing is lost" in lock.question
    assert lock.guarded


def test_without_both_nothing_has_to_be_typed() -> None:
    lock = locked("", pin="")
    assert (lock.guarded, lock.question) == (False, "Press enter to go on.")


def test_a_setting_of_no_tries_still_gives_one() -> None:
    assert locked(tries=0).refusal(PIN) == ""


def test_the_digits_are_kept_nowhere() -> None:
    lock = locked(pin="48219307")
    kept = str([vars(lock), vars(lock._pin)])
    assert "48219307" not in kept
    lock.forget_pin()
    assert lock.refusal("48219307") == OPENS_NOTHING
