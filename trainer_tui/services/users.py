"""Who signs entries: the list of users, who is signed in, and the second signature under a student's note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from trainer_tui.domain.errors import BadInput, FieldError, NotFound
from trainer_tui.domain.incidents import Note
from trainer_tui.domain.records import COSIGNS, USERS
from trainer_tui.domain.users import Cosign, Role, User, parse_user
from trainer_tui.services.people import folded
from trainer_tui.services.records import Records

ROLE_CHANGED = "Credential or role changed"


class Users:
    """The list of users. An entry carries the name alone: whoever is not on the list can still write."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._roles: dict[tuple[str, int], list[tuple[datetime, Role]]] = {}

    def listed(self) -> list[User]:
        """Return everybody on the list by name."""
        known = [user for user in self._records.users.values() if not user.view.voided]
        return sorted(known, key=lambda user: folded(user.name))

    def named(self, name: str) -> User | None:
        """Return the user of a name, None when nobody on the list has it."""
        return next((user for user in self.listed() if folded(user.name) == folded(name)), None)

    @property
    def current(self) -> User | None:
        """Who is signed in; None for a name that is not on the list."""
        return self.named(self._records.ledger.user)

    @property
    def signature(self) -> str:
        """The name of who is signed in, with the credential where the list has one."""
        return self.current.signature if self.current else self._records.ledger.user

    def add(self, raw: Mapping[str, Any]) -> str:
        """Put somebody on the list and return the id; raises FieldError, also for a name that is there."""
        fields = parse_user(raw)
        if self.named(fields["name"]):
            raise FieldError("name", "is on the list already; sign in under it, or write more of the name.")
        with self._records.change() as change:
            return change.create(USERS, fields)

    def change(self, user_id: str, raw: Mapping[str, Any]) -> None:
        """Change credential and role; the name stays, for entries are signed with it."""
        user = self._user(user_id)
        fields = parse_user({**raw, "name": user.name})
        with self._records.change() as change:
            change.amend(user.view, fields, ROLE_CHANGED)

    def remove(self, user_id: str, reason: str) -> None:
        """Take somebody off the list; what was written stays under the name."""
        with self._records.change() as change:
            change.void(self._user(user_id).view, reason)

    def sign_in(self, name: str) -> None:
        """Write in a name from now on; what is being written meanwhile keeps the name it began with."""
        if not name.strip():
            raise BadInput("A name is needed to sign in: it stands under every entry.")
        with self._records.lock:
            self._records.ledger.user = name

    def _user(self, user_id: str) -> User:
        found = self._records.users.get(user_id)
        if found is None:
            raise NotFound(f"There is no user with the id {user_id[:64]}.")
        return found

    # --- co-signatures ---------------------------------------------------------------------------

    def needs_cosign(self, note: Note) -> bool:
        """Tell whether a student wrote a note: by the role of that time, whatever the person is now.

        What was written before somebody came onto the list counts as written in their first role there.
        """
        written = datetime.fromisoformat(note.view.created_at)
        return any(
            self._role_at(user, written) is Role.STUDENT
            for user in self._records.users.values()
            if folded(user.name) == folded(note.by)
        )

    def _role_at(self, user: User, moment: datetime) -> Role:
        key = (user.id, user.view.revisions)
        if key not in self._roles:
            history = self._records.ledger.store.history(user.id)
            self._roles[key] = [
                (datetime.fromisoformat(revision.at), Role(revision.changes["standing"]["role"]))
                for revision in history
                if "standing" in revision.changes
            ]
        roles = self._roles[key]
        return next((role for at, role in reversed(roles) if at <= moment), roles[0][1])

    def cosigned(self, incident: str) -> dict[str, Cosign]:
        """Return the standing co-signatures of an incident by the note they stand under."""
        found = self._records.cosigns(incident)
        return {cosign.note: cosign for cosign in reversed(found) if not cosign.view.voided}

    def waiting(self, incident: str, notes: Sequence[Note]) -> list[Note]:
        """Return which notes of an incident wait for a second signature, in their order."""
        if not self._records.users:
            return []
        signed = self.cosigned(incident)
        return [
            note
            for note in notes
            if not note.view.voided and note.id not in signed and self.needs_cosign(note)
        ]

    def cosigner(self) -> User:
        """Return who is signed in; raises BadInput for nobody on the list, and for a student."""
        user = self.current
        if user is None:
            raise BadInput(
                "A co-signature carries name and credential: sign in first (ctrl+p, Sign in as …)."
            )
        if user.student:
            raise BadInput("A student cannot co-sign; somebody with a credential of their own signs in.")
        return user

    def cosign(self, incident: str, notes: Sequence[str]) -> list[str]:
        """Stand for notes of students and return the ids of the co-signatures, written as one.

        Raises BadInput when who is signed in may not: nobody on the list, a student, or the author.
        """
        user = self.cosigner()
        found = self.waiting(incident, self._records.notes(incident))
        waiting = {note.id: note for note in found}
        for ident in notes:
            if ident not in waiting:
                raise BadInput("This note waits for no co-signature: it has one, or no student wrote it.")
            if folded(waiting[ident].by) == folded(user.name):
                raise BadInput("Nobody co-signs a note of their own; somebody else signs it.")
        at = self._records.ledger.clock().isoformat()
        fields = {"incident": incident, "at": at, "credential": user.credential}
        with self._records.change() as change:
            return [change.create(COSIGNS, {"cosigned_note": note, **fields}) for note in notes]
