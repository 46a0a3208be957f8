"""The password that a file handed over asks for when it is opened."""

from __future__ import annotations

import unicodedata

from trainer_tui.domain.errors import FieldError

SHORTEST = 8
LONGEST_BYTES = 127
"""What PDF takes."""
DISTINCT = 4
_ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl")
_COMMON = ("password", "passwort", "letmein", "welcome")


def checked_password(typed: str) -> str:
    """Return a password as it is used; raises FieldError for one that protects nothing."""
    password = unicodedata.normalize("NFKC", typed)
    if not password.strip():
        raise FieldError("password", "is empty, which protects nothing; a few words are good.")
    if len(password) < SHORTEST:
        raise FieldError(
            "password", f"has {len(password)} characters and can be guessed; use {SHORTEST} or more."
        )
    if len(password.encode("utf-8", "replace")) > LONGEST_BYTES:
        raise FieldError(
            "password", f"is longer than the {LONGEST_BYTES} bytes that a PDF can hold; shorten it."
        )
    if not password.isprintable():
        raise FieldError(
            "password", "holds a character that cannot be typed everywhere; use letters and digits."
        )
    if len(set(password)) < DISTINCT or _in_a_row(password.lower()):
        raise FieldError("password", "is among the first that anybody would try; a few words are better.")
    return password


def _in_a_row(password: str) -> bool:
    """Tell whether it is nothing but a row of the keyboard, or a word everybody knows with digits."""
    plain = password.strip("0123456789!.")
    if plain in _COMMON:
        return True
    return any(password in row * 3 or password in row[::-1] * 3 for row in _ROWS)
