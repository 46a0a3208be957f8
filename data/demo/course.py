"""What follows an incident: availability, referrals, acknowledgements, notes, corrections and its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from telling import Telling

TEAM_PHYSICIAN = "Dr. Obadiah Marchetti-Lund, team physician"
PAPER = "trainer's office, red folder"
LIMITS = "as the clinician's note says"
FORGOTTEN = ("toe-midfoot", "ankle-bone")
"""Urgent stories whose red flags nobody acknowledged."""
RECENT_DAYS = 21
"""Referrals of the last weeks may still be under way."""
REFERRAL_DAYS = {"EMS_NOW": 0, "SAME_DAY": 0, "H24_72": 1, "ROUTINE": 6, "none": 6}
"""Days from a referral to the visit, at least."""

Entry = dict[str, Any]


class Course:
    """Makes up what follows, as far as it happens before the season ends."""

    def __init__(self, stories: Mapping[str, Any], trainers: Mapping[str, str], anchor: date) -> None:
        self._stories = stories
        self._trainers = trainers
        self._anchor = anchor
        self._evening = datetime.combine(anchor - timedelta(days=1), time(22, 0))

    def statuses(self, telling: Telling) -> list[Entry]:
        """Return the dated changes of availability; what a red-flag rule holds is written by the rule."""
        if telling.person is None or (not telling.held and telling.out_days == telling.limited_days == 0):
            return []
        found = []
        held = int(telling.held)  # what a rule holds comes back on the next day at the earliest
        if telling.out_days and not telling.held:
            found.append(self._status(telling, telling.day, "out"))
        if telling.limited_days and telling.out_days >= 0:
            back = telling.day + timedelta(days=max(telling.out_days, held))
            if telling.full_day is None or back < telling.full_day:
                found.append(self._status(telling, back, "limited"))
        if telling.full_day is not None:
            full_day = max(telling.full_day, telling.day + timedelta(days=held))
            found.append(self._status(telling, full_day, "full"))
        return [status for status in found if status["at"] <= self._anchor.isoformat()]

    def _status(self, telling: Telling, day: date, availability: str) -> Entry:
        assert telling.person is not None
        decided_by = self._trainers[telling.person.team]
        status: Entry = {
            "athlete": {"jersey": telling.person.jersey, "team": telling.person.team},
            "incident": telling.number,
            "at": day.isoformat(),
            "availability": availability,
        }
        if availability == "limited" and telling.story.get("restrictions"):
            status["restrictions"] = telling.story["restrictions"]
        if telling.held and availability != "out":
            decided_by = self._clinician(telling)
            limits = status.get("restrictions", [LIMITS]) if availability == "limited" else []
            status["clearance"] = {
                "clinician": decided_by,
                "credential": "MD",
                "at": day.isoformat(),
                "scope": availability,
                "restrictions": limits,
                "paper": PAPER,
                "seen_original": True,
            }
        return status | {"decided_by": decided_by}

    def _clinician(self, telling: Telling) -> str:
        to = telling.story.get("referral", {}).get("to", "")
        named = to if to.startswith("Dr.") else TEAM_PHYSICIAN
        return str(telling.story.get("decided_by", named))

    def referral(self, telling: Telling) -> list[Entry]:
        """Return the referral of an incident with the steps it went through, or nothing."""
        words, dice = telling.story.get("referral"), telling.dice
        if words is None or not dice.chance(words.get("share", 100) / 100):
            return []
        tier = telling.story["tier"]
        made = telling.reported + timedelta(minutes=dice.between(4, 40))
        referral: Entry = {"incident": telling.number, "at": made.isoformat()}
        referral |= {name: words[name] for name in ("to", "route", "reason", "question")}
        visit = made + timedelta(days=REFERRAL_DAYS[tier] + dice.between(0, 2), hours=1, minutes=30)
        if telling.urgent:
            visit = made + timedelta(hours=2, minutes=dice.between(0, 90))
        steps = [("sent", made + timedelta(minutes=10), "")]
        if tier == "ROUTINE" and dice.chance(0.35):
            steps.append(("declined", made + timedelta(days=2), "The family wants to wait and see."))
        else:
            steps.append(("acknowledged", made + (visit - made) / 3, ""))
            steps.append(("seen", visit, "" if telling.urgent else words["outcome"]))
            ended = visit + timedelta(days=dice.between(6, 15))
            steps.append(("closed", ended, words["outcome"] if telling.urgent else ""))
        recent = (self._anchor - telling.day).days <= RECENT_DAYS
        if tier != "EMS_NOW" and dice.chance(0.5 if recent else 0.06):
            steps = steps[: dice.between(0, 2)]
        referral["steps"] = [
            {"at": at.isoformat(timespec="minutes"), "state": state}
            | ({"reason" if state == "declined" else "outcome": said} if said else {})
            for state, at, said in steps
            if at <= self._evening
        ]
        return [referral]

    def follow_ups(self, telling: Telling, referrals: list[Entry]) -> list[Entry]:
        """Return everything else that is written to an incident later on."""
        found = self._acknowledgement(telling) + self._notes(telling) + self._checks(telling)
        return found + self._closing(telling, referrals)

    def entry(self, telling: Telling, at: datetime, act: str, **more: Any) -> Entry:
        """Return one follow-up in the shape of the file."""
        return {"incident": telling.number, "at": at.isoformat(), "act": act, **more}

    def _acknowledgement(self, telling: Telling) -> list[Entry]:
        if not telling.held or telling.story["id"] in FORGOTTEN:
            return []
        if not telling.urgent and telling.dice.chance(0.08):
            return []
        at = telling.reported + timedelta(minutes=telling.dice.between(1, 3))
        return [self.entry(telling, at, "acknowledge")]

    def _notes(self, telling: Telling) -> list[Entry]:
        dice = telling.dice
        found: list[Entry] = []
        if telling.urgent or telling.guest:
            return found
        for days in (1, 3):
            at = datetime.combine(telling.reported.date() + timedelta(days=days), time(14, 40))
            at += timedelta(minutes=dice.between(0, 45))
            if dice.chance(0.55 if telling.held else 0.25) and at <= self._evening:
                text = dice.pick(self._stories["follow_up"]["texts"])
                found.append(self.entry(telling, at, "note", heading="narrative", text=text))
        return found

    def _checks(self, telling: Telling) -> list[Entry]:
        """Return the later looks that a story names: new answers, and a tier lowered by a person."""
        found = []
        for check in telling.story.get("checks", ()):
            at = telling.reported + timedelta(minutes=check["minutes"])
            found.append(self.entry(telling, at, "amend", change={"findings": check["findings"]}, reason=""))
            if "tier" in check:
                later = at + timedelta(minutes=2)
                found.append(
                    self.entry(telling, later, "change_tier", tier=check["tier"], reason=check["reason"])
                )
        return found

    def _closing(self, telling: Telling, referrals: list[Entry]) -> list[Entry]:
        dice = telling.dice
        ended = telling.day + timedelta(days=3) if telling.person is None else telling.full_day
        if ended is None or not dice.chance(0.94):
            return []
        steps = referrals[0]["steps"] if referrals else []
        if referrals and (not steps or steps[-1]["state"] not in ("closed", "declined")):
            return []
        ended = max([ended, telling.reported.date(), *(date.fromisoformat(s["at"][:10]) for s in steps)])
        at = datetime.combine(ended + timedelta(days=dice.between(1, 5)), time(16, 5))
        if at > self._evening:
            return []
        reason = dice.pick(self._stories["closing"]["reasons"])
        if telling.person is None:
            reason = "Handed over to the visitors' own staff"
        return [self.entry(telling, at, "close", reason=reason)]
