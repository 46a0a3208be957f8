"""Setting, changing and removing the passphrase of the records, or a PIN beside it, from anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainer_tui.ui.opening import HOLDER

if TYPE_CHECKING:
    from trainer_tui.ui.app import TrainerApp


def set_passphrase(app: TrainerApp) -> None:
    """Ask for a passphrase, or a new one, as soon as the records are open."""
    if app.opening.under_way:
        app.hold_keys(HOLDER)  # what is typed next is the passphrase already
    elif not (app.records_open or app.opening.locked):
        app.say("The records are not open, so they cannot be encrypted.")
        return
    app.when_open(lambda: _ask_passphrase(app))


def _ask_passphrase(app: TrainerApp) -> None:
    from trainer_tui.ui.dialogs.passphrase import PassphraseDialog

    upkeep = app.services.upkeep
    app.show_dialog(PassphraseDialog(upkeep.set_passphrase, changing=upkeep.sealed))


def set_pin(app: TrainerApp) -> None:
    """Ask for a PIN for a game day."""
    from trainer_tui.ui.dialogs.pin import PinDialog

    app.show_dialog(PinDialog())


def remove_passphrase(app: TrainerApp) -> None:
    """Ask whether the records are to be readable by anybody with this computer."""
    from trainer_tui.ui.dialogs.passphrase import RemovePassphraseDialog

    app.show_dialog(RemovePassphraseDialog(app.services.upkeep.set_passphrase))
