"""Typesetting of plain data by a template of this package, tagged for screen readers (PDF/UA-1).

The standard also makes the typesetter refuse text that its fonts cannot show. The fonts of this package and
of the typesetter are tried first, so the same data is the same file on every computer; those of the system
only when a character needs them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.plain_text import UNSAFE_MARK, visible

if TYPE_CHECKING:
    from typst import Fonts

_EPOCH = datetime.fromtimestamp(0, UTC)
_FOLDER = Path(__file__).parent
_NAMED_AT_MOST = 12
# Pictures of control characters are for terminals; on paper one mark serves for all.
_MARKS = dict.fromkeys(range(0x2400, 0x2427), UNSAFE_MARK)
_PROBE = b"""#set document(title: "probe")
#set text(font: ("Libertinus Serif", "DejaVu Sans"))
#for character in json(bytes(sys.inputs.characters)) [#character #strong(character) ]
"""


def typeset(template: str, title: str, data: Any, at: datetime, what: str, *, styles: str = "") -> bytes:
    """Typeset data by a template as one document dated `at`; `what` is the subject of a refusal.

    `styles` is a template set before it, for what several have in common. Raises BadInput naming what no font
    shows.
    """
    text = json.dumps(_printable(data), ensure_ascii=False)
    inputs = {"title": title, "data": text}
    fonts = _fonts(sorted({character for character in text if not character.isascii()}), what)
    source = b"".join((_FOLDER / name).read_bytes() for name in (styles, template) if name)
    document = _compile(source, inputs, fonts, at)
    if document is None:
        raise BadInput(f"{what} holds writing that no font on this computer can show; export it as text.")
    return document


def _printable(value: Any) -> Any:
    """Return data with every text made safe for paper."""
    if isinstance(value, str):
        return visible(value, lines=True).translate(_MARKS)
    if isinstance(value, dict):
        return {key: _printable(part) for key, part in value.items()}
    return [_printable(part) for part in value] if isinstance(value, list | tuple) else value


def _fonts(characters: Sequence[str], what: str) -> Fonts:
    """Return our fonts, with those of the system only when these characters need them."""
    own = _font_set(system=False)
    if _shows(characters, own):
        return own
    every = _font_set(system=True)
    missing = _missing(characters, every)
    if missing:
        _font_set.cache_clear()  # so that a font installed meanwhile is found
        named = " ".join(missing[:_NAMED_AT_MOST])
        more = f" and {len(missing) - _NAMED_AT_MOST} more" if len(missing) > _NAMED_AT_MOST else ""
        raise BadInput(
            f"{what} holds characters that no font on this computer can show: {named}{more}. "
            "Install a font that has them, or export it as text."
        )
    return every


@cache
def _font_set(*, system: bool) -> Fonts:
    """Look for the fonts once: many letters are typeset some at a time."""
    import typst

    return typst.Fonts(system, True, [_FOLDER / "fonts"])


def _missing(characters: Sequence[str], fonts: Fonts) -> list[str]:
    """Return the characters that the fonts do not have, found by halving."""
    if _shows(characters, fonts):
        return []
    if len(characters) == 1:
        return list(characters)
    middle = len(characters) // 2
    return _missing(characters[:middle], fonts) + _missing(characters[middle:], fonts)


def _shows(characters: Sequence[str], fonts: Fonts) -> bool:
    return _compile(_PROBE, {"characters": json.dumps(list(characters))}, fonts, _EPOCH) is not None


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
