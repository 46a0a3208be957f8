"""Asking before the last roster import is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.errors import TrainerError
from trainer_tui.domain.plain_text import counted
from trainer_tui.services.roster_undo import Undoing, athletes_in_drafts
from trainer_tui.ui.dialogs.confirm import ConfirmDialog

if TYPE_CHECKING:
    from trainer_tui.ui.app import TrainerApp


def undo_roster_import(app: TrainerApp) -> None:
    """Say what undoing would do and ask; who was used or changed since is named and left as they are."""
    services = app.services
    undoing = services.roster.last_import(athletes_in_drafts(app.backstage.drafts))
    if undoing is None:
        app.say("There is no roster import to undo.")
        return
    rest = len(undoing.added) + len(undoing.changed)
    if not rest:
        app.say(f"Nothing was undone: {undoing.used_words} were used or changed since the import.")
        return

    def undo() -> None:
        try:
            services.roster.undo(undoing, leave_used=True)
        except TrainerError as error:
            app.call_from_thread(app.show_error, error)
        else:
            app.call_from_thread(undone)

    def undone() -> None:
        app.records_changed()
        app.say(f"Undone: {_counts(undoing)}.")

    def confirmed() -> None:
        app.run_worker(undo, group="roster", exit_on_error=False, thread=True)

    at = local_moment(undoing.imported["at"], services.clock())
    question = f"Undo the import of {at:%Y-%m-%d %H:%M}, {_counts(undoing)}?"
    if undoing.used:
        question = (
            f"Used or changed since the import: {undoing.used_words}. They stay as they are. "
            f"Undo the rest, {_counts(undoing)}?"
        )
    app.push_screen(ConfirmDialog(question, confirmed, yes="undo it", no="keep it"))


def _counts(undoing: Undoing) -> str:
    return f"{counted(len(undoing.added), 'athlete')} added and {len(undoing.changed)} changed"
