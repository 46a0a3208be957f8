"""How the red-flag rules and the record see the invented season, as the app itself would show it."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trainer_tui.services.chart import Chart


def report(folder: Path) -> str:
    """Return the counts of the season in a folder, one a line."""
    chart = _loaded(folder)
    from trainer_tui.domain.vocabulary import Tier
    from trainer_tui.services.availability import AvailabilityBoard

    rows = [row for row in chart.incidents() if not row.incident.view.voided]
    tiers = Counter(row.incident.tier for row in rows)
    board = Counter(row.availability.words for row in AvailabilityBoard(chart.records.ledger, chart).board())
    lines = [f"{len(chart.athletes())} athletes in {len(chart.teams())} teams, {len(rows)} incidents"]
    for tier in (*Tier, None):
        share = 100 * tiers[tier] / len(rows)
        lines.append(f"{tier.value if tier else 'none':9} {tiers[tier]:4} {share:5.1f} %")
    conditions = Counter(chart.condition_name(row.incident) or "no condition" for row in rows)
    lines += [f"{name}: {count}" for name, count in conditions.most_common()]
    lines.append(f"guests: {sum(row.incident.guest is not None for row in rows)}")
    lines.append(f"late entries: {sum(row.incident.late_entry for row in rows)}")
    lines.append(f"open at the end: {sum(row.incident.open for row in rows)}")
    lines.append(f"not acknowledged: {sum(row.needs_acknowledgement for row in rows)}")
    lines.append("not fully available: " + ", ".join(f"{count} {word}" for word, count in board.items()))
    states = Counter(referral.state.words for referral in chart.records.referrals.values())
    lines.append("referrals: " + ", ".join(f"{count} {word}" for word, count in states.most_common()))
    return "\n".join(lines) + "\n"


def _loaded(folder: Path) -> Chart:
    """Load the season into memory, with the library it lies beside."""
    checkout = folder.parent.parent
    if (checkout / "trainer_tui").is_dir():
        sys.path.insert(0, str(checkout))
    from trainer_tui.domain.dates import system_clock
    from trainer_tui.domain.findings import Sweep
    from trainer_tui.domain.triage import RuleSet
    from trainer_tui.services.chart import Chart
    from trainer_tui.services.demo import load_demo
    from trainer_tui.services.held_back import HeldBack
    from trainer_tui.services.ledger import Ledger
    from trainer_tui.services.reference import Reference
    from trainer_tui.storage.content import ContentLibrary

    content = ContentLibrary(folder.parent)
    rules = RuleSet.from_data(*content.rules())
    found = [Sweep.from_data(table, rules.vocabulary) for table in content.sweeps().values()]
    sweeps = {sweep.region: sweep for sweep in found}
    reference = Reference(content)
    ledger = Ledger(HeldBack("report"), system_clock, "report")
    load_demo(ledger, reference, rules, sweeps, folder)
    return Chart(ledger, reference, rules, sweeps)
