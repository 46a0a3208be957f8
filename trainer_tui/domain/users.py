"""Who works with the record: name, credential and role; what somebody writes is signed with the name."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.input_fields import choice, line, refuse_unknown
from trainer_tui.domain.revisions import View
from trainer_tui.domain.vocabulary import Worded

FIELDS = ("name", "credential", "role")
NAME_LIMIT = 60
CREDENTIAL_LIMIT = 30


class Role(Worded):
    """What somebody is here; the notes of a student need a second signature."""

    TRAINER = "trainer"
    STUDENT = "student"
    PHYSICIAN = "physician"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class User:
    """One of those who sign entries."""

    id: str
    name: str
    """As it stands under every entry; never changed, for the entries would lose their author."""
    credential: str
    """Such as AT or MD; may be empty."""
    role: Role
    view: View

    @property
    def signature(self) -> str:
        """Name and credential."""
        return f"{self.name}, {self.credential}" if self.credential else self.name

    @property
    def student(self) -> bool:
        """Whether notes need a co-signature."""
        return self.role is Role.STUDENT


@dataclass(frozen=True, slots=True)
class Cosign:
    """Somebody stands for the note of a student."""

    id: str
    note: str
    incident: str
    at: str
    by: str
    credential: str
    """The credential at that time."""
    view: View

    @property
    def signature(self) -> str:
        """Name and credential."""
        return f"{self.by}, {self.credential}" if self.credential else self.by


def user_from(view: View) -> User:
    """Read a user from the folded record."""
    return User(view.record, view["name"], view["credential"] or "", Role(view["role"]), view)


def cosign_from(view: View) -> Cosign:
    """Read a co-signature from the folded record."""
    return Cosign(
        view.record,
        view["cosigned_note"],
        view["incident"],
        view["at"],
        view.created_by,
        view["credential"] or "",
        view,
    )


def parse_user(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Read name, credential and role; raises FieldError naming the field."""
    refuse_unknown("", raw, FIELDS)
    name = unicodedata.normalize("NFC", line("name", raw.get("name"), NAME_LIMIT))
    if not name:
        raise FieldError("name", "is needed: it stands under every entry.")
    given = raw.get("role")
    role = choice("role", given.strip().casefold() or None if isinstance(given, str) else given, Role)
    if role is None:
        raise FieldError("role", f"is needed: one of {', '.join(Role)}.")
    credential = line("credential", raw.get("credential"), CREDENTIAL_LIMIT)
    return {"name": name, "credential": credential, "role": role.value}
