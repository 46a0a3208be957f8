"""Makes what the README shows: the table of keys from the commands, the pictures from the demo season.

python docs/make.py          # everything
python docs/make.py keys     # the table of keys alone
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

README = ROOT / "README.md"
BEGIN, END = "<!-- keys: made by docs/make.py -->", "<!-- /keys -->"
SIZE = (100, 30)


def keys_table() -> str:
    """Return the table of keys in Markdown, made from the commands themselves."""
    from trainer_tui.ui import actions

    screens = (
        ("Everywhere", actions.GLOBAL),
        ("In every list", actions.LIST_KEYS),
        ("Today", actions.TODAY),
        ("Reference", actions.REFERENCE),
        ("Incidents", actions.INCIDENTS),
        ("One incident", actions.INCIDENT),
        ("A protocol", actions.PROTOCOL),
        ("Amending", actions.AMEND),
        ("Handing over", actions.EXPORT_SCREEN),
        ("Athletes", actions.ATHLETES),
        ("One athlete", actions.ATHLETE),
        ("The form of an athlete", actions.ATHLETE_FORM),
        ("Importing a roster: columns", actions.ROSTER_COLUMNS),
        ("Importing a roster: rows", actions.ROSTER_ROWS),
        ("Recording an incident", actions.CAPTURE),
        ("Emergency", actions.EMERGENCY),
        ("Logging a service", actions.LOG_SERVICE),
        ("Recording a session", actions.SESSION),
        ("Services and sessions of a day", actions.DAY_LOG),
        ("Welcome page", actions.WELCOME),
        ("Unlocking the records", actions.UNLOCK),
        ("Setting a passphrase", actions.PASSPHRASE),
        ("The recovery key", actions.RECOVERY_KEY),
        ("Removing the passphrase", actions.REMOVE_PASSPHRASE),
    )
    lines = ["| where | key | does |", "| --- | --- | --- |"]
    for where, commands in screens:
        for number, command in enumerate(commands):
            keys = " ".join(f"`{key}`" for key in command.key_words.split())
            lines.append(f"| {'' if number else where} | {keys} | {command.help} |")
    return "\n".join(lines)


def with_keys(readme: str) -> str:
    """Return the README with the present table of keys in its place."""
    block = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    return block.sub(lambda _: f"{BEGIN}\n{keys_table()}\n{END}", readme)


async def pictures(folder: Path) -> None:
    """Take the pictures from the app on the demo season."""
    from tests.ui.stage import real_stage
    from trainer_tui.domain.dates import system_clock
    from trainer_tui.domain.vocabulary import Tier
    from trainer_tui.services.demo import load_demo
    from trainer_tui.ui.events import OpenCondition, OpenIncident

    with tempfile.TemporaryDirectory() as name:
        app, services = real_stage(Path(name), system_clock, demo=True)
        load_demo(
            services.ledger, services.reference, services.rules, services.sweeps, ROOT / "data" / "demo"
        )
        rows = services.chart.incidents()
        urgent = next(row for row in rows if row.incident.tier is Tier.EMS_NOW and row.incident.condition)
        async with app.run_test(size=SIZE) as pilot:
            app.post_message(OpenCondition("back-spasms"))
            await pilot.pause()
            await pilot.press(*["j"] * 21, "s")
            await pilot.pause()
            (folder / "reference.svg").write_text(
                app.export_screenshot(title="trainer_tui"), encoding="utf-8"
            )
            app.post_message(OpenIncident(urgent.incident.id))
            await pilot.pause()
            await pilot.pause()
            (folder / "incident.svg").write_text(app.export_screenshot(title="trainer_tui"), encoding="utf-8")
        services.close()


def main(arguments: list[str]) -> None:
    """Make what was asked for."""
    README.write_text(with_keys(README.read_text(encoding="utf-8")), encoding="utf-8")
    if arguments != ["keys"]:
        asyncio.run(pictures(ROOT / "docs"))


if __name__ == "__main__":
    main(sys.argv[1:])
