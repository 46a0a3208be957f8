"""The packet for a physician's review: the open incidents of a team as a list, then a section for each."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from trainer_tui.domain import wording
from trainer_tui.domain.due import how_long
from trainer_tui.domain.handover import Case, Files, Leaving, Packet, Section
from trainer_tui.domain.referrals import DONE
from trainer_tui.exports import typesetting
from trainer_tui.exports.letter import compose
from trainer_tui.exports.letter import leaving as leaving_of_letters
from trainer_tui.exports.letter_pdf import STYLES
from trainer_tui.exports.letter_words import (
    NOT_RECORDED,
    Times,
    count,
    hold_words,
    joined,
    numbered,
    rule_sources,
)
from trainer_tui.exports.pdf_file import as_one

TITLE = "Packet for review"


def render(packet: Packet) -> Files:
    """Typeset the packet; raises BadInput naming what no font shows."""
    times = Times(packet.written_at)
    sections, foot = [], {}
    for case in packet.cases:
        sections.append(_section(case, packet, times))
        for match in case.triage.matches:
            foot[match.rule.id] = f"{match.rule.id} v{match.rule.version} ({rule_sources(match.rule)})"
    data = {
        "team": packet.team or "Those without a team",
        "addressed": f"To {packet.recipient} · from {packet.written_by} · "
        f"{times.moment(packet.written_at.isoformat())}",
        "count": count(len(sections), "open incident"),
        "sections": sections,
        "foot": [
            f"Rules matched: {'; '.join(foot.values()) or 'none'}.",
            f"{wording.NOT_CLEARANCE} {wording.SUPPORTS} Red-flag rules: {wording.DRAFT}. "
            f"Written for {packet.purpose.words}. Times are local ({times.offset}).",
        ],
    }
    document = typesetting.typeset(
        "packet.typ",
        TITLE,
        data,
        packet.written_at,
        "The packet",
        styles=STYLES,
        parts=((numbered("incident", n, packet.cases[n - 1].athlete), s) for n, s in enumerate(sections, 1)),
        instead="export the letters of its incidents as text",
    )
    return {"": as_one([document], packet.password)}


def leaving(packet: Packet) -> Leaving:
    """Tell what the list says, and which parts of the sections say something."""
    listed = Section("List", len(packet.cases), ("name", "urgency", "waiting for", "page"))
    return Leaving((listed, *leaving_of_letters(packet).sections))


def _section(case: Case, packet: Packet, times: Times) -> dict[str, Any]:
    letter = compose(case, packet)
    return {**asdict(letter), "waiting": joined(waiting_for(case, times)) or f"nothing {NOT_RECORDED[4:]}"}


def waiting_for(case: Case, times: Times) -> tuple[str, ...]:
    """Name what an incident waits for: what is due, referrals, students' notes and what ends a hold."""
    now = times.now
    due = [f"{each.what} ({how_long(each, now)})" for each in case.due]
    referrals = [
        f"referral to {each.to}: {each.state.words} since {times.moment(each.state_at)}"
        for each in case.referrals
        if each.state not in DONE
    ]
    notes = [f"co-signature of {count(len(case.waiting), 'note')}"] if case.waiting else []
    held = case.held if case.held and case.held.goes_on(now.date()) and not case.ended else None
    hold = [f"hold: {hold_words(held, times)}"] if held else []
    return (*due, *referrals, *notes, *hold)
