"""Review of drafts: captures left half recorded for a while, and forms that were typed into and not saved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.due import Due, DueKind
from trainer_tui.domain.ports import CAPTURES, DraftStore
from trainer_tui.services.capture import CaptureDraft, read_draft
from trainer_tui.services.people import label_of
from trainer_tui.services.records import Records

REVIEW_AFTER = timedelta(minutes=15)
FORMS = "form-"
NEW_SESSION = "form-session-new"
SESSION = "session"
_NAMED = re.compile(r"form-([a-z]+).*?-([0-9a-f]{8}-[0-9a-f-]{27})")
_WORDS: Mapping[str, str] = {
    "amend": "changes of the incident",
    "assess": "new assessment",
    "vitals": "vital signs",
    "protocol": "gates of a protocol",
    "referral": "referral",
    "outcome": "outcome of a referral",
    "note": "note",
    "soap": "SOAP note",
    "print": "note to print",
    "told": "who was told",
    "clearance": "clearance",
    "status": "change of availability",
    "followup": "follow-up",
    "athlete": "roster entry",
}


class DueDrafts:
    """Finds what was typed and not saved, each with what it is about."""

    def __init__(self, drafts: DraftStore, records: Records) -> None:
        self._drafts = drafts
        self._records = records

    def due(self, now: datetime) -> Iterator[Due]:
        """Yield captures that were begun a quarter of an hour ago or earlier, and every unsaved form."""
        for name in self._drafts.names(CAPTURES):
            draft = read_draft(self._drafts, name)
            if draft is not None and (due := _capture(name, draft, now)) is not None:
                yield due
        for name in self._drafts.names(FORMS):
            if (due := self._form(name, now)) is not None:
                yield due

    def _form(self, name: str, now: datetime) -> Due | None:
        """Return what a form is about; None for one that is about no record, or about one that is gone."""
        if (found := form_of(name)) is None:
            return None
        kind, ident = found
        if kind == SESSION:
            return self._session(name, ident, now)
        what = _WORDS.get(kind, "reason for a change")
        if (athlete := self._records.athletes.get(ident)) is not None:
            return Due(DueKind.DRAFT, name, "", now, what, who=label_of(athlete))
        referral = self._records.referrals.get(ident)
        incident = self._records.incidents.get(referral.incident if referral else ident)
        return Due(DueKind.DRAFT, name, incident.id, now, what) if incident else None

    def _session(self, name: str, ident: str, now: datetime) -> Due | None:
        """Return a session that is begun, or one that is being changed, with its team."""
        session = self._records.sessions.get(ident)
        if ident and (session is None or session.view.voided):
            return None
        team = session.team if session else (self._drafts.load(name) or {}).get("team")
        what = "changes of a session" if session else "new session"
        return Due(DueKind.DRAFT, name, "", now, what, who=team if isinstance(team, str) else "")


def _capture(name: str, draft: CaptureDraft, now: datetime) -> Due | None:
    """Return a capture that waits; one begun after now was begun before the clock went back."""
    started = datetime.fromisoformat(draft.started_at)
    if timedelta() <= now - started < REVIEW_AFTER:
        return None
    begun = local_moment(draft.started_at, now)
    since = f"{begun:%H:%M}" if begun.date() == now.date() else f"{begun:%Y-%m-%d %H:%M}"
    where = f", {draft.body_region.words}" if draft.region else ""
    what = f"details begun {since}" if draft.incident else f"half recorded since {since}{where}"
    who = draft.who_words or draft.guest or "nobody named yet"
    return Due(DueKind.DRAFT, name, draft.incident or "", min(started + REVIEW_AFTER, now), what, who=who)


def form_of(name: str) -> tuple[str, str] | None:
    """Return the kind of a form and the id of its record from the name of its draft.

    The session that is being recorded has no id yet.
    """
    if name == NEW_SESSION:
        return SESSION, ""
    found = _NAMED.fullmatch(name)
    return (found[1], found[2]) if found else None
