"""What seals a store: AES-256-GCM under a random key for each file.

    passphrase   --Argon2id--+
                             +-- wrap --> the key of the store -- wrap --> the key of a file --> frames
    recovery key ---HKDF-----+                    |
                                                  +--HKDF--> the key of the drafts

The key of the store changes with the passphrase, the key of a file with every generation. So one key seals
the frames of one file only, and random nonces are safe far beyond what a store can hold (NIST SP 800-38D,
8.3: 2^32 messages a key). The costs of Argon2id are the second choice of RFC 9106, section 4.
"""

from __future__ import annotations

import base64
import os
import struct
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from trainer_tui.domain.credentials import Credentials, LockedRecords, WrongCredentials
from trainer_tui.storage.frames import Header

KEY = 32
NONCE = 12
SALT = 16
RECOVERY = 20
"""Bytes of a recovery key: 160 bits, 32 letters and digits on paper."""

_PLACE = struct.Struct("<IQ")
_LOOK_ALIKES = str.maketrans("018", "OLB")


@dataclass(frozen=True, slots=True)
class KeyCost:
    """What trying one passphrase costs (Argon2id)."""

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 4


class Box:
    """Seals and opens payloads under one key, each bound to its file and its place in it."""

    def __init__(self, key: bytes, file: str) -> None:
        self._aead = AESGCM(key)
        self._file = file.encode("ascii")

    def seal(self, sequence: int, payload: bytes) -> bytes:
        """Return nonce, ciphertext and tag."""
        nonce = os.urandom(NONCE)
        return nonce + self._aead.encrypt(nonce, payload, self._place(sequence, len(payload)))

    def open(self, sequence: int, sealed: bytes | memoryview) -> bytes | None:
        """Return the payload, None when it is not what was sealed for this file and place."""
        size = len(sealed) - NONCE - 16
        if size < 0:
            return None
        try:
            return self._aead.decrypt(bytes(sealed[:NONCE]), sealed[NONCE:], self._place(sequence, size))
        except InvalidTag:
            return None

    def _place(self, sequence: int, size: int) -> bytes:
        return self._file + _PLACE.pack(size, sequence)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The key of a store, and the slots that a passphrase or a recovery key opens."""

    key: bytes = field(repr=False)
    slots: Sequence[Mapping[str, Any]]

    @classmethod
    def new(cls, passphrase: str, cost: KeyCost | None = None) -> tuple[Keyring, str]:
        """Make the key of a store; return it with the recovery key, which is kept nowhere."""
        cost = cost or KeyCost()
        key, salt, recovery = os.urandom(KEY), os.urandom(SALT), os.urandom(RECOVERY)
        by_passphrase = {
            "opened_by": "passphrase",
            "salt": salt.hex(),
            **asdict(cost),
            "key": _wrap(_from_passphrase(passphrase, salt, cost), key),
        }
        by_recovery = {
            "opened_by": "recovery key",
            "salt": salt.hex(),
            "key": _wrap(_derived(recovery, salt, b"recovery"), key),
        }
        return cls(key, (by_passphrase, by_recovery)), _printed(recovery)

    @classmethod
    def opened(cls, slots: Sequence[Mapping[str, Any]], credentials: Credentials) -> Keyring:
        """Open the slots of a header; raises LockedRecords without any, WrongCredentials for false ones."""
        if not credentials:
            raise LockedRecords(
                "The records are encrypted; a passphrase or the recovery key is needed to open them."
            )
        for slot in slots:
            salt = bytes.fromhex(slot["salt"])
            if slot["opened_by"] == "passphrase" and credentials.passphrase:
                cost = KeyCost(slot["memory_kib"], slot["iterations"], slot["lanes"])
                key = _unwrap(_from_passphrase(credentials.passphrase, salt, cost), slot["key"])
            elif slot["opened_by"] == "recovery key" and credentials.recovery_key:
                recovery = _typed(credentials.recovery_key)
                key = _unwrap(_derived(recovery, salt, b"recovery"), slot["key"]) if recovery else None
            else:
                continue
            if key is not None:
                return cls(key, tuple(slots))
        if credentials.passphrase:
            raise WrongCredentials(
                "The passphrase does not open these records; type it again, or use the recovery key."
            )
        raise WrongCredentials(
            "The recovery key does not open these records; compare it with the printed one."
        )

    def opened_by(self, credentials: Credentials) -> bool:
        """Tell whether credentials open these slots."""
        try:
            return Keyring.opened(self.slots, credentials).key == self.key
        except (LockedRecords, WrongCredentials):
            return False

    def new_file(self, header: Header) -> tuple[Mapping[str, Any], Box]:
        """Return what a new file's header says of its key, and what seals its frames."""
        key = os.urandom(KEY)
        wrapped = _wrap(self.key, key, header.core)
        return {"slots": [dict(slot) for slot in self.slots], "file": wrapped}, Box(key, header.file)

    def box(self, header: Header) -> Box | None:
        """Return what opens the frames of a file, None when its header was altered or is of another store."""
        key = _unwrap(self.key, header.key["file"], header.core)
        return None if key is None else Box(key, header.file)

    def box_for(self, purpose: str) -> Box:
        """Return what seals things beside the logs, such as drafts."""
        return Box(_derived(self.key, b"", purpose.encode("ascii")), purpose)


def _from_passphrase(passphrase: str, salt: bytes, cost: KeyCost) -> bytes:
    # The same letters can be typed as different code points on different keyboards.
    secret = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return Argon2id(
        salt=salt, length=KEY, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    ).derive(secret)


def _derived(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY, salt=salt, info=b"trainer-tui " + purpose).derive(secret)


def _wrap(key: bytes, content: bytes, bound_to: bytes = b"") -> str:
    nonce = os.urandom(NONCE)
    return (nonce + AESGCM(key).encrypt(nonce, content, bound_to)).hex()


def _unwrap(key: bytes, wrapped: str, bound_to: bytes = b"") -> bytes | None:
    sealed = bytes.fromhex(wrapped)
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to)
    except InvalidTag:
        return None


def _printed(recovery: bytes) -> str:
    """Return a recovery key in eight groups of four: capital letters and the digits 2 to 7."""
    text = base64.b32encode(recovery).decode("ascii")
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def _typed(text: str) -> bytes | None:
    """Read a recovery key as a person types it, None when it cannot be one."""
    plain = "".join(letter for letter in text.upper() if letter.isalnum()).translate(_LOOK_ALIKES)
    try:
        recovery = base64.b32decode(plain)
    except ValueError:
        return None
    return recovery if len(recovery) == RECOVERY else None
