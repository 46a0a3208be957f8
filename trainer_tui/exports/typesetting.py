"""Typesetting of plain data by a template of this package, tagged for screen readers (PDF/UA-1).

The standard also makes the typesetter refuse text that its fonts cannot show. The fonts of this package and
of the typesetter are tried first, so the same data is the same file on every computer; those of the system
only when a character needs them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.plain_text import UNSAFE_MARK, visible

if TYPE_CHECKING:
    from typst import Fonts

AS_TEXT = "export it as text"
"""What to do instead where there is a form in plain text."""
_EPOCH = datetime.fromtimestamp(0, UTC)
_FOLDER = Path(__file__).parent
_NAMED_AT_MOST = 12
# Pictures of control characters are for terminals; on paper one mark serves for all.
_MARKS = dict.fromkeys(range(0x2400, 0x2427), UNSAFE_MARK)
_PROBE = b"""#set document(title: "probe")
#set text(font: ("Libertinus Serif", "DejaVu Sans"))
#for character in json(bytes(sys.inputs.characters)) [#character #strong(character) ]
"""


def typeset(
    template: str,
    title: str,
    data: Any,
    at: datetime,
    what: str,
    *,
    styles: str = "",
    parts: Iterable[tuple[str, Any]] = (),
    instead: str = AS_TEXT,
) -> bytes:
    """Typeset data by a template as one document dated `at`.

    `styles` is a template set before it, for what several have in common. Raises BadInput about `what` with
    the characters that no font shows, the `parts` of the data that hold them, and what to do `instead`.
    """
    lacking = missing(data)
    if lacking:
        held = ", ".join(name for name, part in parts if missing(part))
        because = f" with {held}" if held else ""
        raise BadInput(f"{what} cannot be written{because}: {unshown(lacking, instead)}")
    text = _text(data)
    source = b"".join((_FOLDER / name).read_bytes() for name in (styles, template) if name)
    fonts = _font_set(system=not _shows(_beyond_ascii(text), system=False))
    document = _compile(source, {"title": title, "data": text}, fonts, at)
    if document is None:
        raise BadInput(f"{what} holds writing that no font on this computer can show; {instead}.")
    return document


def missing(data: Any) -> tuple[str, ...]:
    """Return the characters of data that no font on this computer shows: for most there are none."""
    characters = _beyond_ascii(_text(data))
    if _shows(characters, system=False):
        return ()
    found = _missing(characters)
    if found:  # so that a font installed meanwhile is found
        _font_set.cache_clear()
        _shows.cache_clear()
    return found


def unshown(characters: Sequence[str], instead: str) -> str:
    """Name characters that cannot be written and say what to do, to stand at the end of a sentence."""
    named, more = " ".join(characters[:_NAMED_AT_MOST]), len(characters) - _NAMED_AT_MOST
    also = f" and {more} more" if more > 0 else ""
    return (
        f"no font on this computer can show these characters: {named}{also}. Install a font that has them, "
        f"or {instead}."
    )


def _text(data: Any) -> str:
    return json.dumps(_printable(data), ensure_ascii=False)


def _beyond_ascii(text: str) -> tuple[str, ...]:
    return tuple(sorted({character for character in text if not character.isascii()}))


def _printable(value: Any) -> Any:
    """Return data with every text made safe for paper."""
    if isinstance(value, str):
        return visible(value, lines=True).translate(_MARKS)
    if isinstance(value, dict):
        return {key: _printable(part) for key, part in value.items()}
    return [_printable(part) for part in value] if isinstance(value, list | tuple) else value


@cache
def _font_set(*, system: bool) -> Fonts:
    """Look for the fonts once: many letters are typeset some at a time."""
    import typst

    return typst.Fonts(system, True, [_FOLDER / "fonts"])


def _missing(characters: tuple[str, ...]) -> tuple[str, ...]:
    """Return the characters that the fonts do not have, found by halving."""
    if _shows(characters, system=True):
        return ()
    if len(characters) == 1:
        return characters
    middle = len(characters) // 2
    return _missing(characters[:middle]) + _missing(characters[middle:])


@cache
def _shows(characters: tuple[str, ...], *, system: bool) -> bool:
    fonts = _font_set(system=system)
    return _compile(_PROBE, {"characters": json.dumps(characters)}, fonts, _EPOCH) is not None


def _compile(source: bytes, inputs: dict[str, str], fonts: Fonts, at: datetime) -> bytes | None:
    """Return the PDF, or None when a character has no glyph in the fonts."""
    import typst

    compiler = typst.Compiler(source, font_paths=fonts, sys_inputs=inputs)
    try:
        document = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=int(at.timestamp()))
    except typst.TypstError as error:
        if "could not be displayed" in error.message:
            return None
        raise
    assert isinstance(document, bytes)
    return document
