"""The hand-over of a shift: what others did to the record since somebody left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.ports import DraftStore
from trainer_tui.domain.records import (
    ASSESSMENTS,
    ATHLETES,
    CLEARANCES,
    CONTACTS,
    COSIGNS,
    DISCLOSURES,
    FOLLOW_UPS,
    INCIDENTS,
    NOTES,
    REFERRALS,
    STATUS_CHANGES,
    USERS,
    kind_words,
)
from trainer_tui.domain.revisions import VOID, Revision, View
from trainer_tui.domain.vocabulary import Availability, ClearanceScope, Reached, ReferralState, Tier, Told
from trainer_tui.services.chart import Chart
from trainer_tui.services.people import folded, label_of

LEFT = "shift-left"
"""Under what name it is kept when each user left this laptop."""
MOST = 500
"""How many changes are told; what is older is only said to be there."""
NOT_TOLD = frozenset({ATHLETES, DISCLOSURES, USERS})
TEXT_SHOWN = 80
DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Left:
    """When a user left this laptop, and what was the last it held then."""

    at: datetime
    last: str
    """Id of the last revision, empty for none."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One change by somebody else."""

    revision: str
    at: str
    """ISO time with offset."""
    by: str
    kind: str
    """The table of the record, such as `notes`."""
    what: str
    """What was done, in one line."""


@dataclass(frozen=True, slots=True)
class Story:
    """What happened to one incident, or to an athlete beside all incidents; oldest first."""

    incident: str | None
    athlete: str | None
    changes: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """What others did since a moment, the story with the newest change first."""

    since: datetime
    known: bool
    """Whether the moment is known; if not, a day is told."""
    stories: tuple[Story, ...]
    more: bool
    """Whether there are older changes that are not told."""

    @property
    def count(self) -> int:
        """How many changes are told."""
        return sum(len(story.changes) for story in self.stories)


class Shifts:
    """Remembers who left when, and tells what came since."""

    def __init__(self, chart: Chart, drafts: DraftStore) -> None:
        self._chart = chart
        self._records = chart.records
        self._drafts = drafts

    @property
    def user(self) -> str:
        """Whose shift it is."""
        return self._records.ledger.user

    def leave(self) -> None:
        """Remember that the user leaves now; raises StoreError."""
        last = next(self._records.ledger.store.newest_first(), None)
        kept = self._drafts.load(LEFT) or {}
        mark = {"at": self.now.isoformat(), "last": last.id if last else ""}
        self._drafts.save(LEFT, {**kept, folded(self.user): mark})

    def left(self) -> Left | None:
        """Return when the user last left this laptop, None when that is not known."""
        kept = (self._drafts.load(LEFT) or {}).get(folded(self.user))
        try:
            return Left(local_moment(kept["at"], self.now), str(kept["last"])) if kept else None
        except (KeyError, TypeError, ValueError):
            return None

    def since_left(self) -> Shift:
        """Return what others did since the user left; the last day when that moment is not known.

        Counted by what has come into the record here, not by clocks: what another laptop wrote earlier and
        brought later is among it.
        """
        left = self.left()
        if left is None:
            return self._told(self.now - DAY, self._after(self.now - DAY), known=False)
        found = self._behind(left.last) if left.last else list(self._newest(lambda _: False))
        if found is None:  # the record is another one, such as a restored backup
            return self._told(left.at, self._after(left.at), known=True)
        return self._told(left.at, found, known=True)

    def since(self, moment: datetime) -> Shift:
        """Return what others did since a moment."""
        return self._told(moment, self._after(moment), known=True)

    def who(self, story: Story) -> str:
        """Return jersey and name of whom a story is about, with the condition of an incident."""
        if story.incident is None:
            return label_of(self._records.athlete(story.athlete or ""))
        incident = self._records.incident(story.incident)
        return " · ".join(filter(None, (self._chart.who(incident), self._chart.condition_name(incident))))

    @property
    def now(self) -> datetime:
        """The present moment."""
        return self._records.ledger.clock()

    # --- which revisions -------------------------------------------------------------------------

    def _newest(self, enough: Callable[[Revision], bool]) -> Iterator[Revision]:
        """Yield revisions, the newest first, until one tells that it is enough."""
        for revision in self._records.ledger.store.newest_first():
            if enough(revision):
                return
            yield revision

    def _behind(self, last: str) -> list[Revision] | None:
        """Return what came behind a revision, newest first; None when that one is not here."""
        met = False

        def enough(revision: Revision) -> bool:
            nonlocal met
            met = revision.id == last
            return met

        found = list(self._newest(enough))
        return found if met else None

    def _after(self, moment: datetime) -> Iterable[Revision]:
        """Yield what was written after a moment, newest first.

        The hybrid clock of this laptop never goes back, so its first older revision ends the search.
        """
        bound = int(moment.timestamp() * 1000) << 16
        device = self._records.ledger.store.device
        newest = self._newest(lambda revision: revision.device == device and revision.hlc < bound)
        return (revision for revision in newest if revision.hlc >= bound)

    # --- in words --------------------------------------------------------------------------------

    def _told(self, since: datetime, newest: Iterable[Revision], *, known: bool) -> Shift:
        mine = folded(self.user)
        others = (r for r in newest if folded(r.by) != mine and r.kind not in NOT_TOLD)
        found = list(islice(others, MOST + 1))
        owned: dict[tuple[str | None, str | None], list[Changed]] = {}
        for revision in found[:MOST]:
            view = self._records.ledger.view(revision.kind, revision.record)
            owned.setdefault(_owner(view), []).append(_changed(revision, view))
        stories = [Story(*owner, tuple(reversed(changes))) for owner, changes in owned.items()]
        return Shift(since, known, tuple(s for s in stories if s.incident or s.athlete), len(found) > MOST)


def _owner(view: View) -> tuple[str | None, str | None]:
    """Return the incident a record belongs to, or the athlete where it belongs to none."""
    incident = view.record if view.kind == INCIDENTS else view["incident"]
    return (incident, None) if incident else (None, view["athlete"])


def _changed(revision: Revision, view: View) -> Changed:
    return Changed(revision.id, revision.at, revision.by, revision.kind, _what(revision, view))


def _what(revision: Revision, view: View) -> str:
    """Say in one line what a revision did; an entry that is in error by now says so where it is told."""
    because = f": {revision.reason}" if revision.reason else ""
    if revision.changes.get(VOID):
        return f"{kind_words(revision.kind)} entered in error{because}"
    say = _WORDS.get(revision.kind)
    said = say(revision, view) if say else f"{kind_words(revision.kind)} written"
    return f"{said} (entered in error)" if view.voided and revision.kind != INCIDENTS else said


def _incident(revision: Revision, _: View) -> str:
    because = f": {revision.reason}" if revision.reason else ""
    return f"{_incident_change(revision.changes)}{because}"


def _incident_change(changes: Mapping[str, Any]) -> str:
    if "who" in changes and "kind" in changes:
        return "incident recorded"
    if set(changes) == {"closed"}:
        return f"incident {'closed' if changes['closed'] else 'opened again'}"
    if set(changes) == {"tier"}:
        return f"urgency now “{Tier(changes['tier']).words}”"
    return f"changed {', '.join(unit.replace('_', ' ') for unit in changes)}"


def _assessment(_: Revision, view: View) -> str:
    tier = (view["triage"] or {}).get("tier")
    return f"assessed: {Tier(tier).words if tier else 'no rule matched'}"


def _note(_: Revision, view: View) -> str:
    line = " ".join(view["text"].split())
    shown = line if len(line) <= TEXT_SHOWN else f"{line[: TEXT_SHOWN - 1]}…"
    return f"note, {view['heading']}: {shown}"


def _status(_: Revision, view: View) -> str:
    by = f", decided by {view['decided_by']}" if view["decided_by"] else ""
    return f"{Availability(view['availability']).words} from {view['at']}{by}"


def _referral(revision: Revision, view: View) -> str:
    state = (revision.changes.get("state") or {}).get("state") or ReferralState.RECOMMENDED
    return f"referral to {view['to'] or 'somebody'}: {ReferralState(state).words}"


def _follow_up(revision: Revision, view: View) -> str:
    done = "follow-up done" if "done" in revision.changes and "follow_up" not in revision.changes else ""
    return f"{done or 'follow-up for ' + view['on']}: {view['text']}"


def _cosign(*_: object) -> str:
    return "note co-signed"


def _contact(_: Revision, view: View) -> str:
    who = f"{Told(view['whom']).words} {view['name'] or ''}".strip()
    return f"told {who}: {Reached(view['result']).words}"


def _clearance(_: Revision, view: View) -> str:
    return f"clearance by {view['clinician']}, {view['at']}: {ClearanceScope(view['cleared_for']).words}"


_WORDS: Mapping[str, Callable[[Revision, View], str]] = {
    INCIDENTS: _incident,
    ASSESSMENTS: _assessment,
    NOTES: _note,
    STATUS_CHANGES: _status,
    REFERRALS: _referral,
    COSIGNS: _cosign,
    CONTACTS: _contact,
    CLEARANCES: _clearance,
    FOLLOW_UPS: _follow_up,
}


def words_of_since(shift: Shift, user: str) -> str:
    """Say from when on it is told."""
    at = f"{shift.since:%Y-%m-%d %H:%M}"
    if not shift.known:
        return f"When {user} left this laptop is not known: the last 24 hours, since {at}."
    return f"What others did since {at}."
