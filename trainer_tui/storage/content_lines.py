"""The line of a content file that a lint finding is about.

The reader of TOML gives no positions, so the text is walked once more, and only when there is something to
report. The file is known to be well formed; one that is not has its line from the reader itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from trainer_tui.domain.table_reader import LintFinding
from trainer_tui.storage.content_files import ContentFile, UnreadableFile, read_text

_PIECE = re.compile(
    r'''"""(?:\\.|(?!""").)*"{3,5}'''
    r"""|'''(?:(?!''').)*'{3,5}"""
    r'''|"(?:\\.|[^"\\\n])*"'''
    r"""|'[^'\n]*'"""
    r"""|\#[^\n]*|\n|[\[\]{}=,]|[^\s\[\]{}=,"'\#]+""",
    re.DOTALL,
)
_CLOSING = {"]": "[", "}": "{"}


@dataclass(slots=True)
class _Table:
    """A table as it is written: under a header, or between braces."""

    name: str
    """The last part of its header, or the key it stands under."""
    line: int
    keys: dict[str, int] = field(default_factory=dict)
    texts: dict[tuple[str, str], int] = field(default_factory=dict)
    """The strings under a key, with their lines."""


class _Walk:
    """Walks through the text of a TOML file and notes where its tables, keys and strings stand."""

    def __init__(self, text: str) -> None:
        self.tables = [_Table("", 1)]
        self._open = [(self.tables[0], "")]
        """The tables that are being written, each with the key it stands at; the innermost is last."""
        self._brackets: list[str] = []
        self._words: list[str] = []
        self._header = False
        line = 1
        for found in _PIECE.finditer(text):
            piece = found.group()
            self._take(piece, line)
            line += piece.count("\n")

    def _take(self, piece: str, line: int) -> None:
        if piece[0] == "#":
            return
        if piece == "\n":
            if not self._brackets:
                self._end_statement(line)
        elif self._header:
            self._words.append(piece)
        elif piece == "[" and not self._brackets and not self._words and not self._key:
            self._header = True
        elif not self._key:
            self._take_key(piece, line)
        else:
            self._take_value(piece, line)

    @property
    def _key(self) -> str:
        return self._open[-1][1]

    def _at(self, key: str) -> None:
        self._open[-1] = (self._open[-1][0], key)

    def _end_statement(self, line: int) -> None:
        if self._header:
            words = [word for word in self._words if word not in "[]"]
            table = _Table(_name("".join(words)), line)
            self.tables.append(table)
            self._open = [(table, "")]
        self._header, self._words = False, []
        self._at("")

    def _take_key(self, piece: str, line: int) -> None:
        if piece == "=":
            key = _name("".join(self._words))
            self._open[-1][0].keys.setdefault(key, line)
            self._at(key)
            self._words = []
        elif piece == "}":
            self._close(piece)
        elif piece != ",":
            self._words.append(piece)

    def _take_value(self, piece: str, line: int) -> None:
        table, key = self._open[-1]
        if piece == "[":
            self._brackets.append(piece)
        elif piece == "{":
            self._brackets.append(piece)
            inner = _Table(key, line)
            self.tables.append(inner)
            self._open.append((inner, ""))
        elif piece in _CLOSING:
            self._close(piece)
        elif piece == ",":
            if self._brackets and self._brackets[-1] == "{":
                self._at("")
        elif piece[0] in "\"'":
            table.texts.setdefault((key, piece.strip(piece[0])), line)

    def _close(self, piece: str) -> None:
        if self._brackets and self._brackets[-1] == _CLOSING[piece]:
            self._brackets.pop()
            if piece == "}":
                self._open.pop()


def _name(dotted: str) -> str:
    """Return the last part of a key or header as it is named in a finding."""
    return dotted.rsplit(".", 1)[-1].strip("\"'")


def line_of(text: str, place: str) -> int | None:
    """Return the line of a place such as "rule “RF-SPN-01” when"; None when it cannot be told.

    The words of a place are a section, the id or number of a table, a key, and a text under that key. Each
    may be left out, and what the file does not have, such as the number of an example, ends the way.
    """
    return _follow(_Walk(text).tables, place)


def _follow(tables: list[_Table], place: str) -> int | None:
    words = [word.strip("“”") for word in place.split()]
    section = [table for table in tables if table.name == words[0]] if words else []
    scope = section or tables
    del words[: bool(section)]
    if not words:
        return section[0].line if section else None
    if words[0] == "number":
        number = int(words[1]) if words[1:] and words[1].isdecimal() else 0
        return scope[number - 1].line if 0 < number <= len(scope) else None
    line = None
    table = next((table for table in scope if ("id", words[0]) in table.texts), None)
    if table:
        line = table.texts["id", words.pop(0)]
    elif len(section) > 1:
        return None  # the first of its section would be a guess
    table = table or scope[0]
    if words and words[0] in table.keys:
        line = table.keys[words[0]]
        line = table.texts.get((words[0], " ".join(words[1:])), line)
    return line


def with_lines(found: Iterable[LintFinding], files: Iterable[ContentFile]) -> list[LintFinding]:
    """Return the findings with their lines, as far as those can be told; without findings no file is read."""
    every = list(found)
    wanted = {finding.file for finding in every if finding.line is None and finding.place}
    walks: dict[str, list[_Table]] = {}
    for file in files:
        if file.name in wanted and file.name not in walks:
            with suppress(UnreadableFile):
                walks[file.name] = _Walk(read_text(file)).tables
    return [
        replace(finding, line=_follow(walks[finding.file], finding.place))
        if finding.line is None and finding.file in walks
        else finding
        for finding in every
    ]
