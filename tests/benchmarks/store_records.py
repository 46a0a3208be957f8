"""Invented incidents for the benchmark of the store: the same number always gives the same incident."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any, NamedTuple

Record = dict[str, Any]

OF_ONE_ATHLETE = 25
A_WEEK = 190
FIRST_DAY = date(2016, 8, 1)
STATUSES = ("open", "parked", "handed over", "returned", "closed")
CONDITIONS = 60

NEEDLE = "Old Boathouse Gate"
"""What the text search looks for, in other letter case than the narratives have it."""
WITH_NEEDLE = 500
"""One narrative of so many has the needle."""

SPORTS = ("soccer", "football", "rowing", "wrestling", "volleyball", "track", "lacrosse", "basketball")
REGIONS = ("knee", "ankle", "shoulder", "wrist", "head", "hip", "lower back", "thigh")
SURFACES = ("grass", "turf", "hardwood", "mat", "water", "cinder")
WHERE = ("fell at the near touchline", "collided with another player", "landed on one foot", "twisted away")
SAID = ("heard nothing", "felt a snap", "felt it give way", "noticed it only later", "went on playing")
SAW = ("swelling over the joint line", "no swelling", "a bruise of a thumb's width", "guarding", "a limp")
DID = ("ice and a wrap", "crutches and a call home", "a rest on the bench", "taping", "a referral")
THEN = (
    "The coach was told and agreed that the rest of the practice is watched from the bench.",
    "A parent was called and will be at the gymnasium before the bus leaves.",
    "The athlete walked off without help and was seen again after the shower.",
    "The team physician looked at it at half time and wants to see it again on Monday.",
    "Nothing changed during the following hour, and the athlete was told what to look out for.",
)


class Key(NamedTuple):
    """What one round of the measurements looks for."""

    number: int
    uid: str
    athlete: str
    status: str
    since: str
    before: str


class Season:
    """So many incidents, and those that come after them."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.athletes = max(1, size // OF_ONE_ATHLETE)

    def incident(self, number: int) -> Record:
        """Return an incident of 26 fields, about 1.5 KB of JSON; numbers begin with 1."""
        rng = random.Random(number)
        day = FIRST_DAY + timedelta(days=number * 7 // A_WEEK + rng.randrange(7))
        gate = " It was by the old boathouse gate." if number % WITH_NEEDLE == 0 else ""
        return {
            "uid": uid(number),
            "athlete": athlete(number % self.athletes),
            "date": day.isoformat(),
            "time": f"{rng.randrange(14, 21)}:{rng.randrange(60):02}",
            "status": rng.choice(STATUSES),
            "condition": f"condition-{rng.randrange(CONDITIONS)}",
            "region": rng.choice(REGIONS),
            "side": rng.choice(("left", "right", "both", None)),
            "sport": rng.choice(SPORTS),
            "surface": rng.choice(SURFACES),
            "session": rng.choice(("practice", "game", "conditioning")),
            "minute": rng.randrange(90),
            "pain": rng.randrange(11),
            "temperature": round(rng.uniform(-5, 38), 1),
            "vitals": {"pulse": rng.randrange(50, 150), "breaths": rng.randrange(10, 30), "gcs": 15},
            "findings": [f"finding-{n}" for n in rng.sample(range(400), 5)],
            "witnesses": [f"Witness {rng.randrange(1000)}", f"Witness {rng.randrange(1000)}"],
            "narrative": f"The athlete {rng.choice(WHERE)} and {rng.choice(SAID)}.{gate} "
            + " ".join(rng.sample(THEN, 4)),
            "assessment": f"There is {rng.choice(SAW)}, and {rng.choice(SAW)} on the other side. "
            f"Range of motion {rng.randrange(40, 140)} degrees, strength {rng.randrange(1, 6)} of 5.",
            "care": f"Treated with {rng.choice(DID)}, later with {rng.choice(DID)}. "
            + " ".join(rng.sample(THEN, 2)),
            "plan": f"Seen again in {rng.randrange(1, 15)} days. {rng.choice(THEN)}",
            "told": {"parent": rng.random() < 0.5, "coach": True, "physician": rng.random() < 0.2},
            "days_lost": rng.randrange(30),
            "author": f"device-{rng.randrange(4)}",
            "made": f"{day.isoformat()}T21:{rng.randrange(60):02}:{rng.randrange(60):02}Z",
            "hash": f"{rng.getrandbits(256):064x}",
        }

    def key(self, turn: int) -> Key:
        """Return what the round of that number looks for."""
        rng = random.Random(-1 - turn)
        weeks = max(1, self.size // A_WEEK - 1)
        since = FIRST_DAY + timedelta(weeks=1 + rng.randrange(weeks))
        number = 1 + rng.randrange(self.size)
        return Key(
            number=number,
            uid=uid(number),
            athlete=athlete(rng.randrange(self.athletes)),
            status=rng.choice(STATUSES),
            since=since.isoformat(),
            before=(since + timedelta(weeks=1)).isoformat(),
        )


def uid(number: int) -> str:
    """Return the identifier of an incident, in no order."""
    return f"{random.Random(f'uid {number}').getrandbits(128):032x}"


def athlete(number: int) -> str:
    """Return the identifier of an athlete."""
    return f"athlete-{number:05}"


def change(turn: int) -> Record:
    """Return what the round of that number changes in an incident."""
    return {"status": STATUSES[turn % len(STATUSES)], "plan": f"Changed for the {turn}th time. {THEN[0]}"}


def encode(record: Record) -> bytes:
    """Return the bytes of a record that every engine has to bring to the disk."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
