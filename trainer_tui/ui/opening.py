"""The way to the records: they are opened in a thread, asked for with a passphrase, or cannot be had."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING

from textual.worker import Worker, WorkerState

from trainer_tui.domain.credentials import Credentials, LockedRecords, WrongCredentials
from trainer_tui.domain.errors import StoreError, TrainerError

if TYPE_CHECKING:
    from trainer_tui.bootstrap import Services
    from trainer_tui.ui.app import TrainerApp
    from trainer_tui.ui.dialogs.unlock import UnlockDialog

HOLDER = "opening the records"
GROUP = "records"


class Opening:
    """Whether the records are open, and what is done as soon as they are.

    Each answer comes in the app's own turn: keys typed before it were dealt with or are held, those typed
    after it find what it showed.
    """

    def __init__(self, app: TrainerApp) -> None:
        """Stand before the records of an app."""
        self._app = app
        self.services: Services | None = None
        self.locked = False
        """Whether the records are encrypted and nothing has opened them yet."""
        self.under_way = False
        self._waiting: list[Callable[[], object]] = []

    # --- asking for the records ------------------------------------------------------------------

    def when_open(self, action: Callable[[], object]) -> None:
        """Do something as soon as the records are open, at once when they are; ask when they are locked."""
        if self.services is not None:
            action()
            return
        self._waiting.append(action)
        if self.locked and not self._dialog:
            self.ask()

    def ask(self) -> None:
        """Ask for the passphrase; keys typed from now on are for the dialog."""
        from trainer_tui.ui.dialogs.unlock import UnlockDialog

        self._app.show_dialog(UnlockDialog())

    @property
    def _dialog(self) -> UnlockDialog | None:
        """The dialog that asks, when it is on the screen."""
        from trainer_tui.ui.dialogs.unlock import UnlockDialog

        return self._app.screen if isinstance(self._app.screen, UnlockDialog) else None

    def begin(self, credentials: Credentials) -> None:
        """Try to open the records while the screen stays live."""
        self.under_way = True
        self._app.run_worker(
            partial(self._open, credentials),
            group=GROUP,
            description=HOLDER,
            exit_on_error=False,
            thread=True,
        )

    def try_with(self, credentials: Credentials) -> None:
        """Try what the person typed; the keys that follow wait for the answer."""
        self._app.hold_keys(HOLDER)
        self.begin(credentials)

    def _open(self, credentials: Credentials) -> None:
        app = self._app
        try:
            with lasting():
                services = app.backstage.open_records(credentials)
                # Read ahead, so that the first lists do not hold up the keys.
                services.chart.incidents()
                services.chart.athletes()
        except (LockedRecords, WrongCredentials) as error:
            app.call_later(self._refused, error)
        except TrainerError as error:
            app.call_later(self._failed, error)
        else:
            if not app.call_later(self._opened, services):  # the app was left meanwhile
                services.close()

    # --- the answers -----------------------------------------------------------------------------

    async def _opened(self, services: Services) -> None:
        self.services = services
        self.under_way = self.locked = False
        self._app.emergency_reaches(services)
        await self._app.after_emergency(partial(self._show_opened, services))

    async def _show_opened(self, services: Services) -> None:
        if self._dialog is not None:
            await self._app.pop_screen()
        waiting, self._waiting = self._waiting, []
        await self._app.records_opened(go_on=not waiting)
        for action in waiting:
            done = action()
            if isawaitable(done):
                await done
        if key := services.upkeep.recovery_key:
            from trainer_tui.ui.dialogs.recovery_key import RecoveryKeyDialog

            await self._app.push_screen(RecoveryKeyDialog(key, "The records are encrypted."))
        await self._app.release_keys(HOLDER)

    async def _refused(self, error: TrainerError) -> None:
        self.under_way = False
        self.locked = True
        await self._app.after_emergency(partial(self._show_refused, error))

    async def _show_refused(self, error: TrainerError) -> None:
        from trainer_tui.ui.dialogs.unlock import UnlockDialog

        if self._dialog is not None:
            self._dialog.refuse(error.message)
        else:
            problem = error.message if isinstance(error, WrongCredentials) else ""
            await self._app.push_screen(UnlockDialog(problem))
        await self._app.release_keys(HOLDER)

    async def _failed(self, error: TrainerError) -> None:
        self.under_way = self.locked = False
        await self._app.after_emergency(partial(self._show_failed, error))

    async def _show_failed(self, error: TrainerError) -> None:
        if self._dialog is not None:
            await self._app.pop_screen()
        # What was typed before was not meant for the page that explains.
        await self._app.release_keys(HOLDER)
        self._app.records_failed(error)

    async def worker_ended(self, worker: Worker[object], state: WorkerState) -> None:
        """Say that a defect of ours keeps the records closed, instead of waiting for ever."""
        if worker.group == GROUP and state is WorkerState.ERROR and worker.error is not None:
            where = self._app.backstage.log_failure(worker.error)
            await self._failed(StoreError(f"A defect of ours. Details without personal data: {where}"))

    async def stay_closed(self) -> None:
        """Give up what waits for the records and go back to what can be used without them."""
        self._waiting.clear()
        await self._app.back_to_reference()


@contextmanager
def lasting() -> Iterator[None]:
    """Read what stays until the app is closed, without looking through it for garbage, then or later.

    With ten thousand incidents that takes a fifth of a second each time, in which no key is answered.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
