"""A condition as rows of text: every statement a row of its own that the cursor can reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from trainer_tui.domain.conditions import (
    EDITORIAL_SOURCE,
    SECTIONS,
    Condition,
    Item,
    NamedCondition,
    Statement,
)
from trainer_tui.domain.library import Catalogue, Label, Link
from trainer_tui.domain.vocabulary import LinkType, Tier
from trainer_tui.domain.wording import DRAFT, EDITORIAL, EMERGENCY_SIGNS, MEDICATION, TYPICAL_TIME
from trainer_tui.ui.text import Row, Span, row

INDENT = 2
HANG = 2
FOOT = "foot"
PROTOCOL_LINK = "protocol:"
"""Begins the link of a row that leads to a protocol; no id of a condition holds a colon."""
NOTICES = {"return_to_play": TYPICAL_TIME, "medication_notes": MEDICATION}


@dataclass(frozen=True, slots=True)
class Place:
    """What stands behind a row: its sources, and the condition it leads to."""

    sources: tuple[str, ...] = ()
    link: str = ""


@dataclass(slots=True)
class Page:
    """Rows to show and, by key, what stands behind them."""

    title: str
    rows: list[Row] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    first_related: str = ""

    def say(
        self,
        key: str,
        spans: Iterable[Span],
        sources: tuple[str, ...],
        *,
        link: str = "",
        indent: int = INDENT,
    ) -> None:
        """Add a statement with its sources behind it."""
        shown = [*spans, *([Span(f" [{_cited(sources)}]", "muted")] if sources else [])]
        self.rows.append(Row(tuple(shown), key, indent, HANG))
        self.places[key] = Place(sources, link)

    def oppose(self, key: str, positions: Sequence[Statement], *, indent: int) -> None:
        """Add the sides of a conflict, each with its sources, side by side where there is room."""
        sides = []
        for number, position in enumerate(positions):
            side = [Span(f"{chr(65 + number)}: ", "label"), Span(position.text)]
            sides.append(Row((*side, Span(f" [{_cited(position.sources)}]", "muted")), None, indent, HANG))
        self.rows.append(Row((), key, indent, beside=tuple(sides)))
        self.places[key] = Place(tuple(dict.fromkeys(s for each in positions for s in each.sources)))

    def head(self, text: str) -> None:
        """Add a heading with an empty row above it."""
        self.rows += [row(""), row(Span(text, "heading"))]

    def remark(self, text: str, style: str = "muted") -> None:
        """Add a line the cursor passes over."""
        self.rows.append(row(Span(text, style), indent=INDENT))


def _cited(sources: Iterable[str]) -> str:
    return ", ".join(EDITORIAL if source == EDITORIAL_SOURCE else source for source in sources)


def condition_page(
    condition: Condition, catalogue: Catalogue, today: date, protocols: Sequence[Label] = ()
) -> Page:
    """Lay out a condition with everything it holds, and the protocols that serve it.

    A review that has run out by today is said.
    """
    page = Page(condition.name)
    page.rows.append(row(Span(condition.name, "title"), Span(f"   {condition.body_area}", "muted")))
    if condition.aliases:
        page.rows.append(row(Span("Also: " + ", ".join(condition.aliases), "muted"), hang=HANG))
    page.rows.append(row(Span(condition.review.statement, "warning")))
    if condition.review.is_overdue(today):
        page.rows.append(row(Span(f"The next review was due on {condition.review.due}", "warning")))
    if condition.local:
        page.rows.append(row(Span("Local page, from a pack of this programme", "warning")))
    for section, heading in SECTIONS.items():
        if section == "links":
            _add_links(page, catalogue.links.get(condition.id, ()), catalogue)
        elif items := condition.sections.get(section):
            page.head(EMERGENCY_SIGNS if section == "emergency_signs" else heading)
            if section in NOTICES:
                page.remark(NOTICES[section])
            _add_items(page, items)
        elif section == "return_to_play" and protocols:
            page.head(heading)
            page.remark(TYPICAL_TIME)
        if section == "return_to_play":
            _add_protocols(page, protocols)
    page.rows += [row(""), row(Span(condition.review.statement, "warning"), key=FOOT)]
    return page


def named_page(named: NamedCondition, catalogue: Catalogue) -> Page:
    """Lay out a condition that has no page yet: its top red flag, its best source, its links."""
    page = Page(named.name)
    page.rows += [
        row(Span(named.name, "title")),
        row(Span("Not yet in this library", "warning"), Span(f"  {DRAFT}", "muted")),
    ]
    page.head("Top red flag")
    page.say("red_flag", [_tier_span(named.tier), Span(" " + named.red_flag)], named.sources)
    page.head("Best source to read")
    page.say("source", [Span(named.source)], (named.source,))
    _add_links(page, catalogue.links.get(named.id, ()), catalogue)
    return page


def _add_protocols(page: Page, protocols: Sequence[Label]) -> None:
    for each in protocols:
        words = [Span("Protocol in stages: ", "label"), Span(each.text, "link")]
        page.say(f"protocol.{each.id}", words, (), link=f"{PROTOCOL_LINK}{each.id}")


def _add_items(page: Page, items: Iterable[Item]) -> None:
    phase = ""
    for item in items:
        if (group := _group(item)) and group != phase:
            phase = group
            page.remark(group, "label")
        _add_item(page, item)


def _group(item: Item) -> str:
    """Return the group an item stands under within its section: a treatment phase, a grading scheme."""
    return str(item.extra.get("phase") or item.extra.get("scheme") or "")


def _add_item(page: Page, item: Item) -> None:
    key = f"{item.section}.{item.id}"
    spans: list[Span] = []
    if item.tier and item.section in {"emergency_signs", "serious"}:
        spans += [_tier_span(item.tier, short=True), Span(" ")]
    if lead := _lead(item):
        spans.append(Span(lead, "link" if item.link else "strong"))
        spans.append(Span(". " if lead[-1] not in ".?!" else " "))
    page.say(key, [*spans, Span(item.text)], item.sources, link=item.link)
    below = INDENT + HANG
    for number, urgency in enumerate(item.urgency):
        words = [_tier_span(urgency.tier), Span(f" {urgency.text}")]
        page.say(f"{key}/urgency.{number}", words, urgency.sources, link=item.link, indent=below)
    for number, note in enumerate(item.notes):
        words = [Span(f"{note.label}: ", "label"), Span(note.text)]
        page.say(f"{key}/notes.{number}", words, note.sources, link=item.link, indent=below)
    if item.positions:
        page.oppose(f"{key}/positions", item.positions, indent=below)


def _lead(item: Item) -> str:
    """Return what an item is called: its name, a code, a topic, a number."""
    if item.section == "codes":
        return f"{item.extra.get('system', '')} {item.extra.get('code', '')}".strip()
    if item.section == "citations":
        twin = item.extra.get("duplicate_of")
        return f"{item.extra.get('n', '')}{f' (repeats {twin})' if twin else ''}"
    if item.name and item.kind == "risk":
        return f"{item.name} (risk factor)"
    return item.name or str(item.extra.get("topic", ""))


def _tier_span(tier: Tier, *, short: bool = False) -> Span:
    return Span(tier.symbol if short else f"{tier.symbol} {tier.words}:", tier.value.lower())


def _add_links(page: Page, links: Iterable[Link], catalogue: Catalogue) -> None:
    shown = list(links)
    if not shown:
        return
    page.head(SECTIONS["links"])
    for link in shown:
        key = f"links.{link.type}.{link.to}"
        page.first_related = page.first_related or key
        has_page = link.to in catalogue.entries
        spans = [
            Span(f"{link.type.words}: ", "label"),
            Span(catalogue.resolve(link.to).name, "link"),
            Span("" if has_page else " (not yet in this library)", "muted"),
        ]
        if link.type not in {LinkType.PREVIOUS, LinkType.NEXT} and link.text:
            spans.append(Span(f". {link.text}"))
        page.say(key, spans, link.sources, link=link.to)
