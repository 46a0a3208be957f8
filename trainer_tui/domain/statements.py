"""The statements of the library that name findings, which link an answered sign to where it is stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trainer_tui.domain.conditions import Condition


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of a page that names findings."""

    condition: str
    item: str
    """Section and id of the item, joined by a dot."""
    text: str
    sources: tuple[str, ...]
    findings: tuple[str, ...]


def said_by(pages: Iterable[Condition]) -> Iterator[Said]:
    """Yield every statement of some pages that names findings, in the order of the pages."""
    for page in pages:
        for item in page.items():
            if item.findings:
                text = f"{item.name}. {item.text}" if item.name else item.text
                yield Said(page.id, f"{item.section}.{item.id}", text, item.sources, item.findings)
