"""Where it hurts: three life questions first, then the region or the condition, then the side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from trainer_tui.domain.findings import LIFE_QUESTIONS
from trainer_tui.domain.vocabulary import Region, Side
from trainer_tui.ui.actions import BODY_MAP, LIFE, REGIONS, TYPING, Command
from trainer_tui.ui.capture.body_map import ARROWS, Figure
from trainer_tui.ui.capture.step import ChoiceStep, Option, Step, numbered, option_rows, pick, typed_row
from trainer_tui.ui.text import Row, Span, fit, row

if TYPE_CHECKING:
    from trainer_tui.ui.capture.flow import Flow

HITS_MOST = 40

_LIFE_WORDS = {
    "unresponsive": ("Responds to voice or touch?", "Call loudly and tap the shoulder."),
    "not_breathing_normally": (
        "Breathing normally?",
        "Watch the chest; slow gasps are not breathing.",
    ),
    "bleeding_uncontrolled": ("Bleeding under control, or none?", "Press first, answer after."),
}


class LifeStep(Step):
    """Responds, breathes, bleeding: asked before anything else; unknown is not no."""

    COMMANDS: ClassVar[Sequence[Command]] = LIFE

    def rows(self) -> list[Row]:
        """Return the three questions with their answers."""
        rows = [row(Span("Life first: 1 yes · 2 no · 3 or enter not assessed", "heading"))]
        for finding in LIFE_QUESTIONS:
            words, style = _life_answer(self.draft.findings.get(finding))
            rows.append(row(Span(fit(words, 15) + " ", style), _LIFE_WORDS[finding][0], key=finding))
        return rows

    def hint(self) -> list[Row]:
        """Return how to find out."""
        words = _LIFE_WORDS.get(self.flow.cursor or "")
        return [row(Span(words[1], "muted"))] if words else []

    def digit(self, digit: str) -> None:
        """Answer the question under the cursor: the finding is the reverse of what is asked."""
        finding = self.flow.cursor
        if finding is None or digit not in "123":
            self.flow.problem = "Answer with 1 yes, 2 no, or 3 not assessed."
            return
        self.flow.answer(finding, {"1": False, "2": True, "3": None}[digit])
        self._next(finding)

    def enter(self, key: str | None) -> None:
        """Go on without an answer; one given before stays."""
        if key is not None:
            self._next(key)

    def _next(self, finding: str) -> None:
        number = LIFE_QUESTIONS.index(finding) + 1
        if number < len(LIFE_QUESTIONS):
            self.draft.cursor = LIFE_QUESTIONS[number]
        else:
            self.flow.go_to_place()

    def back(self) -> None:
        """Go back one question, from the first to who it is."""
        number = LIFE_QUESTIONS.index(self.flow.cursor or LIFE_QUESTIONS[0])
        if number:
            self.draft.cursor = LIFE_QUESTIONS[number - 1]
        else:
            self.flow.go("who", typed=self.draft.guest or "")


def _life_answer(answer: object) -> tuple[str, str]:
    if answer is None:
        return "· not assessed", "muted"
    return ("− NO", "ems_now") if answer is True else ("+ yes", "text")


_ARM = (Region.UPPER_ARM, Region.ELBOW, Region.FOREARM, Region.WRIST, Region.HAND)
_MORE = (
    Region.CHEST,
    Region.ABDOMEN,
    Region.THORACIC_SPINE,
    Region.HIP_GROIN,
    Region.LOWER_LEG,
    Region.FOOT,
    Region.MULTIPLE,
)
_TOP: Mapping[str, Region] = {
    "1": Region.UNSPECIFIED,
    "2": Region.HEAD,
    "3": Region.NECK,
    "4": Region.SHOULDER,
    "5": Region.LUMBOSACRAL,
    "6": Region.THIGH,
    "7": Region.KNEE,
    "8": Region.ANKLE,
}
_GROUPS = (("9", 1, _ARM), ("0", 2, _MORE))
ANY_REGION = 3
"""The page that lists the regions even where the condition has its own."""
_DIGITS = {region: digit for digit, region in _TOP.items()}
_DIGITS |= {
    region: f"{digit}{number}" for digit, _, group in _GROUPS for number, region in enumerate(group, start=1)
}
_SPOKEN = {
    Region.UNSPECIFIED: "Not one part, or not known yet (ill, collapsed, heat, heart)",
    Region.MULTIPLE: "Several parts",
}


class RegionStep(ChoiceStep):
    """Ten lines: what is common or dangerous with one digit, the others with two; `/` finds a condition.

    Beside them the body with the same digits, on which the arrows go from region to region.
    """

    def __init__(self, flow: Flow) -> None:
        """Show the body from the front, the arrows in the list."""
        super().__init__(flow)
        self.figure = Figure()

    @property
    def commands(self) -> Sequence[Command]:
        """The keys of the list, or those of the figure."""
        return BODY_MAP if self.figure.on else REGIONS

    def title(self) -> str:
        """Return the question."""
        return "Where? A digit; / finds a condition by name"

    def start(self) -> str | None:
        """Start on the region that was chosen before, or on its group."""
        groups = {region.value: f"page:{page}" for _, page, regions in _GROUPS for region in regions}
        region = self.draft.region
        at_top = not self._own_regions() and self.draft.page not in (1, 2)
        return groups.get(region or "", region) if at_top else region

    def _own_regions(self) -> tuple[Region, ...]:
        """Return the regions of the condition that was given, when it has several."""
        entry = self.flow.condition_entry()
        regions = entry.regions if entry is not None else ()
        return regions if len(regions) > 1 and self.draft.page == 0 else ()

    def options(self) -> Sequence[Option]:
        """Return the regions of this level."""
        if own := self._own_regions():
            return [
                *(_region_option(region) for region in own),
                Option(f"page:{ANY_REGION}", "Another region"),
            ]
        if self.draft.page in (1, 2):
            return [_region_option(region) for region in _GROUPS[self.draft.page - 1][2]]
        top = [_region_option(region) for region in _TOP.values()]
        return [*top, *(_group_option(page, regions) for _, page, regions in _GROUPS)]

    def rows(self) -> list[Row]:
        """Return the lines with their digits."""
        digits = [*_TOP, *(digit for digit, _, _ in _GROUPS)]
        if self._own_regions() or self.draft.page in (1, 2):
            lines = option_rows(self.options(), 0)
        else:
            lines = [numbered(d, option) for d, option in zip(digits, self.options(), strict=True)]
        return [row(Span(self.title(), "heading")), *lines]

    def digit(self, digit: str) -> None:
        """Choose a region, or open a group."""
        if self._own_regions() or self.draft.page in (1, 2):
            picked = pick(self.options(), 0, digit)
        else:
            picked = self.options()[(int(digit) - 1) % 10].key
        if picked is None:
            self.flow.problem = f"There is no region {digit} here."
        else:
            self.choose(picked)

    def choose(self, key: str) -> None:
        """Take a region, or open a group."""
        if key.startswith("page:"):
            self.draft.page = int(key.removeprefix("page:"))
            self.draft.cursor = None
            self.figure.leave()
        else:
            self.flow.set_region(Region(key))
            self.flow.go_to_place()

    # --- the figure ------------------------------------------------------------------------------

    def picture(self) -> list[Row]:
        """Return the body with what the cursor stands on marked, and the digits that choose now."""
        self.figure.look_at(self._marked())
        if self._own_regions() or self.draft.page in (1, 2):
            options = enumerate(self.options(), start=1)
            return self.figure.rows({Region(o.key): str(n) for n, o in options if o.key in set(Region)})
        return self.figure.rows(_DIGITS)

    def hint(self) -> list[Row]:
        """Say what the arrows on the figure are on."""
        here = self.figure.here
        how = Span("  arrows move, enter takes it, digits work as before", "muted")
        return [row(Span(here.words.capitalize(), "strong"), how)] if here else []

    def _marked(self) -> tuple[Region, ...]:
        """Return the region under the cursor, or those of its group."""
        key = self.flow.cursor or ""
        groups = {f"page:{page}": regions for _, page, regions in _GROUPS}
        return groups.get(key) or ((Region(key),) if key in set(Region) else ())

    def moves(self, key: str) -> bool:
        """Go into the figure and out of it, turn it, and move on it."""
        if key == "m":
            self._enter_or_leave()
        elif key == "f":
            self.figure.turn()
        elif self.figure.on and key in ARROWS:
            self.figure.move(key)
        else:
            return False
        self._follow()
        return True

    def _follow(self) -> None:
        """Put the cursor of the list on what the arrows are on, or on its group."""
        if (here := self.figure.here) is not None:
            groups = {region: f"page:{page}" for _, page, regions in _GROUPS for region in regions}
            self.draft.cursor = groups.get(here.region, here.region.value)

    def _enter_or_leave(self) -> None:
        if self.figure.on:
            self.figure.leave()
        else:
            self.figure.enter(self._marked())
            self.draft.page = ANY_REGION

    def enter(self, key: str | None) -> None:
        """Choose what the cursor stands on; on the figure the side is the next step's first offer."""
        here = self.figure.here
        if here is None:
            super().enter(key)
            return
        self.draft.side = here.side.value if here.side else None
        self.choose(here.region.value)

    def back(self) -> None:
        """Leave the figure, close a group, or go back to the life questions."""
        if self.figure.on:
            self.figure.leave()
        elif self.draft.page:
            self.draft.page = 0
            self.draft.cursor = None
        else:
            self.flow.go("life", cursor=LIFE_QUESTIONS[-1])


def _region_option(region: Region) -> Option:
    return Option(region.value, _SPOKEN.get(region) or region.words.capitalize())


def _group_option(page: int, regions: Sequence[Region]) -> Option:
    names = ", ".join(_SPOKEN.get(region, region.words).lower() for region in regions)
    return Option(f"page:{page}", "Arm ▸" if page == 1 else "Others ▸", names)


class SearchStep(Step):
    """Find a condition by name; it brings its region along."""

    COMMANDS: ClassVar[Sequence[Command]] = TYPING

    def rows(self) -> list[Row]:
        """Return what is typed and the conditions found."""
        found = self.flow.desk.reference.search(self.draft.typed)
        rows = [
            row(hit.name, Span("" if hit.has_page else "  (not yet in this library)", "muted"), key=hit.id)
            for hit in found.hits[:HITS_MOST]
        ]
        if found.suggestions:
            rows.append(row(Span(f"Did you mean {' or '.join(found.suggestions)}?", "warning")))
        nothing = [row(Span("No condition found; backspace corrects.", "muted"))]
        return [typed_row("Condition:", self.draft.typed), *(rows or nothing)]

    @property
    def typing(self) -> bool:
        """The name of a condition is typed here."""
        return True

    def takes(self, character: str) -> bool:
        """Take everything that can stand in a name."""
        return character != "?"

    def enter(self, key: str | None) -> None:
        """Take the marked condition."""
        if key is not None:
            self.flow.set_condition(key)
            self.flow.after_condition()

    def back(self) -> None:
        """Go back to where the search was opened."""
        self.flow.leave_search()


class SideStep(ChoiceStep):
    """Left, right or what else the region has; enter leaves it unknown."""

    def title(self) -> str:
        """Return the question."""
        region = self.draft.body_region
        where = (
            "Which side, of several parts?" if region is Region.MULTIPLE else f"Side of the {region.words}?"
        )
        return f"{where} A digit; enter leaves it unknown"

    def options(self) -> Sequence[Option]:
        """Return the sides of the region."""
        return [Option(side.value, side.words.capitalize()) for side in self.draft.body_region.sides]

    def start(self) -> str | None:
        """Start on what asserts nothing."""
        return self.draft.side or Side.UNKNOWN.value

    def choose(self, key: str) -> None:
        """Take a side."""
        self.draft.side = key
        self.flow.go("sweep")

    def back(self) -> None:
        """Go back to the region; from a condition's only region to the life questions."""
        self.flow.go("region")
