"""Who is signed in: chosen from the list of users by a digit, added to it, and taken off it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from trainer_tui.domain.plain_text import counted
from trainer_tui.domain.users import Role, User
from trainer_tui.ui.dialogs.choose import KEYS, Choice, ChooseDialog
from trainer_tui.ui.widgets.form import FieldSpec

if TYPE_CHECKING:
    from trainer_tui.services.users import Users
    from trainer_tui.ui.app import TrainerApp

ADD, OUT = "add", "out"
CREDENTIALS = ("AT", "ATC", "LAT, ATC", "MD", "DO", "PT")
MOST = len(KEYS) - 2
DRAFT = "form-user"


class SigningIn:
    """What the palette offers about users."""

    def __init__(self, app: TrainerApp) -> None:
        self._app = app

    @property
    def _users(self) -> Users:
        return self._app.services.chart.users

    def choose(self) -> None:
        """Ask who signs entries from now on."""
        listed = self._users.listed()[:MOST]
        choices = [Choice(user.id, user.signature, more=user.role.words) for user in listed]
        choices.append(Choice(ADD, "somebody who is not on the list"))
        if self._app.user != self._app.backstage.login_name:
            choices.append(Choice(OUT, "nobody: sign out", more=f"back to {self._app.backstage.login_name}"))
        now = self._users.current
        remark = "Entries are signed with the name. No password: whoever opens the records can choose it."
        self._app.push_screen(
            ChooseDialog("Sign in as …", choices, self._chosen, chosen=now.id if now else None, remark=remark)
        )

    def _chosen(self, key: str) -> None:
        if key == ADD:
            self._app.attempt(self.add)
        elif key == OUT:
            self.sign_in(self._app.backstage.login_name, keep="")
        else:
            self.sign_in(self._app.services.chart.records.users[key].name)

    def sign_in(self, name: str, *, keep: str | None = None) -> None:
        """Sign entries with a name, at the next start too; when the former user left is kept."""
        app = self._app
        if name == app.user:
            app.say(f"{name} is signed in already.")
            return
        app.attempt(app.services.shifts.leave)
        if not app.attempt(lambda: self._users.sign_in(name)):
            return
        app.attempt(lambda: app.backstage.keep({"user": name if keep is None else keep}))
        app.records_changed()
        shift = app.services.shifts.since_left()
        news = f" {counted(shift.count, 'change')} by others: H on Today." if shift.count else ""
        app.say(f"Signed in as {self._users.signature}.{news}")

    def add(self) -> None:
        """Put somebody on the list and sign them in."""

        def act(given: Mapping[str, str]) -> None:
            user = self._users.add(given)
            self.sign_in(self._app.services.chart.records.users[user].name)

        specs = [FieldSpec("name", "Name", "It stands under every entry and is not changed later.")]
        self._form("Sign in somebody new", specs, act, {"name": "", "credential": "", "role": ""})

    def change(self) -> None:
        """Change credential and role of who is signed in."""
        user = self._users.current
        if user is None:
            self._app.say("Whoever is signed in is not on the list: ctrl+p, Sign in as …")
            return

        def act(given: Mapping[str, str], user: User = user) -> None:
            self._users.change(user.id, given)
            self._app.records_changed()
            self._app.say(f"Recorded: {self._users.signature}.")

        values = {"credential": user.credential, "role": user.role.value}
        self._form(f"Credential and role of {user.name}", [], act, values)

    def _form(
        self,
        title: str,
        specs: list[FieldSpec],
        act: Callable[[Mapping[str, str]], None],
        values: Mapping[str, str],
    ) -> None:
        from trainer_tui.ui.dialogs.details import DetailsDialog

        specs = [
            *specs,
            FieldSpec("credential", "Credential", "Such as AT; may stay empty.", CREDENTIALS),
            FieldSpec("role", "Role", f"{', '.join(Role)}: notes of a student are co-signed.", tuple(Role)),
        ]
        self._app.push_screen(DetailsDialog(title, specs, act, values=values, draft=DRAFT))
