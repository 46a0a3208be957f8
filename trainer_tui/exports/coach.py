"""The sheet for the coach: names and availability words, nothing else of the record."""

from __future__ import annotations

from itertools import groupby

from trainer_tui.domain.handover import Files, Packet, RosterLine
from trainer_tui.domain.plain_text import cell_width, visible
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


def _order(line: RosterLine) -> tuple[str, int, str]:
    return line.team, _STRICTEST_FIRST.index(line.availability), line.name


def _rows(members: list[RosterLine]) -> list[str]:
    names = [visible(member.name) for member in members]
    width = max(cell_width(name) for name in names)
    return [
        f"  {name}{' ' * (width - cell_width(name))}  {member.availability.words}"
        for name, member in zip(names, members, strict=True)
    ]
