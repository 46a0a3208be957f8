"""The sheet for the coach: names and availability words, nothing else of the record."""

from __future__ import annotations

from itertools import groupby

from trainer_tui.domain.handover import Files, Leaving, Packet, RosterLine, Section
from trainer_tui.domain.plain_text import cell_width, padded, visible
from trainer_tui.domain.vocabulary import Availability
from trainer_tui.exports.letter_words import Times

_STRICTEST_FIRST = (Availability.OUT, Availability.LIMITED, Availability.FULL)


def render(packet: Packet) -> Files:
    """Write the sheet: a heading for each team, who is out first."""
    times = Times(packet.written_at)
    lines = [f"Availability as recorded {times.moment(packet.written_at.isoformat())}"]
    for team, members in groupby(sorted(packet.roster, key=_order), key=lambda line: line.team):
        lines += ["", visible(team or "No team"), *_rows(list(members))]
    lines += [] if packet.roster else ["", "Nobody is on the roster."]
    return {"": ("\n".join(lines) + "\n").encode()}


def leaving(packet: Packet) -> Leaving:
    """Tell what of each athlete stands on the sheet."""
    fields = {"team": any(line.team for line in packet.roster), "name": True, "availability": True}
    told = tuple(name for name, there in fields.items() if there)
    return Leaving((Section("Coach sheet", len(packet.roster), told),))


def _order(line: RosterLine) -> tuple[str, int, str]:
    return line.team, _STRICTEST_FIRST.index(line.availability), line.name


def _rows(members: list[RosterLine]) -> list[str]:
    names = [visible(member.name) for member in members]
    width = max(cell_width(name) for name in names)
    return [
        f"  {padded(name, width)}  {member.availability.words}"
        for name, member in zip(names, members, strict=True)
    ]
