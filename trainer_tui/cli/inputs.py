"""Reading what a command is given: a file or `-` for stdin, never more than it can hold."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from trainer_tui.domain.errors import BadInput
from trainer_tui.domain.strict_json import parse_json

STDIN = "-"
MEGABYTE = 1024 * 1024
JSON_LIMIT = 64 * MEGABYTE
LEDGER_LIMIT = 1024 * MEGABYTE


def read_bytes(source: str, limit: int = JSON_LIMIT) -> bytes:
    """Return the content of a file or of stdin; raises BadInput when it cannot be read or is too large."""
    try:
        if source == STDIN:
            content = sys.stdin.buffer.read(limit + 1)
        else:
            with Path(source).open("rb") as file:
                content = file.read(limit + 1)
    except OSError as error:
        raise BadInput(f"{_name(source)} cannot be read ({error.strerror}); check its name.") from None
    except ValueError:
        raise BadInput(f"{_name(source)} is not the name of a file.") from None
    if len(content) > limit:
        raise BadInput(f"{_name(source)} is larger than {limit // MEGABYTE} MB; is it the right file?")
    return content


def read_json(source: str, limit: int = JSON_LIMIT) -> Any:
    """Return the value in a JSON file; raises BadInput naming the file and what is wrong in it."""
    content = read_bytes(source, limit)
    try:
        return parse_json(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{_name(source)} is not UTF-8 text: byte {error.start + 1} does not fit; save it as UTF-8."
        ) from None
    except BadInput as error:
        raise BadInput(f"{_name(source)}: {error.message}") from None


def as_list(value: Any) -> list[Any]:
    """Return one object or an array of them as a list."""
    return value if isinstance(value, list) else [value]


def _name(source: str) -> str:
    return "What came from stdin" if source == STDIN else source
