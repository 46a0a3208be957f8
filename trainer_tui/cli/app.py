"""Opening the app, or its first screen as text where there is no terminal."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from trainer_tui.cli.context import Context

if TYPE_CHECKING:
    from trainer_tui.bootstrap import Services


def run(context: Context) -> int:
    """Open the app on the person's own records."""
    return open_app(context)


def has_terminal() -> bool:
    """Tell whether a screen can be drawn and keys can be read."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def open_app(context: Context, *, fill: Callable[[Services], None] | None = None) -> int:
    """Open the app; with `fill` on records that are filled first and thrown away afterwards."""
    if not has_terminal():
        from trainer_tui.cli.today import write

        if fill is not None:
            fill(context.services)
        write(context.services)
        return 0
    return _run(context, fill)


def _run(context: Context, fill: Callable[[Services], None] | None) -> int:
    gc.disable()  # nothing made before the first screen is garbage; the app turns it on again
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        # Whatever started it: without its terminal nobody could end it, and it would hold the records.
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    from trainer_tui.bootstrap import login_name, open_drafts, open_emergency, open_records
    from trainer_tui.cli.failures import log_failure
    from trainer_tui.cli.secrets import credentials
    from trainer_tui.config import write_config
    from trainer_tui.domain.credentials import Credentials
    from trainer_tui.ui.app import Backstage, run_app

    directories, config, library = context.directories, context.config, context.library
    drafts = open_drafts(directories)

    def opened(credentials: Credentials) -> Services:
        services = open_records(
            directories, config, library, user=context.user, credentials=credentials, drafts=drafts
        )
        if fill is not None:
            fill(services)
        return services

    def keep(settings: dict[str, Any]) -> None:
        nonlocal config
        config = replace(config, **settings)
        write_config(directories.settings, config)

    def logged(error: BaseException) -> str:
        try:
            return str(log_failure(error, directories))
        except OSError:
            return "no log could be written"

    return run_app(
        Backstage(
            library=library,
            open_records=opened,
            drafts=drafts,
            emergency=lambda: open_emergency(directories, config, library, context.user),
            theme=config.theme,
            first_start=not config.first_start_seen and fill is None,
            keep=keep,
            log_failure=logged,
            data_folder=str(directories.data),
            demo=fill is not None,
            settings=config,
            login_name=login_name(),
            # What is thrown away afterwards needs no passphrase.
            credentials=credentials(context.given, directories, ask=False) if fill is None else Credentials(),
        )
    )
