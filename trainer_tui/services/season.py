"""Counting incidents over a span of days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trainer_tui.domain.vocabulary import Region, Tier
from trainer_tui.services.chart import Chart

NOT_RECORDED = "not recorded"
NO_RULE = "no rule matched"


@dataclass(frozen=True, slots=True)
class Count:
    """How often something occurred."""

    label: str
    """In words."""
    key: str
    """Its id; empty where nothing was recorded."""
    n: int


@dataclass(frozen=True, slots=True)
class SeasonCounts:
    """Incidents of a span of days by what they were; the most frequent first."""

    by_condition: tuple[Count, ...]
    by_region: tuple[Count, ...]
    by_cause: tuple[Count, ...]
    """An incident with two causes counts under both."""
    by_tier: tuple[Count, ...]
    """By urgency, the most urgent first."""
    total: int
    athletes: int
    """How many different athletes of the roster were concerned."""


class Season:
    """Counts over the incidents of the chart."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    def counts(self, since: date | None = None, until: date | None = None) -> SeasonCounts:
        """Count incidents by their local day of onset, both days included; those in error do not count."""
        rows = self._chart.incidents(since=since, until=until)
        incidents = [row.incident for row in rows if not row.incident.view.voided]
        names: dict[str, str] = {"": NOT_RECORDED}
        cause_names: dict[str, str] = {"": NOT_RECORDED}
        conditions: Counter[str] = Counter()
        causes: Counter[str] = Counter()
        for incident in incidents:
            conditions[incident.condition or ""] += 1
            names.setdefault(incident.condition or "", self._chart.condition_name(incident))
            causes.update(incident.causes or ("",))
            cause_names |= zip(incident.causes, self._chart.cause_names(incident), strict=True)
        regions = Counter(incident.region.value for incident in incidents)
        tiers = Counter(incident.tier for incident in incidents)
        return SeasonCounts(
            by_condition=_ranked(conditions, names),
            by_region=_ranked(regions, {region.value: region.words for region in Region}),
            by_cause=_ranked(causes, cause_names),
            by_tier=tuple(
                Count(tier.words if tier else NO_RULE, tier.value if tier else "", tiers[tier])
                for tier in (*Tier, None)
                if tiers[tier]
            ),
            total=len(incidents),
            athletes=len({incident.athlete for incident in incidents if incident.athlete}),
        )


def _ranked(counts: Counter[str], labels: Mapping[str, str]) -> tuple[Count, ...]:
    """Order counts by number, then by label; what was not recorded stands last."""
    found = [Count(labels.get(key, key), key, n) for key, n in counts.items()]
    return tuple(sorted(found, key=lambda count: (not count.key, -count.n, count.label)))
