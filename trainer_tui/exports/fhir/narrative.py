"""Narratives: what a person reads where the data cannot be, as the XHTML that R4 allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any
from xml.parsers import expat

from trainer_tui.domain.plain_text import UNSAFE_MARK, visible
from trainer_tui.exports.letter_words import BLANK, BOX, Entry

XHTML = "http://www.w3.org/1999/xhtml"
_ALLOWED = frozenset({"div", "p", "b", "br"})
_MARKS = {0xFFFE: UNSAFE_MARK, 0xFFFF: UNSAFE_MARK}
"""The two characters beyond control characters that XML knows not at all."""
_FOR_PAPER = (BLANK[:8], BOX)
_VITALS: Mapping[str, tuple[str, str]] = {
    "hr": ("heart rate", "/min"),
    "rr": ("breaths", "/min"),
    "spo2": ("SpO2", " %"),
    "gcs": ("GCS", ""),
    "temp_rectal_c": ("rectal temperature", " °C"),
    "temp_other_c": ("temperature at another site", " °C"),
    "glucose": ("glucose", " mg/dL"),
}


def narrative(entries: Iterable[Entry | str]) -> dict[str, Any]:
    """Return a narrative with one paragraph for each entry, its label in bold; line breaks stay."""
    paragraphs = "".join(f"<p>{_marked_up(entry)}</p>" for entry in entries)
    return {"status": "generated", "div": f'<div xmlns="{XHTML}">{paragraphs}</div>'}


def told(entries: Sequence[Entry]) -> list[Entry]:
    """Leave out what only paper asks for: lines with boxes to tick and blanks to fill."""
    return [each for each in entries if each.words and not any(mark in each.words for mark in _FOR_PAPER)]


def vital_words(taken: Mapping[str, object]) -> str:
    """Return one set of vital signs in words."""
    known = {name: value for name, value in taken.items() if value is not None}
    parts = [f"{label} {known[name]}{unit}" for name, (label, unit) in _VITALS.items() if name in known]
    if "sbp" in known or "dbp" in known:
        parts.insert(0, f"blood pressure {known.get('sbp', '?')}/{known.get('dbp', '?')}")
    return ", ".join(parts)


def _marked_up(entry: Entry | str) -> str:
    if isinstance(entry, str):
        return _escaped(entry)
    words = _escaped(entry.words)
    return f"<b>{_escaped(entry.label)}:</b> {words}" if entry.label else words


def _escaped(text: str) -> str:
    safe = escape(visible(text, lines=True).translate(_MARKS), quote=False)
    return safe.replace("\n", "<br/>")


def xhtml_problem(text: str) -> str | None:
    """Return what keeps a text from being the XHTML of a narrative, None when nothing does."""
    seen: list[str] = []
    words: list[str] = []
    wrong: list[str] = []

    def begins(name: str, attributes: dict[str, str]) -> None:
        if name not in _ALLOWED or attributes != ({} if seen else {"xmlns": XHTML}):
            wrong.append(name)
        seen.append(name)

    parser = expat.ParserCreate()
    parser.StartElementHandler = begins
    parser.CharacterDataHandler = lambda data: words.append(data.strip())
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as error:
        return f"is not well formed ({expat.ErrorString(error.code)})"
    if wrong or seen[0] != "div":
        return "has elements that a narrative may not have"
    return None if any(words) else "says nothing"
