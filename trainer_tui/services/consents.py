"""What a hand-over by consent rests on: the consents of the roster."""

from __future__ import annotations

from collections.abc import Iterable

from trainer_tui.domain.plain_text import counted
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.services.people import label_of
from trainer_tui.services.records import Records

NAMED_AT_MOST = 3


def consent_warning(records: Records, purpose: Purpose | None, athletes: Iterable[str]) -> str:
    """Return a sentence when a hand-over by consent names somebody without one that counts today.

    Empty otherwise; treatment and emergencies need no consent. It warns and stops nothing: the paper may lie
    in a drawer.
    """
    if purpose is not Purpose.CONSENT:
        return ""
    known = (records.athletes.get(ident) for ident in dict.fromkeys(athletes))
    lacking = [a for a in known if a and not a.disclosure_consent.holds(records.today())]
    if not lacking:
        return ""
    if len(lacking) > NAMED_AT_MOST:
        who = counted(len(lacking), "athlete")
    else:
        who = ", ".join(label_of(athlete) for athlete in lacking)
    return f"No consent to tell others is on record that counts today for {who}; enter it on the roster."
