"""Child processes that do something until they are killed and say over a pipe what they have done.

A child is a fork: everything it needs is there at once, so that hundreds can be killed in a few seconds.
"""

from __future__ import annotations

import os
import signal
import time
import traceback
from collections.abc import Callable
from contextlib import suppress

Say = Callable[[str], None]
Work = Callable[[Say], None]

CRASHED = "!"
"""Begins the line of a child that failed by itself."""


class Child:
    """A process that does a piece of work and waits to be killed when it is through."""

    def __init__(self, work: Work) -> None:
        self._reading, writing = os.pipe()
        self._said = b""
        self.pid = os.fork()
        if not self.pid:
            os.close(self._reading)
            _do(work, lambda line: _write(writing, line))
        os.close(writing)

    def wait_for_line(self) -> None:
        """Wait until the child has said something, or ended."""
        while b"\n" not in self._said and (more := os.read(self._reading, 65536)):
            self._said += more

    def kill(self) -> list[str]:
        """Kill the child and return the lines it said."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return self.end()

    def end(self) -> list[str]:
        """Wait until the child is gone and return the lines it said."""
        while more := os.read(self._reading, 65536):
            self._said += more
        os.close(self._reading)
        os.waitpid(self.pid, 0)
        return self._said.decode().splitlines()


def kill_after(work: Work, seconds: float) -> list[str]:
    """Let a child work for a while after its first line, kill it and return the lines it said."""
    child = Child(work)
    child.wait_for_line()
    time.sleep(seconds)
    return child.kill()


def trouble(said: list[str]) -> list[str]:
    """Return what children said of failures of their own."""
    return [line for line in said if line.startswith(CRASHED)]


def _write(pipe: int, line: str) -> None:
    os.write(pipe, line.encode() + b"\n")


def _do(work: Work, say: Say) -> None:
    """Do the work in the child, which never returns into the parent's program."""
    try:
        work(say)
    except BaseException as error:  # noqa: BLE001 - the parent is told of all
        where = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__}: {error} ({where.name}, line {where.lineno})"
        say(f"{CRASHED} {what}".replace("\n", " "))
    finally:
        os._exit(0)
