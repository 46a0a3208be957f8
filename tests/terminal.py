"""A program in a real pseudo-terminal, watched from outside: what a person would see, and when.

Bytes are stamped when they are read and interpreted only while the program is quiet, so that the terminal
emulator (slow, pure Python) does not count as the program's time.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType

import pyte

QUIET = 0.04  # seconds without a byte after which the screen is interpreted
KEYS = {"down": "\x1b[B", "up": "\x1b[A", "right": "\x1b[C", "enter": "\r", "escape": "\x1b", "f4": "\x1bOS"}
KEYS |= {"ctrl+p": "\x10", "ctrl+q": "\x11", "f2": "\x1bOQ", "f3": "\x1bOR", "f5": "\x1b[15~"}
KEYS |= {"f8": "\x1b[19~", "f9": "\x1b[20~"}


@dataclass
class Terminal:
    """A running program and its screen; use as a context manager."""

    command: Sequence[str]
    env: Mapping[str, str]
    width: int = 120
    height: int = 40
    longest: float = 30.0
    """Seconds after which a wait fails."""
    screen: pyte.Screen = field(init=False)
    started: float = field(init=False)

    def __enter__(self) -> Terminal:
        """Start the program."""
        self.screen = pyte.Screen(self.width, self.height)
        self._stream = pyte.ByteStream(self.screen)
        self._pending: list[tuple[float, bytes]] = []
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe(self.command[0], list(self.command), dict(self.env))
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", self.height, self.width, 0, 0))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the program, whatever it does."""
        self.kill()

    def kill(self) -> None:
        """End the program the way a flat battery does."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            os.close(self.fd)
            self.pid = 0

    def close(self) -> None:
        """Close the window the program runs in, and wait until the program has ended for it."""
        os.close(self.fd)
        os.waitpid(self.pid, 0)
        self.pid = 0

    def send(self, *keys: str) -> float:
        """Send keys by name, or text as it is; return the moment of sending."""
        now = time.perf_counter()
        os.write(self.fd, "".join(KEYS.get(key, key) for key in keys).encode())
        return now

    def text(self) -> str:
        """Return what is on the screen now."""
        return "\n".join(self.screen.display)

    def wait(self, marker: str, *, gone: bool = False) -> float:
        """Wait until a text stands on the screen, or is gone from it; return when it came.

        Raises TimeoutError with the screen.
        """
        deadline = time.perf_counter() + self.longest
        while time.perf_counter() < deadline:
            if (when := self._interpret(marker, gone)) is not None:
                return when
            self._read()
        raise TimeoutError(f"{marker!r} did not {'go' if gone else 'come'}; the screen:\n{self.text()}")

    def ended(self) -> None:
        """Wait until the program has ended by itself; raises TimeoutError when it does not."""
        deadline = time.perf_counter() + self.longest
        while time.perf_counter() < deadline:
            try:
                self._read()
            except EOFError:
                os.waitpid(self.pid, 0)
                os.close(self.fd)
                self.pid = 0
                return
        raise TimeoutError(f"the program goes on; the screen:\n{self.text()}")

    def settle(self) -> None:
        """Wait until the program has been quiet for a moment, and draw all of what it sent."""
        self._read()
        while self._pending:
            self._stream.feed(self._pending.pop(0)[1])

    def _read(self) -> None:
        """Read until the program is quiet."""
        wait = 0.5
        while select.select([self.fd], [], [], wait)[0]:
            try:
                data = os.read(self.fd, 1 << 16)
            except OSError:
                data = b""
            if not data:
                raise EOFError(f"the program ended; the screen:\n{self.text()}")
            self._pending.append((time.perf_counter(), data))
            wait = QUIET

    def _interpret(self, marker: str, gone: bool) -> float | None:
        """Feed what was read to the emulator, chunk by chunk; return when the text came, or None."""
        if (marker in self.text()) != gone and not self._pending:
            return time.perf_counter()
        while self._pending:
            when, data = self._pending.pop(0)
            self._stream.feed(data)
            if (marker in self.text()) != gone:
                return when
        return None
