"""The referral letter as a PDF: one page for one incident, a second only for notes that need it.

It is tagged for screen readers (PDF/UA-1), which also makes the typesetter refuse text that its fonts cannot
show. The fonts of this package are tried first, so the same letter is the same file on every computer; those
of the system only when a character needs them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.handover import Files, Packet
from trainer_tui.domain.plain_text import visible
from trainer_tui.exports.letter import TITLE, Letter, letters

_FOLDER = Path(__file__).parent

_NAMED_AT_MOST = 12
# Pictures of control characters are for terminals; on paper one mark serves for all.
_MARKS = dict.fromkeys(range(9216, 9255), "�")
_PROBE = (
    b'#set document(title: "probe")\n#set text(font: "DejaVu Sans")\n'
    b"#for character in json(bytes(sys.inputs.characters)) [#box(character) ]"
)


def render(packet: Packet) -> Files:
    """Typeset the letters into one PDF; raises BadInput naming the characters that no font can show."""
    return {"": typeset(letters(packet), packet.written_at)}


def typeset(written: Sequence[Letter], at: datetime) -> bytes:
    """Typeset letters as one document dated `at`."""
    inputs = {"title": TITLE, "letters": json.dumps([_printable(asdict(letter)) for letter in written])}
    source = (_FOLDER / "letter.typ").read_bytes()
    for system_fonts in (False, True):
        document = _compile(source, inputs, at, system_fonts=system_fonts)
        if document is not None:
            return document
    raise BadInput(_missing_sentence(inputs["letters"]))


def _printable(value: Any) -> Any:
    """Return the letter with every text made safe for paper."""
    if isinstance(value, str):
        return visible(value, lines=True).translate(_MARKS)
    if isinstance(value, dict):
        return {key: _printable(part) for key, part in value.items()}
    return [_printable(part) for part in value]


def _compile(source: bytes, inputs: dict[str, str], at: datetime, *, system_fonts: bool) -> bytes | None:
    """Return the PDF, or None when a character has no glyph in the fonts."""
    import typst

    fonts = typst.Fonts(system_fonts, False, [_FOLDER / "fonts"])
    compiler = typst.Compiler(source, font_paths=fonts, sys_inputs=inputs)
    try:
        document = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=int(at.timestamp()))
    except typst.TypstError as error:
        if "could not be displayed" in error.message:
            return None
        raise
    assert isinstance(document, bytes)
    return document


def _missing_sentence(text: str) -> str:
    characters = sorted({c for c in json.dumps(json.loads(text), ensure_ascii=False) if not c.isascii()})
    missing = _missing(characters)
    named = " ".join(missing[:_NAMED_AT_MOST])
    more = f" and {len(missing) - _NAMED_AT_MOST} more" if len(missing) > _NAMED_AT_MOST else ""
    return (
        f"The letter holds characters that no font on this computer can show: {named}{more}. "
        "Install a font that has them, or export it as text."
    )


def _missing(characters: Sequence[str]) -> list[str]:
    """Return the characters that neither our fonts nor those of the system have, by halving."""
    inputs = {"characters": json.dumps(list(characters))}
    if _compile(_PROBE, inputs, datetime.now().astimezone(), system_fonts=True) is not None:
        return []
    if len(characters) == 1:
        return list(characters)
    middle = len(characters) // 2
    return _missing(characters[:middle]) + _missing(characters[middle:])
