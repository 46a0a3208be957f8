"""What it could also be: the conditions that region, mechanism and findings point to, each with its reasons.

Nothing here knows a condition: every reason is a statement of a page. What must not be missed comes first,
and an answer that a sign is absent never takes such a condition off the list or behind one that may wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from trainer_tui.domain.clues import CAUSES, EMERGENCY, SYMPTOMS, Clue, Clues
from trainer_tui.domain.conditions import NamedCondition
from trainer_tui.domain.expressions import Known
from trainer_tui.domain.findings import ABSENT_IN_BULK, Vocabulary
from trainer_tui.domain.library import Catalogue, Entry, Link
from trainer_tui.domain.suggestions import Case, Reason, Suggestion
from trainer_tui.domain.triage import highest
from trainer_tui.domain.vocabulary import LinkType, Region, Tier

MUST_NOT_MISS = (Tier.EMS_NOW, Tier.SAME_DAY)
ANYWHERE = (Region.UNSPECIFIED, Region.MULTIPLE)
TELLING_LINKS = (
    LinkType.SERIOUS_ASSOCIATED,
    LinkType.ASSOCIATED_WITH,
    LinkType.MIMIC,
    LinkType.CAUSED_BY,
    LinkType.SHARES_MECHANISM,
)
"""The links of the present condition that lead to what it could be instead, or besides."""

# How much a reason counts for the order among equally urgent conditions; nothing of it is shown.
_POINTS_SIGN, _POINTS_LINK, _POINTS_OTHER = 3, 2, 1


@dataclass(frozen=True)
class Shelf:
    """What suggestions are made from."""

    catalogue: Catalogue
    clues: Clues
    vocabulary: Vocabulary
    fires: Callable[[Known], bool]
    """Whether these findings alone make a red-flag rule match."""


def suggest(case: Case, shelf: Shelf) -> list[Suggestion]:
    """Return what it could also be: what must not be missed first, most urgent first, then the rest."""
    search = _Search(case, shelf)
    found = [judged for condition in search.candidates() if (judged := search.judge(condition))]
    return [judged.suggestion for judged in sorted(found, key=lambda judged: judged.order)]


@dataclass(frozen=True, slots=True)
class _Judged:
    suggestion: Suggestion
    order: tuple[object, ...]


class _Search:
    """One case, looked up in the library."""

    def __init__(self, case: Case, shelf: Shelf) -> None:
        self.case = case
        self.shelf = shelf
        answers = {name: answer for name, answer in case.findings.items() if answer is not None}
        self.present = {name for name, answer in answers.items() if answer is True}
        self.absent = {
            name for name, answer in answers.items() if answer is False or answer == ABSENT_IN_BULK
        }
        self.numbers = {
            name: answer
            for name, answer in answers.items()
            if isinstance(answer, int | float) and not isinstance(answer, bool)
        }
        links = shelf.catalogue.links.get(case.condition or "", ())
        self.links = {link.to: link for link in reversed(links) if link.type in TELLING_LINKS}
        known = shelf.catalogue.entries.get(case.condition or "")
        # None also where the library has lost the condition of an old record.
        self.taken_for = known or shelf.catalogue.named.get(case.condition or "")
        labels = self.taken_for.causes if isinstance(self.taken_for, Entry) else ()
        self.causes = {label.id: label.text for label in labels}

    def candidates(self) -> Iterator[str]:
        """Yield every condition that something points to, each once."""
        reading = self.shelf.clues.by_finding
        pointed = {c for name in (*self.present, *self.numbers) for c in reading.get(name, ())}
        catalogue = self.shelf.catalogue
        for condition in (*catalogue.entries, *catalogue.named):
            entry = catalogue.resolve(condition)
            pointed_at = condition in pointed or condition in self.links or self.is_here(entry)
            if pointed_at and condition != self.case.condition:
                yield condition

    def is_here(self, entry: Entry | NamedCondition) -> bool:
        """Tell whether a condition belongs to the region of the case."""
        return self.case.region is not Region.UNSPECIFIED and self.case.region in entry.regions

    def judge(self, condition: str) -> _Judged | None:
        """Return a condition with its reasons and its place; None where nothing points to it from here."""
        clues, entry = self.shelf.clues, self.shelf.catalogue.resolve(condition)
        evidence = _Evidence(self)
        for clue in clues.of.get(condition, ()):
            evidence.weigh(clue)
        link, base = self.links.get(condition), clues.tiers.get(condition)
        here = self.is_here(entry)
        fits = here or link is not None or self.case.region in ANYWHERE or Region.MULTIPLE in entry.regions
        elsewhere = evidence.alarming and base in MUST_NOT_MISS
        if not (here or link or elsewhere or (fits and evidence.findings)):
            return None
        # An emergency sign on the page of something milder says that it is worse here, so it raises the page.
        tier = highest(base, evidence.tier)
        must = tier in MUST_NOT_MISS
        points = evidence.points + (_POINTS_LINK if link else 0) + (_POINTS_OTHER if here else 0)
        if must:
            order: tuple[object, ...] = (
                _rank(tier),
                _rank(base),
                -points,
                _rank(link.tier if link else None),
            )
        else:
            order = (evidence.against - points, _rank(tier))
        why = (
            *([Reason(self.case.region.words)] if here else []),
            *evidence.reasons(),
            *([self._linked(link)] if link else []),
        )
        return _Judged(
            Suggestion(condition, entry.name, isinstance(entry, Entry), tier, must, why),
            (not must, not fits, *order, entry.name.casefold(), condition),
        )

    def _linked(self, link: Link) -> Reason:
        name = self.taken_for.name if self.taken_for else ""
        return Reason(f"on the page of {name}: {link.type.words}", sources=link.sources)


class _Evidence:
    """What the clues of one condition make of a case."""

    def __init__(self, search: _Search) -> None:
        self._search = search
        self.findings: dict[str, tuple[int, Reason]] = {}
        """For each finding the strongest reason, with its points."""
        self._others: list[Reason] = []
        self.tier: Tier | None = None
        """The most urgent tier of an emergency sign that is present."""
        self.alarming = False
        """Whether an emergency sign is present."""
        self._absent: set[str] = set()

    @property
    def points(self) -> int:
        """How much speaks for the condition."""
        return sum(points for points, _ in self.findings.values()) + len(self._others) * _POINTS_OTHER

    @property
    def against(self) -> int:
        """How many signs of the condition are absent."""
        return len(self._absent - self.findings.keys())

    def reasons(self) -> Iterator[Reason]:
        """Yield the reasons, the strongest first."""
        ranked = sorted(self.findings.values(), key=lambda found: -found[0])
        yield from (reason for _, reason in ranked)
        yield from self._others

    def weigh(self, clue: Clue) -> None:
        """Take in one clue."""
        search = self._search
        if clue.section in (EMERGENCY, SYMPTOMS):
            self._absent.update(search.absent.intersection(clue.findings))
        told = [name for name in clue.findings if name in search.present or self._tells(name)]
        if told:
            self._found(clue, told)
        self._weigh_mechanism(clue)

    def _tells(self, name: str) -> bool:
        """Tell whether a measured number is a red flag by itself."""
        numbers = self._search.numbers
        return name in numbers and self._search.shelf.fires({name: numbers[name]})

    def _found(self, clue: Clue, told: Sequence[str]) -> None:
        search = self._search
        alarming = clue.section == EMERGENCY and (
            len(told) == len(clue.findings) or search.shelf.fires(self._known(clue))
        )
        if alarming:
            self.alarming = True
            self.tier = highest(self.tier, clue.tier)
        points = _points_of(clue, alarming=alarming)
        for name in told:
            words = f"{self._answer(name)}: {_what(clue, alarming=alarming)}"
            if points > self.findings.get(name, (-1, None))[0]:
                self.findings[name] = points, Reason(words, name, clue.sources)

    def _known(self, clue: Clue) -> Known:
        search = self._search
        present: dict[str, bool | int | float] = {n: True for n in clue.findings if n in search.present}
        return present | {n: search.numbers[n] for n in clue.findings if n in search.numbers}

    def _answer(self, name: str) -> str:
        finding, number = self._search.shelf.vocabulary[name], self._search.numbers.get(name)
        if number is None:
            return f"{finding.prompt}, present"
        return f"{finding.prompt}, {number} {finding.unit}".rstrip()

    def _weigh_mechanism(self, clue: Clue) -> None:
        case = self._search.case
        same = clue.section == CAUSES and clue.item in case.causes
        if same and self._search.causes.get(clue.item, "").casefold() == clue.name.casefold():
            self._others.append(Reason(f"cause “{clue.name}”: on this page too", sources=clue.sources))
        for told, listed in ((case.onset, clue.onset), (case.contact, clue.contact)):
            if told.value in listed:
                what = "cause" if clue.section == CAUSES else "mechanism"
                words = f"{told.words}: {what} “{clue.name}” of this page"
                self._others.append(Reason(words, sources=clue.sources))


def _what(clue: Clue, *, alarming: bool) -> str:
    if clue.section == EMERGENCY:
        return "emergency sign of this page" if alarming else f"part of its emergency sign “{clue.name}”"
    if clue.section == SYMPTOMS:
        return f"symptom “{clue.name}” of this page"
    if clue.section == CAUSES:
        return f"{'risk factor' if clue.kind == 'risk' else 'cause'} “{clue.name}” of this page"
    return f"mechanism “{clue.name}” of this page"


def _points_of(clue: Clue, *, alarming: bool) -> int:
    """Return what a finding counts: nothing while it takes another one to make an emergency sign of it."""
    if clue.section == EMERGENCY:
        return _POINTS_SIGN if alarming else 0
    return _POINTS_OTHER


def _rank(tier: Tier | None) -> int:
    return tier.rank if tier else len(Tier)
