"""How the urgency of an incident came to be what it is: each step with who, when and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.revisions import Revision, ordered
from trainer_tui.domain.vocabulary import Tier


@dataclass(frozen=True, slots=True)
class TierStep:
    """One change of an incident's tier."""

    tier: Tier
    at: str
    """When it was saved, ISO time with offset."""
    by: str
    reason: str
    """Empty for the tier an incident was recorded with."""
    hlc: int = 0
    """Hybrid clock of the revision, which orders what one laptop wrote even when its clock went back."""


@dataclass(frozen=True, slots=True)
class Lowering:
    """An incident is less urgent than it was, because a person said so."""

    original: Tier
    """The most urgent tier the incident ever had."""
    by: str
    at: str
    reason: str

    def words(self, now: datetime) -> str:
        """Say what it was lowered from, by whom, when and why; the day is named unless it is today."""
        at = local_moment(self.at, now)
        return self.said(f"{at:%H:%M}" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M}")

    def said(self, when: str) -> str:
        """Say it with the moment in words of its own."""
        original = f"{self.original.symbol} {self.original.words}"
        return f"lowered from {original} by {self.by}, {when}: {self.reason}"


def tier_story(history: Sequence[Revision]) -> tuple[TierStep, ...]:
    """Return the tiers an incident had, oldest first; writing the same tier again is no step."""
    steps: list[TierStep] = []
    for revision in ordered(history):
        written = revision.changes.get("tier")
        if written and not (steps and steps[-1].tier == written):
            step = TierStep(Tier(written), revision.at, revision.by, revision.reason or "", revision.hlc)
            steps.append(step)
    return tuple(steps)


def reached(story: Sequence[TierStep]) -> TierStep:
    """Return the step since which an incident has been at least as urgent as it is now, without a break."""
    found = story[-1]
    for step in reversed(story):
        if step.tier.rank > story[-1].tier.rank:
            break
        found = step
    return found


def lowering(story: Sequence[TierStep]) -> Lowering | None:
    """Return the lowering that still holds, None while an incident is as urgent as it ever was."""
    if not story:
        return None
    original = min((step.tier for step in story), key=lambda tier: tier.rank)
    if story[-1].tier is original:
        return None
    pairs = list(pairwise(story))
    last = next(step for before, step in reversed(pairs) if step.tier.rank > before.tier.rank)
    return Lowering(original, last.by, last.at, last.reason)


def one_step_up(tier: Tier | None) -> Tier:
    """Return the next more urgent tier; without one the least urgent, and the highest stays."""
    tiers = list(Tier)
    return tiers[-1] if tier is None else tiers[max(0, tier.rank - 1)]
