"""From arguments to an exit code: every failure ends in one sentence, never in a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from trainer_tui.cli.context import Context
from trainer_tui.cli.failures import defect_sentence
from trainer_tui.cli.output import OutputLost, flush, prepare_streams, say
from trainer_tui.cli.parser import parse
from trainer_tui.domain.errors import TrainerError

DEFECT = 1
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    prepare_streams()
    context = None
    try:
        given = parse(sys.argv[1:] if arguments is None else arguments)
        context = Context(given)
        code = _run(context)
        flush()
    except SystemExit as end:  # argparse has printed its help or the version
        return _flushed(int(end.code or 0))
    except OutputLost as error:
        say(error.message)
        _silenced()
        return error.exit_code
    except TrainerError as error:
        if error.exit_code == DEFECT:
            say(f"{error.message} {defect_sentence(error, context)}")
        elif context is None or error.message not in context.said:
            say(error.message)
        return error.exit_code
    except KeyboardInterrupt:
        say("Stopped.")
        return INTERRUPTED
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        return _silenced()
    except Exception as error:  # noqa: BLE001 - a defect must still end in a sentence, whatever it is
        say(f"This is a defect of the app, not of what you did. {defect_sentence(error, context)}")
        return DEFECT
    finally:
        if context is not None:
            context.close()
    return code


def _run(context: Context) -> int:
    given = context.given
    module, _, function = given.run.rpartition(".")
    command = getattr(import_module(f"trainer_tui.cli.{module}"), function)
    code = command(context)
    return int(code or 0)


def _flushed(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _silenced()
    return code


def _silenced() -> int:
    """Let nothing be written to the closed pipe when the interpreter ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return 0
