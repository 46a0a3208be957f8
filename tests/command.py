"""Running commands in this process, as a script would run them in its own."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from trainer_tui.cli import main

NOW = "2026-10-09T20:30:00-05:00"


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The JSON on stdout."""
        return json.loads(self.out)

    @property
    def ids(self) -> list[str]:
        """The ids on stdout, one a line."""
        return self.out.split()

    def failed(self, code: int, *parts: str) -> bool:
        """Whether it failed with this code, no data, and one sentence that holds the parts."""
        assert (self.code, self.out) == (code, ""), self
        assert self.err.count("\n") == 1, self.err
        assert self.err.endswith((".\n", "?\n")), self.err
        assert "Traceback" not in self.err
        missing = [part for part in parts if part not in self.err]
        assert missing == [], self.err
        return True


class Command:
    """Runs `trainer-tui` on a data directory of its own."""

    def __init__(
        self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.folder = folder
        self.data_dir = folder / "season"
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        monkeypatch.setenv("TRAINER_TUI_NOW", NOW)
        monkeypatch.setenv("TRAINER_TUI_USER", "Sam Reyes")
        monkeypatch.setenv("TRAINER_TUI_DATA_DIR", str(self.data_dir))

    def __call__(self, *arguments: str, stdin: bytes | str = b"") -> Outcome:
        """Run a command."""
        content = stdin.encode() if isinstance(stdin, str) else stdin
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
            code = main(arguments)
        out, err = self._capsys.readouterr()
        return Outcome(code, out, err)

    def file(self, content: Any, name: str = "input.json") -> str:
        """Write an input file and return its name; text and bytes as they are, anything else as JSON."""
        path = self.folder / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    def given(self, *arguments: str, stdin: bytes | str = b"") -> Outcome:
        """Run a command that must work."""
        done = self(*arguments, stdin=stdin)
        assert done.code == 0, done
        return done
