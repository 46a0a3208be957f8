"""Our own check of a Bundle before anything is written: what it finds is a defect of ours, not of a person.

It holds every element against `shapes`, every code against the tables, every reference against the entries,
and the invariants of R4 that a document of ours could break.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Set
from datetime import date, datetime
from typing import Any

from trainer_tui.exports.fhir.codes import ANSWER, FINDING, IOC, OSIICS, Codes, Shared
from trainer_tui.exports.fhir.invariants import RULES, Lead, Place, problems_of, written_out
from trainer_tui.exports.fhir.narrative import xhtml_problem
from trainer_tui.exports.fhir.shapes import Element, shapes

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_CODE = re.compile(r"[^\s]+(\s[^\s]+)*")
_TEXT = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]+")
_BASE64 = re.compile(r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_OSIICS = re.compile(r"[A-Z][A-Z0-9]{2,4}")
_OUR_CODE = re.compile(r"[a-z0-9_]+|[A-Z]")


class InvalidBundle(AssertionError):
    """A Bundle that must not be written; the message names places, never what stands there."""


def refuse_invalid(bundle: Mapping[str, Any], codes: Codes) -> None:
    """Raise InvalidBundle with the first problems of a Bundle, if it has any."""
    found = problems(bundle, codes)
    if found:
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        raise InvalidBundle(f"This would be no FHIR R4 document: {'; '.join(found[:3])}{more}")


def problems(bundle: Mapping[str, Any], codes: Codes) -> list[str]:
    """Return what is wrong with a Bundle, each with its place; empty for a good one."""
    check = _Check(codes)
    check.resource(bundle, ("Bundle",), {"Bundle"})
    return [*check.found, *problems_of(bundle, check.leads)]


class _Check:
    """Walks through a Bundle by the shapes of its types.

    A place is written out only where something is wrong. What many resources share is walked through once,
    however many Bundles it stands in.
    """

    def __init__(self, codes: Codes) -> None:
        self.found: list[str] = []
        self.leads: dict[int, list[Lead]] = {}
        """Where each resource leads to, by its identity."""
        self._codes = codes
        self._own: list[Lead] = []

    def resource(self, value: Any, place: Place, allowed: Set[str] = frozenset()) -> None:
        """Check a whole resource of any type that has a shape."""
        kind = value.get("resourceType") if isinstance(value, dict) else None
        if not isinstance(kind, str) or "." in kind or kind not in shapes() or "id" not in shapes()[kind]:
            self._say(place, "is no resource that we write")
        elif allowed and kind not in allowed:
            self._say(place, f"is no {' or '.join(sorted(allowed))}")
        else:
            self._own = self.leads.setdefault(id(value), [])
            self._elements(value, kind, place)

    def _say(self, place: Place, what: str) -> None:
        self.found.append(f"{written_out(place)} {what}")

    def _elements(self, value: Any, kind: str, place: Place) -> None:
        if not isinstance(value, dict) or not value:
            self._say(place, f"is no {kind}")
            return
        before, shape = len(self.found), shapes()[kind]
        for name in shape.needed:
            if name not in value:
                self._say((place, name), "is missing")
        for name, part in value.items():
            element = shape.get(name)
            if element is None:
                if name != "resourceType" or "id" not in shape:
                    self._say((place, name), "does not belong there")
            elif not element.many:
                self._value(part, element, (place, name))
            elif not isinstance(part, list) or not part:
                self._say((place, name), "is no list of at least one")
            else:
                for number, each in enumerate(part):
                    self._value(each, element, ((place, name), number))
        for said, holds in RULES.get(kind, ()):
            if not holds(value):
                self._say(place, said)
        if kind == "Coding":
            self._coding(value, place)
        if type(value) is Shared and len(self.found) == before:
            value.right_as = kind

    def _value(self, value: Any, element: Element, place: Place) -> None:
        kind = element.type
        holds = _PRIMITIVES.get(kind)
        if holds is not None:
            if not holds(value):
                self._say(place, f"is no {kind}")
            elif element.binding and value not in self._codes.binding(element.binding):
                self._say(place, f"is no code of {element.binding}")
        elif kind == "Resource":
            self.resource(value, place)
        else:
            if type(value) is not Shared or value.right_as != kind:
                self._elements(value, kind, place)
            if kind == "Reference" and isinstance(value, dict) and "reference" in value:
                self._own.append(Lead(place, str(value["reference"]), element.targets))

    def _coding(self, value: Mapping[str, Any], place: Place) -> None:
        """A code must be one that a source gives, in a system that we send."""
        system, code = value.get("system"), value.get("code")
        if not isinstance(system, str) or not isinstance(code, str):
            self._say(place, "has no system or no code")
        elif system in self._codes.known:
            if code not in self._codes.known[system]:
                self._say((place, "code"), "is no code that a source gives")
        elif system == OSIICS:
            if not _OSIICS.fullmatch(code):
                self._say((place, "code"), "does not look like OSIICS")
        elif not (system in (FINDING, ANSWER) or system.startswith(IOC)):
            self._say((place, "system"), "is none that we send")
        elif not _OUR_CODE.fullmatch(code):
            self._say((place, "code"), "is none of ours")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(_TEXT.fullmatch(value)) and bool(value.strip())


def _is(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and bool(pattern.fullmatch(value))


def _is_date(value: Any) -> bool:
    return _reads(_DATE, date.fromisoformat, value)


def _is_moment(value: Any) -> bool:
    return _reads(_MOMENT, datetime.fromisoformat, value)


def _reads(pattern: re.Pattern[str], read: Callable[[str], object], value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(pattern.fullmatch(value)) and read(value) is not None
    except ValueError:
        return False


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31


_PRIMITIVES: Mapping[str, Callable[[Any], bool]] = {
    "id": _is(_ID),
    "code": _is(_CODE),
    "uri": _is(re.compile(r"[^\s]+")),
    "string": _is_text,
    "markdown": _is_text,
    "base64Binary": lambda value: bool(value) and _is(_BASE64)(value),
    "date": _is_date,
    "dateTime": lambda value: _is_date(value) or _is_moment(value),
    "instant": _is_moment,
    "boolean": lambda value: isinstance(value, bool),
    "decimal": _is_number,
    "integer": _is_whole,
    "unsignedInt": lambda value: _is_whole(value) and value >= 0,
    "xhtml": lambda value: isinstance(value, str) and xhtml_problem(value) is None,
}
