"""The figure beside the regions: the body from the front and from behind, in plain characters.

Each region stands where it is, as the digits that choose it. The arrows go from one place to the next; what
is marked has brackets around it, so that it is seen without colour. Right and left are the athlete's own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from trainer_tui.domain.vocabulary import Region, Side
from trainer_tui.ui.text import Row, Span, row

# A region is its letter, twice; all else is drawn as it stands.
_ARMS_AND_LEGS = """
             (HH)
      .-SS-.  NN  .-SS-.
      | UU |  {0}  | UU |
      | EE |------| EE |
      | RR |  {1}  | RR |
      | WW |GG||GG| WW |
      | PP |TT||TT| PP |
           |KK||KK|
           |QQ||QQ|
       _FF_|AA||AA|_FF_"""
_FRONT = _ARMS_AND_LEGS.format("CC", "OO").split("\n")[1:]
_BACK = _ARMS_AND_LEGS.format("DD", "LL").split("\n")[1:]
_PLACE = re.compile(r"([A-Z])\1")
_MIDDLE = 14
"""The column of what stands on neither side."""
_BY_LETTER = {region.letter: region for region in Region}
_AHEAD = {"up": (-1, 0), "k": (-1, 0), "down": (1, 0), "j": (1, 0), "left": (0, -1), "right": (0, 1)}
ARROWS = frozenset(_AHEAD)
LINE = 3
"""How many columns a line is high."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a region is drawn."""

    region: Region
    line: int
    column: int
    back: bool

    @property
    def side(self) -> Side | None:
        """The athlete's own side, None in the middle."""
        if self.column == _MIDDLE:
            return None
        return Side.LEFT if (self.column > _MIDDLE) is not self.back else Side.RIGHT

    @property
    def words(self) -> str:
        """The region with its side, for a person to read."""
        return f"{self.region.words}, athlete's {self.side.words}" if self.side else self.region.words


@cache
def places(*, back: bool) -> tuple[Place, ...]:
    """Return every place of a view, from head to foot."""
    return tuple(
        Place(_BY_LETTER[found[1]], line, found.start(), back)
        for line, text in enumerate(_BACK if back else _FRONT)
        for found in _PLACE.finditer(text)
    )


def next_place(here: Place, arrow: str) -> Place:
    """Return the nearest place in the direction of an arrow; the same one where there is none."""
    down, aside = _AHEAD[arrow]

    def ahead(other: Place) -> int:
        return (other.line - here.line) * down + (other.column - here.column) * aside

    def distance(other: Place) -> int:
        return abs(other.column - here.column) + LINE * abs(other.line - here.line)

    shown = places(back=here.back)
    others = [each for each in shown if ahead(each) > 0 and (down or abs(each.line - here.line) <= 1)]
    return min(others, key=distance, default=here)


@dataclass
class Figure:
    """The view that is shown, and the place the arrows are on."""

    back: bool = False
    here: Place | None = None
    """The place the arrows are on, None while they are in the list."""
    _marked: Collection[Region] = ()

    @property
    def on(self) -> bool:
        """Whether the arrows move on the figure."""
        return self.here is not None

    def enter(self, marked: Collection[Region]) -> None:
        """Put the arrows on a marked region, without one on the head."""
        self.look_at(marked)
        shown = places(back=self.back)
        self.here = next((place for place in shown if place.region in marked), shown[0])

    def look_at(self, marked: Collection[Region]) -> None:
        """Mark other regions; what is seen from the other side only turns the body."""
        if self.here is None and marked != self._marked:
            self._marked = marked
            seen, hidden = (
                any(place.region in marked for place in places(back=back))
                for back in (self.back, not self.back)
            )
            self.back = self.back is not (hidden and not seen)

    def leave(self) -> None:
        """Give the arrows back to the list."""
        self.here = None

    def move(self, arrow: str) -> None:
        """Go to the next place."""
        if self.here is not None:
            self.here = next_place(self.here, arrow)

    def turn(self) -> None:
        """Show the other view; the arrows stay on the same part, or on the same line of the trunk."""
        self.back = not self.back
        if (old := self.here) is not None:
            shown = places(back=self.back)
            same = [place for place in shown if (place.region, place.side) == (old.region, old.side)]
            self.here = (same or [p for p in shown if (p.line, p.column) == (old.line, old.column)])[0]

    def rows(self, codes: Mapping[Region, str]) -> list[Row]:
        """Draw it with the digits that choose each region now.

        Brackets stand around the place the arrows are on, else around the marked regions.
        """
        left, right = ("LEFT", "RIGHT") if self.back else ("RIGHT", "LEFT")
        view = "BACK" if self.back else "FRONT"
        head = row(Span(f"athlete's   {view:^6}   athlete's", "label"))
        drawn = [self._line(line, text, codes) for line, text in enumerate(_BACK if self.back else _FRONT)]
        first = drawn[0].spans
        sides = (
            Span(f"{left:^9}", "label"),
            Span(first[0].text[9:]),
            *first[1:],
            Span(f"{right:^11}", "label"),
        )
        return [head, Row(sides), *drawn[1:]]

    def _line(self, line: int, text: str, codes: Mapping[Region, str]) -> Row:
        spans: list[Span] = []
        drawn = 0
        for place in places(back=self.back):
            if place.line != line:
                continue
            code = f"{codes.get(place.region, ''):^2}"
            chosen = place == self.here if self.here is not None else place.region in self._marked
            before, after = ("[", "]") if chosen else (text[place.column - 1], text[place.column + 2])
            spans += [Span(text[drawn : place.column - 1], "muted")]
            spans += [Span(f"{before}{code}{after}", "match" if chosen else "text")]
            drawn = place.column + 3
        return Row((*spans, Span(text[drawn:], "muted")))
