"""Links that must lead somewhere: an order of pages has an end, and nothing is its own cause.

Only these links have a direction that a circle would break. A mimic, a neighbour of the same joint and the
like may well lead back.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from trainer_tui.domain.conditions import Condition, Item
from trainer_tui.domain.table_reader import LintFinding
from trainer_tui.domain.vocabulary import LinkType


class Chain(StrEnum):
    """What the links of a chain say together; the value is what is wrong with one that is closed."""

    ORDER = "the order of pages runs in a circle"
    CAUSE = "a condition becomes its own cause"
    """A complication is something caused, so both kinds of link make one chain."""


_FORWARD = {
    LinkType.NEXT: Chain.ORDER,
    LinkType.CAUSE_OF: Chain.CAUSE,
    LinkType.HAS_COMPLICATION: Chain.CAUSE,
}
_BACKWARD = {link_type.inverse: chain for link_type, chain in _FORWARD.items()}


class Chains:
    """The chains of the pages that were added; a page that would close one is refused."""

    def __init__(self) -> None:
        self._after: dict[tuple[Chain, str], list[str]] = {}

    def add(self, page: Condition, file: str) -> list[LintFinding]:
        """Take the links of a page, or return the circles they close, each with its whole chain."""
        stated = list(_stated(page))
        for chain, origin, target, _ in stated:
            self._after.setdefault((chain, origin), []).append(target)
        found: dict[Chain, LintFinding] = {}
        for chain, origin, target, item in stated:
            circle = self._way(chain, target, origin)
            if circle and chain not in found:
                said = f"{chain}: {' → '.join((origin, *circle))}; take one of these links out."
                found[chain] = LintFinding(file, f"links {item.id}", said)
        if found:
            for chain, origin, target, _ in stated:
                self._after[chain, origin].remove(target)
        return list(found.values())

    def _way(self, chain: Chain, start: str, end: str) -> tuple[str, ...]:
        """Return the shortest way along a chain, both ends included; empty when there is none."""
        came_from: dict[str, str | None] = {start: None}
        waiting = [start]
        for here in waiting:
            if here == end:
                way = [here]
                while (before := came_from[way[-1]]) is not None:
                    way.append(before)
                return tuple(reversed(way))
            for target in self._after.get((chain, here), ()):
                if target not in came_from:
                    came_from[target] = here
                    waiting.append(target)
        return ()


def _stated(page: Condition) -> Iterator[tuple[Chain, str, str, Item]]:
    """Yield chain, origin and target of every directed link a page states to another, whichever its end."""
    for item in page.sections.get("links", ()):
        link_type = LinkType(item.extra["type"])
        if item.link == page.id:
            continue  # refused as a link to its own page
        if link_type in _FORWARD:
            yield _FORWARD[link_type], page.id, item.link, item
        elif link_type in _BACKWARD:
            yield _BACKWARD[link_type], item.link, page.id, item
