"""A password that protects nothing is refused with what to do."""

from __future__ import annotations

import pytest

from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.file_password import checked_password


@pytest.mark.parametrize("typed", ["blue field 7", "ruhig am Rand é", "大谷翔平はここにいる", "Tr0ub4dor&3"])
def test_a_password_that_protects_is_taken_as_typed(typed: str) -> None:
    assert checked_password(typed) == typed


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "empty"),
        ("         ", "empty"),
        ("short7!", "7 characters"),
        ("aaaaaaaaaaaa", "first that anybody would try"),
        ("12345678", "first that anybody would try"),
        ("87654321", "first that anybody would try"),
        ("Password1!", "first that anybody would try"),
        ("qwertyui", "first that anybody would try"),
        ("x" * 60 + "abcd" + "é" * 60, "127 bytes"),
        ("two\nlines here", "cannot be typed everywhere"),
    ],
)
def test_a_weak_one_is_refused(typed: str, why: str) -> None:
    with pytest.raises(FieldError, match=why):
        checked_password(typed)
