"""The database: info, verify, compact, passphrase, backup and restore."""

from __future__ import annotations

from pathlib import Path

from trainer_tui.cli import output
from trainer_tui.cli.context import Context
from trainer_tui.cli.secrets import first_line
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


def compact(context: Context) -> None:
    """Write the records anew without what was superseded."""
    before = context.services.upkeep.info()["bytes"]
    context.services.upkeep.compact()
    after = context.services.upkeep.info()["bytes"]
    if context.json:
        output.data({"bytes_before": before, "bytes_after": after})
    output.say(
        f"The records took {before:,} bytes and take {after:,} now; the former file is kept beside them."
    )


def passphrase(context: Context) -> None:
    """Encrypt the records, change their passphrase, or remove it."""
    given = context.given
    new = None if given.remove else first_line(given.new_passphrase_file, "passphrase")
    key = context.services.upkeep.set_passphrase(new)
    if context.json:
        output.data({"encrypted": bool(key), "recovery_key": key or None})
    elif key:
        output.line(key)
    output.say(
        "The records, their copies and their backups are encrypted. Print the recovery key and keep it apart "
        "from this computer: it is not shown again, and without it and the passphrase nobody can open the "
        "records."
        if key
        else "The records, their copies and their backups are not encrypted any more."
    )


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
