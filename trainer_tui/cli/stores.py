"""The database: info, verify, backup and restore."""

from __future__ import annotations

from pathlib import Path

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.domain.errors import StoreError

UNUSABLE = StoreError.exit_code


def info(context: Context) -> int:
    """Write where the records are and what they hold."""
    facts = context.upkeep.info()
    if context.json:
        output.data(facts)
    else:
        output.labelled(
            (name.replace("_", " "), _words(value)) for name, value in facts.items() if name != "report"
        )
    return _judge(facts["ok"], facts["report"])


def verify(context: Context) -> int:
    """Check everything, the hash chain included."""
    report = context.upkeep.verify()
    if context.json:
        output.data({"ok": not report, "report": report})
    elif not report:
        output.line("Nothing is damaged and nothing is missing.")
    return _judge(not report, report)


def backup(context: Context) -> None:
    """Write a verified copy."""
    path = context.upkeep.backup(Path(context.given.path).expanduser())
    _said(path, context, f"The records were copied to {path} and read back.")


def restore(context: Context) -> None:
    """Put a backup in place."""
    kept = context.upkeep.restore(Path(context.given.path).expanduser(), force=context.given.force)
    aside = f" The former records are kept in {kept}." if kept else ""
    _said(kept, context, f"The records were restored from {context.given.path}.{aside}")


def _said(path: Path | None, context: Context, sentence: str) -> None:
    if context.json:
        output.data({"path": str(path) if path else None})
    output.say(sentence)


def _judge(ok: bool, report: list[str]) -> int:
    for sentence in report:
        output.say(sentence)
    return 0 if ok else UNUSABLE


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "\n".join(f"{name}: {number}" for name, number in value.items()) or "none"
    if isinstance(value, list):
        return "\n".join(str(entry) for entry in value) or "none"
    return "none" if value is None else str(value)
