"""Notes as they are given and edited: the objects of the command line, and the file an editor opens.

In the file each note stands under its heading, `## Objective`; a line that is a comment, `<!-- … -->`, is not
kept. A line of a note that looks like one of these carries a backslash in the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.incidents import NARRATIVE, SOAP
from trainer_tui.domain.input_fields import as_object, note_text, refuse_unknown

HEADINGS = (NARRATIVE, *SOAP)
COMMENT = "<!-- Save and leave the editor to go on. Lines such as this one are not kept. -->"
_COMMENT = re.compile(r"<!--.*-->\s*")
_HEADING = re.compile(r"##\s*(\w+)\s*:?\s*")
_MISTAKEN = re.compile(r"\\*(?:##|<!--)")

Notes = list[tuple[str, str]]
"""Headings with their texts."""


def to_file(texts: Mapping[str, str]) -> str:
    """Return the file in which notes are edited, each under its heading, the empty ones too."""
    parts = [COMMENT]
    for heading, text in texts.items():
        lines = [f"\\{line}" if _MISTAKEN.match(line) else line for line in _lines(text)]
        parts.append("\n".join([f"## {heading.capitalize()}", "", *lines]).rstrip("\n"))
    return "\n\n".join(parts) + "\n"


def from_file(content: str, headings: Sequence[str]) -> dict[str, str]:
    """Return the notes of an edited file by heading; what stands above the first heading goes to the first.

    A heading that is not asked for is text like any other, so that nothing typed is lost.
    """
    found: dict[str, list[str]] = {heading: [] for heading in headings}
    here = found[headings[0]]
    for line in _lines(content):
        heading = _HEADING.fullmatch(line)
        if heading and heading.group(1).lower() in found:
            here = found[heading.group(1).lower()]
            here += [""] if here else []
        elif not _COMMENT.fullmatch(line):
            here.append(line[1:] if line.startswith("\\") and _MISTAKEN.match(line) else line)
    return {heading: "\n".join(lines).strip("\n") for heading, lines in found.items()}


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def parse_notes(raw: object) -> Notes:
    """Read notes of the contract: `{"heading", "text"}`, `{"soap": {…}}`, or an array of such objects.

    Raises FieldError naming place and field, BadInput when there is none.
    """
    if not isinstance(raw, list):
        notes = _parse(raw)
    else:
        notes = []
        for number, each in enumerate(raw):
            try:
                notes += _parse(each)
            except FieldError as error:
                raise FieldError(f"[{number}].{error.field}", error.problem) from None
    if not notes:
        raise BadInput("There is no note to add.")
    return notes


def _parse(raw: object) -> Notes:
    given = as_object("note", raw)
    if "soap" in given:
        refuse_unknown("", given, ("soap",))
        soap = as_object("soap", given["soap"])
        refuse_unknown("soap", soap, SOAP)
        texts = {heading: note_text(f"soap.{heading}", soap.get(heading)) for heading in SOAP}
        return [(heading, text) for heading, text in texts.items() if text]
    refuse_unknown("", given, ("heading", "text"))
    return [checked_note(given.get("heading"), given.get("text"))]


def checked_note(heading: object, text: object, field: str = "text") -> tuple[str, str]:
    """Return a note that can be stored; raises FieldError for another heading, no text or too much of it."""
    if not isinstance(heading, str) or heading not in HEADINGS:
        raise FieldError("heading", f"is not one of {', '.join(HEADINGS)}.")
    kept = note_text(field, text)
    if not kept:
        raise FieldError(field, "is empty; write the note first.")
    return heading, kept
