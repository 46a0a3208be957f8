"""Reading the keys of one table of a content file, noting every mistake with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from trainer_tui.domain.dates import shown

# Control characters, and the invisible ones that reorder text: neither may reach a terminal.
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
LONGEST_TEXT = 4000

Chosen = TypeVar("Chosen", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One thing wrong in a content file."""

    file: str
    place: str
    """Section, item and key, such as "causes overuse sources"; empty for the file as a whole."""
    problem: str
    line: int | None = None
    """Counted from 1; None where it is not known."""

    @property
    def sentence(self) -> str:
        """File, line, place and problem on one line."""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (where, self.place, self.problem) if part)


class TableReader:
    """Reads the keys of one table; what is missing, of the wrong type or unknown becomes a finding."""

    def __init__(self, table: Mapping[str, Any], file: str, place: str, findings: list[LintFinding]) -> None:
        self.table = table
        self.file = file
        self.place = place
        self.findings = findings
        self._read: set[str] = set()

    def wrong(self, key: str, problem: str) -> None:
        """Note that a key is wrong."""
        place = f"{self.place} {key}".strip()
        self.findings.append(LintFinding(self.file, place, problem))

    def value(self, key: str, *, required: bool) -> Any:
        """Return what stands under a key, None when nothing does."""
        self._read.add(key)
        value = self.table.get(key)
        if value is None and required:
            self.wrong(key, "is missing; add it.")
        return value

    def text(self, key: str, *, required: bool = True, blank: bool = False) -> str:
        """Return plain text with its white space on one line; `blank` allows an empty one."""
        value = self.value(key, required=required)
        if value is None:
            return ""
        if isinstance(value, date):
            return value.isoformat()
        if not isinstance(value, str):
            self.wrong(key, "must be text in quotation marks.")
            return ""
        return self._clean(key, value, required and not blank)

    def _clean(self, key: str, value: str, required: bool) -> str:
        # Most texts need nothing, and a page has a thousand of them.
        text = value.strip() if value.isprintable() else " ".join(value.split())
        if required and not text:
            self.wrong(key, "is empty; write it.")
        if not text.isprintable() and HIDDEN.search(text):
            self.wrong(key, "holds a control or invisible character; remove it.")
            text = HIDDEN.sub("\ufffd", text)
        if len(text) > LONGEST_TEXT:
            self.wrong(key, f"is {len(text):,} characters long; at most {LONGEST_TEXT:,} are allowed.")
        return text

    def texts(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """Return a list of texts; a required one must not be empty."""
        value = self.value(key, required=required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            self.wrong(key, 'must be a list of texts, such as ["B02"].')
            return ()
        if required and not value:
            self.wrong(key, "is empty; name at least one.")
        texts = tuple(self._clean(key, entry, required=True) for entry in value)
        if len(set(texts)) != len(texts):
            self.wrong(key, "names one thing twice.")
        return texts

    def whole(self, key: str, *, required: bool = False) -> int | None:
        """Return a whole number, None when there is none."""
        value = self.value(key, required=required)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.wrong(key, "must be a whole number.")
        return None

    def tables(self, key: str, *, required: bool = False) -> list[Mapping[str, Any]]:
        """Return a list of tables."""
        value = self.value(key, required=required)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self.wrong(key, "must be a list of tables.")
            return []
        if required and not value:
            self.wrong(key, "is empty; add at least one.")
        return value

    def choice(self, key: str, allowed: Iterable[str], *, required: bool = True) -> str:
        """Return one word of a closed list."""
        word = self.text(key, required=required)
        words = tuple(allowed)
        if word and word not in words:
            self.wrong(key, f"{shown(word)} is unknown; use one of {', '.join(words)}.")
            return ""
        return word

    def member(self, key: str, vocabulary: type[Chosen]) -> Chosen | None:
        """Return a member of a vocabulary, None when it is missing or unknown."""
        word = self.choice(key, vocabulary)
        return vocabulary(word) if word else None

    def members(self, key: str, vocabulary: type[Chosen], *, required: bool = True) -> tuple[Chosen, ...]:
        """Return members of a vocabulary; the unknown ones are left out."""
        words = self.texts(key, required=required)
        for word in words:
            if word not in vocabulary.__members__.values():
                self.wrong(key, f"{shown(word)} is unknown; use one of {', '.join(vocabulary)}.")
        return tuple(vocabulary(word) for word in words if word in vocabulary.__members__.values())

    def identifier(self, pattern: re.Pattern[str]) -> str:
        """Return the `id` of the table."""
        word = self.text("id")
        if word and not pattern.fullmatch(word):
            self.wrong("id", f"{shown(word)} is no id; use letters, digits and hyphens.")
        return word

    def finish(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.table:
            if key not in self._read:
                self.wrong(shown(key), "is an unknown key; remove it or correct its spelling.")
